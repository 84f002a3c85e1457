"""The page's lines to the server: what is live goes past Gradio's events, on routes of its own.

Past them a pen move is seen about 10 ms sooner, which is most of a frame. What takes long, and has
to wait for its turn, does go through Gradio's queue; see `page`.
"""

from collections.abc import Callable, Mapping

from starlette.concurrency import run_in_threadpool
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.routing import Route

from . import health, rooms, samples, share, stage, training, wire

HANDLERS: Mapping[str, wire.Handler] = {
    "stage": stage.respond,
    "room": rooms.respond,
    "tray": samples.tray,
    "link": share.link,
    "stop": training.stop,
}


def routes() -> list[Route]:
    """POST /lab/NAME for each of `HANDLERS`, JSON in, JSON out (`wire.over`); GET /lab/health."""
    lines = [
        Route(f"/lab/{name}", _endpoint(wire.over(handler)), methods=["POST"])
        for name, handler in HANDLERS.items()
    ]
    return [*lines, Route("/lab/health", health.endpoint)]


def _endpoint(handler: Callable[[object], str]) -> Callable:
    async def answer(request: Request) -> Response:
        text = await _text(request)
        return Response(await run_in_threadpool(handler, text), media_type="application/json")

    return answer


async def _text(request: Request) -> str | None:
    """The body; None if it is larger than any request of the page, or no text."""
    body = bytearray()
    try:
        async for chunk in request.stream():
            body += chunk
            if len(body) > wire.MAX_TEXT:
                return None
        return body.decode()
    except (UnicodeDecodeError, ClientDisconnect):
        return None
