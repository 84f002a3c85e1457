"""A concurrency limit runs a few pieces of work at once, in order, and refuses beyond its queue."""

import asyncio
import threading

import pytest

from tests.support.threads import run
from ui.live.concurrency import ConcurrencyLimit, QueueFull


class Gate:
    """Work that ends once `open` is set; `begun` lists what has started."""

    def __init__(self):
        self.begun: list[int] = []
        self.open = threading.Event()

    async def busy(self, count: int) -> None:
        """Wait until `count` pieces of work have started."""
        while len(self.begun) < count:
            await asyncio.sleep(0.01)

    def work(self, number: int) -> int:
        self.begun.append(number)
        assert self.open.wait(10)
        return number


async def _arrive(limit: ConcurrencyLimit, gate: Gate, numbers: range) -> list[asyncio.Task]:
    """Tasks that arrive at the limit one after the other."""
    tasks = []
    for number in numbers:
        tasks.append(asyncio.create_task(limit.run(gate.work, number)))
        await asyncio.sleep(0.01)
    return tasks


def test_work_beyond_the_limit_waits_in_order_and_beyond_the_queue_is_refused():
    async def scene():
        limit, gate = ConcurrencyLimit(threads=2, waiting=3), Gate()
        inside = await _arrive(limit, gate, range(5))
        await gate.busy(2)
        assert sorted(gate.begun) == [0, 1]
        with pytest.raises(QueueFull):
            await asyncio.wait_for(limit.run(gate.work, 5), 1)
        gate.open.set()
        assert await asyncio.gather(*inside) == [0, 1, 2, 3, 4]
        assert sorted(gate.begun[2:]) == [2, 3, 4]
        assert await limit.run(gate.work, 6) == 6  # the queue has room again

    run(scene())


def test_cancelling_waiting_work_makes_room():
    async def scene():
        limit, gate = ConcurrencyLimit(threads=1, waiting=1), Gate()
        first, second = await _arrive(limit, gate, range(2))
        second.cancel()
        await asyncio.gather(second, return_exceptions=True)
        (third,) = await _arrive(limit, gate, range(2, 3))
        gate.open.set()
        assert await asyncio.gather(first, third) == [0, 2]
        assert gate.begun == [0, 2]

    run(scene())


def test_an_error_is_raised_and_frees_the_thread():
    async def scene():
        limit = ConcurrencyLimit(threads=1, waiting=0)
        for _ in range(3):
            with pytest.raises(ZeroDivisionError):
                await limit.run(lambda: 1 / 0)

    run(scene())
