"""The types of questions and answers, in `types.d.ts`, are those of the server.

Real answers are written into a TypeScript file as literals of their types: the compiler then names
every field that is missing, unknown, or of another type.
"""

import json
import re

import pytest

from tests.conftest import missing
from tests.support import node, photographs
from tests.ui.live.test_photographs import base64_of
from tests.ui.rooms.test_map import own
from tests.ui.training.fakes import REQUEST, WISH, fake_workers
from ui import page, rooms
from ui.live import pipeline, samples
from ui.sharing import downloads, takeaway
from ui.training import sessions, visitor_nets

__all__ = ["fake_workers", "own"]  # fixtures

FIRST = {**page.first_request(), "turn": 1, "room": None, "own": []}
BLANK = {**FIRST, "digit": {"strokes": []}}
ROOMS = {
    "compare": [{"curves": True}, {}],
    "code": [{"held": {"3": 0.5}, "strip": 3}, {}],
    "inside": [{}, {"layer": "encoder_01_conv2d", "unit": 3, "at": [4, 5]}],
    "map": [{}, {"at": [0.5, 0.5]}],
    "morph": [{}],
    "noises": [{}, {"noisy": True}],
    "strange": [{}, {"have": True}],
    "replay": [{}, {"gif": "own"}],
    "train": [{}],
}


@pytest.fixture(scope="module")
def check(tmp_path_factory):
    """check([(type, value), …]) → what the compiler finds wrong."""
    if why := node.fetch_tools():
        missing(f"npm cannot fetch the type checker: {why}")

    def compile_all(pairs) -> str:
        file = tmp_path_factory.mktemp("types") / "answers.ts"
        types = node.ROOT / "ui" / "static" / "scripts" / "types.d.ts"
        lines = [f'import type * as T from "{types.as_posix()}";']
        for i, (name, value) in enumerate(pairs):
            lines.append(f"export const v{i}: T.{name} = {json.dumps(shortened(value))};")
        file.write_text("\n".join(lines), encoding="utf-8")
        options = ["--noEmit", "--strict", "--allowImportingTsExtensions", "--module", "es2022"]
        options += ["--moduleResolution", "bundler", "--lib", "es2021,dom", "--types", ""]
        return node.check_types("--ignoreConfig", *options, str(file))

    return compile_all


def shortened(value):
    """The same with less in it: of lists a few items, of texts a few characters."""
    if isinstance(value, dict):
        return {key: shortened(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [shortened(inner) for inner in value[:4]]
    return value[:40] if isinstance(value, str) else value


def test_answers_of_the_stage_the_samples_and_of_links(check, tmp_path):
    photo = {"file": json.loads(json.dumps(samples.choose()["digits"][3]["pixels"]))}
    two_digits = base64_of(photographs.four_and_two())
    link = downloads.link(FIRST)
    answers = [
        *(
            ("StageAnswer", pipeline.respond({**FIRST, "model": m}))
            for m in ("conv_32", "unet", "x")
        ),
        ("StageAnswer", pipeline.respond({**FIRST, "model": "ordered_32", "numbers": 5})),
        ("StageAnswer", pipeline.respond(BLANK)),
        ("StageAnswer", pipeline.respond({**FIRST, "digit": photo})),
        ("StageAnswer", pipeline.respond({**FIRST, "digit": {"file": two_digits}})),
        ("TrayAnswer", samples.choose({"round": 1})),
        ("LinkAnswer", link),
        ("LinkAnswer", downloads.link({"open": link["text"], "turn": 1})),
        ("LinkAnswer", downloads.link({"open": "x", "turn": 1})),
        ("KeepAnswer", downloads.keep({**FIRST, "keep": "json"})),
        ("KeepAnswer", downloads.keep({**BLANK, "keep": "png"})),
        ("TakeAnswer", takeaway.take({"take": "conv_32"})),
        ("TakeAnswer", takeaway.take({"take": "x"})),
        ("Data", page._data()),
    ]
    assert check(answers) == ""


def test_answers_of_the_rooms(check, monkeypatch, no_mnist):
    monkeypatch.setattr(sessions, "prepare", lambda: None)  # it would start a worker
    answers = []
    assert set(ROOMS) == set(rooms.ORDER)
    for name, wishes in ROOMS.items():
        for wish in wishes:
            reply = rooms.respond({**FIRST, "room": {"name": name, **wish}})
            assert reply["state"] == "ok", reply
            part = {key: value for key, value in reply.items() if key not in ("name", "state")}
            answers += [("RoomAnswer", reply), (f'Rooms["{name}"]', part)]
        answers.append(("RoomAnswer", rooms.respond({**BLANK, "room": {"name": name}})))
    beside = pipeline.respond({**FIRST, "room": {"name": "map"}})
    answers += [("StageAnswer", beside), ("RoomAnswer", rooms.respond(None))]
    assert check(answers) == ""


def test_answers_about_a_net_of_a_visitor(check, own, no_mnist):
    key = own(2)
    answers = {}
    for name in ("map", "strange", "inside"):
        reply = rooms.respond({**FIRST, "model": key, "own": [key], "room": {"name": name}})
        assert reply["state"] == "ok", reply
        answers[name] = {k: value for k, value in reply.items() if k not in ("name", "state")}
    assert answers["map"]["dots"]["plane"]
    assert answers["strange"]["net"] is None
    assert check((f'Rooms["{name}"]', part) for name, part in answers.items()) == ""


def test_answers_of_a_training(check, monkeypatch, fake_workers, no_mnist):
    monkeypatch.setattr(sessions, "prepare", lambda: None)
    answers = []
    for reply in sessions.train(REQUEST):
        answers.append(("TrainAnswer", reply))
        wish = {"name": "train", "net": reply.get("key"), "file": True}
        room = rooms.respond({**FIRST, "own": [reply["key"]], "room": wish})
        if room["state"] == "ok":
            part = {key: value for key, value in room.items() if key not in ("name", "state")}
            answers.append(('Rooms["train"]', part))
    assert [reply for _, reply in answers if "facts" in reply]
    assert [reply for _, reply in answers if "ten" in reply]
    answers += [("TrainAnswer", reply) for reply in sessions.train({"train": "x"})]
    for key in list(visitor_nets._nets):
        visitor_nets.remove(key)
    assert check(answers) == ""


def test_questions(check):
    drawn = {**samples.first(), "marks": [{"ink": True, "points": [[0.5, 0.5]]}]}
    questions = [
        ("Question", FIRST),
        ("Question", {**FIRST, "model": "ordered_32", "numbers": 5}),
        ("Question", {**FIRST, "digit": {"file": "", "crop": [0, 0, 0.5, 1]}}),
        ("Question", {**FIRST, "digit": drawn, "room": {"name": "map", "at": None}}),
        ("KeepQuestion", {**FIRST, "keep": "png"}),
        ("TrainQuestion", {**FIRST, "train": WISH}),
        ("LinkQuestion", {"open": "x", "turn": 1}),
        ("TrayQuestion", {"turn": 1, "round": 0, "fetch": False}),
        ("TakeQuestion", {"turn": 1, "take": "conv_32"}),
        ("StopQuestion", {"turn": 1, "stop": "own:x"}),
    ]
    assert check(questions) == ""
    assert pipeline.respond(questions[3][1])["state"] == "ok"


def test_a_wrong_answer_is_seen(check):
    good = pipeline.respond(FIRST)
    wrong = [
        ({**good, "colour": "red"}, "'\"colour\"' does not exist"),
        ({key: value for key, value in good.items() if key != "state"}, "'state' is missing"),
        ({**good, "code": {**good["code"], "used": "few"}}, "'string' is not assignable"),
    ]
    found = check([("StageAnswer", answer) for answer, _ in wrong])
    # an error begins with its place, "…/answers.ts(2,14): "; the first line imports the types
    _, *errors = re.split(r"^\S*\((\d+),\d+\): ", found, flags=re.MULTILINE)
    places = list(zip(map(int, errors[::2]), errors[1::2], strict=True))
    for line, (_, said) in enumerate(wrong, 2):
        assert any(at == line and said in text for at, text in places), found
