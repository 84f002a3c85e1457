"""What long use leaves behind: memory, threads, handles, processes, temporary files.

`python -m benchmarks.soak` lets visitors come to one server: some draw, some open the page and
leave it, some leave a training that they have begun. What the server holds at rest is compared
with what it held at rest after a while of the same. It exits with 1 where a target is missed.
"""

import asyncio
import base64
import io
import itertools
import json
import random
import re
import tempfile
import time
from collections.abc import Iterator
from contextlib import aclosing
from pathlib import Path
from typing import Annotated, NamedTuple
from urllib.parse import urljoin
from urllib.request import urlopen

import aiohttp
import numpy as np
import typer
from PIL import Image

from ae_core.data import stroke_digits
from ae_core.models import presets
from ae_core.noise import NOISES
from tests.support import servers, session
from tests.support.browser import chromium, wait_for_restored
from ui.page import first_request

from .support import footprint, tables

GROWTH, GROWTH_MB = 0.02, 15  # of memory; the target is the larger one

_DRAWING = 4  # visitors at once, each with one request at a time
_LEAVING = 2
_PAUSE = 2  # seconds between visits: all come from one address, whose rate is limited
_PATIENCE = 90  # seconds that the server gets to tidy up
_NET = {"code": 8, "layers": 1, "units": 32, "loss": "bce", "noise": "none", "epochs": 15}
_IN_ROOMS = ("conv_32", "conv_16", "plain_32", "dense_16")  # the others have no numbers to drag
_ROOMS = {  # request, and how many of a thousand requests ask for it
    "code": ({"held": {"3": 0.5}, "strip": 3}, 100),
    "inside": ({}, 50),
    "map": ({"at": [0.3, 0.6]}, 100),
    "morph": ({}, 30),
    "strange": ({}, 50),
    "compare": ({}, 5),
    "noises": ({"noisy": True}, 10),
    "replay": ({}, 5),
    "train": ({}, 10),
}
_LINK = re.compile(r"""(?:src|href)=["'](\.?/[^"']+\.(?:js|css))["']""")


class Visits(NamedTuple):
    """How often visitors do what.

    Attributes:
        updates: live requests, of every model, kind of noise, level and room.
        cycles: times that the page is opened, with its streams, and left.
        trainings: trainings begun and left.
        browsers: as `cycles`, in Chromium.
    """

    updates: int
    cycles: int
    trainings: int
    browsers: int = 0


_FIRST = Visits(10_000, 30, 3, 3)  # a tenth of the long run


class Soaked(NamedTuple):
    """What a soak has measured.

    Attributes:
        before: the footprint at rest, after the first visits.
        after: the same at the end.
        memory: MB, every two seconds in between.
        problems: failed requests, in words.
        seconds: between the two footprints.
    """

    before: footprint.Footprint
    after: footprint.Footprint
    memory: list[float]
    problems: list[str]
    seconds: float


def main(
    updates: Annotated[int, typer.Option(min=1)] = 100_000,
    cycles: Annotated[int, typer.Option(min=1)] = 300,
    trainings: Annotated[int, typer.Option(min=1)] = 20,
    browsers: Annotated[int, typer.Option(min=0, help="Visits of Chromium as well.")] = 30,
    markdown: Annotated[bool, typer.Option(help="Print Markdown.")] = False,
) -> None:
    """Let visitors use the page for long, and measure what they leave behind."""
    visits = Visits(updates, cycles, trainings, browsers)
    found = soak(visits, first=Visits(*map(min, visits, _FIRST)))
    before, after = found.before, found.after
    rows = [("memory, MB", f"{before.memory:.0f}", f"{after.memory:.0f}")]
    rows += [
        (name, str(len(then)), str(len(now)))
        for name, then, now in zip(before._fields[1:], before[1:], after[1:], strict=True)
    ]
    title = f"{updates:,} updates, {cycles + browsers} visits, {trainings} trainings left"
    tables.show(title, ("at rest", "after a while", "at the end"), rows, markdown)
    tenths = np.linspace(0, len(found.memory) - 1, 11).astype(int)
    tables.note(
        f"{found.seconds:.0f} s, {updates / found.seconds:.0f} updates a second. "
        f"Memory on the way, MB: {', '.join(f'{found.memory[i]:.0f}' for i in tenths)}."
    )
    left = after.more_than(before)
    for name, which in left.items():
        tables.note(f"{name} at the end: {', '.join(which)}")
    growth, allowed = after.memory - before.memory, max(GROWTH * before.memory, GROWTH_MB)
    met = [
        tables.target(
            f"memory grows by at most {allowed:.0f} MB: {growth:+.0f} MB", growth <= allowed
        ),
        tables.target("no thread, handle, process or temporary file is left", not left),
        tables.target(
            "; ".join(["every request is answered", *found.problems[:5]]), not found.problems
        ),
    ]
    if not all(met):
        raise typer.Exit(1)


def soak(visits: Visits, first: Visits, rest: float = 15) -> Soaked:
    """Start our page and let visitors come.

    Args:
        visits: what is measured.
        first: visits that are not measured. Memory grows until every thread has used every room.
        rest: seconds of quiet after `first`, in which idle threads and processes end.
    """
    with (
        tempfile.TemporaryDirectory() as folder,
        servers.serve(*servers.OURS, TMPDIR=folder) as server,
    ):
        temporary, memory, problems = Path(folder), [], []
        # Each with a seed of its own: no measured request is one that the server has seen.
        asyncio.run(_visit(server.url, first, 1, problems))
        before = _at_rest(server, temporary, rest)
        since = time.perf_counter()
        asyncio.run(_visit_watched(server, visits, memory, problems))
        seconds = time.perf_counter() - since
        after = _at_rest(server, temporary, _PATIENCE, before)
    return Soaked(before, after, memory, problems, seconds)


def _at_rest(
    server: servers.Server,
    temporary: Path,
    patience: float,
    before: footprint.Footprint | None = None,
) -> footprint.Footprint:
    """Return the footprint after `patience` seconds, or once it is no more than `before`."""
    servers.settle(server.pid)
    end = time.perf_counter() + patience
    while True:
        found = footprint.measure(server.pid, temporary)
        if (before and not found.more_than(before)) or time.perf_counter() > end:
            return found
        urlopen(server.url).close()  # a thread pool ends its idle threads at the next request
        time.sleep(1)


async def _visit_watched(
    server: servers.Server, visits: Visits, memory: list, problems: list
) -> None:
    """Let visitors come, and note the memory every two seconds."""

    async def watch() -> None:
        while True:
            memory.append(servers.resident_mb(server.pid))
            await asyncio.sleep(2)

    watcher = asyncio.create_task(watch())
    await _visit(server.url, visits, 2, problems)
    watcher.cancel()


async def _visit(url: str, visits: Visits, seed: int, problems: list[str]) -> None:
    """Let all visitors come at the same time."""
    requests = itertools.islice(_updates(seed), visits.updates)
    cycles = iter(range(visits.cycles))
    async with aiohttp.ClientSession() as http:
        await asyncio.gather(
            *(_draw(http, url, requests, problems) for _ in range(_DRAWING)),
            *(_open_and_leave(url, cycles, problems) for _ in range(_LEAVING)),
            _train_and_leave(url, visits.trainings, problems),
            asyncio.to_thread(_browse, url, visits.browsers, problems),
        )


async def _draw(http: aiohttp.ClientSession, url: str, requests: Iterator, problems: list) -> None:
    for route, request in requests:  # shared: whoever is free takes the next
        async with http.post(f"{url}lab/{route}", data=json.dumps(request)) as answer:
            reply = await answer.json()
        problem = reply.get("problem") or reply.get("room", {}).get("problem")
        if answer.status != 200 or reply["state"] != "ok" or problem:
            problems.append(f"{answer.status}, {reply['state']}, {problem}")


async def _open_and_leave(url: str, cycles: Iterator[int], problems: list[str]) -> None:
    """Load the page and its files, open its two streams as the script does, and leave."""
    for _ in cycles:
        try:
            async with session.opened(url) as visitor:
                for link in dict.fromkeys(_LINK.findall(visitor.markup)):
                    async with visitor.http.get(urljoin(url, link)) as answer:
                        answer.raise_for_status()
                        await answer.read()
                beat = f"{url}gradio_api/heartbeat/{visitor.caller['session_hash']}"
                picture = {**first_request(), "keep": "png"}
                async with (
                    visitor.http.get(beat) as beats,
                    visitor.asked("keep", picture) as answer,
                ):
                    await beats.content.readline()
                    # the picture is being made; its end is not read
                    await answer.content.readline()
        except aiohttp.ClientError as error:
            problems.append(f"a visit: {error}")
        await asyncio.sleep(_PAUSE)


async def _train_and_leave(url: str, count: int, problems: list[str]) -> None:
    """Leave every other training while its process starts, the others while it trains."""
    for number in range(count):
        leave_at = ("starting", "training")[number % 2]
        try:
            async with session.opened(url) as visitor, aclosing(visitor.train(_NET)) as states:
                async for _, state in states:
                    if state == leave_at:
                        break
                else:
                    problems.append(f"a training ended before it was {leave_at}")
        except aiohttp.ClientError as error:
            problems.append(f"a training: {error}")


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


def _updates(seed: int) -> Iterator[tuple[str, dict]]:
    """Yield requests without end, no two alike: the route, and the request."""
    chance, rng = random.Random(seed), np.random.default_rng(seed)
    shares = [share for _, share in _ROOMS.values()]
    for turn in itertools.count():
        strokes = stroke_digits.vary(chance.choice(stroke_digits.variants(turn % 10)), rng)
        request = {
            **first_request(),
            "digit": {"strokes": [np.round(stroke, 3).tolist() for stroke in strokes]},
            "model": chance.choice(list(presets.PRESETS)),
            "noise": chance.choice(list(NOISES)),
            "level": round(chance.uniform(0.05, 1), 2),
            "seed": chance.randrange(2**32),
            "turn": turn,
        }
        route = "stage"
        if chance.random() < sum(shares) / 1000:
            route, (name,) = "room", chance.choices(list(_ROOMS), shares)
            request |= {"room": {"name": name, **_ROOMS[name][0]}}
            request["model"] = chance.choice(_IN_ROOMS)
            if name == "noises":  # blur and mosaic are the same at every draw
                request["noise"] = "gaussian"
        elif chance.random() < 0.01:
            request["digit"] = {"file": _picture_file(rng)}
        yield route, request


def _picture_file(rng: np.random.Generator) -> str:
    """Return a PNG as a visitor uploads it, in base64."""
    content = io.BytesIO()
    picture = np.full((200, 160), 255, np.uint8)
    picture[40:160, 70:90] = rng.integers(0, 60, (120, 20))
    Image.fromarray(picture).save(content, "PNG")
    return base64.b64encode(content.getvalue()).decode()


if __name__ == "__main__":
    typer.run(main)
