"""Losses, computed a second time by hand."""

import keras
import numpy as np
import pytest

from ae_core.training.losses import LOSSES


def by_definition(clean, logits):
    """Cross-entropy and squared error of each picture, in float64."""
    made = 1 / (1 + np.exp(-logits.astype(np.float64)))
    bce = -(clean * np.log(made) + (1 - clean) * np.log(1 - made)).mean(axis=(1, 2))
    return bce, ((clean - made) ** 2).mean(axis=(1, 2))


def test_picture_losses_agree_with_their_definition(stroke_pictures):
    logits = np.random.default_rng(0).normal(0, 4, stroke_pictures.shape).astype(np.float32)
    bce, mse = by_definition(stroke_pictures, logits)
    for name, wanted in {"bce": bce, "mse": mse, "log": bce + 0.05 * np.log1p(mse / 2e-4)}.items():
        loss = numbers(LOSSES[name](stroke_pictures, logits))
        np.testing.assert_allclose(loss, wanted, rtol=1e-4, err_msg=name)


def test_the_loss_of_a_classifier_is_the_cross_entropy_of_the_right_digit():
    logits = np.random.default_rng(0).standard_normal((5, 10)).astype(np.float32)
    digits = np.array([3, 0, 9, 9, 1], np.uint8)
    seen = np.exp(logits) / np.exp(logits).sum(axis=1, keepdims=True)
    loss = numbers(LOSSES["labels"](digits, logits))
    np.testing.assert_allclose(loss, -np.log(seen[range(5), digits]), rtol=1e-5)


@pytest.mark.parametrize("name", ["bce", "mse", "log"])
def test_losses_are_zero_for_perfect_pictures_and_finite_for_hopeless_ones(name, stroke_pictures):
    ink = np.round(stroke_pictures)
    perfect, hopeless = (numbers(LOSSES[name](ink, x * (ink - 0.5))) for x in (90, -90))
    np.testing.assert_allclose(perfect, 0, atol=1e-5)
    assert np.isfinite(hopeless).all()
    assert (hopeless > 0.5).all()


def numbers(tensor):
    return keras.ops.convert_to_numpy(tensor)
