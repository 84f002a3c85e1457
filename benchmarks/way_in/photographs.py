"""Synthetic photographs of a digit on paper, each with its right answer and its conditions.

The digits are those of `stroke_digits`, in several hands, varied; everything else is drawn here:
paper, ruling, table, light and camera. Nothing is traced from a photograph.
"""

import io
from typing import NamedTuple

import numpy as np
from PIL import Image, ImageDraw

from ae_core.data import stroke_digits
from ae_core.pictures import to_uint8

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
    """Draw a sheet and photograph it.

    Args:
        seed: the same seed gives the same photograph. Its last decimal is the first digit.
        digits: how many stand on the sheet, 0, 1 or 2.
    """
    rng = np.random.default_rng((20, seed))  # every draw below has its place in one stream
    height = int(rng.integers(480, 1201))
    width = round(height * rng.choice((3 / 4, 1.0, 4 / 3)))
    paper, light = str(rng.choice(PAPERS)), str(rng.choice(LIGHTS))
    beside = str(rng.choice(BESIDE, p=(0.8, 0.1, 0.1)))
    sheet = _Sheet(np.array([width, height]), rng)
    faint = rng.uniform(0.1, 0.6)
    if paper != "plain":
        sheet.rule(faint, both_ways=paper == "squared")
    pen = rng.uniform(0.01, 0.04) * height
    labels = tuple(int(d) for d in ((seed % 10, rng.integers(10))[:digits]))
    written = sheet.write(labels, pen)
    if beside == "frame" and digits == 1:
        sheet.frame(written[0])
    elif beside == "punch hole":
        sheet.punch()

    content = _photograph(sheet.scene, sheet.tint, light, rng)
    lines = [line / max(width, height) for line in written[0].lines] if written else []
    return Photograph(
        content,
        labels,
        [[(float(x), float(y)) for x, y in line] for line in lines],
        {
            "paper": paper if paper == "plain" else f"{paper}, {_band(faint, (0.1, 0.35, 0.6))}",
            "light": light,
            "sheet": "on a table" if sheet.on_table else "fills the picture",
            "turned by": f"{_band(abs(sheet.turn), (0, 5, 10, 15))}°",
            "pen": f"{_band(100 * pen / height, (1, 2, 3, 4))} %",
            "beside": beside,
        },
    )


class _Written(NamedTuple):
    """A digit on a sheet.

    Attributes:
        lines: each (n, 2), pixels of the picture.
        middle: of its box on the sheet, (2,).
        reach: from there to its edges, with the pen, (2,).
    """

    lines: list[np.ndarray]
    middle: np.ndarray
    reach: np.ndarray


class _Sheet:
    """A sheet of paper in a picture, before light and camera.

    A place on the sheet is in pixels from its middle, before it is turned.

    Attributes:
        scene: float64 (h, w), the reflectance of every pixel.
        tint: (3,), the paper's reflectance of red, green and blue, relative to `scene`.
        on_table: whether a table shows around it.
        turn: degrees.
    """

    def __init__(self, size: np.ndarray, rng: np.random.Generator):
        self._size, self._rng = size, rng
        self.on_table = bool(rng.random() < 0.3)
        self.turn = rng.uniform(-15, 15)
        share = rng.uniform(0.6, 0.85) if self.on_table else 1.0  # of the picture, by side
        self._room = min(size) * (share * 0.9 if self.on_table else 1.0)
        self._half = size * share / 2 if self.on_table else size * 1.5
        self._centre = size / 2 + rng.uniform(-0.05, 0.05, 2) * size
        self._rotation = _rotation(self.turn)
        white, self._contrast = rng.uniform(0.78, 0.96), rng.uniform(0.4, 0.75)
        self._ink = white - self._contrast
        self.scene = np.full(size[::-1], white)
        self.tint = 1 - rng.uniform(0, 0.08, 3) * (rng.random(3) < 0.5)
        self._cover = np.ones_like(self.scene)
        if self.on_table:
            corners = self._place(np.array([[-1, -1], [1, -1], [1, 1], [-1, 1]]) * self._half)
            self._cover = _Layer(size).polygon(corners).cover()
            table = rng.uniform(0.15, 0.5) * white + rng.normal(0, 0.02, self.scene.shape)
            self.scene = table * (1 - self._cover) + self.scene * self._cover

    def rule(self, faint: float, both_ways: bool) -> None:
        """Draw lines across the sheet, or squares; `faint` is their contrast, the pen's being 1."""
        height, half = self._size[1], self._half
        pitch = self._rng.uniform(0.04, 0.12) * height
        width = max(1.0, self._rng.uniform(0.0015, 0.004) * height)
        layer = _Layer(self._size)
        for axis in (1, 0) if both_ways else (1,):
            for at in np.arange(-half[axis] + self._rng.uniform(0, pitch), half[axis], pitch):
                ends = np.full((2, 2), at)
                ends[:, 1 - axis] = (-half[1 - axis], half[1 - axis])
                layer.line(self._place(ends), width)
        self.scene -= layer.cover() * self._cover * faint * self._contrast

    def write(self, labels: tuple[int, ...], pen: float) -> list[_Written]:
        """Write digits side by side; `pen` is its width in pixels."""
        tall = self._rng.uniform(0.35, 0.72) * self._room / max(1, 0.75 * len(labels))
        written = []
        for i, label in enumerate(labels):
            digit = self._digit(label, tall, pen)
            if len(labels) == 2:
                beside = np.array([(i - 0.5) * (tall * self._rng.uniform(1.1, 1.4)), 0.0])
                digit = digit._replace(middle=beside)
            written.append(
                digit._replace(lines=[self._place(line + digit.middle) for line in digit.lines])
            )
        layer = _Layer(self._size)
        for line in (line for digit in written for line in digit.lines):
            layer.line(line, pen)
        self._paint(layer, self._ink)
        return written

    def _digit(self, label: int, tall: float, pen: float) -> _Written:
        """A digit somewhere on the sheet, its lines about its own middle."""
        shapes = stroke_digits.variants(label)
        shape = shapes[self._rng.integers(len(shapes))]
        lines = [np.array(s) for s in stroke_digits.vary(shape, self._rng) if s]
        points = np.concatenate(lines)
        low, high = points.min(axis=0), points.max(axis=0)
        scale = (tall - pen) / float((high - low).max())
        reach = (high - low) * scale / 2 + pen
        free = np.maximum(np.minimum(self._half, self._size / 2 * 0.92) * 0.95 - reach, 0)
        middle = self._rng.uniform(-0.6, 0.6, 2) * free
        return _Written([(line - (low + high) / 2) * scale for line in lines], middle, reach)

    def frame(self, digit: _Written) -> None:
        """Draw a box around a digit with a thin pen."""
        height = self._size[1]
        corners = np.array([[-1, -1], [1, -1], [1, 1], [-1, 1], [-1, -1]])
        box = corners * (digit.reach * 1.15 + 0.02 * height) + digit.middle
        self._paint(_Layer(self._size).line(self._place(box), max(1.0, 0.004 * height)), self._ink)

    def punch(self) -> None:
        """Punch a hole near the left edge."""
        width, height = self._size
        at = np.array([-min(self._half[0], width / 2) * 0.93, 0.1 * height])
        hole = _Layer(self._size).line(self._place(np.array([at, at + 0.1])), 0.04 * height)
        self._paint(hole, self._rng.uniform(0.1, 0.3))

    def _place(self, points: np.ndarray) -> np.ndarray:
        """From the sheet to the picture."""
        return points @ self._rotation.T + self._centre

    def _paint(self, layer: "_Layer", reflectance: float) -> None:
        cover = layer.cover()
        self.scene = self.scene * (1 - cover) + reflectance * cover


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
    picture = Image.fromarray(to_uint8(seen.clip(0, 1)))
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
