"""What all rooms share: their parts, how they answer, and that an error stays inside one room."""

import ast
from pathlib import Path

import pytest

from ui import page, rooms
from ui.live import pipeline, samples
from ui.problems import Problem
from ui.rooms import Room
from ui.words import TABLES

FIRST = {**page.FIRST_VIEW, "digit": samples.first(), "model": "dense_16"}
STATIC = Path(page.__file__).parent / "static"
PARTS = {"markup": "html", "scripts": "js", "styles": "css"}


def asked(name, **params):
    return {**FIRST, "room": {"name": name, **params}}


@pytest.mark.parametrize("name", rooms.ROOMS)
def test_a_room_has_all_its_parts(name):
    room = rooms.ROOMS[name]
    assert bool(room.beside) != bool(room.alone), "expected one of beside and alone"
    assert f"room_{name}" in TABLES.get(name, {}), f"missing in ui/words/{name}.py"
    files = [STATIC / part / "rooms" / f"{name}.{ending}" for part, ending in PARTS.items()]
    missing = [file.name for file in files if not file.is_file()]
    assert not missing
    classes = (STATIC / "scripts" / "stage" / "rooms.js").read_text("utf-8")
    assert f'  {name}: () => import("../rooms/{name}.js")' in classes
    assert f'id="room-{name}"' in page._markup()


def test_no_part_belongs_to_no_room():
    for part in ("markup", "styles"):
        assert {path.stem for path in (STATIC / part / "rooms").iterdir()} == set(rooms.ROOMS)


def test_rooms_do_not_import_each_other():
    for name in rooms.ROOMS:
        tree = ast.parse((Path(rooms.__file__).parent / f"{name}.py").read_text(encoding="utf-8"))
        imported = {
            f"{node.module or ''}.{alias.name}"
            for node in ast.walk(tree)
            if isinstance(node, ast.ImportFrom) and (node.level or node.module == "ui.rooms")
            for alias in node.names
        }
        assert not {part for path in imported for part in path.split(".")} & set(rooms.ROOMS)


def add_room(monkeypatch, name, room):
    monkeypatch.setattr(rooms, "ROOMS", {**rooms.ROOMS, name: room})
    monkeypatch.setattr(rooms, "ORDER", (*rooms.ORDER, name))
    for table, answer in (("BESIDE", room.beside), ("ALONE", room.alone)):
        if answer:
            monkeypatch.setattr(rooms, table, {**getattr(rooms, table), name: answer})


def test_a_room_beside_the_stage_answers_with_it_and_alone(monkeypatch):
    def answer(ask, result):
        return {"code": result.noisy_code.shape}

    add_room(monkeypatch, "x", Room(beside=answer))
    reply = pipeline.respond(asked("x"))
    assert reply["state"] == "ok"
    assert reply["room"] == {"name": "x", "code": (16,)}
    assert rooms.respond(asked("x")) == {"name": "x", "state": "ok", "code": (16,)}


@pytest.mark.parametrize(
    "room", [None, {}, {"name": "noises"}, {"name": "cellar"}, {"name": []}, 3]
)
def test_the_stage_answers_for_no_other_room(room):
    reply = pipeline.respond({**FIRST, "room": room})
    assert reply["state"] == "ok"
    assert "room" not in reply


def refuse(*_):
    raise Problem("noises_no_chance")


def fail(*_):
    raise RuntimeError("a bug")


@pytest.mark.parametrize(("answer", "key"), [(refuse, "noises_no_chance"), (fail, "server")])
def test_an_error_in_a_room_leaves_the_stage_as_it_is(answer, key, monkeypatch):
    add_room(monkeypatch, "x", Room(beside=answer))
    add_room(monkeypatch, "y", Room(alone=answer))
    reply = pipeline.respond(asked("x"))
    assert reply["state"] == "ok"
    assert reply["room"] == {"name": "x", "problem": {"key": key}}
    assert rooms.respond(asked("y")) == {"name": "y", "state": "problem", "problem": {"key": key}}


def test_on_an_empty_pad_only_some_rooms_are_asked(monkeypatch):
    add_room(monkeypatch, "x", Room(alone=lambda ask: {"level": ask.level}))
    add_room(monkeypatch, "y", Room(alone=lambda ask: {"level": ask.level}, blank=True))
    assert rooms.respond(asked("x")) == {"name": "x", "state": "ok", "level": 0.5}
    empty = {"digit": {"strokes": []}}
    assert rooms.respond({**asked("x"), **empty}) == {"name": "x", "state": "blank"}
    assert rooms.respond({**asked("y"), **empty}) == {"name": "y", "state": "ok", "level": 0.5}


def test_on_an_empty_pad_a_room_shows_what_needs_no_digit(monkeypatch):
    answer, meanwhile = lambda ask, result: {"all": 1}, lambda ask: {"level": ask.level}
    add_room(monkeypatch, "x", Room(beside=answer, meanwhile=meanwhile))
    empty = {**asked("x"), "digit": {"strokes": []}}
    assert pipeline.respond(empty)["state"] == "blank"
    assert pipeline.respond(empty)["room"] == {"name": "x", "level": 0.5}
    assert rooms.respond(empty) == {"name": "x", "state": "blank", "level": 0.5}
    assert pipeline.respond(asked("x"))["room"] == {"name": "x", "all": 1}


@pytest.mark.parametrize("request_", [None, 7, {}, asked("cellar"), {**FIRST, "room": []}])
def test_a_malformed_request_to_a_room_is_refused(request_):
    reply = rooms.respond(request_)
    assert reply == {"name": None, "state": "problem", "problem": {"key": "bad_request"}}
