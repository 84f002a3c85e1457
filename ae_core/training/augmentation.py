"""Augmentation: digits bent a little, so that a net cannot memorise the training digits."""

import keras
import numpy as np

from ae_core.pictures import SIDE

SHARE = 0.5  # of the digits are bent; the others stay sharp, as bending blurs a little
ANGLE = 0.15  # radians either way; so is the slant
STRETCH = 0.1  # of width and of height, drawn separately
SHIFT = 0.7  # pixels either way


def augment(pictures: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Turn, slant, stretch and shift about half of the pictures, each by random amounts.

    Args:
        pictures: float32 (n, 28, 28) in [0, 1]. Left unchanged.
        rng: source of the bends. The same seed gives the same bends.

    Returns:
        float32 (n, 28, 28) in [0, 1].
    """
    bent = np.flatnonzero(rng.random(len(pictures)) < SHARE)
    if not len(bent):
        return pictures.copy()
    n = len(bent)
    angle, slant = rng.uniform(-ANGLE, ANGLE, (2, n))
    width, height = rng.uniform(1 - STRETCH, 1 + STRETCH, (2, n))
    # from a pixel of the result to the place in the picture that it is taken from
    matrix = np.empty((n, 2, 2))
    matrix[:, 0] = np.stack([np.cos(angle) * width, slant - np.sin(angle) * height], axis=1)
    matrix[:, 1] = np.stack([np.sin(angle) * width, np.cos(angle) * height], axis=1)
    middle = np.full(2, (SIDE - 1) / 2)
    shift = middle - matrix @ middle + rng.uniform(-SHIFT, SHIFT, (n, 2))
    rows = np.concatenate([matrix, shift[:, :, None]], axis=2).reshape(n, 6)
    moved = keras.ops.image.affine_transform(
        pictures[bent][..., None],
        np.concatenate([rows, np.zeros((n, 2))], axis=1).astype(np.float32),
        interpolation="bilinear",
        fill_mode="constant",
        data_format="channels_last",
    )
    result = pictures.copy()
    result[bent] = np.clip(keras.ops.convert_to_numpy(moved)[..., 0], 0, 1)
    return result
