"""Halfway between two digits: does the mean of two codes decode into a readable digit?

Measured on random pairs of test digits, of the same class or not.
"""

from collections.abc import Callable, Mapping

import numpy as np

from ae_core.evaluation import in_batches

from .scores import Classify, share_sure

PAIRS = 1_000

Net = Callable[[np.ndarray], np.ndarray]
Codec = tuple[Net, Net]  # encoder: pictures (n, 28, 28) → codes (n, k); decoder: back


def random_pairs(count: int, seed: int) -> tuple[np.ndarray, np.ndarray]:
    """Draw `PAIRS` pairs of two different ones of `count` digits: the indices of both."""
    rng = np.random.default_rng(seed)
    first = rng.integers(count, size=PAIRS)
    return first, (first + rng.integers(1, count, size=PAIRS)) % count


def shares(
    digits: np.ndarray, codecs: Mapping[str, Codec], classify: Classify, seed: int
) -> dict[str, float]:
    """Return the share of midpoints of which the classifier is sure.

    Args:
        digits: float32 (n, 28, 28) in [0, 1], at least two.
        codecs: encoder and decoder of each model.
        classify: the classifier.
        seed: of the pairs.

    Returns:
        The shares for "ends", the digits of the pairs themselves; "cross-fade", the mean of
        their pixels; and each model, the decoded mean of their codes.
    """
    first, second = random_pairs(len(digits), seed)
    table = {
        "ends": share_sure(digits[np.concatenate([first, second])], classify),
        "cross-fade": share_sure((digits[first] + digits[second]) / 2, classify),
    }
    for name, (encode, decode) in codecs.items():
        codes = in_batches(encode, digits)
        table[name] = share_sure(in_batches(decode, (codes[first] + codes[second]) / 2), classify)
    return table
