"""The nets that visitors have trained: in memory, each under a key that only its visitor knows.

The one thing the server keeps of a visitor, and not for long: a net goes when nobody has used it
for an hour, when many newer ones have come, or when the app is restarted.
"""

import dataclasses
import secrets
import threading
import time
from collections.abc import Iterator

import numpy as np

from ae_core.inference import autoencoder
from ae_core.models.spec import ModelSpec
from ae_core.noise import add_noise
from ui.problems import Problem

PREFIX = "own:"
LIMIT = 24  # of a few MB each
LIFE = 3600  # seconds without use


@dataclasses.dataclass
class Net:
    """A net of a visitor's, or one that is being trained.

    Attributes:
        key: what it is called in requests, and in `inference` once it has weights.
        spec: what it is.
        ten: float32 (10, 28, 28), the test digits it is shown on, clean; None until they are read.
        epoch: how many it has been trained for; None until it has weights.
        pack: bytes of a file, see `ae_core.training.archive`; None until it is finished.
        used: when it was last asked for, by `time.monotonic`.
    """

    key: str
    spec: ModelSpec
    ten: np.ndarray | None = None
    epoch: int | None = None
    pack: bytes | None = None
    used: float = dataclasses.field(default_factory=lambda: time.monotonic())

    def corrupt(self, pictures: np.ndarray, seed: int) -> np.ndarray:
        """Pictures as this net was given them in training: float32 (n, 28, 28) in [0, 1]."""
        if self.spec.shown_noise is None:
            return pictures
        kind, level = self.spec.shown_noise
        return add_noise(kind, pictures, level, seed)


_nets: dict[str, Net] = {}  # the one used last comes last
_lock = threading.Lock()


def new(spec: ModelSpec) -> Net:
    """A net without weights, under a key that cannot be guessed."""
    net = Net(PREFIX + secrets.token_urlsafe(16), spec)
    with _lock:
        _nets[net.key] = net
        for key in list(_outlived()):
            _drop(key)
    return net


def find(key: str) -> Net | None:
    """The net called `key`, if it is still there; it is now the one used last."""
    with _lock:
        net = _nets.pop(key, None)
        if net is not None and time.monotonic() - net.used > LIFE:
            autoencoder.remove(key)
            return None
        if net is not None:
            net.used = time.monotonic()
            _nets[key] = net
        return net


def get(key: object) -> Net:
    """As `find`.

    Raises:
        Problem: if it is no more, or never was.
    """
    net = find(key) if isinstance(key, str) else None
    if net is None:
        raise Problem("own_gone", net=key if isinstance(key, str) else None)
    return net


def remove(key: str) -> None:
    """Forget a net, if it is there."""
    with _lock:
        if key in _nets:
            _drop(key)


def _outlived() -> Iterator[str]:
    """Those that nobody has used for long, and the oldest where there are too many."""
    now = time.monotonic()
    for place, (key, net) in enumerate(_nets.items()):
        if now - net.used > LIFE or place < len(_nets) - LIMIT:
            yield key


def _drop(key: str) -> None:
    del _nets[key]
    autoencoder.remove(key)
