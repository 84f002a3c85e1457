"""The core's inference with its failures as `Problem`s: for the stage, the rooms, the endpoint."""

from collections.abc import Callable

import numpy as np

from ae_core.inference import autoencoder, classifier
from ae_core.models import presets, store
from ae_core.pictures import SIDE
from ui import menu
from ui.problems import Problem, log_once

_faults: dict[str, str] = {}  # why a model could not be used when all were loaded, by its key


def load_first() -> None:
    """Load what the first answer of the stage needs, before there is a page: a second faster.

    See `load_all`.
    """
    blank = np.zeros((SIDE, SIDE), np.float32)
    autoencoder.scores(blank, blank, blank)  # imports SciPy
    _load(menu.FIRST_MODEL, presets.CLASSIFIER.key)


def load_all() -> None:
    """Load every model, 20 ms each; one that a visitor asks for sooner is loaded for that visitor.

    One that cannot be used is logged, and the others go on. It is tried again when it is asked for.
    """
    _load(*presets.PRESETS)


def _load(*keys: str) -> None:
    for key in keys:
        try:
            classifier.load() if key == presets.CLASSIFIER.key else autoencoder.load(key)
        except store.WeightsError as error:
            _faults[key] = f"{error.file} {error.why}"
            log_once(str(error))
        except Exception as error:  # out of memory, perhaps
            _faults[key] = type(error).__name__
            log_once(f"{key} could not be loaded: {error!r}")


def fault(key: str) -> str | None:
    """Why the model `key` cannot be used, without the names of folders; None if it can.

    One that nobody has tried is loaded, to know.
    """
    if not autoencoder.loaded(key) and key not in _faults:
        _load(key)
    return None if autoencoder.loaded(key) else _faults[key]


def run(model: str, clean: np.ndarray, noisy: np.ndarray) -> autoencoder.Result:
    """`inference.run`."""
    return told(autoencoder.run, model, clean, noisy)


def reconstruct(model: str, pictures: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """`inference.reconstruct`."""
    return told(autoencoder.reconstruct, model, pictures)


def encode(model: str, pictures: np.ndarray) -> np.ndarray:
    """`inference.encode`."""
    return told(autoencoder.encode, model, pictures)


def decode(model: str, codes: np.ndarray) -> np.ndarray:
    """`inference.decode`."""
    return told(autoencoder.decode, model, codes)


def told(function: Callable, *args):
    """What a function of the core answers.

    Raises:
        Problem: if weights cannot be used.
    """
    try:
        return function(*args)
    except store.WeightsError as error:
        raise Problem("weights", file=error.file, command=error.command) from None
