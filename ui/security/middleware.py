"""Between the server and everything that it answers: what may come in, how much, and how often.

A small ASGI middleware around the whole app. What is not on offer (`surface`) is not found; bodies
are read here, within a size and a time; what costs is counted against its sender's allowance
(`buckets`); what Gradio's queue could not handle is refused (`calls`). Refusals are JSON, one
sentence under "detail". Every answer carries `HEADERS`.

A sender is known by the address: that of the connection or, where it comes from a proxy that
uvicorn is told to trust (`FORWARDED_ALLOW_IPS`, else only this machine), the last address in
`X-Forwarded-For` that is none of such proxies. It cannot be forged past them.
"""

import asyncio
import ipaddress
import logging
import re
from collections import Counter
from collections.abc import Callable, Mapping

import gradio as gr
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers, MutableHeaders
from starlette.middleware import Middleware
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from ae_core import artifacts
from ui.live import uploads

from . import allowed_paths, gradio_calls
from .headers import HEADERS
from .rate_limits import Buckets

BODY_SECONDS = 60  # for a body to arrive
MAX_HEADERS = 16 * 1024  # bytes
MAX_PATH = 1024  # bytes
MAX_OPEN = 256  # requests of one address at a time: a class of thirty keeps some 60 streams open

# Tokens a second, and in a burst, for one address: a class of thirty shares one. Tokens are
# requests; of uploads and live requests bytes, of pictures to decode pixels. A core decodes 30
# million pixels a second; the burst is two of the largest pictures for each of 24 visitors.
ALLOWANCES: Mapping[str, tuple[float, float]] = {
    "page": (10, 300),
    "call": (10, 300),
    "upload": (256 * 1024, 128 * 1024**2),
    "live": (4 * 1024**2, 256 * 1024**2),
    "pixels": (4 * 1024**2, 768 * 1024**2),
}
_BY_SIZE = ("upload", "live")
# uploads lie on the disk for a while (`litter`): so much of all senders together
ALL_UPLOADS = (1024**2, 512 * 1024**2)

# bytes that are read past what is allowed: who is still sending does not hear an answer
_HEARD_OUT = 8 * 1024**2
_HOST = re.compile(r"[\w.-]+(:\d{1,5})?|\[[0-9a-fA-F:.]+\](:\d{1,5})?", re.ASCII)
_CONTROL = re.compile(rb"[\x00-\x1f\x7f]")
_MAX_NAME = 255  # bytes that a file's name may have, on the systems that we know of
_UPLOAD = "/gradio_api/upload"
# Gradio takes the first for its own address, whoever says it; of the second it takes apart what it
# should not, and its files are small
_DROPPED = (b"x-gradio-server", b"range")

log = logging.getLogger("autoencoder_lab")
# broken forms make Gradio's parser talkative; the sender is told, the log need not be
logging.getLogger("python_multipart").setLevel(logging.ERROR)

# (path, body) → what is wrong with it, or None; may take a while
Check = Callable[[str, bytes], str | None]


class Refusal(Exception):
    """A request that is not answered: its status, one sentence, and headers."""

    def __init__(self, status: int, sentence: str, **headers: str):
        super().__init__(sentence)
        self._status, self._headers = status, headers

    def response(self) -> JSONResponse:
        """What the sender is told."""
        return JSONResponse({"detail": str(self)}, self._status, self._headers)


def around(page: gr.Blocks) -> list[Middleware]:
    """The guard of a page, as `launch` takes it among its `app_kwargs`."""
    return [Middleware(Guard, check=gradio_calls.Calls(page).problem)]


class _Gone(Exception):
    """The sender went before the request, or the answer, was there."""


class Guard:
    """See the module."""

    def __init__(self, app: ASGIApp, check: Check):
        self._app, self._check = app, check
        self._allowances = {name: Buckets(*limits) for name, limits in ALLOWANCES.items()}
        self._all_uploads = Buckets(*ALL_UPLOADS)
        self._open: Counter[str] = Counter()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request, or have it answered."""
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
            return
        if scope["type"] != "http":  # nothing here speaks through WebSockets
            await send({"type": "websocket.close", "code": 1000})
            return
        sender = _sender(scope)
        self._open[sender] += 1
        try:
            await self._answer(scope, receive, _Answer(send), sender)
        except _Gone:
            pass
        finally:
            self._open[sender] -= 1
            if not self._open[sender]:
                del self._open[sender]

    async def _answer(
        self, scope: Scope, receive: Receive, answer: "_Answer", sender: str | None
    ) -> None:
        try:
            receive = await self._admit(scope, receive, sender)
            scope["headers"] = [pair for pair in scope["headers"] if pair[0] not in _DROPPED]
            if scope["path"] == "/":
                # the page's script reads it in the browser; Gradio fails on a ?page= it has not
                scope["query_string"] = b""
            await self._app(scope, receive, answer.send)
        except _Gone:
            raise
        except Refusal as refusal:
            await refusal.response()(scope, receive, answer.send)
        except Exception as error:
            if answer.begun and not answer.over:  # Gradio's streams say what is wrong, and raise it
                log.info("a stream of %s broke off: %r", scope["path"], error)
                await answer.send({"type": "http.response.body"})
            elif refusal := _of_upload(scope, error):
                await refusal.response()(scope, receive, answer.send)
            else:
                raise

    async def _admit(self, scope: Scope, receive: Receive, sender: str | None) -> Receive:
        """Let a request in.

        Returns:
            What the app receives it from.

        Raises:
            Refusal: if it is not to be answered.
            _Gone: if it never arrived.
        """
        path = scope["path"]
        _check_head(scope)
        door = allowed_paths.find(path)
        if door is None:
            raise _nothing()
        if scope["method"] not in door.methods:
            allowed = ", ".join(door.methods)
            raise Refusal(405, f"This address answers to {allowed} only.", Allow=allowed)
        if sender is not None and self._open[sender] > MAX_OPEN:
            raise _too_many(5)
        if door.counted and door.counted not in _BY_SIZE:
            self._count(door.counted, sender, 1)
        if scope["method"] != "POST":
            return receive
        body = await _body(scope, receive, door.most)
        if door.counted in _BY_SIZE:
            self._count(door.counted, sender, len(body))
        if door.counted != "live":  # the page's own lines check for themselves
            problem = await run_in_threadpool(self._check, path, body)
            if problem:
                raise Refusal(400, problem)
        live = door.counted == "live"
        if sender is not None and (not live or uploads.may_carry(body)):
            self._count("pixels", sender, await run_in_threadpool(uploads.pixels, body, live))
        return _again(body, receive)

    def _count(self, what: str, sender: str | None, tokens: int) -> None:
        if sender is None:
            return
        wait = self._allowances[what].take(sender, tokens)
        if not wait and what == "upload":
            wait = self._all_uploads.take("", tokens)
        if wait:
            raise _too_many(wait)


class _Answer:
    """The way back, with `HEADERS`; whether anything, and all, was sent on it."""

    def __init__(self, send: Send):
        self._send = send
        self.begun = self.over = False

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.begun = True
            MutableHeaders(scope=message).update(HEADERS)
        else:
            self.over = not message.get("more_body", False)
        try:
            await self._send(message)
        except RuntimeError as error:
            if "handler is closed" not in str(error):
                raise
            raise _Gone from None  # uvloop's word for it, before uvicorn has heard


def _sender(scope: Scope) -> str | None:
    """Whose allowance a request is counted against; None for this machine itself.

    Of IPv6 the first half: a home has the whole other half for itself.
    """
    try:
        found = ipaddress.ip_address((scope.get("client") or ("",))[0])
    except ValueError:  # the name of a proxy's own making, or none
        return str(scope.get("client"))
    if found.version == 6 and found.ipv4_mapped:
        found = found.ipv4_mapped
    if found.is_loopback:
        return None
    return str(found) if found.version == 4 else found.exploded[:19]


def _check_head(scope: Scope) -> None:
    """Raises: Refusal: of what stands before the body."""
    if sum(len(name) + len(value) for name, value in scope["headers"]) > MAX_HEADERS:
        raise Refusal(431, f"The headers should be at most {MAX_HEADERS} bytes.")
    path = scope["path"].encode(errors="replace")
    if len(path) > MAX_PATH:
        raise Refusal(414, f"An address should have at most {MAX_PATH} bytes.")
    if _CONTROL.search(path) or max(map(len, path.split(b"/"))) > _MAX_NAME:
        raise _nothing()
    headers = Headers(scope=scope)
    for name in ("host", "x-forwarded-host"):
        hosts = headers.get(name, "localhost").split(",")
        if not all(_HOST.fullmatch(host.strip()) for host in hosts):
            raise Refusal(400, f"The header {name} should be the name of a host.")


async def _body(scope: Scope, receive: Receive, most: int) -> bytes:
    """The whole body.

    Raises:
        Refusal: if it has more than `most` bytes, or takes too long.
        _Gone: if it breaks off.
    """
    too_large = Refusal(413, f"A request should have at most {most} bytes here.")
    length = Headers(scope=scope).get("content-length", "0")
    if not length.isdecimal() or int(length[:20]) > most + _HEARD_OUT:
        raise too_large
    body, more, size = bytearray(), True, 0
    try:
        async with asyncio.timeout(BODY_SECONDS):
            while more:
                message = await receive()
                if message["type"] == "http.disconnect":
                    raise _Gone
                piece, more = message.get("body", b""), message.get("more_body", False)
                size += len(piece)
                if size > most + _HEARD_OUT:
                    raise too_large
                if size <= most:
                    body += piece
    except TimeoutError:
        raise Refusal(408, f"A request should arrive within {BODY_SECONDS} s.") from None
    if size > most:
        raise too_large
    return bytes(body)


def _of_upload(scope: Scope, error: Exception) -> Refusal | None:
    """What a sender is told of an upload that Gradio failed at; None of other requests."""
    if scope["path"] != _UPLOAD:
        return None
    if artifacts.no_room(error):
        log.error("a file that was sent could not be kept: %s", error)
        return Refusal(507, "The server has no room for this file; try again later.")
    if isinstance(error, OSError):
        return None
    # Gradio's reader of forms raises errors of many kinds on what is none
    return Refusal(400, "There should be a file called files, as form data.")


def _again(body: bytes, receive: Receive) -> Receive:
    """Give out a body that has been read, then what follows it."""
    waiting = [{"type": "http.request", "body": body, "more_body": False}]

    async def receive_again() -> Message:
        return waiting.pop() if waiting else await receive()

    return receive_again


def _nothing() -> Refusal:
    return Refusal(404, "There is nothing here.")


def _too_many(seconds: int) -> Refusal:
    sentence = f"Too many requests from your address; try again in {seconds} s."
    return Refusal(429, sentence, **{"Retry-After": str(seconds)})
