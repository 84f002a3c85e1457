"""What all rooms share: their parts, how they answer, and that an error stays inside one room."""

import ast
import base64
from pathlib import Path

import numpy as np
import pytest

from ae_core.explore import latent_map
from ui import page, rooms
from ui.live import engine, pictures, pipeline, requests, samples
from ui.live.encoding import encode_picture
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
    assert f'id="room-{name}"' in page._markup({})


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


# ---- the first numbers of an ordered code ----
FEW = {**FIRST, "model": "ordered_32", "numbers": 3}


def few(name, **params):
    return rooms.respond({**FEW, "room": {"name": name, **params}})


def test_rooms_restore_from_as_many_numbers_as_the_stage():
    restored = pipeline.respond(FEW)["restored"]
    assert restored != pipeline.respond({**FEW, "numbers": None})["restored"]
    alone = few("code")
    assert alone["edited"] == restored
    beside = pipeline.respond({**FEW, "room": {"name": "code"}})["room"]
    assert beside["edited"] == restored
    draws = few("noises")["restored"]["pictures"]
    assert alike(draws[0], restored)
    tiles = {tile["key"]: tile for tile in few("compare")["tiles"]}
    assert alike(tiles["ordered_32"]["picture"], restored)
    assert [key for key, tile in tiles.items() if "numbers" in tile] == ["ordered_32"]
    assert tiles["ordered_32"]["numbers"] == 3
    # from a model whose code has no order
    tiles = rooms.respond({**FEW, "model": "conv_32", "room": {"name": "compare"}})["tiles"]
    assert not [tile for tile in tiles if "numbers" in tile]


def test_a_place_of_the_map_and_a_film_are_painted_from_the_first_numbers():
    ask = pictures.make(requests.read(FEW))
    found = latent_map.load("ordered_32")
    place = few("map", at=[0.5, 0.5])
    code = found.code(np.array([[0.5, 0.5]], np.float32))
    assert place["picture"] == encode_picture(engine.decode("ordered_32", code, 3)[0])
    whole = rooms.respond({**FEW, "numbers": None, "room": {"name": "map", "at": [0.5, 0.5]}})
    assert (place["clean"], place["noisy"]) == (whole["clean"], whole["noisy"])
    film = few("morph")["film"]
    first = base64.b64decode(film["code"])[:784]
    start = engine.reconstruct("ordered_32", ask.picture[None], 3)[0][0]
    assert alike(base64.b64encode(first).decode(), encode_picture(start))
    known = {"film": film["key"], "frames": 33, "tray": 0}
    six = {"pixels": samples.choose()["digits"][6]["pixels"]}
    wish = {"name": "morph", "have": known, "other": six}
    again = rooms.respond({**FEW, "room": wish})
    assert "film" not in again
    other = rooms.respond({**FEW, "numbers": 4, "room": wish})
    assert other["film"]["key"] != film["key"]  # what the browser has is of another count


def test_numbers_that_are_not_used_can_be_held_in_code():
    held = few("code", held={"20": 2.0})
    ask = pictures.make(requests.read(FEW))
    code = engine.encode("ordered_32", ask.noisy[None])
    code[:, 3:] = 0
    code[0, 20] = 2
    assert alike(held["edited"], encode_picture(engine.decode("ordered_32", code)[0]))
    # distances are of the numbers used, and those of the test digits of whole codes
    whole = rooms.respond({**FEW, "numbers": None, "room": {"name": "code"}})["far"]
    assert held["far"]["noisy"] < whole["noisy"]
    assert held["far"]["edited"] == pytest.approx((held["far"]["noisy"] ** 2 + 4) ** 0.5, rel=1e-3)
    assert held["far"]["same"] is held["far"]["other"] is None
    assert whole["same"] < whole["other"]


def test_how_strange_compares_whole_codes():
    whole = rooms.respond({**FEW, "numbers": None, "room": {"name": "strange"}})
    assert few("strange")["error"] == whole["error"]


def alike(one: str, other: str) -> bool:
    """Whether two pictures look the same: a batch may differ by a grey from a picture alone."""
    pair = [np.frombuffer(base64.b64decode(text), np.uint8).astype(int) for text in (one, other)]
    return bool(np.abs(pair[0] - pair[1]).max() <= 1)
