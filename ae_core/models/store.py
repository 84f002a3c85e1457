"""Models on disk: `<key>.weights.h5` for Keras, `<key>.tflite` to run, and a card, `<key>.json`.

The card says what made the weights, on which digits, how good they are, and the SHA-256 of both
files; a file that does not match is not loaded. All are plain data: nothing is unpickled. Only
reading is done here; `training.saving` writes.
"""

import contextlib
import hashlib
import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from ae_core.artifacts import finish, waiting

from . import presets

if TYPE_CHECKING:
    import keras
Kind = Literal["keras", "litert"]
KINDS: tuple[Kind, ...] = ("keras", "litert")
SUFFIX: Mapping[Kind, str] = {"keras": ".weights.h5", "litert": ".tflite"}


class WeightsError(Exception):
    """A model's file that cannot be used.

    Attributes:
        file: name of the file at fault.
        why: what is wrong with it, as said after its name.
        command: the command that makes it again.
    """

    def __init__(self, key: str, path: Path, why: str):
        self.file, self.why = path.name, why
        remedy = "--export" if path.suffix == SUFFIX["litert"] else "--force"
        self.command = f"python train.py {key} {remedy}"
        super().__init__(f"{path} {why}; make it again with: {self.command}")


def folder() -> Path:
    """Where weights are: what the environment variable `AE_WEIGHTS` names, else those of ours.

    They lie in `weights/` beside ae_core; where ae_core was installed, in `shipped/` inside it.
    """
    if named := os.environ.get("AE_WEIGHTS"):
        return Path(named)
    package = Path(__file__).resolve().parents[1]
    shipped = package / "shipped"
    return shipped if shipped.is_dir() else package.parent / "weights"


def path_of(key: str, out: Path | None = None, kind: Kind = "keras") -> Path:
    """The weights file of the model `key` in `out` (`folder()` if None), or its LiteRT file."""
    return (out or folder()) / f"{presets.get(key).key}{SUFFIX[kind]}"


def card_of(key: str, out: Path | None = None) -> Path:
    """The JSON beside the weights of the model `key`."""
    return (out or folder()) / f"{presets.get(key).key}.json"


def described_file(name: str, content: bytes) -> dict[str, Any]:
    """What a card says of a file."""
    sha256 = hashlib.sha256(content).hexdigest()
    return {"name": name, "bytes": len(content), "sha256": sha256}


def finish_save(key: str, out: Path) -> None:
    """Finish a save that was killed while its files were moved: they are all there is."""

    def belongs(card_path: Path) -> bool:
        try:
            _fitting(key, out, card_path, KINDS)
        except WeightsError:
            return False
        return True

    finish([path_of(key, out, kind) for kind in KINDS], card_of(key, out), belongs)


class _Read(NamedTuple):
    """A card, and of each file that it names where it was found and what is in it."""

    card: dict[str, Any]
    files: dict[Kind, tuple[Path, bytes]]


def read_card(key: str, out: Path | None = None, kinds: tuple[Kind, ...] = KINDS) -> dict[str, Any]:
    """The card of the model `key`, once its files of these kinds have been found to match it.

    Raises:
        WeightsError: if a file is missing or damaged, or they do not belong together, or the
            weights were made for another architecture.
    """
    return _read(key, out, kinds).card


def checksum(card: dict[str, Any]) -> str:
    """The SHA-256 of a model's weights: what maps and figures that were made for them name."""
    return card["files"]["keras"]["sha256"]


def read_litert(key: str, out: Path | None = None) -> tuple[bytes, dict[str, Any]]:
    """The bytes of the LiteRT file of the model `key`, verified, and the model's card.

    Raises:
        WeightsError: see `read_card`; the Keras weights are not looked at.
    """
    found = _read(key, out, ("litert",))
    return found.files["litert"][1], found.card


def load(key: str, out: Path | None = None) -> "keras.Model":
    """Build the Keras model `key` and load its weights, verified. Takes TensorFlow.

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
    path = card_of(key, out)
    try:
        return _fitting(key, out, path, kinds)
    except WeightsError:
        with contextlib.suppress(WeightsError):  # a save was killed while its files were moved
            return _fitting(key, out, waiting(path), kinds)
        raise


def _fitting(key: str, out: Path | None, card_path: Path, kinds: tuple[Kind, ...]) -> _Read:
    """The card and the files, once they are known to belong together; see `read_card`."""
    try:
        card = json.loads(card_path.read_text())
        expected = {kind: str(card["files"][kind]["sha256"]) for kind in kinds}
        shape = dict(card["spec"])
    except FileNotFoundError:
        raise WeightsError(key, card_path, "is missing") from None
    except (OSError, ValueError, KeyError, TypeError, RecursionError) as error:
        raise WeightsError(key, card_path, "cannot be read") from error
    files = {kind: _file(key, path_of(key, out, kind), expected[kind]) for kind in kinds}
    spec = presets.get(key).as_json()
    if any(shape.get(k) != spec[k] for k in ("family", "widths", "kernel", "hidden", "code_shape")):
        raise WeightsError(key, path_of(key, out), "was made for another architecture")
    return _Read(card, files)


def _file(key: str, path: Path, expected: str) -> tuple[Path, bytes]:
    """The file with that SHA-256, in its place or where it waits to be moved there."""
    why = "is missing"
    for place in (path, waiting(path)):
        try:
            content = place.read_bytes()
        except FileNotFoundError:
            continue
        except OSError as error:
            raise WeightsError(key, path, "cannot be read") from error
        if hashlib.sha256(content).hexdigest() == expected:
            return place, content
        why = "is damaged: its SHA-256 is not the one on its card"
    raise WeightsError(key, path, why)
