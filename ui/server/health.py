"""How the server is, for whoever keeps it running: GET /lab/health.

It is asked every few seconds by load balancers, which look at the status alone, so it looks up what
is known already. A model that nobody has asked for yet is loaded, to know.
"""

import threading

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse

import ae_core
from ae_core.models import presets
from ui.live import engine

USABLE = "usable"

_stopping = threading.Event()


def stopping() -> None:
    """From now on say that this server is about to end, and is to be sent nobody."""
    _stopping.set()


def report() -> dict:
    """What is known.

    Returns:
        {"state", "version", "models"}. "state" is "ready" if one or more models can be used, else
        "failed"; and "stopping" from the moment the server was told to end. "models" has for each
        key `USABLE`, or why it cannot be used: in English, without the names of folders, for all
        may read it.
    """
    models = {key: engine.fault(key) or USABLE for key in presets.PRESETS}
    state = "ready" if USABLE in models.values() else "failed"
    if _stopping.is_set():
        state = "stopping"
    return {"state": state, "version": ae_core.__version__, "models": models}


async def endpoint(request: Request) -> JSONResponse:
    """`report` over HTTP: 200 when ready, 503 otherwise."""
    told = await run_in_threadpool(report)  # it may load what nobody has asked for yet
    return JSONResponse(
        told,
        status_code=200 if told["state"] == "ready" else 503,
        headers={"Cache-Control": "no-store"},
    )
