"""The paper under the ink: its lightness all over a picture, and how far the ink stands out.

On an even ground a plane is fitted to the border. Where light, shadow, a table or ruling make the
ground uneven, it is what a closing leaves: every dark thing narrower than its window is filled
from around it, and straight edges, of a sheet or of a shadow, stay where they are.

References:
    Serra, "Image Analysis and Mathematical Morphology", Academic Press, 1982 (top-hat).
"""

from typing import NamedTuple

import numpy as np
from PIL import Image

_WINDOW = 0.24  # the closing fills strokes and blots up to this share of the shorter side
_CONTRAST = 0.08  # lightness; what differs less from the paper is no ink, …
_SPREADS = 5  # … nor what differs less than so many times the noise: paper itself hardly does
_OFF = 0.06  # lightness; a border pixel farther than this from the plane is off it
_MAX_OFF = 0.1  # if this share of the border or more is off the plane, the ground is uneven
_MAX_INK = 0.3  # if more than this share of the picture differs, the border is not the paper
_SHEET = 0.11  # nor is it if a disc of this radius, by the shorter side, fits into what differs
_LEAST_SIDE = 64  # pixels; no smaller picture shows a sheet on a table
_TABLE = 0.75  # a table is darker than this share of the sheet's lightness
_LIT = 0.3  # of the way from table to lightest, where the sheet begins: a part of it may be shaded
_SOFT = 0.5  # light keeps more than this share of its contrast a few pixels on; ink does not
_SOLID = 0.7  # at least this share of a sheet is paper, not ink
_SHARP = 0.5  # at a sheet's end the lightness falls by this share of the whole difference or more
_AT_RIM = 0.25  # if more than this share of the picture's edge is light, it is no table
_LIGHT_INK = 2.0  # ink is light if so many times as much is lighter than darker: paper is usual
_DARKEST = 0.4  # ground below this share of the lightest paper, as a table, counts as so light
_BLACK = 0.05  # lightness; paper below it counts as so light, or contrast would be divided by zero
# pixels; where only the coarse shape matters, pictures are shrunk to about so many
_COARSE, _COARSER = 128, 64
_SIGMA = 1.4826  # median distance from the median → standard deviation, of a normal distribution


class Relief(NamedTuple):
    """How far everything stands out from the paper.

    Attributes:
        contrast: float (h, w), about 0 on the paper, positive for ink.
        noise: the spread of the paper about 0.
        even: whether the paper was evenly lit, so that a plane was enough.
    """

    contrast: np.ndarray
    noise: float
    even: bool


def flatten(grey: np.ndarray) -> Relief:
    """Subtract the paper from a picture.

    Args:
        grey: float (h, w), lightness in [0, 1]. Left unchanged.
    """
    contrast, noise, misfit = _from_plane(grey)
    seen = np.where(np.abs(contrast) > least_contrast(noise), contrast, 0)
    ink = seen > 0 if seen.sum() > 0 else seen < 0
    uneven = ink.mean() > _MAX_INK or _depth(ink) > _SHEET or _is_soft(np.abs(contrast), ink)
    if misfit < _MAX_OFF and not uneven:
        return Relief(-contrast if seen.sum() < 0 else contrast, noise, True)
    return _from_closing(1 - grey if _is_light_ink(grey) else grey)


def least_contrast(noise: float) -> float:
    """The contrast below which nothing is ink, where the paper has this noise."""
    return max(_CONTRAST, _SPREADS * noise)


def cut_sheet(grey: np.ndarray) -> np.ndarray:
    """Extend a sheet of paper over the darker table that it lies on.

    Args:
        grey: float (h, w), lightness in [0, 1]. Left unchanged.

    Returns:
        float (h, w) in [0, 1]; `grey` itself if it shows no such sheet.
    """
    from scipy import ndimage

    if min(grey.shape) < _LEAST_SIDE:
        return grey
    step = max(1, max(grey.shape) // _COARSE)
    small = ndimage.grey_closing(ndimage.uniform_filter(grey, step)[::step, ::step], (5, 5))
    rim = np.concatenate([small[0], small[-1], small[:, 0], small[:, -1]])
    table, lightest = float(np.median(rim)), float(np.percentile(small, 97))
    if table > _TABLE * lightest:
        return grey
    light = _largest_piece(small > table + _LIT * (lightest - table))
    sheet = ndimage.binary_fill_holes(light)
    if (
        light.sum() < _SOLID * sheet.sum()
        or _depth(light) < _SHEET
        or _share_of_rim(sheet) > _AT_RIM
        or not _ends_sharply(sheet, small, table)
    ):
        return grey
    inner = ndimage.binary_erosion(sheet, iterations=2)
    rows, columns = ndimage.distance_transform_edt(
        ~inner, return_distances=False, return_indices=True
    )
    ground = small[rows, columns]
    mask = _enlarged(inner.astype(np.float32), grey.shape) > 0.5
    return np.where(mask, grey, _enlarged(ground.astype(np.float32), grey.shape))


def _largest_piece(mask: np.ndarray) -> np.ndarray:
    """The largest connected piece of a mask."""
    from scipy import ndimage

    labels, count = ndimage.label(mask)
    sizes = np.bincount(labels.ravel(), minlength=count + 1)
    sizes[0] = 0
    return labels == sizes.argmax()


def _share_of_rim(mask: np.ndarray) -> float:
    """The share of the picture's edge pixels that a mask covers."""
    return float(np.concatenate([mask[0], mask[-1], mask[:, 0], mask[:, -1]]).mean())


def _ends_sharply(sheet: np.ndarray, grey: np.ndarray, table: float) -> bool:
    """Whether it gets dark within a few pixels of the sheet; beside a lamp's light it does not."""
    from scipy import ndimage

    edge = sheet & ~ndimage.binary_erosion(sheet, iterations=3)
    around = ndimage.binary_dilation(sheet, iterations=3) & ~sheet
    fall = float(np.median(grey[edge]) - np.median(grey[around]))
    return fall >= _SHARP * (float(np.median(grey[sheet])) - table)


def _enlarged(values: np.ndarray, shape: tuple[int, int]) -> np.ndarray:
    """Values resized to the shape of the whole picture."""
    size = (shape[1], shape[0])
    return np.asarray(Image.fromarray(values).resize(size, Image.Resampling.BILINEAR))


def _from_plane(grey: np.ndarray) -> tuple[np.ndarray, float, float]:
    """Fit a plane to the lightness of the border.

    Returns:
        The lightness less the plane, the border's spread about it, and the share of the border
        that is off it.
    """
    height, width = grey.shape
    rim = max(1, min(height, width) // 25)
    border = np.ones(grey.shape, bool)
    border[rim:-rim, rim:-rim] = False
    y, x = np.nonzero(border)
    terms = np.stack([np.ones(len(x)), x / width - 0.5, y / height - 0.5], axis=1)
    values = grey[border].astype(np.float64)
    fit = np.array([np.median(values), 0.0, 0.0])
    near = np.abs(values - fit[0]) < 0.25
    off = noise = 0.0
    for _ in range(3):  # ink that crosses the border is left out of the next fit
        fit = np.linalg.lstsq(terms[near], values[near], rcond=None)[0]
        off = np.abs(values - terms @ fit)
        noise = _SIGMA * float(np.median(off))
        near = off <= max(3 * noise, 0.02)
    across = fit[1] * (np.arange(width) / width - 0.5)
    down = fit[2] * (np.arange(height) / height - 0.5)
    contrast = grey - (fit[0] + down[:, None] + across[None, :])
    return contrast, noise, float(np.mean(off > _OFF))


def _depth(mask: np.ndarray) -> float:
    """The radius of the largest disc in a mask, as a share of the picture's shorter side."""
    from scipy import ndimage

    side = min(mask.shape)
    step = max(1, side // _COARSER)
    small = np.pad(mask[::step, ::step], 1)
    return float(ndimage.distance_transform_edt(small).max()) * step / side


def _is_soft(contrast: np.ndarray, ink: np.ndarray) -> bool:
    """Whether what stands out fades slowly all around, as light does and ink does not."""
    from scipy import ndimage

    step = max(1, min(ink.shape) // _COARSE)
    small, mask = contrast[::step, ::step], ink[::step, ::step]
    reach = max(2, min(mask.shape) // 40)
    around = ndimage.binary_dilation(mask, np.ones((3, 3)), reach) & ~mask
    if not mask.any() or not around.any():
        return False
    return float(np.median(small[around])) > _SOFT * float(np.median(small[mask]))


def _is_light_ink(grey: np.ndarray) -> bool:
    """Whether what differs from its surroundings is lighter than they are."""
    from scipy import ndimage

    step = max(1, max(grey.shape) // _COARSER)
    height, width = (side // step * step for side in grey.shape)
    small = grey[:height, :width].reshape(height // step, step, width // step, step).mean((1, 3))
    around = ndimage.median_filter(small, max(3, min(small.shape) // 4), mode="nearest")
    # relative to the lightness: ink takes the same share of it in the light and in shadow
    off = (small - around) / np.maximum(around, 0.1)
    light, dark = np.square(off[off > 0]).sum(), np.square(off[off < 0]).sum()
    return float(light) > _LIGHT_INK * float(dark)


def _from_closing(grey: np.ndarray) -> Relief:
    """How much darker each pixel is than the paper, as a share of the paper's lightness there."""
    from scipy import ndimage

    window = max(3, round(_WINDOW * min(grey.shape)))
    calm = ndimage.median_filter(grey, 3, mode="nearest")
    paper = ndimage.grey_closing(calm, (window, window), mode="nearest")
    floor = _DARKEST * float(np.percentile(paper, 95))
    contrast = (paper - grey) / np.maximum(np.maximum(paper, floor), _BLACK)
    lit = contrast[paper >= floor]
    middle = float(np.median(lit))  # the closing follows the lightest grains of the paper
    noise = _SIGMA * float(np.median(np.abs(lit - middle)))
    return Relief(contrast - middle, noise, False)
