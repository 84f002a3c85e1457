"""Pictures of any size, colours and range → 28 x 28 grey, by one rule for a whole data set.

1. Pixels are scaled so that the largest value of the set becomes 255, unless it lies between 128
   and 255 already.
2. Colours become their luma (ITU-R BT.601). Transparent pixels become white, or black in a picture
   whose opaque ones are light.
3. Pictures are resized, with smoothing, until the longer side has 28 pixels.
4. If the pictures have light edges, as paper has, all are inverted, so that ink is light.
5. The shorter side is padded with black.

Unlike `photos`, which fits the digit it finds, it looks for nothing in the picture.
"""

import math

import numpy as np
from PIL import Image

from ae_core.pictures import SIDE

_LUMA = np.array([0.299, 0.587, 0.114], np.float32)
_BATCH = 1000  # pictures turned into grey at once, to bound the memory


def digits(parts: dict[str, np.ndarray]) -> dict[str, np.ndarray]:
    """Turn the pictures of a data set into digits.

    Args:
        parts: by name, pictures of any real type from 0 up: (n, h, w), (n, h, w, colours) or
            (n, colours, h, w) with 1, 3 or 4 colours, or flat, (n, side * side). Left unchanged.

    Returns:
        uint8 (n, 28, 28) by name, 255 = ink.

    Raises:
        ValueError: if a part does not hold pictures, is empty, or differs in size from the other,
            or all pictures are black.
    """
    shaped = {name: _shaped(images) for name, images in parts.items()}
    if len({images.shape[1:3] for images in shaped.values()}) > 1:
        sizes = " and ".join(f"{name} {images.shape}" for name, images in parts.items())
        raise ValueError(f"the pictures are of different sizes, {sizes}: bring them to one size")
    low = float(np.min([images.min() for images in shaped.values()]))
    top = float(np.max([images.max() for images in shaped.values()]))
    if not (low >= 0 and top < math.inf):
        raise ValueError(f"expected pixels from 0 up; received {low:.4g} to {top:.4g}")
    if top == 0:
        raise ValueError("all pictures are black")
    factor = 1.0 if 127 < top <= 255 else 255 / top
    greys = {name: _in_grey(images, factor) for name, images in shaped.items()}
    if _edge(next(iter(greys.values()))) > 127:
        greys = {name: 255 - images for name, images in greys.items()}
    return {name: _padded(images) for name, images in greys.items()}


def luma(pictures: np.ndarray) -> np.ndarray:
    """The luma of pictures: uint8 (..., h, w, 1 | 3 | 4 colours) → uint8 (..., h, w)."""
    if pictures.shape[-1] == 1:
        return pictures[..., 0]
    light: np.ndarray = pictures[..., :3] @ _LUMA
    if pictures.shape[-1] == 4 and (pictures[..., 3] < 255).any():
        opacity = pictures[..., 3] / np.float32(255)
        total = np.maximum(opacity.sum(axis=(-2, -1), keepdims=True), 1)
        is_light = (light * opacity).sum(axis=(-2, -1), keepdims=True) / total > 127
        light = light * opacity + np.where(is_light, 0, 255) * (1 - opacity)
    return np.round(light).astype(np.uint8)


def shrink(picture: np.ndarray) -> np.ndarray:
    """Scale a grey picture, uint8 (h, w), until its longer side has 28 pixels."""
    height, width = picture.shape
    if max(height, width) == SIDE:
        return picture
    scale = SIDE / max(height, width)
    size = max(1, round(width * scale)), max(1, round(height * scale))
    return np.asarray(Image.fromarray(picture).resize(size, Image.Resampling.BILINEAR))


def _shaped(images: np.ndarray) -> np.ndarray:
    """Pictures with their colours as the last axis, (n, h, w, colours)."""
    shape = images.shape
    if images.dtype.kind not in "buif":
        raise ValueError(f"expected pixels as numbers; received {images.dtype}")
    if images.ndim == 2 and math.isqrt(shape[1]) ** 2 == shape[1]:
        images = images.reshape(-1, math.isqrt(shape[1]), math.isqrt(shape[1]), 1)
    elif images.ndim == 3:
        images = images[..., None]
    elif images.ndim == 4 and shape[3] not in (1, 3, 4) and shape[1] in (1, 3, 4):
        images = np.moveaxis(images, 1, 3)
    if images.ndim != 4 or images.shape[3] not in (1, 3, 4):
        raise ValueError(
            f"expected pictures as (n, height, width), with colours or without; received {shape}"
        )
    if not images.size:
        raise ValueError("there are no pictures")
    return images


def _in_grey(images: np.ndarray, factor: float) -> np.ndarray:
    """Pictures (n, h, w, colours) → uint8 (n, h', w') whose longer side is 28, not yet inverted."""
    found = []
    for start in range(0, len(images), _BATCH):
        some = images[start : start + _BATCH]
        if some.dtype != np.uint8 or factor != 1:
            some = np.round(some * np.float64(factor)).astype(np.uint8)
        found.append(np.stack([shrink(picture) for picture in luma(some)]))
    return np.concatenate(found)


def _edge(images: np.ndarray) -> float:
    """The median of the outermost pixels of all pictures."""
    sides = (images[:, 0], images[:, -1], images[:, :, 0], images[:, :, -1])
    return float(np.median(np.concatenate([side.ravel() for side in sides])))


def _padded(images: np.ndarray) -> np.ndarray:
    """Pictures padded with black to 28 x 28, each in the middle."""
    missing = [SIDE - side for side in images.shape[1:]]
    return np.pad(images, [(0, 0), *((gap // 2, gap - gap // 2) for gap in missing)])
