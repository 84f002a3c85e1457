"""The learning rate of a training, and what two rounds make of its weights."""

import math
from collections.abc import Sequence

import keras
from keras.optimizers.schedules import CosineDecay, LearningRateSchedule

from ae_core.models.spec import SECOND_ROUND, Recipe


def rate(recipe: Recipe, steps: int) -> float | LearningRateSchedule:
    """The learning rate.

    Args:
        recipe: whose `learning_rate` and `schedule` are used.
        steps: of the whole training.
    """
    if recipe.schedule == "constant":
        return recipe.learning_rate
    if recipe.schedule == "warmup_cosine":
        return _rise_and_fall(recipe.learning_rate, steps)
    first = _first_round(steps)
    fall = CosineDecay(recipe.learning_rate, max(1, steps - first))
    return _Rounds(_rise_and_fall(recipe.learning_rate, first), fall, first)


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
