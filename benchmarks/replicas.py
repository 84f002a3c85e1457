"""Replicas of the app behind nginx: answers a second, and waits while one ends.

`python -m benchmarks.replicas` needs nginx (`apt-get install nginx-light`) and 4 GB of memory; it
exits with 1 if a visitor got an error or lost what a replica keeps. Replicas, nginx and visitors
share the machine, so its cores limit what more replicas can answer.
"""

import asyncio
import os
import time
from collections.abc import Sequence
from typing import Annotated

import numpy as np
import typer

from tests.support import balancer, session
from tests.support.balancer import Replica
from tests.support.visitors import Tally, browsers, draw_during, drawings, post_to_stage

from .support import tables

VISITORS = 20


def main(
    seconds: Annotated[float, typer.Option(min=2, help="Of each measurement.")] = 6,
    markdown: Annotated[bool, typer.Option(help="Print Markdown.")] = False,
) -> None:
    """Measure one, two and three replicas; kill one, renew all, and train meanwhile."""
    if balancer.find_nginx() is None:
        raise typer.BadParameter("there is no nginx on this machine: apt-get install nginx-light")
    with balancer.replicas(3) as three:
        tallies = {str(n): asyncio.run(_ask_without_pause(three[:n], seconds)) for n in (1, 2, 3)}
        title = (
            f"{VISITORS} visitors on {os.cpu_count()} cores, each asks as soon as it is answered"
        )
        tables.show(title, _HEAD, _rows(tallies, seconds), markdown)
        drawn, statuses = asyncio.run(_draw_while_they_end(three, seconds))
        title = f"{VISITORS} visitors draw at 10 changes a second"
        tables.show(title, _HEAD, _rows(drawn, None), markdown)
        kept = asyncio.run(_train_while_others_end(three))
    met = [
        tables.target("no visitor got an error", not any(t.errors for t in drawn.values())),
        tables.target("each replica ended with exit status 0", statuses == [0, 0, 0]),
        tables.target("a training outlived the others, and its net was used", kept[0] == "ok"),
        tables.target("a net whose replica was killed is reported gone", kept[1] == "own_gone"),
    ]
    if not all(met):
        raise typer.Exit(1)


_HEAD = ("replicas", "answers", "answers/s", "median ms", "p95 ms", "longest ms", "errors")


def _rows(tallies: dict[str, Tally], seconds: float | None) -> list[tuple[str, ...]]:
    return [
        (
            name,
            str(len(tally.waits)),
            f"{len(tally.waits) / seconds:.0f}" if seconds else "",
            *(f"{ms:.0f}" for ms in np.percentile(tally.waits, [50, 95, 100])),
            str(len(tally.errors)),
        )
        for name, tally in tallies.items()
    ]


async def _ask_without_pause(replicas: Sequence[Replica], seconds: float) -> Tally:
    """Let each visitor ask again as soon as there is an answer."""
    tally = Tally()
    with balancer.nginx(*replicas) as (url, _):
        async with browsers(VISITORS) as sessions:
            post = post_to_stage(url)
            end = time.perf_counter() + seconds

            async def ask(visitor: int) -> None:
                changes = drawings(visitor)
                while (since := time.perf_counter()) < end:
                    outcome = await post(sessions[visitor], next(changes))
                    if outcome == "ok":
                        tally.waits.append(1e3 * (time.perf_counter() - since))
                    else:
                        tally.errors.append(outcome)

            await asyncio.gather(*map(ask, range(VISITORS)))
    return tally


async def _draw_while_they_end(
    three: Sequence[Replica], seconds: float
) -> tuple[dict[str, Tally], list[int]]:
    """Kill one replica, then stop and start all, while visitors draw; the exit statuses too."""
    statuses: list[int] = []

    async def kill() -> None:
        await asyncio.sleep(seconds / 3)
        three[0].kill()
        await asyncio.sleep(seconds)

    async def renew() -> None:
        for replica in three:
            statuses.append(await asyncio.to_thread(replica.stop))
            await asyncio.to_thread(replica.restart)

    with balancer.nginx(*three) as (url, _):
        tallies = {
            "all serve": await draw_during(url, lambda: asyncio.sleep(seconds), VISITORS),
            "one is killed (-9)": await draw_during(url, kill, VISITORS),
        }
        await asyncio.to_thread(three[0].restart)
        tallies["all are renewed, one by one"] = await draw_during(url, renew, VISITORS)
    return tallies, statuses


async def _train_while_others_end(three: Sequence[Replica]) -> tuple[str, str]:
    """Train on one replica while the others are killed; then kill that one as well.

    Returns:
        The answers to a request that uses the net: before its replica is killed, and after.
    """
    with balancer.nginx(*three) as (url, _):
        async with session.opened(url) as visitor:
            async for key, state in visitor.train():
                if state == "training":
                    knows = [await visitor.use(key, replica.url) == "ok" for replica in three]
                    owner = three[knows.index(True)]
                    for replica in three:
                        if replica is not owner:
                            replica.kill()
            for replica in three:
                if replica is not owner:
                    await asyncio.to_thread(replica.restart)
            before = await visitor.use(key)
            owner.kill()
            return before, await visitor.use(key)


if __name__ == "__main__":
    typer.run(main)
