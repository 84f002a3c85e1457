"""The rooms' common frame: who answers with the stage, who apart, and what a room cannot break."""

from pathlib import Path

import pytest

from ui import page, rooms
from ui.live import pipeline, samples
from ui.problems import Problem
from ui.words import WORDS

FIRST = {**page.FIRST_VIEW, "digit": samples.first(), "model": "dense_16"}
STATIC = Path(page.__file__).parent / "static" / "rooms"


def asked(name, **params):
    return {**FIRST, "room": {"name": name, **params}}


def test_every_room_has_its_tab_its_files_and_its_way_to_answer():
    assert set(rooms.ORDER) == {*rooms.BESIDE, *rooms.ALONE}
    assert not {*rooms.BESIDE} & {*rooms.ALONE}
    for name in rooms.ORDER:
        assert f"room_{name}" in WORDS
        for kind in ("html", "js", "css"):
            assert (STATIC / f"{name}.{kind}").is_file()
    assert {path.stem for path in STATIC.iterdir()} == set(rooms.ORDER)


def test_the_markup_has_a_panel_for_each_tab():
    markup = page._markup()
    for name in rooms.ORDER:
        assert f'id="room-{name}"' in markup
        assert f'aria-labelledby="tab-{name}"' in markup


def test_no_room_knows_another():
    for path in (Path(rooms.__file__).parent).glob("*.py"):
        if path.stem != "__init__":
            text = path.read_text()
            assert not any(
                f"from .{name}" in text or f"import {name}" in text for name in rooms.ORDER
            )


def test_a_room_beside_the_stage_answers_with_it(monkeypatch):
    monkeypatch.setattr(
        rooms, "BESIDE", {"x": lambda ask, result: {"code": result.noisy_code.shape}}
    )
    reply = pipeline.respond(asked("x"))
    assert reply["state"] == "ok"
    assert reply["room"] == {"name": "x", "code": (16,)}


@pytest.mark.parametrize(
    "room", [None, {}, {"name": "noises"}, {"name": "cellar"}, {"name": []}, 3]
)
def test_no_other_room_does(room):
    reply = pipeline.respond({**FIRST, "room": room})
    assert reply["state"] == "ok"
    assert "room" not in reply


def fails(*_):
    raise Problem("noises_no_chance")


def breaks(*_):
    raise RuntimeError("a fault of ours")


@pytest.mark.parametrize(
    ("room", "problem"), [(fails, "noises_no_chance"), (breaks, "server")], ids=["fails", "breaks"]
)
def test_what_goes_wrong_in_a_room_stays_there(room, problem, monkeypatch):
    monkeypatch.setattr(rooms, "BESIDE", {"x": room})
    monkeypatch.setattr(rooms, "ALONE", {"compare": room})
    reply = pipeline.respond(asked("x"))
    assert reply["state"] == "ok"
    assert reply["room"] == {"name": "x", "problem": {"key": problem}}
    alone = rooms.respond(asked("compare"))
    assert alone == {"name": "compare", "state": "problem", "problem": {"key": problem}}


def test_a_room_apart_says_how_it_stands(monkeypatch):
    monkeypatch.setattr(rooms, "ALONE", {"compare": lambda ask: {"level": ask.level}})
    assert rooms.respond(asked("compare")) == {"name": "compare", "state": "ok", "level": 0.5}
    blank = {**asked("compare"), "digit": {"strokes": []}}
    assert rooms.respond(blank) == {"name": "compare", "state": "blank"}


def test_a_room_beside_the_stage_answers_apart_as_well(monkeypatch):
    monkeypatch.setattr(
        rooms, "BESIDE", {"code": lambda ask, result: {"code": result.noisy_code.shape}}
    )
    assert rooms.respond(asked("code")) == {"name": "code", "state": "ok", "code": (16,)}


@pytest.mark.parametrize("request_", [None, 7, {}, asked("cellar"), {**FIRST, "room": []}])
def test_what_is_no_request_to_a_room_is_refused(request_):
    reply = rooms.respond(request_)
    assert reply == {"name": None, "state": "problem", "problem": {"key": "bad_request"}}
