"""Scores of restored digits."""

import json

import numpy as np
import pytest

from ae_core import metrics
from ae_core.inference.classifier import Reading
from benchmarks.restoration.scores import PERFECT, best_filter, cell, mean_psnr, score, share_sure

LABELS = np.arange(8)


@pytest.fixture
def clean(stroke_pictures):
    return stroke_pictures[:8]


def answering(classes, p=1.0):
    """A classifier with these answers, whatever the picture, each with probability p."""
    table = np.full((len(classes), 10), (1 - p) / 9, np.float32)
    table[np.arange(len(classes)), classes] = p
    none = np.zeros(len(classes), np.float32)
    return lambda pictures: Reading(table[: len(pictures)], none[: len(pictures)])


def test_all_kinds_of_noise_are_clean_at_level_zero():
    assert cell("gaussian", 0.0) == cell("blur", 0) == "clean"
    assert cell("salt_pepper", 0.25) == "salt_pepper 0.25"
    assert cell("blur", 1.0) == "blur 1"


def test_perfect_digits_have_finite_scores(clean):
    perfect = score(clean, clean, LABELS, answering(LABELS))
    assert perfect == {"mse": 0, "psnr": PERFECT, "ssim": 1, "read": 1}
    json.dumps(perfect, allow_nan=False)


def test_scores_are_means_over_the_digits(clean):
    grey = np.clip(clean + np.float32(0.1), 0, 1)
    scores = score(clean, grey, LABELS, answering(LABELS))
    for name in ("mse", "psnr", "ssim"):
        by_hand = np.mean([getattr(metrics, name)(a, b) for a, b in zip(clean, grey, strict=True)])
        assert scores[name] == pytest.approx(by_hand, abs=1e-3)


def test_only_errors_smaller_than_rounding_count_as_perfect(clean):
    half = clean.copy()
    half[:4] = 1 - half[:4]
    assert mean_psnr(clean, half) == pytest.approx((mean_psnr(clean[:4], half[:4]) + PERFECT) / 2)
    assert mean_psnr(clean, np.clip(clean + np.float32(1e-6), 0, 1)) == PERFECT
    grey = np.random.default_rng(0).random(clean.shape).astype(np.float32)
    assert 58 < mean_psnr(grey, np.round(grey * 255) / np.float32(255)) < PERFECT


def test_read_is_the_share_of_right_answers(clean):
    right = [0, 1, 2, 9, 9, 9, 9, 7]
    assert score(clean, clean, LABELS, answering(right))["read"] == 0.5


@pytest.mark.parametrize(("p", "share"), [(0.95, 1), (0.85, 0)])
def test_the_classifier_is_sure_from_ninety_percent(p, share, clean):
    assert share_sure(clean, answering(LABELS, p)) == share


def test_the_best_filter_may_differ_by_measure():
    def about(group, psnr, ssim):
        return {"group": group, "scores": {"blur 1": {"psnr": psnr, "ssim": ssim}}}

    methods = {
        "noisy": about("input", 30, 1),
        "median": about("filter", 20, 0.5),
        "wavelets": about("filter", 19, 0.6),
        "net": about("net", 25, 0.9),
    }
    assert best_filter({"methods": methods}, "blur 1", "psnr") == "median"
    assert best_filter({"methods": methods}, "blur 1", "ssim") == "wavelets"
