"""Turn a picture of a digit, such as a scan, a photo or a canvas, into one MNIST-like digit.

`ink` finds the digit in the picture, and others beside it; `placement` scales and centres
it. Knows nothing of the page, of models or of files.
"""

from typing import NamedTuple

import numpy as np
from PIL import Image

from ae_core.pictures import SIDE

from .ink import MAX_SIDE as MAX_SIDE
from .ink import Box, find_ink
from .pieces import PALE
from .placement import BOX, mass_centre, place_box

THIN = 1.8  # pixels; strokes that would be thinner than this in the result are thickened
HAIRLINE = 2.7  # pixels; the width that the very thinnest get; others get one in between
_ZOOM = 8  # the magnification at which thin strokes are thickened


class Finding(NamedTuple):
    """What was found in a picture.

    Attributes:
        image: float32, shape (28, 28), values in [0, 1], 1 = ink: the digit that stands out most.
            All zeros if there is none.
        boxes: where each digit is, that one first: x0, y0, x1, y1 as fractions of the picture.
    """

    image: np.ndarray
    boxes: list[Box]


def from_canvas(picture: np.ndarray) -> np.ndarray:
    """Read a picture of one digit, such as a canvas, a scan or a photo, as an MNIST-like digit.

    The paper may be unevenly lit, ruled, or lie on a darker table; the ink may be darker or
    lighter than the paper. A frame around the digit, a punch hole and dust are left out. Contrast
    is stretched to the full range. Strokes that would be thinner than `THIN` are thickened, because
    a thin pen in a large picture would fade to grey; others keep their width.

    Args:
        picture: uint8, shape (H, W) or (H, W, 1) grey, (H, W, 3) RGB or (H, W, 4) RGBA,
            sides from 1 to `MAX_SIDE`. Left unchanged.

    Returns:
        float32, shape (28, 28), values in [0, 1], 1 = ink. All zeros if no digit is found.

    Raises:
        ValueError: if `picture` has another type, shape or size.
    """
    return find_digits(picture).image


def find_digits(picture: np.ndarray) -> Finding:
    """Read a picture as `from_canvas` does, and say where each digit in it is.

    Raises:
        ValueError: as `from_canvas`.
    """
    found = find_ink(picture)
    if found is None:
        return Finding(np.zeros((SIDE, SIDE), np.float32), [])
    return Finding(_place(found.ink), found.boxes)


def _place(ink: np.ndarray) -> np.ndarray:
    """Scale and centre the ink (h, w) of one digit: float32 (28, 28)."""
    rows, columns = _ink_span(ink.max(axis=1)), _ink_span(ink.max(axis=0))
    low, high = np.array([columns[0], rows[0]]), np.array([columns[1], rows[1]])
    extent = max(1.0, float((high - low).max()))
    centre = mass_centre(ink)

    scale, growth = BOX / extent, 0.0
    stroke = _stroke_width(ink, low, high)
    if stroke * scale < THIN:
        width = float(np.interp(stroke * scale, (0, THIN), (HAIRLINE, THIN)))
        # The box has to hold the thicker stroke, so the stroke's centre line is scaled.
        scale = (BOX - width) / (extent - stroke)
        growth = width - stroke * scale
    # The mass is centred as far as the ink's box stays inside the picture.
    lopsided = (centre - (low + high) / 2) * scale
    middle = place_box(lopsided, (high - low) * scale / 2 + growth / 2)
    corner = (low + high) / 2 - middle / scale
    if growth > 0:
        return _thicken(ink, corner, SIDE / scale, growth / 2)
    return _resample(ink, corner, SIDE / scale, SIDE)


def _ink_span(profile: np.ndarray) -> tuple[float, float]:
    """Where ink starts and ends along one axis, in pixels; a grey end pixel counts in part."""
    inked = np.flatnonzero(profile > PALE)
    first, last = inked[0], inked[-1]
    return float(first + 1 - profile[first]), float(last + profile[last])


def _stroke_width(ink: np.ndarray, low: np.ndarray, high: np.ndarray) -> float:
    """The width of the strokes, in pixels of `ink`."""
    from scipy import ndimage

    # Inside a stroke of width w the mean distance to its edge is w / 4.
    side = float((high - low).max()) * 1.1
    size = SIDE * _ZOOM
    solid = _resample(ink, (low + high - side) / 2, side, size) > 0.5
    if not solid.any():
        return 1.0
    depth = ndimage.distance_transform_edt(solid)[solid].mean() - 0.5
    return max(4 * depth, 1.0) * side / size


def _thicken(ink: np.ndarray, corner: np.ndarray, side: float, radius: float) -> np.ndarray:
    """The window (28, 28) with strokes widened by `radius` pixels of the result on each side."""
    from scipy import ndimage

    solid = _resample(ink, corner, side, SIDE * _ZOOM) > 0.4
    if not solid.any():
        return _resample(ink, corner, side, SIDE)
    away = ndimage.distance_transform_edt(~solid)
    grown = (radius * _ZOOM + 1 - away).clip(0, 1)
    return grown.reshape(SIDE, _ZOOM, SIDE, _ZOOM).mean(axis=(1, 3)).astype(np.float32)


def _resample(ink: np.ndarray, corner: np.ndarray, side: float, size: int) -> np.ndarray:
    """The square of `ink` with its (x, y) corner and side given, resampled to (size, size)."""
    height, width = ink.shape
    before = np.ceil(np.maximum(-corner, 0)).astype(int) + 1
    after = np.ceil(np.maximum(corner + side - (width, height), 0)).astype(int) + 1
    padded = np.pad(ink, ((before[1], after[1]), (before[0], after[0])))
    left, top = corner + before
    window = (float(left), float(top), float(left + side), float(top + side))
    resized = Image.fromarray(padded).resize((size, size), Image.Resampling.BICUBIC, window)
    return np.asarray(resized).clip(0, 1)
