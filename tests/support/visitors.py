"""Many visitors who draw: the requests their pages send, and how long the answers take.

A visitor sends one request at a time, as the page does. Of the changes made meanwhile only the
last is sent next. A visitor who is turned away waits one to two seconds. A wait is measured from
the change to its answer, including the time spent behind an earlier request.
"""

import asyncio
import json
import random
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from itertools import count

import aiohttp

from ae_core.data import stroke_digits
from ui.page import FIRST_VIEW

STEPS = 30  # pen moves in one drawing
VIEW = {**FIRST_VIEW, "model": "conv_32"}  # which older checkouts have, too

_PATIENCE = aiohttp.ClientTimeout(total=60)

Post = Callable[[aiohttp.ClientSession, object], Awaitable[str]]


@dataclass
class Tally:
    """The answers that some visitors got.

    Attributes:
        waits: ms from a change to its answer.
        turned_away: ms from a request to its refusal by a busy server.
        errors: all other answers, in words.
    """

    waits: list[float] = field(default_factory=list)
    turned_away: list[float] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)


class Visitor:
    """A page in a browser: one request at a time, the latest change next.

    Args:
        session: the browser's connections.
        post: sends a change; returns "ok", "busy" or the error in words.
        tally: where the answers are counted.
    """

    def __init__(self, session: aiohttp.ClientSession, post: Post, tally: Tally):
        self._session, self._post, self._tally = session, post, tally
        self._next: tuple[float, object] | None = None
        self._sending: asyncio.Task | None = None

    def change(self, what: object) -> None:
        """Make a change on the page; `what` is the request that it leads to."""
        self._next = time.perf_counter(), what
        if self._sending is None or self._sending.done():
            self._sending = asyncio.create_task(self._send())

    async def rest(self) -> None:
        """Wait until the last change is answered."""
        if self._sending:
            await self._sending

    async def _send(self) -> None:
        while self._next:
            (since, what), self._next = self._next, None
            asked = time.perf_counter()
            try:
                outcome = await self._post(self._session, what)
            except (aiohttp.ClientError, TimeoutError, ValueError) as error:
                outcome = f"{type(error).__name__}: {error}"
            now = time.perf_counter()
            if outcome == "ok":
                self._tally.waits.append(1e3 * (now - since))
            elif outcome == "busy":
                self._tally.turned_away.append(1e3 * (now - asked))
                await asyncio.sleep(random.uniform(1, 2))
                self._next = self._next or (time.perf_counter(), what)
            else:
                self._tally.errors.append(outcome)


def post_to_stage(url: str, part: str = "stage") -> Post:
    """Return a function that asks our page's stage, or its "room", as the script does: one POST."""

    async def post(session: aiohttp.ClientSession, text: object) -> str:
        async with session.post(f"{url}lab/{part}", data=text) as answer:
            reply = await answer.json()
            if answer.status in (429, 503):
                return "busy"
            return "ok" if reply["state"] == "ok" else f"{answer.status}: {reply}"

    return post


def drawings(visitor: int, room: str | None = None) -> Iterator[str]:
    """Yield the requests of a visitor who draws digit after digit; no two are alike.

    Args:
        visitor: a number.
        room: which is open and in view.
    """
    wish = room and {"name": room}
    numbers = random.Random(visitor)
    for turn in count():
        whole = stroke_digits.variants((visitor + turn // STEPS) % 10)[0]
        strokes = _first_points(whole, (turn % STEPS + 1) / STEPS)
        tremble = numbers.uniform(0, 0.01)
        strokes = [[[x + tremble, y] for x, y in stroke] for stroke in strokes]
        yield json.dumps({**VIEW, "digit": {"strokes": strokes}, "room": wish, "turn": turn})


def _first_points(strokes: list, share: float) -> list:
    """Return the first `share` of all points, at least two, still as strokes."""
    left = max(2, round(share * sum(map(len, strokes))))
    begun = []
    for stroke in strokes:
        if left > 0:
            begun.append(stroke[:left])
            left -= len(stroke)
    return begun


@asynccontextmanager
async def browsers(number: int) -> AsyncIterator[list[aiohttp.ClientSession]]:
    """Open browsers whose connections stay open, each with its own address as behind a proxy."""
    async with AsyncExitStack() as stack:
        connector = await stack.enter_async_context(aiohttp.TCPConnector(limit=0))
        yield [
            await stack.enter_async_context(
                aiohttp.ClientSession(
                    connector=connector,
                    connector_owner=False,
                    cookie_jar=aiohttp.DummyCookieJar(),
                    headers={"X-Forwarded-For": f"10.0.{one // 250}.{one % 250 + 1}"},
                    timeout=_PATIENCE,
                )
            )
            for one in range(number)
        ]


async def draw_during(url: str, action: Callable[[], Awaitable[None]], visitors: int = 20) -> Tally:
    """Let visitors draw without a pause, ten changes a second each, until `action` has ended."""
    tally, over = Tally(), asyncio.Event()

    async def draw(number: int) -> None:
        changes = drawings(number)
        visitor = Visitor(sessions[number], post_to_stage(url), tally)
        await asyncio.sleep(0.1 * number / visitors)  # not all at one moment
        while not over.is_set():
            visitor.change(next(changes))
            await asyncio.sleep(0.1)
        await visitor.rest()

    async with browsers(visitors) as sessions:
        drawing = asyncio.gather(*map(draw, range(visitors)))
        try:
            await action()
        finally:
            over.set()
            await drawing
    return tally
