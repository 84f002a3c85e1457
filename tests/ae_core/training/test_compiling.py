"""The learning rate of every step, the mean of two rounds, and the fastest precision."""

from dataclasses import replace

import keras
import numpy as np
import pytest

from ae_core.models import builder
from ae_core.models.spec import Recipe
from ae_core.training import compiling, trainer

from .nets import DENSE, RECIPE


def rates(recipe, steps):
    """The learning rate of every step."""
    trainee = compiling.compiled(builder.build(DENSE), DENSE, recipe, steps)
    rate = trainee.optimizer._learning_rate
    if not isinstance(rate, keras.optimizers.schedules.LearningRateSchedule):
        return np.full(steps, float(rate))
    return np.array([float(rate(step)) for step in range(steps + 1)])


def test_published_recipes_train_at_a_constant_rate():
    assert set(rates(DENSE.published.recipe, 5)) == {np.float32(0.001)}


def test_warmup_goes_straight_up_and_then_down_to_zero():
    peak = 0.01
    rate = rates(Recipe(64, 1, peak, "warmup_cosine"), 200)
    assert rate[0] == 0
    np.testing.assert_allclose(np.diff(rate[:21]), peak / 20, rtol=1e-3)  # a tenth of the steps
    assert np.argmax(rate) == 20
    assert rate.max() == pytest.approx(peak)
    assert (np.diff(rate[20:]) <= 0).all()
    assert rate[110] == pytest.approx(peak / 2, rel=0.01)  # a half cosine: half way at half time
    assert rate[-1] < 1e-6


def test_in_two_rounds_the_rate_falls_from_its_peak_a_second_time():
    two, one = (Recipe(64, 1, 0.01, name) for name in ("two_rounds", "warmup_cosine"))
    rate = rates(two, 300)
    np.testing.assert_allclose(rate[:200], rates(one, 200)[:200], rtol=1e-6)
    assert rate[199] < 1e-5
    assert rate[200] == pytest.approx(0.01)
    assert (np.diff(rate[200:]) <= 0).all()
    assert rate[250] == pytest.approx(0.005, rel=0.01)
    assert rate[-1] < 1e-6


@pytest.mark.parametrize("schedule", ["warmup_cosine", "two_rounds"])
@pytest.mark.parametrize("steps", [1, 2, 9])
def test_the_rate_of_very_short_runs_is_finite(steps, schedule):
    assert np.isfinite(rates(Recipe(64, 1, 0.01, schedule), steps)).all()


@pytest.mark.parametrize(("epochs", "first"), [(1, 4), (3, 10)])
def test_after_two_rounds_the_weights_are_the_mean_of_those_at_their_ends(
    epochs, first, stroke_images
):
    """An epoch has five steps; a round may end within one."""
    recipe = replace(RECIPE, epochs=epochs, schedule="two_rounds")
    run, after = trainer.Training(DENSE, recipe, stroke_images), []
    for _ in run.epochs(lambda *_: after.append(run.model.get_weights())):
        pass
    assert len(after) == 5 * epochs
    first_end, last_end = after[first - 1], after[-1]
    assert np.abs(first_end[0] - last_end[0]).max() > 1e-3
    for weight, one, other in zip(run.model.get_weights(), first_end, last_end, strict=True):
        np.testing.assert_allclose(weight, (one + other) / 2, atol=1e-6)


def test_the_fastest_precision_is_one_of_two():
    assert compiling.fastest_precision(DENSE, 8) in ("float32", "mixed_bfloat16")
