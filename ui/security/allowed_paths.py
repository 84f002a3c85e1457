"""What can be reached from outside, as a table: what the page and the documented endpoints need.

Gradio answers on some fifty more paths: it fetches files from other hosts, records screens, edits
its own source. None of them is needed here. Whatever is not in the table is not found.
"""

import re
from typing import NamedTuple

from ui.live import encoding, uploads

_KB = 1024
_ID = r"[\w-]{1,64}"  # of a session, of an event


class Door(NamedTuple):
    """One kind of request that is answered.

    Attributes:
        path: matches the whole path.
        methods: what it may be asked with.
        most: bytes that the body may have; 0 where none is expected.
        counted: what is counted of it against its sender's allowance: "page", "call", "upload"
            or "live", see `guard.ALLOWANCES`; None for what costs next to nothing.
    """

    path: re.Pattern
    methods: tuple[str, ...]
    most: int = 0
    counted: str | None = None


def _door(path: str, *methods: str, most: int = 0, counted: str | None = None) -> Door:
    return Door(re.compile(path), methods, most, counted)


_READ = ("GET", "HEAD")
_API = "/gradio_api"
_CALL = encoding.MAX_TEXT  # the page's own requests, and a batch of pictures as text

DOORS = (
    # the page's own lines
    _door("/lab/health", *_READ),
    _door(r"/lab/\w+", "POST", most=encoding.MAX_TEXT, counted="live"),
    # the page and what it is made of
    _door("/", *_READ, counted="page"),
    _door(r"/(assets|static)/.+", *_READ),
    _door(r"/(theme\.css|favicon\.ico|manifest\.json|robots\.txt)", *_READ),
    _door(rf"{_API}/(theme\.css|app_id|startup-events)/?", *_READ),
    _door(rf"/config/?|{_API}/(info/?|openapi\.json)", *_READ, counted="page"),
    # Gradio's queue: the page's slow requests, and programs
    _door(rf"{_API}/queue/join", "POST", most=_CALL, counted="call"),
    _door(rf"{_API}/call/(v2/)?\w+/?", "POST", most=_CALL, counted="call"),
    _door(rf"{_API}/call/(v2/)?\w+/{_ID}", "GET"),
    _door(rf"{_API}/queue/data", "GET"),
    _door(rf"{_API}/heartbeat/{_ID}", "GET"),
    _door(rf"{_API}/(cancel|reset)/?", "POST", most=4 * _KB, counted="page"),
    # files of programs: what they sent, what they are sent
    _door(rf"{_API}/upload", "POST", most=uploads.MAX_BYTES + 16 * _KB, counted="upload"),
    # an absolute path, which Gradio checks; no address
    _door(rf"{_API}/file=(/|[A-Za-z]:).+", *_READ),
    # programs that speak MCP, where it is installed
    _door(rf"{_API}/mcp(/|/http/?|/schema)?", "GET", "POST", "DELETE", most=_CALL, counted="call"),
)


def find(path: str) -> Door | None:
    """The door that a path leads to, if there is one."""
    return next((door for door in DOORS if door.path.fullmatch(path)), None)
