"""What a picture is: float32 (..., 28, 28) with values in [0, 1], where 1 is ink.

Everything in `ae_core` speaks this contract. What comes from outside, such as files, canvases and
uint8 data sets, is converted where it comes in.
"""

from typing import Final

import numpy as np

SIDE: Final = 28  # pixels


def check_pictures(images: np.ndarray) -> np.ndarray:
    """`images`, if they are a batch of pictures.

    Args:
        images: anything that NumPy makes an array of.

    Returns:
        The same, float32 (n, 28, 28).

    Raises:
        ValueError: if they are not float32 (n, 28, 28) with n > 0 and values in [0, 1].
    """
    images = np.asarray(images)
    if images.dtype != np.float32 or images.ndim != 3 or images.shape[1:] != (SIDE, SIDE):
        raise ValueError(
            f"Expected float32 pictures (n, 28, 28); received {images.dtype} {images.shape}"
        )
    if len(images) == 0 or not (images.min() >= 0 and images.max() <= 1):  # NaN is refused too
        raise ValueError("Expected one picture or more with values in [0, 1]")
    return images


def from_uint8(images: np.ndarray) -> np.ndarray:
    """Pixels from 0 to 255, 255 = ink → float32 in [0, 1], the same shape."""
    return images.astype(np.float32) / np.float32(255)
