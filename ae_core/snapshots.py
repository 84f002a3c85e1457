"""Snapshots: the network at a few moments of its training, kept so that it can be watched again.

A moment is a number of epochs: 0 is the untrained network, 0.25 a quarter of the first epoch, where
most of it happens. The last moment is not stored: it is the model that `weights` keeps. On disk
they are `replay/<key>.zip` beside the weights, a small LiteRT file for each moment (see
`export.convert_small`), and `replay/<key>.json`, which says what made them, how exact they are,
and holds the SHA-256 of the other.

Knows nothing of how a net is trained; how snapshots are shown is said in `replay`.
"""

import contextlib
import hashlib
import io
import json
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from . import data, specs, weights
from .files import finish, replacing, replacing_set, waiting
from .noise import add_noise

_JUDGED = 100  # stroke digits


class Plan(NamedTuple):
    """Which moments of a model's training are kept, and how exactly.

    Attributes:
        early: shares of the first epoch.
        epochs: whole epochs; None: all but the last.
        steps: None: as exact as 8 bits are. A number: every weight of a kernel is first put to one
            of 2 * steps + 1 values, evenly spaced from minus to plus the largest weight that
            leads to the same output, so that the file can be compressed.
    """

    early: tuple[float, ...] = (1 / 16, 1 / 8, 1 / 4, 1 / 2)
    epochs: tuple[int, ...] | None = None
    steps: int | None = None

    def moments(self, epochs: int) -> tuple[float, ...]:
        """The moments to be stored of a run of so many epochs, by rising time."""
        whole = range(1, epochs) if self.epochs is None else self.epochs
        return (*self.early, *(float(n) for n in whole if n < epochs))


# Of two million weights a moment takes 1.9 MB in 8 bits, and 1.5 as 81 values.
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
        loss: training loss, the mean over the epoch up to then; at 0 that of the first batch of
            training digits, before the first step.
        litert: bytes of a LiteRT file with the way `reconstruct`.
    """

    moment: float
    loss: float
    litert: bytes


class Snapshots(NamedTuple):
    """What is kept of one training.

    Attributes:
        stored: by rising time.
        facts: the JSON beside them: "seed", "recipe", "data" and more, as on a card of `weights`.
    """

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
    return (folder or weights.folder()) / "replay" / f"{specs.get(key).key}.zip"


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
            self._taken[f"{moment:g}/{i}"] = value
        losses = json.dumps({f"{moment:g}": loss for moment, loss in self._losses.items()})
        with replacing(self._path) as new:
            np.savez(new, allow_pickle=False, losses=losses, **self._taken)

    def save(self, facts: dict[str, Any]) -> Path | None:
        """Write the snapshots and what is to be said of them, both or none, as `weights.save`.

        Args:
            facts: plain JSON types, with the "seed" of the untrained network.

        Returns:
            The path, or None if moments are missing: of a run that was continued without the
            beginning of its snapshots.
        """
        if not self.complete:
            self._path.unlink(missing_ok=True)
            return None
        from . import models

        nets = {0.0: models.build(specs.get(self.key), seed=facts["seed"]).get_weights()}
        nets |= {moment: _values(self._taken, moment) for moment in self.wanted}
        path = save(self.key, self.folder, nets, self._losses, facts)
        self._path.unlink(missing_ok=True)  # only now: until here it is all there is
        return path


def save(
    key: str,
    folder: Path,
    nets: Mapping[float, list[np.ndarray]],
    losses: Mapping[float, float],
    facts: dict[str, Any],
) -> Path:
    """Write the networks of some moments, whole or not at all. Takes TensorFlow.

    Args:
        key: a key of `PLANS`.
        folder: that of the weights.
        nets: by moment, the weights as `keras.Model.get_weights` gives them.
        losses: by moment.
        facts: what to say of them beside "moments": of each how many dB its pictures are from
            those of the exact network ("exact_db"), over noisy and clean stroke digits.
    """
    path = path_of(key, folder)
    path.parent.mkdir(parents=True, exist_ok=True)
    members, moments = {}, []
    for moment, values in sorted(nets.items()):
        content, exact_db = _small(key, values)
        members[f"{moment:g}.tflite"] = content
        row = {"moment": moment, "loss": round(losses[moment], 5), "exact_db": round(exact_db, 1)}
        moments.append(row)
    facts_path = path.with_suffix(".json")
    finish([path], facts_path, lambda card: _belongs(key, path, card))
    with replacing_set([path], facts_path) as ((new,), new_facts):
        with zipfile.ZipFile(new, "w") as packed:
            for name, content in members.items():  # without the time of day
                packed.writestr(zipfile.ZipInfo(name), content, zipfile.ZIP_DEFLATED, 9)
        content = new.read_bytes()
        file = weights.described_file(path.name, content)
        said = {"key": key, **facts, "moments": moments, "file": file}
        new_facts.write_text(json.dumps(said, indent=1) + "\n")
    return path


def _belongs(key: str, path: Path, facts_path: Path) -> bool:
    try:
        _verified(key, path, facts_path)
    except SnapshotsError:
        return False
    return True


def _small(key: str, values: list[np.ndarray]) -> tuple[bytes, float]:
    """A small LiteRT file of weights, and how many dB its pictures are from the exact ones."""
    from . import export, models, runtime

    spec, steps = specs.get(key), PLANS[key].steps
    model = models.build(spec)
    model.set_weights([_stepped(value, steps) for value in values])
    content = export.convert_small(model)
    model.set_weights(values)
    clean = data.as_pictures(data.load_strokes("test").images[:_JUDGED])
    pictures = np.concatenate([clean, add_noise("gaussian", clean, 0.5, 0)])
    exact = model.predict(pictures, verbose=0)
    ours = runtime.Net(content).run("reconstruct", pictures)["reconstruction"]
    return content, float(-10 * np.log10(np.mean((ours - exact) ** 2)))


def _stepped(values: np.ndarray, steps: int | None) -> np.ndarray:
    """A kernel with its weights put to few values; biases, being few themselves, stay."""
    if steps is None or values.ndim < 2:
        return values
    largest = np.abs(values).max(axis=tuple(range(values.ndim - 1)))
    step = np.where(largest > 0, largest / steps, 1).astype(np.float32)
    return np.round(values / step) * step


def _read_taken(path: Path) -> tuple[dict[str, np.ndarray], dict[float, float]]:
    """What a `Recorder` had taken: the arrays by name, and the losses by moment."""
    with np.load(path, allow_pickle=False) as saved:
        taken = dict(saved)
    losses = json.loads(str(taken.pop("losses")))
    return taken, {float(moment): loss for moment, loss in losses.items()}


def _values(arrays: Mapping[str, np.ndarray], moment: float) -> list[np.ndarray]:
    """The weights of one moment, from arrays named "moment/number"."""
    found = {}
    for name, array in arrays.items():
        at, number = name.split("/")
        if at == f"{moment:g}":
            found[int(number)] = array
    return [found[number] for number in sorted(found)]


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
        rows = [(float(row["moment"]), float(row["loss"])) for row in facts["moments"]]
        times = [moment for moment, _ in rows]
        if not rows or times != sorted(set(times)) or not np.isfinite(rows).all():
            raise ValueError("Expected moments by rising time, each with its loss")
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
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            stored = tuple(
                Snapshot(moment, loss, packed.read(f"{moment:g}.tflite")) for moment, loss in rows
            )
    except Exception as error:  # zip and zlib each fail in their own ways
        raise SnapshotsError(key, path, "is damaged: it holds no snapshots") from error
    return Snapshots(stored, facts)
