"""One model of the table, from digits to weights, with its map, snapshots and figures."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import filelock
from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

from ae_core import artifacts, evaluation
from ae_core.data import datasets
from ae_core.models import presets, snapshots, store
from ae_core.models.spec import ModelSpec, Recipe
from ae_core.pictures import from_uint8
from ae_core.training import cards, model_card, recording, saving
from ae_core.training.console import console

if TYPE_CHECKING:
    from ae_core.training.trainer import Training


class Run(NamedTuple):
    """What is asked for of one model."""

    spec: ModelSpec
    recipe_name: str
    recipe: Recipe
    seed: int
    out: Path
    resume: bool
    figures: Path | None
    snapshots_only: bool

    @property
    def checkpoint(self) -> Path:
        """Where the state of an unfinished run is kept."""
        return store.folder_of(self.spec.key, self.out) / ".checkpoint.npz"


def train(asked: Run, force: bool, data_name: datasets.Name) -> None:
    """One model, from digits to weights, unless its weights are there."""
    spec, out = asked.spec, asked.out
    with _alone(spec.key, out):
        artifacts.remove_temporary_files(store.folder_of(spec.key, out))
        wanted = force or asked.snapshots_only or (asked.resume and asked.checkpoint.is_file())
        if not wanted and is_trained(spec.key, out):
            console.print(f"{spec.key}: trained already ({out}); --force trains it again")
            return
        _run(asked, digits(data_name, "train"), digits(data_name, "test"))


@contextmanager
def _alone(key: str, out: Path) -> Iterator[None]:
    """Wait until no other process writes files of the model `key` to `out`, and keep others out."""
    folder = store.folder_of(key, out)
    folder.mkdir(parents=True, exist_ok=True)
    lock = filelock.FileLock(folder / ".lock")
    try:
        lock.acquire(blocking=False)
    except filelock.Timeout:
        console.print(f"{key}: another training of it is writing to {out}; waiting for it")
        lock.acquire()
    try:
        yield
    finally:
        lock.release()


def digits(name: datasets.Name, split: datasets.Split) -> datasets.Digits:
    """`data.load`, but MNIST is fetched where it is absent.

    Raises:
        DataError: if it cannot be had.
    """
    if name == "mnist" and datasets.find_mnist() is None:
        console.print("MNIST is not on this machine; fetching it (11 MB)")
        datasets.download()
    return datasets.load(name, split)


def is_trained(key: str, out: Path) -> bool:
    """Whether the weights of the model `key` are in `out` and whole."""
    try:
        store.read_card(key, out)
    except store.WeightsError:
        return False
    return True


def _run(asked: Run, train: datasets.Digits, test: datasets.Digits) -> None:
    from ae_core.training import trainer  # imports TensorFlow; --help and --list go without

    spec, seed, out, figures = asked.spec, asked.seed, asked.out, asked.figures
    critic = store.load(presets.CRITIC.key, out) if spec.interpolation_penalty else None
    run = trainer.Training(
        spec, asked.recipe, train.images, seed, asked.checkpoint, train.labels, critic
    )
    if asked.resume and run.resume():
        console.print(f"{spec.key}: continuing after epoch {len(run.history)}")
    total, film = asked.recipe.epochs, None
    if spec.key in snapshots.PLANS:
        film = recording.Recorder(spec.key, total, out, bool(run.history))
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
            if figures and spec.family != "classifier":
                _save_figure(run.model, spec, test, figures / spec.key, epoch.number)
            if asked.snapshots_only and film and film.complete:
                break
    if not asked.snapshots_only:
        path = _save(asked, run, train, test)  # before anything that may fail for other reasons
    if film:
        made_by = cards.made_by(run, asked.recipe_name, train)
        console.print(f"{spec.key}: {film.save(made_by) or 'its snapshots have no beginning'}")
    asked.checkpoint.unlink(missing_ok=True)  # only now: until here it is the last good state
    if figures:
        _save_gif(figures / spec.key, total)
    if asked.snapshots_only:
        return
    console.print(f"{spec.key}: {path}")
    if train.name == "mnist":  # of strokes there are too few
        _make_map(spec, out, train, test)


def export(chosen: list[ModelSpec], out: Path) -> None:
    """LiteRT files of models whose Keras weights lie in `out`."""
    for spec in chosen:
        with _alone(spec.key, out):
            path = saving.make_litert(spec.key, out)
        console.print(f"{spec.key}: {path} ({path.stat().st_size / 1e6:.2f} MB)")
    model_card.write(out)


def _save(asked: Run, run: "Training", train: datasets.Digits, test: datasets.Digits) -> Path:
    """Keep the weights, with their card. Returns their path."""
    from ae_core.models import builder

    if asked.spec.family == "residual":
        builder.standardise(run.model, from_uint8(train.images))
    stored = saving.rounded(run.model)
    path = saving.save(run.model, cards.of(run, asked.recipe_name, train, stored, test), asked.out)
    model_card.write(asked.out)
    return path


def make_maps(chosen: list[ModelSpec], out: Path) -> None:
    """Maps of models whose weights lie in `out`."""
    train, test = digits("mnist", "train"), digits("mnist", "test")
    for spec in chosen:
        with _alone(spec.key, out):
            _make_map(spec, out, train, test)


def _make_map(spec: ModelSpec, out: Path, train: datasets.Digits, test: datasets.Digits) -> None:
    """Lay a model's codes out in the plane, for the page; see `ae_core.explore.map_making`."""
    from ae_core.explore import latent_map, map_making

    if spec.family == "classifier" or spec.has_skips:
        return  # there is no code from which a picture could be painted
    quality = map_making.of_model(spec.key, out, train, test).quality
    figures = ", ".join(f"{name} {value:.3f}" for name, value in quality.items())
    console.print(f"{spec.key}: {latent_map.path_of(spec.key, out)} ({figures})")


def _save_figure(model, spec: ModelSpec, test: datasets.Digits, folder: Path, epoch: int) -> None:
    """The tutorials' figure: ten test digits (noisy, where the net denoises) over the result."""
    from ae_core.figures import comparison, save_png
    from ae_core.noise import add_noise

    given = from_uint8(test.images[:10])
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
