"""Snapshots: the network at a few moments of its training, kept so that it can be watched again.

A moment is a number of epochs: 0 is the untrained network, 0.25 a quarter of the first epoch, in
which the network changes most. The last moment is not stored: it is the model that `store` reads.
On disk they are `snapshots.zip` in the model's folder, a small LiteRT file for each moment (see
`training.export.convert_small`), and `snapshots.json`, the facts: what made them, how exact they
are, and the SHA-256 of the other file.

Only reading is done here; `training.recording` takes and writes them.
"""

import functools
import io
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from ae_core.artifacts import ArtifactError, read_file, read_json, read_set, train_command

from . import store


class Plan(NamedTuple):
    """Which moments of a model's training are kept, and how exactly.

    Attributes:
        early: moments within the first epoch, as shares of it.
        epochs: whole epochs; None: all but the last.
        steps: round every weight of a kernel to one of 2 * steps + 1 values first, evenly spaced
            from minus to plus the largest weight of the same output, so that the file compresses
            well; None: keep the 8 bits of the LiteRT file.
    """

    early: tuple[float, ...] = (1 / 16, 1 / 8, 1 / 4, 1 / 2)
    epochs: tuple[int, ...] | None = None
    steps: int | None = None

    def moments(self, epochs: int) -> tuple[float, ...]:
        """The moments to store of a run of `epochs` epochs, by rising time."""
        whole = range(1, epochs) if self.epochs is None else self.epochs
        return (*self.early, *(float(n) for n in whole if n < epochs))


# A moment of two million weights takes 1.9 MB in 8 bits, and 1.5 MB as 81 values.
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
        loss: training loss, the mean over the epoch so far; at moment 0 that of the first batch,
            before the first step.
        litert: bytes of a LiteRT file with the signature `reconstruct`.
    """

    moment: float
    loss: float
    litert: bytes


class Snapshots(NamedTuple):
    """The snapshots of one training.

    Attributes:
        stored: by rising time.
        facts: the JSON beside them: "seed", "recipe", "data" and more, as on a model's card.
    """

    stored: tuple[Snapshot, ...]
    facts: dict[str, Any]


class SnapshotsError(ArtifactError):
    """Snapshots of a model that cannot be used; see `ArtifactError`."""

    def __init__(self, key: str, path: Path, why: str):
        super().__init__(path, why, train_command("snapshots", key), f"{key}/{path.name}")


def path_of(key: str, folder: Path | None = None) -> Path:
    """The snapshots of the model `key`; `folder` is that of all weights, `store.folder()` if None.

    The facts are `facts_of(key)`, beside them.
    """
    return store.folder_of(key, folder) / "snapshots.zip"


def facts_of(key: str, folder: Path | None = None) -> Path:
    """The JSON beside the snapshots of the model `key`; see `path_of`."""
    return store.folder_of(key, folder) / "snapshots.json"


def load(key: str, folder: Path | None = None) -> Snapshots:
    """Read the snapshots of the model `key`, verified.

    Args:
        key: a key of `PLANS`.
        folder: that of all weights; `store.folder()` if None.

    Raises:
        SnapshotsError: if they are missing or damaged, or a file does not belong to the other.
    """
    return read_set(facts_of(key, folder), lambda facts: read_with(key, folder, facts))


def read_with(key: str, folder: Path | None, facts_path: Path) -> Snapshots:
    """Read the snapshots that one file of facts describes; see `load`."""
    path, fault = path_of(key, folder), functools.partial(SnapshotsError, key)
    facts, rows = read_json(facts_path, _parse_facts, fault)
    _, content = read_file(path, facts["file"]["sha256"], fault)
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as members:
            stored = tuple(
                Snapshot(moment, loss, members.read(f"{moment:g}.tflite")) for moment, loss in rows
            )
    except Exception as error:  # zip and zlib each fail in their own ways
        raise fault(path, "is damaged: it holds no snapshots") from error
    return Snapshots(stored, facts)


def _parse_facts(facts: Any) -> tuple[dict[str, Any], list[tuple[float, float]]]:
    """The facts; and for each moment, how many epochs it is and its loss."""
    str(facts["file"]["sha256"])
    rows = [(float(row["moment"]), float(row["loss"])) for row in facts["moments"]]
    times = [moment for moment, _ in rows]
    if not rows or times != sorted(set(times)) or not np.isfinite(rows).all():
        raise ValueError("Expected moments by rising time, each with its loss")
    return facts, rows
