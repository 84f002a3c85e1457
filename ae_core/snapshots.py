"""Snapshots: the weights of a few moments of a training, kept so that it can be watched again.

A moment is a number of epochs: 0.25 is a quarter of the first one, where most of it happens. Two
are not stored: at 0 the net is what its seed makes of it, and at the end it is what `weights`
keeps. On disk they are `replay/<key>.npz` beside the weights and `replay/<key>.json`, which says
what made them and holds the SHA-256 of the other. Both are plain data: nothing is unpickled.

Knows nothing of how a net is trained; how snapshots are shown is said in `replay`.
"""

import contextlib
import hashlib
import io
import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from . import specs, weights
from .files import replacing, replacing_pair, waiting


class Plan(NamedTuple):
    """Which moments of a model's training are kept, and how exactly.

    Attributes:
        early: shares of the first epoch.
        epochs: whole epochs; None: all but the last.
        steps: None: float16. A number: every weight of a kernel is one of 2 * steps + 1 values,
            evenly spaced from minus to plus the largest weight that leads to the same output.
    """

    early: tuple[float, ...] = (1 / 16, 1 / 8, 1 / 4, 1 / 2)
    epochs: tuple[int, ...] | None = None
    steps: int | None = None

    def moments(self, epochs: int) -> tuple[float, ...]:
        """The moments to be stored of a run of so many epochs, by rising time."""
        whole = range(1, epochs) if self.epochs is None else self.epochs
        return (*self.early, *(float(n) for n in whole if n < epochs))


# Two million weights would take 3.8 MB a moment in float16. As 81 values they take 1.5, and the
# pictures painted with them are 39 to 48 dB from those painted with the weights themselves.
PLANS: Mapping[str, Plan] = {
    "conv_32": Plan(early=(1 / 8, 1 / 4), epochs=(1, 4, 12), steps=40),
    "dense_16": Plan(),
    "dense_32": Plan(),
    "conv_4x4x8": Plan(),
    "denoise_4x4x16": Plan(),
}


class Snapshot(NamedTuple):
    """One moment of a training.

    Attributes:
        moment: in epochs.
        loss: training loss, the mean over the epoch up to then.
        weights: float32, in the order of `keras.Model.get_weights`.
    """

    moment: float
    loss: float
    weights: list[np.ndarray]


class Snapshots(NamedTuple):
    """What is kept of one training.

    Attributes:
        untrained: the loss before the first step, on the first batch of training digits.
        stored: by rising time.
        facts: the JSON beside them: "seed", "recipe", "data" and more, as on a card of `weights`.
    """

    untrained: float
    stored: tuple[Snapshot, ...]
    facts: dict[str, Any]


class SnapshotsError(Exception):
    """Snapshots that cannot be used.

    Attributes:
        file: name of the file at fault.
        command: the command that makes it again.
    """

    def __init__(self, key: str, path: Path, why: str):
        self.file = path.name
        self.command = f"python train.py {key} --snapshots"
        super().__init__(f"{path} {why}; make it again with: {self.command}")


def path_of(key: str, folder: Path | None = None) -> Path:
    """The snapshots of the model `key`, beside the weights in `folder`, their usual one if None."""
    return (folder or weights.folder()) / "replay" / f"{specs.get(key).key}.npz"


class Recorder:
    """Takes the snapshots of a run as it goes by, and saves them at its end.

    What has been taken lies in a file beside the run's checkpoint, so that a run that is killed
    and continued has all of them.

    Args:
        key: a key of `PLANS`.
        epochs: of the whole run.
        folder: that of the weights.
        resume: whether the run continues an earlier one.
    """

    def __init__(self, key: str, epochs: int, folder: Path, resume: bool):
        self.key, self.folder = key, folder
        self.plan = PLANS[key]
        self.wanted = self.plan.moments(epochs)
        self._path = folder / f".{key}.snapshots.checkpoint.npz"
        self._taken: dict[str, np.ndarray] = {}
        self._losses: dict[float, float] = {}
        if resume and self._path.is_file():
            with contextlib.suppress(Exception):  # of a damaged file: then they have no beginning
                self._taken, self._losses = _read_taken(self._path)

    @property
    def complete(self) -> bool:
        """Whether there is nothing left to take."""
        return {0.0, *self.wanted} <= set(self._losses)

    def see(
        self, epoch: int, step: int, steps: int, loss: float, now: Callable[[], list[np.ndarray]]
    ) -> None:
        """Take a snapshot, if this is a moment for one.

        Args:
            epoch: the one under way, 1 for the first.
            step: how many steps of it are done.
            steps: how many it has.
            loss: the mean over the epoch so far.
            now: gives the weights.
        """
        if (epoch, step) == (1, 1):  # it was computed before the weights were changed
            self._losses[0.0] = loss
        for moment in self.wanted:
            at = (1, max(1, round(moment * steps))) if moment < 1 else (moment, steps)
            if (epoch, step) == at:
                self._take(moment, loss, now())

    def _take(self, moment: float, loss: float, values: list[np.ndarray]) -> None:
        self._losses[moment] = loss
        for i, value in enumerate(values):
            for part, array in _packed(value, self.plan.steps).items():
                self._taken[f"{moment:g}/{i}/{part}"] = array
        losses = json.dumps({f"{moment:g}": loss for moment, loss in self._losses.items()})
        with replacing(self._path) as new:
            np.savez(new, allow_pickle=False, losses=losses, **self._taken)

    def save(self, facts: dict[str, Any]) -> Path | None:
        """Write the snapshots and what is to be said of them, both or none, as `weights.save`.

        Args:
            facts: plain JSON types.

        Returns:
            The path, or None if moments are missing: of a run that was continued without the
            beginning of its snapshots.
        """
        if not self.complete:
            self._path.unlink(missing_ok=True)
            return None
        path = path_of(self.key, self.folder)
        path.parent.mkdir(parents=True, exist_ok=True)
        moments = [{"moment": m, "loss": round(self._losses[m], 5)} for m in (0.0, *self.wanted)]
        with replacing_pair(path, path.with_suffix(".json")) as (new, new_facts):
            np.savez_compressed(new, allow_pickle=False, **self._taken)
            content = new.read_bytes()
            file = {
                "name": path.name,
                "bytes": len(content),
                "sha256": hashlib.sha256(content).hexdigest(),
            }
            said = {"key": self.key, **facts, "moments": moments, "file": file}
            new_facts.write_text(json.dumps(said, indent=1) + "\n")
        self._path.unlink(missing_ok=True)  # only now: until here it is all there is
        return path


def _read_taken(path: Path) -> tuple[dict[str, np.ndarray], dict[float, float]]:
    """What a `Recorder` had taken: the arrays by name, and the losses by moment."""
    with np.load(path, allow_pickle=False) as saved:
        taken = dict(saved)
    losses = json.loads(str(taken.pop("losses")))
    return taken, {float(moment): loss for moment, loss in losses.items()}


def load(key: str, folder: Path | None = None) -> Snapshots:
    """Read the snapshots of the model `key`, verified.

    Args:
        key: a key of `PLANS`.
        folder: that of the weights; their usual one if None.

    Raises:
        SnapshotsError: if they are missing or damaged, or a file does not belong to the other.
    """
    path = path_of(key, folder)
    facts_path = path.with_suffix(".json")
    try:
        return _verified(key, path, facts_path)
    except SnapshotsError:
        with contextlib.suppress(SnapshotsError):  # a save was killed before it had moved the facts
            return _verified(key, path, waiting(facts_path))
        raise


def _verified(key: str, path: Path, facts_path: Path) -> Snapshots:
    """The snapshots in `path`, if `facts_path` is what is said of them; see `load`."""
    try:
        facts = json.loads(facts_path.read_text())
        expected = facts["file"]["sha256"]
        (_, untrained), *stored = [(float(r["moment"]), float(r["loss"])) for r in facts["moments"]]
    except FileNotFoundError:
        raise SnapshotsError(key, facts_path, "is missing") from None
    except Exception as error:  # what is no JSON, or JSON of something else
        raise SnapshotsError(key, facts_path, "cannot be read") from error
    try:
        content = path.read_bytes()
    except FileNotFoundError:
        raise SnapshotsError(key, path, "is missing") from None
    except OSError as error:
        raise SnapshotsError(key, path, "cannot be read") from error
    if hashlib.sha256(content).hexdigest() != expected:
        raise SnapshotsError(key, path, "is damaged: its SHA-256 is not the one beside it")
    try:
        with np.load(io.BytesIO(content), allow_pickle=False) as saved:
            arrays = dict(saved)
        taken = tuple(Snapshot(moment, loss, _weights(arrays, moment)) for moment, loss in stored)
    except Exception as error:  # zip, zlib and numpy each fail in their own ways
        raise SnapshotsError(key, path, "is damaged: it holds no snapshots") from error
    return Snapshots(untrained, taken, facts)


def _weights(arrays: Mapping[str, np.ndarray], moment: float) -> list[np.ndarray]:
    """The weights of one moment, from arrays named "moment/number/part"."""
    parts: dict[int, dict[str, np.ndarray]] = {}
    for name, array in arrays.items():
        at, number, part = name.split("/")
        if at == f"{moment:g}":
            parts.setdefault(int(number), {})[part] = array
    return [_unpacked(parts[number]) for number in sorted(parts)]


def _packed(values: np.ndarray, steps: int | None) -> dict[str, np.ndarray]:
    """One array of weights for the file; biases, being few, are never put in steps."""
    if steps is None or values.ndim < 2:
        return {"value": values.astype(np.float16)}
    largest = np.abs(values).max(axis=tuple(range(values.ndim - 1)))
    step = np.where(largest > 0, largest / steps, 1).astype(np.float32)
    return {"value": np.round(values / step).astype(np.int8), "step": step}


def _unpacked(parts: Mapping[str, np.ndarray]) -> np.ndarray:
    values = parts["value"].astype(np.float32)
    return values * parts["step"] if "step" in parts else values
