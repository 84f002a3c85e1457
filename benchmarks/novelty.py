"""How well the classifier, and each model's error, tell digits from other drawings.

`python -m benchmarks.novelty` shows the 10,000 MNIST test digits, and a thousand and more drawings
that no network has learnt from, to the classifier and to every model. It writes what the page needs
to weights/novelty.json (see `ae_core.explore.novelty`), and prints for each measure how many of the
drawings are above 95 % of the digits. `--check` fails where the classifier finds fewer than 95 %.
It takes some minutes.
"""

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Annotated

import numpy as np
import typer
from rich.console import Console
from rich.progress import track

from ae_core import artifacts, evaluation, metrics
from ae_core.data import datasets, non_digits
from ae_core.explore import neighbours, novelty
from ae_core.inference import autoencoder, classifier
from ae_core.models import presets, store
from ae_core.pictures import from_uint8

from .support import tables
from .support.json_text import as_text

EACH = 50  # variants of each drawing
KNOWN = 10_000  # training digits, among whose codes the nearest is searched
WANTED = 0.95  # of the drawings

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
    markdown: Annotated[bool, typer.Option(help="Print Markdown.")] = False,
    check: Annotated[bool, typer.Option(help="Fail where a target is missed.")] = False,
) -> None:
    """Measure the classifier and the errors of every model on digits and on other drawings."""
    try:
        train, test = (datasets.load("mnist", split) for split in ("train", "test"))
    except datasets.DataError as error:
        raise typer.BadParameter(str(error)) from None
    digits, drawings = from_uint8(test.images), non_digits.make(EACH, evaluation.SEED)
    results, rows = measure(digits, drawings, from_uint8(train.images[:KNOWN]))
    path = novelty.path_of(out)
    path.parent.mkdir(parents=True, exist_ok=True)
    with artifacts.replacing(path) as new:
        new.write_text(as_text({"data": test.sha256, **results}, depth=2) + "\n")
    title = f"Found, of {len(drawings):,} drawings, at 5 % of {len(digits):,} digits"
    head = ("", *MEASURES, "code, nearest digit's", "MSE with the classifier")
    tables.show(title, head, rows, markdown)
    found = results["classifier"]["finds"]
    met = tables.target(f"the classifier finds {found:.1%} ({WANTED:.0%} wanted)", found >= WANTED)
    if check and not met:
        raise typer.Exit(1)


def measure(
    digits: np.ndarray, drawings: np.ndarray, known: np.ndarray
) -> tuple[dict, list[tuple[str, ...]]]:
    """Show digits and drawings to the classifier and to every model.

    Args:
        digits: float32 (n, 28, 28) in [0, 1].
        drawings: float32 (m, 28, 28) in [0, 1], which are no digits.
        known: float32 (k, 28, 28) in [0, 1], training digits.

    Returns:
        The content of weights/novelty.json, and the rows of the table to print.
    """

    def both(function: Callable[[np.ndarray], np.ndarray]) -> list[np.ndarray]:
        """Its results for the digits, and for the drawings."""
        return [evaluation.in_batches(function, pictures) for pictures in (digits, drawings)]

    judged = both(lambda part: novelty.evidence(classifier.classify(part).no_digit))
    by_ink = found(ink(digits), ink(drawings))
    rows = [("the classifier", _percent(found(*judged)), *[""] * (len(MEASURES) + 1))]
    models = {}
    for key in track(presets.PRESETS, console=Console(stderr=True)):
        copies = both(lambda part, key=key: autoencoder.reconstruct(key, part)[0])
        pairs = list(zip((digits, drawings), copies, strict=True))
        scores = {name: [distance(*pair) for pair in pairs] for name, distance in MEASURES.items()}
        models[key] = {
            "weights": store.checksum(store.read_card(key)),
            "finds": found(*scores["MSE"]),
            "errors": _rounded(novelty.ranks(scores["MSE"][0])),
        }
        together = _larger_rank(judged, scores["MSE"])
        rows.append(
            (
                key,
                *(_percent(found(*pair)) for pair in scores.values()),
                _nearest(key, both, known),
                _percent(found(*together)),
            )
        )
    rows.append(("ink alone", _percent(by_ink), *[""] * (len(MEASURES) + 1)))
    judge = {
        "weights": store.checksum(store.read_card(presets.CLASSIFIER.key)),
        "finds": found(*judged),
        "evidence": _rounded(novelty.ranks(judged[0])),
    }
    counts = {"digits": len(digits), "drawings": len(drawings), "by_ink": by_ink}
    return {**counts, "classifier": judge, "models": models}, rows


def found(digits: np.ndarray, drawings: np.ndarray) -> float:
    """Return the share of drawings above the `novelty.STRANGE` quantile of the digits."""
    return round(float((drawings > np.quantile(digits, novelty.STRANGE)).mean()), 4)


def _larger_rank(one: list[np.ndarray], other: list[np.ndarray]) -> list[np.ndarray]:
    """Both measures in one: the larger of the two ranks among the digits."""
    ranked = [
        [np.searchsorted(np.sort(measure[0]), values) for values in measure]
        for measure in (one, other)
    ]
    return [np.maximum(*pair) for pair in zip(*ranked, strict=True)]


def _nearest(key: str, both: Callable, known: np.ndarray) -> str:
    """What the distance to the nearest training digit's code finds; flat codes only."""
    if len(autoencoder.spec_of(key).code_shape) > 1:
        return ""
    encode = partial(autoencoder.encode, key)
    codes = evaluation.in_batches(encode, known)
    return _percent(found(*(neighbours.nearest(rows, codes, 1)[1][:, 0] for rows in both(encode))))


def _rounded(ranks: novelty.Ranks) -> list[float]:
    return [float(f"{value:.4g}") for value in ranks.values]


def _percent(share: float) -> str:
    return f"{100 * share:.1f}"


if __name__ == "__main__":
    typer.run(main)
