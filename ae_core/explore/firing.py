"""What fires the units of a net: of the built-in digits, or of other pictures, those that each unit
answers most.

A unit is a number of a flat layer, or a map of a convolutional one, of which the largest value
counts.
"""

import functools
import threading
import weakref
from typing import NamedTuple

import numpy as np

from ae_core.data import stroke_digits
from ae_core.data.strokes import from_strokes
from ae_core.inference import autoencoder, layers

BEST = 5  # digits for each unit
_STILL = 1e-3  # a unit whose values differ by less, as a part of the layer's own range, is idle


class Layer(NamedTuple):
    """The units of a layer.

    Attributes:
        best: int (units, BEST), places of digits in `digits`, or of other pictures, the one that
            fires it most first.
        values: float32 (units, BEST), of the unit at these digits.
        idle: int, the units whose values are the same for every digit, at every place.
    """

    best: np.ndarray
    values: np.ndarray
    idle: np.ndarray


_known: "weakref.WeakKeyDictionary[object, dict[str, Layer]]" = weakref.WeakKeyDictionary()
_locks: "weakref.WeakKeyDictionary[object, threading.Lock]" = weakref.WeakKeyDictionary()
_lock = threading.Lock()


@functools.cache
def digits() -> tuple[np.ndarray, tuple[int, ...]]:
    """The built-in digits as they were drawn: float32 (n, 28, 28) in [0, 1], and their classes."""
    drawn = [(d, strokes) for d in stroke_digits.DIGITS for strokes in stroke_digits.variants(d)]
    pictures = np.stack([from_strokes(strokes) for _, strokes in drawn])
    pictures.flags.writeable = False
    return pictures, tuple(label for label, _ in drawn)


def of(key: str, pictures: np.ndarray | None = None) -> dict[str, Layer]:
    """What fires the units of each layer of the model `key`.

    It is measured once for each net, in up to a fifth of a second; a second thread waits for it.

    Args:
        key: of the model.
        pictures: float32 (n, 28, 28) in [0, 1], the same at every call, at least `BEST`; None for
            the built-in digits.

    Returns:
        {name of the layer: `Layer`}, without the layers that only rearrange.

    Raises:
        KeyError, WeightsError, ValueError: as `layers.trace`.
    """
    net = autoencoder.load(key).net
    with _lock:
        lock = _locks.setdefault(net, threading.Lock())
    with lock:
        if net not in _known:
            values = layers.trace(key, digits()[0] if pictures is None else pictures)
            _known[net] = {
                layer.name: _measure(values[layer.name])
                for layer in layers.of(key).layers
                if layer.kind not in layers.MOVES
            }
        return _known[net]


def _measure(values: np.ndarray) -> Layer:
    """The units of a layer from its values, float32 (n, k), (n, side, side, k), (n, side, side)."""
    places = 1 if values.ndim == 2 else values.shape[1] ** 2
    values = values.reshape(len(values), places, -1)
    peaks = values.max(axis=1)
    best = np.argsort(-peaks, axis=0, kind="stable")[:BEST]
    ranges = np.ptp(values, axis=0).max(axis=0)
    idle = np.flatnonzero(ranges <= _STILL * np.ptp(values))
    return Layer(best.T, np.take_along_axis(peaks, best, axis=0).T, idle)
