"""The page's own routes for live requests, beside Gradio's events.

Without Gradio's events in between, a pen move shows about 10 ms sooner, most of a frame. Slow
requests have to queue, so they go through Gradio; see `page`.
"""

from collections.abc import Callable, Mapping
from functools import partial

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from ui import rooms
from ui.problems import Problem
from ui.server import health
from ui.sharing import downloads, takeaway
from ui.training import sessions

from . import encoding, pipeline, samples, uploads, weights
from .concurrency import ConcurrencyLimit, QueueFull

HANDLERS: Mapping[str, encoding.Handler] = {
    "stage": pipeline.respond,
    "room": rooms.respond,
    "tray": samples.choose,
    "link": downloads.link,
    "take": takeaway.take,
    "stop": sessions.stop,
}

# More threads than cores fight for Python's lock: with eight of them an answer costs a third more.
_LIVE = ConcurrencyLimit(threads=2, waiting=100)
# Pictures are decoded one at a time, see `uploads`; requests that wait for it must not hold a live
# thread. Weights of layers and files to take home, of up to 4 MB, are read here as well.
_FILES = ConcurrencyLimit(threads=1, waiting=32)
# Slow rooms take ten times as long, so they must not use up the stage's threads.
_LIMITS = {"room": ConcurrencyLimit(threads=2, waiting=40), "take": _FILES}
_BUSY = {"state": "problem", "problem": Problem("busy").as_json()}


def routes() -> list[Route]:
    """POST /lab/NAME for each of `HANDLERS`, JSON in and out; GET of health, weights and files.

    If too many requests wait already, the answer is 503 with the problem "busy".
    """
    live = [
        Route(
            f"/lab/{name}",
            _endpoint(encoding.json_handler(handler), _LIMITS.get(name, _LIVE)),
            methods=["POST"],
        )
        for name, handler in HANDLERS.items()
    ]
    of_layer = Route(f"{weights.PATH}/{{model}}/{{layer}}", partial(_run, _FILES, weights.read))
    files = Route(f"{takeaway.PATH}/{{model}}/{{name}}", partial(_run, _FILES, takeaway.read))
    return [*live, Route("/lab/health", health.endpoint), of_layer, files]


def _endpoint(handler: Callable[[object], str], limit: ConcurrencyLimit) -> Callable:
    def respond(body: bytes) -> Response:
        return Response(handler(body), media_type="application/json")

    async def answer(request: Request) -> Response:
        body = await request.body()  # `middleware` has limited its size
        return await _run(_FILES if uploads.may_hold_file(body) else limit, respond, body)

    return answer


async def _run(limit: ConcurrencyLimit, work: Callable[..., Response], *args: object) -> Response:
    """The response that `work(*args)` makes in a thread, or 503."""
    try:
        return await limit.run(work, *args)
    except QueueFull:
        return JSONResponse(_BUSY, 503, {"Retry-After": "1"})
