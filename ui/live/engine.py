"""The core's inference for the page, with unusable weights as a `Problem`."""

from collections.abc import Callable
from typing import TypeVar

import numpy as np

from ae_core.inference import autoencoder, classifier
from ae_core.models import presets, store
from ae_core.pictures import SIDE
from ui import menu
from ui.problems import Problem, log_once

Answer = TypeVar("Answer")

_faults: dict[str, str] = {}  # by model: why it could not be loaded when we last tried


def load_first() -> None:
    """Load what the stage's first answer needs before the page is served: it comes a second sooner.

    Failures are handled as in `load_all`.
    """
    blank = np.zeros((SIDE, SIDE), np.float32)
    autoencoder.scores(blank, blank, blank)  # imports SciPy
    _load(menu.FIRST_MODEL, presets.CLASSIFIER.key)


def load_all() -> None:
    """Load every model, about 20 ms each. A request for a model that is not loaded loads it first.

    A model that cannot be loaded is logged, and tried again at the next request for it.
    """
    _load(*presets.PRESETS)


def _load(*keys: str) -> None:
    """Load models; what fails is logged and kept in `_faults`."""
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

    A model that was not tried yet is loaded.
    """
    if not autoencoder.loaded(key) and key not in _faults:
        _load(key)
    return None if autoencoder.loaded(key) else _faults[key]


def run(
    model: str, clean: np.ndarray, noisy: np.ndarray, numbers: int | None = None
) -> autoencoder.Result:
    """`autoencoder.run`, with failures as in `call`."""
    return call(autoencoder.run, model, clean, noisy, numbers)


def reconstruct(
    model: str, pictures: np.ndarray, numbers: int | None = None
) -> tuple[np.ndarray, np.ndarray]:
    """`autoencoder.reconstruct`, with failures as in `call`."""
    return call(autoencoder.reconstruct, model, pictures, numbers)


def encode(model: str, pictures: np.ndarray) -> np.ndarray:
    """`autoencoder.encode`, with failures as in `call`."""
    return call(autoencoder.encode, model, pictures)


def decode(model: str, codes: np.ndarray, numbers: int | None = None) -> np.ndarray:
    """`autoencoder.decode`, with failures as in `call`."""
    return call(autoencoder.decode, model, codes, numbers)


def call(function: Callable[..., Answer], *args: object) -> Answer:
    """Call a function of the core.

    Raises:
        Problem: if weights cannot be used.
    """
    try:
        return function(*args)
    except store.WeightsError as error:
        raise Problem("weights", file=error.file, command=error.command) from None
