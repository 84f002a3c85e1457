"""GET /lab/weights/MODEL/LAYER?v=VERSION: the weights of one layer, which a browser keeps for good.

A visitor's own net is found by its key, which only that visitor knows; its weights may be cached
by the browser, but by no cache in between.
"""

import numpy as np
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from ae_core.inference import layers
from ae_core.models import presets
from ui.problems import Problem, log_once

from . import engine
from .requests import check_model

PATH = "/lab/weights"
_FOR_GOOD = "max-age=31536000, immutable"


def read(request: Request) -> Response:
    """A layer's kernel, then its bias, as little-endian float32 in Keras's order.

    See `layers.weights`. 404 if there is no such model or layer, or another version is in use.
    """
    model, layer = request.path_params["model"], request.path_params["layer"]
    content = _content(model, layer, request.query_params.get("v"))
    if content is None:
        return JSONResponse({"detail": "There are no such weights."}, 404)
    access = "public" if model in presets.PRESETS else "private"
    headers = {"Cache-Control": f"{access}, {_FOR_GOOD}"}
    return Response(content, headers=headers, media_type="application/octet-stream")


def _content(model: str, layer: str, version: str | None) -> bytes | None:
    """The bytes of the answer; None if there are no such weights."""
    try:
        if engine.call(layers.of, check_model(model)).version != version:
            return None
        both = engine.call(layers.weights, model, layer)
    except (Problem, KeyError) as error:
        log_once(f"weights that were asked for: {error}")
        return None
    return b"".join(np.asarray(values, "<f4").tobytes() for values in both)
