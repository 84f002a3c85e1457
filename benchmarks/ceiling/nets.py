"""Nets that are trained to see how good a net can be, and not shipped.

A large U-Net for Gaussian noise alone, and one for every kind; and for each of the kinds that
people remember, mosaic and missing block, a specialist that begins as `conv_32` and then sees that
kind alone. A training that was interrupted goes on from its checkpoint in the working folder, which
also keeps its losses.
"""

import json
import time
from collections.abc import Callable
from dataclasses import asdict, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from ae_core import evaluation
from ae_core.artifacts import replacing
from ae_core.data.datasets import Digits
from ae_core.models import presets, store
from ae_core.models.spec import ModelSpec
from ae_core.noise import NOISES, add_noise
from benchmarks.restoration.scores import Classify, Score, cell, score

if TYPE_CHECKING:
    from ae_core.training.trainer import Epoch, Training

LEVELS = (0.25, 0.5, 1.0)
_WIDTHS = (48, 128, 576)  # most at 7 x 7, where a parameter costs least
_EVERY = 5  # of the test digits, one in five for the loss after each epoch
_WARMED_UP = 5  # steps before the clock starts


class Net(NamedTuple):
    """A net to train.

    Attributes:
        spec: the net. Its noise is `MIXED`: a level is drawn for each picture.
        kinds: the kinds of noise that training draws, each equally often, and on which it is
            scored.
        begins_as: the shipped net whose weights it begins with, if any.
    """

    spec: ModelSpec
    kinds: tuple[str, ...]
    begins_as: str | None = None


def _large_unet(key: str, epochs: int) -> ModelSpec:
    spec = presets.get("unet")
    recipe = replace(spec.recipe, epochs=epochs, learning_rate=0.001, clip_norm=1.0)
    code = (*spec.code_shape[:2], _WIDTHS[-1])
    return replace(
        spec, key=key, widths=_WIDTHS, code_shape=code, parameters=4_930_977, recipe=recipe
    )


def _specialist(kind: str) -> Net:
    spec = presets.get("conv_32")
    recipe = replace(spec.recipe, epochs=6, learning_rate=0.001)
    spec = replace(spec, key=f"conv_32_{kind}", recipe=recipe, learns_between=False)
    return Net(spec, (kind,), begins_as="conv_32")


_ALL = (
    Net(_large_unet("unet_gaussian", 7), ("gaussian",)),
    Net(_large_unet("unet_every", 7), tuple(NOISES)),
    _specialist("mosaic"),
    _specialist("occlusion"),
)
NETS = {net.spec.key: net for net in _ALL}


def losses_of(key: str, work: Path) -> dict[str, Any] | None:
    """The training of a net so far; None if it has not finished an epoch.

    Returns:
        {"parameters", "recipe", "epochs": [{"number", "loss", "seconds", "validation_loss", …}]}.
    """
    path = _losses_path(key, work)
    return json.loads(path.read_text()) if path.is_file() else None


def begin(
    net: Net, train: Digits, test: Digits, work: Path, epochs: int | None = None
) -> "Training":
    """Begin the training of a net, or go on where it was.

    Args:
        net: one of `NETS`.
        train: the digits that it learns from.
        test: one in five of them give the loss after each epoch, at Gaussian noise 0.5, if the net
            learns from that noise; they influence nothing.
        work: folder of the checkpoint, made if absent.
        epochs: of the whole run; None: as many as it was begun with, or its recipe's.

    Raises:
        ValueError: if the checkpoint belongs to another run, such as one of other epochs.
    """
    from ae_core.training import trainer  # imports TensorFlow

    key, checkpoint = net.spec.key, work / f"{net.spec.key}.npz"
    work.mkdir(parents=True, exist_ok=True)
    before = losses_of(key, work)
    epochs = epochs or (before["recipe"]["epochs"] if before else net.spec.recipe.epochs)
    recipe = replace(net.spec.recipe, epochs=epochs)
    start = None
    if checkpoint.is_file():  # it has weights, and knows which precision was the fastest
        recipe = replace(recipe, precision="float32")
    elif net.begins_as:
        start = store.load(net.begins_as)
    some = test.images[::_EVERY], test.labels[::_EVERY]
    held_out = some if "gaussian" in net.kinds else None
    run = trainer.Training(
        net.spec,
        recipe,
        train.images,
        checkpoint=checkpoint,
        start=start,
        held_out=held_out,
        shares=dict.fromkeys(net.kinds, 1 / len(net.kinds)),
    )
    run.resume()
    return run


def train_on(
    run: "Training",
    work: Path,
    minutes: float | None = None,
    on_epoch: Callable[["Epoch"], None] = lambda epoch: None,
) -> None:
    """Train the epochs that are left, and write the losses after each.

    Args:
        run: as `begin` returns it.
        work: folder of the losses.
        minutes: stop after the epoch in which so many have passed; None: after the last epoch.
        on_epoch: called after each.

    Raises:
        FloatingPointError: if the training diverges.
    """
    started = time.monotonic()
    for epoch in run.epochs():
        table = {
            "parameters": run.model.count_params(),
            "recipe": asdict(run.recipe),
            "epochs": [asdict(one) for one in run.history],
        }
        with replacing(_losses_path(run.spec.key, work)) as temporary:
            temporary.write_text(json.dumps(table, indent=1) + "\n")
        on_epoch(epoch)
        if minutes is not None and time.monotonic() - started >= 60 * minutes:
            break


def seconds_per_step(run: "Training", steps: int) -> tuple[float, float]:
    """The mean time of a training step, after `_WARMED_UP` steps that do not count.

    Other work on the machine makes it longer; the processors' time, divided by how many there are,
    is about what a step takes on an idle one.

    Args:
        run: as `begin` returns it; not to be used any more.
        steps: to measure; with those before them fewer than an epoch has.

    Returns:
        Seconds on the clock, and of all processors together.

    Raises:
        ValueError: if an epoch has fewer steps.
    """
    clock: dict[int, np.ndarray] = {}

    def note(step: int, *_) -> None:
        clock[step] = np.array([time.perf_counter(), time.process_time()])
        if step == _WARMED_UP + steps:
            raise _Enough

    try:
        next(run.epochs(note))
    except _Enough:
        return tuple((clock[_WARMED_UP + steps] - clock[_WARMED_UP]) / steps)
    raise ValueError(f"Expected fewer steps than an epoch has; received {steps}")


class _Enough(Exception):
    """The steps are measured."""


def score_all(
    run: "Training", kinds: tuple[str, ...], test: Digits, classify: Classify
) -> dict[str, Score]:
    """Score a net at each of `LEVELS` of some kinds of noise, as `benchmarks.quality` does.

    Returns:
        {cell: score}, see `benchmarks.restoration.scores`.
    """
    from ae_core.models import builder

    exact = builder.build(run.spec)  # in float32, as the shipped nets are scored
    exact.set_weights(run.model.get_weights())
    restore = evaluation.forward(exact)
    clean, table = test.pictures, {}
    for kind in kinds:
        for level in LEVELS:
            noisy = add_noise(kind, clean, level, evaluation.SEED)
            table[cell(kind, level)] = score(clean, restore(noisy), test.labels, classify)
    return table


def _losses_path(key: str, work: Path) -> Path:
    return work / f"{key}.losses.json"
