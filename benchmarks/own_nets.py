"""How good the nets are that visitors train from the starting points of the room "Train".

`python -m benchmarks.own_nets` trains each as the page does (in a worker process, with one thread
and lowered priority) on MNIST, and scores it on the 10,000 test digits. A net of two numbers is
judged as a map as well. On a quiet machine it takes three minutes.
"""

import time
from typing import Annotated

import numpy as np
import typer

from ae_core import evaluation, metrics
from ae_core.data import datasets
from ae_core.explore import latent_map, map_making
from ae_core.inference import autoencoder, classifier
from ae_core.models.spec import ModelSpec
from ae_core.noise import add_noise
from ae_core.training import worker
from ui.training import choices

from .support import tables

_HEAD = ("start", "net", "epochs", "s", "MSE", "dB", "σ 0.5: dB", "neighbours", "digits")
_GRID = 20  # places each way of the plane whose pictures are classified
_NEIGHBOURS = 10  # training digits that vote on a test digit's class
_KEY = "own_net"


def main(
    starts: Annotated[
        list[str] | None, typer.Argument(help="Starting points; all if none.")
    ] = None,
    data: Annotated[str, typer.Option(help="mnist or strokes.")] = "mnist",
    markdown: Annotated[bool, typer.Option(help="Print Markdown.")] = False,
) -> None:
    """Train what the room offers to begin with, and measure what becomes of it."""
    if unknown := set(starts or []) - set(choices.STARTS):
        raise typer.BadParameter(f"there is no {', '.join(unknown)}")
    try:
        train, test = datasets.load(data, "train"), datasets.load(data, "test")
    except datasets.DataError as error:
        raise typer.BadParameter(str(error)) from None
    rows = []
    for name in starts or choices.STARTS:
        spec = choices.read({"train": choices.STARTS[name]})
        seconds = _train(spec, data)
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


def _train(spec: ModelSpec, data: str) -> float:
    """Train a net as the page does, and add it as `_KEY`. Returns the seconds it learnt for."""
    job, begun, seconds = worker.Job(), 0.0, 0.0
    try:
        job.begin(spec, data)
        while (message := job.message(600)) is not None:
            if message["kind"] == "weights" and message["epoch"] == 0:
                begun = time.monotonic()
            elif message["kind"] == "testing":
                seconds = time.monotonic() - begun
            elif message["kind"] == "done":
                autoencoder.add(_KEY, spec, message["values"])
                return seconds
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
    order, _ = latent_map.nearest(codes, known, _NEIGHBOURS)
    votes = np.array([np.bincount(row).argmax() for row in train.labels[order]])
    plane = map_making.of_plane(_KEY, codes, test.labels)
    steps = (np.arange(_GRID, dtype=np.float32) + 0.5) / _GRID
    places = np.stack(np.meshgrid(steps, steps), axis=-1).reshape(-1, 2)
    seen = classifier.classify(autoencoder.decode(_KEY, plane.code(places)))
    read = np.unique(seen.probabilities.argmax(axis=1)[classifier.is_sure(seen)])
    return [f"{100 * (votes == test.labels).mean():.0f} %", f"{len(read)} of 10"]


if __name__ == "__main__":
    typer.run(main)
