"""What is left after long use: memory, threads, handles, processes, temporary files.

`python -m benchmarks.soak`; with --check it exits with 1 where a target is missed. Visitors who
draw, who open the page and leave it, and who leave a training that they have begun come to one
server at the same time. What it holds at rest is compared with what it held at rest after a while
of the same.
"""

import asyncio
import base64
import io
import itertools
import json
import random
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, NamedTuple
from urllib.request import urlopen

import aiohttp
import numpy as np
import typer
from PIL import Image

from ae_core.data import stroke_digits
from ae_core.models import presets
from ae_core.noise import NOISES
from tests.support import servers
from tests.support.browser import chromium, wait_for_restored
from ui.page import FIRST_VIEW
from ui.rooms import ALONE

from .support import crowd, footprint, leavers, tables

GROWTH, GROWTH_MB = 0.02, 15  # of memory, the target: whichever is more

_DRAWING = 4  # visitors at once, each with one request under way
_LEAVING = 2
_PAUSE = 2  # seconds from a visit to the next: they all come from one address, which has its limits
_PATIENCE = 90  # seconds for what was left to be tidied up
_IN_ROOMS = ("conv_32", "conv_16", "plain_32", "dense_16")  # others have no bars to drag
_ROOMS = {  # how many of a thousand requests are of an open room
    **{"code": 100, "map": 100, "morph": 30, "strange": 50},
    **{"compare": 5, "noises": 10, "replay": 5, "train": 10},
}


class Visits(NamedTuple):
    """How often what is done.

    Attributes:
        updates: live ones, of every model, kind of noise, level and room.
        cycles: the page opened, its streams with it, and left.
        trainings: begun and left.
        browsers: as `cycles`, in a real Chromium.
    """

    updates: int
    cycles: int
    trainings: int
    browsers: int = 0


# A tenth of the long run: until every thread has met every room, memory is still being fitted to
# the most that is done at once.
_FIRST = Visits(10_000, 30, 3, 3)


class Soaked(NamedTuple):
    """What came of it.

    Attributes:
        before: the footprint at rest, after a while of the same.
        after: the same, at the end.
        memory: MB, every few seconds in between.
        left: what is more than before, by name: which ones there are now.
        problems: what a visitor met that is no answer, in words.
        seconds: how long it took.
    """

    before: footprint.Footprint
    after: footprint.Footprint
    memory: list[float]
    left: dict[str, list[str]]
    problems: list[str]
    seconds: float


def main(
    updates: Annotated[int, typer.Option(min=1)] = 100_000,
    cycles: Annotated[int, typer.Option(min=1)] = 300,
    trainings: Annotated[int, typer.Option(min=1)] = 20,
    browsers: Annotated[int, typer.Option(min=0, help="Visits of Chromium, beside those.")] = 30,
    check: Annotated[bool, typer.Option(help="Exit with 1 where a target is missed.")] = False,
    markdown: Annotated[bool, typer.Option(help="Print Markdown.")] = False,
) -> None:
    """Use the page for long, and see what is left."""
    visits = Visits(updates, cycles, trainings, browsers)
    found = soak(visits, first=Visits(*map(min, visits, _FIRST)))
    rows = [
        (name, *(f"{value:,.0f}" for value in pair), f"{pair[1] - pair[0]:+,.0f}")
        for name, *pair in zip(found.before._fields, found.before, found.after, strict=True)
    ]
    title = f"{updates:,} updates, {cycles + browsers} visits, {trainings} trainings left"
    tables.show(title, ("at rest", "after a while", "at the end", "more"), rows, markdown)
    tenths = np.linspace(0, len(found.memory) - 1, 11).astype(int)
    tables.note(
        f"{found.seconds:.0f} s, {updates / found.seconds:.0f} updates a second. "
        f"Memory on the way, MB: {', '.join(f'{found.memory[i]:.0f}' for i in tenths)}.",
        markdown,
    )
    for name, which in found.left.items():
        tables.note(f"{name} now: {', '.join(which)}", markdown)
    growth = found.after.memory - found.before.memory
    allowed = max(GROWTH * found.before.memory, GROWTH_MB)
    met = [
        tables.target(
            f"memory grows by at most {allowed:.0f} MB: {growth:+.0f} MB",
            growth <= allowed,
            markdown,
        ),
        tables.target(
            "no thread, handle, process or temporary file is left", not found.left, markdown
        ),
        tables.target(
            f"every visitor is answered{''.join(f'; {p}' for p in found.problems[:5])}",
            not found.problems,
            markdown,
        ),
    ]
    if check and not all(met):
        raise typer.Exit(1)


def soak(visits: Visits, first: Visits, rest: float = 15) -> Soaked:
    """Start our page and let visitors come.

    Args:
        visits: what is measured.
        first: what comes before; after it the page holds what it will always hold.
        rest: seconds of quiet after that, in which what is idle has time to end.
    """
    with tempfile.TemporaryDirectory() as folder:
        temporary = Path(folder)
        with servers.serve(*servers.OURS, TMPDIR=folder) as server:
            memory, problems = [], []
            # other seeds: what is measured is nothing that the server has seen
            asyncio.run(_come(server.url, first, 1, problems))
            before = _at_rest(server, temporary, rest)
            since = time.perf_counter()
            asyncio.run(_watched(server, temporary, visits, memory, problems))
            seconds = time.perf_counter() - since
            after = _at_rest(server, temporary, _PATIENCE, before)
            names = footprint.names(server.pid, temporary)
            left = {name: names[name] for name in after.more_than(before)}
    return Soaked(before, after, memory, left, problems, seconds)


async def _watched(
    server: servers.Server, temporary: Path, visits: Visits, memory: list, problems: list
) -> None:
    """Let visitors come, and note the memory every two seconds."""

    async def watch() -> None:
        while True:
            memory.append(footprint.of(server.pid, temporary).memory)
            await asyncio.sleep(2)

    watcher = asyncio.create_task(watch())
    await _come(server.url, visits, 2, problems)
    watcher.cancel()


async def _come(url: str, visits: Visits, seed: int, problems: list[str]) -> None:
    """All visitors; those who draw are there until the last of the others has left, and longer."""
    requests = itertools.islice(_updates(seed), visits.updates)
    cycles = iter(range(visits.cycles))
    async with aiohttp.ClientSession() as session:
        await asyncio.gather(
            *(_draw(session, url, requests, problems) for _ in range(_DRAWING)),
            *(_look(url, cycles, problems) for _ in range(_LEAVING)),
            _abandon(url, visits.trainings, problems),
            asyncio.to_thread(_browse, url, visits.browsers, problems),
        )


async def _draw(
    session: aiohttp.ClientSession, url: str, requests: Iterator, problems: list[str]
) -> None:
    for line, request in requests:  # shared: whoever is free takes the next
        async with session.post(f"{url}lab/{line}", data=json.dumps(request)) as answer:
            reply = await answer.json()
        problem = reply.get("problem") or reply.get("room", {}).get("problem")
        if answer.status != 200 or reply["state"] != "ok" or problem:
            problems.append(f"{answer.status}, {reply['state']}, {problem}")


async def _look(url: str, cycles: Iterator[int], problems: list[str]) -> None:
    for _ in cycles:
        try:
            await leavers.look(url)
        except aiohttp.ClientError as error:
            problems.append(f"a visit: {error}")
        await asyncio.sleep(_PAUSE)


def _browse(url: str, count: int, problems: list[str]) -> None:
    if count == 0:
        return
    with chromium() as browser:
        for _ in range(count):
            page = browser.new_context().new_page()
            page.goto(url)
            try:
                wait_for_restored(page)
            except RuntimeError as error:
                problems.append(f"a visit: {error}")
            page.context.close()


async def _abandon(url: str, count: int, problems: list[str]) -> None:
    for number in range(count):
        try:
            await leavers.abandon(url, ("starting", "training")[number % 2])
        except (aiohttp.ClientError, RuntimeError) as error:
            problems.append(f"a training: {error}")


def _updates(seed: int) -> Iterator[tuple[str, dict]]:
    """Requests without end, no two alike: the line that each is for, and what it says."""
    chance = random.Random(seed)
    rng = np.random.default_rng(seed)
    rooms, shares = list(_ROOMS), list(_ROOMS.values())
    for turn in itertools.count():
        strokes = stroke_digits.vary(chance.choice(stroke_digits.variants(turn % 10)), rng)
        request = {
            **FIRST_VIEW,
            "digit": {"strokes": [np.round(stroke, 3).tolist() for stroke in strokes]},
            "model": chance.choice(list(presets.PRESETS)),
            "noise": chance.choice(list(NOISES)),
            "level": round(chance.uniform(0.05, 1), 2),
            "seed": chance.randrange(2**32),
            "turn": turn,
        }
        line = "stage"
        if chance.random() < sum(shares) / 1000:
            (name,) = chance.choices(rooms, shares)
            request |= {
                "room": {"name": name, **crowd.ROOMS[name]},
                "model": chance.choice(_IN_ROOMS),
            }
            if name == "noises":  # of which not every kind is drawn by chance
                request["noise"] = "gaussian"
            line = "room" if name in ALONE else "stage"
        elif chance.random() < 0.01:
            request["digit"] = {"file": _file(rng)}
        yield line, request


def _file(rng: np.random.Generator) -> str:
    """A picture as a visitor uploads it, as base64."""
    content = io.BytesIO()
    picture = np.full((200, 160), 255, np.uint8)
    picture[40:160, 70:90] = rng.integers(0, 60, (120, 20))
    Image.fromarray(picture).save(content, "PNG")
    return base64.b64encode(content.getvalue()).decode()


def _at_rest(
    server: servers.Server,
    temporary: Path,
    patience: float,
    before: footprint.Footprint | None = None,
) -> footprint.Footprint:
    """The footprint after so many seconds of quiet; or as soon as it is no more than `before`."""
    servers.settle(server.pid)
    end = time.perf_counter() + patience
    while True:
        found = footprint.of(server.pid, temporary)
        quiet = before is not None and not found.more_than(before)
        if quiet or time.perf_counter() > end:
            return found
        urlopen(server.url).close()  # at a request, a pool lets its idle threads go
        time.sleep(1)


if __name__ == "__main__":
    typer.run(main)
