"""The paths that are served: what the page and the documented endpoints need.

Gradio answers on some fifty more paths: it fetches files from other hosts, records screens, edits
its own source. Everything outside this table is 404.
"""

import re
from typing import NamedTuple

from ui.live import encoding, uploads
from ui.server import class_pages, static_files
from ui.sharing import takeaway

_KB = 1024
_ID = r"[\w-]{1,64}"  # of a session, of an event


class AllowedPath(NamedTuple):
    """A kind of path that is served.

    Attributes:
        path: matches the whole path.
        methods: HTTP methods that are answered.
        max_bytes: of the body; 0 where no body is expected.
        counted: the sender's allowance that a request uses up, a key of `middleware.ALLOWANCES`;
            None if a request costs next to nothing.
    """

    path: re.Pattern
    methods: tuple[str, ...]
    max_bytes: int = 0
    counted: str | None = None


def _allow(path: str, *methods: str, max_bytes: int = 0, counted: str | None = None) -> AllowedPath:
    return AllowedPath(re.compile(path), methods, max_bytes, counted)


_READ = ("GET", "HEAD")
_API = "/gradio_api"
_CALL = encoding.MAX_TEXT  # fits the page's own requests, and a batch of pictures as text

ALLOWED = (
    # live requests of the page
    _allow("/lab/health", *_READ),
    _allow(rf"{static_files.PATH}/\w+/[\w./]+", *_READ),
    _allow(rf"{class_pages.PATH}/[\w.]+", *_READ),
    _allow(rf"{takeaway.PATH}/[\w:-]{{1,64}}/[\w.]{{1,64}}", *_READ, counted="page"),
    _allow(r"/lab/weights/(own:)?[\w-]{1,64}/\w{1,64}", *_READ, counted="page"),
    _allow(r"/lab/\w+", "POST", max_bytes=encoding.MAX_TEXT, counted="live"),
    # the page and its files
    _allow("/", *_READ, counted="page"),
    _allow(r"/(assets|static)/.+", *_READ),
    _allow(r"/(theme\.css|favicon\.ico|manifest\.json|robots\.txt)", *_READ),
    _allow(rf"{_API}/(theme\.css|app_id|startup-events)/?", *_READ),
    _allow(rf"/config/?|{_API}/(info/?|openapi\.json)", *_READ, counted="page"),
    # Gradio's queue: slow requests of the page, calls of programs
    _allow(rf"{_API}/queue/join", "POST", max_bytes=_CALL, counted="call"),
    _allow(rf"{_API}/call/(v2/)?\w+/?", "POST", max_bytes=_CALL, counted="call"),
    _allow(rf"{_API}/call/(v2/)?\w+/{_ID}", "GET"),
    _allow(rf"{_API}/queue/data", "GET"),
    _allow(rf"{_API}/heartbeat/{_ID}", "GET"),
    _allow(rf"{_API}/(cancel|reset)/?", "POST", max_bytes=4 * _KB, counted="page"),
    # files that programs send, and those they are answered with
    _allow(rf"{_API}/upload", "POST", max_bytes=uploads.MAX_BYTES + 16 * _KB, counted="upload"),
    # an absolute path, which Gradio checks; never an address of another host
    _allow(rf"{_API}/file=(/|[A-Za-z]:).+", *_READ),
    # MCP, where it is switched on
    _allow(
        rf"{_API}/mcp(/|/http/?|/schema)?",
        *("GET", "POST", "DELETE"),
        max_bytes=_CALL,
        counted="call",
    ),
)


def find(path: str) -> AllowedPath | None:
    """The entry of the table that a path matches; None if it is not served."""
    return next((allowed for allowed in ALLOWED if allowed.path.fullmatch(path)), None)
