"""One model of the table, from digits to weights, with its map, snapshots and figures."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import filelock
import numpy as np

from ae_core import artifacts
from ae_core.data import datasets
from ae_core.models import snapshots, store
from ae_core.models.spec import ModelSpec, Recipe
from ae_core.training import cards, model_card, recording, saving

from . import epoch_figures, train_progress
from .console import console

if TYPE_CHECKING:
    import keras

    from ae_core.training.trainer import Epoch, Training

VALIDATION = 2000  # test digits on which the loss of each epoch is measured: a second or two


class Request(NamedTuple):
    """How to train one model.

    Attributes:
        spec: the model.
        recipe_name: "ours" or "published".
        recipe: the recipe of that name, changed by the options of the command line.
        seed: of weights, order and noise.
        out: folder of the weights.
        data: name or path of the digits; see `datasets.load`.
        resume: whether to continue an interrupted run.
        validation: test digits on which the loss of each epoch is measured; 0: none.
        begin_with: folder of this model's weights to start from; None: fresh weights, or those in
            `out` of the net that `spec.begins_as` names.
        only_snapshots: whether its snapshots alone are wanted. Such a run keeps its state in files
            of its own: the model's may be of a training that was interrupted.
    """

    spec: ModelSpec
    recipe_name: str
    recipe: Recipe
    seed: int
    out: Path
    data: str
    resume: bool
    validation: int = 0
    begin_with: Path | None = None
    only_snapshots: bool = False

    @property
    def start(self) -> tuple[str, Path] | None:
        """Key and folder of the net that training starts from; None: from fresh weights."""
        if self.begin_with:
            return self.spec.key, self.begin_with
        return (self.spec.begins_as, self.out) if self.spec.begins_as else None

    @property
    def checkpoint(self) -> Path:
        """Where the state of an unfinished run is kept."""
        name = ".alone.checkpoint.npz" if self.only_snapshots else ".checkpoint.npz"
        return store.folder_of(self.spec.key, self.out) / name


def train(asked: Request, force: bool, figures: Path | None) -> None:
    """Train a model and keep its weights, unless they are there.

    Args:
        asked: the model.
        force: train it again if its weights are there.
        figures: folder for a figure of each epoch and their GIF.
    """
    key = asked.spec.key
    with _locked(key, asked.out):
        wanted = force or (asked.resume and asked.checkpoint.is_file())
        if not wanted and is_trained(key, asked.out):
            console.print(f"{key}: trained already ({asked.out}); --force trains it again")
            return
        train, test = _both_splits(asked.data)
        run = _begin(asked, train, test)
        recorder = _recorder(asked, run)

        def on_epoch(epoch: "Epoch") -> bool:
            """Save the epoch's figure; go on."""
            if figures and asked.spec.family != "classifier":
                epoch_figures.save(run.model, asked.spec, test, figures / key, epoch.number)
            return True

        train_progress.train_epochs(run, key, asked.recipe.epochs, recorder, on_epoch)
        path = _save(asked, run, train, test)  # before anything that may fail for other reasons
        _save_snapshots(asked, run, recorder, train)
        asked.checkpoint.unlink(missing_ok=True)  # only now: until here it is the last good state
        if figures:
            console.print(epoch_figures.save_gif(figures / key, asked.recipe.epochs))
        console.print(f"{key}: {path}")
        if train.name == "mnist":  # maps show MNIST digits only
            _make_map(asked.spec, asked.out, train, test)


def take_snapshots(asked: Request) -> None:
    """Train a model until its last snapshot is taken, and keep only the snapshots."""
    with _locked(asked.spec.key, asked.out):
        train, test = _both_splits(asked.data)
        run = _begin(asked, train, test)
        recorder = _recorder(asked, run)
        train_progress.train_epochs(
            run,
            asked.spec.key,
            asked.recipe.epochs,
            recorder,
            lambda _: not (recorder and recorder.complete),
        )
        _save_snapshots(asked, run, recorder, train)
        asked.checkpoint.unlink(missing_ok=True)


@contextmanager
def _locked(key: str, out: Path) -> Iterator[None]:
    """Wait until no other process writes files of the model `key` to `out`; keep others out.

    The folder is made if it is absent, and temporary files of killed writers are removed.
    """
    folder = store.folder_of(key, out)
    folder.mkdir(parents=True, exist_ok=True)
    lock = filelock.FileLock(folder / ".lock")
    try:
        lock.acquire(blocking=False)
    except filelock.Timeout:
        console.print(f"{key}: another training of it is writing to {out}; waiting for it")
        lock.acquire()
    try:
        artifacts.remove_temporary_files(folder)
        yield
    finally:
        lock.release()


def load_digits(name: str, split: datasets.Split) -> datasets.Digits:
    """Load digits as `datasets.load` does, and download MNIST where it is absent."""
    if name == "mnist" and datasets.find_mnist() is None:
        console.print("MNIST is not on this machine; fetching it (11 MB)")
        datasets.download()
    return datasets.load(name, split)


def _both_splits(name: str) -> tuple[datasets.Digits, datasets.Digits]:
    return load_digits(name, "train"), load_digits(name, "test")


def is_trained(key: str, out: Path) -> bool:
    """Whether the files of the model `key` are in `out` and whole."""
    try:
        store.read_card(key, out)
    except store.WeightsError:
        return False
    return True


def _begin(asked: Request, train: datasets.Digits, test: datasets.Digits) -> "Training":
    """Set up the training that was asked for, and resume it if that was asked for too."""
    from ae_core.training import trainer  # imports TensorFlow, which the other commands go without

    spec = asked.spec
    if spec.family == "classifier":
        from ae_core.training.classifying import calibration

        calibration.check_labels(train, test)
        train, _ = calibration.split(train)
    chosen = np.linspace(0, len(test.images) - 1, min(asked.validation, len(test.images)))
    some = chosen.astype(int)
    run = trainer.Training(
        spec,
        asked.recipe,
        train.images,
        asked.seed,
        asked.checkpoint,
        train.labels,
        _start(asked, train),
        (test.images[some], test.labels[some[: len(test.labels)]]) if asked.validation else None,
        grown=asked.begin_with is not None,
    )
    if asked.resume and run.resume():
        console.print(f"{spec.key}: continuing after epoch {len(run.history)}")
    return run


def _start(asked: Request, train: datasets.Digits) -> "keras.Model | None":
    """The net that training starts from, its code sorted; None: it starts from fresh weights."""
    if asked.start is None:
        return None
    from ae_core.models import code_changes

    start = store.load(*asked.start)
    resumes = asked.resume and asked.checkpoint.is_file()  # whose weights replace these
    if asked.start[0] != asked.spec.key and not resumes:
        code_changes.sort_code(start, train.pictures)  # the model's own code is in order already
    return start


def _recorder(asked: Request, run: "Training") -> recording.Recorder | None:
    """What takes the snapshots of a run, if its model has any."""
    if asked.spec.key not in snapshots.PLANS or asked.begin_with:
        return None  # a replay begins with fresh weights
    return recording.Recorder(
        *(asked.spec.key, asked.recipe.epochs, asked.out),
        resume=bool(run.history),
        alone=asked.only_snapshots,
    )


def _save(asked: Request, run: "Training", train: datasets.Digits, test: datasets.Digits) -> Path:
    """Finish the net and save it with its card; returns the path of the weights."""
    from ae_core.models import code_changes

    if asked.spec.has_linear_code:
        code_changes.standardise(run.model, train.pictures, asked.spec.has_ordered_code)
    if asked.spec.family == "classifier":
        from ae_core.training.classifying import calibration

        calibration.calibrate(run.model, calibration.split(train)[1], asked.seed)
    stored = saving.rounded(run.model)
    card = cards.make(run, asked.recipe_name, train, stored, test)
    if asked.start:
        key, folder = asked.start
        card = cards.begun_with(card, store.read_card(key, folder))
    path = saving.save(run.model, card, asked.out)
    model_card.write(asked.out)
    return path


def _save_snapshots(
    asked: Request, run: "Training", recorder: recording.Recorder | None, train: datasets.Digits
) -> None:
    if recorder:
        path = recorder.save(cards.made_by(run, asked.recipe_name, train))
        console.print(
            f"{asked.spec.key}: {path or 'no snapshots, as their beginning was not recorded'}"
        )


def make_again(make: Callable[[str, Path], Path], specs: list[ModelSpec], out: Path) -> None:
    """Make a file of trained models again, with `make(key, out)`, which returns its path."""
    for spec in specs:
        with _locked(spec.key, out):
            path = make(spec.key, out)
        console.print(f"{spec.key}: {path} ({path.stat().st_size / 1e6:.2f} MB)")
    model_card.write(out)


def make_maps(specs: list[ModelSpec], out: Path) -> None:
    """Make the latent maps of models whose weights lie in `out` again."""
    train, test = _both_splits("mnist")
    for spec in specs:
        with _locked(spec.key, out):
            _make_map(spec, out, train, test)


def _make_map(spec: ModelSpec, out: Path, train: datasets.Digits, test: datasets.Digits) -> None:
    """Lay a model's codes out in the plane, for the page; see `ae_core.explore.map_making`."""
    from ae_core.explore import latent_map, map_making

    if spec.family == "classifier" or spec.has_skips:
        return  # it has no code from which a picture can be decoded
    quality = map_making.make_for_model(spec.key, out, train, test).quality
    figures = ", ".join(f"{name} {value:.3f}" for name, value in quality.items())
    console.print(f"{spec.key}: {latent_map.path_of(spec.key, out)} ({figures})")
