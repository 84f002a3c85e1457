"""What a reader makes of a picture: the probabilities of the ten digits.

The reader is a small classifier trained on clean digits. It says whether a digit can still be
read once it was drawn, corrupted or restored. Loaded once per process, safe from many threads.
"""

import threading

import numpy as np

from ae_core.models import presets, store
from ae_core.pictures import check_pictures

from . import runtime

_nets: list[runtime.Net] = []
_lock = threading.Lock()


def loaded() -> bool:
    """Whether the reader is in memory."""
    return bool(_nets)


def load() -> runtime.Net:
    """Load the reader, once per process; later calls return the same.

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
    except (ValueError, RuntimeError) as error:  # as of a runtime older than the file
        path = store.path_of(presets.CLASSIFIER.key, kind="litert")
        raise store.WeightsError(presets.CLASSIFIER.key, path, "cannot be run") from error


def classify(pictures: np.ndarray) -> np.ndarray:
    """Say how probable each digit is, for each picture.

    Args:
        pictures: float32 (n, 28, 28) in [0, 1], 1 = ink.

    Returns:
        float32 (n, 10), each row summing to 1. A blank or senseless picture gets an answer too,
        and often a confident one: the reader knows digits and nothing else.

    Raises:
        WeightsError: if the reader's LiteRT file is missing or damaged.
        ValueError: if `pictures` is not as said.
    """
    return load().run("classify", check_pictures(pictures))["probabilities"]
