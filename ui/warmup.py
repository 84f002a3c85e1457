"""Getting ready in the background, so that the page answers before TensorFlow is imported."""

import logging
import os
import threading
from collections.abc import Callable
from typing import Any

import numpy as np

from ae_core import backend, data, inference, reader, specs, weights
from ae_core.noise import add_noise

from .problems import log_once

log = logging.getLogger("autoencoder_lab")

FIRST_MODEL = "conv_32"  # on show when the page opens

_done = threading.Event()
_failed: list[BaseException] = []  # TensorFlow itself could not be loaded
_faults: dict[str, str] = {}  # why a model could not be used, by its key
_fetch = {"state": ""}  # of the test digits: "", "loading" or "failed"
_fetch_lock = threading.Lock()


def start(*then: Callable[[], object]) -> None:
    """Load TensorFlow, all models and the reader in a thread.

    On a Space, fetch the test digits after that.

    Args:
        then: what else to get ready, before rooms are told that all is warm.
    """
    threading.Thread(target=_warm, args=then, name="warm-up", daemon=True).start()


def is_warming() -> bool:
    """Whether models may still be on their way."""
    return not _done.is_set()


def wait() -> None:
    """Wait until every model was tried."""
    _done.wait()


def failed() -> bool:
    """Whether TensorFlow could not be loaded at all."""
    return bool(_failed)


def fault(key: str) -> str | None:
    """Why the model `key` could not be used when it was tried, without the names of folders."""
    return _faults.get(key)


def _warm(*then: Callable[[], object]) -> None:
    try:
        backend.load()
    except Exception as error:
        _failed.append(error)
        log.error("TensorFlow could not be loaded: %s", error)
        _done.set()
        return
    blank = np.zeros((3, specs.SIDE, specs.SIDE), np.float32)

    def run(key: str) -> None:
        try:
            inference.run(key, blank[0], add_noise("blur", blank[0], 0.5, 0))
        except Exception as error:
            of_weights = isinstance(error, weights.WeightsError)
            _faults[key] = f"{error.file} {error.why}" if of_weights else type(error).__name__
            raise

    # each once, which traces it and imports what is lazy: the digit on show comes first, then
    # what a reader makes of it
    _try(run, FIRST_MODEL)
    _try(reader.read, blank)
    for key in specs.SPECS:
        if key != FIRST_MODEL:
            _try(run, key)
    for use in then:
        _try(lambda use: use(), use)
    _done.set()
    if os.environ.get("SPACE_ID") or os.environ.get("SYSTEM") == "spaces":
        fetch_digits()


def _try(use: Callable[[Any], object], first: Any) -> None:
    try:
        use(first)
    except Exception as error:  # the others go on working
        log_once(str(error))


def fetch_digits() -> None:
    """Get MNIST in a thread, unless it is on its way. A damaged file in the cache is replaced."""
    with _fetch_lock:
        if _fetch["state"] == "loading":
            return
        _fetch["state"] = "loading"
    threading.Thread(target=_download, name="digits", daemon=True).start()


def fetch_state() -> str:
    """How the download stands: "loading", "failed", or "" where there is nothing to tell."""
    return _fetch["state"]


def _download() -> None:
    try:
        data.load_mnist("test", data.download())
        _fetch["state"] = ""
    except Exception as error:
        log.warning("%s", error)
        _fetch["state"] = "failed"
