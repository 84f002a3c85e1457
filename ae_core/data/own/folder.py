"""A folder that holds pictures, or a folder of pictures for each label, or IDX files."""

import re
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from PIL import Image, ImageOps

from . import grey, idx
from .parts import WORDS, Part, shorten

PICTURES = {".png", ".jpg", ".jpeg", ".bmp", ".gif", ".tif", ".tiff", ".webp", ".pgm"}


def read(folder: Path) -> dict[str, Part]:
    """Read the parts of a folder: "train", and "test" if there is one.

    Raises:
        ValueError: if there are no pictures, or they do not fit together.
    """
    arrays = [file for file in _visible(folder) if re.search(r"images.idx\d", file.name)]
    if arrays:
        first = [file for file in arrays if not re.search("test|t10k", file.name)] or arrays
        if len(first) > 1:
            names = shorten([file.name for file in first])
            raise ValueError(f"{folder} holds several data sets: name one of the files {names}.")
        return idx.read(first[0])
    divided = {
        part: sub
        for part in ("train", "test")
        for sub in _visible(folder)
        if sub.is_dir() and sub.name.lower() in WORDS[part]
    }
    folders = divided if len(divided) == 2 else {"train": folder}
    files = {part: list(_picture_files(each)) for part, each in folders.items()}
    labels = sorted({label for part in files.values() for _, label in part if label is not None})
    numbers = {label: number for number, label in enumerate(labels)}
    if all(re.fullmatch("[0-9]{1,9}", label) for label in labels):
        numbers = {label: int(label) for label in labels}
    return {part: _read_pictures(folders[part], files[part], numbers) for part in folders}


def _visible(folder: Path) -> list[Path]:
    return sorted(path for path in folder.iterdir() if not path.name.startswith("."))


def _picture_files(folder: Path) -> Iterator[tuple[Path, str | None]]:
    """The pictures in a folder, with None, and those in its folders, with the folder's name."""
    for path in _visible(folder):
        if path.is_dir():
            inside = (file for file in _visible(path) if file.suffix.lower() in PICTURES)
            yield from ((file, path.name) for file in inside)
        elif path.suffix.lower() in PICTURES:
            yield path, None


def _read_pictures(
    folder: Path, files: list[tuple[Path, str | None]], numbers: dict[str, int]
) -> Part:
    """Read pictures, each shrunk at once: photographs of full size would not fit into memory.

    Args:
        folder: named in error messages.
        files: the pictures and their labels, from `_picture_files`.
        numbers: label → number.
    """
    if not files:
        kinds = ", ".join(sorted(kind[1:] for kind in PICTURES))
        raise ValueError(f"{folder} and its folders hold no pictures ({kinds}).")
    labels = [numbers[label] for _, label in files if label is not None]
    if labels and len(labels) < len(files):
        raise ValueError(
            f"{folder} holds pictures beside folders of pictures: put each into the folder of its "
            "label, or all into one."
        )
    pictures: list[np.ndarray] = []
    size = None
    for file, _ in files:
        picture = _read_picture(file)
        size = size or picture.shape
        if picture.shape != size:
            (h, w), (other_h, other_w) = size, picture.shape
            raise ValueError(
                f"{folder} holds pictures of different sizes, {files[0][0].name} of {w} x {h} and "
                f"{file.name} of {other_w} x {other_h} pixels: bring them to one size."
            )
        pictures.append(grey.shrink(picture))
    return Part(np.stack(pictures), np.array(labels) if labels else None)


def _read_picture(file: Path) -> np.ndarray:
    """A picture as it is shown: uint8 (h, w), grey."""
    try:
        with Image.open(file) as opened:
            picture = ImageOps.exif_transpose(opened)
        if picture.mode.startswith("I;16"):
            return (np.asarray(picture) // 257).astype(np.uint8)
        return grey.luma(np.asarray(picture.convert("RGBA")))
    except Exception as error:  # Pillow fails in many ways
        raise ValueError(f"{file} is no picture, or damaged or cut short.") from error
