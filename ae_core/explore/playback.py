"""A training replayed: pictures run through the network as it was at each recorded moment.

The last moment is the trained network; the others are snapshots (see `models.snapshots`).
Safe to call from many threads. A training is loaded when it is first used, and dropped from memory
when it has not been used for three minutes.
"""

import threading
import time
from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from ae_core import evaluation
from ae_core.data.stroke_digits import variants
from ae_core.data.strokes import from_strokes
from ae_core.inference import autoencoder, runtime
from ae_core.models import presets, snapshots, store
from ae_core.pictures import SIDE, check_pictures

KEPT_SECONDS = 180.0  # after its last use


class Replay(NamedTuple):
    """One training, ready to be watched.

    Attributes:
        moments: in epochs, by rising time: 0 first, the last epoch last.
        losses: the training loss at each moment: at 0 that of the first batch, later the mean
            over the epoch so far.
        curve: the training loss of each whole epoch, from the card of the weights.
        digits: how many training digits an epoch has.
        of_ten: float32 (moments, 10, 28, 28), reconstructions of a drawn digit of each class.
        restore: pictures, float32 (n, 28, 28) → float32 (moments, n, 28, 28).
    """

    moments: tuple[float, ...]
    losses: tuple[float, ...]
    curve: tuple[float, ...]
    digits: int
    of_ten: np.ndarray
    restore: Callable[[np.ndarray], np.ndarray]


_replays: dict[str, Replay] = {}
_last_used: dict[str, float] = {}  # by `time.monotonic`
_lock = threading.Lock()


def load(key: str) -> Replay:
    """Load the training of `key`; later calls return the same while it is in memory.

    Args:
        key: a key of `snapshots.PLANS`.

    Raises:
        SnapshotsError: if the snapshots are missing or damaged, or were made for another net.
        WeightsError: if the file of the trained model is missing or damaged.
    """
    with _lock:
        if key not in _replays:
            _replays[key] = _load(key)
            _drop_later(key, KEPT_SECONDS)
        _last_used[key] = time.monotonic()
        return _replays[key]


def loaded(key: str) -> bool:
    """Whether the training of `key` is in memory."""
    return key in _replays


def _drop_later(key: str, seconds: float) -> None:
    timer = threading.Timer(seconds, _drop, [key])
    timer.daemon = True
    timer.start()


def _drop(key: str) -> None:
    """Drop a training from memory, or try again later if it has been used meanwhile."""
    with _lock:
        left = _last_used[key] + KEPT_SECONDS - time.monotonic()
        if left > 0:
            _drop_later(key, left)
        else:
            del _replays[key]


def restore(key: str, images: np.ndarray) -> np.ndarray:
    """Run pictures through the model `key` as it was at each recorded moment.

    Args:
        key: a key of `snapshots.PLANS`.
        images: float32, shape (n, 28, 28), values in [0, 1], 1 = ink.

    Returns:
        float32 (moments, n, 28, 28) in [0, 1].

    Raises:
        SnapshotsError, WeightsError: as `load`.
        ValueError: if `images` is not as said.
    """
    return load(key).restore(check_pictures(images))


def corrupt_and_restore(key: str, digits: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Corrupt digits as in the training of the model `key`, and restore them at each moment.

    Args:
        key: a key of `snapshots.PLANS`.
        digits: float32 (n, 28, 28) in [0, 1], clean.

    Returns:
        What the model is given, float32 (n, 28, 28), noisy if it was trained to remove noise; and
        what it restores, float32 (moments, n, 28, 28).

    Raises:
        SnapshotsError, WeightsError, ValueError: as `restore`.
    """
    given = evaluation.corrupt_as_trained(presets.get(key), digits)
    return given, restore(key, given)


def _load(key: str) -> Replay:
    recorded, trained = snapshots.load(key), autoencoder.load(key)
    history, digits = _read_facts(key, trained, recorded)
    if any(snapshot.moment >= len(history) for snapshot in recorded.stored):
        raise snapshots.SnapshotsError(key, snapshots.path_of(key), "was made for a longer run")
    try:
        nets = [runtime.Net(snapshot.litert) for snapshot in recorded.stored]
        blank = np.zeros((1, SIDE, SIDE), np.float32)
        shapes = {net.run("reconstruct", blank)["code"].shape[1:] for net in nets}
    except (ValueError, KeyError, RuntimeError) as error:
        raise snapshots.SnapshotsError(key, snapshots.path_of(key), "cannot be run") from error
    if shapes != {trained.spec.code_shape}:
        raise snapshots.SnapshotsError(key, snapshots.path_of(key), "was made for another net")

    def restore(pictures: np.ndarray) -> np.ndarray:
        """See `Replay.restore`."""
        moments = [net.run("reconstruct", pictures)["reconstruction"] for net in nets]
        return np.stack([*moments, autoencoder.reconstruct(key, pictures)[0]])

    ten = np.stack([from_strokes(variants(label)[0]) for label in range(10)])
    return Replay(
        moments=(*(snapshot.moment for snapshot in recorded.stored), float(len(history))),
        losses=(*(snapshot.loss for snapshot in recorded.stored), history[-1]),
        curve=tuple(history),
        digits=digits,
        of_ten=restore(evaluation.corrupt_as_trained(trained.spec, ten)),
        restore=restore,
    )


def _read_facts(
    key: str, trained: autoencoder.Loaded, recorded: snapshots.Snapshots
) -> tuple[list[float], int]:
    """The training loss after each epoch, and how many digits an epoch had."""
    try:
        history = [float(loss) for loss in trained.card["history"]["loss"]]
    except (LookupError, TypeError, ValueError, ArithmeticError) as error:
        raise store.WeightsError(key, store.card_of(key), "has no losses") from error
    try:
        return history, int(recorded.facts["data"]["digits"])
    except (LookupError, TypeError, ValueError, ArithmeticError) as error:
        raise snapshots.SnapshotsError(key, snapshots.facts_of(key), "cannot be read") from error
