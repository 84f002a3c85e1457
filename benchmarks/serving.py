"""What serving costs: the start, memory, and processor time of an answer.

`python -m benchmarks.serving [--before OTHER_CHECKOUT]` starts a bare `gr.Blocks`, the other
checkout's page and ours in turns, with the same Python.
"""

import json
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from itertools import islice
from math import isnan
from pathlib import Path
from statistics import median
from typing import Annotated, NamedTuple

import httpx
import typer

from tests.support import servers
from tests.support.visitors import drawings
from ui.page import first_request

from .support import peers, tables

_WARM_UP = 30  # answers before those that are measured
_TOGETHER = 4  # requests at a time while memory is filled: each thread may hold something
_DIGITS = 8  # for each model, and each room
_IN_ROOMS = ("conv_32", "dense_16")  # Code needs numbers to drag, Map a model with a map
_ROOMS = {
    "code": {"held": {"3": 0.5}, "strip": 3},
    "inside": {},
    "map": {"at": [0.3, 0.6]},
    "noises": {"noisy": True},
    **{name: {} for name in ("morph", "strange", "compare", "train")},
}


class Cost(NamedTuple):
    """What serving has cost; a value that was not measured is nan.

    Attributes:
        page: seconds from the start of the process to HTTP 200.
        first_digit: seconds from there to the first restored digit, without a browser.
        memory: MB in RAM after every model and every room but "Watch it learn" was used.
        replay: MB in RAM once that room was asked for all its nets, too.
        answer: ms of processor time for an answer of the stage.
    """

    page: float
    first_digit: float = float("nan")
    memory: float = float("nan")
    replay: float = float("nan")
    answer: float = float("nan")


_ROWS = {  # field of `Cost` → label and format
    "page": ("start → HTTP 200", "{:.2f} s"),
    "first_digit": ("start → first restored digit, no browser", "{:.2f} s"),
    "memory": ("memory, every model and room used but Watch it learn", "{:.0f} MB"),
    "replay": ("memory, every model and room used", "{:.0f} MB"),
    "answer": ("processor time of an answer", "{:.1f} ms"),
}


def main(
    before: peers.Before = None,
    turns: Annotated[int, typer.Option(min=1, help="Starts of each page.")] = 3,
    answers: Annotated[int, typer.Option(min=1, help="Answers measured, each turn.")] = 300,
    markdown: Annotated[bool, typer.Option(help="Print Markdown.")] = False,
) -> None:
    """Measure what serving costs."""
    costs: dict[str, list[Cost]] = {"bare gr.Blocks": []}
    digits: dict[str, list[float]] = {"model.predict": [], "reconstruct": []}
    for _ in range(turns):
        costs["bare gr.Blocks"].append(_bare_cost())
        for side, root in peers.checkouts(before).items():
            costs.setdefault(side, []).append(_page_cost(root, answers))
        for way, times in digits.items():
            times.append(_one_digit_ms(way, answers))
    typical = {side: Cost(*map(median, zip(*each, strict=True))) for side, each in costs.items()}
    rows = []
    for field, (label, unit) in _ROWS.items():
        values = [getattr(cost, field) for cost in typical.values()]
        rows.append((label, *("" if isnan(value) else unit.format(value) for value in values)))
    tables.show(f"Serving, median of {turns} turns", ("what", *typical), rows, markdown)
    one = ", ".join(f"{way} {median(times):.2f} ms" for way, times in digits.items())
    tables.note(f"One digit through conv_32, without a page: {one}.")


def _bare_cost() -> Cost:
    with servers.serve(*peers.BARE) as server:
        servers.settle(server.pid)
        return Cost(server.seconds, memory=servers.resident_mb(server.pid))


def _page_cost(root: Path, count: int) -> Cost:
    """Start the page of a checkout, use all of it, and end it."""
    with (
        servers.serve(*servers.OURS, root=root) as server,
        httpx.Client(base_url=server.url, timeout=120) as visitor,
    ):
        # "warming": a checkout that loads its models after it has opened the port
        while (state := _ask(visitor, "stage", first_request())["state"]) == "warming":
            time.sleep(0.02)
        first_digit = time.perf_counter() - server.started
        if state != "ok":
            raise RuntimeError(f"No first digit; the stage says: {state}")
        servers.settle(server.pid)
        answer = _answer_ms(visitor, server.pid, count)
        served = visitor.get("/lab/health").raise_for_status().json()["models"]  # by that checkout
        models = [{"model": key} for key in served]
        rooms = [
            {"model": key, "room": {"name": name, **wish}}
            for name, wish in _ROOMS.items()
            for key in _IN_ROOMS
        ]
        memory = max(
            _peak_memory(visitor, server.pid, "stage", models),
            _peak_memory(visitor, server.pid, "room", rooms),
        )
        nets = _ask(visitor, "room", {**first_request(), "room": {"name": "replay"}})["nets"]
        replays = [{"room": {"name": "replay", "net": net}} for net in nets]
        replay = _peak_memory(visitor, server.pid, "room", replays)
    return Cost(server.seconds, first_digit, memory, replay, answer)


def _answer_ms(visitor: httpx.Client, pid: int, count: int) -> float:
    """Return ms of the server's processor time for one answer, of `count` one after the other."""
    requests = map(json.loads, drawings(0))
    for request in islice(requests, _WARM_UP):
        _ask(visitor, "stage", request)
    start = servers.cpu_seconds(pid)
    for request in islice(requests, count):
        _ask(visitor, "stage", request)
    return 1e3 * (servers.cpu_seconds(pid) - start) / count


def _peak_memory(visitor: httpx.Client, pid: int, route: str, changes: list[dict]) -> float:
    """Send each change on several digits, and return the most MB that the server held."""
    digits = map(json.loads, drawings(1))
    requests = [{**next(digits), **change} for change in changes for _ in range(_DIGITS)]

    def send(request: dict) -> float:
        reply = _ask(visitor, route, request)
        if reply["state"] != "ok":
            raise RuntimeError(f"{request} is answered with {reply.get('problem', reply)}")
        return servers.resident_mb(pid)

    with ThreadPoolExecutor(_TOGETHER) as pool:
        return max(pool.map(send, requests))


def _ask(visitor: httpx.Client, route: str, request: dict) -> dict:
    answer = visitor.post(f"/lab/{route}", content=json.dumps(request))
    return answer.raise_for_status().json()


def _one_digit_ms(way: str, count: int) -> float:
    """Return the median ms of a digit through conv_32, in a process that runs nothing else."""
    command = [sys.executable, "-m", "benchmarks.support.digit_timer", way, "conv_32", str(count)]
    done = subprocess.run(command, cwd=servers.ROOT, check=True, stdout=subprocess.PIPE)
    return float(done.stdout.split()[-1])


if __name__ == "__main__":
    typer.run(main)
