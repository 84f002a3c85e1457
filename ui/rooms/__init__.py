"""The rooms: tabs below the stage, each of which looks at the current digit in its own way.

A room consists of a module here with a function `answer`, a row in `ROOMS`, a table of words in
`ui/words`, and markup, script and style in `ui/static`, all under the room's name. Rooms do
not import each other and keep nothing of a visitor: all that a room needs is in the request, in
`Ask.room`, and the room checks it.

If only the first numbers of the model's code are used (`Ask.numbers`), a room that restores or
decodes with that model uses no more of them, so that it agrees with the stage. Only "Not a digit?"
uses all: what it compares with was measured with whole codes.
"""

import logging
from collections.abc import Callable, Mapping
from typing import NamedTuple

from ae_core.inference import autoencoder
from ui.live import engine, pictures, requests
from ui.live.pictures import Ask
from ui.problems import Problem, log_once

from . import code, compare, inside, map, morph, noises, replay, strange, train

log = logging.getLogger("autoencoder_lab")


class Room(NamedTuple):
    """How a room answers; it has exactly one of `beside` and `alone`.

    Attributes:
        beside: for a quick room: makes the answer from the stage's result. It is part of the
            stage's answer, or sent alone if only the room's own settings have changed.
        alone: for a slow room: makes the answer, which is always sent alone, so that the stage
            never waits for it.
        blank: whether it also answers while the pad is empty.
        meanwhile: for a room that does not: makes what it shows until there is a digit.
    """

    beside: Callable[[Ask, autoencoder.Result], dict] | None = None
    alone: Callable[[Ask], dict] | None = None
    blank: bool = False
    meanwhile: Callable[[Ask], dict] | None = None


# In the order of the tabs. The first is open when the page opens, so it should be a quick one.
ROOMS: Mapping[str, Room] = {
    "code": Room(beside=code.answer),
    "inside": Room(beside=inside.answer),
    "map": Room(beside=map.answer),
    "morph": Room(beside=morph.answer),
    "compare": Room(alone=compare.answer),
    "noises": Room(alone=noises.answer),
    "strange": Room(beside=strange.answer, meanwhile=strange.answer_blank),
    "replay": Room(alone=replay.answer),
    "train": Room(alone=train.answer, blank=True),
}
ORDER = tuple(ROOMS)
BESIDE = {name: room.beside for name, room in ROOMS.items() if room.beside}
ALONE = {name: room.alone for name, room in ROOMS.items() if room.alone}


def answer(name: str, ask: Ask, result: autoencoder.Result) -> dict:
    """The answer of a room that answers together with the stage. Never raises.

    Args:
        name: a key of `BESIDE`.
        ask: the request.
        result: the stage's, for the same request.

    Returns:
        {"name", …} with what the room returns, or {"name", "problem"}, see `Problem.as_json`.
    """
    return {"name": name, **_answer_or_problem(BESIDE[name], ask, result)}


def answer_blank(name: str, ask: Ask) -> dict:
    """As `answer`, while the pad is empty: {"name"} with what the room has to show meanwhile."""
    room = ROOMS[name].meanwhile
    return {"name": name, **(_answer_or_problem(room, ask) if room else {})}


def respond(request: object) -> dict:
    """Answer a request to a room alone.

    Args:
        request: as `requests.read` takes it; its "room" has the "name" of any room.

    Returns:
        {"name", "state": "ok" | "blank" | "problem", …} with what the room returns, or "problem".
        "blank": the pad is empty.
        "name" is None if the request is malformed.
    """
    try:
        ask = pictures.make(requests.read(request))
        name = ask.room.get("name")
        if name not in ORDER:
            raise Problem("bad_request")
    except Problem as problem:
        log_once(str(problem))
        return {"name": None, "state": "problem", "problem": problem.as_json()}
    if not ask.picture.any() and not ROOMS[name].blank:
        reply = answer_blank(name, ask)
        return {"state": "problem" if "problem" in reply else "blank", **reply}
    reply = _answer_or_problem(_answer_alone, name, ask)
    return {"name": name, "state": "problem" if "problem" in reply else "ok", **reply}


def _answer_alone(name: str, ask: Ask) -> dict:
    if name in ALONE:
        return ALONE[name](ask)
    return BESIDE[name](ask, engine.run(ask.model, ask.picture, ask.noisy, ask.numbers))


def _answer_or_problem(room: Callable[..., dict], *args: object) -> dict:
    try:
        return room(*args)
    except Problem as problem:
        log_once(str(problem))
        return {"problem": problem.as_json()}
    except Exception as error:  # a bug: it is logged, and the stage's own answer still arrives
        log.exception("a room failed: %s", error)
        return {"problem": {"key": "server"}}
