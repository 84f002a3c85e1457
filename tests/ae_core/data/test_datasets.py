"""MNIST is searched for in order, and what is not MNIST is refused in one sentence."""

import gzip
import hashlib
import os
import subprocess
import sys
import types
import zipfile
from pathlib import Path

import numpy as np
import pooch
import pytest

from ae_core.data import datasets
from ae_core.pictures import from_uint8
from tests.conftest import ROOT

HAS_MNIST = bool(os.environ.get("MNIST_NPZ"))
needs_mnist = pytest.mark.skipif(not HAS_MNIST, reason="MNIST_NPZ does not name MNIST's file")


@pytest.fixture
def arrays():
    """Four arrays as in MNIST's file, with eight digits to train on and five to test on."""
    rng = np.random.default_rng(0)
    return {
        "x_train": rng.integers(0, 256, (8, 28, 28), np.uint8),
        "y_train": np.arange(8, dtype=np.uint8),
        "x_test": rng.integers(0, 256, (5, 28, 28), np.uint8),
        "y_test": np.arange(5, dtype=np.uint8),
    }


@pytest.fixture
def file(tmp_path, arrays, monkeypatch):
    """A small file that passes for MNIST: the expected hashes are those of `arrays`."""
    hashes = {name: hashlib.sha256(a.tobytes()).hexdigest() for name, a in arrays.items()}
    monkeypatch.setattr(datasets, "_SHA256", hashes)
    path = tmp_path / "small.npz"
    np.savez_compressed(path, **arrays)
    return path


def refusal(path, split="train"):
    """The one sentence with which a file is refused."""
    with pytest.raises(datasets.DataError) as refused:
        datasets.load_mnist(split, path)
    text = str(refused.value)
    assert str(path) in text
    assert "\n" not in text
    assert text.endswith(".")
    assert "MNIST_NPZ" in text  # what to do
    assert "delete" not in text
    return text


# Where MNIST is looked for


def test_nothing_is_found_where_nothing_is(no_mnist):
    assert datasets.find_mnist() is None
    with pytest.raises(datasets.DataError, match=r"MNIST_NPZ.*Keras cache.*online"):
        datasets.load_mnist("train")


def test_the_keras_cache_is_searched(no_mnist):
    cached = no_mnist / "datasets" / "mnist.npz"
    cached.parent.mkdir(parents=True)
    cached.touch()
    assert datasets.find_mnist() == cached


def test_the_environment_comes_before_the_keras_cache(no_mnist, monkeypatch, tmp_path):
    cached = no_mnist / "datasets" / "mnist.npz"
    cached.parent.mkdir(parents=True)
    cached.touch()
    monkeypatch.setenv("MNIST_NPZ", str(tmp_path / "mine.npz"))
    assert datasets.find_mnist() == tmp_path / "mine.npz"


def test_a_wrong_path_in_the_environment_is_reported_and_not_passed_over(
    no_mnist, monkeypatch, tmp_path
):
    monkeypatch.setenv("MNIST_NPZ", str(tmp_path / "absent.npz"))
    with pytest.raises(datasets.DataError, match=r"no file .*absent\.npz; correct MNIST_NPZ"):
        datasets.load_mnist("test")


def test_what_is_found_is_loaded(no_mnist, monkeypatch, file, arrays):
    monkeypatch.setenv("MNIST_NPZ", str(file))
    np.testing.assert_array_equal(datasets.load("mnist", "test").images, arrays["x_test"])


# What is loaded


@pytest.mark.parametrize("split", ["train", "test"])
def test_digits_come_as_they_are_packed(file, arrays, split):
    digits = datasets.load_mnist(split, file)
    assert digits.name == "mnist"
    np.testing.assert_array_equal(digits.images, arrays[f"x_{split}"])
    np.testing.assert_array_equal(digits.labels, arrays[f"y_{split}"])
    assert digits.sha256 == hashlib.sha256(arrays[f"x_{split}"].tobytes()).hexdigest()


def test_another_packing_of_the_same_digits_will_do(file, arrays):
    np.savez(file, **arrays)  # not compressed: another file, the same arrays
    assert datasets.load_mnist("train", file).images.shape == (8, 28, 28)


def test_digits_packed_flat_come_out_square(file, arrays):
    """Some packers keep (n, 784): the same bytes, so the same digits."""
    flat = {name: a.reshape(len(a), -1) for name, a in arrays.items()}
    np.savez(file, **flat)
    digits = datasets.load_mnist("train", file)
    np.testing.assert_array_equal(digits.images, arrays["x_train"])
    assert digits.images.dtype == digits.labels.dtype == np.uint8
    np.testing.assert_array_equal(digits.labels, arrays["y_train"])


def test_pictures_follow_the_cores_contract():
    pictures = from_uint8(np.array([[[0, 51, 255]]], np.uint8))
    assert pictures.dtype == np.float32
    np.testing.assert_allclose(pictures, [[[0, 0.2, 1]]], rtol=1e-6)


# What is refused


def test_refuses_a_file_that_is_not_there(tmp_path):
    assert "There is no file" in refusal(tmp_path / "absent.npz")


def test_refuses_a_folder(tmp_path):
    refusal(tmp_path)


@pytest.mark.parametrize("share", [0, 0.01, 0.5, 0.99])
def test_refuses_a_file_cut_short(file, share):
    content = file.read_bytes()
    file.write_bytes(content[: int(len(content) * share)])
    assert "damaged" in refusal(file)


def test_refuses_a_flipped_byte_wherever_it_is(file):
    """In the middle of the pixels the archive's own checksum notices, or ours does."""
    content = bytearray(file.read_bytes())
    content[3000] ^= 0xFF
    file.write_bytes(content)
    refusal(file)


@pytest.mark.parametrize(
    "content", [b"", b"<html>404 Not Found</html>", b"x_train,y_train\n1,2\n" * 99]
)
def test_refuses_text_with_the_ending_of_arrays(tmp_path, content):
    path = tmp_path / "mnist.npz"
    path.write_bytes(content)
    assert "damaged or is not mnist.npz" in refusal(path)


def test_refuses_a_single_array_with_the_ending_of_many(tmp_path, arrays):
    with (tmp_path / "mnist.npz").open("wb") as file:
        np.save(file, arrays["x_train"])
    refusal(tmp_path / "mnist.npz")


def test_refuses_an_archive_of_something_else(tmp_path):
    path = tmp_path / "mnist.npz"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("readme.txt", "hello")
    refusal(path)
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("x_train", b"not an array")
        archive.writestr("y_train", b"not an array")
    refusal(path)


def test_refuses_a_file_without_the_labels(file, arrays):
    del arrays["y_train"]
    np.savez(file, **arrays)
    refusal(file)


@pytest.mark.parametrize("kind", ["int64", ">i2", "int8"])
def test_labels_are_integers_of_any_type(file, arrays, kind):
    np.savez(file, **{**arrays, "y_train": arrays["y_train"].astype(kind)})
    digits = datasets.load_mnist("train", file)
    np.testing.assert_array_equal(digits.labels, arrays["y_train"])
    assert digits.labels.dtype == np.uint8


def test_labels_that_only_look_alike_as_bytes_are_refused(file, arrays):
    np.savez(file, **{**arrays, "y_train": arrays["y_train"].astype(np.int64) + 256})
    assert "not the MNIST digits" in refusal(file)


@pytest.mark.parametrize("name", ["x_train", "y_train"])
def test_refuses_altered_content(file, arrays, name):
    arrays[name] = arrays[name] ^ 1
    np.savez(file, **arrays)
    assert "not the MNIST digits" in refusal(file)


def test_refuses_digits_in_another_order(file, arrays):
    np.savez(file, **{name: a[::-1] for name, a in arrays.items()})
    assert "not the MNIST digits" in refusal(file)


@pytest.mark.parametrize(("one", "other"), [("x_train", "x_test"), ("y_train", "y_test")])
def test_refuses_arrays_under_each_others_names(file, arrays, one, other):
    arrays[one], arrays[other] = arrays[other], arrays[one]
    np.savez(file, **arrays)
    for split in ("train", "test"):
        assert "not the MNIST digits" in refusal(file, split)


def test_refuses_pickled_objects_without_unpickling_them(file, arrays, tmp_path):
    class Trap:
        def __reduce__(self):
            return (os.mkdir, (str(tmp_path / "sprung"),))

    arrays["x_train"] = np.array([Trap()], dtype=object)
    np.savez(file, **arrays)
    refusal(file)
    assert not (tmp_path / "sprung").exists()


def test_the_real_hashes_do_not_take_a_small_file_for_mnist(tmp_path, arrays):
    np.savez(tmp_path / "mnist.npz", **arrays)
    assert "not the MNIST digits" in refusal(tmp_path / "mnist.npz")


# What holds something else, which is said, with the way to train on it


def other(path):
    """What a file is said to hold that is not MNIST."""
    said = refusal(path)
    assert f"to train on it, give --data {path}; for MNIST, name a mnist.npz" in said
    return said.removeprefix(f"{path} holds ").split(", and not the MNIST digits")[0]


def test_other_pictures_in_mnists_arrays(tmp_path):
    rng = np.random.default_rng(0)
    noise = {
        f"x_{part}": rng.integers(0, 256, (100, 28, 28), np.uint8) for part in ("train", "test")
    }
    digits = {f"y_{part}": np.arange(100, dtype=np.uint8) % 10 for part in ("train", "test")}
    path = tmp_path / "fashionlike.npz"
    np.savez_compressed(path, **noise, **digits)
    assert other(path) == (
        "x_train (100, 28, 28), x_test (100, 28, 28), y_train (100,), y_test (100,)"
    )
    assert len(datasets.load(path, "train").images) == 100  # the way that is named leads there


def test_mnist_under_other_names(tmp_path, arrays):
    names = {"x_train": "train_images", "y_train": "train_labels"}
    np.savez(tmp_path / "mine.npz", **{new: arrays[old] for old, new in names.items()})
    assert other(tmp_path / "mine.npz") == "train_images (8, 28, 28), train_labels (8,)"


def test_mnists_own_files_and_a_folder(tmp_path, arrays):
    head = b"\0\0\x08\x03" + b"".join(n.to_bytes(4, "big") for n in (8, 28, 28))
    packed = tmp_path / "train-images-idx3-ubyte.gz"
    packed.write_bytes(gzip.compress(head + arrays["x_train"].tobytes()))
    assert other(packed) == "IDX data"
    assert other(tmp_path) == "files in a folder"


# Fetching it


@pytest.mark.parametrize(
    "error", [OSError("no network"), ValueError("wrong hash"), Exception("no network"), Exception()]
)
def test_a_failed_download_says_what_to_do(no_mnist, monkeypatch, error):
    def fail(*args, **options):
        raise error

    monkeypatch.setattr(pooch, "retrieve", fail)
    with pytest.raises(
        datasets.DataError, match=r"could not be downloaded.*online.*MNIST_NPZ.*Keras cache"
    ) as refused:
        datasets.download()
    assert refused.value.__cause__ is error
    assert (str(error) or "Exception") in str(refused.value)
    assert "\n" not in str(refused.value)
    assert datasets.find_mnist() is None
    assert not list((no_mnist / "datasets").iterdir())


def test_it_is_fetched_without_tensorflow_and_in_silence(no_mnist):
    script = (
        "import sys; from ae_core.data import datasets as data; assert 'pooch' not in sys.modules;"
        "data._ORIGIN = 'http://127.0.0.1:9/mnist.npz'\n"
        "try:\n    data.download()\nexcept data.DataError:\n    pass\n"
        "assert 'pooch' in sys.modules\n"
        "sys.exit(', '.join({'tensorflow', 'keras'} & set(sys.modules)) or 0)"
    )
    done = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert not done.stdout + done.stderr  # pooch tells its progress in its own words otherwise


# The built-in digits


def test_stroke_digits_are_the_same_every_time(monkeypatch):
    monkeypatch.setattr(datasets, "_STROKE_COUNT", {"train": 60, "test": 40})
    train, again, test = (datasets.load("strokes", split) for split in ("train", "train", "test"))
    assert train.name == "strokes"
    assert train.images.shape == (60, 28, 28)
    assert test.images.shape == (40, 28, 28)
    assert train.images.dtype == train.labels.dtype == np.uint8
    assert train.images.max() > 200
    np.testing.assert_array_equal(train.images, again.images)
    np.testing.assert_array_equal(train.labels, again.labels)
    assert train.sha256 == again.sha256 != test.sha256
    assert train.sha256 == hashlib.sha256(train.images.tobytes()).hexdigest()


def test_stroke_digits_to_test_on_are_not_those_trained_on(monkeypatch):
    monkeypatch.setattr(datasets, "_STROKE_COUNT", {"train": 200, "test": 100})
    train, test = datasets.load_strokes("train").images, datasets.load_strokes("test").images
    assert not {image.tobytes() for image in train} & {image.tobytes() for image in test}


@pytest.mark.parametrize("name", ["letters", Path("mnist")])
def test_refuses_another_name(name, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(datasets.DataError, match=r"give mnist, strokes, fashion_mnist or a path\."):
        datasets.load(name, "train")


def test_refuses_another_part():
    with pytest.raises(KeyError):
        datasets.load("strokes", "validation")


# Fashion-MNIST


@pytest.fixture
def fashion(monkeypatch):
    """Keras's module, as far as it is used; `load_data` is to be replaced."""
    module = types.ModuleType("keras")
    module.datasets = types.SimpleNamespace(fashion_mnist=types.SimpleNamespace())
    monkeypatch.setitem(sys.modules, "keras", module)
    return module.datasets.fashion_mnist


def test_fashion_mnist_is_what_keras_has(fashion, arrays):
    fashion.load_data = lambda: (
        (arrays["x_train"], arrays["y_train"]),
        (arrays["x_test"], arrays["y_test"]),
    )
    for split in ("train", "test"):
        digits = datasets.load("fashion_mnist", split)
        assert digits.name == "fashion_mnist"
        np.testing.assert_array_equal(digits.images, arrays[f"x_{split}"])
        np.testing.assert_array_equal(digits.labels, arrays[f"y_{split}"])


@pytest.mark.parametrize(
    "error", [Exception("URL fetch failure\non https"), OSError(), ValueError()]
)
def test_without_network_it_says_so(fashion, error):
    def fail():
        raise error

    fashion.load_data = fail
    with pytest.raises(
        datasets.DataError, match=r"Fashion-MNIST could not be.*again online.*\.$"
    ) as e:
        datasets.load("fashion_mnist", "train")
    assert "\n" not in str(e.value)


# MNIST itself


@needs_mnist
@pytest.mark.parametrize(("split", "count"), [("train", 60_000), ("test", 10_000)])
def test_mnist_is_mnist(split, count):
    digits = datasets.load("mnist", split)
    assert digits.images.shape == (count, 28, 28)
    assert digits.labels.shape == (count,)
    assert digits.images.dtype == digits.labels.dtype == np.uint8
    assert set(np.unique(digits.labels)) == set(range(10))
    assert digits.images.mean() == pytest.approx(33.3, abs=0.6)  # 0.1307 of 255, as is well known
