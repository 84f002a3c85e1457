"""Synthetic photographs of a digit on paper, each with its right answer and its conditions.

The digits are those of `stroke_digits`, in several hands, varied; everything else is drawn here:
paper, ruling, table, light and camera. Nothing is traced from a photograph.
"""

import io
from typing import NamedTuple

import numpy as np
from PIL import Image, ImageDraw

from ae_core.data import stroke_digits

PAPERS = ("plain", "lined", "squared")
LIGHTS = ("even", "gradient", "vignette", "shadow")
BESIDE = ("nothing", "punch hole", "frame")
_FINE = 2  # the magnification at which everything is drawn


class Photograph(NamedTuple):
    """One photograph.

    Attributes:
        content: the bytes of a JPEG file.
        digits: what it shows, from left to right: one digit, or two, or none.
        strokes: of the first digit, turned as on the photograph; [] if there is none.
        conditions: the value of each condition, by name.
    """

    content: bytes
    digits: tuple[int, ...]
    strokes: stroke_digits.Strokes
    conditions: dict[str, str]


def make(seed: int, digits: int = 1) -> Photograph:
    """Photograph one sheet.

    Args:
        seed: the same seed gives the same photograph. Its last decimal is the first digit.
        digits: how many stand on the sheet, 0, 1 or 2.
    """
    rng = np.random.default_rng((20, seed))
    height = int(rng.integers(480, 1201))
    width = round(height * rng.choice((3 / 4, 1.0, 4 / 3)))
    size = np.array([width, height])
    paper, light = str(rng.choice(PAPERS)), str(rng.choice(LIGHTS))
    beside = str(rng.choice(BESIDE, p=(0.8, 0.1, 0.1)))
    on_table = bool(rng.random() < 0.3)
    turn = rng.uniform(-15, 15)
    share = rng.uniform(0.6, 0.85) if on_table else 1.0  # of the picture, the sheet's sides
    room = min(width, height) * (share * 0.9 if on_table else 1.0)
    centre = size / 2 + rng.uniform(-0.05, 0.05, 2) * size
    matrix = _rotation(turn)

    def place(points: np.ndarray) -> np.ndarray:
        """From the sheet, in pixels about its middle, to the picture."""
        return points @ matrix.T + centre

    # reflectance: table, sheet, ruling, pen
    white, contrast = rng.uniform(0.78, 0.96), rng.uniform(0.4, 0.75)
    scene = np.full((height, width), white)
    tint = 1 - rng.uniform(0, 0.08, 3) * (rng.random(3) < 0.5)
    if on_table:
        half = size * share / 2
        corners = place(np.array([[-1, -1], [1, -1], [1, 1], [-1, 1]]) * half)
        sheet = _Layer(size).polygon(corners).cover()
        table = rng.uniform(0.15, 0.5) * white + rng.normal(0, 0.02, scene.shape)
        scene = table * (1 - sheet) + scene * sheet
    else:
        half = size * 1.5
        sheet = np.ones_like(scene)
    faint = rng.uniform(0.1, 0.6)
    if paper != "plain":
        pitch, line = (
            rng.uniform(0.04, 0.12) * height,
            max(1.0, rng.uniform(0.0015, 0.004) * height),
        )
        layer = _Layer(size)
        for axis in (1, 0)[: 1 if paper == "lined" else 2]:
            for at in np.arange(-half[axis] + rng.uniform(0, pitch), half[axis], pitch):
                ends = np.full((2, 2), at)
                ends[:, 1 - axis] = (-half[1 - axis], half[1 - axis])
                layer.line(place(ends), line)
        scene -= layer.cover() * sheet * faint * contrast

    # the digits, and what else is on the sheet
    pen = rng.uniform(0.01, 0.04) * height
    labels = tuple(int(d) for d in ((seed % 10, rng.integers(10))[:digits]))
    tall = rng.uniform(0.35, 0.72) * room / max(1, 0.75 * digits)
    layer, turned = _Layer(size), []
    reach = np.zeros(2)
    for i, label in enumerate(labels):
        shapes = stroke_digits.variants(label)
        lines = [
            np.array(s) for s in stroke_digits.vary(shapes[rng.integers(len(shapes))], rng) if s
        ]
        points = np.concatenate(lines)
        low, high = points.min(axis=0), points.max(axis=0)
        scale = (tall - pen) / float((high - low).max())
        reach = (high - low) * scale / 2 + pen
        free = np.maximum(np.minimum(half, size / 2 * 0.92) * 0.95 - reach, 0)
        shift = rng.uniform(-0.6, 0.6, 2) * free
        if digits == 2:
            shift = np.array([(i - 0.5) * (tall * rng.uniform(1.1, 1.4)), 0.0])
        for points in lines:
            there = place((points - (low + high) / 2) * scale + shift)
            layer.line(there, pen)
            if i == 0:
                turned.append([(float(x), float(y)) for x, y in there / size.max()])
    ink = layer.cover()
    scene = scene * (1 - ink) + (white - contrast) * ink
    if beside == "frame" and digits == 1:
        box = np.array([[-1, -1], [1, -1], [1, 1], [-1, 1], [-1, -1]]) * (
            reach * 1.15 + 0.02 * height
        )
        frame = _Layer(size).line(place(box + shift), max(1.0, 0.004 * height)).cover()
        scene = scene * (1 - frame) + (white - contrast) * frame
    elif beside == "punch hole":
        radius, at = 0.02 * height, np.array([-min(half[0], width / 2) * 0.93, 0.1 * height])
        hole = _Layer(size).line(place(np.array([at, at + 0.1])), 2 * radius).cover()
        scene = scene * (1 - hole) + rng.uniform(0.1, 0.3) * hole

    content = _photograph(scene, tint, light, rng)
    return Photograph(
        content,
        labels,
        turned,
        {
            "paper": paper if paper == "plain" else f"{paper}, {_band(faint, (0.1, 0.35, 0.6))}",
            "light": light,
            "sheet": "on a table" if on_table else "fills the picture",
            "turned by": f"{_band(abs(turn), (0, 5, 10, 15))}°",
            "pen": f"{_band(100 * pen / height, (1, 2, 3, 4))} %",
            "beside": beside,
        },
    )


def _photograph(scene: np.ndarray, tint: np.ndarray, light: str, rng: np.random.Generator) -> bytes:
    """Light, lens, sensor and JPEG."""
    from scipy import ndimage

    height, width = scene.shape
    y, x = np.mgrid[-0.5 : 0.5 : height * 1j, -0.5 : 0.5 : width * 1j]
    angle = rng.uniform(0, 2 * np.pi)
    across = x * np.cos(angle) + y * np.sin(angle)
    if light == "gradient":
        scene = scene * (1 - rng.uniform(0.1, 0.5) * (across + 0.5).clip(0, 1))
    elif light == "vignette":
        scene = scene * (1 - rng.uniform(0.2, 0.6) * (2 * (x**2 + y**2)))
    elif light == "shadow":
        soft, edge = rng.uniform(0.005, 0.04), rng.uniform(-0.25, 0.25)
        dark = rng.uniform(0.5, 0.8)
        scene = scene * (dark + (1 - dark) / (1 + np.exp(((across - edge) / soft).clip(-50, 50))))
    blurred = ndimage.gaussian_filter(scene, rng.uniform(0.4, 1.0))
    seen = blurred[:, :, None] * tint
    seen = seen + rng.normal(0, rng.uniform(0, 0.05), seen.shape)
    picture = Image.fromarray((seen.clip(0, 1) * 255).round().astype(np.uint8))
    file = io.BytesIO()
    picture.save(file, "JPEG", quality=int(rng.integers(60, 96)))
    return file.getvalue()


class _Layer:
    """A drawing of where something is, (h, w) in [0, 1], with soft edges."""

    def __init__(self, size: np.ndarray):
        self.image = Image.new("L", tuple(int(s) * _FINE for s in size), 0)
        self.draw = ImageDraw.Draw(self.image)

    def line(self, points: np.ndarray, width: float) -> "_Layer":
        fine, radius = points * _FINE, width * _FINE / 2
        self.draw.line([tuple(p) for p in fine], 255, max(1, round(2 * radius)))
        if radius > 2:
            for x, y in fine:
                self.draw.ellipse((x - radius, y - radius, x + radius, y + radius), 255)
        return self

    def polygon(self, points: np.ndarray) -> "_Layer":
        self.draw.polygon([tuple(p) for p in points * _FINE], 255)
        return self

    def cover(self) -> np.ndarray:
        return np.asarray(self.image.reduce(_FINE), np.float64) / 255


def _rotation(degrees: float) -> np.ndarray:
    angle = np.deg2rad(degrees)
    return np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])


def _band(value: float, edges: tuple[float, ...]) -> str:
    at = int(np.searchsorted(edges[1:-1], value))
    return f"{edges[at]:g} to {edges[at + 1]:g}"


def open_picture(photograph: Photograph) -> Image.Image:
    """The photograph as a picture."""
    return Image.open(io.BytesIO(photograph.content))
