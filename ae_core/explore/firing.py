"""What fires the units of a net: the pictures to which each unit answers most.

A unit is a number of a flat layer, or a map of a convolutional one, whose largest value counts. The
pictures are the built-in digits, or others.
"""

import functools
import threading
import weakref
from typing import NamedTuple

import numpy as np

from ae_core.data import stroke_digits
from ae_core.data.strokes import from_strokes
from ae_core.inference import autoencoder, layers
from ae_core.noise import gaussian

BEST = 5  # pictures for each unit
_STILL = 1e-4  # a unit is idle if its range is below this share of the widest range in its layer
_NOISE = 0.5  # standard deviation of the noise with which each picture is run once more


class Units(NamedTuple):
    """The units of a layer.

    Attributes:
        best: int (units, BEST), indices of pictures in `digits`, or in those given instead, the
            one that fires the unit most first.
        values: float32 (units, BEST), of the unit at these pictures.
        idle: int (n,), the units whose output hardly changes from picture to picture, with noise
            or without.
    """

    best: np.ndarray
    values: np.ndarray
    idle: np.ndarray


_known: "weakref.WeakKeyDictionary[object, dict[str, Units]]" = weakref.WeakKeyDictionary()
_locks: "weakref.WeakKeyDictionary[object, threading.Lock]" = weakref.WeakKeyDictionary()
_lock = threading.Lock()


@functools.cache
def digits() -> tuple[np.ndarray, tuple[int, ...]]:
    """The built-in digits as they were drawn: float32 (n, 28, 28) in [0, 1], and their classes."""
    drawn = [(d, strokes) for d in stroke_digits.DIGITS for strokes in stroke_digits.variants(d)]
    pictures = np.stack([from_strokes(strokes) for _, strokes in drawn])
    pictures.flags.writeable = False
    return pictures, tuple(label for label, _ in drawn)


def units(key: str, pictures: np.ndarray | None = None) -> dict[str, Units]:
    """Find what fires the units of each layer of the model `key`.

    It is measured once for each net, in up to half a second; other threads wait for it.

    Args:
        key: of the model.
        pictures: float32 (n, 28, 28) in [0, 1], the same at every call, at least `BEST`; None for
            the built-in digits.

    Returns:
        {name of the layer: `Units`}, without the layers that only rearrange.

    Raises:
        KeyError, WeightsError, ValueError: as `layers.trace`.
    """
    net = autoencoder.load(key).net
    with _lock:
        lock = _locks.setdefault(net, threading.Lock())
    with lock:
        if net not in _known:
            _known[net] = _measure(key, digits()[0] if pictures is None else pictures)
        return _known[net]


def _measure(key: str, clean: np.ndarray) -> dict[str, Units]:
    """Measure every layer, one picture at a time: the values of all would take 30 MB."""
    names = [layer.name for layer in layers.computing(layers.of(key))]
    peaks: dict[str, list[np.ndarray]] = {name: [] for name in names}
    least: dict[str, np.ndarray] = {}
    most: dict[str, np.ndarray] = {}
    noisy = [gaussian(picture, _NOISE, seed) for seed, picture in enumerate(clean)]
    for place, picture in enumerate([*clean, *noisy]):
        traced = layers.trace(key, picture[None])
        for name in names:
            (values,) = traced[name]  # (k,), (side, side, k), or (side, side)
            values = values.reshape(-1, 1 if values.ndim == 2 else values.shape[-1])
            if place < len(clean):
                peaks[name].append(values.max(axis=0))
            least[name] = np.minimum(least.get(name, values), values)
            most[name] = np.maximum(most.get(name, values), values)
    return {name: _units(np.stack(peaks[name]), least[name], most[name]) for name in names}


def _units(peaks: np.ndarray, least: np.ndarray, most: np.ndarray) -> Units:
    """Make `Units` of what was measured.

    Args:
        peaks: (pictures, units), the largest value of each unit at each clean picture.
        least: (positions, units), the smallest value over all pictures.
        most: (positions, units), the largest.
    """
    best = np.argsort(-peaks, axis=0, kind="stable")[:BEST]
    ranges = (most - least).max(axis=0)
    still = ranges <= _STILL * ranges.max()
    return Units(best.T, np.take_along_axis(peaks, best, axis=0).T, np.flatnonzero(still))
