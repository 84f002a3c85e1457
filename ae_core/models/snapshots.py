"""Snapshots: the network at a few moments of its training, kept so that it can be watched again.

A moment is a number of epochs: 0 is the untrained network, 0.25 a quarter of the first epoch, where
most of it happens. The last moment is not stored: it is the model that `store` keeps. On disk
they are `replay/<key>.zip` beside the weights, a small LiteRT file for each moment (see
`export.convert_small`), and `replay/<key>.json`, which says what made them, how exact they are,
and holds the SHA-256 of the other.

Only reading is done here; `training.recording` takes and writes them.
"""

import contextlib
import hashlib
import io
import json
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from ae_core.artifacts import waiting

from . import presets, store


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
    return (folder or store.folder()) / "replay" / f"{presets.get(key).key}.zip"


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
        return verified(key, path, facts_path)
    except SnapshotsError:
        with contextlib.suppress(SnapshotsError):  # a save was killed before it had moved the facts
            return verified(key, path, waiting(facts_path))
        raise


def verified(key: str, path: Path, facts_path: Path) -> Snapshots:
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
