"""How much the first numbers of an ordered code say, beside nets of that size trained alone.

`python -m benchmarks.lengths` scores `ordered_32` with the first 32, 16, 8, 4 and 2 numbers of its
code on the 10,000 test digits, clean and with Gaussian noise of 0.5. Beside 16 stands `conv_16`;
for 8, 4 and 2 it trains nets of that size: they begin as the first numbers of `ordered_32`, and are
trained with its recipe, for about forty minutes each on two cores. They are not shipped.
Interrupted, it goes on where it was.
"""

from dataclasses import replace
from pathlib import Path
from typing import Annotated

import numpy as np
import typer
from rich.console import Console
from rich.table import Table

from ae_core import evaluation
from ae_core.data import datasets
from ae_core.inference import autoencoder
from ae_core.models import presets, store
from ae_core.models.spec import ModelSpec

ORDERED, ALONE = "ordered_32", "conv_16"
# how many dB fewer than the net of that size alone are allowed
WANTED = {16: 0.4, 8: 0.5, 4: 0.5, 2: 0.5}

Scores = dict[str, dict[str, float]]  # "clean" | "0.5" → metric → value


def spec_of(size: int) -> ModelSpec:
    """`conv_16` around another count of numbers."""
    spec = presets.get(ALONE)
    each = 2 * (spec.hidden or 0) + 1  # weights that a number of the code has
    return replace(
        spec,
        key=f"conv_{size}",
        code_shape=(size,),
        parameters=spec.parameters + each * (size - spec.code_size),
    )


def train_alone(
    size: int, epochs: int, train: datasets.Digits, test: datasets.Digits, work: Path
) -> Scores:
    """Train the net of `size` numbers, and score it.

    Args:
        size: numbers in its code.
        epochs: passes over the training digits.
        train: the digits that it learns from.
        test: the digits on which it is scored.
        work: folder for the state of an unfinished training.
    """
    from ae_core.training import trainer  # imports TensorFlow

    spec = spec_of(size)
    recipe = replace(presets.get(ORDERED).recipe, epochs=epochs)
    start = store.load(ORDERED)
    run = trainer.Training(
        spec, recipe, train.images, checkpoint=work / f"{spec.key}.npz", start=start
    )
    run.resume()
    for epoch in run.epochs():
        typer.echo(f"{spec.key}: epoch {epoch.number}/{epochs}, loss {epoch.loss:.4f}", err=True)
    scores = evaluation.evaluate(evaluation.forward(run.model), test.pictures)
    return {level: scores[level] for level in ("clean", "0.5")}


def main(
    epochs: Annotated[
        int | None,
        typer.Option(min=1, help="Of the nets trained alone; as ordered_32 if not given."),
    ] = None,
    work: Annotated[
        Path, typer.Option(help="Folder for the state of unfinished trainings.")
    ] = Path("out/lengths"),
    sizes: Annotated[str, typer.Option(help="Which nets to train alone.")] = "8,4,2",
) -> None:
    """Score the first numbers of the ordered code, and nets of that size."""
    try:
        train, test = (datasets.load("mnist", split) for split in ("train", "test"))
    except datasets.DataError as error:
        raise typer.BadParameter(str(error)) from None
    work.mkdir(parents=True, exist_ok=True)
    net = autoencoder.load(ORDERED).net
    first = evaluation.evaluate_lengths(
        lambda pictures: net.run("encode", pictures)["code"],
        lambda codes: net.run("decode", codes)["reconstruction"],
        test.pictures,
        (32, *WANTED),
    )
    alone: dict[int, Scores] = {}
    restore = lambda given: autoencoder.reconstruct(ALONE, given)[0]  # noqa: E731
    alone[presets.get(ALONE).code_size] = evaluation.evaluate(restore, test.pictures)
    for size in map(int, filter(None, sizes.split(","))):
        alone[size] = train_alone(
            size, epochs or presets.get(ORDERED).recipe.epochs, train, test, work
        )
    print_table(first, alone)


def print_table(first: dict[str, Scores], alone: dict[int, Scores]) -> None:
    """Print the scores, and which of the wanted ones are missed."""
    table = Table(title=f"The first numbers of {ORDERED}, and nets of that size alone: PSNR in dB")
    for title in ("numbers", "clean", "alone", "σ 0.5", "alone", "behind", "allowed"):
        table.add_column(title, justify="right")
    for size, scores in first.items():
        own = alone.get(int(size))
        behind = own["0.5"]["psnr"] - scores["0.5"]["psnr"] if own else np.nan
        allowed = WANTED.get(int(size))
        table.add_row(
            *(size, f"{scores['clean']['psnr']:.2f}", f"{own['clean']['psnr']:.2f}" if own else ""),
            *(f"{scores['0.5']['psnr']:.2f}", f"{own['0.5']['psnr']:.2f}" if own else ""),
            *(f"{behind:.2f}" if own else "", "" if allowed is None else f"{allowed}"),
            style="red" if allowed is not None and behind > allowed else None,
        )
    Console(width=100).print(table)


if __name__ == "__main__":
    typer.run(main)
