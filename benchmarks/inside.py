"""What the room "Inside" costs: bytes of an answer, and processor time on the server.

`python -m benchmarks.inside` asks the stage of this process with the room open and without, in
turns, for each model. On a quiet machine it takes half a minute.
"""

import itertools
import json
import statistics
import time
from collections.abc import Iterator
from typing import Annotated

import typer

from ae_core.inference import layers
from ae_core.models import presets
from ui import rooms
from ui.live import encoding, pipeline
from ui.page import first_request
from ui.rooms import inside

from .support import tables

_SIZES = ("room", "largest", "answer", "net")
_TIMES = ("first, ms", "stage, ms", "room, ms", "difference, ms", "pixel, ms")
MORE_MS = 8  # that the room may add to an answer of `_MODEL`
_MODEL = "conv_32"

_respond = encoding.json_handler(pipeline.respond)
_seeds = itertools.count()  # results are cached, so no seed comes twice


def main(
    answers: Annotated[int, typer.Option(min=1, help="Answers of each kind and model.")] = 60,
    markdown: Annotated[bool, typer.Option(help="Print Markdown.")] = False,
    check: Annotated[bool, typer.Option("--check", help="Fail if a target is missed.")] = False,
) -> None:
    """Measure the room for each model."""
    rows, most, largest, more = [], 0, 0, 0.0
    for key in presets.PRESETS:
        begun = time.perf_counter()
        first = _ask(key, {})
        seconds = time.perf_counter() - begun
        wishes = list(wishes_of(key))
        sizes = [size(key, wish) for wish in wishes]
        # the first layer with weights, and where it has maps a pixel of one
        times = _times(key, [None, {}, {"show": "difference"}, wishes[-1]], answers)
        known = {"version": first["version"]}
        whole = len(_respond(_question(key, known)))
        net = len(encoding.write(first.get("net", {})))
        measured = (size(key, {}), max(sizes), whole, net)
        as_text = [f"{value:.1f}" for value in times]
        rows.append([key, *(f"{n:,}" for n in measured), f"{1000 * seconds:.0f}", *as_text])
        most, largest = max(most, whole), max(largest, *sizes)
        more = times[1] if key == _MODEL else more
    tables.show("The room Inside", ("model", *_SIZES, *_TIMES), rows, markdown)
    tables.note(
        "Bytes: of the room's part; of the largest, whichever layer, map and pixel is selected; "
        "of the stage's whole answer; of what is sent once for each net. First: the first answer, "
        "which loads the net and finds what fires its units. Stage: processor time "
        "of an answer without a room. "
        f"Then what the room adds to it, medians of {answers}: as it opens, with the difference, "
        "with a pixel."
    )
    limits = (inside.MAX_BYTES, inside.MAX_SELECTED_BYTES)
    met = [
        tables.target(f"an answer, at most {limits[0]:,} bytes: {most:,}", most <= limits[0]),
        tables.target(f"the largest, at most {limits[1]:,}: {largest:,}", largest <= limits[1]),
        tables.target(f"{_MODEL}: less than {MORE_MS} ms more: {more:.1f}", more < MORE_MS),
    ]
    if check and not all(met):
        raise typer.Exit(1)


def wishes_of(key: str) -> Iterator[dict]:
    """A wish for each layer of a model and each thing to show, the last of its first weights."""
    first = None
    for layer in layers.computing(layers.of(key)):
        middle = [layer.shape[0] // 2] * 2 if len(layer.shape) > 1 else None
        wish = {"layer": layer.name, "unit": 0, "at": middle}
        first = first or (wish if layer.parameters else None)
        yield from ({**wish, "show": show} for show in inside.SHOWS)
    yield first or {}


def size(key: str, wish: dict) -> int:
    """Bytes of the room's part of an answer, what is sent once for each net apart."""
    return len(encoding.write({**_ask(key, wish), "net": None}))


def _ask(key: str, wish: dict) -> dict:
    reply = rooms.respond(json.loads(_question(key, wish)))
    if reply["state"] != "ok":
        raise RuntimeError(f"Expected an answer; received {reply}")
    return reply


def _question(key: str, wish: dict | None) -> str:
    room = None if wish is None else {"version": None, **wish, "name": "inside", "of": key}
    return json.dumps({**first_request(), "model": key, "seed": next(_seeds), "room": room})


def _times(key: str, wishes: list[dict | None], answers: int) -> list[float]:
    """Processor time of an answer to the first wish, in ms; and what the others take beyond it."""
    known = {"version": layers.of(key).version}
    rounds = []
    for _ in range(answers):
        row = []
        for wish in wishes:
            question = _question(key, None if wish is None else {**known, **wish})
            begun = time.thread_time()
            _respond(question)
            row.append(1000 * (time.thread_time() - begun))
        rounds.append([row[0], *(value - row[0] for value in row[1:])])
    return [statistics.median(column) for column in zip(*rounds, strict=True)]


if __name__ == "__main__":
    typer.run(main)
