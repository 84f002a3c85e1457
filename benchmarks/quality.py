"""How well digits are restored: nets beside classical filters, PCA and the best linear map.

`python -m benchmarks.quality` corrupts the 10,000 MNIST test digits with every kind of noise at
every level, from a fixed seed, restores them with every method, and writes all scores to
weights/quality.json and the curves to docs/quality.png. Nothing is fitted to test digits.

If only the nets have changed, `--models-only` takes filters and linear maps from the last run, and
the nets whose weights have the checksum that stands beside their scores. Noisy digits are always
scored again. If these scores are the same, so are digits, levels, seed, noise and classifier. If
only what was read differs, the classifier has changed: then all nets are scored again, and filters
and linear maps lose what was read. If more differs, the last run is refused. `--all-nets` scores
every net again, which is needed after a change of how nets are run.
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
from ae_core.models import store
from ae_core.noise import NOISES, add_noise
from ae_core.pictures import from_uint8

from .restoration import filters, methods, plot, tables
from .restoration.methods import Method
from .restoration.scores import Classify, cell, score
from .support.json_text import as_text

LEVELS = (0.1, 0.25, 0.5, 1.0)  # and 0, the clean digit, where all kinds are the same
ROOT = Path(__file__).resolve().parent.parent

Results = dict[str, Any]


def main(
    name: Annotated[
        Literal["mnist", "strokes"], typer.Option("--data", help="Strokes: to try it out.")
    ] = "mnist",
    digits: Annotated[int, typer.Option(min=2, help="Test digits; the first ones.")] = 10_000,
    models_only: Annotated[
        bool, typer.Option(help="Score nets with new weights; take all else from the last run.")
    ] = False,
    all_nets: Annotated[
        bool, typer.Option(help="With --models-only: score nets with the same weights, too.")
    ] = False,
    out: Annotated[
        Path | None, typer.Option(help="Folder of both files, instead of the weights' and docs/.")
    ] = None,
    markdown: Annotated[bool, typer.Option(help="Print Markdown.")] = False,
) -> None:
    """Compare everything that restores digits, at every kind and level of noise."""
    path = (out or store.folder()) / "quality.json"
    figure = (out or ROOT / "docs") / "quality.png"
    if all_nets and not models_only:
        raise typer.BadParameter("--all-nets is for --models-only; without it all nets are scored")
    if models_only and not path.is_file():
        raise typer.BadParameter(f"--models-only needs the {path} of a run without it")
    last = json.loads(path.read_text()) if models_only else None
    try:
        train, test = datasets.load(name, "train"), datasets.load(name, "test")
    except datasets.DataError as error:
        raise typer.BadParameter(f"{error} Or use --data strokes.") from None
    clean, labels = from_uint8(test.images[:digits]), test.labels[:digits]
    # Processes, because most filters are Python; spawned, because TensorFlow does not bear a fork.
    with ProcessPoolExecutor(mp_context=get_context("spawn")) as pool:
        try:
            results = compare(
                from_uint8(train.images),
                clean,
                labels,
                classifier.classify,
                LEVELS,
                pool.map,
                last,
                all_nets,
            )
        except ValueError as error:
            raise typer.BadParameter(str(error)) from None
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
    classify: Classify,
    levels: tuple[float, ...],
    each: filters.Map = map,
    last: Results | None = None,
    all_nets: bool = False,
) -> Results:
    """Fit the filters and linear maps, restore the test digits with every method, and score.

    Args:
        train: float32 (n, 28, 28) in [0, 1], training digits.
        test: float32 (m, 28, 28) in [0, 1].
        labels: (m,), the class of each test digit.
        classify: the classifier.
        levels: of noise, from above 0 to 1.
        each: `map`, or that of a pool of processes for the filters.
        last: the results of a run from which to take filters and linear maps, without what was
            read, if another classifier did; and, if the same one did, nets with the same weights.
        all_nets: whether to score these nets again nevertheless.

    Returns:
        Plain JSON types: "seed" of the noise; "levels"; "methods": {method: {"group", "noise",
        "scores": {cell: score}}}, see `methods.Method` and `scores`, a filter's score with the
        parameters it was tuned to; of a net also "weights".

    Raises:
        ValueError: if the noisy digits have other scores in `last` than now.
    """

    def scored(some: Mapping[str, Method]) -> Results:
        return _score_all(some, test, labels, classify, levels)

    results = scored(methods.untouched())
    nets, unchanged = methods.trained_nets(), {}
    if last is None:
        results |= scored(methods.tuned_filters(train, each) | methods.linear_maps(train))
    else:
        kept = {k: v for k, v in last["methods"].items() if v["group"] in ("filter", "linear")}
        if last["methods"]["noisy"] != results["noisy"]:
            if _unread(last["methods"]["noisy"]) != _unread(results["noisy"]):
                raise ValueError(
                    "the last run had other digits, levels or noise; run without --models-only"
                )
            kept = {name: _unread(method) for name, method in kept.items()}
        elif not all_nets:
            unchanged = _unchanged(last["methods"], nets)
        results |= kept
    fresh = scored({name: net for name, net in nets.items() if name not in unchanged})
    results |= {name: (unchanged | fresh)[name] for name in nets}
    return {"seed": evaluation.SEED, "levels": list(levels), "methods": results}


def _unchanged(last: Results, nets: Mapping[str, Method]) -> Results:
    """The rows of the last run whose nets have the same weights now; older rows name none."""
    return {
        name: last[name]
        for name, net in nets.items()
        if name in last and last[name].get("weights", "") == net.weights
    }


def _unread(method: dict[str, Any]) -> dict[str, Any]:
    """The scores of a method without what another classifier has read."""
    scores = {
        where: {name: value for name, value in row.items() if name != "read"}
        for where, row in method["scores"].items()
    }
    return {**method, "scores": scores}


def _score_all(
    some: Mapping[str, Method],
    clean: np.ndarray,
    labels: np.ndarray,
    classify: Classify,
    levels: tuple[float, ...],
) -> Results:
    """Score methods on clean digits and at every kind and level of noise; see `compare`."""
    table: Results = {}
    if not some:
        return table
    for name, method in some.items():
        noise = list(method.noise) if isinstance(method.noise, tuple) else method.noise
        weights = {"weights": method.weights} if method.weights else {}
        table[name] = {"group": method.group, "noise": noise, **weights, "scores": {}}
    cells = [("gaussian", 0.0), *product(NOISES, levels)]
    for kind, level in track(cells, f"{len(some)} methods", console=Console(stderr=True)):
        noisy = add_noise(kind, clean, level, evaluation.SEED)
        for name, method in some.items():
            restore = method.fitted(kind, level)
            row = score(clean, restore(noisy), labels, classify)
            if isinstance(restore, filters.Tuned):
                row["parameters"] = restore.parameters
            table[name]["scores"][cell(kind, level)] = row
    return table


if __name__ == "__main__":
    typer.run(main)
