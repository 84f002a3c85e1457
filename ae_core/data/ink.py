"""Finding the ink in a picture: dark on light or light on dark, scanned, photographed or drawn.

Knows nothing of digits; `photos` centres and scales what is found.
"""

import numpy as np
from PIL import Image

MAX_SIDE = 4096  # pixels; larger pictures are refused

_WORK_SIDE = 512  # larger pictures are shrunk to this first
_MIN_CONTRAST = 0.08  # less contrast with the background is no ink


def find_ink(picture: np.ndarray) -> np.ndarray | None:
    """Separate the ink of a picture from its background.

    The background is estimated from the border; it may be shaded evenly from one side to the other.

    Args:
        picture: uint8, shape (H, W) or (H, W, 1) grey, (H, W, 3) RGB or (H, W, 4) RGBA,
            sides from 1 to `MAX_SIDE`. Left unchanged.

    Returns:
        float32 (h, w) in [0, 1], 1 = ink on a background of zeros, at most 512 pixels a side;
        None if the picture is blank.

    Raises:
        ValueError: if `picture` has another type, shape or size.
    """
    return _separate(_lightness(_check_picture(picture)))


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


def _lightness(picture: np.ndarray) -> np.ndarray:
    """Lightness, float32 (h, w) in [0, 1], at most `_WORK_SIDE` a side."""
    step = -(-max(picture.shape[:2]) // _WORK_SIDE)
    channels = [
        np.asarray(Image.fromarray(np.ascontiguousarray(picture[:, :, i])).reduce(step), np.float32)
        for i in range(picture.shape[2])
    ]
    if len(channels) == 1:
        return channels[0] / 255
    light = (0.299 * channels[0] + 0.587 * channels[1] + 0.114 * channels[2]) / 255
    if len(channels) == 3 or channels[3].min() == 255:
        return light
    opacity = channels[3] / 255
    if not opacity.any():
        return np.zeros_like(light)
    # Transparent parts need a background. If less than half is opaque, that is the ink, and the
    # background is black or white, whichever is farther; else it is a page, which is extended.
    opaque = light[opacity > opacity.max() / 2]
    page = np.median(opaque)
    behind = page if len(opaque) > light.size / 2 else float(page < 0.5)
    return light * opacity + behind * (1 - opacity)


def _separate(grey: np.ndarray) -> np.ndarray | None:
    """Ink in [0, 1] on a background of zeros, float32 (h, w); None for a blank picture."""
    from scipy import ndimage  # late: it takes longer to import than everything else here

    away, noise = _fit_background(grey)
    threshold = max(_MIN_CONTRAST, 5 * noise)
    seen = np.where(np.abs(away) > threshold, away, 0)
    if seen.sum() < 0:
        away = -away
    strong = away[away > max(threshold, 0.5 * float(away.max()))]
    if not strong.size:
        return None
    floor, full = 3 * noise, float(np.percentile(strong, 75))
    ink = np.clip((away - floor) / (full - floor), 0, 1).astype(np.float32)

    # Dust and remaining noise are removed: a connected piece of ink stays if it has dark pixels,
    # and not far fewer of them than the piece with the most.
    pieces, count = ndimage.label(ink > 0.02, np.ones((3, 3)))
    index = np.arange(count + 1)
    dark = ndimage.sum_labels(ink > 0.5, pieces, index)
    dark[0] = 0
    return np.where((dark >= max(1, 0.02 * dark.max()))[pieces], ink, 0)


def _fit_background(grey: np.ndarray) -> tuple[np.ndarray, float]:
    """Lightness less a plane fitted to the border, and the spread of the border about it."""
    height, width = grey.shape
    rim = max(1, min(height, width) // 25)
    border = np.ones(grey.shape, bool)
    border[rim:-rim, rim:-rim] = False
    y, x = np.nonzero(border)
    terms = np.stack([np.ones(len(x)), x / width - 0.5, y / height - 0.5], axis=1)
    values = grey[border].astype(np.float64)
    fit = np.array([np.median(values), 0.0, 0.0])
    near = np.abs(values - fit[0]) < 0.25
    for _ in range(3):  # ink that crosses the border is left out of the next fit
        fit = np.linalg.lstsq(terms[near], values[near], rcond=None)[0]
        off = np.abs(values - terms @ fit)
        noise = 1.4826 * float(np.median(off))
        near = off <= max(3 * noise, 0.02)
    across = fit[1] * (np.arange(width) / width - 0.5)
    down = fit[2] * (np.arange(height) / height - 0.5)
    return grey - (fit[0] + down[:, None] + across[None, :]), noise
