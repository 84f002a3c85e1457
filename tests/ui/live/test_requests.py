"""Checking a request: any JSON at all is a `Request` or one `Problem`."""

import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.hostile.properties.strategies import anything, tried
from ui.live.requests import Request, read
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


def test_a_good_request_keeps_its_values():
    assert read(GOOD) == Request(**GOOD, room={})


def test_json_numbers_may_be_floats_or_integers():
    checked = read({**GOOD, "level": 1, "seed": 7.0})
    assert (checked.level, checked.seed) == (1.0, 7)
    assert isinstance(checked.level, float)
    assert isinstance(checked.seed, int)


@pytest.mark.parametrize("level", [-0.01, 1.01, float("nan"), float("inf"), "0.5", None, True, []])
def test_a_level_outside_0_to_1_is_refused(level):
    assert problem_of(level=level) == "bad_level"


@pytest.mark.parametrize("seed", [-1, 2**32, 0.5, float("nan"), "7", None, True])
def test_a_seed_that_is_not_a_whole_number_is_refused(seed):
    assert problem_of(seed=seed) == "bad_seed"


def numbers_of(model, numbers):
    return read({**GOOD, "model": model, "numbers": numbers}).numbers


def test_of_an_ordered_code_the_first_numbers_can_be_asked_for():
    assert [numbers_of("ordered_32", k) for k in (1, 2.0, 31)] == [1, 2, 31]
    assert type(numbers_of("ordered_32", 2.0)) is int
    # all of them are one question, however it is put
    assert [numbers_of("ordered_32", k) for k in (None, 32)] == [None, None]
    assert read({**GOOD, "model": "ordered_32"}).numbers is None


@pytest.mark.parametrize("numbers", [0, -1, 33, 1.5, float("nan"), "5", True, [], {}])
def test_another_count_of_numbers_is_refused(numbers):
    assert problem_of(model="ordered_32", numbers=numbers) == "bad_request"


@pytest.mark.parametrize("numbers", [5, 99, "x"])
def test_a_count_left_over_from_another_model_says_nothing(numbers):
    for model in ("conv_32", "dense_16", "unet", "conv_4x4x8"):
        assert numbers_of(model, numbers) is None


@pytest.mark.parametrize("model", ["", "dense_17", None, 3, ["dense_16"], {"a": 1}])
def test_an_unknown_model_is_refused(model):
    assert problem_of(model=model) == "unknown_model"


@pytest.mark.parametrize("noise", ["", "Gaussian", None, 3, []])
def test_an_unknown_noise_is_refused(noise):
    assert problem_of(noise=noise) == "unknown_noise"


@pytest.mark.parametrize("strokes", [None, "x", [[["a", 1]]], [[[0.1]]], [[[float("nan"), 0]]], 5])
def test_malformed_strokes_and_marks_are_refused(strokes):
    assert problem_of(digit={"strokes": strokes}) == "bad_strokes"
    marks = [{"ink": True, "points": strokes}]
    assert problem_of(digit={"strokes": [STROKE], "marks": marks}) == "bad_strokes"


def test_a_million_points_are_refused_before_they_are_read():
    huge = [[[0.5, 0.5]] * 1_000_000]
    assert problem_of(digit={"strokes": huge}) == "too_many_points"
    assert problem_of(digit={"strokes": [[[0.5, 0.5]]] * 201}) == "too_many_points"


@pytest.mark.parametrize("pixels", ["", "!", "AAAA", None, "A" * 10_000, 3])
def test_pixels_that_are_not_784_bytes_are_refused(pixels):
    assert problem_of(digit={"pixels": pixels}) == "bad_request"


@pytest.mark.parametrize("over", [None, 3, [[[0.5]]], [[["x", 0]]]])
def test_strokes_over_pixels_are_checked_as_strokes_alone_are(over):
    digit = {"pixels": base64.b64encode(bytes(784)).decode()}
    assert problem_of(digit={**digit, "strokes": over}) == "bad_strokes"
    assert problem_of(digit={**digit, "strokes": [[[0.5, 0.5]]] * 201}) == "too_many_points"
    assert read({**GOOD, "digit": {**digit, "strokes": [STROKE]}})


@pytest.mark.parametrize(
    ("file", "key"), [(3, "bad_picture"), ("A" * 3_000_000, "picture_too_big")], ids=["3", "3 MB"]
)
def test_a_file_that_is_not_text_or_too_long_is_refused_beside_its_button(file, key):
    with pytest.raises(Problem) as caught:
        read({**GOOD, "digit": {"file": file}})
    assert (caught.value.key, caught.value.values["of"]) == (key, "file")


@pytest.mark.parametrize("request_", [None, [], "x", 3, {}, {"digit": None}, {"digit": []}])
def test_other_json_is_not_a_request(request_):
    with pytest.raises(Problem) as caught:
        read(request_)
    assert caught.value.key == "bad_request"


PIXELS = base64.b64encode(bytes(784)).decode()


@given(
    st.fixed_dictionaries(
        {},
        optional={
            "digit": anything
            | st.fixed_dictionaries({"strokes": anything})
            | st.fixed_dictionaries({"file": anything})
            | st.fixed_dictionaries(
                {"pixels": anything | st.just(PIXELS)}, optional={"strokes": anything}
            ),
            "model": anything | st.just("dense_16"),
            "noise": anything | st.just("blur"),
            "level": anything | st.floats(0, 1),
            "seed": anything | st.integers(0, 9),
            "numbers": anything | st.integers(1, 32),
        },
    )
    | anything
)
def test_any_json_is_a_request_or_a_problem_with_words(request_):
    checked, problem = tried(Problem, read, request_)
    assert problem.key in WORDS if problem else 0 <= checked.level <= 1
