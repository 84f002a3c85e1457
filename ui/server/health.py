"""The state of the server, for load balancers and hosts: GET /lab/health.

A balancer asks every few seconds and only looks at the status, so the report uses what is known
already; only a model that was never tried is loaded.
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


def announce_stop() -> None:
    """Report "stopping" from now on, so that balancers send no more visitors."""
    _stopping.set()


def report() -> dict:
    """The state of the server.

    Returns:
        {"state", "version", "models"}. "state" is "ready" if at least one model can be used,
        otherwise "failed", and "stopping" after `announce_stop`. "models" has for each key
        `USABLE` or why it cannot be used, in English and without the names of folders, because
        anyone may read it.
    """
    models = {key: engine.fault(key) or USABLE for key in presets.PRESETS}
    state = "ready" if USABLE in models.values() else "failed"
    if _stopping.is_set():
        state = "stopping"
    return {"state": state, "version": ae_core.__version__, "models": models}


async def endpoint(request: Request) -> JSONResponse:
    """`report` over HTTP: 200 when ready, 503 otherwise."""
    state = await run_in_threadpool(report)  # it may load a model
    return JSONResponse(
        state,
        status_code=200 if state["state"] == "ready" else 503,
        headers={"Cache-Control": "no-store"},
    )
