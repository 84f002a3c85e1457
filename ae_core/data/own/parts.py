"""`Part`: what every layout is read into, and what all layouts share."""

import gzip
import struct
import zipfile
import zlib
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

# raised by the packages that unpack files, if one is damaged
DAMAGED = (
    *(zipfile.BadZipFile, zlib.error, gzip.BadGzipFile, EOFError, struct.error),
    RuntimeError,  # a zip that is encrypted or packed in an unknown way
)
# words in the names of folders and arrays that say which part they are
WORDS = {"train": {"train", "training"}, "test": {"test", "testing"}}
_FEWEST = 10  # pictures that a set without a test part must have
_NAMED = 6  # names in a message; the rest are counted


class Part(NamedTuple):
    """The pictures of a data set, or its training or its test part.

    Attributes:
        images: of any real type: (n, h, w), (n, h, w, colours), (n, colours, h, w) or (n, h * w).
        labels: one for each picture; None if there are none.
    """

    images: np.ndarray
    labels: np.ndarray | None


def train_and_test(parts: dict[str, Part]) -> dict[str, Part]:
    """The parts "train" and "test" of a data set, with labels as int64 (n,).

    A single part is divided: a tenth of it, chosen at random but always the same, becomes "test".

    Raises:
        ValueError: if there are no pictures, or too few to divide, or labels do not fit.
    """
    parts = {part: _checked(found) for part, found in parts.items()}
    if len(parts) == 2:
        return parts
    (whole,) = parts.values()
    count = len(whole.images)
    if count < _FEWEST:
        raise ValueError(f"there are {count} pictures, and at least {_FEWEST} are needed")
    order = np.random.default_rng(0).permutation(count)
    chosen = {"train": order[count // 10 :], "test": order[: count // 10]}
    return {
        part: Part(whole.images[of], None if whole.labels is None else whole.labels[of])
        for part, of in chosen.items()
    }


def _checked(part: Part) -> Part:
    """Check a part and return it with its labels as int64 (n,)."""
    images, labels = part
    if images.ndim < 2:
        raise ValueError(f"expected pictures as (n, height, width); received {images.shape}")
    if labels is None:
        return part
    if labels.shape[:1] != (len(images),) or labels.size != len(images):
        raise ValueError(
            f"the labels do not fit: expected one for each of {len(images):,} pictures; received "
            f"{labels.shape}"
        )
    if labels.dtype.kind in "buif":
        with np.errstate(invalid="ignore"):  # NaN and infinity equal no integer
            numbers = labels.reshape(-1).astype(np.int64)
        if np.array_equal(numbers, labels.reshape(-1)):
            return Part(images, numbers)
    raise ValueError(f"the labels do not fit: expected integers; received {labels.dtype}")


def shorten(names: Sequence[str]) -> str:
    """Names joined by commas; of many only the first, and how many more; "nothing" for none."""
    more = [f"{len(names) - _NAMED} more"] if len(names) > _NAMED else []
    return ", ".join([*names[:_NAMED], *more]) or "nothing"
