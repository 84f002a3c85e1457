"""Linear maps: PCA where both ends are clean, the least error of their rank where not."""

import numpy as np
import pytest

from ae_core.data import stroke_digits
from ae_core.noise import add_noise
from benchmarks.restoration import linear


@pytest.fixture(scope="module")
def digits():
    """More digits than pixels, so that no map fits them by heart; float32 (1000, 28, 28)."""
    return stroke_digits.make(1000, seed=7)[0]


@pytest.fixture(scope="module")
def clean(digits):
    """Their middles, 14 x 14: the algebra is the same, and fifty times faster."""
    return digits[:, 7:21, 7:21]


@pytest.fixture(scope="module")
def noisy(digits):
    return add_noise("gaussian", digits, 0.5, 1)[:, 7:21, 7:21]


def unclipped(fitted, given):
    """What a map makes of pictures before they are clipped to [0, 1], flat."""
    codes = (given.reshape(len(given), -1) - fitted.given_mean) @ fitted.encoder
    return codes @ fitted.decoder + fitted.wanted_mean


def error(fitted, given, wanted):
    return np.square(unclipped(fitted, given) - wanted.reshape(len(wanted), -1)).mean()


def test_on_clean_digits_it_is_pca(clean):
    flat = clean.reshape(len(clean), -1).astype(np.float64)
    mean = flat.mean(axis=0)
    axes = np.linalg.svd(flat - mean, full_matrices=False)[2][:16]
    theirs = (flat - mean) @ axes.T @ axes + mean
    np.testing.assert_allclose(unclipped(linear.fit(clean, clean)[16], clean), theirs, atol=1e-5)


def test_with_all_numbers_it_is_least_squares(clean, noisy):
    flat, wanted = (pictures.reshape(len(pictures), -1) for pictures in (noisy, clean))
    design = np.column_stack([flat, np.ones(len(flat))])
    theirs = design @ np.linalg.lstsq(design, wanted, rcond=None)[0]
    ours = unclipped(linear.fit(noisy, clean, [196])[196], noisy)
    np.testing.assert_allclose(ours, theirs, atol=1e-3)


def test_no_map_of_its_rank_does_better_on_its_own_digits(clean, noisy):
    fitted = linear.fit(noisy, clean)
    pca = linear.fit(clean, clean)
    for k in linear.SIZES:
        best = error(fitted[k], noisy, clean)
        assert best < error(pca[k], noisy, clean)
        rng = np.random.default_rng(0)
        for _ in range(5):  # nor its own neighbours, wherever one goes from it
            step = rng.normal(0, 1e-3, fitted[k].encoder.shape)
            assert best < error(fitted[k]._replace(encoder=fitted[k].encoder + step), noisy, clean)


def test_more_numbers_do_better(clean, noisy):
    fitted = linear.fit(noisy, clean, [1, 4, 16, 64])
    errors = [error(fitted[k], noisy, clean) for k in fitted]
    assert errors == sorted(errors, reverse=True)
    assert len(set(errors)) == 4


def test_sixteen_blocks_fill_sixteen_numbers(digits):
    """A mosaic of 4 x 4 blocks holds no more than that, so twice the numbers gain nothing."""
    blocks = add_noise("mosaic", digits, 1.0, 0)
    fitted = linear.fit(blocks, digits)
    np.testing.assert_allclose(fitted[16](blocks), fitted[32](blocks), atol=1e-5)


def test_a_code_is_as_long_as_it_says(clean):
    for k, fitted in linear.fit(clean, clean).items():
        assert fitted.encoder.shape == (196, k)
        assert fitted.decoder.shape == (k, 196)


def test_pictures_come_back_as_pictures(clean, noisy):
    restored = linear.fit(noisy, clean)[32](noisy[:10])
    assert restored.shape == (10, 14, 14)
    assert restored.dtype == np.float32
    assert restored.min() >= 0
    assert restored.max() <= 1


def test_chunks_change_nothing(clean, noisy, monkeypatch):
    whole = linear.fit(noisy, clean)[16](noisy)
    monkeypatch.setattr(linear, "_CHUNK", 300)
    np.testing.assert_allclose(linear.fit(noisy, clean)[16](noisy), whole, atol=1e-5)
