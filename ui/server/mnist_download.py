"""Download MNIST in the background: at the start on a Space, elsewhere when a visitor asks."""

import logging
import threading

from ae_core.data import datasets

log = logging.getLogger("autoencoder_lab")

_now: dict = {"state": "", "share": None}
_lock = threading.Lock()


def start() -> None:
    """Download MNIST in a thread, unless a download runs. A damaged cached file is replaced."""
    with _lock:
        if _now["state"] == "loading":
            return
        _now.update(state="loading", share=None)
    threading.Thread(target=_download, name="mnist", daemon=True).start()


def state() -> str:
    """State of the download: "loading", "failed", or "" before it starts and after it succeeds."""
    return _now["state"]


def share() -> float | None:
    """Share of the file that has arrived, from 0 to 1; None if it is unknown."""
    return _now["share"]


def _readable() -> bool:
    try:
        datasets.load_mnist("test")
    except datasets.DataError:
        return False
    return True


def _download() -> None:
    try:
        if _readable():
            _now.update(state="", share=None)
            return
        path = datasets.download(on_progress=lambda share: _now.update(share=share))
        datasets.load_mnist("test", path)
        _now.update(state="", share=None)
    except Exception as error:
        log.warning("%s", error)
        _now.update(state="failed", share=None)
