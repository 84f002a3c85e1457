"""What serving costs: the start, memory, and processor time of an answer.

`python -m benchmarks.serving --before OTHER_CHECKOUT`; with --check it exits with 1 where a target
is missed. A bare `gr.Blocks`, the other checkout and this one are started in turns, with the same
Python. Without --before this one is measured alone, beside the bare page.
"""

import json
import time
from concurrent.futures import ThreadPoolExecutor
from itertools import islice
from pathlib import Path
from statistics import median
from typing import Annotated, NamedTuple

import httpx
import typer

from ae_core.models import presets
from tests.support import servers
from ui.page import first_request

from . import one_digit
from .support import crowd, tables

_WARM_UP = 30  # answers before those that count
_TOGETHER = 4  # requests at a time where memory is filled: each thread may hold something
_DIGITS = 8  # for each model, and each room
_IN_ROOMS = ("conv_32", "dense_16")  # some rooms need bars to drag; others, a map


class Cost(NamedTuple):
    """What serving has cost.

    Attributes:
        page: seconds from the start of the process to HTTP 200.
        first_digit: seconds from there to the first restored digit.
        memory: MB in RAM after every model and every room but Replay.
        replay: MB in RAM while Replay is asked for all its nets, at most.
        answer: ms of processor time that the server spends on an answer of the stage.
        one_digit: ms that a digit takes through `conv_32`, without a page.
    """

    page: float
    first_digit: float
    memory: float
    replay: float
    answer: float
    one_digit: float


class Peers(NamedTuple):
    """What the targets come from: a bare page's HTTP 200 and memory, and `model.predict`."""

    page: float
    memory: float
    predict: float


_ROWS = {  # by field of `Cost`: what it is, and its unit
    "page": ("start → HTTP 200", "{:.2f} s"),
    "first_digit": ("start → first restored digit, no browser", "{:.2f} s"),
    "memory": ("memory, every model and room used", "{:.0f} MB"),
    "replay": ("memory, Replay as well", "{:.0f} MB"),
    "answer": ("processor time of an answer", "{:.1f} ms"),
    "one_digit": ("one digit through conv_32", "{:.2f} ms"),
}
_HEAD = ("what", "before", "after", "after : before", "at most", "target")


def main(
    before: servers.Before = None,
    turns: Annotated[int, typer.Option(min=1, help="Starts of each page.")] = 3,
    answers: Annotated[int, typer.Option(min=1, help="Answers timed, each turn.")] = 300,
    check: Annotated[bool, typer.Option(help="Exit with 1 where a target is missed.")] = False,
    markdown: Annotated[bool, typer.Option(help="Print Markdown.")] = False,
) -> None:
    """Measure what serving costs."""
    roots = servers.checkouts(before)
    peers: list[Peers] = []
    costs: dict[str, list[Cost]] = {name: [] for name in roots}
    for _ in range(turns):
        peers.append(_peers(answers))
        for name, root in roots.items():
            costs[name].append(_cost(root, answers))
    bare = Peers(*map(median, zip(*peers, strict=True)))
    typical = {name: Cost(*map(median, zip(*some, strict=True))) for name, some in costs.items()}
    after, earlier = typical["after"], typical.get("before")
    limits = _limits(bare, earlier, after)
    rows, met = [], []
    for field, (what, unit) in _ROWS.items():
        now, then = getattr(after, field), getattr(earlier, field, None)
        limit, origin = limits.get(field, (None, ""))
        rows.append(
            (
                what,
                unit.format(then) if then else "",
                unit.format(now),
                f"{now / then:.2f}" if then else "",
                f"{unit.format(limit)}: {origin}" if limit else "",
                ("met" if now <= limit else "MISSED") if limit else "",
            )
        )
        met.append(not limit or now <= limit)
    tables.show(f"Serving, median of {turns} turns", _HEAD, rows, markdown)
    tables.note(
        f"A bare gr.Blocks: HTTP 200 after {bare.page:.2f} s, {bare.memory:.0f} MB. One digit by "
        f"model.predict: {bare.predict:.1f} ms. Memory is the RSS of the process that serves.",
        markdown,
    )
    if check and not all(met):
        raise typer.Exit(1)


def _limits(bare: Peers, before: Cost | None, after: Cost) -> dict[str, tuple[float, str]]:
    """The targets: what each figure may be at most, and where that comes from."""
    limits = {
        "first_digit": (1.3 * bare.page, "1.3 × the bare page's HTTP 200"),
        "memory": (bare.memory + 200, "the bare page's + 200"),
        "replay": (after.memory + 60, "without Replay + 60"),
        "one_digit": (bare.predict / 50, "model.predict : 50"),
    }
    if before:
        limits["answer"] = (before.answer / 2, "before : 2")
    return limits


def _peers(count: int) -> Peers:
    with servers.serve(*servers.BARE) as server:
        servers.settle(server.pid)
        memory = servers.resident_mb(server.pid)
    return Peers(server.seconds, memory, _one_digit(one_digit.PREDICT, servers.ROOT, count))


def _cost(root: Path, count: int) -> Cost:
    """Start the page of a checkout, use it, and end it."""
    with (
        servers.serve(*servers.OURS, root=root) as server,
        httpx.Client(base_url=server.url, timeout=120) as visitor,
    ):
        # "warming": of a checkout that loads its models behind the page
        while (state := _ask(visitor, "stage", first_request())["state"]) == "warming":
            time.sleep(0.02)
        first_digit = time.perf_counter() - server.started
        if state != "ok":
            raise RuntimeError(f"No first digit; the stage says: {state}")
        servers.settle(server.pid)
        answer = _answer_ms(visitor, server.pid, count)
        models = [{"model": key} for key in presets.PRESETS]
        rooms = [
            {"model": key, "room": {"name": name, **wish}}
            for name, wish in crowd.ROOMS.items()
            for key in _IN_ROOMS
            if name != "replay"
        ]
        used = _fill(visitor, server.pid, "stage", models)
        used = max(used, _fill(visitor, server.pid, "room", rooms))
        nets = _ask(visitor, "room", {**first_request(), "room": {"name": "replay"}})["nets"]
        replays = [{"room": {"name": "replay", "net": net}} for net in nets]
        replay = _fill(visitor, server.pid, "room", replays)
    one = _one_digit(one_digit.OURS, root, count)
    return Cost(server.seconds, first_digit, used, replay, answer, one)


def _answer_ms(visitor: httpx.Client, pid: int, count: int) -> float:
    """Milliseconds of the server's processor time for one answer, of many one after the other."""
    requests = map(json.loads, crowd.drawings(0))
    for request in islice(requests, _WARM_UP):
        _ask(visitor, "stage", request)
    start = servers.cpu_seconds(pid)
    for request in islice(requests, count):
        _ask(visitor, "stage", request)
    return 1e3 * (servers.cpu_seconds(pid) - start) / count


def _fill(visitor: httpx.Client, pid: int, line: str, changes: list[dict]) -> float:
    """Send each change several times, on other digits: the most memory that was held, in MB."""
    digits = map(json.loads, crowd.drawings(1))
    requests = [{**next(digits), **change} for change in changes for _ in range(_DIGITS)]

    def send(request: dict) -> float:
        reply = _ask(visitor, line, request)
        if reply["state"] != "ok":
            raise RuntimeError(f"{request} is answered with {reply.get('problem', reply)}")
        return servers.resident_mb(pid)

    with ThreadPoolExecutor(_TOGETHER) as pool:
        return max(pool.map(send, requests))


def _ask(visitor: httpx.Client, line: str, request: dict) -> dict:
    answer = visitor.post(f"/lab/{line}", content=json.dumps(request))
    return answer.raise_for_status().json()


def _one_digit(way: str, root: Path, count: int) -> float:
    return one_digit.median_ms(way, count, "conv_32", root=root)["conv_32"]


if __name__ == "__main__":
    typer.run(main)
