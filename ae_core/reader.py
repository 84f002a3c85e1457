"""What a reader makes of a picture: the probabilities of the ten digits.

The reader is a small classifier trained on clean digits. It says whether a digit can still be
read once it was drawn, spoilt or restored. Loaded once per process, safe from many threads.
"""

import threading
from collections.abc import Callable
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from . import backend, evaluation, inference, specs, weights
from .together import Together

if TYPE_CHECKING:
    import keras

_FEW = 3  # pictures: no more does the stage ask of, and those who do so at a time share a call
_MOST_TOGETHER = 8  # of them in a call; beyond that none of them gets any cheaper


class _Compiled(NamedTuple):
    """The reader as a function of pictures, and of a few of each who asks at the time."""

    all: Callable[[np.ndarray], np.ndarray]
    few: Callable[[np.ndarray], np.ndarray]


_compiled: list[_Compiled] = []
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
    if len(pictures) <= _FEW:
        return call.few(pictures)
    return evaluation.in_batches(call.all, pictures)


def _load() -> _Compiled:
    if not _compiled:
        backend.load()
        with _lock:
            if not _compiled:
                _compiled.append(_compile(weights.load(specs.READER.key)))
    return _compiled[0]


def _compile(model: "keras.Model") -> _Compiled:
    call = backend.compiled(lambda pictures: model(pictures, training=False))

    def together(askers: list[np.ndarray]) -> list[np.ndarray]:
        table = call(np.concatenate(askers)).numpy()
        return np.split(table, np.cumsum([len(pictures) for pictures in askers])[:-1])

    return _Compiled(lambda pictures: call(pictures).numpy(), Together(together, _MOST_TOGETHER))
