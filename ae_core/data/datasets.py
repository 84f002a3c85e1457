"""Data sets: MNIST (verified), the built-in stroke digits, Fashion-MNIST, or your own files.

MNIST is read from the file that the environment variable `MNIST_NPZ` names, else from the Keras
cache, where `download` puts it. Knows nothing of models.
"""

import hashlib
import os
import tempfile
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

from ae_core.artifacts import remove_old_folders
from ae_core.pictures import to_uint8

from . import fashion, stroke_digits
from .digits import DataError as DataError
from .digits import Digits as Digits
from .digits import Split as Split
from .digits import make_digits
from .own import reading

# SHA-256 of the bytes of each array, not of the file: programs pack the same digits into
# different files.
_SHA256 = {
    "x_train": "741c988805d008ac6e4c904b69001ba184c24b2c540a4ef403f4c71b676cf757",
    "y_train": "1feba77c54802fa5339a11837ea4b2866434b83314ec45192930f1df69120c13",
    "x_test": "6d87418db22cc8025d05968bec9bd5c3932904b23485740db143a061a2c9d161",
    "y_test": "ddeff807876a9661a1110d45c266c86239a3a1b7d37da0c3716a7a683c852ff5",
}
# The address that `keras.datasets` uses, and the SHA-256 of that file.
_ORIGIN = "https://storage.googleapis.com/tensorflow/tf-keras-datasets/mnist.npz"
_FILE_SHA256 = "731c5ac602752760c8e48fbffcf8c3b850d9dc2a2aedcf2cc48468fc17b673d1"
_UNFINISHED = ".mnist."  # prefix of the folder that a download is written to
_DAY = 86_400  # seconds
_SILENCE = 30.0  # seconds without a byte, after which a download fails
_LARGEST = 60_000 * 28 * 28 + 1_000  # bytes of the largest array of MNIST with its header

_STROKE_COUNT = {"train": 10_000, "test": 1_000}
_STROKE_SEED = {"train": 1, "test": 2}


def find_mnist() -> Path | None:
    """The MNIST file that `MNIST_NPZ` names, else the one in the Keras cache, else None.

    A path in `MNIST_NPZ` is returned even if there is no such file, so that it is reported.
    """
    if named := os.environ.get("MNIST_NPZ"):
        return Path(os.path.expanduser(named))  # unchanged for a user without a home folder
    cached = _cache_path()
    return cached if cached and cached.is_file() else None


def keras_home() -> Path | None:
    """The folder of the Keras cache; None for a user without a home folder."""
    folder = os.path.expanduser(os.environ.get("KERAS_HOME", "~/.keras"))
    return None if folder == os.devnull else Path(folder)


def _cache_path() -> Path | None:
    """The path of MNIST in the Keras cache, if there is one."""
    home = keras_home()
    return home and home / "datasets" / "mnist.npz"


def download(on_progress: Callable[[float], object] = lambda share: None) -> Path:
    """Fetch MNIST (11 MB) into the Keras cache, verified.

    It is written to a temporary folder and moved into the cache when it is complete, so the cache
    never holds half a file, even if the download is killed.

    Args:
        on_progress: called from time to time with the downloaded share of the file, 0 to 1.

    Returns:
        The path of the file, which `find_mnist` finds from now on, unless `MNIST_NPZ` names one.

    Raises:
        DataError: if it cannot be fetched.
    """
    import pooch

    pooch.get_logger().setLevel("WARNING")
    cached = _cache_path()
    if cached is None:
        raise DataError(
            "MNIST could not be downloaded (there is no home folder to keep it in): name a folder "
            "for it in the environment variable KERAS_HOME, or a mnist.npz in MNIST_NPZ."
        )
    try:
        cached.parent.mkdir(parents=True, exist_ok=True)
        # left by downloads that were killed: no download takes a day
        remove_old_folders(cached.parent, f"{_UNFINISHED}*", _DAY)
        fetch = pooch.HTTPDownloader(timeout=_SILENCE, progressbar=_Progress(on_progress))
        with tempfile.TemporaryDirectory(dir=cached.parent, prefix=_UNFINISHED) as folder:
            fetched = pooch.retrieve(_ORIGIN, _FILE_SHA256, cached.name, folder, downloader=fetch)
            os.replace(fetched, cached)
    except Exception as error:  # requests, ssl, socket, disk and hash errors of many kinds
        cause = str(error).strip() or type(error).__name__
        raise DataError(
            f"MNIST could not be downloaded ({cause}): try again online, or name a mnist.npz in "
            "the environment variable MNIST_NPZ, or put it in the Keras cache (~/.keras/datasets)."
        ) from error
    return cached


class _Progress:
    """A progress bar for pooch that passes on the share that is done, 0 to 1."""

    total = 0

    def __init__(self, on_progress: Callable[[float], object]):
        self._on_progress, self._done = on_progress, 0

    def update(self, size: int) -> None:
        """Count `size` more bytes."""
        self._done += size
        if self.total:
            self._on_progress(min(1.0, self._done / self.total))

    def reset(self) -> None:
        """Start again from zero bytes."""
        self._done = 0

    def close(self) -> None:
        """Do nothing: there is nothing to close."""


def load_mnist(split: Split, path: Path | None = None) -> Digits:
    """Load and verify one part of MNIST: 60,000 training digits or 10,000 test digits.

    Args:
        split: "train" or "test".
        path: the npz file; `find_mnist()` if None.

    Raises:
        DataError: if there is no file, or it does not hold MNIST.
    """
    path = path or find_mnist()
    if path is None:
        raise DataError(
            "MNIST is not on this machine: name a mnist.npz in the environment variable MNIST_NPZ, "
            "or put it in the Keras cache (~/.keras/datasets), or go online to fetch it."
        )
    try:
        with np.load(path, allow_pickle=False) as arrays:
            images, labels = (_read_array(arrays, f"{name}_{split}") for name in "xy")
    except FileNotFoundError:
        raise DataError(f"There is no file {path}; correct MNIST_NPZ or unset it.") from None
    except Exception as error:  # zip, zlib and NumPy each fail in their own ways
        other = isinstance(error, KeyError) or not zipfile.is_zipfile(path)
        if other and (held := reading.describe(path)):
            raise _not_mnist(path, held) from error
        raise DataError(
            f"{path} is damaged or is not mnist.npz ({type(error).__name__}): name a whole one in "
            "MNIST_NPZ, or move this one away and fetch it again."
        ) from error
    sha256 = hashlib.sha256(images.data).hexdigest()
    if sha256 != _SHA256[f"x_{split}"] or (
        hashlib.sha256(labels.data).hexdigest() != _SHA256[f"y_{split}"]
    ):
        raise _not_mnist(path, reading.describe(path))
    # some packers keep the digits flat, (n, 784): the same bytes, so the same digits
    return Digits("mnist", images.reshape(-1, 28, 28), labels, sha256)


def _not_mnist(path: Path, held: str) -> DataError:
    """The error for a data set, `held` in words, that is not MNIST."""
    return DataError(
        f"{path} holds {held}, and not the MNIST digits: to train on it, give --data {path}; for "
        "MNIST, name a mnist.npz in MNIST_NPZ, or move this one away and fetch it again."
    )


def _read_array(arrays: Any, name: str) -> np.ndarray:
    """The bytes of an array, uint8 (n,), whatever its shape; labels may be of any integer type.

    Raises:
        ValueError: if it is larger than any array of MNIST: a small file may unpack to a huge one.
    """
    if arrays.zip.getinfo(f"{name}.npy").file_size > _LARGEST:
        raise ValueError(f"Expected {name} in at most {_LARGEST:,} bytes")
    array = arrays[name]
    if name.startswith("y") and array.dtype.kind in "iu":
        small = array.astype(np.uint8)
        array = small if np.array_equal(small, array) else array
    return np.frombuffer(array.tobytes(), np.uint8)


def load_strokes(split: Split) -> Digits:
    """The built-in stroke digits: 10,000 to train on or 1,000 to test on, always the same.

    They replace MNIST where it is absent. Being variations of some forty drawings, they are easier
    than MNIST, so a model's figures on the two cannot be compared.
    """
    pictures, labels = stroke_digits.make(_STROKE_COUNT[split], _STROKE_SEED[split])
    return make_digits("strokes", to_uint8(pictures), labels)


_LOADERS: dict[str, Callable[[Split], Digits]] = {
    "mnist": load_mnist,
    "strokes": load_strokes,
    "fashion_mnist": fashion.load,
}


def load(data: str | Path, split: Split) -> Digits:
    """Load the training or the test part of a data set.

    A data set of your own is one of

    - an .npz of NumPy: arrays called x_train, y_train, x_test and y_test, as Keras has them, or
      train_images and train_labels, x and y, images and labels, data and target, and so on, or a
      single array;
    - IDX files, the format of MNIST and its relatives, compressed (.gz) or not: their folder, or
      the file of pictures; labels and test pictures are looked for beside it under MNIST's names;
    - a folder of pictures, or of one folder for each label, named after the label; or of two such
      folders called "train" and "test". Labels that are not all numbers are numbered in the order
      of their names.

    Labels may be missing, or integers of any type. Without a test part, a tenth of the pictures
    becomes one: chosen at random, but always the same. All pictures have the same size; `own.grey`
    says how other sizes, colours and ranges become digits.

    Args:
        data: "mnist"; "strokes", the built-in digits, which need no file; "fashion_mnist", clothes,
            which Keras fetches; or the path of your own data set. A `Path` is always a path.
        split: "train" (60,000, 10,000 and 60,000 pictures) or "test" (10,000, 1,000 and 10,000).

    Raises:
        DataError: if there is no such data set, or it is damaged or cannot be used.
        KeyError: if `split` is neither.
    """
    if split not in ("train", "test"):
        raise KeyError(split)
    if isinstance(data, str) and data in _LOADERS:
        return _LOADERS[data](split)
    path = Path(os.path.expanduser(data))
    if not path.exists():
        raise DataError(
            f"There is no data set, file or folder {path}: give {', '.join(_LOADERS)} or a path."
        )
    return reading.load(path, split, _LOADERS)
