"""What comes for Gradio's queue, checked before Gradio sees it.

Gradio checks little: a call of an event that is not there, or with the wrong number of inputs, ends
in a server error or in a traceback in the log; and a file may be named by the address of another
host, which Gradio would ask for it.
"""

import json
import math
import re
from collections.abc import Callable, Iterator, Mapping
from typing import NamedTuple

import gradio as gr

from ui.live import uploads

_ID = re.compile(r"[\w-]{1,64}", re.ASCII)
_MAY_JOIN = {"data", "fn_index", "session_hash", "trigger_id", "event_data", "event_id"}
_MAY_CALL = {"data", "session_hash"}


class _Unfit(Exception):
    """One sentence: what is wrong with a call."""


class _Event(NamedTuple):
    """What an event takes: components, their names in programs, how many have no default."""

    inputs: list
    names: list[str]
    required: set[str]
    targets: set[int]


class Calls:
    """The events of a page, and whether a call of one could be handled.

    Args:
        page: complete; events added later are not known.
    """

    def __init__(self, page: gr.Blocks):
        described = page.get_api_info()["named_endpoints"]
        self._events: dict[int, _Event] = {}
        self._public: dict[str, _Event] = {}
        for number, fn in page.fns.items():
            if fn.fn is None:  # the browser's own business
                continue
            told = described.get(f"/{fn.api_name}", {}).get("parameters", [])
            event = _Event(
                inputs=fn.inputs,
                names=[parameter["parameter_name"] for parameter in told],
                required={p["parameter_name"] for p in told if not p["parameter_has_default"]},
                targets={target for target, _ in fn.targets if target is not None},
            )
            self._events[number] = event
            if fn.api_visibility != "private":
                self._public[str(fn.api_name)] = event

    def problem(self, path: str, body: bytes) -> str | None:
        """What is wrong with a request, in one sentence; None if nothing is.

        Args:
            path: where it was sent.
            body: what was sent.
        """
        parts = path.strip("/").split("/")[1:]  # without gradio_api
        check = _CHECKS.get(parts[0] if parts else "")
        if check is None:
            return None
        try:
            check(self, parts, _parsed(body))
        except _Unfit as unfit:
            return str(unfit)
        return None

    def _queue(self, parts: list[str], body: dict) -> None:
        _only(body, _MAY_JOIN)
        number, trigger = body.get("fn_index"), body.get("trigger_id")
        event = self._events.get(number) if type(number) is int else None  # True is 1 to Python
        if event is None:
            raise _Unfit("There is no such event.")
        if trigger is not None and (type(trigger) is not int or trigger not in event.targets):
            raise _Unfit("Nothing on the page triggers that event.")
        _check_ids(body)
        _fits(event, body.get("data"))

    def _call(self, parts: list[str], body: dict) -> None:
        event = self._public.get(parts[-1])
        if event is None:
            raise _Unfit(f"There is no such endpoint; there are {', '.join(self._public)}.")
        if parts[1] == "v2":
            _only(body, event.names)
            if missing := event.required - set(body):
                raise _Unfit(f"Missing: {', '.join(sorted(missing))}.")
            names, data = list(body), list(body.values())
            inputs = [event.inputs[event.names.index(name)] for name in names]
            _fits(event._replace(inputs=inputs, names=names), data)
            return
        _only(body, _MAY_CALL)
        _check_ids(body)
        _fits(event, body.get("data"))

    def _cancel(self, parts: list[str], body: dict) -> None:
        _check_ids(body)
        if not isinstance(body.get("event_id"), str):
            raise _Unfit("event_id is missing.")
        if parts[0] == "cancel":
            if not isinstance(body.get("session_hash"), str):
                raise _Unfit("session_hash is missing.")
            if type(body.get("fn_index")) is not int:  # True is 1 to Python
                raise _Unfit("fn_index should be a whole number.")

    def _mcp(self, parts: list[str], body: dict) -> None:
        # Gradio calls itself with the arguments, and would read a file of this machine for them
        if any(isinstance(value, dict) and "path" in value for value in _values(body)):
            raise _Unfit("A picture should be given as text; see the tool's description.")


_CHECKS: Mapping[str, Callable[[Calls, list[str], dict], None]] = {
    "queue": Calls._queue,
    "call": Calls._call,
    "cancel": Calls._cancel,
    "reset": Calls._cancel,
    "mcp": Calls._mcp,
}


def _parsed(body: bytes) -> dict:
    try:
        content = json.loads(body, parse_constant=_no_constant)
    except (ValueError, RecursionError):
        raise _Unfit("This should be JSON, without NaN or infinities.") from None
    if not isinstance(content, dict):
        raise _Unfit("This should be a JSON object.")
    return content


def _no_constant(name: str) -> None:
    raise ValueError(f"Expected a number; received {name}")


def _only(body: dict, known: set[str] | list[str]) -> None:
    if not set(body) <= set(known):
        raise _Unfit(f"There should be nothing but {', '.join(sorted(known))}.")


def _check_ids(body: dict) -> None:
    for name in ("session_hash", "event_id"):
        value = body.get(name)
        if value is not None and not (isinstance(value, str) and _ID.fullmatch(value)):
            raise _Unfit(f"{name} should be up to 64 letters, digits, - and _.")


def _fits(event: _Event, data: object) -> None:
    """Raises: _Unfit: if data are not what the event's components can read."""
    if not isinstance(data, list) or len(data) != len(event.inputs):
        raise _Unfit(f"data should be a list of {len(event.inputs)}.")
    for place, (component, value) in enumerate(zip(event.inputs, data, strict=True)):
        name = event.names[place] if place < len(event.names) else f"data[{place}]"
        if isinstance(component, gr.File):
            _check_file(name, value)
        elif any(isinstance(inner, dict) and "path" in inner for inner in _values(value)):
            raise _Unfit(f"{name} should hold no file.")
        elif isinstance(component, gr.Number) and not _is_number(value):
            raise _Unfit(f"{name} should be a number.")
        elif isinstance(component, gr.Textbox | gr.HTML) and not isinstance(value, str | None):
            raise _Unfit(f"{name} should be text.")


def _check_file(name: str, value: object) -> None:
    """A file that was uploaded, or none. What its name leads to is never told."""
    if value is not None and uploads.stored(value) is None:
        raise _Unfit(f"{name} should be a file that was sent to /gradio_api/upload.")


def _is_number(value: object) -> bool:
    if value is None:
        return True
    return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)


def _values(value: object) -> Iterator[object]:
    """A value and all that it holds, lists and objects in each other at any depth."""
    waiting = [value]
    while waiting:
        inner = waiting.pop()
        yield inner
        if isinstance(inner, dict):
            waiting.extend(inner.values())
        elif isinstance(inner, list):
            waiting.extend(item for item in inner if isinstance(item, list | dict))
