"""KID, the kernel distance of two sets of pictures, by the features of a network."""

import numpy as np

_BATCH = 1000  # rows of the kernel at a time


def kid(ours: np.ndarray, theirs: np.ndarray) -> float:
    """Return the squared maximum mean discrepancy of two sets of features, without bias.

    Args:
        ours: (n, k), at least two rows.
        theirs: (m, k), at least two rows.

    Returns:
        0 on average for two samples of one distribution, so it can be slightly below; larger the
        more the sets differ. The scale is that of the features.

    References:
        Bińkowski et al., "Demystifying MMD GANs", ICLR 2018: the kernel (x·y / k + 1)³.
    """
    return _within(ours) + _within(theirs) - 2 * _between(ours, theirs)


def _kernel(ours: np.ndarray, theirs: np.ndarray) -> np.ndarray:
    return (ours @ theirs.T / ours.shape[1] + 1) ** 3


def _between(ours: np.ndarray, theirs: np.ndarray) -> float:
    """The mean of the kernel over all pairs of one of each."""
    ours, theirs = ours.astype(np.float64), theirs.astype(np.float64)
    parts = np.split(ours, range(_BATCH, len(ours), _BATCH))
    return sum(_kernel(part, theirs).sum() for part in parts) / (len(ours) * len(theirs))


def _within(one: np.ndarray) -> float:
    """The mean of the kernel over all pairs of two different rows."""
    count, one = len(one), one.astype(np.float64)
    itself = ((np.square(one).sum(axis=1) / one.shape[1] + 1) ** 3).sum()
    return (_between(one, one) * count**2 - itself) / (count * (count - 1))
