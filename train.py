"""Train the autoencoders and keep their weights: `python train.py --help`."""

import shutil
from dataclasses import replace
from enum import StrEnum
from pathlib import Path
from typing import Annotated, NamedTuple

import filelock
import typer
from rich import box
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn
from rich.table import Table

from ae_core import cards, data, evaluation, model_card, snapshots, specs, weights

console = Console()


class RecipeName(StrEnum):
    """Which recipe: the tutorial's, or ours."""

    ours = "ours"
    published = "published"


class DataName(StrEnum):
    """What to train on."""

    mnist = "mnist"
    strokes = "strokes"


def main(
    keys: Annotated[
        list[str] | None, typer.Argument(help="Models to train, or 'all'. See --list.")
    ] = None,
    recipe: Annotated[
        RecipeName,
        typer.Option(help="published: as the tutorial; ours: same net and loss, less time."),
    ] = RecipeName.ours,
    epochs: Annotated[int | None, typer.Option(min=1, help="Instead of the recipe's.")] = None,
    batch_size: Annotated[int | None, typer.Option(min=1, help="Instead of the recipe's.")] = None,
    seed: Annotated[int, typer.Option(min=0, help="Of weights, order and noise.")] = 0,
    out: Annotated[
        Path | None, typer.Option(help="Folder for the weights.", show_default="weights/")
    ] = None,
    force: Annotated[
        bool, typer.Option("--force", help="Train again what is already trained.")
    ] = False,
    resume: Annotated[
        bool, typer.Option("--resume", help="Continue an interrupted run from its last epoch.")
    ] = False,
    figures: Annotated[
        Path | None, typer.Option(help="Save the 2x10 figure of each epoch and the GIF here.")
    ] = None,
    digits: Annotated[
        DataName,
        typer.Option("--data", help="strokes: the built-in digits, where MNIST is absent."),
    ] = DataName.mnist,
    list_: Annotated[bool, typer.Option("--list", help="Print the models and leave.")] = False,
    evaluate: Annotated[
        bool,
        typer.Option(
            "--evaluate", help="Print the scores of all trained models on the test digits."
        ),
    ] = False,
    maps: Annotated[
        bool,
        typer.Option(
            "--maps",
            help="Train nothing; make the maps of the models anew, of all if none is named.",
        ),
    ] = False,
    snapshots_only: Annotated[
        bool,
        typer.Option(
            "--snapshots",
            help="Train as far as the page's replay needs it, and keep its snapshots alone; of "
            "all that it shows if none is named.",
        ),
    ] = False,
) -> None:
    """Train the autoencoders of Autoencoder Lab and keep their weights.

    A model whose weights are there and whole is not trained again without --force. After every
    epoch the state is saved, so that --resume continues a run that was killed. Of some models the
    weights of a few moments are kept as well, which the page replays.

    MNIST is taken from the file named by MNIST_NPZ, else from the Keras cache, else fetched
    (11 MB) with Keras's own downloader.
    """
    out = out or weights.folder()
    if list_:
        _print_models()
        return
    if snapshots_only and not keys:
        keys = list(snapshots.PLANS)
    if not keys and not evaluate and not maps:
        raise typer.BadParameter(f"name a model or 'all': {', '.join(specs.ALL)}")
    chosen = _chosen(keys or [], recipe)
    if snapshots_only:
        chosen = _replayed(chosen)
    try:
        if maps:
            known = [spec for spec in specs.SPECS.values() if _is_trained(spec.key, out)]
            _make_maps(chosen or known, out)
            chosen = []
        for spec in chosen:
            plan = spec.published.recipe if recipe is RecipeName.published else spec.recipe
            plan = replace(
                plan, epochs=epochs or plan.epochs, batch_size=batch_size or plan.batch_size
            )
            run = _Run(spec, recipe.value, plan, seed, out, resume, figures, snapshots_only)
            _train(run, force, digits.value)
        if evaluate:
            console.print(_scores_table(out, digits.value))
    except (data.DataError, weights.WeightsError, FloatingPointError, OSError, ValueError) as error:
        console.print(str(error), style="red", soft_wrap=True)
        raise typer.Exit(1) from None


def _chosen(keys: list[str], recipe: RecipeName) -> list[specs.ModelSpec]:
    """The rows named, each once, the coach before those it trains.

    "all" stands for those that have such a recipe.
    """
    known = specs.ALL
    if recipe is RecipeName.published:
        known = {key: spec for key, spec in known.items() if spec.published}
    unknown = [key for key in keys if key != "all" and key not in known]
    if unknown:
        raise typer.BadParameter(
            f"no model {', '.join(unknown)} with that recipe; there are: {', '.join(known)}, all"
        )
    chosen = known.values() if "all" in keys else [known[key] for key in dict.fromkeys(keys)]
    return sorted(chosen, key=lambda spec: spec.walk > 0)


def _replayed(chosen: list[specs.ModelSpec]) -> list[specs.ModelSpec]:
    """Those of which snapshots are kept."""
    rows = [spec for spec in chosen if spec.key in snapshots.PLANS]
    if not rows:
        raise typer.BadParameter(f"snapshots are kept of: {', '.join(snapshots.PLANS)}")
    return rows


class _Run(NamedTuple):
    """What is asked for of one model."""

    spec: specs.ModelSpec
    recipe_name: str
    recipe: specs.Recipe
    seed: int
    out: Path
    resume: bool
    figures: Path | None
    snapshots_only: bool

    @property
    def checkpoint(self) -> Path:
        return self.out / f".{self.spec.key}.checkpoint.npz"


def _train(asked: _Run, force: bool, data_name: str) -> None:
    """One model, from digits to weights, unless its weights are there."""
    spec, out = asked.spec, asked.out
    out.mkdir(parents=True, exist_ok=True)
    lock = filelock.FileLock(out / f".{spec.key}.lock")
    try:
        lock.acquire(blocking=False)
    except filelock.Timeout:
        console.print(f"{spec.key}: another training of it is writing to {out}; waiting for it")
        lock.acquire()
    try:
        wanted = force or asked.snapshots_only or (asked.resume and asked.checkpoint.is_file())
        if not wanted and _is_trained(spec.key, out):
            console.print(f"{spec.key}: trained already ({out}); --force trains it again")
            return
        _run(asked, _digits(data_name, "train"), _digits(data_name, "test"))
    finally:
        lock.release()


def _digits(name: str, split: data.Split) -> data.Digits:
    if name == "mnist" and data.find_mnist() is None:
        console.print("MNIST is not on this machine; fetching it (11 MB)")
        data.download()
    return data.load(name, split)


def _is_trained(key: str, out: Path) -> bool:
    try:
        weights.read_card(key, out)
    except weights.WeightsError:
        return False
    return True


def _run(asked: _Run, train: data.Digits, test: data.Digits) -> None:
    from ae_core import models, training  # imports TensorFlow; --help and --list go without

    spec, seed, out, figures = asked.spec, asked.seed, asked.out, asked.figures
    coach = weights.load(specs.COACH.key, out) if spec.walk else None
    run = training.Training(
        spec, asked.recipe, train.images, seed, asked.checkpoint, train.labels, coach
    )
    if asked.resume and run.resume():
        console.print(f"{spec.key}: continuing after epoch {len(run.history)}")
    total, film = asked.recipe.epochs, None
    if spec.key in snapshots.PLANS:
        film = snapshots.Recorder(spec.key, total, out, bool(run.history))
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        TextColumn("epoch {task.fields[epoch]}/{task.fields[epochs]}"),
        TextColumn("loss {task.fields[loss]}"),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=console) as bar:
        done = len(run.history)
        task = bar.add_task(
            spec.key, total=total, completed=done, epoch=done + 1, epochs=total, loss="-"
        )

        def on_step(step: int, steps: int, loss: float) -> None:
            bar.update(task, completed=len(run.history) + step / steps, loss=f"{loss:.4f}")
            if film:
                film.see(len(run.history) + 1, step, steps, loss, run.model.get_weights)

        for epoch in run.epochs(on_step):
            bar.update(task, completed=epoch.number, epoch=min(epoch.number + 1, total))
            bar.console.print(
                f"{spec.key}: epoch {epoch.number}/{total}, "
                f"training loss {epoch.loss:.4f}, {epoch.seconds:.1f} s"
            )
            if figures and spec.family != "reader":
                _save_figure(run.model, spec, test, figures / spec.key, epoch.number)
            if asked.snapshots_only and film.complete:
                break
    if figures:
        _save_gif(figures / spec.key, total)
    if film:
        made_by = cards.made_by(run, asked.recipe_name, train)
        console.print(f"{spec.key}: {film.save(made_by) or 'its snapshots have no beginning'}")
    if asked.snapshots_only:
        asked.checkpoint.unlink(missing_ok=True)
        return
    if spec.family == "residual":
        models.standardise(run.model, data.as_pictures(train.images))
    stored = weights.rounded(run.model)
    card = cards.of(run, asked.recipe_name, train, stored, test)
    path = weights.save(run.model, card, out)
    model_card.write(out)
    asked.checkpoint.unlink(missing_ok=True)  # only now: until here it is the last good state
    console.print(f"{spec.key}: {path}")
    if train.name == "mnist":  # of strokes there are too few
        _make_map(spec, out, train, test)


def _make_maps(chosen: list[specs.ModelSpec], out: Path) -> None:
    """Maps of models whose weights lie in `out`."""
    train, test = _digits("mnist", "train"), _digits("mnist", "test")
    for spec in chosen:
        _make_map(spec, out, train, test)


def _make_map(spec: specs.ModelSpec, out: Path, train: data.Digits, test: data.Digits) -> None:
    """Lay a model's codes out in the plane, for the page; see `ae_core.mapmaker`."""
    from ae_core import mapmaker, maps

    if spec.family == "reader" or spec.skips:
        return  # there is no code from which a picture could be painted
    quality = mapmaker.of_model(spec.key, out, train, test).quality
    figures = ", ".join(f"{name} {value:.3f}" for name, value in quality.items())
    console.print(f"{spec.key}: {maps.path_of(spec.key, out)} ({figures})")


def _save_figure(model, spec: specs.ModelSpec, test: data.Digits, folder: Path, epoch: int) -> None:
    """The tutorials' figure: ten test digits (noisy, where the net denoises) over the result."""
    from ae_core.figures import comparison, save_png
    from ae_core.noise import add_noise

    given = data.as_pictures(test.images[:10])
    if spec.shown_noise:
        kind, level = spec.shown_noise
        given = add_noise(kind, given, level, evaluation.SEED)
    folder.mkdir(parents=True, exist_ok=True)
    save_png(comparison(given, evaluation.forward(model)(given)), folder / f"epoch_{epoch:03}.png")


def _save_gif(folder: Path, epochs: int) -> None:
    from PIL import Image

    from ae_core.figures import epoch_gif

    paths = [folder / f"epoch_{number:03}.png" for number in range(1, epochs + 1)]
    # a run resumed with --figures that was begun without has none of its first epochs
    frames = [Image.open(path) for path in paths if path.is_file()]
    if frames:
        epoch_gif(frames, folder / "training.gif")
        console.print(f"{folder / 'training.gif'}: {len(frames)} epochs, one a second")


def _print_models() -> None:
    """The table of models, narrow enough for 80 columns, and below it what each teaches."""
    table = Table("model", "code", "parameters", "loss", "trained on", "published", box=box.SIMPLE)
    for spec in specs.ALL.values():
        table.add_row(
            spec.key,
            "x".join(map(str, spec.code_shape)),
            f"{spec.parameters:,}",
            spec.loss,
            spec.trained_on,
            _plan(spec.published.recipe) if spec.published else "",
        )
    console.print(table)
    for spec in specs.ALL.values():
        console.print(f"{spec.key}: {spec.lesson}", highlight=False)


def _plan(recipe: specs.Recipe) -> str:
    return f"{recipe.batch_size} x {recipe.epochs}"


def _scores_table(out: Path, data_name: str) -> Table:
    """Clean and noisy scores of every model whose weights are there."""

    test = _digits(data_name, "test")
    pictures = data.as_pictures(test.images)
    table = Table("model", "input", "MSE", "BCE", "PSNR dB", "SSIM")
    table.title = f"{len(pictures):,} test digits ({test.name}), Gaussian noise, clipped"
    for key in specs.SPECS:
        try:
            model = weights.load(key, out)
        except weights.WeightsError as error:
            console.print(str(error), style="red", soft_wrap=True)
            continue
        for given, scores in evaluation.evaluate(evaluation.forward(model), pictures).items():
            label = given if given == "clean" else f"sigma {given}"
            numbers = (scores["mse"], scores["bce"], scores["psnr"], scores["ssim"])
            formats = ("{:.4f}", "{:.4f}", "{:.1f}", "{:.3f}")
            table.add_row(key, label, *(f.format(n) for f, n in zip(formats, numbers, strict=True)))
        table.add_section()
    return table


if __name__ == "__main__":
    console.width = max(console.width, shutil.get_terminal_size().columns)
    app = typer.Typer(add_completion=False, rich_markup_mode="markdown")
    app.command()(main)
    app()
