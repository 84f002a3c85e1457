"""Several copies of the app behind nginx: how much they answer, and what is seen of an end.

`python -m benchmarks.replicas`; with --check it exits with 1 where a target is missed. It needs
nginx (`apt-get install nginx-light`) and 4 GB of memory. Replicas, nginx and visitors share the
machine, so what more replicas answer in all is bounded by its cores, which the table shows.
"""

import asyncio
import os
import re
import shutil
import tempfile
import time
from collections.abc import Awaitable, Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import numpy as np
import psutil
import typer

from ae_core import __version__
from tests.support import balancer, servers
from tests.support.balancer import Replica

from .support import crowd, kept_by_one, tables

VISITORS = 20
# The targets. While all are renewed, they start on the cores that serve; after 6 s the page would
# say that it has no answer.
KILLED_MS, RENEWED_MS = 1000, 6000
_NEXT = f"{__version__}.next"  # what the new version is called

Deed = Callable[[], Awaitable[None]]


def main(
    seconds: Annotated[float, typer.Option(min=2, help="Of each measurement.")] = 6,
    check: Annotated[bool, typer.Option(help="Exit with 1 where a target is missed.")] = False,
    markdown: Annotated[bool, typer.Option(help="Print Markdown.")] = False,
) -> None:
    """Measure one, two and three replicas; kill one, renew all, and train beside that."""
    if balancer.find_nginx() is None:
        raise typer.BadParameter("there is no nginx on this machine: apt-get install nginx-light")
    with balancer.replicas(3) as three, new_version() as root:
        rows = [asyncio.run(_throughput(three[:n], seconds)) for n in (1, 2, 3)]
        head = ("replicas", "answers/s", "median ms", "p95 ms", "errors", *_SHARES)
        tables.show(
            f"{VISITORS} visitors, one request after the other, on {os.cpu_count()} cores",
            head,
            rows,
            markdown,
        )
        tables.note(
            "A replica is one Python, and fills little more than a core. Whatever more of them "
            "answer is bounded by the cores that are left, visitors and nginx included.",
            markdown,
        )
        met = asyncio.run(_ends(three, root, seconds, markdown))
        met += asyncio.run(kept_by_one.measure(three, markdown))
    if check and not all(met):
        raise typer.Exit(1)


# ---- how much ----

_SHARES = ("replicas: cores", "nginx", "visitors")


async def _throughput(replicas: Sequence[Replica], seconds: float) -> tuple[str, ...]:
    """Each visitor asks anew as soon as there is an answer: a row of the table."""
    tally = crowd.Tally()
    with balancer.nginx(*replicas) as (url, pid):
        async with crowd.browsers(VISITORS) as browsers:
            post = crowd.to_stage(url)
            end = time.perf_counter() + seconds
            before = _taken(replicas, pid)

            async def ask(visitor: int) -> None:
                changes = crowd.drawings(visitor)
                while (since := time.perf_counter()) < end:
                    outcome = await post(browsers[visitor], next(changes))
                    if outcome == "ok":
                        tally.waits.append(1e3 * (time.perf_counter() - since))
                    else:
                        tally.errors.append(outcome)

            await asyncio.gather(*map(ask, range(VISITORS)))
            shares = (np.array(_taken(replicas, pid)) - before) / seconds
    return (
        str(len(replicas)),
        f"{len(tally.waits) / seconds:.0f}",
        f"{np.median(tally.waits):.0f}",
        f"{np.percentile(tally.waits, 95):.0f}",
        str(len(tally.errors)),
        *(f"{share:.2f}" for share in shares),
    )


def _taken(replicas: Sequence[Replica], nginx: int) -> np.ndarray:
    """Seconds of the processors: what replicas, nginx and this process have taken so far."""
    workers = [child.pid for child in psutil.Process(nginx).children()]
    groups = ([replica.pid for replica in replicas], workers, [os.getpid()])
    return np.array([sum(map(servers.cpu_seconds, pids)) for pids in groups])


# ---- while visitors draw ----


async def _ends(three: Sequence[Replica], root: Path, seconds: float, markdown: bool) -> list[bool]:
    """Kill one, then renew all, while visitors draw."""
    statuses: list[int] = []

    async def kill() -> None:
        await asyncio.sleep(seconds / 3)
        three[0].kill()
        await asyncio.sleep(seconds)

    async def renew() -> None:
        for replica in three:
            await asyncio.to_thread(_renew, replica, root, statuses)

    async def nothing() -> None:
        await asyncio.sleep(seconds)

    with balancer.nginx(*three) as (url, _):
        deeds = {
            "nothing happens": await draw_during(url, nothing),
            "one of three is killed (-9)": await draw_during(url, kill),
        }
        await asyncio.to_thread(three[0].restart)
        deeds["all are renewed, one by one"] = await draw_during(url, renew)
        versions = {replica.version() for replica in three}
    rows = [
        (
            what,
            str(len(tally.waits)),
            str(len(tally.errors)),
            str(len(tally.turned_away)),
            f"{np.median(tally.waits):.0f}",
            f"{np.percentile(tally.waits, 95):.0f}",
            f"{max(tally.waits):.0f}",
        )
        for what, tally in deeds.items()
    ]
    head = ("meanwhile", "answers", "errors", "turned away", "median ms", "p95 ms", "longest ms")
    tables.show(f"{VISITORS} visitors, each drawing at 10 changes a second", head, rows, markdown)
    for tally in deeds.values():
        for error in sorted(set(tally.errors))[:5]:
            tables.note(f"an error: {error}", markdown)
    killed, renewed = (max(tally.waits) for tally in list(deeds.values())[1:])
    return [
        tables.target(
            "no visitor sees an error", not any(t.errors for t in deeds.values()), markdown
        ),
        tables.target(
            f"the longest wait where one is killed: at most {KILLED_MS} ms",
            killed <= KILLED_MS,
            markdown,
        ),
        tables.target(
            f"the longest wait where all are renewed: at most {RENEWED_MS} ms",
            renewed <= RENEWED_MS,
            markdown,
        ),
        tables.target(
            "each replica that was told to end did so with 0, and runs the new version now",
            statuses == [0] * len(three) and versions == {_NEXT},
            markdown,
        ),
    ]


async def draw_during(url: str, deed: Deed, visitors: int = VISITORS) -> crowd.Tally:
    """Let visitors draw without a rest, as their pages do, for as long as something lasts.

    Args:
        url: of the page.
        deed: what is done meanwhile.
        visitors: how many.
    """
    tally, over = crowd.Tally(), asyncio.Event()

    async def draw(visitor: int) -> None:
        changes = crowd.drawings(visitor)
        line = crowd.Line(browsers[visitor], crowd.to_stage(url), tally)
        await asyncio.sleep(0.1 * visitor / visitors)  # not all at one moment
        while not over.is_set():
            line.change(next(changes))
            await asyncio.sleep(0.1)
        await line.rest()

    async with crowd.browsers(visitors) as browsers:
        drawing = asyncio.gather(*map(draw, range(visitors)))
        await deed()
        over.set()
        await drawing
    return tally


def _renew(replica: Replica, root: Path, statuses: list[int]) -> None:
    statuses.append(replica.stop())
    replica.root = root
    replica.restart()


@contextmanager
def new_version() -> Iterator[Path]:
    """A copy of the code that calls itself another version, on the same weights."""
    with tempfile.TemporaryDirectory() as name:
        root = Path(name)
        shutil.copy(servers.ROOT / "app.py", root)
        for package in ("ae_core", "ui"):
            shutil.copytree(servers.ROOT / package, root / package)
        (root / "weights").symlink_to(servers.ROOT / "weights")
        module = root / "ae_core" / "__init__.py"
        module.write_text(
            re.sub('(?m)^__version__ = ".*"', f'__version__ = "{_NEXT}"', module.read_text())
        )
        yield root


if __name__ == "__main__":
    typer.run(main)
