"""What a digit costs that goes through a model together with others: processor time of each."""

import time
from collections.abc import Callable

import numpy as np

from ae_core import inference, reader, stroke_digits

TOGETHER = (1, 2, 4, 8, 16)
TITLE = "Processor ms a digit, by how many go through a model in one call"
HEAD = ("model", *map(str, TOGETHER), "1 : 8")

_MODELS = ("conv_32", "conv_16", "unet", "denoise_4x4x16", "dense_16")
_ROUNDS, _CALLS = 5, 20


def rows() -> list[tuple[str, ...]]:
    """For a few models, and the reader: the best of several rounds, sizes in turns."""
    digits, _ = stroke_digits.make(max(TOGETHER), seed=0)
    ways = {key: lambda some, key=key: inference.reconstruct(key, some) for key in _MODELS}
    return [_row(name, way, digits) for name, way in {**ways, "the reader": reader.read}.items()]


def _row(name: str, way: Callable[[np.ndarray], object], digits: np.ndarray) -> tuple[str, ...]:
    way(digits)  # the first call traces
    best = dict.fromkeys(TOGETHER, float("inf"))
    for _ in range(_ROUNDS):
        for size in TOGETHER:
            some = digits[:size]
            start = time.process_time()
            for _ in range(_CALLS):
                way(some)
            taken = 1e3 * (time.process_time() - start) / (_CALLS * size)
            best[size] = min(best[size], taken)
    return (name, *(f"{best[size]:.2f}" for size in TOGETHER), f"{best[1] / best[8]:.1f} ×")
