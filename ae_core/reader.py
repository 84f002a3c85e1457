"""What a reader makes of a picture: the probabilities of the ten digits.

The reader is a small classifier trained on clean digits. It says whether a digit can still be
read once it was drawn, spoilt or restored. Loaded once per process, safe from many threads.
"""

import threading
from collections.abc import Callable
from typing import Any

import numpy as np

from . import backend, evaluation, inference, specs, weights

_compiled: list[Callable[[Any], Any]] = []
_lock = threading.Lock()


def loaded() -> bool:
    """Whether the reader is in memory, so that a call answers at once."""
    return bool(_compiled)


def read(pictures: np.ndarray) -> np.ndarray:
    """Say how probable each digit is, for each picture.

    They are read in batches: memory stays small however many there are.

    Args:
        pictures: float32 (n, 28, 28) in [0, 1], 1 = ink.

    Returns:
        float32 (n, 10), each row summing to 1. A blank or senseless picture gets an answer too,
        and often a confident one: the reader knows digits and nothing else.

    Raises:
        WeightsError: if the reader's weights are missing or damaged.
        ValueError: if `pictures` is not as said.
    """
    pictures, call = inference.checked(pictures), _load()
    return evaluation.in_batches(lambda part: call(part).numpy(), pictures)


def _load() -> Callable[[Any], Any]:
    if not _compiled:
        backend.load()
        with _lock:
            if not _compiled:
                model = weights.load(specs.READER.key)
                _compiled.append(backend.compiled(lambda pictures: model(pictures, training=False)))
    return _compiled[0]
