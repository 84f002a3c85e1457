"""The range of each number of a code over the test digits: the scale of the bars."""

from collections.abc import Mapping

import numpy as np


def of(card: Mapping, codes: np.ndarray) -> tuple[list[float], list[float]]:
    """Lowest and highest values of each number of a flat code, or each map of a convolutional one.

    Args:
        card: the model's card, with "code_range" as `evaluation.code_range` gives it.
        codes: float32 (n, ..., k). Their own range is used if the card, which may have been written
            by hand, has none.

    Returns:
        k lowest and k highest values.
    """
    size = codes.shape[-1]
    try:
        low, high = (
            [float(card["code_range"][end][i]) for i in range(size)] for end in ("low", "high")
        )
    except (KeyError, IndexError, TypeError, ValueError):
        flat = codes.reshape(-1, size)
        low, high = flat.min(axis=0).tolist(), flat.max(axis=0).tolist()
    return low, high
