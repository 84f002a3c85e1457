"""What the browser may ask: anything at all comes back as an `Ask` or as one `Problem`."""

import base64

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ae_core.data.strokes import from_strokes
from ui.live.requests import read
from ui.problems import Problem
from ui.words import WORDS

STROKE = [[0.2, 0.2], [0.5, 0.5], [0.8, 0.2]]
GOOD = {
    "digit": {"strokes": [STROKE]},
    "model": "dense_16",
    "noise": "gaussian",
    "level": 0.5,
    "seed": 7,
}


def problem_of(**changes):
    with pytest.raises(Problem) as caught:
        read({**GOOD, **changes})
    return caught.value.key


def test_a_drawing_is_read_as_the_core_draws_it():
    ask = read(GOOD)
    np.testing.assert_array_equal(ask.picture, from_strokes([STROKE]))
    assert (ask.model, ask.noise, ask.level, ask.seed) == ("dense_16", "gaussian", 0.5, 7)


def test_pixels_are_taken_as_they_are():
    grey = np.arange(784, dtype=np.uint8)
    ask = read({**GOOD, "digit": {"pixels": base64.b64encode(grey.tobytes()).decode()}})
    np.testing.assert_allclose(ask.picture.ravel() * 255, grey, atol=1e-4)


def test_json_numbers_may_come_as_floats_or_integers():
    assert read({**GOOD, "level": 1, "seed": 7.0})[5:7] == (1.0, 7)


@pytest.mark.parametrize("level", [-0.01, 1.01, float("nan"), float("inf"), "0.5", None, True, []])
def test_a_level_outside_0_to_1_is_refused(level):
    assert problem_of(level=level) == "bad_level"


@pytest.mark.parametrize("seed", [-1, 2**32, 0.5, float("nan"), "7", None, True])
def test_a_seed_that_is_no_whole_number_is_refused(seed):
    assert problem_of(seed=seed) == "bad_seed"


@pytest.mark.parametrize("model", ["", "dense_17", None, 3, ["dense_16"], {"a": 1}])
def test_an_unknown_model_is_refused(model):
    assert problem_of(model=model) == "unknown_model"


@pytest.mark.parametrize("noise", ["", "Gaussian", None, 3, []])
def test_an_unknown_noise_is_refused(noise):
    assert problem_of(noise=noise) == "unknown_noise"


@pytest.mark.parametrize("strokes", [None, "x", [[["a", 1]]], [[[0.1]]], [[[float("nan"), 0]]], 5])
def test_malformed_strokes_are_refused(strokes):
    assert problem_of(digit={"strokes": strokes}) == "bad_strokes"


def test_a_million_points_are_refused_before_they_are_read():
    huge = [[[0.5, 0.5]] * 1_000_000]
    assert problem_of(digit={"strokes": huge}) == "too_many_points"
    assert problem_of(digit={"strokes": [[[0.5, 0.5]]] * 201}) == "too_many_points"


@pytest.mark.parametrize("pixels", ["", "!", "AAAA", None, "A" * 10_000, 3])
def test_pixels_that_are_not_784_bytes_are_refused(pixels):
    assert problem_of(digit={"pixels": pixels}) == "bad_request"


@pytest.mark.parametrize("request_", [None, [], "x", 3, {}, {"digit": None}, {"digit": []}])
def test_what_is_no_request_is_refused(request_):
    with pytest.raises(Problem) as caught:
        read(request_)
    assert caught.value.key == "bad_request"


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4)
    ),
    max_leaves=12,
)


@given(
    st.fixed_dictionaries(
        {},
        optional={
            "digit": json_values
            | st.fixed_dictionaries({"strokes": json_values})
            | st.fixed_dictionaries({"file": json_values})
            | st.fixed_dictionaries({"pixels": json_values}),
            "model": json_values | st.just("dense_16"),
            "noise": json_values | st.just("blur"),
            "level": json_values | st.floats(0, 1),
            "seed": json_values | st.integers(0, 9),
        },
    )
    | json_values
)
def test_any_json_is_an_ask_or_a_problem_with_words(request_):
    try:
        ask = read(request_)
        key, shape = None, ask.picture.shape
    except Problem as problem:
        key, shape = problem.key, None
    assert shape == (28, 28) or key in WORDS
