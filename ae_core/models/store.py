"""Trained models on disk, a folder each: reading them, verified.

`weights/<key>/` holds `model.weights.h5` for Keras, `model.tflite` to run, and `card.json`, which
says what made the weights, on which digits, how good they are, and the SHA-256 of both files. A
file that does not match is not loaded. All are plain data: nothing is unpickled. The map and the
snapshots of the model lie beside them; see `explore.latent_map` and `models.snapshots`.

Only reading is done here; `training.saving` writes.
"""

import functools
import os
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from ae_core.artifacts import ArtifactError, finish, read_file, read_json, read_set, train_command

from . import presets

if TYPE_CHECKING:
    import keras
Kind = Literal["keras", "litert"]
KINDS: tuple[Kind, ...] = ("keras", "litert")
NAMES: Mapping[Kind, str] = {"keras": "model.weights.h5", "litert": "model.tflite"}

# the fields of a spec that decide the shapes of the weights
_ARCHITECTURE = ("family", "widths", "kernel", "hidden", "code_shape")


class WeightsError(ArtifactError):
    """Weights, LiteRT file or card of a model that cannot be used; see `ArtifactError`."""

    def __init__(self, key: str, path: Path, why: str):
        litert = path.name == NAMES["litert"]
        command = train_command("export", key) if litert else train_command("run", key, "--force")
        super().__init__(path, why, command, f"{key}/{path.name}")


def folder() -> Path:
    """The folder of all weights: what `AE_WEIGHTS` names in the environment, else ours.

    Ours lie in `weights/` beside ae_core; where ae_core was installed, in `shipped/` inside it.
    """
    if named := os.environ.get("AE_WEIGHTS"):
        return Path(named)
    package = Path(__file__).resolve().parents[1]
    shipped = package / "shipped"
    return shipped if shipped.is_dir() else package.parent / "weights"


def folder_of(key: str, out: Path | None = None) -> Path:
    """The folder of the model `key` in `out`, which is `folder()` if None.

    Raises:
        KeyError: if there is no such model.
    """
    return (out or folder()) / presets.get(key).key


def path_of(key: str, out: Path | None = None, kind: Kind = "keras") -> Path:
    """The Keras weights of the model `key`, or its LiteRT file."""
    return folder_of(key, out) / NAMES[kind]


def card_of(key: str, out: Path | None = None) -> Path:
    """The card of the model `key`."""
    return folder_of(key, out) / "card.json"


def finish_save(key: str, out: Path) -> None:
    """Finish a save of the model `key` that was killed while its files were moved."""
    paths = [path_of(key, out, kind) for kind in KINDS]
    finish(paths, card_of(key, out), lambda card: _read_with(key, out, card, KINDS))


class _Read(NamedTuple):
    """A card; and of each file that was asked for, where it was found and its bytes."""

    card: dict[str, Any]
    files: dict[Kind, tuple[Path, bytes]]


def read_card(key: str, out: Path | None = None, kinds: tuple[Kind, ...] = KINDS) -> dict[str, Any]:
    """Read the card of the model `key`, having verified its files of these kinds.

    Raises:
        WeightsError: if a file is missing or damaged, the files do not belong together, or the
            weights were made for another architecture.
    """
    return _read(key, out, kinds).card


def checksum(card: dict[str, Any]) -> str:
    """The SHA-256 of a model's weights; maps and figures name the weights they were made for."""
    return card["files"]["keras"]["sha256"]


def read_weights(key: str, kind: Kind, out: Path | None = None) -> bytes:
    """Read the Keras weights of the model `key`, or its LiteRT file, verified.

    Raises:
        WeightsError: see `read_card`; the other file is not checked.
    """
    return _read(key, out, (kind,)).files[kind][1]


def read_litert(key: str, out: Path | None = None) -> tuple[bytes, dict[str, Any]]:
    """Read the LiteRT file of the model `key`, verified, and the card.

    Raises:
        WeightsError: see `read_card`; the Keras weights are not checked.
    """
    found = _read(key, out, ("litert",))
    return found.files["litert"][1], found.card


def read_keras(key: str, out: Path | None = None) -> tuple[bytes, dict[str, Any]]:
    """Read the Keras weights of the model `key`, verified, and the card; see `read_litert`."""
    found = _read(key, out, ("keras",))
    return found.files["keras"][1], found.card


def hdf5_names(part: str, kind: str, place: int) -> tuple[str, ...]:
    """The groups of an HDF5 file of `keras.Model.save_weights` in which a layer's weights lie.

    Keras 3 names the layers of a model by their class, numbered: the encoder is "functional", the
    decoder "functional_1", the dense layers in each "dense", "dense_1" and so on in their order;
    kernel and bias are "0" and "1".

    Args:
        part: "encoder" or "decoder".
        kind: the name of the layer's class in small letters.
        place: how many layers of this kind come before it in its part.
    """
    model = "functional" if part == "encoder" else "functional_1"
    return "layers", model, "layers", f"{kind}_{place}" if place else kind, "vars"


def load(key: str, out: Path | None = None) -> "keras.Model":
    """Build the Keras model `key` and load its weights, verified. Needs TensorFlow.

    Raises:
        WeightsError: see `read_card`; also if the file, though whole, does not fit the model.
    """
    from . import builder

    path, _ = _read(key, out, ("keras",)).files["keras"]
    model = builder.build(presets.get(key))
    try:
        model.load_weights(path)
    except Exception as error:  # h5py and Keras raise many kinds for a file that does not fit
        raise WeightsError(key, path, "does not fit the model") from error
    return model


def _read(key: str, out: Path | None, kinds: tuple[Kind, ...]) -> _Read:
    return read_set(card_of(key, out), lambda card: _read_with(key, out, card, kinds))


def _read_with(key: str, out: Path | None, card_path: Path, kinds: tuple[Kind, ...]) -> _Read:
    """Read the files that one card describes; see `read_card`."""
    fault = functools.partial(WeightsError, key)

    def parse(card: Any) -> tuple[dict[str, Any], dict[Kind, str], dict[str, Any]]:
        """The card, the checksums of the files on it, and its spec."""
        return (
            card,
            {kind: str(card["files"][kind]["sha256"]) for kind in kinds},
            dict(card["spec"]),
        )

    card, checksums, stored = read_json(card_path, parse, fault)
    files = {kind: read_file(path_of(key, out, kind), checksums[kind], fault) for kind in kinds}
    spec = presets.get(key).as_json()
    if any(stored.get(field) != spec[field] for field in _ARCHITECTURE):
        raise fault(path_of(key, out), "was made for another architecture")
    return _Read(card, files)
