"""The best restoration by someone who knows some digits by heart, and nothing else.

Gaussian noise is added to a digit x and clipped: y = clip(x + sigma n, 0, 1). A pixel inside (0, 1)
has a normal density; one at 0 has the probability that the noise fell below 0, Phi(-x / sigma); one
at 1, that it rose above 1, Phi((x - 1) / sigma). So the likelihood of a noisy picture is exact for
every known digit, and so is the mean of all known digits, each weighted by its probability: no
restoration of them has a smaller squared error on average.
"""

from typing import NamedTuple

import numpy as np
from scipy.special import log_ndtr

from ae_core import evaluation
from ae_core.noise import add_noise
from ae_core.pictures import SIDE, from_uint8

_PIXELS = SIDE * SIDE
_BATCH = 250  # noisy pictures at a time: 60 MB of likelihoods of 60,000 digits, three times
_PART = 10_000  # digits at a time while tables are filled

MEAN = "mean of the known digits"
LIKELIEST = "the likeliest of them"
NEAREST = "the one nearest to the noisy digit"


class Restored(NamedTuple):
    """Noisy digits, restored from known ones.

    Attributes:
        mean: float32 (n, 28, 28) in [0, 1], the posterior mean.
        likeliest: int (n,), which known digit is the likeliest.
    """

    mean: np.ndarray
    likeliest: np.ndarray


class KnownDigits:
    """Restores digits under clipped Gaussian noise from digits known by heart.

    All likelihoods are one matrix product. Their logarithm is a sum over pixels: y x / sigma², or,
    where the noisy pixel y is 0 or 1, one of two functions of the digit's pixel x alone, in tables
    for the 256 grey values. The term -x² / 2 sigma² is summed apart, over all pixels. float32 is
    enough: a logarithm is off by some 0.001.

    Args:
        images: uint8 (n, 28, 28), the known digits, each as probable as any other. They take
            9.4 kB of memory each.
        sigma: of the noise, above 0.
    """

    def __init__(self, images: np.ndarray, sigma: float):
        grey = np.arange(256) / 255
        square = grey**2 / (2 * sigma**2)
        tables = (
            grey / sigma**2,
            log_ndtr(-grey / sigma) + square,
            log_ndtr((grey - 1) / sigma) + square,
        )
        flat = images.reshape(len(images), _PIXELS)
        self._sigma = sigma
        self._features = np.empty((len(flat), len(tables) * _PIXELS), np.float32)
        self._offset = np.empty(len(flat), np.float32)
        for start in range(0, len(flat), _PART):
            part = slice(start, start + _PART)
            for i, table in enumerate(tables):
                columns = slice(i * _PIXELS, (i + 1) * _PIXELS)
                self._features[part, columns] = table.astype(np.float32)[flat[part]]
            self._offset[part] = -square[flat[part]].sum(axis=1)

    def log_likelihoods(self, noisy: np.ndarray) -> np.ndarray:
        """The logarithm of the likelihood of each noisy picture, given each known digit.

        Args:
            noisy: float32 (m, 28, 28) in [0, 1].

        Returns:
            float32 (m, n), up to a constant for each picture.
        """
        flat = noisy.reshape(len(noisy), _PIXELS)
        black, white = flat <= 0, flat >= 1
        between = np.where(black | white, 0, flat)
        given = np.concatenate([between, black, white], axis=1, dtype=np.float32)
        scores = given @ self._features.T
        scores += self._offset
        return scores

    def restore(self, noisy: np.ndarray) -> Restored:
        """Restore any number of pictures, float32 (m, 28, 28) in [0, 1]."""
        means, likeliest = [], []
        for start in range(0, len(noisy), _BATCH):
            weights = self.log_likelihoods(noisy[start : start + _BATCH])
            likeliest.append(weights.argmax(axis=1))
            weights -= weights.max(axis=1, keepdims=True)
            np.exp(weights, out=weights)
            mean = (weights @ self._features[:, :_PIXELS]) * self._sigma**2
            mean /= weights.sum(axis=1, keepdims=True)
            means.append(mean.clip(0, 1).reshape(-1, SIDE, SIDE))
        return Restored(np.concatenate(means), np.concatenate(likeliest))


def nearest(images: np.ndarray, pictures: np.ndarray) -> np.ndarray:
    """Which known digit has the smallest squared distance to each picture.

    Args:
        images: uint8 (n, 28, 28), the known digits.
        pictures: float32 (m, 28, 28) in [0, 1].

    Returns:
        int (m,).
    """
    known = from_uint8(images).reshape(len(images), _PIXELS)
    half = (known**2).sum(axis=1) / 2
    flat = pictures.reshape(len(pictures), _PIXELS)
    parts = range(0, len(flat), _BATCH)
    return np.concatenate([(flat[i : i + _BATCH] @ known.T - half).argmax(axis=1) for i in parts])


def measure(
    known: KnownDigits, images: np.ndarray, clean: np.ndarray, sigma: float
) -> dict[str, dict[str, float]]:
    """Score restorations by known digits, with the noise and the scores of the models' cards.

    Args:
        known: of this sigma.
        images: uint8 (n, 28, 28), its digits.
        clean: float32 (m, 28, 28) in [0, 1], other digits.
        sigma: of the noise.

    Returns:
        {MEAN | LIKELIEST | NEAREST: scores}, as `evaluation.evaluate` gives them.
    """
    noisy = add_noise("gaussian", clean, sigma, evaluation.SEED)
    mean, likeliest = known.restore(noisy)
    return {
        MEAN: _scores(clean, mean),
        LIKELIEST: _scores(clean, from_uint8(images[likeliest])),
        NEAREST: _scores(clean, from_uint8(images[nearest(images, noisy)])),
    }


def nearest_to_clean(images: np.ndarray, clean: np.ndarray) -> dict[str, float]:
    """The scores of the known digits that are nearest to the clean ones: no copy is better."""
    return _scores(clean, from_uint8(images[nearest(images, clean)]))


def _scores(clean: np.ndarray, restored: np.ndarray) -> dict[str, float]:
    return evaluation.scores(lambda pictures: pictures, clean, restored)
