"""Corrupting by hand: marks made on the pad meet the digit where the visitor made them."""

import numpy as np
import pytest

from ae_core.data.strokes import RUBBER_WIDTH, WHOLE_PAD, apply_marks, fit_strokes, from_strokes
from ui.live.pictures import read_digit
from ui.problems import Problem

BAR = [[[0.3, 0.2], [0.3, 0.8]], [[0.7, 0.2], [0.7, 0.8]]]  # two upright strokes


def ink_at(picture, fit, point):
    """How much ink lies in the picture where `point` of the pad is."""
    x, y = np.asarray(point) * fit.scale + fit.shift
    return float(picture[int(y), int(x)])


def test_the_fit_maps_points_of_the_pad_to_the_picture():
    picture, fit = fit_strokes(BAR)
    for point in ((0.3, 0.2), (0.3, 0.5), (0.7, 0.8)):
        assert ink_at(picture, fit, point) > 0.9
    assert ink_at(picture, fit, (0.5, 0.5)) == 0
    np.testing.assert_array_equal(picture, from_strokes(BAR))


@pytest.mark.parametrize("shift", [0.0, 0.15])
@pytest.mark.parametrize("scale", [1.0, 0.5])
def test_position_and_size_of_the_drawing_do_not_matter_to_a_mark(scale, shift):
    def moved(points):
        return (np.asarray(points) * scale + shift).tolist()

    def corrupted(change):
        picture, fit = fit_strokes([change(stroke) for stroke in BAR])
        return apply_marks(picture, [(True, change([[0.3, 0.5], [0.7, 0.5]]))], fit)

    np.testing.assert_allclose(corrupted(moved), corrupted(lambda points: points), atol=0.02)


def test_a_scribble_adds_ink_and_rubbing_takes_it_away_in_the_order_made():
    picture, fit = fit_strokes(BAR)
    across = [[0.3, 0.5], [0.7, 0.5]]
    added = apply_marks(picture, [(True, across)], fit)
    assert ink_at(added, fit, (0.5, 0.5)) > 0.9
    assert (added >= picture).all()
    gone = apply_marks(picture, [(True, across), (False, across)], fit)
    assert ink_at(gone, fit, (0.5, 0.5)) == ink_at(gone, fit, (0.3, 0.5)) == 0
    back = apply_marks(picture, [(False, across), (True, across)], fit)
    assert ink_at(back, fit, (0.5, 0.5)) > 0.9
    assert (apply_marks(picture, [(False, across)], fit) <= picture).all()


def test_the_rubber_is_as_wide_as_its_constant():
    full = np.ones((28, 28), np.float32)
    rubbed = apply_marks(full, [(False, [[0.5, -0.5], [0.5, 1.5]])], WHOLE_PAD)
    np.testing.assert_allclose((1 - rubbed).sum(axis=1), RUBBER_WIDTH, atol=0.3)


def test_the_picture_is_left_unchanged():
    picture, fit = fit_strokes(BAR)
    before = picture.copy()
    assert apply_marks(picture, [], fit) is picture
    apply_marks(picture, [(False, [[0.3, 0.5]]), (True, [])], fit)
    np.testing.assert_array_equal(picture, before)


def test_around_a_tap_marks_keep_the_size_they_have_on_the_pad():
    picture, fit = fit_strokes([[[0.5, 0.5]]])
    assert fit.scale == 28
    assert ink_at(picture, fit, (0.5, 0.5)) == 1
    corrupted = apply_marks(picture, [(True, [[0.75, 0.5]])], fit)
    assert ink_at(corrupted, fit, (0.75, 0.5)) == 1


def test_ten_thousand_points_across_a_tiny_drawing_are_accepted():
    tiny = [[[0.5, 0.5], [0.53, 0.53]]]
    picture, fit = fit_strokes(tiny)
    zigzag = [[float(i % 2) * 20 - 10, (i % 7) * 0.1] for i in range(9_000)]
    corrupted = apply_marks(picture, [(True, zigzag)], fit)
    assert corrupted.shape == (28, 28)
    assert 0 <= corrupted.min() <= corrupted.max() <= 1


MARKS = {"marks": [{"ink": True, "points": [[0.3, 0.5], [0.7, 0.5]]}]}


def test_read_digit_returns_the_clean_and_the_corrupted_digit():
    clean, corrupted = read_digit({"strokes": BAR, **MARKS})
    np.testing.assert_array_equal(clean, from_strokes(BAR))
    assert corrupted.sum() > clean.sum()
    clean, corrupted = read_digit({"pixels": "AAAA" * 261 + "AA==", **MARKS})
    assert clean.sum() == 0
    assert corrupted[14, 14] == 1
    clean, corrupted = read_digit({"strokes": BAR})
    assert corrupted is clean


@pytest.mark.parametrize(
    ("digit", "key"),
    [
        (None, "bad_request"),
        ({"strokes": BAR, "marks": "x"}, "bad_request"),
        ({"strokes": BAR, "marks": [1]}, "bad_request"),
        ({"strokes": BAR, "marks": [{"ink": True}]}, "bad_strokes"),
        ({"strokes": BAR, "marks": [{"points": [["a", 1]]}]}, "bad_strokes"),
        ({"strokes": BAR, "marks": [{"points": [[0, 11]]}]}, "bad_strokes"),
        ({"strokes": BAR, "marks": [{"points": []}] * 199}, "too_many_points"),
        ({"strokes": BAR, "marks": [{"points": [[0, 0]] * 10_000}]}, "too_many_points"),
    ],
)
def test_refuses_other_marks(digit, key):
    with pytest.raises(Problem) as caught:
        read_digit(digit)
    assert caught.value.key == key
