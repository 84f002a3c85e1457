"""A net as one file: a zip of its weights, as Keras writes them, and its card.

As with `weights`, the card says what made it, on which digits, how good it is, and the SHA-256 of
the weights. Both are plain data: nothing is unpickled.
"""

import hashlib
import io
import json
import tempfile
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from .spec import ModelSpec

if TYPE_CHECKING:
    import keras

_LIMIT = 100_000_000  # bytes of either file, unpacked


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


def dump(model: "keras.Model", card: dict[str, Any]) -> bytes:
    """Pack a net.

    Args:
        model: as `models.build` gives it.
        card: what to say of it, with "spec" as `ModelSpec.as_json` gives it; "file" is added.

    Returns:
        The bytes of a zip file with two members, `<key>.weights.h5` and `<key>.json`.
    """
    name = f"{model.name}.weights.h5"
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / name  # Keras writes to files alone
        model.save_weights(path)
        content = path.read_bytes()
    file = {
        "name": name,
        "bytes": len(content),
        "sha256": hashlib.sha256(content).hexdigest(),
    }
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as members:
        members.writestr(name, content)
        members.writestr(f"{model.name}.json", json.dumps({**card, "file": file}, indent=1) + "\n")
    return packed.getvalue()


def load(path: Path | str) -> Packed:
    """Read a net that `dump` packed, verified.

    Raises:
        ValueError: if the file is not such a one, or is damaged.
        OSError: if it cannot be read.
    """
    from . import models

    path = Path(path)
    try:
        card, content = _members(path.read_bytes())
        spec = ModelSpec.from_json(card["spec"])
        if hashlib.sha256(content).hexdigest() != card["file"]["sha256"]:
            raise ValueError("its SHA-256 is not the one on its card")
        model = models.build(spec)
        with tempfile.TemporaryDirectory() as folder:
            weights = Path(folder) / f"{spec.key}.weights.h5"
            weights.write_bytes(content)
            model.load_weights(weights)
    except OSError:
        raise
    except Exception as error:  # zip, json, h5py and Keras each fail in their own ways
        raise ValueError(f"Expected a packed net in {path}; it cannot be used: {error}") from error
    return Packed(spec, model.get_weights(), card)


def _members(content: bytes) -> tuple[dict[str, Any], bytes]:
    """The card and the bytes of the weights."""
    with zipfile.ZipFile(io.BytesIO(content)) as members:
        by_end = {info.filename.rsplit(".", 1)[-1]: info for info in members.infolist()}
        if max(info.file_size for info in by_end.values()) > _LIMIT:
            raise ValueError(f"a member is larger than {_LIMIT:,} bytes")
        return json.loads(members.read(by_end["json"])), members.read(by_end["h5"])
