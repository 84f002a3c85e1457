"""A visitor who trains the largest net that the page offers, from the first epoch on."""

import asyncio
import contextlib
import json
import uuid
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

import aiohttp

from ui.page import first_request

_NET = {"code": 64, "layers": 3, "units": 256, "loss": "bce", "noise": "every", "epochs": 15}
_PATIENCE = 60  # seconds until it learns


@asynccontextmanager
async def training(url: str) -> AsyncIterator[Callable[[], bool]]:
    """Train while the block lasts; then the visitor is gone, and the training ends.

    Args:
        url: of our page.

    Yields:
        Whether it is still learning.

    Raises:
        RuntimeError: if it does not begin.
    """
    learns, over = asyncio.Event(), asyncio.Event()
    timeout = aiohttp.ClientTimeout(total=None)
    async with aiohttp.ClientSession(timeout=timeout, read_bufsize=2**24) as session:
        listener = asyncio.create_task(_train(session, url, learns, over))
        waits = asyncio.create_task(learns.wait())
        try:
            await asyncio.wait(
                {listener, waits}, timeout=_PATIENCE, return_when=asyncio.FIRST_COMPLETED
            )
            if not learns.is_set():
                raise RuntimeError("The training does not begin")
            yield lambda: not over.is_set()
        finally:
            for task in (listener, waits):
                task.cancel()
                with contextlib.suppress(asyncio.CancelledError):
                    await task


async def _train(
    session: aiohttp.ClientSession, url: str, learns: asyncio.Event, over: asyncio.Event
) -> None:
    """Join the queue as the page does, and listen until the net is done."""
    caller = {"session_hash": uuid.uuid4().hex[:11]}
    async with session.get(f"{url}config") as answer:
        events = (await answer.json())["dependencies"]
    index = next(event["id"] for event in events if event["targets"][0][1] == "train")
    text = json.dumps({**first_request(), "train": _NET})
    join = {"data": [text], "fn_index": index, **caller}
    async with session.post(f"{url}gradio_api/queue/join", json=join) as answer:
        answer.raise_for_status()
    async with session.get(f"{url}gradio_api/queue/data", params=caller) as stream:
        async for row in stream.content:
            if rb"\"done\":" in row:  # a step within an epoch
                learns.set()
            if b'"process_completed"' in row:
                break
    over.set()
