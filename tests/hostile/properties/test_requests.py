"""Any request: an answer that the page can show, finite numbers, and never a server error."""

import base64
import json
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.hostile.properties.strategies import File, anything, damaged, nearly, tried
from tests.hostile.properties.test_pictures import FILES
from ui import page, rooms
from ui.live import encoding, pipeline, samples
from ui.live.routes import HANDLERS
from ui.problems import Problem
from ui.rooms import compare
from ui.server import mnist_download
from ui.sharing import downloads
from ui.training import choices, sessions, visitor_nets
from ui.words import WORDS

SECONDS = 4.0  # of the processor, for one request at most
FIRST = {
    **page.FIRST_VIEW,
    "model": "dense_16",
    "digit": {
        **samples.first(),
        "marks": [{"ink": False, "points": [[0.1, 0.1], [0.9, 0.9]]}],
    },
    "own": ["own:nobody-has-this"],
}
PIXELS = {"pixels": base64.b64encode(bytes(range(196)) * 4).decode()}
DIGITS = (
    FIRST["digit"],
    PIXELS,
    {"file": base64.b64encode(FILES["GIF"]).decode()},
    {"strokes": []},
)
WISHES = {
    "compare": {"curves": True},
    "code": {"of": "dense_16", "held": {"3": 1.5}, "strip": 2},
    "inside": {"layer": "encoder_01_dense", "unit": 3, "at": None, "version": ""},
    "map": {"at": [0.5, 0.5], "version": ""},
    "morph": {"other": PIXELS, "round": 1, "have": {"film": "", "frames": 9, "tray": 1}},
    "noises": {"noisy": True},
    "replay": {"net": "dense_16"},
    "strange": {"have": True},
    "train": {"net": "own:nobody-has-this", "have": 1, "file": True},
}
TRAIN = {
    **{"code": 8, "layers": 1, "units": 32, "loss": "bce"},
    **{"noise": "gaussian", "level": 0.5, "epochs": 2},
}


@pytest.fixture(scope="module", autouse=True)
def loaded():
    """Everything is loaded; the nets of Compare, which a request cannot choose, do not run."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(mnist_download, "start", lambda: None)
        patch.setattr(sessions, "prepare", lambda: None)
        patch.setattr(compare, "_restore", lambda key, noisy, numbers: noisy)
        pipeline.respond(FIRST)
        for name, wish in WISHES.items():
            rooms.respond({**FIRST, "room": {"name": name, **wish}})
        yield


def asked(handler, request: object) -> dict:
    """The answer: JSON that a browser can read, in time, and not a server error."""
    text = request if isinstance(request, str) else json.dumps(request)
    start = time.process_time()
    reply = json.loads(encoding.json_handler(handler)(text), parse_constant=pytest.fail)
    assert time.process_time() - start < SECONDS
    for answer in (reply, reply.get("room") or {}):
        problem = answer.get("problem")
        assert problem is None or problem["key"] in WORDS
        assert problem is None or problem["key"] != "server"
    return reply


@given(st.data())
def test_the_stage_answers_any_request(data):
    name = data.draw(st.sampled_from(list(WISHES)))
    digit = data.draw(st.sampled_from(DIGITS))
    request = {**FIRST, "digit": digit, "room": {"name": name, **WISHES[name]}}
    reply = asked(pipeline.respond, data.draw(anything | nearly(request)))
    assert reply["state"] in ("ok", "blank", "problem")


@pytest.mark.parametrize("name", WISHES)
def test_the_rooms_answer_valid_requests(name):
    reply = asked(rooms.respond, {**FIRST, "room": {"name": name, **WISHES[name]}})
    assert reply["state"] == "ok"


@given(st.data())
def test_the_rooms_answer_any_request(data):
    name = data.draw(st.sampled_from(list(WISHES)))
    wish = data.draw(nearly(WISHES[name]))
    room = {**wish, "name": name} if isinstance(wish, dict) else wish
    reply = asked(rooms.respond, {**FIRST, "room": room})
    assert reply["state"] in ("ok", "blank", "problem")


@given(anything | nearly(FIRST) | nearly({"open": downloads.link(FIRST)["text"]}))
def test_links_are_made_and_opened_or_refused(request_):
    reply = asked(downloads.link, request_)
    assert {"text", "opened", "problem"} & set(reply)


@settings(max_examples=max(20, settings().max_examples // 10))  # matplotlib takes its time
@given(st.sampled_from(["json", "json", "png"]), nearly(FIRST))
def test_what_is_kept_is_a_file_or_a_problem(kind, request_):
    request_ = {**request_, "keep": kind} if isinstance(request_, dict) else request_
    reply = asked(downloads.keep, request_)
    if "file" in reply and kind == "json":
        json.loads(base64.b64decode(reply["file"]["data"]), parse_constant=pytest.fail)


@given(anything | nearly({"round": 3, "fetch": True}))
def test_there_are_always_ten_samples(request_):
    assert [digit["label"] for digit in asked(samples.choose, request_)["digits"]] == [*range(10)]


@given(anything | nearly({"train": TRAIN}))
def test_a_request_to_train_is_one_that_the_page_offers_or_refused(request_):
    spec, problem = tried(Problem, choices.read, request_)
    if problem:
        assert problem.key in WORDS
    else:
        assert spec.code_size in choices.CODES
        assert spec.parameters < 2_000_000
        assert choices.EPOCHS[0] <= spec.recipe.epochs <= choices.EPOCHS[1]


@given(anything | nearly({"stop": "own:nobody-has-this"}))
def test_an_unknown_key_stops_no_training(request_):
    reply = asked(sessions.stop, request_)
    assert set(reply) == {"turn"}
    assert not visitor_nets._nets


@given(st.sampled_from(list(HANDLERS)), st.data())
def test_damaged_json_is_answered(name, data):
    text = json.dumps({**FIRST, "room": {"name": "code", **WISHES["code"]}})
    corrupted = data.draw(damaged(text.encode()) | st.binary(max_size=50).map(File))
    asked(HANDLERS[name], corrupted.decode(errors="surrogateescape"))


HARDLY = (
    *("", "\0", "NaN", "-Infinity", '{"turn": 1e999}', '{"turn": {"a": NaN}}'),
    *("[" * 1_000_000, '{"digit":' * 200_000, '{"turn": ' + "9" * 5000 + "}"),
    '"' + "x" * (encoding.MAX_TEXT + 1) + '"',
)


@pytest.mark.parametrize("text", HARDLY, ids=lambda text: f"{text[:12]} {len(text)}")
@pytest.mark.parametrize("name", HANDLERS)
def test_deep_huge_and_malformed_json_is_answered(name, text):
    asked(HANDLERS[name], text)
