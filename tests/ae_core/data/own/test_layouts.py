"""Each layout of a data set of one's own is read: the same pictures, the same labels."""

import hashlib

import numpy as np
import pytest

from .conftest import both, idx, save, write


def assert_are(found, pictures, labels=None):
    for digits, wanted in zip(found, pictures, strict=True):
        np.testing.assert_array_equal(digits.images, wanted)
        assert digits.images.dtype == np.uint8
        assert digits.sha256 == hashlib.sha256(wanted.tobytes()).hexdigest()
    for digits, wanted in zip(found, labels or [[], []], strict=True):
        np.testing.assert_array_equal(digits.labels, wanted)
        assert digits.labels.dtype.kind in "iu"


def is_division_of(found, pictures, labels=None):
    """A tenth is to test on, the rest to learn from, and each picture has kept its label."""
    train, test = found
    assert (len(train.images), len(test.images)) == (len(pictures) * 9 // 10, len(pictures) // 10)
    place = {picture.tobytes(): number for number, picture in enumerate(pictures)}
    order = [place[image.tobytes()] for digits in found for image in digits.images]
    assert sorted(order) == list(range(len(pictures)))
    if labels is not None:
        given = np.concatenate([digits.labels for digits in found])
        np.testing.assert_array_equal(given, np.asarray(labels)[order])
    return True


# Arrays of NumPy


@pytest.mark.parametrize(
    "names",
    [
        "x_train y_train x_test y_test",
        "train_images train_labels test_images test_labels",
        "images_train labels_train images_test labels_test",
        "X_train Y_train X_test Y_test",
        "train_x train_y test_x test_y",
        "training_data training_targets testing_data testing_targets",
    ],
)
def test_names_of_arrays_in_use(names, tmp_path, pictures, labels):
    arrays = (pictures[0], labels[0], pictures[1], labels[1])
    others = {"x_val": pictures[1][:3], "description": np.array("made on the spot")}
    np.savez(tmp_path / "mine.npz", **dict(zip(names.split(), arrays, strict=True)), **others)
    found = both(tmp_path / "mine.npz")
    assert_are(found, pictures, labels)
    assert {digits.name for digits in found} == {"mine.npz"}


@pytest.mark.parametrize(
    "names", ["x y", "images labels", "data target", "image label", "X_train y_train"]
)
def test_a_set_without_test_pictures_is_divided_the_same_way_each_time(
    names, tmp_path, pictures, labels
):
    path = tmp_path / "mine.npz"
    np.savez_compressed(path, **dict(zip(names.split(), (pictures[0], labels[0]), strict=True)))
    found = both(path)
    assert is_division_of(found, pictures[0], labels[0])
    assert_are(both(path), [f.images for f in found], [f.labels for f in found])


def test_arrays_without_names_and_a_single_one(tmp_path, pictures, labels):
    np.savez(tmp_path / "two.npz", pictures[0], labels[0])
    assert is_division_of(both(tmp_path / "two.npz"), pictures[0], labels[0])
    np.savez(tmp_path / "one.npz", whatever=pictures[0])
    assert is_division_of(both(tmp_path / "one.npz"), pictures[0])
    assert not both(tmp_path / "one.npz")[0].labels.size


@pytest.mark.parametrize("kind", ["int64", ">i2", "uint16", "int8", "float32"])
@pytest.mark.parametrize("shape", [(-1,), (-1, 1)])
def test_labels_are_integers_of_any_type(kind, shape, tmp_path, pictures, labels):
    given = [part.astype(kind).reshape(shape) for part in labels]
    np.savez(
        tmp_path / "mine.npz",
        x_train=pictures[0],
        y_train=given[0],
        x_test=pictures[1],
        y_test=given[1],
    )
    assert_are(both(tmp_path / "mine.npz"), pictures, labels)


def test_a_file_or_folder_is_not_taken_for_a_data_set_of_that_name(
    tmp_path, pictures, labels, monkeypatch
):
    monkeypatch.chdir(tmp_path)
    np.savez(tmp_path / "mnist", pictures[0], labels[0])
    (tmp_path / "mnist.npz").rename(tmp_path / "mnist")
    assert both("./mnist")[0].name == "./mnist"


# IDX


@pytest.mark.parametrize(
    ("train", "test"),
    [
        ("train-images-idx3-ubyte.gz", "t10k-images-idx3-ubyte.gz"),
        ("train-images-idx3-ubyte", "t10k-images-idx3-ubyte"),
        ("train-images.idx3-ubyte", "t10k-images.idx3-ubyte"),
        ("emnist-letters-train-images-idx3-ubyte.gz", "emnist-letters-test-images-idx3-ubyte.gz"),
        ("train-images-idx3-ubyte.gz", "t10k-images-idx3-ubyte"),
    ],
)
def test_the_files_in_which_mnist_and_its_kin_come(train, test, tmp_path, pictures, labels):
    folder = tmp_path / "letters"
    for name, part, of in zip((train, test), pictures, labels, strict=True):
        write(folder / name, idx(part))
        write(folder / name.replace("images", "labels").replace("idx3", "idx1"), idx(of))
    found = both(folder)
    assert_are(found, pictures, labels)
    assert found[0].name == "letters"
    assert_are(both(folder / train), pictures, labels)


@pytest.mark.parametrize("kind", ["u1", "i2", "i4", "f4", "f8"])
def test_an_idx_file_alone(kind, tmp_path, pictures):
    path = write(tmp_path / "mine.gz", idx(pictures[0].astype(kind)))
    assert is_division_of(both(path), pictures[0])


# Folders of pictures


@pytest.mark.parametrize("suffix", ["png", "bmp", "PNG", "tif", "pgm"])
def test_a_folder_of_pictures(suffix, tmp_path, pictures):
    for number, picture in enumerate(pictures[0]):
        save(tmp_path / "mine" / f"{number}.{suffix}", picture)
    (tmp_path / "mine" / "notes.txt").write_text("not a picture")
    (tmp_path / "mine" / "._0.png").write_bytes(b"what a Mac leaves")
    found = both(tmp_path / "mine")
    assert is_division_of(found, pictures[0])
    assert found[0].name == "mine"


@pytest.mark.parametrize(
    ("names", "numbers"),
    [
        (["3", "5", "10"], [3, 5, 10]),
        (["alpha", "beta", "10"], [1, 2, 0]),
    ],
)
def test_a_folder_for_each_label(names, numbers, tmp_path, pictures):
    for number, picture in enumerate(pictures[0]):
        save(tmp_path / names[number % 3] / f"{number}.png", picture)
    wanted = [numbers[number % 3] for number in range(30)]
    assert is_division_of(both(tmp_path), pictures[0], wanted)


def test_folders_to_train_and_to_test_on_share_their_labels(tmp_path, pictures):
    """There is no alpha to test on; beta stays the second all the same."""
    for folder, part in zip(("Training", "test"), pictures, strict=True):
        for number, picture in enumerate(part):
            label = "beta" if folder == "test" or number % 2 else "alpha"
            save(tmp_path / folder / label / f"{number:02}.png", picture)
    train, test = both(tmp_path)
    np.testing.assert_array_equal(
        train.images, np.concatenate([pictures[0][::2], pictures[0][1::2]])
    )
    np.testing.assert_array_equal(train.labels, np.repeat([0, 1], 15))
    np.testing.assert_array_equal(test.images, pictures[1])
    assert set(test.labels) == {1}
