"""Seconds to the published loss: our recipes against the published ones, step by step in turns.

`python -m benchmarks.training` times a part of an epoch of both recipes and multiplies: whole
trainings of all six take most of an hour. A published recipe is taken to need all its epochs, as
its figure is that of the last one; when ours is at that figure stands on the cards of the shipped
weights, epoch by epoch. Below stands how long our own models take from scratch, all of them.
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

_DIGITS = 60_000  # one epoch of MNIST, whatever digits stand in for it here
_DENSE = 10  # times as many steps for dense nets, which take a millisecond or two each
_TIMES = (
    "model",
    "published: s × epochs",
    "seconds",
    "ours: s × epochs",
    "seconds",
    "ours : published",
    "ours: s to the published loss",
    "our precision",
)
_OURS = ("model", "s × epochs", "minutes", "precision")
_FIGURES = (
    "model",
    "published figure",
    "target",
    "last training loss",
    "test MSE",
    "test BCE",
    "minutes",
)


class Timed(NamedTuple):
    """A recipe as it ran: seconds of an epoch, epochs, and the precision chosen for it."""

    epoch: float
    epochs: int
    precision: str

    @property
    def seconds(self) -> float:
        return self.epoch * self.epochs

    def __str__(self) -> str:
        return f"{self.epoch:.1f} × {self.epochs}"


def main(
    keys: Annotated[list[str] | None, typer.Argument(help="Models; all if none.")] = None,
    steps: Annotated[int, typer.Option(min=8, help="Steps per recipe; dense nets ×10.")] = 40,
    turns: Annotated[int, typer.Option(min=1, help="Turns among which they are shared.")] = 4,
    digits: Annotated[
        Literal["mnist", "strokes"], typer.Option("--data", help="Timing is the same.")
    ] = "mnist",
    ours: Annotated[bool, typer.Option(help="Time our own models too.")] = True,
    markdown: Annotated[bool, typer.Option(help="Print Markdown.")] = False,
) -> None:
    """Time our recipes against the published ones."""
    published = {key: spec for key, spec in presets.PRESETS.items() if spec.published}
    if unknown := set(keys or []) - set(published):
        raise typer.BadParameter(
            f"nothing published of {', '.join(unknown)}; {', '.join(published)}"
        )
    if steps < 2 * turns:
        raise typer.BadParameter("a turn needs two steps: raise --steps or lower --turns")
    try:
        images = datasets.load(digits, "train").images
    except datasets.DataError as error:
        raise typer.BadParameter(f"{error} Or use --data strokes.") from None
    chosen = [published[key] for key in keys or published]
    timed = [(spec.key, *_in_turns(spec, images, steps, turns)) for spec in chosen]
    tables.show("Time of training, extrapolated", _TIMES, _times(timed), markdown)
    tables.note(
        f"{steps} steps of each recipe ({_DENSE * steps} of dense nets) in {turns} turns, after "
        f"warming up; the median time of a step, times the steps of {_DIGITS:,} digits.",
        markdown,
    )
    tables.show("What the shipped weights reached", _FIGURES, _figures(chosen), markdown)
    tables.note(
        "Test: 10,000 digits without noise. Minutes: of the training that made the weights. "
        "restore_5x5 diverges as published (its weights are drawn with sigma 1.0), so under "
        "both recipes ours starts as He et al. propose.",
        markdown,
    )
    if ours:
        rows = _from_scratch(images, steps, turns)
        tables.show("Our own models from scratch, extrapolated", _OURS, rows, markdown)


def _from_scratch(images: np.ndarray, steps: int, turns: int) -> list[tuple[str, ...]]:
    """Our own models and the readers, with our recipes alone."""
    timed = {}
    for key, spec in presets.ALL.items():
        if spec.published is None:
            run = _steps(spec, spec.recipe, images, steps // turns, turns)
            precision, *taken = run
            timed[key] = _timed(spec.recipe, precision, taken)
    rows = [(k, str(t), f"{t.seconds / 60:.1f}", t.precision) for k, t in timed.items()]
    return [*rows, ("all", "", f"{sum(t.seconds for t in timed.values()) / 60:.1f}", "")]


def _times(timed: list[tuple[str, Timed, Timed]]) -> list[tuple[str, ...]]:
    rows = [
        (
            key,
            str(old),
            f"{old.seconds:.1f}",
            str(new),
            f"{new.seconds:.1f}",
            f"{new.seconds / old.seconds:.3f}",
            f"{new.epoch * epochs:.1f}" if (epochs := _epochs_to_target(key)) else "-",
            new.precision,
        )
        for key, old, new in timed
    ]
    old, new = (sum(row[i].seconds for row in timed) for i in (1, 2))
    return [*rows, ("all", "", f"{old:.1f}", "", f"{new:.1f}", f"{new / old:.3f}", "", "")]


def _epochs_to_target(key: str) -> int | None:
    """Epochs after which the training of the shipped weights was at the published figure.

    All of them where the figure is one of test digits: the card has it for the end alone.
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


def _figures(chosen: list[ModelSpec]) -> list[tuple[str, ...]]:
    rows = []
    for spec in chosen:
        target = f"{spec.published.reference_loss:g} ({spec.published.reference_on})"
        try:
            card = store.read_card(spec.key)
        except store.WeightsError:
            reached = ("no weights yet", "", "", "")
        else:
            clean = card["metrics"]["clean"]
            figures = (card["history"]["loss"][-1], clean["mse"], clean["bce"])
            reached = (*(f"{figure:.4f}" for figure in figures), f"{card['minutes']:.2f}")
        rows.append((spec.key, spec.published.figure, target, *reached))
    return rows


def _in_turns(spec: ModelSpec, images: np.ndarray, steps: int, turns: int) -> tuple[Timed, Timed]:
    """The published and our recipe of one model, timed turn and turn about."""
    each = steps * (_DENSE if spec.family == "dense" else 1) // turns
    recipes = (spec.published.recipe, spec.recipe)
    runs = [_steps(spec, recipe, images, each, turns) for recipe in recipes]
    precisions = [next(run) for run in runs]  # builds the models, and warms up
    times: list[list[float]] = [[], []]
    for _ in range(turns):
        for run, taken in zip(runs, times, strict=True):
            taken.append(next(run))
    published, ours = map(_timed, recipes, precisions, times)
    return published, ours


def _timed(recipe: Recipe, precision: str, taken: list[float]) -> Timed:
    """The seconds of a step, several times over, into those of an epoch of MNIST."""
    return Timed(median(taken) * -(-_DIGITS // recipe.batch_size), recipe.epochs, precision)


def _steps(spec: ModelSpec, recipe: Recipe, images: np.ndarray, steps: int, turns: int) -> Iterator:
    """Train on so few digits that an epoch has `steps` steps.

    Yields:
        First, after an epoch to warm up, the precision that the training chose; then, after
        each further epoch, the seconds of a step.
    """
    from ae_core.models import builder
    from ae_core.training import trainer  # imports TensorFlow; --help goes without

    part = np.resize(images, (steps * recipe.batch_size, *images.shape[1:]))
    run = trainer.Training(
        spec,
        replace(recipe, epochs=1 + turns),
        part,
        labels=np.zeros(len(part), np.uint8),
        critic=builder.build(presets.CRITIC),  # who critics makes no difference to the time
    )
    ends: list[float] = []
    on_step: Callable[..., None] = lambda *_: ends.append(time.perf_counter())  # noqa: E731
    epochs = run.epochs(on_step)
    next(epochs)
    yield run.recipe.precision
    for _ in range(turns):
        ends.clear()
        next(epochs)
        # between steps: what a call of `fit` adds is nothing in a whole epoch, but much in this
        yield (ends[-1] - ends[0]) / (len(ends) - 1)


if __name__ == "__main__":
    typer.run(main)
