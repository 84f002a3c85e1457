"""The store of visitors' own networks: in memory, each under a key that only its visitor knows.

A finished network is deleted after an hour without use, or once `LIMIT` other finished ones were
used later; all are deleted when the app ends. An unfinished one is deleted by its training, if that
ends without a result.
"""

import dataclasses
import secrets
import threading
import time

import numpy as np

from ae_core.explore import latent_map, novelty
from ae_core.inference import autoencoder
from ae_core.models.spec import ModelSpec
from ui.problems import Problem

PREFIX = "own:"  # of every key
LIMIT = 32  # finished networks, of a few MB each; the queue limits how many wait or train
LIFE = 3600  # seconds without use


@dataclasses.dataclass
class VisitorNet:
    """A visitor's network, trained or in training.

    Attributes:
        key: its name in requests, and in `autoencoder` once it has weights.
        spec: its architecture and recipe.
        symbols: names of the symbols that it learns, by label; () if it learns digits.
        ten: float32 (10, 28, 28) in [0, 1], one clean test digit of each class, or held-out
            drawings of each symbol in turn; None until the worker has sent them.
        epoch: how many epochs it has been trained; None until it has weights.
        map: its latent map, once it is finished, if its code has two numbers or it has learnt
            symbols; else None.
        errors: for symbols: how badly it copies drawings of them, once it is finished; else None.
        tested: how many drawings that was measured on.
        pictures: for symbols: those that it learns from and is tested on, as an .npz file, once it
            is finished; else None.
        archive: the network as a file, see `ae_core.training.archive`; None until it is finished.
        used: time of last use, by `time.monotonic`.
    """

    key: str
    spec: ModelSpec
    symbols: tuple[str, ...] = ()
    ten: np.ndarray | None = None
    epoch: int | None = None
    map: latent_map.Map | None = None
    errors: novelty.Ranks | None = None
    tested: int = 0
    pictures: bytes | None = None
    archive: bytes | None = None
    used: float = dataclasses.field(default_factory=lambda: time.monotonic())

    def unused_too_long(self) -> bool:
        """Whether it is finished and was not used for `LIFE` seconds."""
        return self.archive is not None and time.monotonic() - self.used > LIFE


_nets: dict[str, VisitorNet] = {}  # the least recently used first
_lock = threading.Lock()


def new(spec: ModelSpec, symbols: tuple[str, ...] = ()) -> VisitorNet:
    """Store a new network, without weights, under a random key; see `VisitorNet`.

    No other network is deleted to make room until it is finished: its training may come to nothing.
    """
    net = VisitorNet(PREFIX + secrets.token_urlsafe(16), spec, symbols)
    with _lock:
        _nets[net.key] = net
    return net


def finish(net: VisitorNet, archive: bytes) -> None:
    """Store a network's file: it is finished. Beyond `LIMIT` the least recently used is deleted."""
    net.archive, net.used = archive, time.monotonic()
    find(net.key)  # now the last used
    delete_expired()


def delete_expired() -> None:
    """Delete finished networks not used for `LIFE`, and the least recently used beyond `LIMIT`.

    `cleanup` calls it every few minutes.
    """
    with _lock:
        for key in _expired():
            _delete(key)


def find(key: str) -> VisitorNet | None:
    """The network called `key`; None if there is none, or it was deleted. This counts as use."""
    with _lock:
        net = _nets.pop(key, None)
        if net is None:
            return None
        if net.unused_too_long():
            autoencoder.remove(key)
            return None
        net.used = time.monotonic()
        _nets[key] = net
        return net


def get(key: object) -> VisitorNet:
    """The network called `key`, as `find`.

    Raises:
        Problem: if there is none, or it was deleted.
    """
    net = find(key) if isinstance(key, str) else None
    if net is None:
        raise Problem("own_gone", net=key if isinstance(key, str) else None)
    return net


def symbols_of(key: str) -> tuple[str, ...]:
    """Names of the symbols that a model has learnt; () if it has learnt digits."""
    net = find(key) if key.startswith(PREFIX) else None
    return net.symbols if net else ()


def remove(key: str) -> None:
    """Delete the network called `key`, if there is one."""
    with _lock:
        if key in _nets:
            _delete(key)


def _expired() -> list[str]:
    """Keys of those that `delete_expired` deletes."""
    finished = [net for net in _nets.values() if net.archive is not None]
    beyond = len(finished) - LIMIT
    return [
        net.key for place, net in enumerate(finished) if place < beyond or net.unused_too_long()
    ]


def _delete(key: str) -> None:
    del _nets[key]
    autoencoder.remove(key)
