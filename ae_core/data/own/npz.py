"""NumPy arrays in one .npz file, under any of the usual names."""

import io
import re
import zipfile
from pathlib import Path
from typing import Any

import numpy as np

from ae_core.data.digits import Digits

from .parts import WORDS, Part, shorten

MAGIC = b"PK"
_KINDS = {
    "images": {"x", "images", "image", "imgs", "img", "pictures", "picture", "data"},
    "labels": {"y", "labels", "label", "targets", "target", "classes", "class"},
}
_UNNAMED = {"arr_0": "images", "arr_1": "labels"}  # as `np.savez(path, images, labels)` has them


def names(path: Path) -> list[str]:
    """The names of the file's members, with the shapes of arrays; no array is read."""
    found = []
    with zipfile.ZipFile(path) as members:
        for info in members.infolist():
            shape = ""
            with members.open(info) as file:
                if file.read(8) == b"\x93NUMPY\x01\x00":
                    shape = f" {np.lib.format.read_array_header_1_0(file)[0]}"
            name = info.filename.removesuffix(".npy").encode("ascii", "backslashreplace").decode()
            found.append(f"{name!r}"[1:-1] + shape)
    return found


def read(path: Path) -> dict[str, Part]:
    """Read the parts of a file, recognised by the names of its arrays.

    Raises:
        ValueError: if no name says that an array holds pictures, or one cannot be read.
    """
    with np.load(path, allow_pickle=False) as arrays:
        known: dict[tuple[str, str], str] = {}
        for name in arrays.files:
            if meaning := _meaning(name):
                known.setdefault(meaning, name)
        if len(arrays.files) == 1:
            known = {("train", "images"): arrays.files[0]}
        parts = {
            part: Part(
                _array(path, arrays, known[part, "images"]),
                _array(path, arrays, known[part, "labels"]) if (part, "labels") in known else None,
            )
            for part in ("train", "test")
            if (part, "images") in known
        }
    if not parts:
        raise ValueError(
            f"{path} holds {shorten(names(path))}: expected pictures called x_train, train_images, "
            "x or images."
        )
    return parts


def dump(train: Digits, test: Digits) -> bytes:
    """The bytes of an .npz that holds both parts, its arrays named as in Keras's MNIST file."""
    packed = io.BytesIO()
    np.savez_compressed(
        packed,
        x_train=train.images,
        y_train=train.labels,
        x_test=test.images,
        y_test=test.labels,
    )
    return packed.getvalue()


def _meaning(name: str) -> tuple[str, str] | None:
    """The part and kind that an array's name stands for: "x_test" → ("test", "images")."""
    if name in _UNNAMED:
        return "train", _UNNAMED[name]
    words = set(re.split(r"[\W_]+", name.lower()))
    found = [meaning for meaning, all_of in {**_KINDS, **WORDS}.items() if words & all_of]
    if len(found) != len(words):  # some words are unknown, as in x_val
        return None
    match found:
        case ["images" | "labels" as kind]:
            return "train", kind
        case ["images" | "labels" as kind, "train" | "test" as part]:
            return part, kind
    return None


def _array(path: Path, arrays: Any, name: str) -> np.ndarray:
    """One array of the file.

    Raises:
        ValueError: if it is not one of numbers.
    """
    try:
        return arrays[name]
    except ValueError:  # objects, which NumPy would have to unpickle, or half a header
        raise ValueError(
            f"{name} in {path} is no array of numbers, as happens with pictures of different "
            "sizes: expected (n, height, width)."
        ) from None
