"""Halfway between two digits: does the mean of two codes still decode into a digit?

It is asked of random pairs of test digits, of the same kind or not, and of a reader that does
not know them. A net that spreads the codes of its digits well has no mud between them.
"""

from collections.abc import Callable, Mapping

import numpy as np

from ae_core.evaluation import in_batches
from benchmarks.restoration.scores import Read, share_sure

PAIRS = 1_000

Net = Callable[[np.ndarray], np.ndarray]
Codec = tuple[Net, Net]  # pictures (n, 28, 28) → codes (n, k), and the way back


def random_pairs(count: int, seed: int) -> tuple[np.ndarray, np.ndarray]:
    """`PAIRS` pairs out of `count` digits, two different ones each: the indices of both."""
    rng = np.random.default_rng(seed)
    first = rng.integers(count, size=PAIRS)
    return first, (first + rng.integers(1, count, size=PAIRS)) % count


def shares(
    digits: np.ndarray, codecs: Mapping[str, Codec], read: Read, seed: int
) -> dict[str, float]:
    """How many midpoints the reader is sure of.

    Args:
        digits: float32 (n, 28, 28) in [0, 1], at least two.
        codecs: encoder and decoder of each model.
        read: the reader.
        seed: of the pairs.

    Returns:
        The shares for "ends", the digits of the pairs themselves; "cross-fade", the mean of
        their pixels; and each model, the decoded mean of their codes.
    """
    first, second = random_pairs(len(digits), seed)
    table = {
        "ends": share_sure(digits[np.concatenate([first, second])], read),
        "cross-fade": share_sure((digits[first] + digits[second]) / 2, read),
    }
    for name, (encode, decode) in codecs.items():
        codes = in_batches(encode, digits)
        table[name] = share_sure(in_batches(decode, (codes[first] + codes[second]) / 2), read)
    return table
