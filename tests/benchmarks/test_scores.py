"""What is said of restored digits: means that a perfect picture does not blow up."""

import json

import numpy as np
import pytest

from ae_core import metrics
from benchmarks.restoration.scores import PERFECT, best_filter, cell, mean_psnr, score, share_sure


@pytest.fixture
def clean(stroke_pictures):
    return stroke_pictures[:8]


@pytest.fixture
def labels():
    return np.array([0, 1, 2, 3, 4, 5, 6, 7])


def answering(digits, p=1.0):
    """A reader that gives these answers, whatever it is shown, each with probability p."""
    table = np.full((len(digits), 10), (1 - p) / 9, np.float32)
    table[np.arange(len(digits)), digits] = p
    return lambda pictures: table[: len(pictures)]


def test_level_zero_is_clean_whatever_the_kind():
    assert cell("gaussian", 0.0) == cell("blur", 0) == "clean"
    assert cell("salt_pepper", 0.25) == "salt_pepper 0.25"
    assert cell("blur", 1.0) == "blur 1"


def test_perfect_digits(clean, labels):
    perfect = score(clean, clean, labels, answering(labels))
    assert perfect == {"mse": 0, "psnr": PERFECT, "ssim": 1, "read": 1}
    json.dumps(perfect, allow_nan=False)


def test_scores_are_means_over_the_digits(clean, labels):
    grey = np.clip(clean + np.float32(0.1), 0, 1)
    scores = score(clean, grey, labels, answering(labels))
    for name in ("mse", "psnr", "ssim"):
        by_hand = np.mean([getattr(metrics, name)(a, b) for a, b in zip(clean, grey, strict=True)])
        assert scores[name] == pytest.approx(by_hand, abs=1e-3)


def test_a_perfect_picture_counts_as_much_as_one_whose_fault_cannot_be_seen(clean):
    half = clean.copy()
    half[:4] = 1 - half[:4]
    assert mean_psnr(clean, half) == pytest.approx((mean_psnr(clean[:4], half[:4]) + PERFECT) / 2)
    hardly = np.clip(clean + np.float32(1e-6), 0, 1)
    assert mean_psnr(clean, hardly) == mean_psnr(clean, clean) == PERFECT


def test_to_round_pixels_to_eight_bits_is_seen_by_the_score(clean):
    grey = np.random.default_rng(0).random(clean.shape).astype(np.float32)
    assert 58 < mean_psnr(grey, np.round(grey * 255) / np.float32(255)) < PERFECT


def test_read_is_the_share_of_right_answers(clean, labels):
    right = [0, 1, 2, 9, 9, 9, 9, 7]
    assert score(clean, clean, labels, answering(right))["read"] == 0.5


@pytest.mark.parametrize(("p", "share"), [(0.95, 1), (0.85, 0)])
def test_sure_is_from_ninety_percent(p, share, clean, labels):
    assert share_sure(clean, answering(labels, p)) == share


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
