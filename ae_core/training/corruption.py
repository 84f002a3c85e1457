"""Noise inside the training graph: every kind at every level on pictures; and on codes.

`noise.add_noise` corrupts a batch with one kind at one level, as the page and the scores need it.
A net that serves the whole slider has to see all of them mixed, a kind and a level drawn for each
picture. In the graph that costs little beside the convolutions.
"""

import functools
from collections.abc import Mapping

import keras
import numpy as np
from keras import ops

from ae_core.noise import NOISES, OCCLUSION_LARGEST, SPECKLE_SIGMA, add_noise
from ae_core.pictures import SIDE

KINDS = tuple(NOISES)
# Gaussian noise is where the digits suffer most, so it is drawn more often than the others.
SHARES = {kind: 0.7 if kind == "gaussian" else 0.3 / (len(KINDS) - 1) for kind in KINDS}
CLEAN = 0.1  # the share of pictures left as they are: a uniform draw never gives level 0

# Mosaic and blur apply one matrix to rows and columns; it is looked up by the level.
_LEVELS = 64


class MixedCorruption(keras.layers.Layer):
    """Corrupt each picture with a kind and a level drawn for it.

    The state of the generator is a variable of the layer, so a run that continues from a
    checkpoint draws the same noise as one that was never interrupted.

    Args:
        seed: of kinds, levels and noise.
        shares: how often each kind is drawn; 1 in sum. A kind that is not named never is.

    Call arguments:
        pictures: float32 (n, 28, 28) in [0, 1].

    Returns:
        float32 (n, 28, 28) in [0, 1].
    """

    def __init__(self, seed: int = 0, shares: Mapping[str, float] = SHARES):
        super().__init__(dtype="float32")
        self.generator = keras.random.SeedGenerator(seed)
        each = [shares.get(kind, 0.0) for kind in KINDS]
        self._bounds = np.cumsum(each, dtype=np.float32)[:-1]
        self._matrices = np.stack([_matrices(kind) for kind in ("mosaic", "blur")])

    def call(self, pictures: keras.KerasTensor) -> keras.KerasTensor:
        """Draw kinds and levels, and corrupt: the first pictures least, the last ones most.

        Digits come in random order, so the batch is as random as with unsorted levels.
        """
        n = ops.shape(pictures)[0]
        kinds = self._uniform((n,))
        kinds = ops.sum(ops.cast(kinds[:, None] >= self._bounds, "int32"), axis=1)
        levels = ops.sort(ops.maximum(0.0, (self._uniform((n,)) - CLEAN) / (1 - CLEAN)))
        return self.corrupt(pictures, kinds, levels)

    def corrupt(
        self, pictures: keras.KerasTensor, kinds: keras.KerasTensor, levels: keras.KerasTensor
    ) -> keras.KerasTensor:
        """Corrupt each picture with its kind at its level, as `noise.add_noise` does.

        Args:
            pictures: float32 (n, 28, 28) in [0, 1].
            kinds: int32 (n,), indices into `KINDS`.
            levels: float32 (n,) in [0, 1]; mosaic and blur have 65 of them.

        Returns:
            float32 (n, 28, 28) in [0, 1].
        """

        def is_kind(kind: str) -> keras.KerasTensor:
            """Which pictures get this kind: bool (n, 1, 1)."""
            return ops.equal(kinds, KINDS.index(kind))[:, None, None]

        table, level = self._matrices, levels[:, None, None]
        row = ops.cast(ops.round(levels * _LEVELS), "int32")
        mosaic, blur = (
            ops.take(ops.convert_to_tensor(matrices), row, axis=0) for matrices in table
        )
        across = ops.where(
            is_kind("mosaic"), mosaic, ops.where(is_kind("blur"), blur, np.eye(SIDE, dtype="f"))
        )
        pictures = ops.matmul(ops.matmul(across, pictures), ops.transpose(across, (0, 2, 1)))

        spread = ops.where(
            is_kind("gaussian"), 1.0, ops.where(is_kind("speckle"), SPECKLE_SIGMA * pictures, 0.0)
        )
        normal = keras.random.normal(ops.shape(pictures), seed=self.generator)
        pictures = ops.clip(pictures + level * spread * normal, 0.0, 1.0)

        # below level / 2: salt; from there to level: pepper
        hit = self._uniform(ops.shape(pictures))
        salt = ops.cast(hit < level / 2, "float32")
        pictures = ops.where(is_kind("salt_pepper") & (hit < level), salt, pictures)
        return ops.where(is_kind("occlusion") & self._block(level), 0.0, pictures)

    def _block(self, level: keras.KerasTensor) -> keras.KerasTensor:
        """Where a square lies on each picture: bool (n, 28, 28)."""
        half = OCCLUSION_LARGEST / 2
        centres = self._uniform((ops.shape(level)[0], 2, 1), half, SIDE - half)
        offsets = np.arange(SIDE, dtype=np.float32) + 0.5 - centres
        covered = (offsets >= -half * level) & (offsets < half * level)
        return covered[:, 0, :, None] & covered[:, 1, None, :]

    def _uniform(self, shape: tuple, low: float = 0.0, high: float = 1.0) -> keras.KerasTensor:
        return keras.random.uniform(shape, low, high, seed=self.generator)


class CodeNoise(keras.layers.Layer):
    """Add Gaussian noise to codes, in units of each number's spread in the batch.

    The noise grows with the codes, so a net cannot escape it by larger ones: it has to keep codes
    of unlike pictures apart.

    Args:
        share: standard deviation of the noise, in units of that of the number.
        seed: of the noise.

    Call arguments:
        codes: float32 (n, k).

    Returns:
        float32 (n, k).
    """

    def __init__(self, share: float, seed: int = 0):
        super().__init__(dtype="float32")
        self.share, self.generator = share, keras.random.SeedGenerator(seed)

    def call(self, codes: keras.KerasTensor) -> keras.KerasTensor:
        """Add the noise."""
        spread = ops.std(codes, axis=0, keepdims=True)
        noise = keras.random.normal(ops.shape(codes), seed=self.generator)
        return codes + self.share * spread * noise


@functools.cache
def _matrices(kind: str) -> np.ndarray:
    """What `kind` does to the rows of a picture, for each level: float32 (65, 28, 28).

    Measured on `add_noise`: a picture with one white row comes back with that row spread out.
    """
    rows = np.eye(SIDE, dtype=np.float32)[:, :, None].repeat(SIDE, axis=2)
    levels = np.arange(_LEVELS + 1) / _LEVELS
    return np.stack([add_noise(kind, rows, level, 0)[:, :, 0].T for level in levels])
