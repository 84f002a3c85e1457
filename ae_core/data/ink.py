"""Find the ink in a picture: dark on light or light on dark, scanned, photographed or drawn.

`paper` subtracts the paper, `ruling` its printed lines, and `pieces` groups the ink into digits.
Knows nothing of which digit it is; `photos` centres and scales what is found.
"""

from typing import NamedTuple

import numpy as np
from PIL import Image

from . import paper, pieces, ruling

MAX_SIDE = 4096  # pixels; larger pictures are refused

_WORK_SIDE = 512  # larger pictures are shrunk to this first
_MIN_UNEVEN = 0.2  # on unevenly lit or ruled paper, what has less contrast than this is no ink
# Ink is 0 at the floor and 1 in the middle of a stroke.
_FLOOR = 3  # times the paper's noise: one pixel of paper in 700 is above it
_UNEVEN_FLOOR = 0.15  # of the ink's contrast: what shadows and ruling leave behind is below it
_STRONG = 0.5  # above this share of the highest contrast is surely a stroke, …
_MIDDLE = 75  # … and its middle is at this percentile of those pixels: their edges are paler
# Unevenly lit paper shows its grain. Smoothing over less than a stroke's width makes it weaker.
_GRAIN = 0.012  # noise, above which it is done: three grey values of 255
_SMOOTHING = 0.8  # pixels, sigma
_SMOOTHED = 0.5  # of the noise is left: 0.35 if pixels were independent, but a grain covers several
_CLEAR = 64  # opacity, of 255: it varies by at least so much where ink lies on nothing
_OPAQUE = 200  # opacity, of 255, from which on a pixel's colour counts
_ONE_COLOUR = 24  # of 255: a channel that varies no more is one colour, but for compression
_AROUND = 3  # pixels around a digit that are kept with it: the pale edge of its strokes
Box = tuple[float, float, float, float]


class Found(NamedTuple):
    """The digits in a picture.

    Attributes:
        ink: float32 (h, w) in [0, 1], 1 = ink: the digit that stands out most, on a background of
            zeros, at most 512 pixels a side.
        boxes: where each digit is, that one first: x0, y0, x1, y1 as fractions of the picture.
    """

    ink: np.ndarray
    boxes: list[Box]


def find_ink(picture: np.ndarray) -> Found | None:
    """Find the digits in a picture and separate the ink of one from everything else.

    Args:
        picture: uint8, shape (H, W) or (H, W, 1) grey, (H, W, 3) RGB or (H, W, 4) RGBA,
            sides from 1 to `MAX_SIDE`. Left unchanged.

    Returns:
        What was found; None if there is no ink.

    Raises:
        ValueError: if `picture` has another type, shape or size.
    """
    channels = _shrink(_check_picture(picture))
    if (drawn := _opacity_as_ink(channels)) is not None:
        return _choose(drawn)
    if (found := _separate(_lightness(channels))) or len(channels) == 1:
        return found
    # colours of equal lightness: one of the channels tells them apart
    for channel in channels[:3]:
        if found := _separate(_over_ground(channel / 255, channels)):
            return found
    return None


def _check_picture(picture: np.ndarray) -> np.ndarray:
    """The picture with its channel axis, uint8 (H, W, 1 | 3 | 4)."""
    if not isinstance(picture, np.ndarray) or picture.dtype != np.uint8:
        kind = getattr(picture, "dtype", type(picture).__name__)
        raise ValueError(f"Expected a picture as a uint8 array; received {kind}")
    if picture.ndim == 2:
        picture = picture[:, :, None]
    if picture.ndim != 3 or picture.shape[2] not in (1, 3, 4):
        raise ValueError(
            "Expected a picture of shape (H, W), (H, W, 1), (H, W, 3) or (H, W, 4); "
            f"received {picture.shape}"
        )
    if not 1 <= min(picture.shape[:2]) <= max(picture.shape[:2]) <= MAX_SIDE:
        raise ValueError(
            f"Expected a picture with sides from 1 to {MAX_SIDE}; received {picture.shape[:2]}"
        )
    return picture


def _shrink(picture: np.ndarray) -> list[np.ndarray]:
    """The channels, float32 (h, w) in [0, 255], at most `_WORK_SIDE` a side."""
    height, width = picture.shape[:2]
    factor = max(1.0, max(height, width) / _WORK_SIDE)
    size = (max(1, round(width / factor)), max(1, round(height / factor)))
    kind = Image.Resampling.BOX
    return [
        np.asarray(
            Image.fromarray(np.ascontiguousarray(picture[:, :, i])).resize(size, kind), np.float32
        )
        for i in range(picture.shape[2])
    ]


def _opacity_as_ink(channels: list[np.ndarray]) -> np.ndarray | None:
    """The opacity, where all opaque pixels have one colour: the ink is what is not transparent."""
    if len(channels) != 4 or np.ptp(channels[3]) < _CLEAR:
        return None
    opaque = channels[3] > _OPAQUE
    if not opaque.any():
        opaque = channels[3] > channels[3].max() / 2
    if any(np.ptp(channel[opaque]) > _ONE_COLOUR for channel in channels[:3]):
        return None
    return channels[3] / channels[3].max()


def _lightness(channels: list[np.ndarray]) -> np.ndarray:
    """Lightness, float32 (h, w) in [0, 1]."""
    if len(channels) == 1:
        return channels[0] / 255
    light = (0.299 * channels[0] + 0.587 * channels[1] + 0.114 * channels[2]) / 255
    return _over_ground(light, channels)


def _over_ground(light: np.ndarray, channels: list[np.ndarray]) -> np.ndarray:
    """Lay a channel or lightness in [0, 1] over a background where the picture is transparent."""
    if len(channels) == 3 or channels[3].min() == 255:
        return light
    opacity = channels[3] / 255
    if not opacity.any():
        return np.zeros_like(light)
    # If less than half is opaque, that is the ink, and the background is black or white,
    # whichever differs more; else it is a page, which is extended.
    opaque = light[opacity > opacity.max() / 2]
    page = np.median(opaque)
    behind = page if len(opaque) > light.size / 2 else float(page < 0.5)
    return light * opacity + behind * (1 - opacity)


def _separate(grey: np.ndarray) -> Found | None:
    """The digits on an opaque picture; None for a blank one."""
    from scipy import ndimage  # late: it takes longer to import than everything else here

    relief = paper.flatten(paper.cut_sheet(grey))
    contrast, ruled = ruling.remove(relief.contrast, relief.noise)
    noise, even = relief.noise, relief.even and not ruled
    if not even and noise > _GRAIN:
        contrast, noise = ndimage.gaussian_filter(contrast, _SMOOTHING), _SMOOTHED * noise
    least = max(paper.least_contrast(noise), _STRONG * float(contrast.max()))
    strong = contrast[contrast > least]
    if not strong.size:
        return None
    floor, full = _FLOOR * noise, float(np.percentile(strong, _MIDDLE))
    if not even:
        floor = max(floor, _UNEVEN_FLOOR * full)
    ink = np.clip((contrast - floor) / (full - floor), 0, 1).astype(np.float32)
    found = _choose(ink, even)
    if found and not even and float(np.median(contrast[found.ink > pieces.PALE])) < _MIN_UNEVEN:
        return None
    return found


def _choose(ink: np.ndarray, even: bool = True) -> Found | None:
    """The digit that stands out most, and where the others are."""
    from scipy import ndimage

    labels, digits = pieces.group(ink, even)
    if not digits:
        return None
    chosen = np.isin(labels, digits[0].labels)
    reach = ndimage.binary_dilation(chosen, np.ones((3, 3)), iterations=_AROUND)
    near = reach & ((labels == 0) | chosen)
    height, width = ink.shape
    boxes = [
        (x0 / width, y0 / height, x1 / width, y1 / height)
        for x0, y0, x1, y1 in (digit.box for digit in digits)
    ]
    return Found(np.where(near, ink, 0).astype(np.float32), boxes)
