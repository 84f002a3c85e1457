"""What the numbers of a code span over the test digits: the scale that bars are drawn to."""

from collections.abc import Mapping

import numpy as np


def of(card: Mapping, codes: np.ndarray) -> tuple[list[float], list[float]]:
    """Lowest and highest values, per number of a flat code, per map of a convolutional one.

    Args:
        card: the model's, with "code_range" as `evaluation.code_range` gives it.
        codes: float32 (n, ..., k), to go by where a card of other hands has none.

    Returns:
        k low and k high numbers.
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
