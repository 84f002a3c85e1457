"""The way in: what holds for every drawing and picture, and what is refused."""

import json
import time

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageDraw

from ae_core.data.photos import MAX_SIDE, from_canvas
from ae_core.data.placement import BOX
from ae_core.data.stroke_digits import variants
from ae_core.data.strokes import MAX_POINTS, MAX_STROKES, PEN_WIDTH, from_strokes

LINES = {
    "vertical": [[(0.5, 0.2), (0.5, 0.7)]],
    "horizontal": [[(0.1, 0.4), (0.3, 0.4), (0.9, 0.4)]],
    "diagonal": [[(0.2, 0.2), (0.7, 0.7)]],
}


def moved(strokes, scale=1.0, right=0.0, down=0.0):
    return [[(x * scale + right, y * scale + down) for x, y in stroke] for stroke in strokes]


def difference(one, other):
    return float(np.abs(one - other).mean())


def mass_pixel(image):
    """(x, y) of the pixel on which the mass is centred, as MNIST counts it."""
    pixels = np.arange(28)
    return np.array([image.sum(0) @ pixels, image.sum(1) @ pixels]) / image.sum()


def reach(profile):
    """How far from the first ink to the last, in pixels; soft ends count in part."""
    forwards, backwards = np.maximum.accumulate(profile), np.maximum.accumulate(profile[::-1])
    return float(np.minimum(forwards, backwards[::-1]).sum())


def height(image):
    return reach(image.max(axis=1))


def breadth(image):
    return reach(image.max(axis=0))


def longer_side(image):
    return max(height(image), breadth(image))


def painted(strokes, side=280, size=200.0, at=(40.0, 40.0), pen=10.0):
    """An independent drawing of the strokes: white on black, uint8 (side, side)."""
    fine = 4
    sheet = Image.new("L", (side * fine, side * fine), 0)
    draw = ImageDraw.Draw(sheet)
    radius = pen * fine / 2
    for stroke in strokes:
        points = [((x * size + at[0]) * fine, (y * size + at[1]) * fine) for x, y in stroke]
        draw.line(points, fill=255, width=round(pen * fine), joint="curve")
        for x, y in points:
            draw.ellipse((x - radius, y - radius, x + radius, y + radius), fill=255)
    return np.asarray(sheet.reduce(fine))


def assert_contract(image):
    assert image.shape == (28, 28)
    assert image.dtype == np.float32
    assert image.min() >= 0
    assert image.max() <= 1  # NaN fails both


@pytest.fixture(params=range(10))
def digit(request):
    return variants(request.param)[request.param % 4]


# Strokes


def test_strokes_keep_the_contract_and_the_mnist_place(digit):
    image = from_strokes(digit)
    assert_contract(image)
    assert longer_side(image) == pytest.approx(20, abs=0.6)
    np.testing.assert_allclose(mass_pixel(image), 14, atol=0.1)


@pytest.mark.parametrize("strokes", [[], [[]], [[], []], ()])
def test_a_blank_pad_is_blank(strokes):
    assert_contract(from_strokes(strokes))
    assert not from_strokes(strokes).any()


@pytest.mark.parametrize(
    "strokes",
    [[[(0.9, 0.1)]], [[(0.3, 0.3)] * 5, [(0.3, 0.3)]], [[(0.5, 0.5), (0.505, 0.503)]]],
)
def test_a_tap_is_one_disc_in_the_middle(strokes):
    image = from_strokes(strokes)
    assert image.sum() == pytest.approx(np.pi * (PEN_WIDTH / 2) ** 2, rel=0.1)
    np.testing.assert_allclose(mass_pixel(image), 14, atol=1e-5)
    np.testing.assert_allclose(image, image.T, atol=1e-6)


@pytest.mark.parametrize("name", LINES)
def test_a_straight_line_is_20_pixels_long_and_pen_wide(name):
    image = from_strokes(LINES[name])
    if name != "horizontal":
        assert height(image) == pytest.approx(20, abs=0.6)
    if name != "vertical":
        assert breadth(image) == pytest.approx(20, abs=0.6)
    if name != "diagonal":
        across = image.sum(axis=1 if name == "vertical" else 0)[14]
        assert across == pytest.approx(PEN_WIDTH, abs=0.1)


@given(
    digit=st.integers(0, 9),
    scale=st.floats(0.5, 2),
    right=st.floats(-5, 5),
    down=st.floats(-5, 5),
)
@settings(max_examples=60, deadline=None)
def test_where_and_how_large_it_was_drawn_does_not_matter(digit, scale, right, down):
    strokes = variants(digit)[0]
    again = from_strokes(moved(strokes, scale, right, down))
    assert difference(again, from_strokes(strokes)) < 0.02


@given(
    st.lists(st.lists(st.tuples(st.floats(-10, 10), st.floats(-10, 10)), max_size=8), max_size=6)
)
@settings(max_examples=100, deadline=None)
def test_any_finite_drawing_keeps_the_contract_and_is_not_cut(strokes):
    image = from_strokes(strokes)
    assert_contract(image)
    if not any(strokes):
        assert not image.any()
    elif longer_side(image) > 1.2 * PEN_WIDTH:  # no tap
        assert longer_side(image) == pytest.approx(20, abs=0.7)


def test_points_between_two_others_change_nothing():
    coarse = [[(0.2, 0.1), (0.8, 0.9)], [(0.8, 0.2), (0.1, 0.8)]]
    fine = [
        [(a + (c - a) * t, b + (d - b) * t) for t in np.linspace(0, 1, 40).tolist()]
        for (a, b), (c, d) in coarse
    ]
    assert difference(from_strokes(coarse), from_strokes(fine)) < 0.005


def test_aspect_is_kept():
    box = from_strokes([[(0, 0), (0.5, 0), (0.5, 1), (0, 1), (0, 0)]])
    assert height(box) == pytest.approx(20, abs=0.6)
    # Ink is 17.1 px of path and 2.9 px of pen; half the path and the whole pen across.
    assert breadth(box) == pytest.approx(17.1 / 2 + 2.9, abs=0.6)


def test_a_lopsided_drawing_stays_in_the_picture():
    flag = [(0.1 * (i % 2), 0.02 * i) for i in range(26)]  # a zigzag with no white left in it
    image = from_strokes([flag, [(0.0, 0.25), (0.5, 0.25)]], width=2.0)
    assert mass_pixel(image)[0] < 13.5  # centred, its tail would leave the picture
    assert breadth(image) == pytest.approx(20, abs=0.6)
    np.testing.assert_allclose(mass_pixel(image)[1], 14, atol=0.1)


def test_a_wider_pen_inks_more_in_the_same_box(digit):
    thin, thick = from_strokes(digit, width=2.0), from_strokes(digit, width=4.0)
    assert thick.sum() > 1.3 * thin.sum()
    assert longer_side(thick) == pytest.approx(20, abs=0.6)


def test_agrees_with_an_independent_drawing(digit):
    """Pillow paints the fitted strokes with the pen scaled; reading that back gives the same."""
    points = np.array([point for stroke in digit for point in stroke])
    extent = float(np.ptp(points, axis=0).max())
    pen = 200 * extent * PEN_WIDTH / (BOX - PEN_WIDTH)
    picture = painted(digit, pen=pen)
    assert difference(from_canvas(picture), from_strokes(digit)) < 0.02


def test_a_long_scribble_is_quick():
    rng = np.random.default_rng(0)
    scribble = [rng.random((MAX_POINTS, 2)).tolist()]
    start = time.perf_counter()
    from_strokes(scribble)
    assert time.perf_counter() - start < 1  # about 0.03 s; the room is for a busy machine


@pytest.mark.parametrize(
    "strokes",
    [
        None,
        "01",
        5,
        {"a": 1},
        np.zeros((1, 2, 2)),
        [None],
        ["01"],
        [(0.1, 0.2)],
        [[None]],
        [["01"]],
        [[0.1, 0.2]],
        [[(0.1,)]],
        [[(0.1, 0.2, 0.3)]],
        [[(0.1, None)]],
        [[(0.1, "0.2")]],
        [[(0.1, True)]],
        [[(0.1, [0.2])]],
        [[(0.1, 1j)]],
        [[(0.1, np.nan)]],
        [[(np.inf, 0.1)]],
        [[(0.1, -np.inf)]],
        [[(10.1, 0.1)]],
        [[(0.1, 10**5000)]],
        [[]] * (MAX_STROKES + 1),
        [[(0.1, 0.2)] * (MAX_POINTS // 2 + 1)] * 2,
        [[None] * (MAX_POINTS + 1)],
    ],
)
def test_refuses_what_is_no_drawing(strokes):
    with pytest.raises(ValueError, match=r"^Expected .*; received .{1,60}$"):
        from_strokes(strokes)


@pytest.mark.parametrize("text", ["[[[0.1, NaN]]]", "[[[Infinity, 0]]]", "[[[1e999, 0]]]"])
def test_refuses_what_json_lets_through(text):
    with pytest.raises(ValueError, match="finite"):
        from_strokes(json.loads(text))


@pytest.mark.parametrize("width", [0.0, 0.4, 10.1, -1.0, np.nan, np.inf])
def test_refuses_a_pen_out_of_range(width):
    with pytest.raises(ValueError, match="Expected a pen width"):
        from_strokes(LINES["vertical"], width=width)


def test_takes_drawings_up_to_the_bounds():
    assert from_strokes([[(-10, 10)], [(10.0, -10)]] * (MAX_STROKES // 2)).any()


# Pictures


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
def test_where_and_how_large_the_ink_is_does_not_matter(digit, scale, right, down, pen):
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
def test_refuses_what_is_no_picture(picture):
    with pytest.raises(ValueError, match=r"^Expected a picture .*; received .{1,60}$"):
        from_canvas(picture)
