"""What is wrong with a data set of one's own is said in one sentence."""

import gzip
import zipfile

import numpy as np
import pytest

from .conftest import idx, refusal, save, write


@pytest.fixture
def refuse(tmp_path, pictures, labels):
    """refuse(x_test=…) → the sentence about an .npz in Keras's layout with that array changed."""

    def refuse(**changed):
        arrays = dict(zip(("x_train", "x_test"), pictures, strict=True))
        arrays |= dict(zip(("y_train", "y_test"), labels, strict=True))
        np.savez(tmp_path / "mine.npz", **{**arrays, **changed})
        return refusal(tmp_path / "mine.npz")

    return refuse


def test_nothing_there(tmp_path):
    assert "There is no data set, file or folder" in refusal(tmp_path / "absent.npz")


# Files


@pytest.mark.parametrize("content", [b"", b"x,y\n1,2\n", b"\x89PNG and no more", b"\0\0"])
def test_a_file_of_something_else(content, tmp_path):
    assert "is no data set: expected an .npz, an IDX file" in refusal(
        write(tmp_path / "a", content)
    )


@pytest.mark.parametrize("share", [0.001, 0.5, 0.99])
def test_an_npz_cut_short(share, tmp_path, pictures):
    np.savez(tmp_path / "mine.npz", x=pictures[0])
    content = (tmp_path / "mine.npz").read_bytes()
    (tmp_path / "mine.npz").write_bytes(content[: int(len(content) * share)])
    assert "is damaged or cut short" in refusal(tmp_path / "mine.npz")


def test_an_npz_with_a_flipped_byte(tmp_path, pictures):
    np.savez(tmp_path / "mine.npz", x=pictures[0])
    content = bytearray((tmp_path / "mine.npz").read_bytes())
    content[9000] ^= 0xFF
    (tmp_path / "mine.npz").write_bytes(content)
    assert "is damaged or cut short" in refusal(tmp_path / "mine.npz")


def test_an_npz_without_pictures_says_what_it_holds(tmp_path):
    np.savez(tmp_path / "mine.npz", weights=np.zeros((3, 4)), biases=np.zeros(4))
    said = refusal(tmp_path / "mine.npz")
    assert "holds weights (3, 4), biases (4,): expected pictures called x_train" in said
    np.savez(tmp_path / "mine.npz", **{f"layer_{i}": np.zeros(1) for i in range(99)})
    assert "layer_5 (1,), 93 more" in refusal(tmp_path / "mine.npz")


def test_a_zip_of_something_else(tmp_path):
    with zipfile.ZipFile(tmp_path / "mine.zip", "w") as members:
        members.writestr("a\nb.txt", "hello")
        members.writestr("c.txt", "hello")
    assert "holds a\\nb.txt, c.txt: expected" in refusal(tmp_path / "mine.zip")


@pytest.mark.parametrize("name", ["mine", "mine.gz"])
@pytest.mark.parametrize("size", [4, 12, 16, 10_000, 23_535])
def test_an_idx_file_cut_short(size, name, tmp_path, pictures):
    """In its head of 16 bytes, before the pixels, or among them."""
    said = refusal(write(tmp_path / name, idx(pictures[0])[:size]))
    assert "is damaged or cut short" in said
    assert size < 16 or f"it holds {size - 16:,} of 23,520 bytes" in said


def test_a_packed_file_cut_short(tmp_path, pictures):
    content = gzip.compress(idx(pictures[0]))
    (tmp_path / "mine.gz").write_bytes(content[: len(content) // 2])
    assert "is damaged or cut short" in refusal(tmp_path / "mine.gz")


def test_a_file_of_idx_labels(tmp_path, labels):
    path = write(tmp_path / "train-labels-idx1-ubyte", idx(labels[0]))
    assert "holds labels: name the file of the pictures" in refusal(path)


def test_a_folder_of_several_idx_sets(tmp_path, pictures):
    for name in ("letters", "digits"):
        write(tmp_path / f"emnist-{name}-train-images-idx3-ubyte", idx(pictures[0]))
    said = refusal(tmp_path)
    assert "several data sets: name one of the files emnist-digits-train-images" in said


# Pictures


def test_pictures_of_different_sizes(refuse, tmp_path, pictures):
    assert "different sizes, train (30, 28, 28) and test (12, 20, 28)" in refuse(
        x_test=pictures[1][:, 4:24]
    )
    ragged = np.empty(2, object)
    ragged[:] = [pictures[0][0], pictures[0][1][:20]]
    assert "x_train in" in refuse(x_train=ragged)
    assert "as happens with pictures of different sizes" in refuse(x_train=ragged)
    save(tmp_path / "mine" / "a.png", pictures[0][0])
    save(tmp_path / "mine" / "b.png", pictures[0][1][:20])
    assert "a.png of 28 x 28 and b.png of 28 x 20 pixels" in refusal(tmp_path / "mine")


def test_no_pictures(refuse, tmp_path, pictures):
    (tmp_path / "empty" / "sub").mkdir(parents=True)
    (tmp_path / "empty" / "a.txt").write_text("hello")
    assert "and its folders hold no pictures (bmp, gif, jpeg" in refusal(tmp_path / "empty")
    assert "there are no pictures" in refuse(x_test=pictures[1][:0], y_test=np.arange(0))


def test_too_few_pictures_to_divide(tmp_path, pictures):
    np.savez(tmp_path / "mine.npz", x=pictures[0][:9])
    assert "there are 9 pictures, and at least 10 are needed" in refusal(tmp_path / "mine.npz")


@pytest.mark.parametrize("content", [b"", b"<html>", "half"])
def test_a_picture_that_is_none_or_cut_short(content, tmp_path, pictures):
    path = save(tmp_path / "mine" / "a.png", pictures[0][0])
    path.write_bytes(path.read_bytes()[:300] if content == "half" else content)
    assert "a.png is no picture, or damaged or cut short" in refusal(tmp_path / "mine")


@pytest.mark.parametrize(
    ("images", "said"),
    [
        (np.zeros((12, 28, 28)), None),
        (np.full((12, 28, 28), -1.0), "expected pixels from 0 up; received -1 to 255"),
        (np.full((12, 28, 28), np.nan), "expected pixels from 0 up; received nan"),
        (np.full((12, 28, 28), np.inf), "expected pixels from 0 up; received 0 to inf"),
        (np.full((12, 28, 28), "a"), "expected pixels as numbers; received <U1"),
        (np.zeros((12, 28, 28), complex), "expected pixels as numbers; received complex128"),
        (np.zeros((12, 783)), "(n, height, width), with colours or without; received (12, 783)"),
        (np.zeros((12, 28, 28, 7)), "with colours or without; received (12, 28, 28, 7)"),
        (np.zeros(12), "expected pictures as (n, height, width); received (12,)"),
        (np.float64(3), "expected pictures as (n, height, width); received ()"),
    ],
    ids=str,
)
def test_arrays_that_are_no_pictures(images, said, refuse, pictures):
    if said is None:
        assert "all pictures are black" in refuse(x_test=images, x_train=0 * pictures[0])
    else:
        assert said in refuse(x_test=images)


# Labels


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (np.arange(11), "expected one for each of 12 pictures; received (11,)"),
        (np.eye(12), "expected one for each of 12 pictures; received (12, 12)"),
        (np.int64(1), "expected one for each of 12 pictures; received ()"),
        (np.full(12, "seven"), "expected integers; received <U5"),
        (np.full(12, 0.5), "expected integers; received float64"),
        (np.full(12, np.nan), "expected integers; received float64"),
        (np.full(12, np.inf), "expected integers; received float64"),
    ],
    ids=str,
)
def test_labels_that_do_not_fit(given, said, refuse):
    assert f"the labels do not fit: {said}" in refuse(y_test=given)


def test_pictures_with_and_without_a_label(tmp_path, pictures):
    save(tmp_path / "mine" / "a.png", pictures[0][0])
    save(tmp_path / "mine" / "7" / "b.png", pictures[0][1])
    assert "holds pictures beside folders of pictures" in refusal(tmp_path / "mine")
