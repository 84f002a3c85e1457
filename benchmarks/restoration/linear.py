"""The best linear map through a code of 16 or 32 numbers, in closed form.

The code is linear in the input, and the output in the code, after the means are subtracted. The
map of least squared error is reduced-rank regression. From clean digits to clean digits it is
PCA; from noisy to clean ones it is fitted to that noise.

References:
    Izenman, "Reduced-rank regression for the multivariate linear model", J. Multivariate
    Analysis 5 (1975), 248-264. That a linear autoencoder comes to PCA: Baldi, Hornik, "Neural
    networks and principal component analysis", Neural Networks 2 (1989), 53-58.
"""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

SIZES = (16, 32)  # numbers in the code, as in the nets it is compared with

_CHUNK = 10_000  # digits turned into float64 at once: 63 MB
# Directions with less than this share of the largest variance are rounding errors: a pixel that
# is black in all digits has no variance, and blurred pixels are nearly combinations of others.
_NO_VARIANCE = 1e-8


class LinearMap(NamedTuple):
    """A linear encoder and decoder.

    Attributes:
        given_mean: (784,), subtracted from the input.
        encoder: (784, k).
        decoder: (k, 784).
        wanted_mean: (784,), added to the output.
    """

    given_mean: np.ndarray
    encoder: np.ndarray
    decoder: np.ndarray
    wanted_mean: np.ndarray

    def __call__(self, pictures: np.ndarray) -> np.ndarray:
        """Restore pictures: float32 (n, 28, 28) in [0, 1] → the same shape and range."""
        codes = (pictures.reshape(len(pictures), -1) - self.given_mean) @ self.encoder
        restored = (codes @ self.decoder + self.wanted_mean).reshape(pictures.shape)
        return np.clip(restored, 0, 1).astype(np.float32)


def fit(
    given: np.ndarray, wanted: np.ndarray, sizes: Sequence[int] = SIZES
) -> dict[int, LinearMap]:
    """Fit the linear maps of least squared error from `given` to `wanted`, before clipping.

    If the input has fewer independent directions than the code has numbers (a mosaic of 16
    blocks), the code has only as many numbers as there are directions.

    Args:
        given: float32 (n, 28, 28), noisy digits; or clean ones, for PCA.
        wanted: float32 (n, 28, 28), the clean digits.
        sizes: numbers in the code.

    Returns:
        One map for each size.
    """
    given, wanted = (pictures.reshape(len(pictures), -1) for pictures in (given, wanted))
    means = [pixels.mean(axis=0, dtype=np.float64) for pixels in (given, wanted)]
    within, across = np.zeros((2, given.shape[1], given.shape[1]))  # covariances
    for start in range(0, len(given), _CHUNK):
        part = slice(start, start + _CHUNK)
        centred, target = given[part] - means[0], wanted[part] - means[1]
        within += centred.T @ centred / len(given)
        across += centred.T @ target / len(given)
    # In coordinates where the input has unit variance in every direction, the map of least
    # error is the cross-covariance, and the best of rank k keeps its k largest singular values.
    variances, directions = np.linalg.eigh(within)
    kept = variances > _NO_VARIANCE * variances[-1]
    whitener = directions[:, kept] / np.sqrt(variances[kept])  # (784, directions kept)
    left, strengths, right = np.linalg.svd(whitener.T @ across, full_matrices=False)
    encoder, decoder = whitener @ left, strengths[:, np.newaxis] * right
    return {k: LinearMap(means[0], encoder[:, :k], decoder[:k], means[1]) for k in sizes}
