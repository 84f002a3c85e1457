"""An archive of a net: a zip of its weights as Keras writes them, its LiteRT file and its card.

As on a model's card, the card says what made the net, on which digits, how good it is, and the
SHA-256 of the other two. `load` reads archives of fully connected nets without Keras. It never
looks at the LiteRT file: such a file can do whatever its runtime can.
"""

import io
import json
import tempfile
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from ae_core.artifacts import describe
from ae_core.inference import autoencoder
from ae_core.models.spec import MIXED, ModelSpec, dense_layers
from ae_core.models.store import Kind, hdf5_names

if TYPE_CHECKING:
    import h5py
    import keras

_LIMIT = 32_000_000  # bytes of the archive, and of its weights unpacked: eight million numbers
_CARD_LIMIT = 1_000_000  # bytes of the card
_OLD_FIELDS = {"warp": "augment"}  # earlier name of a field → today's
_GONE_FIELDS = ("walk", "interpolation_penalty")  # fields that were 0 in every visitor's net
_SUFFIX: dict[Kind, str] = {"keras": ".weights.h5", "litert": ".tflite"}


class Archive(NamedTuple):
    """A net from an archive; `autoencoder.add(key, *archive.load(path))` adds it.

    Attributes:
        spec: what it is.
        values: its weights, float32, in the order of `keras.Model.get_weights`.
        card: how it was trained and how good it is.
    """

    spec: ModelSpec
    values: list[np.ndarray]
    card: dict[str, Any]


def dump(model: "keras.Model", litert: bytes, card: dict[str, Any]) -> bytes:
    """Pack a net.

    Args:
        model: as `models.builder.build` gives it.
        litert: its LiteRT file.
        card: as `cards.make` gives it; "files" is added.

    Returns:
        The bytes of a zip file with `<key>.weights.h5`, `<key>.tflite` and `<key>.json`.
    """
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"{model.name}{_SUFFIX['keras']}"  # Keras writes to files only
        model.save_weights(path)
        weights = path.read_bytes()
    files: dict[Kind, bytes] = {"keras": weights, "litert": litert}
    names = {kind: f"{model.name}{_SUFFIX[kind]}" for kind in files}
    described = {kind: describe(names[kind], content) for kind, content in files.items()}
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as members:
        for kind, content in files.items():
            members.writestr(names[kind], content)
        text = json.dumps({**card, "files": described}, indent=1)
        members.writestr(f"{model.name}.json", text + "\n")
    return packed.getvalue()


def load(path: Path | str) -> Archive:
    """Read the archive of a fully connected net, verified.

    The archive may come from anyone. Nothing is unpacked before its size is known to be allowed,
    and no array is read before its shape is known to be the one that the card states. Takes
    neither Keras nor TensorFlow.

    Raises:
        ValueError: if the file is no such archive, too large, or damaged.
        OSError: if it cannot be read.
    """
    path = Path(path)
    with path.open("rb") as file:
        packed = file.read(_LIMIT + 1)
    try:
        if len(packed) > _LIMIT:
            raise ValueError(f"it is larger than {_LIMIT:,} bytes")
        card, content = _read_members(packed)
        spec = ModelSpec.from_json(_rename_fields(card["spec"]))
        if describe("", content)["sha256"] != card["files"]["keras"]["sha256"]:
            raise ValueError("its SHA-256 is not the one on its card")
        if 4 * _count_weights(spec) > len(content):
            raise ValueError("it holds fewer weights than its card says")
        values = _read_weights(content, spec)
        if not all(np.isfinite(value).all() for value in values):
            raise ValueError("a weight is not a finite number")
    except Exception as error:  # zip, json and h5py each fail in their own ways
        raise ValueError(f"Expected the archive of a net in {path}; {error}") from error
    return Archive(spec, values, card)


def add(key: str, path: Path | str) -> None:
    """Add a net that was trained on the page, from the file that the page gives.

    `reconstruct`, `encode` and `decode` then know the key, as long as the process lives.

    Args:
        key: a name for the net; not that of a model in `MODELS`.
        path: the file, which may come from anyone: `load` checks it.

    Raises:
        ValueError: if the file cannot be used, or the key is taken.
        OSError: if the file cannot be read.
    """
    autoencoder.add(key, *load(path))


def _rename_fields(row: dict[str, Any]) -> dict[str, Any]:
    """The spec of a card under today's names: visitors have archives with earlier ones."""
    kept = {name: value for name, value in row.items() if name not in _GONE_FIELDS}
    renamed = {_OLD_FIELDS.get(name, name): value for name, value in kept.items()}
    return {**renamed, "noise": MIXED} if row.get("noise") == "every" else renamed


def _count_weights(spec: ModelSpec) -> int:
    """The number of weights of a fully connected net, from its spec alone."""
    sizes = (*spec.widths, *spec.code_shape)
    if spec.family != "dense" or len(spec.code_shape) != 1 or min(sizes) < 1:
        raise ValueError("its card is not that of a fully connected net")
    return sum((a + 1) * b for a, b in dense_layers(spec.widths, spec.code_size))


def _read_members(content: bytes) -> tuple[dict[str, Any], bytes]:
    """The card and the bytes of the weights."""
    with zipfile.ZipFile(io.BytesIO(content)) as members:
        by_suffix = {info.filename.rsplit(".", 1)[-1]: info for info in members.infolist()}
        card = _unpack(members, by_suffix["json"], _CARD_LIMIT)
        return json.loads(card), _unpack(members, by_suffix["h5"], _LIMIT)


def _unpack(members: zipfile.ZipFile, member: zipfile.ZipInfo, limit: int) -> bytes:
    """The bytes of a member, whatever size the zip states."""
    if member.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise ValueError("a member is packed in a way that cannot be unpacked piece by piece")
    with members.open(member) as file:
        content = file.read(limit + 1)
    if len(content) > limit:
        raise ValueError(f"a member is larger than {limit:,} bytes")
    return content


def _read_weights(content: bytes, spec: ModelSpec) -> list[np.ndarray]:
    """The weights of a dense net from an HDF5 file as `keras.Model.save_weights` writes it."""
    import h5py

    shapes = dense_layers(spec.widths, spec.code_size)
    depth = len(shapes) // 2
    values = []
    with h5py.File(io.BytesIO(content), "r") as file:
        for number, (inputs, outputs) in enumerate(shapes):
            part = "encoder" if number < depth else "decoder"
            variables = hdf5_names(part, "dense", number % depth)
            values.append(_read_array(file, (*variables, "0"), (inputs, outputs)))
            values.append(_read_array(file, (*variables, "1"), (outputs,)))
    return values


def _read_array(file: "h5py.File", names: tuple[str, ...], shape: tuple[int, ...]) -> np.ndarray:
    """An array of floats of this shape that lies in the file itself, as plain bytes.

    HDF5 could also decompress it, take it from another file, or put it together from several.
    """
    import h5py

    item = file
    for name in names:
        if not isinstance(item.get(name, getlink=True), h5py.HardLink):
            raise ValueError(f"it has no {'/'.join(names)}")
        item = item[name]
    if not isinstance(item, h5py.Dataset) or item.shape != shape or item.dtype.kind != "f":
        raise ValueError(f"{'/'.join(names)} is no array of floats of shape {shape}")
    if item.chunks or item.external or item.is_virtual:
        raise ValueError(f"{'/'.join(names)} is not stored as plain bytes")
    with np.errstate(over="ignore"):  # `load` refuses infinity
        return item[()].astype(np.float32)
