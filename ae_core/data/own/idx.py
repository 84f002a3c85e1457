"""IDX, the format of MNIST and its relatives: one array in a file, often compressed (.gz)."""

import gzip
import math
import struct
from pathlib import Path
from typing import BinaryIO, cast

import numpy as np

from .parts import DAMAGED, Part

_TYPES = {8: "u1", 9: "i1", 11: ">i2", 12: ">i4", 13: ">f4", 14: ">f8"}


def is_idx(path: Path) -> bool:
    """Whether the file, decompressed if need be, begins as IDX files do."""
    with _opened(path) as file:
        head = file.read(4)
    return len(head) == 4 and head[:2] == b"\0\0" and head[2] in _TYPES and head[3] > 0


def read(path: Path) -> dict[str, Part]:
    """Read the pictures of a file, and the labels and test pictures that lie beside it.

    Raises:
        ValueError: if a file is damaged, or does not hold pictures.
    """
    files = {"train": path}
    if test := _beside(path, "train", "t10k") or _beside(path, "train", "test"):
        files["test"] = test
    parts = {}
    for part, file in files.items():
        images, labels = _read_array(file), _beside(file, "images", "labels")
        if images.ndim == 1:
            raise ValueError(f"{file} holds labels: name the file of the pictures.")
        parts[part] = Part(images, None if labels is None else _read_array(labels))
    return parts


def _beside(path: Path, word: str, other: str) -> Path | None:
    """The file beside `path` with `other` for `word` in its name, compressed or not."""
    name = path.name.replace(word, other)
    if other == "labels":
        name = name.replace("idx3", "idx1")
    bare = name.removesuffix(".gz")
    found = (path.with_name(each) for each in (name, bare, f"{bare}.gz"))
    return next((file for file in found if file != path and file.is_file()), None)


def _opened(path: Path) -> BinaryIO:
    """The file, opened for reading; decompressed on the way if it is gzip."""
    with path.open("rb") as file:
        compressed = file.read(2) == b"\x1f\x8b"
    return cast(BinaryIO, gzip.open(path)) if compressed else path.open("rb")


def _read_array(path: Path) -> np.ndarray:
    """The array of one file, of the type and shape in its head."""
    try:
        with _opened(path) as file:
            _, kind, axes = struct.unpack(">HBB", file.read(4))
            shape = struct.unpack(f">{axes}I", file.read(4 * axes))
            content = file.read()
        dtype = np.dtype(_TYPES[kind])
    except (*DAMAGED, KeyError):
        raise ValueError(f"{path} is damaged or cut short.") from None
    size = math.prod(shape) * dtype.itemsize
    if len(content) != size:
        raise ValueError(
            f"{path} is damaged or cut short: it holds {len(content):,} of {size:,} bytes."
        )
    return np.frombuffer(content, dtype).reshape(shape)
