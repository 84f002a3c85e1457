"""Which digit a picture shows: the probabilities of the ten digits.

The classifier is a small network trained on clean digits. It tells whether a digit can still be
read after it was drawn, corrupted or restored. It is loaded once per process; calls from many
threads are safe.
"""

import threading

import numpy as np

from ae_core.models import presets, store
from ae_core.pictures import check_pictures

from . import runtime

_nets: list[runtime.Net] = []
_lock = threading.Lock()


def loaded() -> bool:
    """Whether the classifier is in memory."""
    return bool(_nets)


def load() -> runtime.Net:
    """Load the classifier, once per process; later calls return the same.

    Raises:
        WeightsError: if its LiteRT file is missing or damaged.
    """
    with _lock:
        if not _nets:
            _nets.append(_read())
        return _nets[0]


def _read() -> runtime.Net:
    content, _ = store.read_litert(presets.CLASSIFIER.key)
    try:
        return runtime.Net(content, ["classify"])
    except (ValueError, RuntimeError) as error:  # the runtime may be older than the file
        path = store.path_of(presets.CLASSIFIER.key, kind="litert")
        raise store.WeightsError(presets.CLASSIFIER.key, path, "cannot be run") from error


def classify(pictures: np.ndarray) -> np.ndarray:
    """The probability of each digit, for each picture, given that it is a digit.

    Args:
        pictures: float32 (n, 28, 28) in [0, 1], 1 = ink.

    Returns:
        float32 (n, 10), each row summing to 1. A blank picture or a scribble gets an answer too,
        and often a confident one: the classifier knows digits only.

    Raises:
        WeightsError: if the classifier's LiteRT file is missing or damaged.
        ValueError: if `pictures` are not as said.
    """
    return load().run("classify", check_pictures(pictures))["probabilities"]
