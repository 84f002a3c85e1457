"""Many visitors at once: how long each waits, beside a naive page under the same load.

`python -m benchmarks.load`; with --check it exits with 1 where a target is missed. Server and
visitors share the machine, so a wait holds what the visitors themselves cost. Each crowd comes
to our page and to the naive one in one run, one after the other.
"""

import asyncio
import os
import random
import time
from typing import Annotated, NamedTuple

import numpy as np
import typer

from . import company, crowd, servers, tables
from .trainee import training

DRAWING_P95_MS, SLOW_P95_MS = 250, 600  # the targets
POLITE_MS = 250  # so soon, at the 95th percentile, whoever is turned away is told

_LEAD = 6  # seconds over which a crowd arrives; they do not count
_HEAD = ("crowd", "answers/s", "median ms", "p95 ms", "worst ms", "turned away", "errors")


class Crowd(NamedTuple):
    """How many draw, and how many change something now and then."""

    drawing: int
    slow: int

    def __str__(self) -> str:
        parts = ((self.drawing, "drawing"), (self.slow, "slow"))
        return ", ".join(f"{number} {name}" for number, name in parts if number)


class Met(NamedTuple):
    """What the two parts of a crowd have met, and in how many seconds."""

    drawing: crowd.Tally
    slow: crowd.Tally
    seconds: float


DRAWING, SLOW, BOTH, FLOOD = Crowd(50, 0), Crowd(0, 200), Crowd(50, 200), Crowd(400, 0)


def main(
    seconds: Annotated[float, typer.Option(min=3, help="Of each crowd.")] = 20,
    naive_too: Annotated[bool, typer.Option("--naive/--no-naive", help="The peer.")] = True,
    check: Annotated[bool, typer.Option(help="Exit with 1 where a target is missed.")] = False,
    markdown: Annotated[bool, typer.Option(help="Print Markdown.")] = False,
) -> None:
    """Let crowds come to our page, to our page while a net is trained, and to a naive page."""
    os.environ.setdefault("TF_NUM_INTRAOP_THREADS", "1")  # as in the app, for the last table
    rows, ours = [], {}
    with servers.serve(*servers.OURS) as server:
        servers.settle(server.pid)
        for who in (DRAWING, SLOW, BOTH):
            ours[who] = asyncio.run(come(server.url, who, seconds))
            rows += _rows(str(who), ours[who])
        beside = asyncio.run(_beside_a_training(server.url, (DRAWING, SLOW), seconds))
        for who, met in beside.items():
            rows += _rows(f"{who}, beside a training", met)
        flood = asyncio.run(come(server.url, FLOOD, seconds))
        rows += _rows(str(FLOOD), flood)
    if naive_too:
        with servers.serve(*servers.NAIVE) as server:
            servers.settle(server.pid)
            for who in (DRAWING, SLOW):
                met = asyncio.run(come(server.url, who, seconds, naive=True))
                rows += _rows(f"{who}: the naive page", met)
    tables.show(f"Crowds, {seconds:g} s each, on {_cores()}", _HEAD, rows, markdown)
    tables.note(
        "Drawing: 10 changes a second for 3 s, 3 s of rest, repeat. Slow: a change every 2 s. Each "
        "has one request under way at most; a wait counts from the change to its answer.",
        markdown,
    )
    met = [
        *(
            tables.target(
                f"{who}{place}: p95 at most {limit} ms, nobody turned away, no errors",
                _fine(table[who], limit),
                markdown,
            )
            for place, table in (("", ours), (", beside a training", beside))
            for who, limit in ((DRAWING, DRAWING_P95_MS), (SLOW, SLOW_P95_MS))
        ),
        tables.target(
            f"{FLOOD}: whoever is turned away is told within {POLITE_MS} ms, no errors",
            not flood.drawing.errors and _p95(flood.drawing.turned_away) <= POLITE_MS,
            markdown,
        ),
    ]
    # last, when no server runs beside it
    tables.show(company.TITLE, company.HEAD, company.rows(), markdown)
    if check and not all(met):
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
            way, tally = crowd.draw, met.drawing
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


async def _beside_a_training(url: str, crowds: tuple[Crowd, ...], seconds: float) -> dict:
    """Let crowds come while another visitor trains the largest net that the page offers."""
    table = {}
    for who in crowds:
        async with training(url) as goes_on:
            table[who] = await come(url, who, seconds)
            if not goes_on():
                raise RuntimeError("The visitor who trains was refused.")
    return table


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


def _fine(met: Met, limit: float) -> bool:
    tallies = (met.drawing, met.slow)
    spoilt = any(tally.errors or tally.turned_away for tally in tallies)
    return not spoilt and all(_p95(tally.waits) <= limit for tally in tallies if tally.waits)


def _median(ms: list[float]) -> float:
    return float(np.median(ms)) if ms else 0.0


def _p95(ms: list[float]) -> float:
    return float(np.percentile(ms, 95)) if ms else 0.0


def _worst(ms: list[float]) -> float:
    return max(ms, default=0.0)


def _cores() -> str:
    return f"{os.cpu_count()} cores, the visitors on them as well"


if __name__ == "__main__":
    typer.run(main)
