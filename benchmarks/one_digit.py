"""One digit through a model, without a page: Keras's two ways, and ours.

`python -m benchmarks.one_digit`. Each way has a process of its own, so that no other framework is
imported or at work there; the processes take turns.
"""

import json
import os
import subprocess
import sys
from pathlib import Path
from statistics import median
from typing import Annotated

import typer

from tests.support.servers import ROOT

from .support import tables

PREDICT, CALL, OURS = "model.predict", "model(x)", "reconstruct"

_TIMER = Path(__file__).with_name("support") / "digit_timer.py"


def main(
    count: Annotated[int, typer.Option(min=1, help="Digits through each model, each turn.")] = 60,
    turns: Annotated[int, typer.Option(min=1, help="Processes of each way.")] = 3,
    markdown: Annotated[bool, typer.Option(help="Print Markdown.")] = False,
) -> None:
    """Measure every model of the table."""
    ways: dict[str, list[dict[str, float]]] = {PREDICT: [], CALL: [], OURS: []}
    for _ in range(turns):
        for way, found in ways.items():
            found.append(median_ms(way, count))
    predict, call, ours = (
        {key: median(turn[key] for turn in found) for key in found[0]} for found in ways.values()
    )
    rows = [
        (
            key,
            f"{predict[key]:.1f}",
            f"{call[key]:.2f}",
            f"{ours[key]:.2f}",
            f"{predict[key] / ours[key]:.0f} ×",
        )
        for key in ours
    ]
    head = ("model", PREDICT, CALL, OURS, "predict : ours")
    tables.show("One digit through a model, median ms", head, rows, markdown)


def median_ms(way: str, count: int, *keys: str, root: Path = ROOT) -> dict[str, float]:
    """Milliseconds of one digit through each model, in a new process.

    Args:
        way: one of the three above.
        count: how many digits.
        keys: of the models; all if there are none.
        root: the checkout that holds the code and the weights.

    Raises:
        RuntimeError: if it fails; with the end of what it printed.
    """
    # -P: the modules of the folder that the script lies in are not to be imported by name
    done = subprocess.run(
        [sys.executable, "-P", str(_TIMER), way, str(count), *keys],
        cwd=root,
        env={**os.environ, "PYTHONPATH": str(root)},
        capture_output=True,
        text=True,
    )
    if done.returncode:
        raise RuntimeError(f"No time of {way} in {root}:\n{done.stderr[-2000:]}")
    return json.loads(done.stdout.splitlines()[-1])


if __name__ == "__main__":
    typer.run(main)
