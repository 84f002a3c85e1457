"""Any strokes and marks: a digit in its range, or the documented error."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ae_core.data.strokes import MAX_POINTS, MAX_STROKES, apply_marks, fit_strokes
from tests.hostile.properties.strategies import anything, deep, nearly, tried
from ui.live.pictures import read_digit
from ui.problems import Problem
from ui.words import WORDS

coordinates = st.one_of(
    st.floats(0, 1),
    st.floats(-10, 10),
    st.sampled_from([0, 1, -10, 10, 5e-324, -0.0, 0.5 + 1e-16]),
)
strokes = st.lists(st.lists(st.tuples(coordinates, coordinates), max_size=20), max_size=8)
marks = st.lists(
    st.fixed_dictionaries({"ink": st.booleans(), "points": st.lists(st.lists(coordinates))}),
    max_size=3,
)
DIGIT = {
    "strokes": [[[0.2, 0.2], [0.5, 0.4]], [[0.8, 0.2]]],
    "marks": [{"ink": True, "points": [[0.1, 0.1], [0.9, 0.9]]}],
}


def is_picture(picture: np.ndarray) -> bool:
    """The contract of the core; NaN is inside no range."""
    in_range = picture.min() >= 0 and picture.max() <= 1
    return picture.dtype == np.float32 and picture.shape == (28, 28) and bool(in_range)


@given(strokes, st.floats(0.5, 10))
def test_strokes_within_the_limits_become_a_digit_with_all_its_ink(drawn, width):
    picture, fit = fit_strokes(drawn, width)
    assert is_picture(picture)
    assert picture.any() == any(drawn)
    assert all(map(math.isfinite, (fit.scale, *fit.shift)))


@given(strokes, strokes, st.lists(st.booleans(), min_size=8, max_size=8))
def test_marks_leave_a_picture_a_picture(drawn, marked, inks):
    picture, fit = fit_strokes(drawn)
    before = picture.copy()
    corrupted = apply_marks(picture, list(zip(inks, marked, strict=False)), fit)
    assert is_picture(corrupted)
    np.testing.assert_array_equal(picture, before)


@given(anything | nearly(DIGIT["strokes"]))
def test_anything_else_than_strokes_is_a_value_error(drawn):
    fitted, error = tried(ValueError, fit_strokes, drawn)
    if error:
        assert str(error).startswith("Expected ")
        assert len(str(error)) < 300  # however long the input is
    else:
        assert is_picture(fitted[0])


@given(anything | nearly(DIGIT) | st.fixed_dictionaries({"strokes": anything, "marks": marks}))
def test_any_json_is_a_digit_or_a_problem_with_words(digit):
    pictures, problem = tried(Problem, read_digit, digit)
    assert problem.key in WORDS if problem else all(map(is_picture, pictures))


@given(st.integers(1, 400), st.integers(0, 60_000), st.sampled_from([0.5, math.nan, 1e9]))
def test_large_drawings_are_refused_before_they_are_drawn(count, points, value):
    digit = {"strokes": [[[value, 0.5]] * (points // count)] * count}
    pictures, problem = tried(Problem, read_digit, digit)
    if problem:
        allowed = count <= MAX_STROKES and points // count * count <= MAX_POINTS
        assert problem.key == ("bad_strokes" if allowed else "too_many_points")
    else:
        assert all(map(is_picture, pictures))


def test_a_deeply_nested_drawing_is_refused():
    with pytest.raises(Problem) as refused:
        read_digit({"strokes": deep(100_000)})
    assert refused.value.key == "bad_strokes"
