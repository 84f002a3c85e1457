"""The latent map of a model: a plane on which its codes lie, and from which codes can be read.

A map is a second, much smaller autoencoder: one small network maps a code to a place (x, y),
another maps a place to a code, from which the model's decoder makes a picture.

On disk a map is one JSON file, `map.json` in the model's folder. `map_making` makes maps; this
module writes, reads and uses them, with nothing but NumPy.
"""

import base64
import functools
import hashlib
import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any, NamedTuple

import numpy as np

from ae_core.artifacts import ArtifactError, read_json, replacing, stamp, train_command, waiting
from ae_core.models import presets, store

from . import neighbours


class MapError(ArtifactError):
    """A map of a model that cannot be used; see `ArtifactError`."""

    def __init__(self, key: str, path: Path, why: str):
        super().__init__(path, why, train_command("maps", key), f"{key}/{path.name}")


class DenseLayer(NamedTuple):
    """A dense layer, float32: `kernel` (inputs, outputs) and `bias` (outputs,)."""

    kernel: np.ndarray
    bias: np.ndarray


_MIN_POINTS = 10  # `Map.near` looks for so many

DenseLayers = tuple[DenseLayer, ...]  # ReLU between the layers, nothing after the last


class Near(NamedTuple):
    """The digits around places on the map.

    Attributes:
        labels: uint8 (n, count), the labels of the test digits nearest to each place, the nearest
            first.
        apart: bool (n,), whether the farthest of them is more than `Map.reach` away, so that the
            place lies apart from all digits.
    """

    labels: np.ndarray
    apart: np.ndarray


@dataclass(frozen=True, eq=False)
class Map:
    """The map of one model. Places are (x, y) from 0 to 1, y downwards.

    Attributes:
        key: of the model.
        weights: SHA-256 of the weights that it was made for.
        code_shape: of the model.
        to_place: the network from a code to a place.
        to_code: the network from a place to a code.
        points: float32 (n, 3), read-only: x, y and label of test digits.
        same: median Euclidean distance between the codes of two test digits of one class.
        other: the same for two digits of different classes.
        reach: 99th percentile, over the test digits, of the distance to the tenth nearest other.
        quality: how good the map is, by name; see `map_making.measure`.
        version: changes whenever the map does; "" until it has been saved.
    """

    key: str
    weights: str
    code_shape: tuple[int, ...]
    to_place: DenseLayers
    to_code: DenseLayers
    points: np.ndarray
    same: float
    other: float
    reach: float
    quality: Mapping[str, float]
    version: str = ""

    def place(self, codes: np.ndarray) -> np.ndarray:
        """Places of codes: float32 (n, *code_shape) → float32 (n, 2), clipped to [0, 1]."""
        flat = np.reshape(codes, (len(codes), -1))
        return np.clip(run_net(self.to_place, flat), 0, 1)

    def code(self, places: np.ndarray) -> np.ndarray:
        """Codes of places: (n, 2) in [0, 1] → float32 (n, *code_shape)."""
        flat = run_net(self.to_code, np.asarray(places, np.float32))
        return flat.reshape(-1, *self.code_shape)

    def near(self, places: np.ndarray, count: int = 10) -> Near:
        """Find the `count` test digits nearest to each of the places, (n, 2)."""
        places = np.asarray(places, np.float32)
        order, distances = neighbours.nearest(places, self.points[:, :2], count)
        return Near(self.points[order, 2].astype(np.uint8), distances[:, -1] > self.reach)


def run_net(net: DenseLayers, rows: np.ndarray) -> np.ndarray:
    """Run a network on rows: (n, inputs) → (n, outputs)."""
    for layer in net[:-1]:
        rows = np.maximum(rows @ layer.kernel + layer.bias, 0)
    return rows @ net[-1].kernel + net[-1].bias


def path_of(key: str, folder: Path | None = None) -> Path:
    """The map of the model `key`; `folder` is that of all weights, `store.folder()` if None."""
    return store.folder_of(key, folder) / "map.json"


def save(made: Map, folder: Path) -> Path:
    """Write a map, whole or not at all.

    Numbers are rounded: weights to float16, places to 1/65,535 of the map's side.

    Args:
        made: the map.
        folder: that of all weights.

    Returns:
        The path of the file.
    """
    path = path_of(made.key, folder)
    path.parent.mkdir(parents=True, exist_ok=True)
    content = as_json(made)
    with replacing(path) as new:
        new.write_text(json.dumps({"sha256": _digest(content), **content}, indent=1) + "\n")
    return path


def as_json(made: Map) -> dict[str, Any]:
    """A map as plain JSON types, its numbers rounded as `save` says; `from_json` reads it."""
    return {
        "key": made.key,
        "weights": made.weights,
        "code_shape": list(made.code_shape),
        "same": round(made.same, 4),
        "other": round(made.other, 4),
        "reach": round(made.reach, 5),
        "quality": dict(made.quality),
        "to_place": _pack_net(made.to_place),
        "to_code": _pack_net(made.to_code),
        "places": _pack_array(np.round(made.points[:, :2] * 65535), "<u2"),
        "labels": "".join(str(int(label)) for label in made.points[:, 2]),
    }


def from_json(content: dict[str, Any]) -> Map:
    """The map that `as_json` has written."""
    return _unpack(content, _digest(content))


def load(key: str, folder: Path | None = None) -> Map:
    """The map of the model `key`, verified to be made for its weights.

    It is kept in memory, and read again when the map or the card of the weights has changed.

    Args:
        key: a key of `presets.PRESETS`.
        folder: that of all weights; `store.folder()` if None.

    Raises:
        KeyError: if there is no such model.
        MapError: if the map is missing, damaged, or made for other weights.
    """
    path, card = path_of(key, folder), store.card_of(key, folder)
    return _load(key, path, card, stamp(path), stamp(card))


@functools.lru_cache(maxsize=32)
def _load(key: str, path: Path, card: Path, *_stamps: tuple[int, ...] | None) -> Map:
    fault = functools.partial(MapError, key)
    made, intact = read_json(path, _parse, fault)
    if not intact:
        raise fault(path, "is damaged: its SHA-256 is not the one it states")
    if (made.key, made.code_shape) != (key, presets.get(key).code_shape):
        raise fault(path, "was made for another model")
    if not _is_whole(made):
        raise fault(path, "cannot be read")
    try:
        if waiting(card).is_file():  # a save was killed: only the weights tell which card is theirs
            current = store.checksum(store.read_card(key, card.parents[1]))
        else:
            current = read_json(card, store.checksum, functools.partial(store.WeightsError, key))
    except store.WeightsError:
        raise fault(path, f"cannot be checked: {card.name} cannot be read") from None
    if made.weights != current:
        raise fault(path, "was made for other weights")
    return made


def _is_whole(made: Map) -> bool:
    """Whether the map's networks map codes to places and back, and all its numbers are finite."""
    code, place = math.prod(made.code_shape), 2
    numbers = (made.same, made.other, made.reach, *made.quality.values())
    return (
        _connects(made.to_place, code, place)
        and _connects(made.to_code, place, code)
        and len(made.points) >= _MIN_POINTS
        and all(isinstance(number, int | float) and math.isfinite(number) for number in numbers)
    )


def _connects(net: DenseLayers, inputs: int, outputs: int) -> bool:
    """Whether a network with finite weights takes `inputs` numbers and gives `outputs`."""
    for kernel, bias in net:
        if kernel.ndim != 2 or kernel.shape[0] != inputs or bias.shape != kernel.shape[1:]:
            return False
        if not (np.isfinite(kernel).all() and np.isfinite(bias).all()):
            return False
        inputs = kernel.shape[1]
    return bool(net) and inputs == outputs


def _parse(content: Any) -> tuple[Map, bool]:
    """The map, and whether it has the SHA-256 that it states."""
    digest = content.pop("sha256")
    return _unpack(content, digest), digest == _digest(content)


def _unpack(content: dict[str, Any], digest: str) -> Map:
    places = _unpack_array(content["places"], "<u2").reshape(-1, 2) / np.float32(65535)
    labels = np.array([int(label) for label in content["labels"]], np.float32)
    points = np.column_stack([places, labels])
    points.flags.writeable = False
    return Map(
        key=content["key"],
        weights=content["weights"],
        code_shape=tuple(content["code_shape"]),
        to_place=_unpack_net(content["to_place"]),
        to_code=_unpack_net(content["to_code"]),
        points=points,
        same=float(content["same"]),
        other=float(content["other"]),
        reach=float(content["reach"]),
        quality=MappingProxyType(dict(content["quality"])),
        version=str(digest)[:12],
    )


def _digest(content: dict[str, Any]) -> str:
    return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()


def _pack_array(numbers: np.ndarray, kind: str) -> str:
    return base64.b64encode(np.ascontiguousarray(numbers, kind).tobytes()).decode("ascii")


def _unpack_array(text: str, kind: str) -> np.ndarray:
    return np.frombuffer(base64.b64decode(text, validate=True), kind).astype(np.float32)


def _pack_net(net: DenseLayers) -> list[dict[str, Any]]:
    pack = functools.partial(_pack_array, kind="<f2")
    return [
        {"shape": list(kernel.shape), "kernel": pack(kernel), "bias": pack(bias)}
        for kernel, bias in net
    ]


def _unpack_net(rows: list[dict[str, Any]]) -> DenseLayers:
    return tuple(
        DenseLayer(
            _unpack_array(row["kernel"], "<f2").reshape(row["shape"]),
            _unpack_array(row["bias"], "<f2"),
        )
        for row in rows
    )
