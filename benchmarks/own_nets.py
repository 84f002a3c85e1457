"""How good the nets are that visitors train from the starting points of the room "Train".

`python -m benchmarks.own_nets` trains each as the page does (in a worker process, with one thread
and lowered priority) on MNIST, and scores it on the 10,000 test digits. A net of two numbers is
judged as a map as well. On a quiet machine it takes three minutes.

`python -m benchmarks.own_nets --symbols` trains nets on three sets of symbols instead (letters,
faces, arrows), and scores them on the drawings that were held out; two minutes. `--check` fails
where a target is missed.
"""

import time
from collections.abc import Sequence
from typing import Annotated, Any

import numpy as np
import typer

from ae_core import evaluation, metrics
from ae_core.data import datasets
from ae_core.data.strokes import from_strokes
from ae_core.data.symbols import making, reading
from ae_core.explore import map_making, neighbours, novelty
from ae_core.inference import autoencoder, classifier
from ae_core.models.dense import symbols_spec
from ae_core.models.spec import ModelSpec
from ae_core.noise import add_noise
from ae_core.training import worker
from ui.training import choices

from .support import symbols as own_symbols
from .support import tables

_HEAD = ("start", "net", "epochs", "s", "MSE", "dB", "σ 0.5: dB", "neighbours", "digits")
_GRID = 20  # places each way of the plane whose pictures are classified
_NEIGHBOURS = 10  # training digits that vote on a test digit's class
_KEY = "own_net"

_SYMBOLS_HEAD = (
    "symbols",
    "how many",
    "net",
    "s",
    "dB",
    "conv_32",
    "ahead",
    "strange",
    "neighbours",
)
_OURS = "conv_32"
_DRAWS = 10  # of noise, for each drawing
_AHEAD = 3.0  # dB wanted
_FOUND = 0.8  # of MNIST's digits


def main(
    starts: Annotated[
        list[str] | None, typer.Argument(help="Starting points; all if none.")
    ] = None,
    data: Annotated[str, typer.Option(help="mnist or strokes.")] = "mnist",
    markdown: Annotated[bool, typer.Option(help="Print Markdown.")] = False,
    symbols: Annotated[bool, typer.Option(help="Train on symbols instead.")] = False,
    check: Annotated[bool, typer.Option(help="Fail where a target is missed.")] = False,
) -> None:
    """Train what the room offers to begin with, and measure what becomes of it."""
    if symbols:
        if not measure_symbols(markdown) and check:
            raise typer.Exit(1)
        return
    if unknown := set(starts or []) - set(choices.STARTS):
        raise typer.BadParameter(f"there is no {', '.join(unknown)}")
    try:
        train, test = datasets.load(data, "train"), datasets.load(data, "test")
    except datasets.DataError as error:
        raise typer.BadParameter(str(error)) from None
    rows = []
    for name in starts or choices.STARTS:
        spec = choices.read({"train": choices.STARTS[name]})
        seconds, _ = _train(spec, data)
        shape = "-".join(map(str, (784, *spec.widths, spec.code_size)))
        row = [name, shape, str(spec.recipe.epochs), f"{seconds:.0f}", *scores(test)]
        rows.append([*row, *(as_a_map(train, test) if spec.code_size == 2 else ("-", "-"))])
    title = "Nets from the starting points, on test digits"
    tables.show(title, _HEAD, rows, markdown)
    tables.note(
        "s: the training alone. MSE and dB: clean digits. Neighbours: share of test digits whose "
        "class most of the ten nearest training digits in the plane have. Digits: how many of the "
        f"ten are read surely (p ≥ {classifier.SURE}) somewhere in the decoded plane."
    )


def measure_symbols(markdown: bool) -> bool:
    """Train a net on each set of symbols, and measure it. Returns whether all targets are met."""
    try:
        digits = datasets.load("mnist", "test").pictures
    except datasets.DataError as error:
        raise typer.BadParameter(str(error)) from None
    rows, worst, fewest = [], np.inf, 1.0
    for name, drawn in own_symbols.sets().items():
        spec, begun = symbols_spec(len(drawn)), time.monotonic()
        learnt, done = _train(spec, making.NAME, [symbol._asdict() for symbol in drawn])
        own, ours = undone(drawn)
        strange = share_strange(digits, np.array(done["errors"]))
        worst, fewest = min(worst, own - ours), min(fewest, strange)
        agree = done["map"]["quality"]["agree"]
        scores = [
            f"{own:.1f}",
            f"{ours:.1f}",
            f"{own - ours:+.1f}",
            f"{strange:.1%}",
            f"{agree:.0%}",
        ]
        shape = "-".join(map(str, (784, *spec.widths, spec.code_size)))
        seconds = f"{learnt:.0f} of {time.monotonic() - begun:.0f}"
        rows.append([name, str(len(drawn)), shape, seconds, *scores])
    tables.show("Nets that learn symbols, on drawings held out", _SYMBOLS_HEAD, rows, markdown)
    tables.note(
        "s: the training alone, and all from the start of the process to the map. dB: Gaussian "
        f"noise of 0.5 undone, of {_DRAWS} draws for each drawing. Strange: share of MNIST's test "
        f"digits whose copies are worse than those of {novelty.STRANGE:.0%} of the drawings' "
        "variations. Neighbours: as in the other table, of the ten nearest on the map."
    )
    ahead = f"at least {worst:.1f} dB ahead of {_OURS} ({_AHEAD:.0f} wanted)"
    found = f"at least {fewest:.1%} of the digits are strange ({_FOUND:.0%} wanted)"
    met = [tables.target(ahead, worst >= _AHEAD), tables.target(found, fewest >= _FOUND)]
    return all(met)


def undone(symbols: Sequence[reading.Symbol]) -> tuple[float, float]:
    """PSNR in dB of held-out drawings with Gaussian noise of 0.5, restored by the net, by ours."""
    held = [from_strokes(one) for symbol in symbols for one in making.split(symbol)[1]]
    clean = np.repeat(np.stack(held), _DRAWS, axis=0)
    noisy = add_noise("gaussian", clean, 0.5, evaluation.SEED)
    own, ours = (
        float(metrics.psnr(clean, autoencoder.reconstruct(key, noisy)[0]).mean())
        for key in (_KEY, _OURS)
    )
    return own, ours


def share_strange(digits: np.ndarray, errors: np.ndarray) -> float:
    """The share of digits (n, 28, 28) that the page calls strange, by the quantiles of errors."""
    limit = novelty.Ranks(errors).value(novelty.STRANGE)
    copies = evaluation.in_batches(lambda part: autoencoder.reconstruct(_KEY, part)[0], digits)
    return float((metrics.mse(digits, copies) > limit).mean())


def _train(
    spec: ModelSpec, data: str, symbols: list[dict] | None = None
) -> tuple[float, dict[str, Any]]:
    """Train a net as the page does, and add it as `_KEY`.

    Returns:
        The seconds it learnt for, and the last messages of the worker.
    """
    job, begun, seconds = worker.Job(), 0.0, 0.0
    try:
        job.begin(spec, data, symbols=symbols)
        while (message := job.message(600)) is not None:
            if message["kind"] == "weights" and message["epoch"] == 0:
                begun = time.monotonic()
            elif message["kind"] == "testing":
                seconds = time.monotonic() - begun
            elif message["kind"] == "done":
                autoencoder.add(_KEY, spec, message["values"])
                done = message
            if message["kind"] == ("map" if symbols else "done"):
                return seconds, done | message
    finally:
        job.kill()
    raise worker.JobError("no message for ten minutes")


def scores(test: datasets.Digits) -> list[str]:
    """MSE and PSNR of clean test digits, and PSNR of those with Gaussian noise of 0.5, as text."""
    clean = test.pictures
    noisy = add_noise("gaussian", clean, 0.5, evaluation.SEED)
    copies, restored = (autoencoder.reconstruct(_KEY, given)[0] for given in (clean, noisy))
    return [
        f"{metrics.mse(clean, copies).mean():.4f}",
        *(f"{metrics.psnr(clean, painted).mean():.1f}" for painted in (copies, restored)),
    ]


def as_a_map(train: datasets.Digits, test: datasets.Digits) -> list[str]:
    """Neighbours and digits, see the note of `main`, as text."""
    known, codes = (autoencoder.encode(_KEY, part.pictures) for part in (train, test))
    order, _ = neighbours.nearest(codes, known, _NEIGHBOURS)
    votes = np.array([np.bincount(row).argmax() for row in train.labels[order]])
    plane = map_making.make_for_plane(_KEY, codes, test.labels)
    steps = (np.arange(_GRID, dtype=np.float32) + 0.5) / _GRID
    places = np.stack(np.meshgrid(steps, steps), axis=-1).reshape(-1, 2)
    seen = classifier.classify(autoencoder.decode(_KEY, plane.code(places)))
    read = np.unique(seen.probabilities.argmax(axis=1)[classifier.is_sure(seen)])
    return [f"{100 * (votes == test.labels).mean():.0f} %", f"{len(read)} of 10"]


if __name__ == "__main__":
    typer.run(main)
