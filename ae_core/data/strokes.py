"""Turn pen strokes into one MNIST-like digit, and draw marks on it.

`placement` scales and centres it. Knows nothing of the page, of models or of files.
"""

from typing import NamedTuple

import numpy as np

from ae_core.pictures import SIDE

from .placement import BOX, mass_centre, place_box

PEN_WIDTH = 2.9  # the median stroke of MNIST, in pixels
RUBBER_WIDTH = 4.0  # pixels: wide enough to cut a stroke in two
MAX_STROKES = 200
MAX_POINTS = 10_000
MAX_COORDINATE = 10.0
_DOT = 0.02  # smaller drawings count as a tap: less than 6 pixels of a 280-pixel pad
_STEP = 0.4  # pixels between the discs of a stroke; between two its edge recedes by 0.014
_CELL = 0.25  # pixels; one disc is kept per cell, which bounds the time for a long scribble


class Fit(NamedTuple):
    """The map from the pad to the picture: a point lies at `point * scale + shift`.

    Attributes:
        scale: pixels of the picture for the whole pad.
        shift: (x, y) in pixels.
    """

    scale: float
    shift: tuple[float, float]


WHOLE_PAD = Fit(float(SIDE), (0.0, 0.0))  # for a picture that fills the pad


def from_strokes(strokes: list, width: float = PEN_WIDTH) -> np.ndarray:
    """Draw pen strokes as one MNIST-like digit.

    Args:
        strokes: lists of (x, y) points, nominally in 0..1, x to the right and y down.
        width: of the pen, in pixels of the result, from 0.5 to 10.

    Returns:
        float32, shape (28, 28), values in [0, 1], 1 = ink. `fit_strokes` has the details.

    Raises:
        ValueError: as `fit_strokes`.
    """
    return fit_strokes(strokes, width)[0]


def fit_strokes(strokes: list, width: float = PEN_WIDTH) -> tuple[np.ndarray, Fit]:
    """Draw pen strokes as one MNIST-like digit; return it and the map from the pad to it.

    Only the shape counts: the same drawing made elsewhere on the pad, or in another size, gives
    the same digit, and the pen is always `width` wide in the result. Strokes without points are
    skipped. A tap becomes one disc; it is not enlarged to 20 pixels.

    Args:
        strokes: at most `MAX_STROKES` lists of (x, y) points, at most `MAX_POINTS` points
            in all. Nominally in 0..1, x to the right and y down; anything within
            ±`MAX_COORDINATE` is accepted.
        width: of the round pen, in pixels of the result, from 0.5 to 10.

    Returns:
        float32, shape (28, 28), values in [0, 1], 1 = ink, all zeros if there is no point; and the
        map from the pad to it.

    Raises:
        ValueError: if `strokes` has another form or is too long, if a coordinate is not a finite
            number within the range, or if `width` is out of range.
    """
    if not 0.5 <= width <= 10.0:
        raise ValueError(f"Expected a pen width from 0.5 to 10 pixels; received {width}")
    lines = check_strokes(strokes)
    if not lines:
        return np.zeros((SIDE, SIDE), np.float32), WHOLE_PAD

    points = np.concatenate(lines)
    low, high = points.min(axis=0), points.max(axis=0)
    extent = float((high - low).max())
    scale = 0.0 if extent < _DOT else (BOX - width) / extent
    middle = (low + high) / 2
    discs = _thin_out(np.concatenate([_resample((line - middle) * scale) for line in lines]))

    # Draw it in the middle, measure the centre of mass, then draw it where the mass is centred.
    draft = _draw(discs + SIDE / 2, width)
    half = ((high - low) * scale + width) / 2
    centre = place_box(mass_centre(draft) - SIDE / 2, half)
    around = scale or SIDE  # a tap has no size: marks around it keep their size on the pad
    x, y = centre - middle * around
    return _draw(discs + centre, width), Fit(around, (float(x), float(y)))


def apply_marks(picture: np.ndarray, marks: list[tuple[bool, list]], fit: Fit) -> np.ndarray:
    """Corrupt a digit by hand: scribble over it, or erase parts of it.

    Args:
        picture: float32 (28, 28) in [0, 1]. Left unchanged.
        marks: in the order they were made: whether each adds ink (else it erases), and its points
            on the pad, as in `from_strokes`.
        fit: the map from the pad to the picture.

    Returns:
        float32 (28, 28) in [0, 1].

    Raises:
        ValueError: as `from_strokes`.
    """
    lines = check_strokes([points for _, points in marks])
    corrupted = picture
    for (ink, _), line in zip((m for m in marks if m[1]), lines, strict=True):
        # clipped, so that a line that leaves the picture costs no more than it shows
        ends = (line * fit.scale + fit.shift).clip(-RUBBER_WIDTH, SIDE + RUBBER_WIDTH)
        discs = _resample(ends)
        _, first = np.unique(np.rint(discs / _CELL).astype(np.intp), axis=0, return_index=True)
        covered = _draw(discs[first], PEN_WIDTH if ink else RUBBER_WIDTH)
        corrupted = np.maximum(corrupted, covered) if ink else corrupted * (1 - covered)
    return corrupted


def check_strokes(strokes: object) -> list[np.ndarray]:
    """Check strokes as `fit_strokes` describes them. Sizes are checked before any point.

    Returns:
        The strokes that hold points, float64 (n, 2) each.

    Raises:
        ValueError: as `fit_strokes`.
    """
    if not isinstance(strokes, list | tuple):
        raise ValueError(f"Expected a list of strokes; received {type(strokes).__name__}")
    if len(strokes) > MAX_STROKES:
        raise ValueError(f"Expected at most {MAX_STROKES} strokes; received {len(strokes)}")
    for stroke in strokes:
        if not isinstance(stroke, list | tuple):
            raise ValueError(
                f"Expected each stroke as a list of points; received {type(stroke).__name__}"
            )
    total = sum(len(stroke) for stroke in strokes)
    if total > MAX_POINTS:
        raise ValueError(f"Expected at most {MAX_POINTS} points in all; received {total}")
    for stroke in strokes:
        for point in stroke:
            if not isinstance(point, list | tuple) or len(point) != 2:
                raise ValueError("Expected each point as (x, y); received something else")
            for value in point:
                # bool is an int to Python, and a huge int has no float: test both, in this order.
                if isinstance(value, bool) or not isinstance(value, int | float):
                    raise ValueError(
                        f"Expected coordinates as numbers; received {type(value).__name__}"
                    )
                if not -MAX_COORDINATE <= value <= MAX_COORDINATE:
                    raise ValueError(
                        f"Expected finite coordinates within ±{MAX_COORDINATE:g}; "
                        f"received {value if isinstance(value, float) else 'a larger one'}"
                    )
    return [np.asarray(stroke, np.float64) for stroke in strokes if stroke]


def _resample(line: np.ndarray) -> np.ndarray:
    """Points along the line (n, 2), at most `_STEP` apart."""
    if len(line) == 1:
        return line
    delta = np.diff(line, axis=0)
    pieces = np.ceil(np.hypot(delta[:, 0], delta[:, 1]) / _STEP).astype(np.intp).clip(1)
    segment = np.repeat(np.arange(len(delta)), pieces)
    index = np.arange(len(segment)) - np.repeat(pieces.cumsum() - pieces, pieces)
    part = (index / pieces[segment])[:, None]
    return np.concatenate([line[segment] + part * delta[segment], line[-1:]])


def _thin_out(points: np.ndarray) -> np.ndarray:
    """Keep one point in each cell of the box, (n, 2): 6,561 at most."""
    across = int(BOX / _CELL) + 1
    column, row = (np.rint(points / _CELL).astype(np.intp) + across // 2).T
    last = np.full(across * across, -1, np.intp)
    last[row * across + column] = np.arange(len(points))
    return points[last[last >= 0]]


def _draw(discs: np.ndarray, width: float) -> np.ndarray:
    """Draw the union of discs at (x, y) from the corner, with edges one pixel soft: (28, 28)."""
    pixels = np.arange(SIDE, dtype=np.float32) + 0.5
    across, down = (pixels - discs.astype(np.float32).T[:, :, None]) ** 2  # (n, 28) each
    nearest = np.full((SIDE, SIDE), np.inf, np.float32)
    for start in range(0, len(discs), 256):  # in pieces that stay in the processor's cache
        some = slice(start, start + 256)
        np.minimum(nearest, (down[some, :, None] + across[some, None, :]).min(0), out=nearest)
    return np.clip(width / 2 + 0.5 - np.sqrt(nearest), 0, 1)
