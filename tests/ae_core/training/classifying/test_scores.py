"""The scores of a classifier: accuracy, calibration error, and what it makes of non-digits."""

import numpy as np
import pytest

from ae_core.inference.classifier import Reading
from ae_core.noise import NOISES
from ae_core.training.classifying import scores


def probabilities(sure):
    """Rows of ten whose first is `sure`, the others alike."""
    sure = np.asarray(sure, np.float64)[:, None]
    return np.concatenate([sure, np.repeat((1 - sure) / 9, 9, axis=1)], axis=1)


def test_an_error_is_the_gap_between_how_sure_and_how_often_right():
    table = probabilities(np.full(1000, 0.8))
    labels = np.where(np.arange(1000) < 800, 0, 1)
    assert scores.calibration_error(table, labels) == pytest.approx(0, abs=1e-9)
    assert scores.calibration_error(table, np.zeros(1000)) == pytest.approx(0.2)
    assert scores.calibration_error(table, np.ones(1000)) == pytest.approx(0.8)


def test_gaps_of_different_bins_do_not_cancel_and_within_a_bin_they_do():
    table = probabilities([0.8, 0.95])
    assert scores.calibration_error(table, np.array([0, 1])) == pytest.approx((0.2 + 0.95) / 2)
    table = probabilities([0.9, 0.9])
    assert scores.calibration_error(table, np.array([0, 1])) == pytest.approx(0.4)
    assert scores.calibration_error(probabilities([1.0]), np.array([0])) == 0


def test_a_classifier_is_scored_clean_under_every_noise_and_on_what_is_none():
    ink = np.zeros((40, 28, 28), np.float32)
    ink[:20, :14] = 1  # a "1", read with 90 %
    labels = np.repeat([1, 0], 20)
    others = np.full((10, 28, 28), 0.5, np.float32)
    others[:4] = 0  # taken for a "0"
    seen = []

    def read(pictures):
        seen.append(len(pictures))
        upper = pictures[:, :14].mean(axis=(1, 2)) > pictures[:, 14:].mean(axis=(1, 2)) + 0.2
        table = probabilities(np.where(upper, 1 / 15, 0.95))
        table[upper, 1] = 1 - table[upper, 0] - table[upper, 2:].sum(axis=1)
        none = np.where((pictures == 0.5).all(axis=(1, 2)), 0.8, 0.01)
        return Reading(table.astype(np.float32), none.astype(np.float32))

    found = scores.measure(read, ink, labels, others)
    assert found["called_no_digit"] == 0
    assert found["accuracy"] == 0.5 or found["accuracy"] == 1
    assert set(found["noisy"]) == set(NOISES)
    assert all(set(levels) == {"0.25", "0.5", "1"} for levels in found["noisy"].values())
    assert found["others"] == 10
    assert found["sure"] == 0.4
    assert found["found"] == 0.6
    assert sum(seen) == 40 * (1 + 3 * len(NOISES)) + 10
