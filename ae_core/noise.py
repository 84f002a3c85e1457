"""Six ways to corrupt a digit: a table of kinds behind one contract, `NoiseFunction`.

The random field depends on the seed and the shape only, never on the level: raising the level
scales the same noise. So a slider moved under a fixed seed shows one corruption growing, not
another one at every stop.

Knows nothing of models, training or the page.
"""

from numbers import Integral, Real
from typing import Protocol

import numpy as np

from .pictures import SIDE, check_pictures

# With sigma 1 even full speckle leaves a digit easy to read: half of the noise pushes ink above
# 1, where clipping undoes it, and only one ink pixel in six goes dark. With sigma 2 about one in
# three does, which puts full speckle in line with the other kinds.
SPECKLE_SIGMA = 2.0
MOSAIC_LARGEST = 8  # block side at level 1, in pixels
OCCLUSION_LARGEST = 20  # block side at level 1, in pixels: the box an MNIST digit is fitted into
BLUR_LARGEST = 3.0  # sigma at level 1, in pixels


class NoiseFunction(Protocol):
    """What every kind of noise takes, returns and raises."""

    def __call__(
        self, images: np.ndarray, level: float, rng: np.random.Generator | int
    ) -> np.ndarray:
        """Corrupt pictures.

        Args:
            images: float32, shape (..., 28, 28), values in [0, 1]. Left unchanged.
            level: how strong, from 0 (nothing changes) to 1; each kind says what it measures.
            rng: source of the noise, or a seed. The same seed gives the same noise.

        Returns:
            float32 of the shape of `images`, values in [0, 1].

        Raises:
            ValueError: if an argument is not as said.
        """
        ...


def gaussian(images: np.ndarray, level: float, rng: np.random.Generator | int) -> np.ndarray:
    """Add zero-mean Gaussian noise to every pixel, then clip to [0, 1].

    On a black background clipping removes the negative half of the noise: the spread measured
    there is 0.58 of `level` and the mean rises to 0.40 of it. Training clips the same way.

    `level` is the standard deviation before clipping, in pixel units.

    References:
        Vincent et al., "Stacked Denoising Autoencoders", JMLR 11 (2010), 3371-3408.
    """
    images, generator = _check(images, level, rng)
    noisy = generator.standard_normal(images.shape)
    noisy *= level
    noisy += images
    return _clip(noisy)


def salt_pepper(images: np.ndarray, level: float, rng: np.random.Generator | int) -> np.ndarray:
    """Set a share of the pixels to 1 (salt) or 0 (pepper), half of them each.

    A pixel hit at a lower level stays hit, and the same way, at every higher one. Pepper on the
    black background cannot be seen, so a picture looks less corrupted than `level` says; at level 1
    nothing of the digit is left.

    `level` is the probability that a pixel is hit.
    """
    images, generator = _check(images, level, rng)
    hit = generator.random(images.shape) < level
    salt = generator.random(images.shape) < 0.5
    return np.where(hit, salt.astype(np.float32), images)


def speckle(images: np.ndarray, level: float, rng: np.random.Generator | int) -> np.ndarray:
    """Multiply every pixel by 1 plus zero-mean Gaussian noise, then clip to [0, 1].

    The noise grows with the ink, so the black background stays black. On full ink clipping
    undoes the positive half of it: a stroke is only ever eaten away.

    The factor's standard deviation is `level * SPECKLE_SIGMA`.
    """
    images, generator = _check(images, level, rng)
    noisy = generator.standard_normal(images.shape)
    noisy *= level * SPECKLE_SIGMA
    noisy *= images
    noisy += images
    return _clip(noisy)


def mosaic(images: np.ndarray, level: float, rng: np.random.Generator | int) -> np.ndarray:
    """Replace square blocks by their mean, as faces are pixelated in the news (打码).

    Blocks start at the top left corner. Where the side does not divide 28, the blocks at the right
    and bottom edge are smaller, so the mean of a picture is kept.

    The block side is 1 + 7 * level pixels, halves rounded up: 1 to 8. A mosaic is not random:
    nothing is drawn from `rng`.
    """
    images, _ = _check(images, level, rng)
    side = 1 + int((MOSAIC_LARGEST - 1) * level + 0.5)
    starts = np.arange(0, SIDE, side)
    lengths = np.diff(starts, append=SIDE)
    # Sums in float64: the float32 mean of equal pixels could differ from them in the last digit.
    sums = np.add.reduceat(images, starts, axis=-1, dtype=np.float64)
    sums = np.add.reduceat(sums, starts, axis=-2)
    means = sums / np.outer(lengths, lengths)
    return _clip(means.repeat(lengths, axis=-2).repeat(lengths, axis=-1))


def occlusion(images: np.ndarray, level: float, rng: np.random.Generator | int) -> np.ndarray:
    """Erase one square block of each picture: set it to 0.

    The centre is drawn from the middle 8 x 8 pixels. There the largest block, 20 pixels, still
    lies inside the picture, so a block is never cut off, and a small one is likely to meet the
    digit. The block of a higher level contains that of a lower one. A block that falls beside the
    strokes changes nothing: it erases black.

    The block side is 20 * level pixels; where that is not a whole number, it is rounded up or down,
    depending on the centre.
    """
    images, generator = _check(images, level, rng)
    half = OCCLUSION_LARGEST / 2
    centres = generator.uniform(half, SIDE - half, (*images.shape[:-2], 2, 1))
    # A pixel is covered if its middle is; the interval is half open, so that a whole side of n
    # covers n pixels.
    offsets = np.arange(SIDE) + 0.5 - centres
    covered = (offsets >= -half * level) & (offsets < half * level)
    block = covered[..., 0, :, np.newaxis] & covered[..., 1, np.newaxis, :]
    return np.where(block, np.float32(0), images)


def blur(images: np.ndarray, level: float, rng: np.random.Generator | int) -> np.ndarray:
    """Blur with a Gaussian. Beyond its edge a picture continues with its edge pixels.

    The Gaussian's standard deviation is 3 * level pixels. A blur is not random: nothing is drawn
    from `rng`.
    """
    from scipy.ndimage import gaussian_filter

    images, _ = _check(images, level, rng)
    sigma = BLUR_LARGEST * float(level)
    return _clip(gaussian_filter(images, sigma, mode="nearest", axes=(-2, -1)))


# The order is that of the menu.
NOISES: dict[str, NoiseFunction] = {
    "gaussian": gaussian,
    "salt_pepper": salt_pepper,
    "speckle": speckle,
    "mosaic": mosaic,
    "occlusion": occlusion,
    "blur": blur,
}

# The random kinds. For the others another seed changes nothing.
RANDOM: frozenset[str] = frozenset({"gaussian", "salt_pepper", "speckle", "occlusion"})


def add_noise(
    kind: str, images: np.ndarray, level: float, rng: np.random.Generator | int
) -> np.ndarray:
    """Corrupt `images` with the noise called `kind`.

    Args:
        kind: a key of `NOISES`.
        images: float32, shape (..., 28, 28), values in [0, 1]. Left unchanged. Pictures of a
            batch get noise independent of each other.
        level: how strong, from 0 (nothing changes) to 1; see the function of that kind.
        rng: source of the noise, or a seed. The same seed gives the same noise.

    Returns:
        float32 of the shape of `images`, values in [0, 1].

    Raises:
        ValueError: if `kind` is unknown, or another argument is not as said.
    """
    if kind not in NOISES:
        raise ValueError(f"Expected a noise out of {', '.join(NOISES)}; received {kind!r}")
    return NOISES[kind](images, level, rng)


def _check(
    images: np.ndarray, level: float, rng: np.random.Generator | int
) -> tuple[np.ndarray, np.random.Generator]:
    """Check the arguments that all kinds share. Returns the pictures and the generator."""
    images = check_pictures(images, axes=None, empty=True)
    if not (isinstance(level, Real) and 0 <= level <= 1):
        raise ValueError(f"Expected a level in [0, 1]; received {level!r}")
    if isinstance(rng, np.random.Generator):
        return images, rng
    # NumPy would take None as well, for a fresh seed at every call
    if isinstance(rng, Integral) and rng >= 0:
        return images, np.random.default_rng(int(rng))
    raise ValueError(f"Expected a Generator or a seed of 0 or more; received {rng!r}")


def _clip(images: np.ndarray) -> np.ndarray:
    """Clip in place to [0, 1] and return float32."""
    return np.clip(images, 0, 1, out=images).astype(np.float32, copy=False)
