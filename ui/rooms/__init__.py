"""The rooms below the stage: each looks at the current digit in a way of its own.

A room is a module here, a page and a script in `static/rooms`, and a table of words. No room
knows another, and none keeps anything of a visitor: what it needs comes with every request, in
`Ask.room`, and is checked in the room. Quick rooms answer along with the stage (`BESIDE`), and
apart when only their own wishes change; the others are always asked apart (`ALONE`), so that the
stage never waits for them.
"""

import logging
from collections.abc import Callable, Mapping

from ae_core.inference import autoencoder
from ui.live import engine, pictures, requests
from ui.live.pictures import Ask
from ui.problems import Problem, log_once

from . import code, compare, map, morph, noises, replay, strange, train

log = logging.getLogger("autoencoder_lab")

BESIDE: Mapping[str, Callable[[Ask, autoencoder.Result], dict]] = {
    "code": code.answer,
    "map": map.answer,
    "morph": morph.answer,
    "strange": strange.answer,
}
ALONE: Mapping[str, Callable[[Ask], dict]] = {
    "compare": compare.answer,
    "noises": noises.answer,
    "replay": replay.answer,
    "train": train.answer,
}
ORDER = ("compare", "code", "map", "morph", "noises", "strange", "replay", "train")  # of the tabs
BLANK = frozenset({"train"})  # those that have something to show of an empty pad, too


def answer(name: str, ask: Ask, result: autoencoder.Result) -> dict:
    """What the room `name`, of `BESIDE`, makes of the current digit.

    Returns:
        {"name", …}, by the room's own rules; or {"name", "problem"} as `Problem.as_json` gives
        it. Raises nothing: the stage's own answer must not suffer from a room.
    """
    return {"name": name, **_told(BESIDE[name], ask, result)}


def respond(request: object) -> dict:
    """Handle a request to a room alone.

    Args:
        request: as `requests.read` takes it, "room" with the "name" of the room.

    Returns:
        {"name", "state": "ok" | "blank" | "problem", …} with what the room answers, or "problem".
    """
    try:
        ask = pictures.make(requests.read(request))
        name = ask.room.get("name")
        if name not in ORDER:
            raise Problem("bad_request")
    except Problem as problem:
        log_once(str(problem))
        return {"name": None, "state": "problem", "problem": problem.as_json()}
    if not ask.picture.any() and name not in BLANK:
        return {"name": name, "state": "blank"}
    reply = _told(_apart, name, ask)
    return {"name": name, "state": "problem" if "problem" in reply else "ok", **reply}


def _apart(name: str, ask: Ask) -> dict:
    if name in ALONE:
        return ALONE[name](ask)
    return BESIDE[name](ask, engine.run(ask.model, ask.picture, ask.noisy))


def _told(room: Callable[..., dict], *args) -> dict:
    try:
        return room(*args)
    except Problem as problem:
        log_once(str(problem))
        return {"problem": problem.as_json()}
    except Exception as error:  # a fault of ours: the visitor is told, the log has the cause
        log.exception("a room failed: %s", error)
        return {"problem": {"key": "server"}}
