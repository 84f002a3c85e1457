"""The core's inference with its failures as `Problem`s: for the stage, the rooms, the endpoint."""

from collections.abc import Callable
from functools import partial

import numpy as np

from ae_core import inference, reader, specs, weights

from .problems import Problem, log_once

_faults: dict[str, str] = {}  # why a model could not be used when all were loaded, by its key


def load_all() -> None:
    """Load every model, the reader and what scores need, so that the first visitor need not wait.

    One that cannot be used is logged, and the others go on. It is tried again when it is asked for.
    """
    blank = np.zeros((specs.SIDE, specs.SIDE), np.float32)
    inference.scores(blank, blank, blank)  # imports SciPy
    loads = {key: partial(inference.load, key) for key in specs.SPECS}
    for key, load in {**loads, specs.READER.key: reader.load}.items():
        try:
            load()
        except weights.WeightsError as error:
            _faults[key] = f"{error.file} {error.why}"
            log_once(str(error))
        except Exception as error:  # out of memory, perhaps
            _faults[key] = type(error).__name__
            log_once(f"{key} could not be loaded: {error!r}")


def fault(key: str) -> str | None:
    """Why the model `key` cannot be used, without the names of folders; None if it can."""
    return None if inference.loaded(key) else _faults.get(key)


def run(model: str, clean: np.ndarray, noisy: np.ndarray) -> inference.Result:
    """`inference.run`."""
    return told(inference.run, model, clean, noisy)


def reconstruct(model: str, pictures: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """`inference.reconstruct`."""
    return told(inference.reconstruct, model, pictures)


def encode(model: str, pictures: np.ndarray) -> np.ndarray:
    """`inference.encode`."""
    return told(inference.encode, model, pictures)


def decode(model: str, codes: np.ndarray) -> np.ndarray:
    """`inference.decode`."""
    return told(inference.decode, model, codes)


def told(function: Callable, *args):
    """What a function of the core answers.

    Raises:
        Problem: if weights cannot be used.
    """
    try:
        return function(*args)
    except weights.WeightsError as error:
        raise Problem("weights", file=error.file, command=error.command) from None
