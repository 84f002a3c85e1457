"""Visitors in numbers: what their browsers send, and how long their answers take.

Each has one line to the server, as the page has: one request at a time; of the changes that are
made meanwhile, the last is sent next; turned away, it holds for one to two seconds. A wait counts
from the change to its answer, the time spent behind an earlier request included.
"""

import asyncio
import json
import random
import time
import uuid
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from itertools import count

import aiohttp

from ae_core.data import stroke_digits
from ui.page import FIRST_VIEW

ROOMS: Mapping[str, Mapping[str, object]] = {  # what an open room asks
    "code": {"held": {"3": 0.5}, "strip": 3},
    "map": {"at": [0.3, 0.6]},
    "morph": {},
    "strange": {},
    "compare": {},
    "noises": {"noisy": True},
    "replay": {},
    "train": {},
}

_PATIENCE = aiohttp.ClientTimeout(total=60)
_STEPS = 30  # of the pen in one drawing

Post = Callable[[aiohttp.ClientSession, object], Awaitable[str]]


@dataclass
class Tally:
    """What a crowd has met.

    Attributes:
        waits: ms from a change to its answer.
        turned_away: ms from a request until the server said that it is busy.
        errors: what else came, in words.
    """

    waits: list[float] = field(default_factory=list)
    turned_away: list[float] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)


class Line:
    """A visitor's line to the server.

    Args:
        post: sends one change, and says "ok", "busy" or what went wrong.
    """

    def __init__(self, session: aiohttp.ClientSession, post: Post, tally: Tally):
        self._session, self._post, self._tally = session, post, tally
        self._next: tuple[float, object] | None = None
        self._sending: asyncio.Task | None = None

    def change(self, what: object) -> None:
        """Something has changed on the page; all there is to say of it is in `what`."""
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


def to_stage(url: str) -> Post:
    """What our page does: one POST, one answer."""

    async def post(session: aiohttp.ClientSession, text: object) -> str:
        async with session.post(f"{url}lab/stage", data=text) as answer:
            reply = await answer.json()
            if answer.status in (429, 503):
                return "busy"
            return "ok" if reply["state"] == "ok" else f"{answer.status}: {reply}"

    return post


def to_gradio(url: str) -> Post:
    """What Gradio's own page does: join the queue, then listen until the event is completed."""

    async def post(session: aiohttp.ClientSession, level: object) -> str:
        caller = {"session_hash": uuid.uuid4().hex[:11]}
        event = {"data": [level], "fn_index": _LIVE_EVENT, **caller}
        async with session.post(f"{url}gradio_api/queue/join", json=event) as joined:
            if joined.status != 200:
                return f"{joined.status}: {await joined.text()}"
        async with session.get(f"{url}gradio_api/queue/data", params=caller) as stream:
            async for row in stream.content:
                if not row.startswith(b"data: "):
                    continue
                message = json.loads(row[6:])
                if message["msg"] == "process_completed":
                    return "ok" if message["success"] else str(message["output"])
        return "the stream ended early"

    return post


_LIVE_EVENT = 0  # the first event of a gr.Interface(live=True) with one input: its change


def drawings(visitor: int) -> Iterator[str]:
    """Requests of a visitor who draws digit after digit: no two are alike."""
    numbers = random.Random(visitor)
    for turn in count():
        whole = stroke_digits.variants((visitor + turn // _STEPS) % 10)[0]
        step = turn % _STEPS + 1
        strokes = _begun(whole, step / _STEPS)
        tremble = numbers.uniform(0, 0.01)
        strokes = [[[x + tremble, y] for x, y in stroke] for stroke in strokes]
        yield json.dumps({**FIRST_VIEW, "digit": {"strokes": strokes}, "turn": turn})


def _begun(strokes: list, part: float) -> list:
    """The first `part` of the points, of all strokes in a row, and never less than two."""
    left = max(2, round(part * sum(map(len, strokes))))
    begun = []
    for stroke in strokes:
        if left > 0:
            begun.append(stroke[:left])
            left -= len(stroke)
    return begun


def levels(visitor: int) -> Iterator[float]:
    """Positions of the naive page's slider."""
    numbers = random.Random(visitor)
    while True:
        yield round(numbers.uniform(0.2, 0.9), 2)


async def draw(
    line: Line, changes: Iterator[object], until: float, start: float, rest: float = 3
) -> None:
    """Ten changes a second for three seconds, a rest, and again.

    Args:
        line: of the visitor.
        changes: what to send.
        until: when to stop, by `time.perf_counter`.
        start: seconds to wait at first; a crowd does not begin as one.
        rest: seconds.
    """
    await asyncio.sleep(start)
    while (begin := time.perf_counter()) < until:
        for step in range(_STEPS):
            await _until(begin + step / 10)
            if time.perf_counter() >= until:
                break
            line.change(next(changes))
        await asyncio.sleep(min(rest, max(0, until - time.perf_counter())))
    await line.rest()


async def ponder(line: Line, changes: Iterator[object], until: float, start: float) -> None:
    """One change every two seconds; arguments as of `draw`."""
    await asyncio.sleep(start)
    begin = time.perf_counter()
    for moment in count(begin, 2):
        if moment >= until:
            break
        await _until(moment)
        line.change(next(changes))
    await line.rest()


async def _until(moment: float) -> None:
    await asyncio.sleep(max(0.0, moment - time.perf_counter()))


@asynccontextmanager
async def browsers(number: int) -> AsyncIterator[list[aiohttp.ClientSession]]:
    """So many of them, each with an address of its own as behind a proxy; connections stay open."""
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
