"""One temperature, in the weights of the last layer: what is read stays the same."""

from dataclasses import replace

import numpy as np
import pytest

from ae_core.data.datasets import Digits
from ae_core.inference.classifier import Reading
from ae_core.models import builder, presets
from ae_core.training.classifying import calibration, examples

SPEC = replace(presets.CLASSIFIER, widths=(4, 8, 8), hidden=16)


@pytest.fixture
def digits(stroke_images):
    labels = (np.arange(len(stroke_images)) % 10).astype(np.uint8)
    return Digits("strokes", stroke_images, labels, "sha")


@pytest.fixture(scope="module")
def model():
    """Fresh weights."""
    return builder.build(SPEC, seed=3)


def _scale_logits(model, factor):
    last = model.get_layer("logits")
    last.set_weights([factor * values for values in last.get_weights()])


def test_the_kept_digits_are_not_learnt_from(digits):
    learnt, kept = calibration.split(digits)
    assert len(kept.images) == len(digits.images) // calibration.SHARE
    np.testing.assert_array_equal(np.concatenate([learnt.images, kept.images]), digits.images)
    np.testing.assert_array_equal(np.concatenate([learnt.labels, kept.labels]), digits.labels)


@pytest.mark.parametrize("wanted", [0.5, 1.0, 2.5])
def test_the_temperature_of_logits_that_were_scaled_is_found(wanted):
    rng = np.random.default_rng(0)
    logits = rng.normal(0, 2, (20_000, 11))
    weights = np.exp(logits[:, :10])
    labels = (weights.cumsum(axis=1) < rng.random((20_000, 1)) * weights.sum(axis=1)[:, None]).sum(
        1
    )
    assert calibration.temperature(wanted * logits, labels) == pytest.approx(wanted, rel=0.04)
    # what is no digit has no say in it
    both, none = np.concatenate([logits, -50 * logits]), np.full(20_000, examples.NO_DIGIT)
    found = calibration.temperature(wanted * both, np.concatenate([labels, none]))
    assert found == pytest.approx(wanted, rel=0.04)


def test_calibration_changes_how_sure_it_is_and_not_what_it_reads(model, digits, monkeypatch):
    pictures = np.concatenate([digits.pictures] * 10)
    honest = calibration.reader(model)(pictures).probabilities
    rows = np.random.default_rng(0).random((len(honest), 1))
    labels = np.minimum((honest.cumsum(axis=1) < rows).sum(axis=1), 9)  # as often as it says
    monkeypatch.setattr(calibration, "examples", lambda *_: (pictures, labels))
    _scale_logits(model, 3.0)  # now it is too sure
    before = calibration.reader(model)(pictures[:50]).probabilities
    assert calibration.calibrate(model, digits) == pytest.approx(3, rel=0.15)
    after = calibration.reader(model)(pictures[:50]).probabilities
    np.testing.assert_array_equal(after.argmax(axis=1), before.argmax(axis=1))
    assert (after.max(axis=1) < before.max(axis=1)).all()
    assert calibration.calibrate(model, digits) == pytest.approx(1, abs=0.01)  # nothing is left


def test_a_reading_is_given_that_it_is_a_digit_and_apart_that_it_is_none(model, digits):
    joint = np.asarray(model(digits.pictures[:20]))
    reading = calibration.reader(model)(digits.pictures[:20])
    assert isinstance(reading, Reading)
    np.testing.assert_allclose(reading.no_digit, joint[:, 10], atol=1e-5)
    np.testing.assert_allclose(reading.probabilities.sum(axis=1), 1, atol=1e-5)
    np.testing.assert_allclose(
        reading.probabilities * (1 - reading.no_digit)[:, None], joint[:, :10], atol=1e-4
    )
