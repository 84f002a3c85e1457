"""Which digit a picture shows, how sure that is, and whether it is a digit at all.

The classifier is a small network trained on digits under every noise and on drawings that are no
digits. It says whether a digit can still be read once it is drawn, corrupted or restored. It is
loaded once per process; calls from many threads are safe.
"""

import threading
from typing import NamedTuple

import numpy as np

from ae_core.models import presets, store
from ae_core.pictures import check_pictures

from . import runtime

SURE = 0.9  # the classifier is sure of a digit whose probability is at least this, …
DOUBT = 0.02  # … unless "no digit" has at least this one, as for 2 % of the digits
NO_DIGIT = 0.5  # it says that there is no digit if that has at least this probability

_nets: list[tuple[runtime.Net, str]] = []  # at most one, and the checksum of its weights
_lock = threading.Lock()


class Reading(NamedTuple):
    """What the classifier reads in n pictures.

    Attributes:
        probabilities: float32 (n, 10), of each digit, given that it is one: each row sums to 1.
        no_digit: float32 (n,), the probability that it is none.
    """

    probabilities: np.ndarray
    no_digit: np.ndarray


def is_sure(reading: Reading) -> np.ndarray:
    """Whether the classifier is sure of the digit, and that it is one: bool (n,)."""
    return (reading.probabilities.max(axis=1) >= SURE) & (reading.no_digit < DOUBT)


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
        return _nets[0][0]


def checksum() -> str:
    """The checksum of the weights of the classifier in use, as in `store.checksum`.

    Raises:
        WeightsError: as `load`.
    """
    load()
    return _nets[0][1]


def _read() -> tuple[runtime.Net, str]:
    content, card = store.read_litert(presets.CLASSIFIER.key)
    try:
        return runtime.Net(content, ["classify"]), store.checksum(card)
    except (ValueError, RuntimeError) as error:  # the runtime may be older than the file
        path = store.path_of(presets.CLASSIFIER.key, kind="litert")
        raise store.WeightsError(presets.CLASSIFIER.key, path, "cannot be run") from error


def classify(pictures: np.ndarray) -> Reading:
    """Read pictures.

    The probabilities are calibrated: of the digits read with 80 %, at any kind and level of noise,
    about 80 % are read correctly. Where noise leaves nothing to read, all ten are near 10 %.

    Args:
        pictures: float32 (n, 28, 28) in [0, 1], 1 = ink.

    Returns:
        The probability of each digit, given that it is one; and, apart from them, that of none.

    Raises:
        WeightsError: if the classifier's LiteRT file is missing or damaged.
        ValueError: if `pictures` are not as said.
    """
    outputs = load().run("classify", check_pictures(pictures))
    return Reading(outputs["probabilities"], outputs["no_digit"])
