"""A training watched again: pictures through a net as it was at every moment that was kept.

The first moment is the untrained net, built from its seed; the last is the net as it is shipped;
between them are the snapshots (see `snapshots`). All of them are one compiled graph, so that a
digit is sent through every moment in one call. Safe to call from many threads. TensorFlow is
imported at the first call, not before.
"""

import threading
from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np

from . import backend, evaluation, images, inference, snapshots, specs, weights
from .noise import add_noise
from .stroke_digits import variants


class Replay(NamedTuple):
    """One training, ready to be watched.

    Attributes:
        moments: in epochs, by rising time: 0 first, the last epoch last.
        losses: the training loss of each moment. At 0 that of the first batch of training
            digits; within an epoch, and at its end, the mean over the epoch up to then.
        curve: the training loss after each whole epoch, as it stands on the card of the weights.
        digits: how many an epoch has.
        of_ten: float32 (moments, 10, 28, 28), what each moment paints of ten different digits.
        restore: pictures, float32 (n, 28, 28) → float32 (moments, n, 28, 28), compiled.
    """

    moments: tuple[float, ...]
    losses: tuple[float, ...]
    curve: tuple[float, ...]
    digits: int
    of_ten: np.ndarray
    restore: Callable[[Any], Any]


_replays: dict[str, Replay] = {}
_lock = threading.Lock()


def load(key: str) -> Replay:
    """Get the training of `key` ready, once per process; later calls return the same.

    One that failed is tried again at the next call, so that mending the file is enough.

    Args:
        key: a key of `snapshots.PLANS`.

    Raises:
        SnapshotsError: if the snapshots are missing or damaged, or were made for another net.
        WeightsError: if the trained weights are.
    """
    if key not in _replays:
        backend.load()
        with _lock:
            if key not in _replays:
                _replays[key] = _load(key)
    return _replays[key]


def restore(key: str, images: np.ndarray) -> np.ndarray:
    """Send pictures through the model `key` as it was at each of its moments.

    Args:
        key: a key of `snapshots.PLANS`.
        images: float32, shape (n, 28, 28), values in [0, 1], 1 = ink.

    Returns:
        float32 (moments, n, 28, 28) in [0, 1].

    Raises:
        SnapshotsError, WeightsError: as `load`.
        ValueError: if `images` is not as said.
    """
    return load(key).restore(inference.checked(images)).numpy()


def ten(key: str, digits: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Digits as the model `key` is shown them in training, and what each moment makes of them.

    Args:
        key: a key of `snapshots.PLANS`.
        digits: float32 (n, 28, 28) in [0, 1], clean.

    Returns:
        float32 (n, 28, 28), noisy where the model was trained to take noise away; and
        float32 (moments, n, 28, 28).

    Raises:
        SnapshotsError, WeightsError, ValueError: as `restore`.
    """
    given = _given(key, digits)
    return given, restore(key, given)


def _given(key: str, digits: np.ndarray) -> np.ndarray:
    shown = specs.get(key).shown_noise
    return add_noise(shown[0], digits, shown[1], evaluation.SEED) if shown else digits


def _load(key: str) -> Replay:
    from . import models

    kept, trained = snapshots.load(key), weights.load(key)
    history, seed, count = _facts(key, kept)
    untrained = models.build(specs.get(key), seed=seed)
    stages = [
        untrained.get_weights(),
        *(snapshot.weights for snapshot in kept.stored),
        trained.get_weights(),
    ]
    shapes = [[array.shape for array in stage] for stage in stages]
    if any(shape != shapes[-1] for shape in shapes):
        raise snapshots.SnapshotsError(key, snapshots.path_of(key), "was made for another net")
    if any(snapshot.moment >= len(history) for snapshot in kept.stored):
        raise snapshots.SnapshotsError(key, snapshots.path_of(key), "was made for a longer run")
    run = _compiled(trained, stages)
    digits = np.stack([images.from_strokes(variants(label)[0]) for label in range(10)])
    return Replay(
        moments=(0.0, *(snapshot.moment for snapshot in kept.stored), float(len(history))),
        losses=(kept.untrained, *(snapshot.loss for snapshot in kept.stored), history[-1]),
        curve=tuple(history),
        digits=count,
        of_ten=run(_given(key, digits)).numpy(),
        restore=run,
    )


def _facts(key: str, kept: snapshots.Snapshots) -> tuple[list[float], int, int]:
    """Of a training: its loss after each epoch, its seed, and how many digits an epoch had."""
    try:
        history = [float(loss) for loss in weights.read_card(key)["history"]["loss"]]
    except (LookupError, TypeError, ValueError, ArithmeticError) as error:
        raise weights.WeightsError(key, weights.card_of(key), "has no losses") from error
    try:
        return history, int(kept.facts["seed"]), int(kept.facts["data"]["digits"])
    except (LookupError, TypeError, ValueError, ArithmeticError) as error:
        facts_path = snapshots.path_of(key).with_suffix(".json")
        raise snapshots.SnapshotsError(key, facts_path, "cannot be read") from error


def _compiled(model: Any, stages: list[list[np.ndarray]]) -> Callable[[Any], Any]:
    """One function of all stages of a model; in the graph they do not wait for each other."""
    import tensorflow as tf

    tensors = [[tf.constant(array) for array in stage] for stage in stages]

    def run(pictures: Any) -> Any:
        return tf.stack([model.stateless_call(stage, [], pictures)[0] for stage in tensors])

    return backend.compiled(run)
