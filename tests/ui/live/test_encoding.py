"""JSON text in and out: every input is answered, and numbers are finite."""

import base64
import json

import numpy as np
import pytest

from ui.live import encoding, pipeline
from ui.live.encoding import MAX_TEXT, json_handler


def echo(request):
    return {"got": request}


def test_an_answer_repeats_the_turn_of_its_request():
    assert json.loads(json_handler(echo)('{"turn": 3, "a": 1}')) == {
        "got": {"turn": 3, "a": 1},
        "turn": 3,
    }


@pytest.mark.parametrize("turn", [None, "x", [1], {"deep": 1}, 0.5])
def test_a_turn_that_is_not_an_integer_is_not_repeated(turn):
    assert json.loads(json_handler(lambda _: {})(json.dumps({"turn": turn}))) == {"turn": None}


@pytest.mark.parametrize(
    "text",
    [None, 3, {"a": 1}, "", "{", "nonsense", "[" * 100_000, "x" * (MAX_TEXT + 1), "\x00"],
)
def test_text_that_is_not_json_is_a_bad_request(text):
    assert json.loads(json_handler(echo)(text))["got"] is None
    assert json.loads(json_handler(pipeline.respond)(text))["problem"]["key"] == "bad_request"


def test_a_failing_handler_is_answered_with_a_problem_and_logged(caplog):
    answer = json.loads(json_handler(lambda request: 1 / 0)("{}"))
    assert answer == {"state": "problem", "problem": {"key": "server"}, "turn": None}
    assert "division by zero" in caplog.text
    assert encoding.log.name == "autoencoder_lab"


def test_each_answer_of_a_stream_is_text():
    answers = encoding.json_stream(lambda request: (answer for answer in ({"n": 1}, request)))
    texts = list(answers('{"n": 2, "turn": 7}'))
    assert [json.loads(text) for text in texts] == [{"n": 1, "turn": 7}, {"n": 2, "turn": 7}]


def test_closing_a_stream_closes_its_generator():
    closed = []

    def streamer(request):
        try:
            while True:
                yield {"state": "training"}
        finally:
            closed.append(True)

    answers = encoding.json_stream(streamer)("{}")
    next(answers)
    assert not closed
    answers.close()
    assert closed


def test_a_failure_within_a_stream_ends_it_with_a_problem(caplog):
    def streamer(request):
        yield {"state": "training"}
        raise RuntimeError("out of luck")

    texts = list(encoding.json_stream(streamer)("{}"))
    last = {"state": "problem", "problem": {"key": "server"}, "turn": None}
    assert json.loads(texts[-1]) == last
    assert "out of luck" in caplog.text


@pytest.mark.parametrize("value", [float("nan"), float("inf"), -float("inf")])
def test_an_answer_has_null_for_what_json_cannot_hold(value):
    text = json_handler(lambda _: {"deep": [{"value": value}]})("{}")
    assert json.loads(text, parse_constant=pytest.fail)["deep"] == [{"value": None}]


def test_pictures_are_bytes_of_grey():
    picture = np.linspace(0, 1, 784, dtype=np.float32).reshape(28, 28)
    grey = np.frombuffer(base64.b64decode(encoding.encode_picture(picture)), np.uint8)
    np.testing.assert_array_equal(grey, np.round(picture * 255).ravel())
    darker = base64.b64decode(encoding.encode_difference(0 * picture, picture))
    assert (darker[0], darker[-1]) == (128, 1)
