"""How well the classifier reads, and whether it knows its doubts.

`python -m benchmarks.classifier` shows it the 10,000 MNIST test digits, clean and with every kind
of noise at three levels, and drawings that no network has learnt from. `--check` fails where a
target is missed. It takes some minutes.
"""

from typing import Annotated

import typer

from ae_core import evaluation
from ae_core.data import datasets, non_digits
from ae_core.inference import classifier
from ae_core.noise import NOISES
from ae_core.pictures import from_uint8
from ae_core.training.classifying import scores

from .support import tables

EACH = 50  # variants of each drawing

# The targets
ACCURACY = 0.993  # of clean digits
ERROR = 0.03  # expected calibration error, of each kind and level
SURE = 0.05  # of the drawings


def main(
    digits: Annotated[int, typer.Option(min=1, help="Test digits; the first ones.")] = 10_000,
    markdown: Annotated[bool, typer.Option(help="Print Markdown.")] = False,
    check: Annotated[bool, typer.Option(help="Fail where a target is missed.")] = False,
) -> None:
    """Measure accuracy, calibration, and what is made of non-digits."""
    try:
        test = datasets.load("mnist", "test")
    except datasets.DataError as error:
        raise typer.BadParameter(str(error)) from None
    others = non_digits.make(EACH, evaluation.SEED)
    clean = from_uint8(test.images[:digits])
    results = scores.measure(classifier.classify, clean, test.labels[:digits], others)
    tables.show(
        f"The classifier on {len(clean):,} test digits: accuracy / expected calibration error",
        ("", *(f"{level:g}" for level in scores.LEVELS)),
        [
            (kind, *(_cell(results["noisy"][kind][f"{level:g}"]) for level in scores.LEVELS))
            for kind in NOISES
        ],
        markdown,
    )
    tables.note(
        f"Clean digits: {_cell(results)}; {results['called_no_digit']:.2%} are called no digit. Of "
        f"{len(others):,} drawings that no network has learnt from, {results['found']:.1%} have "
        "more of no digit about them than 95 % of the digits."
    )
    if not all(_targets(results)) and check:
        raise typer.Exit(1)


def _cell(row: dict) -> str:
    return f"{row['accuracy']:.2%} / {row['calibration_error']:.3f}"


def _targets(results: dict) -> list[bool]:
    cells = [cell for levels in results["noisy"].values() for cell in levels.values()]
    small = sum(cell["calibration_error"] <= ERROR for cell in cells)
    return [
        tables.target(f"clean accuracy at least {ACCURACY:.1%}", results["accuracy"] >= ACCURACY),
        tables.target(
            f"calibration error at most {ERROR} in each kind and level: in {small} of {len(cells)}",
            small == len(cells),
        ),
        tables.target(
            f"sure of at most {SURE:.0%} of non-digits: {results['sure']:.1%}",
            results["sure"] <= SURE,
        ),
    ]


if __name__ == "__main__":
    typer.run(main)
