"""One run of a sweep, from digits to its result. It may run in any process on any machine."""

import time
from collections.abc import Callable

from ae_core import evaluation
from ae_core.data import datasets
from ae_core.training import saving

from .grid import Result, Run


def train(
    run: Run, train: datasets.Digits, test: datasets.Digits, on_epoch: Callable[[int, float], None]
) -> Result:
    """Train a net and score it.

    Args:
        run: the net and its recipe.
        train: the digits it learns from.
        test: the digits it is scored on.
        on_epoch: called after each epoch with its number, 1 for the first, and its loss.

    Raises:
        FloatingPointError: if it diverged.
    """
    from ae_core.training.trainer import Training

    spec, start = run.spec, time.perf_counter()
    training = Training(spec, spec.recipe, train.images, run.seed)
    for epoch in training.epochs():
        on_epoch(epoch.number, epoch.loss)
    seconds = time.perf_counter() - start
    clean = test.pictures
    given = evaluation.corrupt_as_trained(spec, clean)
    return Result(
        run=run,
        parameters=spec.parameters,
        training_loss=round(epoch.loss, 5),
        **evaluation.scores(evaluation.forward(training.model), clean, given),
        seconds=round(seconds, 2),
        digits={"train": train.sha256, "test": test.sha256},
        versions=saving.versions(),
    )
