"""The page's lines to the server: what is live goes past Gradio's events, on routes of its own.

Past them a pen move is seen about 10 ms sooner, which is most of a frame. What takes long, and has
to wait for its turn, does go through Gradio's queue; see `page`.
"""

from collections.abc import Callable, Mapping

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from ui import rooms
from ui.problems import Problem
from ui.server import health
from ui.sharing import downloads
from ui.training import sessions

from . import encoding, pipeline, samples, uploads
from .concurrency import Busy, Lane

HANDLERS: Mapping[str, encoding.Handler] = {
    "stage": pipeline.respond,
    "room": rooms.respond,
    "tray": samples.tray,
    "link": downloads.link,
    "stop": sessions.stop,
}

# More threads than cores fight for Python's lock: with eight of them an answer costs a third more.
# Rooms that ask apart take ten times as long, and have a lane of their own for the stage's sake.
_LIVE = Lane(threads=2, waiting=100)
_LANES = {"room": Lane(threads=2, waiting=40)}
# Pictures are decoded one at a time, see `uploads`: who waits for that holds no pen's thread.
_FILES = Lane(threads=1, waiting=20)
_BUSY = {"state": "problem", "problem": Problem("busy").as_json()}


def routes() -> list[Route]:
    """POST /lab/NAME for each of `HANDLERS`, JSON in, JSON out (`wire.over`); GET /lab/health.

    Where too many wait already, the answer is 503 with the problem "busy".
    """
    lines = [
        Route(
            f"/lab/{name}",
            _endpoint(encoding.over(handler), _LANES.get(name, _LIVE)),
            methods=["POST"],
        )
        for name, handler in HANDLERS.items()
    ]
    return [*lines, Route("/lab/health", health.endpoint)]


def _endpoint(handler: Callable[[object], str], lane: Lane) -> Callable:
    async def answer(request: Request) -> Response:
        body = await request.body()  # which `guard` has bounded
        try:
            reply = await (_FILES if uploads.may_carry(body) else lane).run(handler, body)
        except Busy:
            return JSONResponse(_BUSY, 503, {"Retry-After": "1"})
        return Response(reply, media_type="application/json")

    return answer
