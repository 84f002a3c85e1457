"""The rule by which pictures of any size, colours and range become digits."""

import numpy as np
import pytest
from PIL import Image

from ae_core.data.own import grey

from .conftest import both


@pytest.fixture
def images(pictures):
    """Pictures as MNIST has them; the rule leaves them as they are."""
    images = pictures[0].copy()
    images[0, 10, 10] = 255
    return images


def digits(images):
    return grey.digits({"train": images})["train"]


@pytest.mark.parametrize(
    "other",
    [
        lambda images: images.reshape(30, -1),
        lambda images: images[..., None],
        lambda images: images[:, None],
        lambda images: np.repeat(images[..., None], 3, axis=3),
        lambda images: np.repeat(images[:, None], 3, axis=1),
        lambda images: images.astype(np.int64),
        lambda images: images / np.float32(255),
        lambda images: images.astype(np.uint16) * 257,
        lambda images: images * np.float64(1023 / 255),
        lambda images: 255 - images,
        lambda images: np.pad(images, [(0, 0), (28, 28), (28, 28)])[:, 28:56, 28:56],
    ],
    ids=[
        "flat",
        "one colour",
        "one colour first",
        "colours",
        "colours first",
        "int64",
        "floats",
        "16 bits",
        "10 bits",
        "paper",
        "cut out",
    ],
)
def test_digits_in_another_form_are_the_same_digits(other, images):
    np.testing.assert_array_equal(digits(other(images)), images)


def test_bits_become_black_and_white(images):
    for kind in (bool, np.uint8, np.float32):
        np.testing.assert_array_equal(digits((images > 127).astype(kind)), 255 * (images > 127))


def test_the_range_is_that_of_the_whole_set(images):
    """A dark test part stays dark."""
    found = grey.digits({"train": images / 255, "test": images / 510})
    np.testing.assert_allclose(found["test"], images / 2, atol=1)


@pytest.mark.parametrize(
    ("colour", "luma"), [((255, 0, 0), 76), ((0, 255, 0), 150), ((0, 0, 255), 29)]
)
def test_colours_become_their_luma(colour, luma):
    """As Pillow's grey does."""
    images = np.zeros((1, 28, 28, 3), np.uint8)
    images[0, 10:20, 10:20] = colour
    assert digits(images)[0, 15, 15] == luma
    wanted = np.asarray(Image.fromarray(images[0]).convert("L"))
    np.testing.assert_allclose(digits(images)[0], wanted, atol=1)


def test_inverted_by_the_edge_of_most_pictures():
    paper = np.full((11, 28, 28), 230, np.uint8)
    paper[:, 10:18, 12:16] = 20
    paper[0] = 255 - paper[0]
    found = digits(paper)
    assert found[1, 14, 14] == 235
    assert found[1, 0, 0] == 25
    np.testing.assert_array_equal(found, 255 - paper)  # the odd one too


@pytest.mark.parametrize("ink", [0, 255])
def test_ink_on_transparent_ground(ink):
    images = np.zeros((1, 28, 28, 4), np.uint8)
    images[..., :3] = ink
    images[0, 10:18, 12:16, 3] = 255
    np.testing.assert_array_equal(digits(images)[0], images[0, ..., 3])


@pytest.mark.parametrize(
    "shape", [(8, 8), (20, 20), (56, 56), (60, 30), (15, 56), (1, 300), (300, 400)]
)
def test_other_sizes_fill_the_longer_side_in_the_middle(shape):
    images = np.full((2, *shape), 200, np.uint8)
    images[:, 0] = images[:, -1] = images[:, :, 0] = images[:, :, -1] = 0
    images[:, shape[0] // 2, :] = 200
    (found, _) = digits(images)
    assert found.shape == (28, 28)
    height, width = (max(1, round(28 * side / max(shape))) for side in shape)
    lit = np.argwhere(found > 0)
    assert lit.min(axis=0)[0] >= (28 - height) // 2
    assert np.abs(lit.mean(axis=0) - 13.5).max() < 1.5
    assert np.ptp(lit, axis=0)[1] <= width


def test_shrinking_averages():
    fine = np.zeros((1, 280, 280), np.uint8)
    fine[0, 40:240, 40:240:2] = 255  # stripes of one pixel
    assert int(digits(fine)[0, 14, 14]) == pytest.approx(127, abs=3)


def test_the_digits_of_scikit_learn(tmp_path):
    """Values from 0 to 16 and 8 x 8 pixels, flat, under the names that `load_digits` has there."""
    data = np.tile(np.arange(64.0) % 17, (20, 1))
    data.reshape(20, 8, 8)[:, [0, -1]] = 0
    np.savez(tmp_path / "a.npz", data=data, target=np.arange(20), images=data.reshape(20, 8, 8))
    train, test = both(tmp_path / "a.npz")
    assert (len(train.images), len(test.images)) == (18, 2)
    assert train.images.max() > 200
