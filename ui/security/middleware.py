"""An ASGI middleware around the whole app: which requests pass, how large and how often.

Only `allowed_paths` are served. Heads and bodies are limited (`incoming`). Requests that cost
something are counted against the sender's allowance (`rate_limits`). Calls on which Gradio's queue
would fail are refused (`gradio_calls`). A refusal is JSON with one sentence under "detail". Every
answer carries the headers of `headers`. Browsers keep Gradio's files for good, as they do ours.

Under a sub-path, a proxy may send paths with or without it: it is removed, see `Settings.path`.

The sender is the address of the connection. Behind a proxy that uvicorn trusts
(`FORWARDED_ALLOW_IPS`, by default this machine alone) it is the last address in `X-Forwarded-For`
that is not such a proxy's, so a visitor cannot forge it.
"""

import logging
from collections import Counter
from collections.abc import Callable, Mapping

import gradio as gr
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import MutableHeaders
from starlette.middleware import Middleware
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from ae_core import artifacts
from ui.live import uploads
from ui.server import static_files
from ui.settings import DEFAULT, Settings

from . import allowed_paths, gradio_calls, headers
from .incoming import Gone, Refusal, check_head, not_found, read_body, replay, sender_of
from .rate_limits import Buckets

MAX_OPEN = 256  # requests of one address at a time; a class of thirty keeps some 60 streams open

# Tokens a second, and in a burst, for one address, which a class of thirty may share. A token is a
# request; for uploads and live requests a byte, for pictures to decode a pixel. A core decodes 30
# million pixels a second; the burst is two of the largest pictures for each of 32 visitors.
ALLOWANCES: Mapping[str, tuple[float, float]] = {
    "page": (10, 300),
    "call": (10, 300),
    "upload": (256 * 1024, 128 * 1024**2),
    "live": (4 * 1024**2, 256 * 1024**2),
    "pixels": (4 * 1024**2, 1024 * 1024**2),
}
_BY_SIZE = ("upload", "live")
# Of all senders together: uploads stay on the disk for a while, see `cleanup`.
ALL_UPLOADS = (1024**2, 512 * 1024**2)

NO_HEADERS: Mapping[str, str] = {}
_UPLOAD = "/gradio_api/upload"
# Gradio names its scripts and styles after their content, but doesn't say that they can be kept: a
# browser would fetch all of them again once a tenth of their age has passed.
_NAMED_AFTER_CONTENT = "/assets/"
# Gradio believes the first to be its own address, and parses the second wrongly; files are small.
_DROPPED = (b"x-gradio-server", b"range")

log = logging.getLogger("autoencoder_lab")
# the parser logs a lot about broken forms; the sender gets a sentence, which is enough
logging.getLogger("python_multipart").setLevel(logging.ERROR)

# (path, body) → what is wrong with the request, or None; runs in a thread
Check = Callable[[str, bytes], str | None]


def around(
    page: gr.Blocks, page_headers: Mapping[str, str], settings: Settings
) -> list[Middleware]:
    """The middleware of a page, for the `app_kwargs` of `launch`.

    Args:
        page: complete.
        page_headers: of the page itself, beside those of all answers.
        settings: where the page is shown.
    """
    check = gradio_calls.Calls(page).problem
    return [Middleware(Guard, check=check, page_headers=page_headers, settings=settings)]


class Guard:
    """The middleware; see the module.

    Args:
        app: what it protects.
        check: of requests other than live ones.
        page_headers: of the page itself, beside those of all answers.
        settings: where the page is shown.
    """

    def __init__(
        self,
        app: ASGIApp,
        check: Check,
        page_headers: Mapping[str, str] = NO_HEADERS,
        settings: Settings = DEFAULT,
    ):
        self._app, self._check, self._root = app, check, settings.path
        self._headers = headers.make(settings.frame_ancestors)
        self._page_headers = {**self._headers, **page_headers}
        self._allowances = {name: Buckets(*limits) for name, limits in ALLOWANCES.items()}
        self._all_uploads = Buckets(*ALL_UPLOADS)
        self._open: Counter[str | None] = Counter()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request, by a refusal or by the app."""
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
            return
        if scope["type"] != "http":  # the app has no WebSockets
            await send({"type": "websocket.close", "code": 1000})
            return
        if self._root and f"{scope['path']}/".startswith(f"{self._root}/"):
            path = scope["path"][len(self._root) :] or "/"
            scope = {**scope, "path": path, "raw_path": path.encode()}
        sender = sender_of(scope)
        self._open[sender] += 1
        try:
            more = self._page_headers if scope["path"] == "/" else self._headers
            named = scope["path"].startswith(_NAMED_AFTER_CONTENT)
            of_content = static_files.FOR_GOOD if named else NO_HEADERS
            await self._answer(scope, receive, _Answer(send, more, of_content), sender)
        except Gone:
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
            if scope["path"] in ("/", _UPLOAD):
                # the page's script reads it in the browser; Gradio fails on an unknown ?page=, and
                # keeps every ?upload_id= for good
                scope["query_string"] = b""
            await self._app(scope, receive, answer.send)
        except Gone:
            raise
        except Refusal as refusal:
            await refusal.response()(scope, receive, answer.send)
        except Exception as error:
            # Gradio's streams send the error, and then raise it
            if answer.started and not answer.complete:
                log.info("a stream of %s broke off: %r", scope["path"], error)
                await answer.send({"type": "http.response.body"})
            elif failed_upload := _upload_refusal(scope, error):
                await failed_upload.response()(scope, receive, answer.send)
            else:
                raise

    async def _admit(self, scope: Scope, receive: Receive, sender: str | None) -> Receive:
        """Check a request, read its body, and count its cost.

        Returns:
            An ASGI `receive` that gives the app the body.

        Raises:
            Refusal: if the request is refused.
            Gone: if it breaks off.
        """
        path = scope["path"]
        check_head(scope)
        allowed = allowed_paths.find(path)
        if allowed is None:
            raise not_found()
        if scope["method"] not in allowed.methods:
            methods = ", ".join(allowed.methods)
            raise Refusal(405, f"This address answers to {methods} only.", Allow=methods)
        if sender is not None and self._open[sender] > MAX_OPEN:
            raise _too_many_requests(5)
        if allowed.counted and allowed.counted not in _BY_SIZE:
            self._count(allowed.counted, sender, 1)
        if scope["method"] != "POST":
            return receive
        body = await read_body(scope, receive, allowed.max_bytes)
        if allowed.counted in _BY_SIZE:
            self._count(allowed.counted, sender, len(body))
        if allowed.counted != "live":  # the handlers of live requests check them
            problem = await run_in_threadpool(self._check, path, body)
            if problem is not None:
                raise Refusal(400, problem)
        live = allowed.counted == "live"
        if sender is not None and (not live or uploads.may_hold_file(body)):
            pixels = await run_in_threadpool(uploads.count_pixels, body, live)
            self._count("pixels", sender, pixels)
        return replay(body, receive)

    def _count(self, what: str, sender: str | None, tokens: int) -> None:
        if sender is None:
            return
        wait = self._allowances[what].take(sender, tokens)
        if not wait and what == "upload":
            wait = self._all_uploads.take("", tokens)
        if wait:
            raise _too_many_requests(wait)


class _Answer:
    """Sends an answer with more headers, and knows whether it has started and is complete.

    Args:
        send: of the server.
        headers: of any answer.
        of_content: headers of an answer that is what was asked for.
    """

    def __init__(self, send: Send, headers: Mapping[str, str], of_content: Mapping[str, str]):
        self._send, self._headers, self._of_content = send, headers, of_content
        self.started = self.complete = False

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.started = True
            more = self._of_content if message["status"] == 200 else NO_HEADERS
            MutableHeaders(scope=message).update({**self._headers, **more})
        else:
            self.complete = not message.get("more_body", False)
        try:
            await self._send(message)
        except RuntimeError as error:
            # uvloop raises it for a closed connection, until uvicorn has noticed; whatever else
            # the server raises here, nothing more can be sent
            log.warning("an answer could not be sent: %s", error)
            raise Gone from None


def _upload_refusal(scope: Scope, error: Exception) -> Refusal | None:
    """The refusal of an upload that Gradio failed at; None if the failure is another one."""
    if scope["path"] != _UPLOAD:
        return None
    if artifacts.no_room(error):
        log.error("a file that was sent could not be kept: %s", error)
        return Refusal(507, "The server has no room for this file; try again later.")
    if isinstance(error, OSError):
        return None
    # Gradio's parser raises errors of many kinds on malformed forms
    return Refusal(400, "There should be a file called files, as form data.")


def _too_many_requests(seconds: int) -> Refusal:
    sentence = f"Too many requests from your address; try again in {seconds} s."
    return Refusal(429, sentence, **{"Retry-After": str(seconds)})
