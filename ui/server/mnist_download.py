"""MNIST, fetched in the background: on a Space at the start, elsewhere when a visitor asks."""

import logging
import threading

from ae_core.data import datasets

log = logging.getLogger("autoencoder_lab")

_now: dict = {"state": "", "share": None}
_lock = threading.Lock()


def start() -> None:
    """Fetch MNIST in a thread, unless it is on its way. A damaged file in the cache is replaced."""
    with _lock:
        if _now["state"] == "loading":
            return
        _now.update(state="loading", share=None)
    threading.Thread(target=_run, name="fetch", daemon=True).start()


def state() -> str:
    """How it stands: "loading", "failed", or "" where there is nothing to tell."""
    return _now["state"]


def share() -> float | None:
    """How much of the file has come, from 0 to 1; None where that is not known."""
    return _now["share"]


def _is_there() -> bool:
    try:
        datasets.load_mnist("test")
    except datasets.DataError:
        return False
    return True


def _run() -> None:
    try:
        if _is_there():
            _now.update(state="", share=None)
            return
        path = datasets.download(on_progress=lambda come: _now.update(share=come))
        datasets.load_mnist("test", path)
        _now.update(state="", share=None)
    except Exception as error:
        log.warning("%s", error)
        _now.update(state="failed", share=None)
