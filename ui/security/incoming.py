"""An incoming request: find its sender, check its head, read its body, or refuse it."""

import asyncio
import ipaddress
import re

from starlette.datastructures import Headers
from starlette.responses import JSONResponse
from starlette.types import Message, Receive, Scope

BODY_SECONDS = 60  # for a body to arrive
MAX_HEADERS = 16 * 1024  # bytes
MAX_PATH = 1024  # bytes
# Bytes that are read and dropped beyond the limit: a client that still sends reads no answer.
_READ_BEYOND = 8 * 1024**2
_HOST = re.compile(r"[\w.-]+(:\d{1,5})?|\[[0-9a-fA-F:.]+\](:\d{1,5})?", re.ASCII)
_CONTROL = re.compile(rb"[\x00-\x1f\x7f]")
_MAX_NAME = 255  # bytes of a file's name, on the usual systems


class Refusal(Exception):
    """A request is refused, with an HTTP status, one sentence, and headers."""

    def __init__(self, status: int, sentence: str, **headers: str):
        super().__init__(sentence)
        self._status, self._headers = status, headers

    def response(self) -> JSONResponse:
        """The answer to the sender."""
        return JSONResponse({"detail": str(self)}, self._status, self._headers)


class Gone(Exception):
    """The client has closed the connection."""


def sender_of(scope: Scope) -> str | None:
    """Whose allowance a request is counted against; None for localhost, which is not limited.

    Only the first half of an IPv6 address counts: a home has all of the second half.
    """
    try:
        found = ipaddress.ip_address((scope.get("client") or ("",))[0])
    except ValueError:  # a name that a proxy made up, or none
        return str(scope.get("client"))
    if found.version == 6 and found.ipv4_mapped:
        found = found.ipv4_mapped
    if found.is_loopback:
        return None
    return str(found) if found.version == 4 else found.exploded[:19]


def check_head(scope: Scope) -> None:
    """Check the path and the headers.

    Raises:
        Refusal: if they are too long, or malformed.
    """
    if sum(len(name) + len(value) for name, value in scope["headers"]) > MAX_HEADERS:
        raise Refusal(431, f"The headers should be at most {MAX_HEADERS} bytes.")
    path = scope["path"].encode(errors="replace")
    if len(path) > MAX_PATH:
        raise Refusal(414, f"An address should have at most {MAX_PATH} bytes.")
    if _CONTROL.search(path) or max(map(len, path.split(b"/"))) > _MAX_NAME:
        raise not_found()
    headers = Headers(scope=scope)
    for name in ("host", "x-forwarded-host"):
        hosts = headers.get(name, "localhost").split(",")
        if not all(_HOST.fullmatch(host.strip()) for host in hosts):
            raise Refusal(400, f"The header {name} should be the name of a host.")


async def read_body(scope: Scope, receive: Receive, max_bytes: int) -> bytes:
    """Read the whole body.

    Raises:
        Refusal: if it has more than `max_bytes`, or takes too long.
        Gone: if it breaks off.
    """
    too_large = Refusal(413, f"A request should have at most {max_bytes} bytes here.")
    length = Headers(scope=scope).get("content-length", "0")
    if not length.isdecimal() or int(length[:20]) > max_bytes + _READ_BEYOND:
        raise too_large
    body, more, size = bytearray(), True, 0
    try:
        async with asyncio.timeout(BODY_SECONDS):
            while more:
                message = await receive()
                if message["type"] == "http.disconnect":
                    raise Gone
                piece, more = message.get("body", b""), message.get("more_body", False)
                size += len(piece)
                if size > max_bytes + _READ_BEYOND:
                    raise too_large
                if size <= max_bytes:
                    body += piece
    except TimeoutError:
        raise Refusal(408, f"A request should arrive within {BODY_SECONDS} s.") from None
    if size > max_bytes:
        raise too_large
    return bytes(body)


def replay(body: bytes, receive: Receive) -> Receive:
    """An ASGI `receive` that gives a body that was read before, then what follows it."""
    waiting = [{"type": "http.request", "body": body, "more_body": False}]

    async def receive_again() -> Message:
        return waiting.pop() if waiting else await receive()

    return receive_again


def not_found() -> Refusal:
    """The refusal of a path that is not served."""
    return Refusal(404, "There is nothing here.")
