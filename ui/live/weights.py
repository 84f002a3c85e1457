"""GET /lab/weights/MODEL/LAYER?v=VERSION: the weights of one layer, which a browser keeps for good.

A visitor's own net is found by its key, which only that visitor knows; its weights may be cached
by the browser, but by no cache in between.
"""

from collections.abc import Callable

import numpy as np
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from ae_core.inference import layers
from ae_core.models import presets
from ui.problems import Problem, log_once

from . import engine
from .concurrency import ConcurrencyLimit, QueueFull
from .requests import check_model

PATH = "/lab/weights"
_FOR_GOOD = "max-age=31536000, immutable"


def endpoint(limit: ConcurrencyLimit) -> Callable:
    """Make the endpoint, which works within a concurrency limit.

    It answers with the layer's kernel, then its bias, as little-endian float32 in Keras's order,
    see `layers.weights`; with 404 if there is no such model or layer, or another version is in
    use; with 503 if too many requests wait already.
    """

    async def answer(request: Request) -> Response:
        model, layer = request.path_params["model"], request.path_params["layer"]
        try:
            content = await limit.run(_read, model, layer, request.query_params.get("v"))
        except QueueFull:
            return JSONResponse({"detail": "The server is busy."}, 503, {"Retry-After": "1"})
        if content is None:
            return JSONResponse({"detail": "There are no such weights."}, 404)
        access = "public" if model in presets.PRESETS else "private"
        headers = {"Cache-Control": f"{access}, {_FOR_GOOD}"}
        return Response(content, headers=headers, media_type="application/octet-stream")

    return answer


def _read(model: str, layer: str, version: str | None) -> bytes | None:
    """The bytes of the answer; None if there are no such weights."""
    try:
        if engine.call(layers.of, check_model(model)).version != version:
            return None
        both = engine.call(layers.weights, model, layer)
    except (Problem, KeyError) as error:
        log_once(f"weights that were asked for: {error}")
        return None
    return b"".join(np.asarray(values, "<f4").tobytes() for values in both)
