"""Batches of any size through functions that are compiled for each size anew.

To compile `conv_32` for one more size takes 0.15 s and 3 MB, so that a program which sends batches
of 1, 2, 3 … 256 pictures would wait most of a minute and leave a GB behind. With 32 pictures at a
time a picture takes 0.54 ms, with 256 it takes 0.51: nothing is lost by going no further.
"""

from collections.abc import Callable

import numpy as np

CHUNK = 32


def through(way: Callable[[np.ndarray], np.ndarray], rows: np.ndarray) -> np.ndarray:
    """`way(rows)`, where `way` is only ever given one row, or `CHUNK` of them.

    Args:
        way: float32 (n, …) → (n, …), each row for itself.
        rows: float32 (n, …), n > 0.
    """
    if len(rows) == 1:
        return way(rows)
    answers = []
    for start in range(0, len(rows), CHUNK):
        some = rows[start : start + CHUNK]
        full = np.zeros((CHUNK, *rows.shape[1:]), np.float32)
        full[: len(some)] = some
        answers.append(way(full)[: len(some)])
    return np.concatenate(answers)
