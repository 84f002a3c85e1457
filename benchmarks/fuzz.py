"""Throw rubbish at the running app, at every endpoint, and see that nobody else notices.

`python -m benchmarks.fuzz` starts the app, sends what `hostile` makes of a seed, and meanwhile is
a visitor who draws. Nothing may be answered but 2xx or 4xx, soon, and without a traceback, a file's
content or markup that a browser would run; the log is to hold no traceback; the memory has an
end; and the visitor is served as before. With --check it exits with 1 where one of that fails.
"""

import asyncio
import itertools
import re
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from statistics import median
from typing import Annotated
from urllib.parse import urlsplit

import aiohttp
import typer
from gradio.routes import App

from tests.support import servers
from ui import page

from .fuzzing import hostile, rubbish
from .support import tables

AT_ONCE = 8  # connections
PATIENCE = 20  # seconds for one answer
_HUNG_UP = 1  # seconds to wait for an answer to what is no HTTP
_GROWTH_MB = 300  # that memory may grow by in the last three quarters of the cases
_SLOWER = 1.5  # how many times as long the visitor may wait afterwards
_QUIET = 200  # requests of the visitor before, and after
_PAUSE = 0.05  # seconds between two of them meanwhile

# of what must never be in an answer
_LEAKS = (b"Traceback (most recent call last)", b"root:x:0:", b"the page: `python app.py`")
_RUNS = b'<img src=x onerror="ae_fuzz()"'


@dataclass
class Outcome:
    """What came of it.

    Attributes:
        counts: cases by (endpoint, class of status), "hung up" being one.
        failures: what should not have happened, in words.
        slowest: seconds, and which case it was.
        waits: ms of the visitor's requests "before", "during" and "after".
        memory: MB before, after a quarter of the cases, at most, and after all.
    """

    counts: Counter = field(default_factory=Counter)
    failures: list[str] = field(default_factory=list)
    slowest: tuple[float, str] = (0.0, "")
    waits: dict[str, list[float]] = field(default_factory=dict)
    memory: list[float] = field(default_factory=list)


def main(
    cases: Annotated[int, typer.Option(min=1, help="Requests to send.")] = 10_000,
    seed: Annotated[int, typer.Option(help="The same seed sends the same requests.")] = 0,
    check: Annotated[bool, typer.Option(help="Exit with 1 if anything fails.")] = False,
    markdown: Annotated[bool, typer.Option(help="Print Markdown.")] = False,
) -> None:
    """Fuzz the live server."""
    with serve() as server:
        outcome = run(server, cases, seed)
    met = _show(outcome, cases, markdown)
    if check and not met:
        raise typer.Exit(1)


@contextmanager
def serve(**environment: str) -> Iterator[servers.Server]:
    """The app with all that it can have, MCP included, once it has come to rest."""
    with servers.serve(*servers.OURS, GRADIO_MCP_SERVER="True", **environment) as server:
        servers.settle(server.pid)
        yield server


def run(server: servers.Server, cases: int, seed: int) -> Outcome:
    """Send `cases` cases to a server that is ready."""
    outcome = Outcome()
    asyncio.run(_run(server, cases, seed, outcome))
    log = server.log()
    if "Traceback" in log:
        outcome.failures.append("a traceback in the log: …" + log[log.index("Traceback") :][:3000])
    _, early, _, after = outcome.memory
    if not after - early <= _GROWTH_MB:
        outcome.failures.append(f"memory grew from {early:.0f} to {after:.0f} MB")
    return outcome


async def _run(server: servers.Server, cases: int, seed: int, outcome: Outcome) -> None:
    # a connection for each request: one that is kept may be closed just as it is used again
    async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(force_close=True)) as session:
        target = await _target(server, session)
        outcome.waits["before"] = await _visit(server, session, outcome, _QUIET)
        outcome.memory = [servers.resident_mb(server.pid)] * 4
        waiting = hostile.cases(cases, seed, target)
        visitor = asyncio.create_task(_visit(server, session, outcome))
        # what is loaded at its first use, and room for pictures, is taken once
        for part in (itertools.islice(waiting, cases // 4), waiting):
            await asyncio.gather(*(_send_all(server, part, outcome) for _ in range(AT_ONCE)))
            if part is not waiting:
                outcome.memory[1] = servers.resident_mb(server.pid)
        visitor.cancel()
        outcome.waits["during"] = await visitor
        await asyncio.to_thread(servers.settle, server.pid)
        outcome.waits["after"] = await _visit(server, session, outcome, _QUIET)
        outcome.memory[3] = servers.resident_mb(server.pid)


async def _target(server: servers.Server, session: aiohttp.ClientSession) -> hostile.Target:
    """Ask the server what it has, and leave a picture there."""
    form = aiohttp.FormData()
    form.add_field("files", rubbish.PICTURE, filename="digit.png")
    async with session.post(f"{server.url}gradio_api/upload", data=form) as answer:
        (upload,) = await answer.json()
    async with session.get(f"{server.url}config") as answer:
        events = (await answer.json())["dependencies"]
    async with session.get(f"{server.url}gradio_api/info") as answer:
        described = (await answer.json())["named_endpoints"]
    # Gradio's own table, of an app that nobody has narrowed down
    paths = App.create_app(page.build()).openapi()["paths"]
    return hostile.Target(
        routes=[(way.upper(), path) for path, ways in paths.items() for way in ways],
        events=[(e["id"], len(e["inputs"]), [t[0] for t in e["targets"]]) for e in events],
        endpoints={
            name.strip("/"): [p["parameter_name"] for p in told["parameters"]]
            for name, told in described.items()
        },
        upload=upload,
    )


async def _visit(
    server: servers.Server,
    session: aiohttp.ClientSession,
    outcome: Outcome,
    count: int | None = None,
) -> list[float]:
    """Draw: ms of each request. Without a `count`, until cancelled."""
    waits: list[float] = []
    request = page.first_request()
    try:
        while count is None or len(waits) < count:
            request["seed"] += 1
            start = time.perf_counter()
            try:
                async with session.post(f"{server.url}lab/stage", json=request) as answer:
                    reply = await answer.json()
            except (aiohttp.ClientError, ValueError) as error:
                reply = {"error": repr(error)}
            waits.append(1e3 * (time.perf_counter() - start))
            if reply.get("state") != "ok":
                outcome.failures.append(f"the visitor was told {str(reply)[:500]}")
            if count is None:
                outcome.memory[2] = max(outcome.memory[2], servers.resident_mb(server.pid))
                await asyncio.sleep(_PAUSE)
    except asyncio.CancelledError:
        pass
    return waits


async def _send_all(
    server: servers.Server, waiting: Iterator[hostile.Case], outcome: Outcome
) -> None:
    for case in waiting:
        start = time.perf_counter()
        try:
            answer = await asyncio.wait_for(_send(server, case), PATIENCE)
        except TimeoutError:
            answer = b""
        seconds = time.perf_counter() - start
        kind, wrong = judged(case, answer)
        outcome.counts[case.endpoint, kind] += 1
        if not case.broken:
            outcome.slowest = max(outcome.slowest, (seconds, f"{case.endpoint}, {case.what}"))
        if wrong:
            outcome.failures.append(f"{case.endpoint}, {case.what}: {wrong}: {case.content[:500]}")


async def _send(server: servers.Server, case: hostile.Case) -> bytes:
    """Send a case over a connection of its own; the answer, as far as it comes by itself."""
    address = urlsplit(server.url)
    reader, writer = await asyncio.open_connection(address.hostname, address.port)
    answer = bytearray()
    try:
        writer.write(case.content)
        await writer.drain()
        while piece := await asyncio.wait_for(reader.read(65536), _patience(case, answer)):
            answer += piece
    except (ConnectionError, TimeoutError):
        pass  # what is there will be judged
    finally:
        writer.close()
    return bytes(answer)


def _patience(case: hostile.Case, answer: bytes) -> float:
    if case.broken:
        return _HUNG_UP
    # a stream has no end of its own
    return 0.1 if b"text/event-stream" in answer[:2000] else PATIENCE


def judged(case: hostile.Case, answer: bytes) -> tuple[str, str | None]:
    """The class of an answer, and what is wrong with it."""
    status = answer[9:12].decode("latin-1")
    if not answer.startswith(b"HTTP/1.") or not status.isdecimal():
        return "hung up", None if case.broken else f"no answer: {answer[:200]}"
    kind = f"{status[0]}xx"
    head = answer.partition(b"\r\n\r\n")[0].lower()
    if status == "307" and re.search(rb"\nlocation: http://[^/]+/gradio_api/mcp/\r\n", head):
        return kind, None  # a slash was missing
    if kind not in ("2xx", "4xx"):
        return kind, f"status {status}: {answer[-300:]}"
    for leak in _LEAKS:
        if leak in answer:
            return kind, f"{leak!r} in the answer"
    if b"content-type: text/html" in head and _RUNS in answer:
        return kind, "markup that runs"
    return kind, None


def _show(outcome: Outcome, cases: int, markdown: bool) -> bool:
    """Print it all; whether the targets are met."""
    kinds = sorted({kind for _, kind in outcome.counts})
    endpoints = sorted({endpoint for endpoint, _ in outcome.counts})
    rows = [
        [endpoint, *(f"{outcome.counts[endpoint, kind]:,}" for kind in kinds)]
        for endpoint in endpoints
    ]
    totals = (sum(outcome.counts[e, kind] for e in endpoints) for kind in kinds)
    rows.append(["all", *(f"{total:,}" for total in totals)])
    tables.show(f"Fuzzing, {cases:,} requests", ["to", *kinds], rows, markdown)
    seconds, which = outcome.slowest
    before, early, most, after = outcome.memory
    waits = [f"{median(ms):.1f} ms {when}" for when, ms in outcome.waits.items()]
    tables.note(f"a visitor's median meanwhile: {', '.join(waits)}", markdown)
    tables.note(f"slowest answer: {seconds:.2f} s ({which})", markdown)
    memory = f"{before:.0f} MB before, {early:.0f} after a quarter, {after:.0f} after all"
    tables.note(f"memory: {memory}, {most:.0f} at most", markdown)
    for failure in list(dict.fromkeys(outcome.failures))[:20]:
        print(failure, file=sys.stderr)
    good = not outcome.failures
    return all(
        [
            tables.target(f"{len(outcome.failures)} failures of {cases:,}", good, markdown),
            tables.target(
                f"afterwards the visitor is served as before, within {_SLOWER} × and 2 ms",
                median(outcome.waits["after"]) <= _SLOWER * median(outcome.waits["before"]) + 2,
                markdown,
            ),
        ]
    )


if __name__ == "__main__":
    typer.run(main)
