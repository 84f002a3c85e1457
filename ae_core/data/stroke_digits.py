"""The built-in stroke digits: samples for the page, and data where MNIST is absent.

Each digit has at least four handwritten shapes, kept in `stroke_digits.json` as a few
control points per stroke, x to the right and y down in 0..1. A smooth curve is drawn through the
points of a stroke; a point given twice is a sharp corner. `make` varies slant, size, wobble
and pen, so that no two digits are the same.

Every shape was made for this project; none is traced from MNIST.
"""

import json
from functools import cache
from pathlib import Path

import numpy as np

from .strokes import PEN_WIDTH, from_strokes

DIGITS = range(10)
Strokes = list[list[tuple[float, float]]]

_PATH = Path(__file__).with_name("stroke_digits.json")
_STEPS = 6  # pieces of curve between two control points


def variants(digit: int) -> list[Strokes]:
    """The handwritten shapes of one digit, smoothed and always the same.

    Args:
        digit: from 0 to 9.

    Returns:
        At least four drawings. Each is a list of strokes, a stroke a list of (x, y) points in
        0..1, x to the right and y down. The caller may change the lists.

    Raises:
        ValueError: if `digit` is not an integer from 0 to 9.
    """
    if isinstance(digit, bool) or not isinstance(digit, int | np.integer) or digit not in DIGITS:
        raise ValueError(f"Expected a digit from 0 to 9; received {digit!r}")
    return [[list(stroke) for stroke in drawing] for drawing in _shapes()[int(digit)]]


def vary(strokes: Strokes, rng: np.random.Generator, strength: float = 1.0) -> Strokes:
    """Vary a drawing as if another hand had written it.

    Slant, rotation, width and height change, a smooth wobble stretches the plane, and each stroke
    is shifted a little, so that strokes may fail to meet or overlap.

    Args:
        strokes: a drawing as `variants` gives it, with at least one point. Left unchanged.
        rng: source of the changes. The same seed gives the same drawing.
        strength: of the changes: 1 as if another hand had written it, less for the same hand again.

    Returns:
        A drawing with as many strokes and points, in 0..1, about the middle of the pad.

    Raises:
        ValueError: if there is no point.
    """
    lines = [np.asarray(stroke, np.float64) for stroke in strokes if stroke]
    if not lines:
        raise ValueError("Expected a drawing with at least one point; received none")
    turn = strength * rng.normal(0, 0.07)  # radians
    # x per y; most hands lean to the right
    slant = strength * np.clip(rng.normal(0.06, 0.16), -0.3, 0.4)
    stretch = np.exp(strength * rng.normal(0, (0.15, 0.08)))
    shear = np.array([[1.0, 0.0], [-slant, 1.0]])
    rotation = np.array([[np.cos(turn), np.sin(turn)], [-np.sin(turn), np.cos(turn)]])
    matrix = np.diag(stretch) @ shear @ rotation

    # Two slow waves over the paper: strokes that touch move together and still touch.
    waves = rng.uniform(-1, 1, (2, 2)) * 2 * np.pi  # radians per unit of (x, y)
    phases = rng.uniform(0, 2 * np.pi, 2)
    heights = strength * rng.normal(0, 0.022, (2, 2))
    moved = []
    for line in lines:
        bent = line + np.sin(line @ waves + phases) @ heights + strength * rng.normal(0, 0.008, 2)
        moved.append((bent - 0.5) @ matrix)

    points = np.concatenate(moved)
    low, high = points.min(axis=0), points.max(axis=0)
    scale = 0.96 / max(0.96, float((high - low).max()))  # a large drawing is shrunk to the pad
    middle = (low + high) / 2
    return [_as_points((line - middle) * scale + 0.5) for line in moved]


def render(strokes: Strokes, rng: np.random.Generator | None = None) -> np.ndarray:
    """Draw strokes with the pen of `from_strokes`, or with a pen of random width, as in MNIST.

    Args:
        strokes: a drawing as `variants` gives it.
        rng: source of the pen's width, whose median is 2.9 pixels with a tenth below 2.0 and a
            tenth above 4.2. None for the constant `PEN_WIDTH`.

    Returns:
        float32, shape (28, 28), values in [0, 1], 1 = ink.
    """
    width = PEN_WIDTH if rng is None else float(PEN_WIDTH * np.exp(rng.normal(0, 0.29)))
    return from_strokes(strokes, min(max(width, 1.6), 5.0))


def make(count: int, seed: int) -> tuple[np.ndarray, np.ndarray]:
    """Draw `count` digits, each class equally often (give or take one).

    Args:
        count: how many, from 0 up.
        seed: the same count and seed give the same digits.

    Returns:
        images: float32, shape (count, 28, 28), values in [0, 1], 1 = ink.
        labels: uint8, shape (count,), in shuffled order.

    Raises:
        ValueError: if `count` is not a whole number from 0 up.
    """
    if isinstance(count, bool) or not isinstance(count, int | np.integer) or not count >= 0:
        raise ValueError(f"Expected a whole count from 0 up; received {count!r}")
    rng = np.random.default_rng(seed)
    labels = rng.permutation(np.arange(count) % 10).astype(np.uint8)
    images = np.zeros((count, 28, 28), np.float32)
    for image, label in zip(images, labels, strict=True):
        shapes = _shapes()[int(label)]
        image[:] = render(vary(shapes[rng.integers(len(shapes))], rng), rng)
    return images, labels


def smooth(drawing: list[list[list[float]]]) -> Strokes:
    """Turn a drawing of a few control points, as in the file, into smooth strokes."""
    return [_as_points(_smooth_stroke(stroke)) for stroke in drawing]


@cache
def _shapes() -> list[list[Strokes]]:
    table = json.loads(_PATH.read_text(encoding="utf-8"))
    return [[smooth(drawing) for drawing in table[str(digit)]] for digit in DIGITS]


def _smooth_stroke(stroke: list[list[float]]) -> np.ndarray:
    """A curve (n, 2) through the control points, broken at every point that is given twice."""
    points = np.asarray(stroke, np.float64)
    breaks = np.flatnonzero((points[1:] == points[:-1]).all(axis=1)) + 1
    return np.concatenate([_spline(part) for part in np.split(points, breaks)])


def _spline(points: np.ndarray) -> np.ndarray:
    """A centripetal Catmull-Rom curve through `points` (n, 2); this kind adds no loops.

    References:
        Yuksel, Schaefer and Keyser, "Parameterization and applications of Catmull-Rom
        curves", Computer-Aided Design 43 (2011), 747-755.
    """
    ends = [2 * points[0] - points[1]], [2 * points[-1] - points[-2]]
    knots = np.concatenate([ends[0], points, ends[1]])
    times = np.concatenate([[0.0], np.sqrt(np.hypot(*np.diff(knots, axis=0).T)).cumsum()])
    curve = [points[:1]]
    for i in range(1, len(points)):
        t0, t1, t2, t3 = times[i - 1 : i + 3]
        a, b, c, d = knots[i - 1 : i + 3]
        t = np.linspace(t1, t2, _STEPS + 1)[1:, None]
        ab = (a * (t1 - t) + b * (t - t0)) / (t1 - t0)
        bc = (b * (t2 - t) + c * (t - t1)) / (t2 - t1)
        cd = (c * (t3 - t) + d * (t - t2)) / (t3 - t2)
        abc = (ab * (t2 - t) + bc * (t - t0)) / (t2 - t0)
        bcd = (bc * (t3 - t) + cd * (t - t1)) / (t3 - t1)
        curve.append((abc * (t2 - t) + bcd * (t - t1)) / (t2 - t1))
    return np.concatenate(curve)


def _as_points(line: np.ndarray) -> list[tuple[float, float]]:
    return [(x, y) for x, y in line.tolist()]
