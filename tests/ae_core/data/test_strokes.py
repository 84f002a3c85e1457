"""Pen strokes: the contract that every drawing keeps, and what is refused."""

import json
import time

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ae_core.data.photos import from_canvas
from ae_core.data.placement import BOX
from ae_core.data.stroke_digits import variants
from ae_core.data.strokes import MAX_POINTS, MAX_STROKES, PEN_WIDTH, from_strokes
from tests.support.drawings import (
    assert_contract,
    breadth,
    difference,
    height,
    longer_side,
    mass_pixel,
    painted,
)

LINES = {
    "vertical": [[(0.5, 0.2), (0.5, 0.7)]],
    "horizontal": [[(0.1, 0.4), (0.3, 0.4), (0.9, 0.4)]],
    "diagonal": [[(0.2, 0.2), (0.7, 0.7)]],
}


def moved(strokes, scale=1.0, right=0.0, down=0.0):
    return [[(x * scale + right, y * scale + down) for x, y in stroke] for stroke in strokes]


@pytest.fixture(params=range(10))
def digit(request):
    return variants(request.param)[request.param % 4]


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
def test_position_and_size_on_the_pad_do_not_matter(digit, scale, right, down):
    strokes = variants(digit)[0]
    again = from_strokes(moved(strokes, scale, right, down))
    assert difference(again, from_strokes(strokes)) < 0.02


@given(
    st.lists(st.lists(st.tuples(st.floats(-10, 10), st.floats(-10, 10)), max_size=8), max_size=6)
)
@settings(max_examples=100, deadline=None)
def test_any_finite_drawing_keeps_the_contract_and_fills_its_box(strokes):
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
def test_refuses_other_values(strokes):
    with pytest.raises(ValueError, match=r"^Expected .*; received .{1,60}$"):
        from_strokes(strokes)


@pytest.mark.parametrize("text", ["[[[0.1, NaN]]]", "[[[Infinity, 0]]]", "[[[1e999, 0]]]"])
def test_refuses_numbers_that_json_parses_and_floats_cannot_hold(text):
    with pytest.raises(ValueError, match="finite"):
        from_strokes(json.loads(text))


@pytest.mark.parametrize("width", [0.0, 0.4, 10.1, -1.0, np.nan, np.inf])
def test_refuses_a_pen_out_of_range(width):
    with pytest.raises(ValueError, match="Expected a pen width"):
        from_strokes(LINES["vertical"], width=width)


def test_accepts_drawings_at_the_limits():
    assert from_strokes([[(-10, 10)], [(10.0, -10)]] * (MAX_STROKES // 2)).any()
