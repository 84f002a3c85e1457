"""A net as one file: a zip of its weights, as Keras writes them, its LiteRT file, and its card.

As with `weights`, the card says what made it, on which digits, how good it is, and the SHA-256 of
the others. `load` reads the weights, which are plain data, and never the LiteRT file: such files
are for their maker alone to run.
"""

import hashlib
import io
import json
import tempfile
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from ae_core.inference import autoencoder
from ae_core.models.spec import ModelSpec, dense_layers
from ae_core.models.store import SUFFIX, Kind, checksum, described_file

if TYPE_CHECKING:
    import keras

_LIMIT = 32_000_000  # bytes of the file, and of its weights unpacked: eight million numbers
_CARD_LIMIT = 1_000_000  # bytes of the card


class Packed(NamedTuple):
    """A net out of a file; `inference.add(key, *packed.load(path))` takes it into use.

    Attributes:
        spec: what it is.
        values: its weights, float32, in the order of `keras.Model.get_weights`.
        card: what is said of it.
    """

    spec: ModelSpec
    values: list[np.ndarray]
    card: dict[str, Any]


def dump(model: "keras.Model", litert: bytes, card: dict[str, Any]) -> bytes:
    """Pack a net.

    Args:
        model: as `models.build` gives it.
        litert: its LiteRT file.
        card: what to say of it, with "spec" as `ModelSpec.as_json` gives it; "files" is added.

    Returns:
        The bytes of a zip file with `<key>.weights.h5`, `<key>.tflite` and `<key>.json`.
    """
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"{model.name}{SUFFIX['keras']}"  # Keras writes to files alone
        model.save_weights(path)
        content = path.read_bytes()
    files: dict[Kind, bytes] = {"keras": content, "litert": litert}
    names = {kind: f"{model.name}{SUFFIX[kind]}" for kind in files}
    described = {kind: described_file(names[kind], content) for kind, content in files.items()}
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as members:
        for kind, content in files.items():
            members.writestr(names[kind], content)
        text = json.dumps({**card, "files": described}, indent=1)
        members.writestr(f"{model.name}.json", text + "\n")
    return packed.getvalue()


def load(path: Path | str) -> Packed:
    """Read a net that `dump` packed, verified: a fully connected one, as `own.spec` describes it.

    It may come from anyone. Nothing is unpacked or built before it is known to be no larger than
    the file is allowed to be. Takes TensorFlow.

    Raises:
        ValueError: if the file is not such a one, too large, or damaged.
        OSError: if it cannot be read.
    """
    from ae_core.models import builder

    path = Path(path)
    with path.open("rb") as file:
        packed = file.read(_LIMIT + 1)
    try:
        if len(packed) > _LIMIT:
            raise ValueError(f"it is larger than {_LIMIT:,} bytes")
        card, content = _members(packed)
        spec = ModelSpec.from_json(card["spec"])
        if hashlib.sha256(content).hexdigest() != checksum(card):
            raise ValueError("its SHA-256 is not the one on its card")
        if 4 * _numbers(spec) > len(content):
            raise ValueError("it holds fewer weights than its card says")
        model = builder.build(spec)
        with tempfile.TemporaryDirectory() as folder:
            weights = Path(folder) / "net.weights.h5"  # not by its key, which may be a path
            weights.write_bytes(content)
            model.load_weights(weights)
        values = model.get_weights()
        if not all(np.isfinite(value).all() for value in values):
            raise ValueError("a weight is not a finite number")
    except Exception as error:  # zip, json, h5py and Keras each fail in their own ways
        raise ValueError(f"Expected a packed net in {path}; it cannot be used: {error}") from error
    return Packed(spec, values, card)


def add(key: str, path: Path | str) -> None:
    """Take a net that was trained on the page into use, under a key; see `load`.

    `reconstruct`, `encode` and `decode` then know the key, as long as the process lives.

    Raises:
        ValueError: if the file cannot be used, or the key is taken.
        OSError: if the file cannot be read.
    """
    autoencoder.add(key, *load(path))


def _numbers(spec: ModelSpec) -> int:
    """How many weights a fully connected net has, from its spec alone."""
    sizes = (*spec.widths, *spec.code_shape)
    if spec.family != "dense" or len(spec.code_shape) != 1 or min(sizes) < 1:
        raise ValueError("its card is not that of a fully connected net")
    return sum((a + 1) * b for a, b in dense_layers(spec.widths, spec.code_size))


def _members(content: bytes) -> tuple[dict[str, Any], bytes]:
    """The card and the bytes of the weights."""
    with zipfile.ZipFile(io.BytesIO(content)) as members:
        by_end = {info.filename.rsplit(".", 1)[-1]: info for info in members.infolist()}
        card = _unpacked(members, by_end["json"], _CARD_LIMIT)
        return json.loads(card), _unpacked(members, by_end["h5"], _LIMIT)


def _unpacked(members: zipfile.ZipFile, about: zipfile.ZipInfo, limit: int) -> bytes:
    """The bytes of a member; what the zip says of their number is not relied upon."""
    if about.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise ValueError("a member is packed in a way that cannot be unpacked piece by piece")
    with members.open(about) as member:
        content = member.read(limit + 1)
    if len(content) > limit:
        raise ValueError(f"a member is larger than {limit:,} bytes")
    return content
