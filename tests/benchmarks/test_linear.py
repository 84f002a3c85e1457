"""Linear maps: PCA from clean to clean digits, least squares of their rank from noisy ones."""

import numpy as np
import pytest

from ae_core.data import stroke_digits
from ae_core.noise import add_noise
from benchmarks.restoration import linear


@pytest.fixture(scope="module")
def digits():
    """Float32 (500, 28, 28): more digits than the pixels of their middles."""
    return stroke_digits.make(500, seed=7)[0]


@pytest.fixture(scope="module")
def clean(digits):
    """Their middles, 14 x 14: the algebra is the same, and fifty times faster."""
    return digits[:, 7:21, 7:21]


@pytest.fixture(scope="module")
def noisy(digits):
    return add_noise("gaussian", digits, 0.5, 1)[:, 7:21, 7:21]


def unclipped(fitted, given):
    """The output of a map before it is clipped to [0, 1], flat."""
    codes = (given.reshape(len(given), -1) - fitted.given_mean) @ fitted.encoder
    return codes @ fitted.decoder + fitted.wanted_mean


def error(fitted, given, wanted):
    return np.square(unclipped(fitted, given) - wanted.reshape(len(wanted), -1)).mean()


def test_from_clean_to_clean_digits_it_is_pca(clean):
    flat = clean.reshape(len(clean), -1).astype(np.float64)
    mean = flat.mean(axis=0)
    axes = np.linalg.svd(flat - mean, full_matrices=False)[2][:16]
    theirs = (flat - mean) @ axes.T @ axes + mean
    np.testing.assert_allclose(unclipped(linear.fit(clean, clean)[16], clean), theirs, atol=1e-5)


def test_at_full_rank_it_is_least_squares(clean, noisy):
    flat, wanted = (pictures.reshape(len(pictures), -1) for pictures in (noisy, clean))
    design = np.column_stack([flat, np.ones(len(flat))])
    theirs = design @ np.linalg.lstsq(design, wanted, rcond=None)[0]
    ours = unclipped(linear.fit(noisy, clean, [196])[196], noisy)
    np.testing.assert_allclose(ours, theirs, atol=1e-3)


def test_no_map_of_its_rank_has_a_smaller_error(clean, noisy):
    fitted, pca = linear.fit(noisy, clean)[16], linear.fit(clean, clean)[16]
    best = error(fitted, noisy, clean)
    assert best < error(pca, noisy, clean)
    rng = np.random.default_rng(0)
    for _ in range(5):
        step = rng.normal(0, 1e-3, fitted.encoder.shape)
        assert best < error(fitted._replace(encoder=fitted.encoder + step), noisy, clean)


def test_sixteen_blocks_need_only_sixteen_numbers(digits):
    """A mosaic of 4 x 4 blocks has 16 independent directions."""
    blocks = add_noise("mosaic", digits, 1.0, 0)
    fitted = linear.fit(blocks, digits)
    np.testing.assert_allclose(fitted[16](blocks), fitted[32](blocks), atol=1e-5)


def test_restored_pictures_keep_the_contract(clean, noisy):
    restored = linear.fit(noisy, clean)[32](noisy[:10])
    assert restored.shape == (10, 14, 14)
    assert restored.dtype == np.float32
    assert 0 <= restored.min() <= restored.max() <= 1


def test_the_size_of_chunks_changes_nothing(clean, noisy, monkeypatch):
    whole = linear.fit(noisy, clean)[16](noisy)
    monkeypatch.setattr(linear, "_CHUNK", 300)
    np.testing.assert_allclose(linear.fit(noisy, clean)[16](noisy), whole, atol=1e-5)
