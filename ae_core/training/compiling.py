"""A network made ready to train: its loss, optimizer, learning rate and precision."""

import math
import time
from collections.abc import Mapping, Sequence
from typing import Literal

import keras
import numpy as np
from keras.optimizers.schedules import CosineDecay, LearningRateSchedule

from ae_core.models import builder
from ae_core.models.spec import MIXED, SECOND_ROUND, ModelSpec, Recipe
from ae_core.pictures import SIDE

from .corruption import SHARES, CodeNoise, MixedCorruption
from .losses import LOSSES
from .losses.of_codes import Between, CodeLoss, FirstNumbers, Growing, MoreCodes, Trainee

_TRIAL_STEPS = 12


def compiled(
    model: keras.Model,
    spec: ModelSpec,
    recipe: Recipe,
    total_steps: int,
    seed: int = 0,
    digits: np.ndarray | None = None,
    shares: Mapping[str, float] = SHARES,
    grows: bool = True,
) -> keras.Model:
    """The model up to its logits, with loss and optimizer, ready to fit.

    Args:
        model: as `builder.build` gives it.
        spec: of the model.
        recipe: how it is trained.
        total_steps: of the whole run, for the schedule.
        seed: of the noise, and of the losses on codes.
        digits: uint8 (n, 28, 28), the training digits, which `Between` needs; without them it is
            left out.
        shares: how often each kind of noise is drawn for a net that is trained on `MIXED`.
        grows: whether an ordered code grows; see `Growing`.

    Raises:
        ValueError: if the spec has noise on codes and losses on codes as well.
    """
    if spec.code_noise and (spec.has_ordered_code or spec.learns_between):
        raise ValueError(
            f"Expected noise on codes or losses on codes; {spec.key} has both: code_noise "
            f"{spec.code_noise}, has_ordered_code {spec.has_ordered_code}, learns_between "
            f"{spec.learns_between}"
        )
    rate = _rate(recipe, total_steps)
    # XLA was slower than oneDNN for these convolutions, and compiles for seconds
    optimizer = keras.optimizers.Adam(rate, global_clipnorm=recipe.clip_norm)

    def done() -> keras.KerasTensor:
        """See `losses.of_codes.Done`."""
        return keras.ops.cast(optimizer.iterations, "float32") / total_steps

    losses: list[CodeLoss] = []
    if spec.has_ordered_code:
        losses.append(FirstNumbers(seed + 2, done))
    # `fastest_precision` has no digits, and needs no `Between` to tell which precision is faster
    if spec.learns_between and digits is not None:
        losses.append(Between(digits, seed + 1))
    between: list[keras.layers.Layer] = []
    if spec.has_ordered_code and grows:
        between.append(Growing(done))
    if losses:
        between.append(MoreCodes(losses))
    if spec.code_noise:
        between.append(CodeNoise(spec.code_noise, seed + 3))
    trainee = builder.with_logits(
        model,
        before=MixedCorruption(seed, shares) if spec.noise == MIXED else None,
        between=between,
    )
    if losses:
        trainee = Trainee(trainee.input, trainee.output, losses)
    trainee.compile(optimizer, loss=LOSSES[spec.loss], jit_compile=False)
    trainee.optimizer.build(trainee.trainable_variables)  # so that a checkpoint finds its slots
    return trainee


class Averaging(keras.callbacks.Callback):
    """Make the weights, at the end, the mean of those at the ends of both rounds.

    Args:
        weights: to change.
        steps: of the whole training.

    Attributes:
        kept: those at the end of the first round; before, as the training began.

    References:
        Izmailov et al., "Averaging Weights Leads to Wider Optima and Better Generalization", UAI
        2018.
    """

    def __init__(self, weights: Sequence[keras.Variable], steps: int):
        super().__init__()
        self.kept = [keras.Variable(weight) for weight in weights]
        self._weights, self._steps = weights, steps

    def on_train_batch_end(self, batch: int, logs: dict | None = None) -> None:
        """After the last step of a round, keep the weights or average."""
        done = int(self.model.optimizer.iterations)
        pairs = list(zip(self.kept, self._weights, strict=True))
        if done == _first_round(self._steps):
            for kept, weight in pairs:
                kept.assign(weight)
        elif done == self._steps:
            for kept, weight in pairs:
                weight.assign((kept + weight) / 2)


def fastest_precision(spec: ModelSpec, batch_size: int) -> Literal["float32", "mixed_bfloat16"]:
    """Time a few training steps in each precision on this machine; the faster one.

    Sixteen-bit convolutions take half the time on processors that have them in hardware, and
    longer than 32-bit ones elsewhere; no flag says so on every platform, so it is measured.
    """
    blank = np.zeros((batch_size, SIDE, SIDE), np.float32)
    wanted = np.zeros(batch_size, np.uint8) if spec.loss == "labels" else blank
    precisions: tuple[Literal["float32", "mixed_bfloat16"], ...] = ("float32", "mixed_bfloat16")
    trainees = {
        precision: compiled(builder.build(spec, precision), spec, Recipe(batch_size, 1), 1)
        for precision in precisions
    }
    for trainee in trainees.values():
        trainee.train_on_batch(blank, wanted)  # traces the graph
    seconds = dict.fromkeys(trainees, float("inf"))
    for _ in range(_TRIAL_STEPS):  # in turns: other work on the machine slows both
        for precision, trainee in trainees.items():
            start = time.perf_counter()
            trainee.train_on_batch(blank, wanted)
            seconds[precision] = min(seconds[precision], time.perf_counter() - start)
    return min(seconds, key=lambda precision: seconds[precision])


def _rate(recipe: Recipe, steps: int) -> float | LearningRateSchedule:
    if recipe.schedule == "constant":
        return recipe.learning_rate
    if recipe.schedule == "warmup_cosine":
        return _rise_and_fall(recipe.learning_rate, steps)
    first = _first_round(steps)
    fall = CosineDecay(recipe.learning_rate, max(1, steps - first))
    return _Rounds(_rise_and_fall(recipe.learning_rate, first), fall, first)


def _first_round(steps: int) -> int:
    return math.ceil(SECOND_ROUND * steps)


def _rise_and_fall(peak: float, steps: int) -> CosineDecay:
    warmup = max(1, steps // 10)
    return CosineDecay(0.0, max(1, steps - warmup), warmup_target=peak, warmup_steps=warmup)


class _Rounds(LearningRateSchedule):
    """One rate until a step, another from there on."""

    def __init__(self, first: LearningRateSchedule, then: LearningRateSchedule, until: int):
        self._first, self._then, self._until = first, then, until

    def __call__(self, step: int | keras.KerasTensor) -> keras.KerasTensor:
        """The rate at this step."""
        step = keras.ops.cast(step, "float32")
        then = self._then(keras.ops.maximum(step - self._until, 0.0))
        return keras.ops.where(step < self._until, self._first(step), then)
