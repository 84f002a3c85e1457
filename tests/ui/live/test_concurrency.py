"""A limit does a few things at a time, in order, and turns away whom it cannot serve soon."""

import asyncio
import threading

import pytest

from tests.support.threads import run
from ui.live.concurrency import ConcurrencyLimit, QueueFull


class Gate:
    """Work that begins when its turn comes and ends when it is let go."""

    def __init__(self):
        self.begun: list[int] = []
        self.open = threading.Event()

    async def busy(self, count: int) -> None:
        """Until so much work has begun, which may take a busy machine a while."""
        while len(self.begun) < count:
            await asyncio.sleep(0.01)

    def work(self, number: int) -> int:
        self.begun.append(number)
        assert self.open.wait(10)
        return number


async def _arrive(limit: ConcurrencyLimit, gate: Gate, numbers: range) -> list[asyncio.Task]:
    """Tasks that have come to the limit one after the other."""
    tasks = []
    for number in numbers:
        tasks.append(asyncio.create_task(limit.run(gate.work, number)))
        await asyncio.sleep(0.01)
    return tasks


def test_so_many_at_once_the_others_in_order_and_nobody_beyond():
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
        assert await limit.run(gate.work, 6) == 6  # there is room again

    run(scene())


def test_who_goes_while_waiting_makes_room():
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


def test_what_the_work_raises_is_raised_and_the_thread_is_free_again():
    async def scene():
        limit = ConcurrencyLimit(threads=1, waiting=0)
        for _ in range(3):
            with pytest.raises(ZeroDivisionError):
                await limit.run(lambda: 1 / 0)

    run(scene())
