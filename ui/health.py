"""How the server is, for whoever keeps it running: GET /lab/health.

It is asked every few seconds by load balancers, which look at the status alone, so it looks up what
is known already and touches neither TensorFlow nor the disk.
"""

import threading

from starlette.requests import Request
from starlette.responses import JSONResponse

import ae_core
from ae_core import inference, specs

from . import warmup

USABLE, LOADING = "usable", "loading"

_stopping = threading.Event()


def stopping() -> None:
    """From now on say that this server is about to end, and is to be sent nobody."""
    _stopping.set()


def report() -> dict:
    """What is known.

    Returns:
        {"state", "version", "models"}. "state" is "warming" until every model was tried, then
        "ready" if one or more can be used, else "failed"; and "stopping" from the moment the server
        was told to end. "models" has for each key `USABLE`, `LOADING`, or why it cannot be used: in
        English, without the names of folders, for all may read it.
    """
    models = {key: _model(key) for key in specs.SPECS}
    if _stopping.is_set():
        state = "stopping"
    elif warmup.is_warming():
        state = "warming"
    else:
        state = "ready" if USABLE in models.values() else "failed"
    return {"state": state, "version": ae_core.__version__, "models": models}


async def endpoint(request: Request) -> JSONResponse:
    """`report` over HTTP: 200 when ready, 503 otherwise."""
    told = report()
    return JSONResponse(
        told,
        status_code=200 if told["state"] == "ready" else 503,
        headers={"Cache-Control": "no-store"},
    )


def _model(key: str) -> str:
    if inference.loaded(key):
        return USABLE
    if warmup.failed():
        return "TensorFlow could not be loaded"
    return warmup.fault(key) or LOADING
