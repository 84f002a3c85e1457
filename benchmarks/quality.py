"""How well digits are restored: nets beside classical filters, PCA and the best linear map.

`python -m benchmarks.quality` corrupts the 10,000 MNIST test digits with every kind of noise at
every level, from a fixed seed, restores them in every way there is, and writes all figures to
docs/quality.json and the curves to docs/quality.png. Nothing is fitted to test digits.

Where only the nets have changed, `--models-only` takes filters and linear maps from the last
run. The scores of the noisy digits, always computed anew, have to agree with that run's: they
cannot unless digits, levels, seed, noise, scores and reader are the same.
"""

import json
from collections.abc import Mapping
from concurrent.futures import ProcessPoolExecutor
from itertools import product
from multiprocessing import get_context
from pathlib import Path
from typing import Annotated, Any, Literal

import numpy as np
import typer
from rich.console import Console
from rich.progress import track

from ae_core import artifacts, evaluation
from ae_core.data import datasets
from ae_core.inference import classifier
from ae_core.noise import NOISES, add_noise
from ae_core.pictures import from_uint8
from benchmarks.restoration.methods import (
    Method,
    flat_codecs,
    linear_maps,
    trained_nets,
    tuned_filters,
    untouched,
)
from benchmarks.restoration.scores import Read, cell, score

from . import midpoints
from .restoration import filters, plot, tables

LEVELS = (0.1, 0.25, 0.5, 1.0)  # and 0, the clean digit, where all kinds are the same
ROOT = Path(__file__).resolve().parent.parent

Results = dict[str, Any]


class OtherRun(Exception):
    """A last run of which nothing can be taken over."""


def main(
    name: Annotated[
        Literal["mnist", "strokes"], typer.Option("--data", help="Strokes: to try it out.")
    ] = "mnist",
    digits: Annotated[int, typer.Option(min=2, help="Test digits; the first ones.")] = 10_000,
    models_only: Annotated[
        bool, typer.Option(help="Filters and linear maps as in the last run.")
    ] = False,
    out: Annotated[
        Path | None, typer.Option(help="Folder of both files, instead of weights/ and docs/.")
    ] = None,
    markdown: Annotated[bool, typer.Option(help="Print Markdown.")] = False,
) -> None:
    """Compare everything that restores digits, at every kind and level of noise."""
    path = (out or ROOT / "weights") / "quality.json"
    figure = (out or ROOT / "docs") / "quality.png"
    if models_only and not path.is_file():
        raise typer.BadParameter(f"--models-only needs the {path} of a run without it")
    last = json.loads(path.read_text()) if models_only else None
    try:
        train, test = datasets.load(name, "train"), datasets.load(name, "test")
    except datasets.DataError as error:
        raise typer.BadParameter(f"{error} Or use --data strokes.") from None
    clean, labels = from_uint8(test.images[:digits]), test.labels[:digits]
    # processes, as most of the filters are Python; spawned, as TensorFlow dislikes forks
    with ProcessPoolExecutor(mp_context=get_context("spawn")) as pool:
        try:
            results = compare(
                from_uint8(train.images), clean, labels, classifier.classify, LEVELS, pool.map, last
            )
        except OtherRun as error:
            raise typer.BadParameter(f"{error}; run without --models-only") from None
    results = {"data": {"name": name, "sha256": test.sha256, "digits": len(clean)}, **results}
    path.parent.mkdir(parents=True, exist_ok=True)
    with artifacts.replacing(path) as temporary:
        temporary.write_text(as_text(results) + "\n")
    plot.save(results, figure)
    tables.show(results, markdown)


def compare(
    train: np.ndarray,
    test: np.ndarray,
    labels: np.ndarray,
    read: Read,
    levels: tuple[float, ...],
    each: filters.Map = map,
    last: Results | None = None,
) -> Results:
    """Fit what is fitted, restore the test digits in every way, and score.

    Args:
        train: float32 (n, 28, 28) in [0, 1], training digits.
        test: float32 (m, 28, 28) in [0, 1].
        labels: (m,), what digit each test digit is.
        read: the reader.
        levels: of noise, from above 0 to 1.
        each: `map`, or that of a pool of processes for the filters.
        last: the results of a run from which to take filters and linear maps.

    Returns:
        "seed" of the noise; "levels"; "methods": {method: {"group", "noise", "scores": {cell:
        score}}}, see `quality_methods.Method` and `scores`, a filter's score with the
        parameters it was tuned to; "midpoints", see there. All of it plain JSON types.

    Raises:
        OtherRun: if `last` has other scores for the noisy digits than are found now.
    """

    def measured(methods: Mapping[str, Method]) -> Results:
        return measure(methods, test, labels, read, levels)

    methods = measured(untouched())
    if last is None:
        methods |= measured(tuned_filters(train, each) | linear_maps(train))
    elif last["methods"]["noisy"] == methods["noisy"]:
        methods |= {k: v for k, v in last["methods"].items() if v["group"] in ("filter", "linear")}
    else:
        raise OtherRun("the last run had other digits, levels, noise or another reader")
    nets = trained_nets()
    methods |= measured(nets)
    return {
        "seed": evaluation.SEED,
        "levels": list(levels),
        "methods": methods,
        "midpoints": midpoints.shares(test, flat_codecs(nets), read, evaluation.SEED),
    }


def measure(
    methods: Mapping[str, Method],
    clean: np.ndarray,
    labels: np.ndarray,
    read: Read,
    levels: tuple[float, ...],
) -> Results:
    """Score methods on clean digits and at every kind and level of noise.

    For arguments and what is returned see `compare` and its "methods".
    """
    table: Results = {}
    for name, method in methods.items():
        noise = list(method.noise) if isinstance(method.noise, tuple) else method.noise
        table[name] = {"group": method.group, "noise": noise, "scores": {}}
    cells = [("gaussian", 0.0), *product(NOISES, levels)]
    for kind, level in track(cells, f"{len(methods)} methods", console=Console(stderr=True)):
        noisy = add_noise(kind, clean, level, evaluation.SEED)
        for name, method in methods.items():
            restore = method.fitted(kind, level)
            row = score(clean, restore(noisy), labels, read)
            if isinstance(restore, filters.Tuned):
                row["parameters"] = restore.parameters
            table[name]["scores"][cell(kind, level)] = row
    return table


def as_text(value: object, depth: int = 4, indent: str = "\n") -> str:
    """JSON with a line for each score: to be read, and compared from run to run.

    Args:
        value: plain JSON types.
        depth: how deep dictionaries are opened out; four lead down to the scores.
        indent: what a line of this depth begins with.
    """
    if not depth or not isinstance(value, dict) or not value:
        return json.dumps(value, allow_nan=False)
    inner = indent + " "
    rows = (f"{json.dumps(key)}: {as_text(row, depth - 1, inner)}" for key, row in value.items())
    return "{" + inner + f",{inner}".join(rows) + indent + "}"


if __name__ == "__main__":
    typer.run(main)
