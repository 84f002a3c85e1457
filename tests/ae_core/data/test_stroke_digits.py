"""The built-in digits: every shape is a drawing, and `make` is fair and repeatable."""

import json

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ae_core.data import stroke_digits
from ae_core.data.stroke_digits import make, render, variants, vary
from ae_core.data.strokes import PEN_WIDTH, from_strokes

ALL = [(digit, index) for digit in range(10) for index in range(len(variants(digit)))]


@pytest.fixture(scope="module")
def made():
    return make(1000, seed=3)


@pytest.mark.parametrize("digit", range(10))
def test_every_digit_has_at_least_four_shapes(digit):
    shapes = variants(digit)
    assert len(shapes) >= 4
    for strokes in shapes:
        assert strokes
        assert all(len(stroke) >= 4 for stroke in strokes)
        assert all(0 <= value <= 1 for stroke in strokes for point in stroke for value in point)


def test_the_shapes_differ_from_each_other():
    drawn = np.stack([render(variants(digit)[index]) for digit, index in ALL])
    apart = np.abs(drawn[:, None] - drawn[None]).mean(axis=(2, 3))
    np.fill_diagonal(apart, 1)
    assert apart.min() > 0.01


def test_the_curve_goes_through_every_control_point():
    """A font of straight segments would pass this as well, so the curve must also be finer."""
    table = json.loads(stroke_digits._PATH.read_text(encoding="utf-8"))
    for digit, index in ALL:
        for points, curve in zip(table[str(digit)][index], variants(digit)[index], strict=True):
            away = np.linalg.norm(np.array(points)[:, None] - np.array(curve)[None], axis=2)
            assert away.min(axis=1).max() < 1e-9
            assert len(curve) > 3 * len(points)


def test_the_callers_changes_do_not_reach_the_shapes():
    variants(3)[0][0].clear()
    assert variants(3)[0][0]


@given(st.sampled_from(ALL), st.integers(0, 2**32))
@settings(max_examples=100, deadline=None)
def test_varied_drawings_stay_on_the_pad(which, seed):
    digit, index = which
    strokes = variants(digit)[index]
    varied = vary(strokes, np.random.default_rng(seed))
    assert [len(stroke) for stroke in varied] == [len(stroke) for stroke in strokes]
    points = np.array([point for stroke in varied for point in stroke])
    assert 0 <= points.min() <= points.max() <= 1
    assert varied == vary(strokes, np.random.default_rng(seed))
    assert strokes == variants(digit)[index]


def test_varied_digits_look_more_like_their_own_than_like_others(made):
    """The nearest shape, blurred against small shifts, names the digit: no model needed."""
    from scipy.ndimage import gaussian_filter

    plain = np.stack(
        [render(vary(variants(d)[i], np.random.default_rng(k))) for d, i in ALL for k in range(8)]
    )
    names = np.repeat([digit for digit, _ in ALL], 8)

    def blurred(stack):
        flat = np.stack([gaussian_filter(image, 1.2).ravel() for image in stack])
        return flat / np.linalg.norm(flat, axis=1, keepdims=True)

    images, labels = made
    nearest = names[(blurred(images) @ blurred(plain).T).argmax(axis=1)]
    assert (nearest == labels).mean() > 0.95


def test_made_digits_keep_the_contract(made):
    images, labels = made
    assert images.shape == (1000, 28, 28)
    assert images.dtype == np.float32
    assert images.min() >= 0
    assert images.max() <= 1
    assert labels.shape == (1000,)
    assert labels.dtype == np.uint8


def test_made_classes_are_balanced_and_shuffled(made):
    labels = made[1]
    assert (np.bincount(labels, minlength=10) == 100).all()
    assert (labels[1:] == labels[:-1]).mean() < 0.2
    assert np.ptp(np.bincount(make(37, 0)[1], minlength=10)) == 1


def test_the_same_seed_makes_the_same_digits():
    for one, other in zip(make(20, 5), make(20, 5), strict=True):
        np.testing.assert_array_equal(one, other)
    assert not np.array_equal(make(20, 5)[0], make(20, 6)[0])


def test_no_two_made_digits_are_alike(made):
    assert len(np.unique(made[0].reshape(1000, -1), axis=0)) == 1000


def test_ink_is_as_much_as_in_mnist(made):
    """MNIST's mean pixel is 0.13; its digits run from about 0.05 to 0.25."""
    share = made[0].mean(axis=(1, 2))
    assert 0.11 < share.mean() < 0.17
    assert share.min() > 0.03
    assert share.max() < 0.35


def test_without_a_generator_the_pen_is_constant():
    strokes = variants(2)[0]
    np.testing.assert_array_equal(render(strokes), from_strokes(strokes, width=PEN_WIDTH))


@pytest.mark.parametrize("digit", [-1, 10, 1.5, np.nan, None, "3", True])
def test_refuses_other_digits(digit):
    with pytest.raises(ValueError, match="Expected a digit from 0 to 9"):
        variants(digit)


@pytest.mark.parametrize("count", [-1, 2.5, np.nan, None, "3", True])
def test_refuses_other_counts(count):
    with pytest.raises(ValueError, match="Expected a whole count"):
        make(count, 0)


@pytest.mark.parametrize("strokes", [[], [[]]])
def test_refuses_to_vary_a_drawing_without_points(strokes):
    with pytest.raises(ValueError, match="at least one point"):
        vary(strokes, np.random.default_rng(0))


@pytest.mark.parametrize("dot", [[(0.5, 0.5)], [(0.3, 0.4)] * 3])
def test_a_dot_is_varied_as_any_drawing(dot):
    assert render(vary([dot], np.random.default_rng(0))).any()
