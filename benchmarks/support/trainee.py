"""A visitor who trains the largest net that the page offers, one after the other."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

from . import session

_NET = {"code": 64, "layers": 3, "units": 256, "loss": "bce", "noise": "mixed", "epochs": 15}
_PATIENCE = 60  # seconds until it learns


@asynccontextmanager
async def training(url: str) -> AsyncIterator[Callable[[], bool]]:
    """Train while the block lasts; then the visitor is gone, and the training ends.

    Args:
        url: of our page.

    Yields:
        Whether they still do.

    Raises:
        TimeoutError: if it does not begin.
    """
    learns = asyncio.Event()

    async def train() -> None:
        async with session.opened(url) as visitor:
            state = "done"
            while state == "done":  # built-in digits are learnt sooner than MNIST
                async for _, state in visitor.train(_NET):
                    if state == "training":
                        learns.set()

    visit = asyncio.create_task(train())
    try:
        await asyncio.wait_for(learns.wait(), _PATIENCE)
        yield lambda: not visit.done()
    finally:
        visit.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await visit
