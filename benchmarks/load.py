"""Many visitors at once: how long each waits, beside a naive page under the same load.

`python -m benchmarks.load [--before OTHER_CHECKOUT]`; with --check it exits with 1 where a target
is missed. Server and visitors share the machine, so a wait holds what the visitors themselves
cost. Each crowd comes to the other checkout's page and to ours in turns, then to the naive one.
"""

import asyncio
import contextlib
import functools
import os
import random
import time
from collections.abc import Iterable, Iterator
from typing import Annotated, NamedTuple

import numpy as np
import typer

from benchmarks.support.trainee import training
from tests.support import servers

from .support import crowd, tables

# The targets. Beside another checkout: of its answers a second, and of its p95.
ANSWERS_RATIO, P95_RATIO = 1.8, 0.5
DRAWING_P95_MS = 250  # where there is no other checkout
SLOW_P95_MS = 600
POLITE_MS = 250  # so soon, at the 95th percentile, whoever is turned away is told

_LEAD = 6  # seconds over which a crowd arrives; they do not count
_HEAD = ("crowd", "answers/s", "median ms", "p95 ms", "worst ms", "turned away", "errors")


class Crowd(NamedTuple):
    """How many draw, and how many change something now and then.

    Attributes:
        drawing: at 10 changes a second for 3 s, then with a rest.
        slow: with a change every 2 s.
        rest: of those who draw, in seconds. At 3, 50 of them want 250 answers a second, and more
            cannot be measured.
        training: whether another visitor trains meanwhile.
    """

    drawing: int
    slow: int
    rest: float = 3
    training: bool = False

    def __str__(self) -> str:
        drawing = "drawing" if self.rest else "drawing without a rest"
        parts = ((self.drawing, drawing), (self.slow, "slow"))
        who = ", ".join(f"{number} {name}" for number, name in parts if number)
        return f"{who}, beside a training" if self.training else who


class Met(NamedTuple):
    """What the two parts of a crowd have met, and in how many seconds."""

    drawing: crowd.Tally
    slow: crowd.Tally
    seconds: float


DRAWING, SLOW, BOTH, FLOOD = Crowd(50, 0), Crowd(0, 200), Crowd(50, 200), Crowd(400, 0)
RESTLESS = Crowd(50, 0, rest=0)
_CROWDS = (
    *(DRAWING, RESTLESS, SLOW, BOTH),
    *(who._replace(training=True) for who in (DRAWING, RESTLESS, SLOW)),
    FLOOD,
)


def main(
    before: servers.Before = None,
    seconds: Annotated[float, typer.Option(min=3, help="Of each crowd, each turn.")] = 20,
    turns: Annotated[int, typer.Option(min=1, help="How often each crowd comes.")] = 1,
    naive_too: Annotated[bool, typer.Option("--naive/--no-naive", help="The peer.")] = True,
    check: Annotated[bool, typer.Option(help="Exit with 1 where a target is missed.")] = False,
    markdown: Annotated[bool, typer.Option(help="Print Markdown.")] = False,
) -> None:
    """Let crowds come to our page, beside a training as well, and to a naive page."""
    roots = servers.checkouts(before)
    met: dict[str, dict[Crowd, Met]] = {name: {} for name in roots}
    with contextlib.ExitStack() as stack:
        urls = {}
        for name, root in roots.items():
            server = stack.enter_context(servers.serve(*servers.OURS, root=root))
            servers.settle(server.pid)
            urls[name] = server.url
        for who in _CROWDS:
            parts: dict[str, list[Met]] = {name: [] for name in urls}
            for _ in range(turns):
                for name, url in urls.items():
                    parts[name].append(asyncio.run(_visit(url, who, seconds)))
            for name in urls:
                met[name][who] = _pooled(parts[name])
    if naive_too:
        with servers.serve(*servers.NAIVE) as server:
            servers.settle(server.pid)
            met["naive"] = {
                who: asyncio.run(come(server.url, who, seconds, naive=True))
                for who in (DRAWING, SLOW)
            }
    rows = [
        row
        for who in _CROWDS
        for name, found in met.items()
        if who in found
        for row in _rows(f"{who}: {name}" if len(met) > 1 else str(who), found[who])
    ]
    title = f"Crowds, {turns} × {seconds:g} s, on {os.cpu_count()} cores, the visitors on them too"
    tables.show(title, _HEAD, rows, markdown)
    tables.note(
        "Drawing: 10 changes a second for 3 s, 3 s of rest, repeat. Slow: a change every 2 s. Each "
        "has one request under way at most; a wait counts from the change to its answer. 50 who "
        "rest ask for 250 answers a second on average, and cannot get more.",
        markdown,
    )
    targets = _targets(met["after"], met.get("before"))
    kept = [tables.target(text, value, markdown) for text, value in targets]
    if check and not all(kept):
        raise typer.Exit(1)


async def come(url: str, who: Crowd, seconds: float, naive: bool = False) -> Met:
    """Let a crowd come, stay for so long, and leave.

    Args:
        url: of a page.
        who: the crowd.
        seconds: from the moment when all have come.
        naive: whether it is the naive page.

    Returns:
        What it has met once all of it had come.
    """
    post, changes = crowd.to_stage(url), crowd.drawings
    if naive:
        post, changes = crowd.to_gradio(url), crowd.levels
    met = Met(crowd.Tally(), crowd.Tally(), seconds)
    numbers = random.Random(0)
    begin = time.perf_counter()
    until = begin + _LEAD + seconds
    size = who.drawing + who.slow
    async with crowd.browsers(size) as sessions, asyncio.TaskGroup() as tasks:
        for number, session in enumerate(sessions):
            way, tally = functools.partial(crowd.draw, rest=who.rest), met.drawing
            if number >= who.drawing:
                way, tally = crowd.ponder, met.slow
            line = crowd.Line(session, post, tally)
            start = numbers.uniform(0, _LEAD)
            tasks.create_task(way(line, changes(number), until, start))
        await asyncio.sleep(_LEAD)
        for tally in met[:2]:
            tally.waits.clear()
            tally.turned_away.clear()
    return met._replace(seconds=time.perf_counter() - begin - _LEAD)


async def _visit(url: str, who: Crowd, seconds: float) -> Met:
    """Let a crowd come to our page, beside one who trains the largest net if it says so."""
    if not who.training:
        return await come(url, who, seconds)
    async with training(url) as goes_on:
        met = await come(url, who, seconds)
        if not goes_on():
            raise RuntimeError("The visitor who trains was refused.")
    return met


def _pooled(parts: Iterable[Met]) -> Met:
    """What a crowd has met that came several times."""
    whole = Met(crowd.Tally(), crowd.Tally(), 0)
    for part in parts:
        for tally, more in zip(whole[:2], part[:2], strict=True):
            for name, values in vars(more).items():
                getattr(tally, name).extend(values)
        whole = whole._replace(seconds=whole.seconds + part.seconds)
    return whole


def _rows(name: str, met: Met) -> list[tuple[str, ...]]:
    """A row of the table for each part of the crowd that there is."""
    parts = {"who draw": met.drawing, "who are slow": met.slow}
    there = {part: tally for part, tally in parts.items() if any(vars(tally).values())}
    return [
        (
            name if len(there) == 1 else f"{name}: those {part}",
            f"{len(tally.waits) / met.seconds:.0f}",
            *(f"{t:.0f}" for t in (_median(tally.waits), _p95(tally.waits), _worst(tally.waits))),
            f"{len(tally.turned_away)}",
            f"{len(tally.errors)}",
        )
        for part, tally in there.items()
    ]


def _targets(
    after: dict[Crowd, Met], before: dict[Crowd, Met] | None
) -> Iterator[tuple[str, bool]]:
    """The targets, and whether each is met."""
    for who, (drawing, slow, seconds) in after.items():
        p95 = max(_p95(drawing.waits), _p95(slow.waits))
        if who == FLOOD:
            told = _p95(drawing.turned_away)
            polite = f"{who}: whoever is turned away is told within {POLITE_MS} ms, no errors"
            yield f"{polite}: {told:.0f} ms", not drawing.errors and told <= POLITE_MS
            continue
        corrupted = drawing.errors or drawing.turned_away or slow.errors or slow.turned_away
        yield f"{who}: nobody turned away, no errors", not corrupted
        if who.slow:
            yield f"{who}: p95 at most {SLOW_P95_MS} ms: {p95:.0f}", p95 <= SLOW_P95_MS
        elif before:
            ratio = p95 / _p95(before[who].drawing.waits)
            yield f"{who}: p95 at most {P95_RATIO:g} × before's: {ratio:.2f}", ratio <= P95_RATIO
        elif who.rest:
            yield f"{who}: p95 at most {DRAWING_P95_MS} ms: {p95:.0f}", p95 <= DRAWING_P95_MS
        if before and not who.slow:
            then = before[who]
            ratio = len(drawing.waits) / seconds / (len(then.drawing.waits) / then.seconds)
            yield (
                f"{who}: answers a second at least {ANSWERS_RATIO} × before's: {ratio:.2f}",
                ratio >= ANSWERS_RATIO,
            )


def _median(ms: list[float]) -> float:
    return float(np.median(ms)) if ms else 0.0


def _p95(ms: list[float]) -> float:
    return float(np.percentile(ms, 95)) if ms else 0.0


def _worst(ms: list[float]) -> float:
    return max(ms, default=0.0)


if __name__ == "__main__":
    typer.run(main)
