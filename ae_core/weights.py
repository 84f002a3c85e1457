"""Models on disk: `<key>.weights.h5` for Keras, `<key>.tflite` to run, and a card, `<key>.json`.

The card says what made the weights, on which digits, how good they are, and the SHA-256 of both
files; a file that does not match is not loaded. All are plain data: nothing is unpickled.
"""

import contextlib
import hashlib
import json
import os
import platform
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

import numpy as np

from . import specs
from .files import finish, need_room, replacing_set, waiting

if TYPE_CHECKING:
    import keras

_AROUND = 300_000  # bytes: what HDF5, LiteRT and a card take beside the numbers

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
    package = Path(__file__).resolve().parent
    shipped = package / "shipped"
    return shipped if shipped.is_dir() else package.parent / "weights"


def path_of(key: str, out: Path | None = None, kind: Kind = "keras") -> Path:
    """The weights file of the model `key` in `out` (`folder()` if None), or its LiteRT file."""
    return (out or folder()) / f"{specs.get(key).key}{SUFFIX[kind]}"


def card_of(key: str, out: Path | None = None) -> Path:
    """The JSON beside the weights of the model `key`."""
    return (out or folder()) / f"{specs.get(key).key}.json"


def versions() -> dict[str, str]:
    """Versions of what makes weights what they are."""
    import keras
    import tensorflow

    return {
        "python": platform.python_version(),
        "keras": keras.__version__,
        "backend": keras.backend.backend(),
        "tensorflow": tensorflow.__version__,
        "numpy": np.__version__,
    }


def save(model: "keras.Model", card: dict[str, Any], out: Path) -> Path:
    """Write the weights, the LiteRT file made of them and their card: all or none of them.

    That holds whenever the process is killed. Weights are kept in the precision of
    `ModelSpec.storage`.

    Args:
        model: as `models.build` gives it; its name is the key.
        card: what to say of it; "files" (of each kind: name, bytes, sha256) is added here.
        out: folder, made if absent.

    Returns:
        The path of the weights file.

    Raises:
        OSError: if they cannot be written; the old ones are there.
        ExportError: if no LiteRT file could be made that does the same.
    """
    out.mkdir(parents=True, exist_ok=True)
    key = model.name
    paths, card_path = [path_of(key, out, kind) for kind in KINDS], card_of(key, out)
    _finish(key, out)
    exact = rounded(model)
    litert = _litert(exact)
    narrow = _narrow(exact)
    size = sum(values.nbytes for values in narrow.get_weights())
    need_room(out, size + len(litert) + _AROUND)
    with replacing_set(paths, card_path) as (new_paths, new_card):
        narrow.save_weights(new_paths[0])
        new_paths[1].write_bytes(litert)
        files = {
            kind: described_file(path.name, new.read_bytes())
            for kind, path, new in zip(KINDS, paths, new_paths, strict=True)
        }
        new_card.write_text(json.dumps({**card, "files": files}, indent=1) + "\n")
    return paths[0]


def _litert(model: "keras.Model") -> bytes:
    from . import export

    spec = specs.get(model.name)
    # a classifier's batch normalisation becomes part of its kernels, which then need 32 bits
    return export.convert(model, "float32" if spec.family == "reader" else spec.storage)


def described_file(name: str, content: bytes) -> dict[str, Any]:
    """What a card says of a file."""
    sha256 = hashlib.sha256(content).hexdigest()
    return {"name": name, "bytes": len(content), "sha256": sha256}


def _finish(key: str, out: Path) -> None:
    """Finish a save that was killed while its files were moved: they are all there is."""

    def belongs(card_path: Path) -> bool:
        try:
            _fitting(key, out, card_path, KINDS)
        except WeightsError:
            return False
        return True

    finish([path_of(key, out, kind) for kind in KINDS], card_of(key, out), belongs)


def make_litert(key: str, out: Path) -> Path:
    """Make the LiteRT file of weights that are there anew; the weights stay as they are.

    Returns:
        The path of the LiteRT file.

    Raises:
        WeightsError: if the weights are missing or damaged.
        OSError, ExportError: as `save`.
    """
    _finish(key, out)
    model, card = load(key, out), _read(key, out, ("keras",)).card
    path = path_of(key, out, "litert")
    content = _litert(model)
    need_room(out, len(content) + _AROUND)
    with replacing_set([path], card_of(key, out)) as ((new_path,), new_card):
        new_path.write_bytes(content)
        card["files"]["litert"] = described_file(path.name, content)
        new_card.write_text(json.dumps(card, indent=1) + "\n")
    return path


def rounded(model: "keras.Model") -> "keras.Model":
    """A copy of the model as a load from disk will give it: rounded to `ModelSpec.storage`."""
    from . import models

    spec = specs.get(model.name)
    copy = models.build(spec)
    copy.set_weights([values.astype(spec.storage) for values in model.get_weights()])
    return copy


def _narrow(model: "keras.Model") -> "keras.Model":
    """A copy whose weights have the type of `ModelSpec.storage`. It is for saving, not for use."""
    from . import models

    spec = specs.get(model.name)
    copy = models.build(spec, spec.storage)
    copy.set_weights(model.get_weights())
    return copy


class _Read(NamedTuple):
    """A card, and of each file that it names where it was found and what is in it."""

    card: dict[str, Any]
    files: dict[Kind, tuple[Path, bytes]]


def read_card(key: str, out: Path | None = None) -> dict[str, Any]:
    """The card of the model `key`, once its files have been found to match it.

    Raises:
        WeightsError: if a file is missing or damaged, or they do not belong together, or the
            weights were made for another architecture.
    """
    return _read(key, out, KINDS).card


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
    from . import models

    path, _ = _read(key, out, ("keras",)).files["keras"]
    model = models.build(specs.get(key))
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
    spec = specs.get(key).as_json()
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
