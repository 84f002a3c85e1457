"""Small data sets made on the spot, one for each layout."""

import gzip
import struct

import numpy as np
import pytest
from PIL import Image

from ae_core.data import datasets

IDX_TYPES = {"u1": 8, "i1": 9, "i2": 11, "i4": 12, "f4": 13, "f8": 14}


def idx(array):
    """An array in the format of MNIST's own files."""
    kind = IDX_TYPES[array.dtype.str[1:]]
    head = struct.pack(f">HBB{array.ndim}I", 0, kind, array.ndim, *array.shape)
    return head + array.astype(array.dtype.newbyteorder(">")).tobytes()


def write(path, content):
    """Write bytes, packed if the name ends in .gz, into a folder that is made."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(gzip.compress(content) if path.suffix == ".gz" else content)
    return path


def save(path, picture):
    """Write a picture, uint8 (h, w) or with colours, into a folder that is made."""
    path.parent.mkdir(parents=True, exist_ok=True)
    Image.fromarray(picture).save(path)
    return path


@pytest.fixture
def pictures():
    """30 pictures to train on and 12 to test on, uint8 (n, 28, 28), black at the edge."""
    rng = np.random.default_rng(0)
    found = np.zeros((42, 28, 28), np.uint8)
    found[:, 4:24, 4:24] = rng.integers(0, 256, (42, 20, 20), np.uint8)
    return found[:30], found[30:]


@pytest.fixture
def labels():
    """Their labels, uint8 (30,) and (12,)."""
    return np.arange(30, dtype=np.uint8) % 10, np.arange(12, dtype=np.uint8) % 10


def both(path):
    """The training and the test part of a data set."""
    return [datasets.load(str(path), split) for split in ("train", "test")]


def refusal(path):
    """The one sentence with which a data set is refused."""
    said = []
    for split in ("train", "test"):
        with pytest.raises(datasets.DataError) as refused:
            datasets.load(path, split)
        said.append(str(refused.value))
    assert said[0] == said[1]
    assert str(path) in said[0]
    assert "\n" not in said[0]
    assert said[0].endswith(".")
    assert "delete" not in said[0]
    return said[0]
