"""The best restoration by someone who knows some digits by heart, and nothing else.

Gaussian noise n is added to a digit x and clipped: y = clip(x + sigma n, 0, 1). So the logarithm of
the likelihood of a noisy picture y, given a digit x, is a sum over pixels, up to a constant:

    log p(y | x) = sum of  -(y - x)² / 2 sigma²       where 0 < y < 1: a normal density
                           log Phi(-x / sigma)        where y = 0: the noise fell to 0 or below
                           log Phi((x - 1) / sigma)   where y = 1: it rose to 1 or above

The mean of all known digits, each weighted by its likelihood, is exact: no restoration of them
has a smaller squared error on average.
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

    All likelihoods are one matrix product. With E(x) = x² / 2 sigma² taken out of every pixel, and
    without y² / 2 sigma², which is the same for every digit, the sum of the module is

        log p(y | x) = sum of  y * (x / sigma²)                       where 0 < y < 1
                               1 * (log Phi(-x / sigma) + E(x))       where y = 0
                               1 * (log Phi((x - 1) / sigma) + E(x))  where y = 1
                       - sum of E(x) over all pixels

    that is, in each row a factor of y alone times a function of x alone, which is a table for the
    256 values of x. float32 is enough: a logarithm is off by some 0.001.

    Args:
        images: uint8 (n, 28, 28), the known digits, each as probable as any other. They take
            9.4 kB of memory each.
        sigma: of the noise, above 0.
    """

    def __init__(self, images: np.ndarray, sigma: float):
        x = np.arange(256) / 255
        energy = x**2 / (2 * sigma**2)
        tables = (
            x / sigma**2,
            log_ndtr(-x / sigma) + energy,
            log_ndtr((x - 1) / sigma) + energy,
        )
        flat = images.reshape(len(images), _PIXELS)
        self._sigma = sigma
        self._functions_of_x = np.empty((len(flat), len(tables) * _PIXELS), np.float32)
        self._energies = np.empty(len(flat), np.float32)  # sum of E(x)
        for start in range(0, len(flat), _PART):
            part = slice(start, start + _PART)
            for i, table in enumerate(tables):
                columns = slice(i * _PIXELS, (i + 1) * _PIXELS)
                self._functions_of_x[part, columns] = table.astype(np.float32)[flat[part]]
            self._energies[part] = energy[flat[part]].sum(axis=1)

    def log_likelihoods(self, noisy: np.ndarray) -> np.ndarray:
        """The logarithm of the likelihood of each noisy picture, given each known digit.

        Args:
            noisy: float32 (m, 28, 28) in [0, 1].

        Returns:
            float32 (m, n), up to a constant for each picture.
        """
        y = noisy.reshape(len(noisy), _PIXELS)
        black, white = y <= 0, y >= 1
        between = np.where(black | white, 0, y)
        factors_of_y = np.concatenate([between, black, white], axis=1, dtype=np.float32)
        logs = factors_of_y @ self._functions_of_x.T
        logs -= self._energies
        return logs

    def restore(self, noisy: np.ndarray) -> Restored:
        """Restore any number of pictures, float32 (m, 28, 28) in [0, 1]."""
        means, likeliest = [], []
        for start in range(0, len(noisy), _BATCH):
            logs = self.log_likelihoods(noisy[start : start + _BATCH])
            likeliest.append(logs.argmax(axis=1))
            logs -= logs.max(axis=1, keepdims=True)
            weights = np.exp(logs, out=logs)
            x = self._functions_of_x[:, :_PIXELS]  # divided by sigma²: the first table
            mean = (weights @ x) * self._sigma**2 / weights.sum(axis=1, keepdims=True)
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
    x = from_uint8(images).reshape(len(images), _PIXELS)
    y = pictures.reshape(len(pictures), _PIXELS)
    half = (x**2).sum(axis=1) / 2  # -|y - x|² / 2 = y x - |x|² / 2, but for |y|²
    parts = range(0, len(y), _BATCH)
    return np.concatenate([(y[i : i + _BATCH] @ x.T - half).argmax(axis=1) for i in parts])


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
