"""Pictures of digits: scans, photos and canvases become MNIST-like digits, or are refused."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ae_core.data.photos import MAX_SIDE, from_canvas
from ae_core.data.stroke_digits import variants
from ae_core.data.strokes import from_strokes
from tests.support.drawings import assert_contract, difference, longer_side, mass_pixel, painted


@pytest.fixture(params=range(10))
def digit(request):
    return variants(request.param)[request.param % 4]


def test_pictures_keep_the_contract_and_the_mnist_place(digit):
    picture = painted(digit)
    before = picture.copy()
    image = from_canvas(picture)
    assert_contract(image)
    assert longer_side(image) == pytest.approx(20, abs=0.7)
    np.testing.assert_allclose(mass_pixel(image), 14, atol=0.25)
    np.testing.assert_array_equal(picture, before)


def test_polarity_and_channels_do_not_matter(digit):
    light = painted(digit)
    expected = from_canvas(light)
    rgb = np.repeat(light[:, :, None], 3, axis=2)
    solid = np.full_like(light, 255)
    blue = np.stack([solid - light, solid - light, solid], axis=2)
    for picture in (
        255 - light,
        light[:, :, None],
        rgb,
        255 - rgb,
        np.dstack([rgb, solid]),
        np.dstack([0 * rgb, light]),  # black ink on nothing
        np.dstack([0 * rgb + 255, light]),  # white ink on nothing
        np.dstack([255 - rgb, np.where(np.arange(280) < 20, 0, solid)]),  # a page, its edge clear
        blue,
    ):
        assert difference(from_canvas(picture), expected) < 0.01


@given(
    digit=st.integers(0, 9),
    scale=st.floats(0.5, 2),
    right=st.floats(0, 1),
    down=st.floats(0, 1),
    pen=st.sampled_from([4.0, 10.0, 22.0]),
)
@settings(max_examples=25, deadline=None)
def test_position_and_size_of_the_ink_do_not_matter(digit, scale, right, down, pen):
    strokes = variants(digit)[1]
    side = round(280 * scale) + 40
    again = painted(strokes, side, 200 * scale, (30 + 40 * right, 30 + 40 * down), pen * scale)
    assert difference(from_canvas(again), from_canvas(painted(strokes, pen=pen))) < 0.02


def test_a_digit_like_mnist_comes_back_nearly_the_same(digit):
    mnist = from_strokes(digit)
    again = from_canvas((mnist * 255).round().astype(np.uint8))
    assert difference(again, mnist) < 0.02


@pytest.mark.parametrize("pen", [1.0, 3.0, 6.0])
def test_a_thin_pen_does_not_fade(pen, digit):
    """Ink stays black, and there is at least two thirds of what the pen of MNIST leaves."""
    image = from_canvas(painted(digit, pen=pen))
    assert np.percentile(image[image > 0.05], 60) > 0.8
    assert image.sum() > 0.67 * from_strokes(digit).sum()


def test_reads_through_shade_noise_and_faint_ink(digit):
    ink = painted(digit) / 255
    across = np.linspace(0, 1, 280)
    photo = (0.9 - 0.3 * across) * (1 - 0.5 * ink)
    photo = photo + np.random.default_rng(0).normal(0, 0.03, ink.shape)
    picture = (photo.clip(0, 1) * 255).astype(np.uint8)
    assert difference(from_canvas(picture), from_canvas(painted(digit))) < 0.03


@pytest.mark.parametrize("shape", [(1, 1), (1, 40), (40, 1), (2, 2), (28, 28), (300, 200, 4)])
@pytest.mark.parametrize("value", [0, 128, 255])
def test_a_uniform_picture_is_blank(shape, value):
    image = from_canvas(np.full(shape, value, np.uint8))
    assert_contract(image)
    assert not image.any()


def test_an_empty_sheet_in_a_photo_is_blank():
    shade = 0.5 + 0.4 * np.linspace(0, 1, 300)[None, :] * np.ones((200, 1))
    photo = shade + np.random.default_rng(0).normal(0, 0.02, shade.shape)
    assert not from_canvas((photo.clip(0, 1) * 255).astype(np.uint8)).any()


@given(st.integers(1, 40), st.integers(1, 40), st.sampled_from([1, 3, 4]), st.integers(0, 2**32))
@settings(max_examples=60, deadline=None)
def test_any_picture_keeps_the_contract(height, width, channels, seed):
    rng = np.random.default_rng(seed)
    picture = rng.integers(0, 256, (height, width, channels), np.uint8)
    picture[rng.random((height, width)) < rng.random()] = 0
    assert_contract(from_canvas(picture))


@pytest.mark.parametrize(
    "picture",
    [
        None,
        "picture.png",
        [[0, 255]],
        np.zeros((28, 28), np.float32),
        np.zeros((28, 28), bool),
        np.zeros(28, np.uint8),
        np.zeros((28, 28, 2), np.uint8),
        np.zeros((1, 28, 28, 1), np.uint8),
        np.zeros((0, 28), np.uint8),
        np.zeros((1, MAX_SIDE + 1), np.uint8),
    ],
)
def test_refuses_other_values(picture):
    with pytest.raises(ValueError, match=r"^Expected a picture .*; received .{1,60}$"):
        from_canvas(picture)
