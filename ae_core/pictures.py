"""What a picture is: float32 (..., 28, 28) with values in [0, 1], where 1 is ink.

All of `ae_core` works with such arrays. Files, canvases and uint8 data sets are converted where
they are read.
"""

from collections.abc import Collection
from typing import Final

import numpy as np

SIDE: Final = 28  # pixels


def check_pictures(
    images: np.ndarray,
    name: str = "pictures",
    axes: Collection[int] | None = (3,),
    dtype: type[np.floating] = np.float32,
    empty: bool = False,
) -> np.ndarray:
    """Check that an array holds pictures.

    Args:
        images: the array, or anything that NumPy makes an array of.
        name: what the error message calls the pictures.
        axes: how many axes the array may have: 3 is (n, 28, 28), 2 is (28, 28); None: any number
            from 2 up.
        dtype: np.float32; or np.floating, for floats of any size.
        empty: whether an array without pictures is allowed.

    Returns:
        `images` as an array, not copied if it is one.

    Raises:
        ValueError: if type, shape or values are not as said.
    """
    images = np.asarray(images)
    few_axes = images.ndim < 2 or (axes is not None and images.ndim not in axes)
    if few_axes or images.shape[-2:] != (SIDE, SIDE) or not np.issubdtype(images.dtype, dtype):
        kind = "float32" if dtype is np.float32 else "floats"
        shapes = "(..., 28, 28)" if axes is None else " or ".join(_SHAPES[n] for n in axes)
        raise ValueError(
            f"Expected {name} as {kind} of shape {shapes}; received {images.dtype} {images.shape}"
        )
    if not images.size:
        if not empty:
            raise ValueError(f"Expected {name}; received none")
    elif not (images.min() >= 0 and images.max() <= 1):  # "not inside", so that NaN is refused
        raise ValueError(
            f"Expected pixels of {name} in [0, 1]; "
            f"received {images.min():.4g} to {images.max():.4g}"
        )
    return images


_SHAPES = {2: f"({SIDE}, {SIDE})", 3: f"(n, {SIDE}, {SIDE})"}


def from_uint8(images: np.ndarray) -> np.ndarray:
    """Pixels from 0 to 255, 255 = ink → float32 in [0, 1], the same shape."""
    return images.astype(np.float32) / np.float32(255)


def to_uint8(pictures: np.ndarray) -> np.ndarray:
    """Floats in [0, 1] → the nearest pixels from 0 to 255, 255 = ink, the same shape."""
    return np.round(pictures * 255).astype(np.uint8)
