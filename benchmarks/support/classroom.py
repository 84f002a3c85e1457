"""A class behind one address: everybody does the same thing at the same moment.

`python -m benchmarks.load --one-class` measures it, and exits with 1 if anybody was turned away.
The page is loaded, with all of its files at once, as over HTTP/2; a digit is drawn for some
seconds; a photograph is sent; a training is begun. Whoever is refused for now (429, 503, or a full
queue) counts as turned away, even where the page would ask again by itself.
"""

import asyncio
import base64
import functools
import io
import json
import os
import re
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from urllib.parse import urljoin

import aiohttp
import numpy as np
import typer
from PIL import Image

from tests.support import servers
from tests.support.session import NET, Session
from tests.support.visitors import VIEW, Tally, Visitor, drawings, post_to_stage

from . import tables

PUPILS = 30
ADDRESS = {"X-Forwarded-For": "203.0.113.9"}  # of the school
_SIDE = 1600  # px of a photograph, which is a few hundred kB
_FILES = re.compile(r'(?:src|href)="([^"]+\.(?:js|css|ico))"')

_HEAD = ("all at once", "answers", "median ms", "p95 ms", "worst ms", "turned away", "errors")

Pupils = list[aiohttp.ClientSession]


def measure(seconds: float, markdown: bool) -> None:
    """Let a class use our page, print the answers, and exit with 1 if anybody was turned away.

    Args:
        seconds: for which they draw.
        markdown: whether to print Markdown.
    """
    with servers.serve(*servers.OURS) as server:
        servers.settle(server.pid)
        tallies = asyncio.run(lesson(server.url, PUPILS, seconds))
    rows = [
        (
            name,
            str(len(tally.waits)),
            *(f"{ms:.0f}" for ms in np.percentile(tally.waits or [0], [50, 95, 100])),
            str(len(tally.turned_away)),
            str(len(tally.errors)),
        )
        for name, tally in tallies.items()
    ]
    tables.show(f"{PUPILS} behind one address, on {os.cpu_count()} cores", _HEAD, rows, markdown)
    for error in sorted({error for tally in tallies.values() for error in tally.errors}):
        typer.echo(error)
    met = [
        tables.target("nobody was turned away", not any(t.turned_away for t in tallies.values())),
        tables.target("no errors", not any(t.errors for t in tallies.values())),
    ]
    if not all(met):
        raise typer.Exit(1)


async def lesson(url: str, pupils: int, seconds: float) -> dict[str, Tally]:
    """Let a class do everything, one thing after the other.

    Args:
        url: of the page.
        pupils: how many.
        seconds: for which they draw.

    Returns:
        The answers to each thing. A training's wait is the time until its pupil is told a place in
        the queue, or that it starts; then they leave.
    """
    things: dict[str, Callable[[aiohttp.ClientSession, Tally], Awaitable[None]]] = {
        "load the page": functools.partial(_load, url),
        "draw": functools.partial(_draw, url, seconds),
        "send a photograph": functools.partial(_ask, url, _photograph()),
        "train": functools.partial(_train, url),
    }
    tallies = {}
    async with _browsers(pupils) as browsers:
        for name, thing in things.items():
            tally = tallies[name] = Tally()
            await asyncio.gather(*(thing(browser, tally) for browser in browsers))
    return tallies


@asynccontextmanager
async def _browsers(number: int) -> AsyncIterator[Pupils]:
    async with AsyncExitStack() as stack:
        yield [
            await stack.enter_async_context(
                aiohttp.ClientSession(
                    connector=aiohttp.TCPConnector(limit=0, keepalive_timeout=4),  # the app's: 5
                    headers=ADDRESS,
                    timeout=aiohttp.ClientTimeout(total=600),
                    read_bufsize=2**24,  # an answer of a training is one line
                )
            )
            for _ in range(number)
        ]


async def _load(url: str, browser: aiohttp.ClientSession, tally: Tally) -> None:
    since = time.perf_counter()
    async with browser.get(url) as page:
        text = await page.text()
        _count(tally, since, page.status)
        named = _FILES.findall(text) + re.findall(r"<([^>]+)>", page.headers.get("Link", ""))

    async def get(file: str) -> None:
        async with browser.get(urljoin(url, file)) as answer:
            await answer.read()
            _count(tally, since, answer.status, file)

    await asyncio.gather(*map(get, dict.fromkeys([*named, "config", "gradio_api/info"])))


async def _draw(url: str, seconds: float, browser: aiohttp.ClientSession, tally: Tally) -> None:
    visitor, changes = Visitor(browser, post_to_stage(url), tally), drawings(id(browser) % 1000)
    end = time.perf_counter() + seconds
    while time.perf_counter() < end:
        visitor.change(next(changes))
        await asyncio.sleep(0.1)
    await visitor.rest()


async def _ask(url: str, body: str, browser: aiohttp.ClientSession, tally: Tally) -> None:
    since = time.perf_counter()
    async with browser.post(f"{url}lab/stage", data=body) as answer:
        await answer.read()
        _count(tally, since, answer.status)


async def _train(url: str, browser: aiohttp.ClientSession, tally: Tally) -> None:
    since = time.perf_counter()
    visitor = Session(browser, url, "")
    training = visitor.train({**NET, "epochs": 1})
    told = asyncio.create_task(anext(training))
    try:
        _, state = await told
        _count(tally, since, 503 if state == "problem" else 200)
    except aiohttp.ClientResponseError as refused:
        _count(tally, since, refused.status)
    await asyncio.sleep(5)  # with all of them in the queue
    await training.aclose()


def _count(tally: Tally, since: float, status: int, what: str = "") -> None:
    ms = 1e3 * (time.perf_counter() - since)
    if status == 200:
        tally.waits.append(ms)
    elif status in (429, 503):
        tally.turned_away.append(ms)
    else:
        tally.errors.append(f"{status} {what}")


def _photograph() -> str:
    """The request of the page after a photograph was chosen: a digit on paper, with its grain."""
    grain = np.random.default_rng(7).normal(200, 8, (_SIDE, _SIDE))
    grain[400:1200, 760:840] = 40
    file = io.BytesIO()
    Image.fromarray(grain.clip(0, 255).astype(np.uint8)).save(file, "JPEG", quality=80)
    text = base64.b64encode(file.getvalue()).decode()
    return json.dumps({**VIEW, "digit": {"file": text}, "turn": 1})
