"""`Digits`: the form in which every data set is loaded."""

import hashlib
from typing import Literal, NamedTuple

import numpy as np

from ae_core.pictures import from_uint8

Split = Literal["train", "test"]


class DataError(Exception):
    """Digits that cannot be read or fetched. The message is one sentence that says what to do."""


class Digits(NamedTuple):
    """Digits, or other pictures to learn from, with their labels.

    Attributes:
        name: of the data set: "mnist", "strokes", "fashion_mnist", or the file's or folder's own.
        images: uint8 (n, 28, 28), 255 = ink.
        labels: integers (n,), for digits 0 to 9; shape (0,) if the pictures have none.
        sha256: of the bytes of `images`.
    """

    name: str
    images: np.ndarray
    labels: np.ndarray
    sha256: str

    @property
    def pictures(self) -> np.ndarray:
        """The images as models take them: float32 (n, 28, 28) in [0, 1]."""
        return from_uint8(self.images)


def make_digits(name: str, images: np.ndarray, labels: np.ndarray | None) -> Digits:
    """Build `Digits`, computing their checksum; None for `labels` means that there are none."""
    labels = np.empty(0, np.uint8) if labels is None else labels
    return Digits(name, images, labels, hashlib.sha256(images.tobytes()).hexdigest())
