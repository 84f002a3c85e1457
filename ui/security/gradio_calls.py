"""Check calls of Gradio's queue before Gradio sees them.

Gradio refuses most malformed calls itself, with a 4xx. To those refused here it would answer with
500 or a traceback in the log: NaN, unknown events, too few inputs, files that were not uploaded. It
would also run private events by name, and fetch a file from another host.

Gradio keeps every answer until somebody reads it. Here the oldest are dropped when there are many,
and a training ends when nobody reads of it.
"""

import asyncio
import contextlib
from collections.abc import Callable, Generator, Iterator, Sequence
from typing import NamedTuple

import gradio as gr
import orjson

from ui.live import uploads
from ui.problems import Refused

_MAX_DEPTH = 100  # of lists and objects; a call of ours needs six
_MAX_SESSION = 64  # characters; Gradio remembers 2,000 sessions by name
_MAX_VALUES = 20_000  # in all lists and objects of a call; the largest of ours has 8,192 numbers
_MOST_UNREAD = 1000  # answers that nobody has read yet, of all sessions; the largest have 0.3 MB
# The same of one session that ends a training. A training has some four answers a second, of which
# an open connection holds hundreds on their way before they wait here.
_UNWATCHED = 100

Streamer = Callable[[object], Generator[str, None, None]]


class _Event(NamedTuple):
    """The inputs of an event: components, parameter names, and the names without a default."""

    components: Sequence
    names: list[str]
    required: set[str]


class Calls:
    """The events of a page.

    Args:
        page: complete; events that are added later are unknown.
    """

    def __init__(self, page: gr.Blocks):
        self._page = page
        described: dict = page.get_api_info()["named_endpoints"]
        self._events: dict[int, _Event] = {}
        self._public: dict[str, _Event] = {}
        for number, fn in page.fns.items():
            if fn.fn is None:  # runs in the browser alone
                continue
            parameters = described.get(f"/{fn.api_name}", {}).get("parameters", [])
            names = [p["parameter_name"] for p in parameters]
            required = {p["parameter_name"] for p in parameters if not p["parameter_has_default"]}
            event = self._events[number] = _Event(fn.inputs, names, required)
            if fn.api_visibility != "private":
                self._public[str(fn.api_name)] = event

    def problem(self, path: str, body: bytes) -> str | None:
        """What is wrong with a POST request, in one sentence; None if nothing is.

        Args:
            path: of the request, which begins with /gradio_api.
            body: of the request.
        """
        parts = path.strip("/").split("/")[1:]  # those below gradio_api
        if parts == ["upload"]:  # a form, not JSON
            return None
        _forget_unread(self._page)
        try:
            call = _parse(body)
            match parts:
                case ["queue", "join"]:
                    self._check_join(call)
                case ["call", "v2", name]:
                    self._check_named_inputs(self._endpoint(name), call)
                case ["call", name]:
                    _check_inputs(self._endpoint(name), call)
                case ["mcp", *_]:  # an MCP tool that is given a file's path would read that file
                    _check_no_file(call)
        except Refused as refused:
            return str(refused)
        return None

    def _check_join(self, call: dict) -> None:
        number = call.get("fn_index")
        if type(number) is not int or number not in self._events:  # Gradio would take "1" and True
            raise Refused("There is no such event.")
        _check_inputs(self._events[number], call)

    def _endpoint(self, name: str) -> _Event:
        if name not in self._public:
            raise Refused(f"There is no such endpoint; there are {', '.join(self._public)}.")
        return self._public[name]

    def _check_named_inputs(self, event: _Event, call: dict) -> None:
        if not event.required <= set(call) <= set(event.names):
            raise Refused(f"Expected {', '.join(event.names)}; received {', '.join(call)}.")
        for name, value in call.items():
            _check_value(event.components[event.names.index(name)], value)


def _forget_unread(page: gr.Blocks) -> None:
    """Drop the oldest answers that nobody has read, beyond `_MOST_UNREAD`: Gradio keeps all."""
    sessions = list(page._queue.pending_messages_per_session.values())
    beyond = sum(answers.qsize() for answers in sessions) - _MOST_UNREAD
    for answers in sessions:  # the oldest session first
        with contextlib.suppress(asyncio.QueueEmpty):  # somebody reads them just now
            for _ in range(min(beyond, answers.qsize())):
                answers.get_nowait()
                beyond -= 1


def while_read(
    page: gr.Blocks, streamer: Streamer
) -> Callable[[object, gr.Request], Iterator[str]]:
    """A handler that answers several times, made to end when nobody reads its answers.

    Gradio ends it when the stream of answers is closed, but not if that was never opened.

    Args:
        page: whose queue has the answers.
        streamer: request → answers; closed with this one.
    """

    def answers(text: object, request: gr.Request) -> Iterator[str]:
        with contextlib.closing(streamer(text)) as replies:
            for reply in replies:
                yield reply
                waiting = page._queue.pending_messages_per_session.get(request.session_hash or "")
                if waiting is not None and waiting.qsize() > _UNWATCHED:
                    return

    return answers


def _parse(body: bytes) -> dict:
    # Gradio quotes a call that it refuses, and fails if that holds NaN, half a surrogate pair or a
    # thousand nested lists
    try:
        call = orjson.loads(body)
    except ValueError:
        call = None
    if not isinstance(call, dict):
        raise Refused("This should be a JSON object, without NaN or infinities.")
    values = 0
    for container in _containers(call):
        values += len(container)
        if values > _MAX_VALUES:  # Gradio looks at each of them while nobody else is answered
            raise Refused(f"A call should hold at most {_MAX_VALUES:,} values.")
    return call


def _check_inputs(event: _Event, call: dict) -> None:
    session, data = call.get("session_hash"), call.get("data")
    if isinstance(session, str) and len(session) > _MAX_SESSION:
        raise Refused(f"session_hash should have at most {_MAX_SESSION} characters.")
    if not isinstance(data, list) or len(data) != len(event.components):
        raise Refused(f"data should be a list of {len(event.components)}.")
    for component, value in zip(event.components, data, strict=True):
        _check_value(component, value)


def _check_value(component: object, value: object) -> None:
    if not isinstance(component, gr.File):
        _check_no_file(value)
    elif value is not None and uploads.find_upload(value) is None:
        # the same sentence for every path, so that it tells nothing about the server's files
        raise Refused("A file should be one that was sent to /gradio_api/upload.")


def _check_no_file(value: object) -> None:
    if any(isinstance(inner, dict) and "path" in inner for inner in _containers(value)):
        raise Refused("There should be no file here; see the description of the endpoint.")


def _containers(value: object) -> Iterator[dict | list]:
    """The lists and objects in `value`, and `value` itself if it is one.

    Raises:
        Refused: if they are nested deeper than `_MAX_DEPTH`.
    """
    waiting = [(value, 0)]
    while waiting:
        inner, depth = waiting.pop()
        if not isinstance(inner, dict | list):
            continue
        if depth > _MAX_DEPTH:
            raise Refused("This is nested too deeply.")
        yield inner
        held = inner.values() if isinstance(inner, dict) else inner
        waiting.extend((item, depth + 1) for item in held if isinstance(item, dict | list))
