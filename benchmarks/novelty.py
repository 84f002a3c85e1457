"""How well each model tells digits from other drawings, by its reconstruction error.

`python -m benchmarks.novelty` reconstructs the 10,000 MNIST test digits and a thousand drawings
that are no digits with every model. It writes the errors that the page needs to
weights/novelty.json (see `ae_core.explore.novelty`), and prints for three measures of the error
how many of the drawings are above 95 % of the digits. It takes two minutes.
"""

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Annotated

import numpy as np
import typer
from rich.console import Console
from rich.progress import track
from rich.table import Table

from ae_core import artifacts, evaluation, metrics
from ae_core.data import datasets, non_digits
from ae_core.explore import novelty
from ae_core.inference import autoencoder
from ae_core.models import presets, store
from ae_core.pictures import from_uint8

from .support.json_text import as_text

EACH = 100  # variants of each drawing

Measure = Callable[[np.ndarray, np.ndarray], np.ndarray]


def ink(pictures: np.ndarray) -> np.ndarray:
    """Return the mean squared ink, the MSE of a black copy: (n, 28, 28) → (n,)."""
    return np.square(pictures).mean(axis=(1, 2))


MEASURES: dict[str, Measure] = {
    "MSE": metrics.mse,
    "MSE / ink": lambda clean, copy: metrics.mse(clean, copy) / ink(clean),
    "1 - SSIM": lambda clean, copy: 1 - metrics.ssim(clean, copy),
}


def main(
    out: Annotated[
        Path | None, typer.Option(help="Folder to write to instead of weights/.")
    ] = None,
) -> None:
    """Measure the errors of every model on digits and on other drawings."""
    try:
        test = datasets.load("mnist", "test")
    except datasets.DataError as error:
        raise typer.BadParameter(str(error)) from None
    results, table = measure(from_uint8(test.images), non_digits.make(EACH, evaluation.SEED))
    path = novelty.path_of(out)
    path.parent.mkdir(parents=True, exist_ok=True)
    with artifacts.replacing(path) as new:
        new.write_text(as_text({"data": test.sha256, **results}, depth=2) + "\n")
    Console().print(table)


def measure(digits: np.ndarray, drawings: np.ndarray) -> tuple[dict, Table]:
    """Reconstruct digits and drawings with every model.

    Args:
        digits: float32 (n, 28, 28) in [0, 1].
        drawings: float32 (m, 28, 28) in [0, 1], which are no digits.

    Returns:
        The content of weights/novelty.json, and the table to print.
    """
    by_ink = found(ink(digits), ink(drawings))
    rows = {}
    table = Table(
        "found, of 100", *MEASURES, title=f"{len(drawings):,} drawings, {len(digits):,} digits"
    )
    for key in track(presets.PRESETS, console=Console(stderr=True)):
        copy = partial(
            evaluation.in_batches, lambda part, key=key: autoencoder.reconstruct(key, part)[0]
        )
        pairs = (digits, copy(digits)), (drawings, copy(drawings))
        scores = {name: [of(*pair) for pair in pairs] for name, of in MEASURES.items()}
        errors = np.quantile(scores["MSE"][0], novelty.QUANTILES)
        rows[key] = {
            "weights": store.checksum(store.read_card(key)),
            "finds": found(*scores["MSE"]),
            "errors": [float(f"{error:.4g}") for error in errors],
        }
        table.add_row(key, *(f"{100 * found(*pair):.1f}" for pair in scores.values()))
    table.add_row("ink alone", f"{100 * by_ink:.1f}", *[""] * (len(MEASURES) - 1))
    counts = {"digits": len(digits), "drawings": len(drawings), "by_ink": by_ink}
    return {**counts, "models": rows}, table


def found(digits: np.ndarray, drawings: np.ndarray) -> float:
    """Return the share of drawings above the `novelty.STRANGE` quantile of the digits."""
    return round(float((drawings > np.quantile(digits, novelty.STRANGE)).mean()), 4)


if __name__ == "__main__":
    typer.run(main)
