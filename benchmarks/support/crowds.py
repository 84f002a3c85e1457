"""Crowds: many visitors who come to a page at once, change something, and wait for the answer.

Server and visitors share the machine, so a wait includes what the visitors themselves cost. As the
page does, a visitor sends the next request after the last answer; a room that answers apart from
the stage is asked likewise, beside it.
"""

import asyncio
import contextlib
import functools
import json
import random
import time
import uuid
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from itertools import count
from typing import NamedTuple

import aiohttp

from tests.support import session
from tests.support.visitors import (
    STEPS,
    Post,
    Tally,
    Visitor,
    browsers,
    drawings,
    post_to_stage,
)
from ui import rooms

_LEAD = 6  # seconds over which a crowd arrives; they are not measured
_LARGEST_NET = {"code": 64, "layers": 3, "units": 256, "loss": "bce", "epochs": 15}
_LARGEST_NET |= {"noise": "gaussian", "level": 0.5}  # older checkouts name mixed noise otherwise
_START_SECONDS = 180  # until a training has begun: TensorFlow loads slowly on a busy machine


class Crowd(NamedTuple):
    """Visitors who draw, and slow ones.

    Attributes:
        drawing: visitors with 10 changes a second for 3 s, then a pause.
        slow: visitors with a change every 2 s.
        pause: seconds. With 3, 50 visitors want 250 answers a second, and no more can be measured.
        training: whether one more visitor trains the largest net meanwhile.
        room: which is open and in view, if one is.
    """

    drawing: int
    slow: int
    pause: float = 3
    training: bool = False
    room: str | None = None

    def __str__(self) -> str:
        drawing = f"{self.drawing} who draw" + ("" if self.pause else " without a pause")
        parts = [drawing] * (self.drawing > 0) + [f"{self.slow} slow"] * (self.slow > 0)
        room = f", {self.room} open" if self.room else ""
        return ", ".join(parts) + room + (", while another trains" if self.training else "")


class Measured(NamedTuple):
    """The answers that the parts of a crowd got, those of rooms apart, and the seconds measured."""

    drawing: Tally
    slow: Tally
    room: Tally
    seconds: float


async def visit(url: str, who: Crowd, seconds: float) -> Measured:
    """Let a crowd visit our page, and one more visitor train if the crowd has one."""
    apart = post_to_stage(url, "room") if who.room in rooms.ALONE else None
    changes = functools.partial(drawings, room=who.room)
    crowd = send(post_to_stage(url), changes, who, seconds, apart)
    if not who.training:
        return await crowd
    async with _training(url) as still_trains:
        met = await crowd
        if not still_trains():
            raise RuntimeError("The visitor who trains was refused.")
    return met


async def send(
    post: Post,
    changes: Callable[[int], Iterator],
    who: Crowd,
    seconds: float,
    post_to_room: Post | None = None,
) -> Measured:
    """Let a crowd arrive, stay for `seconds` once all have arrived, and leave."""
    drawing, slow, room = Tally(), Tally(), Tally()
    numbers = random.Random(0)
    begin = time.perf_counter()
    until = begin + _LEAD + seconds
    async with browsers(who.drawing + who.slow) as sessions, asyncio.TaskGroup() as tasks:
        for number, browser in enumerate(sessions):
            draws = number < who.drawing
            lines = [Visitor(browser, post, drawing if draws else slow)]
            if post_to_room:
                lines.append(Visitor(browser, post_to_room, room))
            moments = _moments(begin + numbers.uniform(0, _LEAD), who.pause if draws else None)
            tasks.create_task(_use(lines, changes(number), moments, until))
        await asyncio.sleep(_LEAD)
        for tally in (drawing, slow, room):
            tally.waits.clear()
            tally.turned_away.clear()
    return Measured(drawing, slow, room, time.perf_counter() - begin - _LEAD)


async def _use(
    lines: list[Visitor], changes: Iterator, moments: Iterator[float], until: float
) -> None:
    """Make changes, each of which goes down every line of the page."""
    for moment in moments:
        if moment >= until:
            break
        await asyncio.sleep(max(0.0, moment - time.perf_counter()))
        change = next(changes)
        for line in lines:
            line.change(change)
    for line in lines:
        await line.rest()


def _moments(start: float, pause: float | None) -> Iterator[float]:
    """Yield when a visitor makes changes: one who draws, or with None as `pause` a slow one."""
    for i in count():
        if pause is None:
            yield start + 2 * i
        else:
            yield start + (i // STEPS) * (STEPS / 10 + pause) + (i % STEPS) / 10


@asynccontextmanager
async def _training(url: str) -> AsyncIterator[Callable[[], bool]]:
    """Train the largest net, again and again, while the block runs.

    Yields:
        A function that says whether the visitor still trains.

    Raises:
        TimeoutError: if no training begins.
    """
    begun = asyncio.Event()

    async def train() -> None:
        async with session.opened(url) as visitor:
            state = "done"
            while state == "done":  # the built-in digits are learnt sooner than MNIST
                async for _, state in visitor.train(_LARGEST_NET):
                    if state == "training":
                        begun.set()

    visit = asyncio.create_task(train())
    try:
        await asyncio.wait_for(begun.wait(), _START_SECONDS)
        yield lambda: not visit.done()
    finally:
        visit.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await visit


def levels(visitor: int) -> Iterator[float]:
    """Yield positions of the naive page's slider."""
    numbers = random.Random(visitor)
    while True:
        yield round(numbers.uniform(0.2, 0.9), 2)


def post_to_gradio(url: str) -> Post:
    """Return a function that asks as Gradio's own page does: join the queue, then listen."""

    async def post(browser: aiohttp.ClientSession, level: object) -> str:
        caller = {"session_hash": uuid.uuid4().hex[:11]}
        # Event 0 of a `gr.Interface(live=True)` with one input is the change of that input.
        event = {"data": [level], "fn_index": 0, **caller}
        async with browser.post(f"{url}gradio_api/queue/join", json=event) as joined:
            if joined.status != 200:
                return f"{joined.status}: {await joined.text()}"
        async with browser.get(f"{url}gradio_api/queue/data", params=caller) as stream:
            async for row in stream.content:
                if not row.startswith(b"data: "):
                    continue
                message = json.loads(row[6:])
                if message["msg"] == "process_completed":
                    return "ok" if message["success"] else str(message["output"])
        return "the stream ended early"

    return post
