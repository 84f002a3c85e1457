"""Seconds to the published loss: our recipes against the published ones, step by step in turns.

`python -m benchmarks.training` measures a part of an epoch of both recipes and multiplies: whole
trainings of all six take most of an hour. A published recipe is taken to need all its epochs,
because its figure is that of the last one; the epoch in which ours reaches that figure is on the
cards of the shipped weights. A second table says how long our own models take from scratch.
"""

import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from statistics import median
from typing import Annotated, Literal, NamedTuple

import numpy as np
import typer

from ae_core.data import datasets
from ae_core.models import presets, store
from ae_core.models.spec import ModelSpec, Recipe

from .support import tables

_DIGITS = 60_000  # one epoch of MNIST, whichever digits are measured
_DENSE = 10  # times as many steps for dense nets, whose steps take a millisecond or two
_HEAD = (
    "model",
    "published: s × epochs",
    "seconds",
    "ours: s × epochs",
    "seconds",
    "ours : published",
    "ours: s to the published loss",
    "our precision",
)


class Timed(NamedTuple):
    """A recipe as measured: seconds of an epoch, epochs, and the precision chosen for it."""

    epoch: float
    epochs: int
    precision: str

    @property
    def seconds(self) -> float:
        """Seconds of the whole training."""
        return self.epoch * self.epochs

    def __str__(self) -> str:
        return f"{self.epoch:.1f} × {self.epochs}"


def main(
    keys: Annotated[list[str] | None, typer.Argument(help="Models; all if none.")] = None,
    steps: Annotated[int, typer.Option(min=8, help="Steps per recipe; dense nets ×10.")] = 40,
    turns: Annotated[int, typer.Option(min=1, help="Turns among which they are shared.")] = 4,
    digits: Annotated[
        Literal["mnist", "strokes"], typer.Option("--data", help="Steps take the same time.")
    ] = "mnist",
    ours: Annotated[bool, typer.Option(help="Measure our own models too.")] = True,
    markdown: Annotated[bool, typer.Option(help="Print Markdown.")] = False,
) -> None:
    """Compare the time of our recipes with that of the published ones."""
    published = {key: spec for key, spec in presets.PRESETS.items() if spec.published}
    if unknown := set(keys or []) - set(published):
        raise typer.BadParameter(
            f"no published recipe of {', '.join(unknown)}; expected {', '.join(published)}"
        )
    if steps < 2 * turns:
        raise typer.BadParameter("a turn needs two steps: raise --steps or lower --turns")
    try:
        images = datasets.load(digits, "train").images
    except datasets.DataError as error:
        raise typer.BadParameter(f"{error} Or use --data strokes.") from None
    pairs = {}
    for key in keys or published:
        spec = published[key]
        each = steps * (_DENSE if spec.family == "dense" else 1) // turns
        both = [(spec, spec.published.recipe), (spec, spec.recipe)]
        pairs[key] = _measure(both, images, each, turns)
    tables.show("Time of training, extrapolated", _HEAD, _rows(pairs), markdown)
    tables.note(
        f"{steps} steps of each recipe ({_DENSE * steps} of dense nets) in {turns} turns, after "
        f"a warm-up; the median time of a step, times the steps of {_DIGITS:,} digits."
    )
    if ours:
        timed = {
            key: _measure([(spec, spec.recipe)], images, steps // turns, turns)[0]
            for key, spec in presets.ALL.items()
            if spec.published is None
        }
        rows = [(k, str(t), f"{t.seconds / 60:.1f}", t.precision) for k, t in timed.items()]
        rows.append(("all", "", f"{sum(t.seconds for t in timed.values()) / 60:.1f}", ""))
        head = ("model", "s × epochs", "minutes", "precision")
        tables.show("Our own models from scratch, extrapolated", head, rows, markdown)


def _rows(pairs: dict[str, list[Timed]]) -> list[tuple[str, ...]]:
    rows = []
    for key, (old, new) in pairs.items():
        epochs = _epochs_to_target(key)
        rows.append(
            (
                key,
                str(old),
                f"{old.seconds:.1f}",
                str(new),
                f"{new.seconds:.1f}",
                f"{new.seconds / old.seconds:.3f}",
                f"{new.epoch * epochs:.1f}" if epochs else "-",
                new.precision,
            )
        )
    old, new = (sum(pair[i].seconds for pair in pairs.values()) for i in (0, 1))
    return [*rows, ("all", "", f"{old:.1f}", "", f"{new:.1f}", f"{new / old:.3f}", "", "")]


def _epochs_to_target(key: str) -> int | None:
    """Return after how many epochs the training of the shipped weights reached the published loss.

    All epochs where the published loss is of test digits: the card has that for the end alone.
    """
    published = presets.PRESETS[key].published
    try:
        card = store.read_card(key)
    except store.WeightsError:
        return None
    if published.reference_on == "test":
        return card["epochs"]
    losses = card["history"]["loss"]
    return next((i for i, loss in enumerate(losses, 1) if loss <= published.reference_loss), None)


def _measure(
    trainings: list[tuple[ModelSpec, Recipe]], images: np.ndarray, steps: int, turns: int
) -> list[Timed]:
    """Run some steps of each training in turns, so that other work on the machine meets all."""
    runs = [_steps(spec, recipe, images, steps, turns) for spec, recipe in trainings]
    precisions = [next(run) for run in runs]  # builds the models, and warms up
    times = [[next(run) for run in runs] for _ in range(turns)]
    return [
        Timed(median(taken) * -(-_DIGITS // recipe.batch_size), recipe.epochs, precision)
        for (_, recipe), precision, taken in zip(
            trainings, precisions, zip(*times, strict=True), strict=True
        )
    ]


def _steps(spec: ModelSpec, recipe: Recipe, images: np.ndarray, steps: int, turns: int) -> Iterator:
    """Train on so few digits that an epoch has `steps` steps.

    Yields:
        First, after an epoch to warm up, the precision that the training chose; then, after
        each further epoch, the seconds of a step.
    """
    from ae_core.models import builder
    from ae_core.training import trainer  # imports TensorFlow, which --help does not need

    part = np.resize(images, (steps * recipe.batch_size, *images.shape[1:]))
    run = trainer.Training(
        spec,
        replace(recipe, epochs=1 + turns),
        part,
        labels=np.zeros(len(part), np.uint8),
        # untrained, it takes the same time
        start=builder.build(presets.get(spec.begins_as)) if spec.begins_as else None,
    )
    ends: list[float] = []
    on_step: Callable[..., None] = lambda *_: ends.append(time.perf_counter())  # noqa: E731
    epochs = run.epochs(on_step)
    next(epochs)
    yield run.recipe.precision
    for _ in range(turns):
        ends.clear()
        next(epochs)
        # From step to step: the overhead of a call of `fit` would count too much in so few steps.
        yield (ends[-1] - ends[0]) / (len(ends) - 1)


if __name__ == "__main__":
    typer.run(main)
