"""Many visitors at once: how long each waits, and how many answers a second there are.

`python -m benchmarks.load [--before OTHER_CHECKOUT]` lets each crowd visit the other checkout's
page and ours in turns, then a naive page; see `support.crowds`. It exits with 1 if a visitor of
ours got an error, or if one of any crowd but the largest was turned away.

`--one-class` measures a class behind one address instead, see `support.classroom`.
"""

import asyncio
import contextlib
import os
from collections.abc import Iterator
from typing import Annotated

import numpy as np
import typer

from tests.support import servers
from ui import rooms

from .support import classroom, crowds, peers, tables
from .support.crowds import Crowd

_HEAD = ("crowd", "answers/s", "median ms", "p95 ms", "worst ms", "turned away (p95)", "errors")
_DEAREST = "compare"  # of the rooms

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
    results: dict[tuple[Crowd, str], crowds.Measured] = {}
    wanted = (DRAWING, *WITH_ROOM) if only_rooms else CROWDS
    with contextlib.ExitStack() as stack:
        urls = {}
        for side, root in peers.checkouts(before).items():
            server = stack.enter_context(servers.serve(*servers.OURS, root=root))
            servers.settle(server.pid)
            urls[side] = server.url
        for who in wanted:
            for side, url in urls.items():
                results[who, side] = asyncio.run(crowds.visit(url, who, seconds))
    if naive:
        with servers.serve(*peers.NAIVE) as server:
            servers.settle(server.pid)
            for who in (DRAWING, SLOW):
                post = crowds.post_to_gradio(server.url)
                crowd = crowds.send(post, crowds.levels, who, seconds)
                results[who, "naive"] = asyncio.run(crowd)
    rows = [
        row
        for who in wanted
        for (one, side), result in results.items()
        if one == who
        for row in _rows(f"{who}: {side}", result)
    ]
    title = f"Crowds, {seconds:g} s each, on {os.cpu_count()} cores, the visitors on them too"
    tables.show(title, _HEAD, rows, markdown)
    if not _met({who: result for (who, side), result in results.items() if side == "after"}):
        raise typer.Exit(1)


def _rows(name: str, result: crowds.Measured) -> Iterator[tuple[str, ...]]:
    """Yield a row for each part of the crowd that made requests."""
    parts = {"drawing": result.drawing, "slow": result.slow, "the room": result.room}
    for part, tally in parts.items():
        if tally.waits or tally.turned_away or tally.errors:
            times = np.percentile(tally.waits or [0], [50, 95, 100])
            refused = np.percentile(tally.turned_away or [0], 95)
            yield (
                f"{name}, {part}",
                f"{len(tally.waits) / result.seconds:.0f}",
                *(f"{ms:.0f}" for ms in times),
                f"{len(tally.turned_away)} ({refused:.0f} ms)" if tally.turned_away else "0",
                f"{len(tally.errors)}",
            )


def _met(ours: dict[Crowd, crowds.Measured]) -> bool:
    """Print what our page is to reach, and whether it does. Waits with a room open fail nothing."""
    tallies = [(who, tally) for who, result in ours.items() for tally in result[:3]]
    met = [
        tables.target("no errors", not any(tally.errors for _, tally in tallies)),
        tables.target(
            f"no visitor was turned away, except of {FLOOD}",
            not any(tally.turned_away for who, tally in tallies if who != FLOOD),
        ),
    ]
    for who, result in ours.items():
        if who in WITH_ROOM:
            waits = np.percentile(result.drawing.waits, [50, 95])
            limits = [_MORE * reached for reached in _REACHED_MS]
            text = f"{who}: at most {limits[0]:.0f} ms, p95 {limits[1]:.0f} ms"
            tables.target(text, bool((waits <= limits).all()))
    return all(met)


if __name__ == "__main__":
    typer.run(main)
