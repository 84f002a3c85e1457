"""Combs: one-pixel stripes and checkerboards that a decoder paints and no pen does.

A decoder that grows a picture by sub-pixel steps sets neighbouring pixels independently. Where
nothing holds it back, it paints every other pixel of a stroke.
"""

import numpy as np
from scipy.ndimage import correlate1d

RARE = 0.99  # share of the digits that have less of it than a comb

_SMOOTH = np.poly1d([0.5, 0.5]) ** 8  # nine binomial weights, wide enough to see four teeth
_LOW = _SMOOTH.coefficients
_HIGH = _LOW * (-1.0) ** np.arange(len(_LOW))  # the same for what alternates from pixel to pixel
_FAINT = 1e-3  # energy of edges of a picture that is as good as blank


def stripes(pictures: np.ndarray) -> np.ndarray:
    """Measure what alternates from pixel to pixel, in three directions.

    Args:
        pictures: float32 (n, 28, 28) in [0, 1].

    Returns:
        (n, 3): the energy in upright stripes, in level ones and in checkerboards, as a share of the
        energy of all edges (the squared differences of neighbouring pixels). A digit of thin or
        crisp strokes has more of both.
    """
    pictures = pictures.astype(np.float64)
    edges = sum(np.square(np.diff(pictures, axis=axis)).sum(axis=(1, 2)) for axis in (1, 2))
    energies = [
        np.square(_filtered(pictures, across, down)).sum(axis=(1, 2))
        for across, down in ((_HIGH, _LOW), (_LOW, _HIGH), (_HIGH, _HIGH))
    ]
    return np.stack(energies, axis=1) / np.maximum(edges, _FAINT)[:, None]


def _filtered(pictures: np.ndarray, across: np.ndarray, down: np.ndarray) -> np.ndarray:
    rows = correlate1d(pictures, across, axis=2, mode="constant")
    return correlate1d(rows, down, axis=1, mode="constant")


class Combs:
    """Finds combs: pictures with more of such stripes than nearly all digits.

    Args:
        digits: float32 (n, 28, 28) in [0, 1]. A hundredth of them counts as combs, by definition.
    """

    def __init__(self, digits: np.ndarray):
        found = stripes(digits)
        self._usual = np.maximum(np.quantile(found, RARE, axis=0), 1e-12)
        self._limit = np.quantile((found / self._usual).max(axis=1), RARE)

    def strength(self, pictures: np.ndarray) -> np.ndarray:
        """Return how strong the stripes of the strongest direction are: (n, 28, 28) → (n,).

        Above 1 the picture is a comb.
        """
        return (stripes(pictures) / self._usual).max(axis=1) / self._limit
