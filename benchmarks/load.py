"""Many visitors at once: how long each waits, and how many answers a second there are.

`python -m benchmarks.load [--before OTHER_CHECKOUT]` lets each crowd visit the other checkout's
page and ours in turns, then a naive page. It exits with 1 if a visitor of ours got an error, or if
one of any crowd but the largest was turned away. Server and visitors share the machine, so a wait
includes what the visitors themselves cost. As the page does, a visitor sends the next request after
the last answer; a room that answers apart from the stage is asked likewise, beside it.

`--one-class` measures a class behind one address instead, see `support.classroom`.
"""

import asyncio
import contextlib
import functools
import json
import os
import random
import time
import uuid
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from itertools import count
from typing import Annotated, NamedTuple

import aiohttp
import numpy as np
import typer

from tests.support import servers, session
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

from .support import classroom, peers, tables

_LEAD = 6  # seconds over which a crowd arrives; they are not measured
_LARGEST_NET = {"code": 64, "layers": 3, "units": 256, "loss": "bce", "epochs": 15}
_LARGEST_NET |= {"noise": "gaussian", "level": 0.5}  # older checkouts name mixed noise otherwise
_START_SECONDS = 180  # until a training has begun: TensorFlow loads slowly on a busy machine
_HEAD = ("crowd", "answers/s", "median ms", "p95 ms", "worst ms", "turned away (p95)", "errors")
_DEAREST = "compare"  # of the rooms


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


DRAWING, SLOW, FLOOD = Crowd(50, 0), Crowd(0, 200), Crowd(400, 0)
BUSY = DRAWING._replace(pause=0)
WITH_ROOM = tuple(DRAWING._replace(room=name) for name in (rooms.ORDER[0], _DEAREST))
CROWDS = (
    *(DRAWING, *WITH_ROOM, BUSY, SLOW, Crowd(50, 200)),
    *(who._replace(training=True) for who in (DRAWING, BUSY, SLOW)),
    FLOOD,  # more than the queue holds: some are turned away
)


# ms of `DRAWING` when the nets were first served without TensorFlow: median, 95th percentile.
# With a room open it may be half as much again.
_REACHED_MS = (6, 15)
_MORE = 1.5


class Visit(NamedTuple):
    """The answers that the parts of a crowd got, those of rooms apart, and the seconds measured."""

    drawing: Tally
    slow: Tally
    room: Tally
    seconds: float


def main(
    before: peers.Before = None,
    seconds: Annotated[float, typer.Option(min=3, help="Of each crowd.")] = 20,
    naive: Annotated[bool, typer.Option(help="Measure the naive page too.")] = True,
    only_rooms: Annotated[bool, typer.Option(help="Measure only who draws, by open room.")] = False,
    one_class: Annotated[bool, typer.Option(help="Measure a class behind one address.")] = False,
    markdown: Annotated[bool, typer.Option(help="Print Markdown.")] = False,
) -> None:
    """Let crowds visit our page and a naive page."""
    if one_class:
        classroom.measure(seconds, markdown)
        return
    visits: dict[tuple[Crowd, str], Visit] = {}
    crowds = (DRAWING, *WITH_ROOM) if only_rooms else CROWDS
    with contextlib.ExitStack() as stack:
        urls = {}
        for side, root in peers.checkouts(before).items():
            server = stack.enter_context(servers.serve(*servers.OURS, root=root))
            servers.settle(server.pid)
            urls[side] = server.url
        for who in crowds:
            for side, url in urls.items():
                visits[who, side] = asyncio.run(_visit(url, who, seconds))
    if naive:
        with servers.serve(*peers.NAIVE) as server:
            servers.settle(server.pid)
            for who in (DRAWING, SLOW):
                crowd = _send_crowd(post_to_gradio(server.url), levels, who, seconds)
                visits[who, "naive"] = asyncio.run(crowd)
    rows = [
        row
        for who in crowds
        for (one, side), visit in visits.items()
        if one == who
        for row in _rows(f"{who}: {side}", visit)
    ]
    title = f"Crowds, {seconds:g} s each, on {os.cpu_count()} cores, the visitors on them too"
    tables.show(title, _HEAD, rows, markdown)
    ours = [(who, visit) for (who, side), visit in visits.items() if side == "after"]
    tallies = [(who, tally) for who, visit in ours for tally in visit[:3]]
    met = [
        tables.target("no errors", not any(tally.errors for _, tally in tallies)),
        tables.target(
            f"no visitor was turned away, except of {FLOOD}",
            not any(tally.turned_away for who, tally in tallies if who != FLOOD),
        ),
    ]
    for who, visit in ours:
        if who in WITH_ROOM:
            waits = np.percentile(visit.drawing.waits, [50, 95])
            limits = [_MORE * reached for reached in _REACHED_MS]
            text = f"{who}: at most {limits[0]:.0f} ms, p95 {limits[1]:.0f} ms"
            tables.target(text, bool((waits <= limits).all()))
    if not all(met):
        raise typer.Exit(1)


async def _visit(url: str, who: Crowd, seconds: float) -> Visit:
    """Let a crowd visit our page, and one more visitor train if the crowd has one."""
    apart = post_to_stage(url, "room") if who.room in rooms.ALONE else None
    changes = functools.partial(drawings, room=who.room)
    crowd = _send_crowd(post_to_stage(url), changes, who, seconds, apart)
    if not who.training:
        return await crowd
    async with _training(url) as still_trains:
        visit = await crowd
        if not still_trains():
            raise RuntimeError("The visitor who trains was refused.")
    return visit


async def _send_crowd(
    post: Post,
    changes: Callable[[int], Iterator],
    who: Crowd,
    seconds: float,
    post_to_room: Post | None = None,
) -> Visit:
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
    return Visit(drawing, slow, room, time.perf_counter() - begin - _LEAD)


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


def _rows(name: str, visit: Visit) -> Iterator[tuple[str, ...]]:
    """Yield a row for each part of the crowd that made requests."""
    parts = {"drawing": visit.drawing, "slow": visit.slow, "the room": visit.room}
    for part, tally in parts.items():
        if tally.waits or tally.turned_away or tally.errors:
            times = np.percentile(tally.waits or [0], [50, 95, 100])
            refused = np.percentile(tally.turned_away or [0], 95)
            yield (
                f"{name}, {part}",
                f"{len(tally.waits) / visit.seconds:.0f}",
                *(f"{ms:.0f}" for ms in times),
                f"{len(tally.turned_away)} ({refused:.0f} ms)" if tally.turned_away else "0",
                f"{len(tally.errors)}",
            )


if __name__ == "__main__":
    typer.run(main)
