"""Training learns, says how it is going, and stops when it diverges."""

from dataclasses import replace

import numpy as np
import pytest

from ae_core import codes
from ae_core.data import stroke_digits
from ae_core.inference import autoencoder
from ae_core.models import builder
from ae_core.models.presets import PRESETS
from ae_core.models.spec import Recipe
from ae_core.pictures import from_uint8
from ae_core.training import batches, trainer
from ae_core.training.losses import LOSSES
from ae_core.training.losses.of_codes import Growing

from .nets import CLASSIFIER, DENSE, OURS, RECIPE, SHORTER, assert_same_weights, finish, start

STILL = Recipe(64, 1, learning_rate=1e-9)  # the net hardly moves


@pytest.fixture(scope="module")
def stroke_labels():
    """The labels of `stroke_images`."""
    return stroke_digits.make(300, seed=6)[1].astype(np.uint8)


# Learning


def test_an_autoencoder_learns_and_reports_each_step(stroke_images):
    steps = []
    run = trainer.Training(DENSE, replace(RECIPE, batch_size=32, epochs=4), stroke_images, 1)
    epochs = list(run.epochs(lambda *step: steps.append(step)))
    assert [epoch.number for epoch in epochs] == [1, 2, 3, 4]
    assert run.history == epochs
    assert epochs[-1].loss < 0.8 * epochs[0].loss
    assert all(epoch.seconds > 0 for epoch in epochs)
    assert [step[:2] for step in steps[:10]] == [(i, 10) for i in range(1, 11)]  # 300 digits by 32
    assert [loss for step, _, loss in steps if step == 10] == [epoch.loss for epoch in epochs]


def test_a_classifier_learns_the_labels(stroke_images, stroke_labels):
    recipe = replace(RECIPE, batch_size=32, epochs=12)
    run = trainer.Training(
        *(CLASSIFIER, recipe, stroke_images, 1),
        labels=stroke_labels,
        held_out=(stroke_images, stroke_labels),
    )
    epochs = finish(run)
    assert epochs[-1].loss < 0.8 * epochs[0].loss
    seen = np.asarray(run.model(from_uint8(stroke_images)))
    assert (seen.argmax(axis=1) == stroke_labels).mean() > 0.35  # by guessing: 0.1
    given, wanted = batches.validation(CLASSIFIER, stroke_images, stroke_labels)
    seen = np.asarray(run.model(given))
    surprise = -np.log(seen[range(len(wanted)), wanted]).mean()
    assert epochs[-1].validation_loss == pytest.approx(surprise, rel=1e-3)  # without dropout


def test_our_recipe_learns(stroke_images):
    recipe = replace(RECIPE, batch_size=32, epochs=5)
    epochs = finish(trainer.Training(OURS, recipe, stroke_images))
    assert epochs[-1].loss < 0.8 * epochs[0].loss
    assert epochs[-1].extra < 0.9 * epochs[0].extra


def test_a_net_begins_as_the_first_numbers_of_another_and_leaves_it_as_it_was(stroke_images):
    other = start()
    before = other.get_weights()
    run = trainer.Training(SHORTER, RECIPE, stroke_images, start=other)
    pictures = from_uint8(stroke_images[:5])
    codes = np.array(other.get_layer("encoder")(pictures))
    codes[:, 3:] = 0
    wanted = np.asarray(other.get_layer("decoder")(codes))
    np.testing.assert_allclose(np.asarray(run.model(pictures)), wanted, atol=1e-6)
    finish(run)
    assert np.abs(np.asarray(run.model(pictures)) - wanted).max() > 1e-3
    for old, new in zip(before, other.get_weights(), strict=True):
        np.testing.assert_array_equal(old, new)


def test_training_loss_and_extra_and_validation_loss_are_reported_apart(stroke_images, monkeypatch):
    """On a net that hardly moves, over digits as they are."""
    monkeypatch.setattr(Growing, "_STAGES", ())
    spec = replace(OURS, noise=None, augment=False)
    held_out = stroke_images[:50] ^ 1, np.zeros(50, np.uint8)
    run = trainer.Training(spec, STILL, stroke_images, held_out=held_out)
    (epoch,) = finish(run)

    def loss_on(images):
        clean = from_uint8(images)
        return np.asarray(LOSSES["log"](clean, builder.with_logits(run.model)(clean))).mean()

    assert epoch.loss == pytest.approx(loss_on(stroke_images), rel=1e-3)
    assert epoch.validation_loss == pytest.approx(loss_on(held_out[0]), rel=1e-4)
    assert 0.9 * epoch.loss < epoch.extra < 1.5 * epoch.loss  # as much again, and a little


def test_the_validation_loss_is_that_of_the_numbers_used_so_far(stroke_images, monkeypatch):
    monkeypatch.setattr(Growing, "_STAGES", ((1, 4),))
    spec = replace(OURS, noise=None, augment=False)
    held_out = stroke_images[:50], np.zeros(50, np.uint8)
    run = trainer.Training(spec, STILL, stroke_images, held_out=held_out)
    (epoch,) = finish(run)
    clean = from_uint8(held_out[0])
    used = codes.first_numbers(np.asarray(run.model.get_layer("encoder")(clean)), 4)
    drawn = np.clip(run.model.get_layer("decoder")(used), 1e-6, 1 - 1e-6)
    by_hand = np.asarray(LOSSES["log"](clean, np.log(drawn / (1 - drawn)))).mean()
    assert epoch.validation_loss == pytest.approx(by_hand, rel=1e-3)


def test_a_trained_net_of_ones_own_reports_its_validation_loss(stroke_images):
    (epoch,) = trainer.train("mine", stroke_images, 4, epochs=1, held_out=stroke_images[:20])
    autoencoder.remove("mine")
    assert 0 < epoch.validation_loss < 0.8


def test_a_loss_that_diverges_stops_the_epoch_and_is_not_kept(tmp_path, stroke_images):
    checkpoint, steps = tmp_path / ".checkpoint.npz", []
    hopeless = Recipe(4, 3, learning_rate=1e30)
    run = trainer.Training(PRESETS["dense_32"], hopeless, stroke_images, 0, checkpoint)
    with pytest.raises(FloatingPointError, match=r"dense_32 diverged in epoch 1, step \d+ of 75"):
        list(run.epochs(lambda *step: steps.append(step)))
    assert len(steps) < 20
    assert not checkpoint.exists()
    assert not run.history


# What a run needs


@pytest.mark.parametrize(
    "images",
    [
        np.zeros((4, 28, 28), np.float32),
        np.zeros((0, 28, 28), np.uint8),
        np.zeros((4, 784), np.uint8),
        np.zeros((4, 32, 32), np.uint8),
    ],
)
def test_arrays_that_are_no_digits_are_refused(images, stroke_images):
    with pytest.raises(ValueError, match=r"Expected uint8 digits .*; received"):
        trainer.Training(DENSE, RECIPE, images)
    with pytest.raises(ValueError, match=r"Expected uint8 digits .*; received"):
        trainer.train("mine", stroke_images, held_out=images)


def test_a_loss_that_a_net_of_ones_own_does_not_have_is_refused(stroke_images):
    with pytest.raises(ValueError, match="Expected a loss of bce, mse; received 'l1'"):
        trainer.train("mine", stroke_images, loss="l1")


@pytest.mark.parametrize(
    ("spec", "without", "message"),
    [
        (SHORTER, "start", "Expected a start: conv_16 begins as conv_32"),
        (CLASSIFIER, "labels", "Expected a label for each digit"),
    ],
    ids=["start", "labels"],
)
def test_a_missing_start_or_labels_are_named_before_anything_is_timed(
    spec, without, message, stroke_images, stroke_labels, monkeypatch
):
    monkeypatch.setattr(trainer, "fastest_precision", None)
    given = {"start": start(), "labels": stroke_labels}
    del given[without]
    with pytest.raises(ValueError, match=message):
        trainer.Training(spec, replace(RECIPE, precision="fastest"), stroke_images, **given)


def test_fewer_labels_than_digits_are_refused(stroke_images, stroke_labels):
    with pytest.raises(ValueError, match="Expected a label for each digit"):
        trainer.Training(CLASSIFIER, RECIPE, stroke_images, labels=stroke_labels[:-1])


# What is trained


@pytest.mark.parametrize("spec", [DENSE, OURS], ids=["plain", "ours"])
def test_every_run_starts_from_fresh_weights_of_its_seed(spec, stroke_images):
    run = trainer.Training(spec, RECIPE, stroke_images, 3)
    assert_same_weights(run.model, builder.build(spec, seed=3), atol=0)


def test_noise_and_more_codes_are_no_part_of_the_model(stroke_images):
    """The net alone is kept and used; only in training does it meet noise."""
    run = trainer.Training(OURS, RECIPE, stroke_images, 0)
    pictures = from_uint8(stroke_images[:8])
    once, again = (np.asarray(run.model(pictures)) for _ in range(2))
    np.testing.assert_allclose(once, again, atol=1e-6)
    once, again = (np.asarray(run._trainee(pictures)) for _ in range(2))
    assert np.abs(once - again).max() > 0.01
    assert len(run.model.get_weights()) == len(builder.build(OURS).get_weights())
