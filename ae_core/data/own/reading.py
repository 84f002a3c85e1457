"""Your own data set: a file or a folder → digits. `datasets.load` describes the layouts."""

from collections.abc import Container
from pathlib import Path

from ae_core.data.digits import DataError, Digits, Split, make_digits

from . import folder, grey, idx, npz
from .parts import DAMAGED, Part, shorten, train_and_test


def load(path: Path, split: Split, taken: Container[str] = ()) -> Digits:
    """Load the training or the test part of a data set.

    Args:
        path: the file or folder.
        split: "train" or "test".
        taken: names of other data sets; a file or folder of such a name is called "./name".

    Raises:
        DataError: if it is no data set, damaged, or cannot be used.
    """
    try:
        parts = train_and_test(_read(path))
        images = grey.digits({part: found.images for part, found in parts.items()})[split]
    except (ValueError, OSError, MemoryError) as error:
        cause = " ".join(str(error).split()).rstrip(".") or type(error).__name__
        where = "" if str(path) in cause else f"{path} cannot be used: "
        raise DataError(f"{where}{cause}.") from error
    name = path.resolve().name
    return make_digits(f"./{name}" if name in taken else name, images, parts[split].labels)


def _read(path: Path) -> dict[str, Part]:
    """The parts of a file or folder, recognised by its first bytes, not by its name."""
    if path.is_dir():
        return folder.read(path)
    head = _head(path)
    try:
        if head.startswith(npz.MAGIC):
            return npz.read(path)
        if idx.is_idx(path):
            return idx.read(path)
    except DAMAGED:
        raise ValueError(f"{path} is damaged or cut short.") from None
    raise ValueError(
        f"{path} is no data set: expected an .npz, an IDX file (.gz or not) or a folder of "
        "pictures."
    )


def describe(path: Path) -> str:
    """What a file or folder holds, in a few words; "" if unknown.

    Arrays are not read, so a small file that unpacks to a huge one takes no memory.
    """
    if path.is_dir():
        return "files in a folder"
    try:
        head = _head(path)
        if head.startswith(npz.MAGIC):
            return shorten(npz.names(path))
        return "IDX data" if idx.is_idx(path) else ""
    except Exception:  # zip and NumPy each fail in their own ways
        return ""


def _head(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(4)
