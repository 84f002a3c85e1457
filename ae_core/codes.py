"""Codes: the few numbers into which a net squeezes a picture."""

import numpy as np


def first_numbers(codes: np.ndarray, count: int | None) -> np.ndarray:
    """Keep the first numbers of each code and set the others to 0.

    Args:
        codes: float32 (n, k), of a net whose code is ordered (`ModelSpec.has_ordered_code`); the
            numbers of any other net's code have no order.
        count: how many to keep, from 0 to k; None: all of them, of a code of any shape.

    Returns:
        float32 (n, k), a copy; `codes` itself if `count` is None.

    Raises:
        ValueError: if `count` is not as said, or the codes are not flat.
    """
    if count is None:
        return codes
    codes = np.array(codes, np.float32)
    if codes.ndim != 2 or not 0 <= count <= codes.shape[1]:
        raise ValueError(
            f"Expected flat codes and a count of their numbers; received {codes.shape} and {count}"
        )
    codes[:, count:] = 0
    return codes
