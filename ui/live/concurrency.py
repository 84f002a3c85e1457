"""Limit how many requests run at once and how many may wait; the rest are refused with 503.

With more threads than cores every answer comes later, because the threads take the processor from
one another. Without an end to the queue the wait has no end either.
"""

import functools
from collections.abc import Callable
from typing import TypeVar

import anyio
from anyio.to_thread import run_sync

Answer = TypeVar("Answer")


class QueueFull(Exception):
    """The queue is full: no more work may wait."""


class ConcurrencyLimit:
    """Runs work in threads, a few pieces at a time.

    Args:
        threads: how many pieces of work run at once.
        waiting: how many more may wait.
    """

    def __init__(self, threads: int, waiting: int):
        self._limiter = anyio.CapacityLimiter(threads)
        self._waiting = waiting

    async def run(self, work: Callable[..., Answer], *args: object) -> Answer:
        """Run `work(*args)` in a thread, in the order of arrival.

        Raises:
            QueueFull: if `waiting` pieces of work wait already.
        """
        state = self._limiter.statistics()
        if state.borrowed_tokens >= state.total_tokens and state.tasks_waiting >= self._waiting:
            raise QueueFull
        return await run_sync(functools.partial(work, *args), limiter=self._limiter)
