"""The rooms below the stage: each looks at the current digit in a way of its own.

A room is a module here, a page and a script in `static/rooms`, and a table of words. No room
knows another, and none keeps anything of a visitor: what it needs comes with every request, in
`Ask.room`, and is checked in the room. Quick rooms answer along with the stage (`BESIDE`); the
others are asked apart (`ALONE`), so that the stage never waits for them.
"""

import logging
from collections.abc import Callable, Mapping

from ae_core import inference

from .. import engine, requests, warmup
from ..problems import Problem, log_once
from ..requests import Ask
from . import code, compare, map, morph, noises

log = logging.getLogger("autoencoder_lab")

BESIDE: Mapping[str, Callable[[Ask, inference.Result], dict]] = {
    "code": code.answer,
    "map": map.answer,
    "morph": morph.answer,
}
ALONE: Mapping[str, Callable[[Ask], dict]] = {"compare": compare.answer, "noises": noises.answer}
ORDER = ("compare", "code", "map", "morph", "noises")  # of the tabs


def answer(name: str, ask: Ask, result: inference.Result) -> dict:
    """What the room `name`, of `BESIDE`, makes of the current digit.

    Returns:
        {"name", …}, by the room's own rules; or {"name", "problem"} as `Problem.as_json` gives
        it. Raises nothing: the stage's own answer must not suffer from a room.
    """
    return {"name": name, **_told(BESIDE[name], ask, result)}


def respond(request: object) -> dict:
    """Handle a request to a room of `ALONE`.

    Args:
        request: as `requests.read` takes it, "room" with the "name" of the room.

    Returns:
        {"name", "state": "ok" | "blank" | "warming" | "problem", …} with what the room answers,
        or "problem".
    """
    try:
        ask = requests.read(request)
        name = ask.room.get("name")
        if name not in ALONE:
            raise Problem("bad_request")
    except Problem as problem:
        log_once(str(problem))
        return {"name": None, "state": "problem", "problem": problem.as_json()}
    if not ask.picture.any():
        return {"name": name, "state": "blank"}
    if warmup.is_warming():
        return {"name": name, "state": "warming"}
    reply = _told(ALONE[name], ask)
    return {"name": name, "state": "problem" if "problem" in reply else "ok", **reply}


def warm(request: dict) -> None:
    """Have every room answer once: graphs are traced, and what is imported late is imported.

    Args:
        request: the first one that the page makes.
    """
    ask = requests.read(request)
    result = engine.run(ask.model, ask.picture, ask.noisy)
    for room in BESIDE.values():
        _told(room, ask, result)
    for room in ALONE.values():
        _told(room, ask)


def _told(room: Callable[..., dict], *args) -> dict:
    try:
        return room(*args)
    except Problem as problem:
        log_once(str(problem))
        return {"problem": problem.as_json()}
    except Exception as error:  # a fault of ours: the visitor is told, the log has the cause
        log.exception("a room failed: %s", error)
        return {"problem": {"key": "server"}}
