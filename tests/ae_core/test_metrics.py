"""Scores: against scikit-image picture by picture, and what people say about them."""

import numpy as np
import pytest
from skimage.metrics import (
    mean_squared_error,
    peak_signal_noise_ratio,
    structural_similarity,
)

from ae_core.metrics import bce, mse, psnr, ssim

METRICS = [mse, psnr, ssim, bce]
PERFECT = {mse: 0.0, psnr: np.inf, ssim: 1.0}


@pytest.fixture
def clean():
    """More pictures than one chunk holds, and not a multiple of it: soft blobs on black."""
    rng = np.random.default_rng(0)
    centres = rng.uniform(8, 20, (300, 2, 1))
    x, y = np.moveaxis(np.exp(-(((np.arange(28) - centres) / 5) ** 2)), 1, 0)
    return (x[:, :, None] * y[:, None, :]).astype(np.float32)


@pytest.fixture
def restored(clean):
    noise = np.random.default_rng(1).normal(0, 0.2, clean.shape)
    return np.clip(clean + noise, 0, 1).astype(np.float32)


def test_mse_agrees_with_scikit_image(clean, restored):
    theirs = [mean_squared_error(a, b) for a, b in zip(clean, restored, strict=True)]
    np.testing.assert_allclose(mse(clean, restored), theirs, rtol=1e-6)


def test_psnr_agrees_with_scikit_image(clean, restored):
    theirs = [
        peak_signal_noise_ratio(a, b, data_range=1) for a, b in zip(clean, restored, strict=True)
    ]
    np.testing.assert_allclose(psnr(clean, restored), theirs, rtol=1e-6)


def test_ssim_of_a_batch_is_ssim_one_by_one(clean, restored):
    """No window of the strip reaches from one picture into the next; rounding is all that is."""
    doubles = clean.astype(np.float64), restored.astype(np.float64)
    theirs = [structural_similarity(a, b, data_range=1) for a, b in zip(*doubles, strict=True)]
    np.testing.assert_allclose(ssim(clean, restored), theirs, rtol=0, atol=1e-12)


def test_neighbours_do_not_change_a_score(clean, restored):
    alone = ssim(clean[1], restored[1])
    between = np.stack([np.zeros_like(clean[1]), restored[1], np.ones_like(clean[1])])
    black_and_white = np.stack([np.ones_like(clean[1]), clean[1], np.zeros_like(clean[1])])
    assert ssim(black_and_white, between)[1] == pytest.approx(float(alone), abs=1e-12)


def test_bce_agrees_with_its_formula(clean, restored):
    ink = clean.astype(np.float64)
    sure = np.clip(restored.astype(np.float64), 1e-7, 1 - 1e-7)
    likelihood = ink * np.log(sure) + (1 - ink) * np.log(1 - sure)
    np.testing.assert_allclose(bce(clean, restored), -likelihood.mean(axis=(1, 2)), rtol=1e-9)


def test_bce_of_a_sure_mistake_is_finite():
    black, white = np.zeros((28, 28)), np.ones((28, 28))
    assert float(bce(black, white)) == pytest.approx(-np.log(1e-7))
    assert float(bce(white, black)) == pytest.approx(-np.log(1e-7))
    assert float(bce(white, white)) == pytest.approx(1e-7)


@pytest.mark.parametrize("metric", PERFECT)
def test_identical_pictures_score_perfectly(metric, clean):
    np.testing.assert_allclose(metric(clean, clean), PERFECT[metric], rtol=1e-12)


def test_black_against_white_is_the_worst():
    black, white = np.zeros((28, 28)), np.ones((28, 28))
    assert mse(black, white) == 1
    assert psnr(black, white) == 0
    assert not np.signbit(psnr(black, white))
    assert ssim(black, white) < 1e-3


@pytest.mark.parametrize("metric", METRICS)
def test_more_noise_scores_worse(metric, clean):
    noise = np.random.default_rng(2).normal(0, 1, clean.shape)
    scores = [
        metric(clean, np.clip(clean + level * noise, 0, 1)).mean() for level in (0.1, 0.3, 0.6)
    ]
    better_is_higher = metric in (psnr, ssim)
    assert scores == sorted(scores, reverse=better_is_higher)
    assert len(set(scores)) == 3


@pytest.mark.parametrize("metric", METRICS)
def test_one_score_per_picture(metric, clean, restored):
    before = clean.copy(), restored.copy()
    scores = metric(clean, restored)
    assert scores.dtype == np.float64
    assert scores.shape == (300,)
    single = metric(clean[0], restored[0])
    assert single.shape == ()
    assert float(single) == pytest.approx(scores[0], rel=1e-12)
    assert metric(clean[:0], restored[:0]).shape == (0,)
    np.testing.assert_array_equal(clean, before[0])
    np.testing.assert_array_equal(restored, before[1])


@pytest.mark.parametrize("metric", METRICS)
@pytest.mark.parametrize("value", [-0.1, 1.1, np.nan, np.inf])
def test_refuses_pixels_outside_the_range(metric, clean, value):
    corrupted = clean.copy()
    corrupted[7, 3, 4] = value
    with pytest.raises(ValueError, match=r"Expected pixels of restored in \[0, 1\]; received"):
        metric(clean, corrupted)
    with pytest.raises(ValueError, match=r"Expected pixels of clean in \[0, 1\]; received"):
        metric(corrupted, clean)


@pytest.mark.parametrize("metric", METRICS)
@pytest.mark.parametrize("shape", [(28,), (2, 784), (2, 27, 28), (2, 28, 28, 1)])
def test_refuses_other_shapes(metric, shape):
    images = np.zeros(shape)
    with pytest.raises(ValueError, match=r"Expected clean as floats of shape .*; received"):
        metric(images, images)


@pytest.mark.parametrize("metric", METRICS)
def test_refuses_pairs_that_do_not_match(metric, clean):
    with pytest.raises(ValueError, match="Expected pictures of one shape; received"):
        metric(clean, clean[:1])  # numpy would have broadcast it
    with pytest.raises(ValueError, match="Expected pictures of one shape; received"):
        metric(clean[0], clean[:1])


@pytest.mark.parametrize("metric", METRICS)
@pytest.mark.parametrize("dtype", [np.uint8, bool, complex])
def test_refuses_other_types(metric, clean, dtype):
    with pytest.raises(ValueError, match="Expected restored as floats"):
        metric(clean, clean.astype(dtype))
