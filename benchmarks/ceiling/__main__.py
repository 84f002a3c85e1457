"""How good a restoration can be at all, and where ours are not the best.

`python -m benchmarks.ceiling known` restores the 10,000 noisy test digits from nothing but the
60,000 training digits, all known by heart (see `known`), and draws a sheet of some.
`train NAME` trains one of `nets.NETS`; interrupted or killed, the same command goes on. `score`
scores whatever has been trained so far and prints all tables, the figures of our own nets and of
the filters from weights/quality.json. All files are written to out/ceiling.
"""

import json
from pathlib import Path
from typing import Annotated, Any, Literal

import numpy as np
import typer
from rich.console import Console
from rich.progress import track

from ae_core import artifacts
from ae_core.data import datasets
from ae_core.figures import save_png
from ae_core.inference import classifier
from benchmarks.restoration.scores import cell
from benchmarks.support import tables as printing
from benchmarks.support.json_text import as_text

from . import known as by_heart
from . import nets, sheet, tables

QUALITY = Path(__file__).resolve().parents[2] / "weights" / "quality.json"

Name = Annotated[Literal[*nets.NETS], typer.Argument(help="Which net.")]
Work = Annotated[Path, typer.Option(help="Folder of all files.")]
Markdown = Annotated[bool, typer.Option(help="Print Markdown.")]
WORK = Path("out/ceiling")

app = typer.Typer(help=__doc__, add_completion=False)


@app.command()
def known(
    digits: Annotated[int, typer.Option(min=10, help="Test digits; the first ones.")] = 10_000,
    work: Work = WORK,
    markdown: Markdown = False,
) -> None:
    """Score restorations by known digits, and draw a sheet (MNIST's digits: not to ship)."""
    train, test = _digits()
    clean, shown = test.pictures[:digits], _first_of_each(test)
    rows: dict[str, dict[str, Any]] = {}
    strips = []
    for sigma in track(nets.LEVELS, "levels of noise", console=Console(stderr=True)):
        digits_known = by_heart.KnownDigits(train.images, sigma)
        for name, scores in by_heart.measure(digits_known, train.images, clean, sigma).items():
            rows.setdefault(name, {})[cell("gaussian", sigma)] = scores
        strips.append(sheet.strips(digits_known, train.images, shown, sigma))
        del digits_known  # 600 MB, before the next
    work.mkdir(parents=True, exist_ok=True)
    save_png(sheet.draw(shown, strips), work / "known.png")
    best = by_heart.nearest_to_clean(train.images, clean)
    table = {"test_digits": len(clean), "known_digits": len(train.images), "scores": rows}
    _write(work / "known.json", {**table, "nearest_to_clean": best})
    _show_known(work, {}, {}, markdown)


@app.command()
def train(
    name: Name,
    epochs: Annotated[
        int | None, typer.Option(min=1, help="Of the whole run; as begun, or the recipe's.")
    ] = None,
    minutes: Annotated[
        float | None, typer.Option(min=0, help="Stop after the epoch in which they are over.")
    ] = None,
    work: Work = WORK,
) -> None:
    """Train a net, or go on where its training was; draw the losses after each epoch."""
    run = _begin(nets.NETS[name], *_digits(), work, epochs)

    def tell(epoch: Any) -> None:
        sheet.save_curves(_curves(work), work / "losses.png")
        typer.echo(
            f"{name}: epoch {epoch.number} of {run.recipe.epochs}, loss {epoch.loss:.4f}, "
            f"{epoch.seconds / 60:.1f} minutes"
        )

    nets.train_on(run, work, minutes, tell)


@app.command()
def cost(
    name: Name,
    steps: Annotated[int, typer.Option(min=1, help="To measure.")] = 50,
    work: Work = WORK,
) -> None:
    """Measure a few training steps, and say what an epoch takes."""
    train, test = _digits()
    run = _begin(nets.NETS[name], train, test, work / "cost", None)
    seconds, busy = nets.seconds_per_step(run, steps)
    size = run.recipe.batch_size
    epoch = -(-len(train.images) // size)
    typer.echo(
        f"{name}: {run.model.count_params():,} parameters, {run.recipe.precision}; a step of "
        f"{size} digits {seconds:.3f} s, of all processors {busy:.3f}; an epoch "
        f"{seconds * epoch / 60:.1f} minutes, of all processors {busy * epoch / 60:.1f}"
    )


@app.command()
def score(work: Work = WORK, markdown: Markdown = False) -> None:
    """Score what has been trained, as far as it is, and print all tables."""
    train, test = _digits()
    quality = json.loads(QUALITY.read_text())
    if quality["data"]["sha256"] != test.sha256:
        raise typer.BadParameter(f"{QUALITY} is of other digits; run benchmarks.quality")
    runs = {key: run for key in nets.NETS if (run := nets.losses_of(key, work))}
    trained = {key: _scores(key, train, test, work) for key in runs}
    shipped = {key: about["scores"] for key, about in quality["methods"].items()}
    _show_known(work, shipped, trained, markdown)
    tables.kinds(quality, trained, markdown)
    if runs:
        tables.trainings(runs, markdown)
        sheet.save_curves(_curves(work), work / "losses.png")


def _digits() -> tuple[datasets.Digits, datasets.Digits]:
    try:
        return datasets.load("mnist", "train"), datasets.load("mnist", "test")
    except datasets.DataError as error:
        raise typer.BadParameter(str(error)) from None


def _begin(net: nets.Net, train: Any, test: Any, work: Path, epochs: int | None) -> Any:
    try:
        return nets.begin(net, train, test, work, epochs)
    except ValueError as error:
        raise typer.BadParameter(str(error)) from None


def _scores(key: str, train: datasets.Digits, test: datasets.Digits, work: Path) -> Any:
    """The scores of a net; those on the disk, if it has not been trained further since."""
    path, run = work / f"{key}.scores.json", nets.losses_of(key, work)
    done = len(run["epochs"])
    if path.is_file() and (last := json.loads(path.read_text()))["epochs"] == done:
        return last["scores"]
    typer.echo(f"{key}: scoring after epoch {done}", err=True)
    trained = _begin(nets.NETS[key], train, test, work, None)
    scores = nets.score_all(trained, nets.NETS[key].kinds, test, classifier.classify)
    _write(path, {"epochs": done, "scores": scores})
    return scores


def _curves(work: Path) -> dict[str, dict[str, list[float]]]:
    """The losses of every training there is, as `sheet.save_curves` takes them."""
    runs = {key: run for key in nets.NETS if (run := nets.losses_of(key, work))}
    return {
        key: {
            label: values
            for label in ("loss", "validation_loss")
            if None not in (values := [epoch[label] for epoch in run["epochs"]])
        }
        for key, run in runs.items()
    }


def _show_known(work: Path, shipped: tables.Scores, trained: tables.Scores, markdown: bool) -> None:
    path = work / "known.json"
    table = json.loads(path.read_text()) if path.is_file() else {"scores": {}}
    tables.gaussian(table["scores"], shipped, trained, markdown)
    if "nearest_to_clean" in table:
        best = table["nearest_to_clean"]
        printing.note(
            f"{table['known_digits']:,} known digits, {table['test_digits']:,} others. The known "
            f"digit nearest to the clean one: {best['psnr']:.1f} dB, {best['ssim']:.3f}."
        )


def _first_of_each(test: datasets.Digits) -> np.ndarray:
    """The first digit of each class there is, float32 (n, 28, 28)."""
    return test.pictures[np.unique(test.labels, return_index=True)[1]]


def _write(path: Path, value: Any) -> None:
    with artifacts.replacing(path) as temporary:
        temporary.write_text(as_text(value, depth=3) + "\n")


if __name__ == "__main__":
    app()
