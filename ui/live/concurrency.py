"""Lanes to the handlers: a few at a time, a bounded row of those who wait, and a polite no beyond.

On two cores more threads than a few only take the processor from one another: everybody's answer
comes later. And a row without end is a row in which everybody waits without end.
"""

import functools
from collections.abc import Callable
from typing import TypeVar

import anyio
from anyio.to_thread import run_sync

Answer = TypeVar("Answer")


class Busy(Exception):
    """Too many are waiting already."""


class Lane:
    """Work for threads, so much at a time.

    Args:
        threads: how many pieces of work are done at once.
        waiting: how many more may wait for their turn.
    """

    def __init__(self, threads: int, waiting: int):
        self._limiter = anyio.CapacityLimiter(threads)
        self._waiting = waiting

    async def run(self, work: Callable[..., Answer], *args: object) -> Answer:
        """Do the work in a thread, in the order of arrival.

        Raises:
            Busy: if as many wait as may.
        """
        row = self._limiter.statistics()
        if row.borrowed_tokens >= row.total_tokens and row.tasks_waiting >= self._waiting:
            raise Busy
        return await run_sync(functools.partial(work, *args), limiter=self._limiter)
