"""Noise: against scikit-image, the contract all kinds share, and what each one promises."""

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from skimage.filters import gaussian as skimage_blur
from skimage.measure import block_reduce
from skimage.util import random_noise

from ae_core.noise import NOISES, RANDOM, SPECKLE_SIGMA, add_noise

LEVELS = st.floats(0, 1)
SEEDS = st.integers(0, 2**32)
KINDS = st.sampled_from(sorted(NOISES))


def drawn(seed, shape=(28, 28)):
    """Pictures with black, white and every grey between, so that clipping matters."""
    wide = np.random.default_rng(seed).uniform(-0.5, 1.5, shape)
    return np.clip(wide, 0, 1).astype(np.float32)


@pytest.fixture
def batch():
    return drawn(1, (3, 28, 28))


@pytest.fixture
def white():
    return np.ones((28, 28), np.float32)


# Against scikit-image


@pytest.mark.parametrize("level", [0.05, 0.4, 1.0])
def test_gaussian_agrees_with_scikit_image(batch, level):
    theirs = random_noise(batch, mode="gaussian", var=level**2, rng=7)
    np.testing.assert_allclose(NOISES["gaussian"](batch, level, 7), theirs, atol=1e-6)


@pytest.mark.parametrize("level", [0.05, 0.4, 0.99])  # at 0 and 1 theirs draws fewer fields
def test_salt_pepper_agrees_with_scikit_image(batch, level):
    theirs = random_noise(batch, mode="s&p", amount=level, rng=7)
    np.testing.assert_array_equal(NOISES["salt_pepper"](batch, level, 7), theirs)


@pytest.mark.parametrize("level", [0.05, 0.4, 1.0])
def test_speckle_agrees_with_scikit_image(batch, level):
    theirs = random_noise(batch, mode="speckle", var=(SPECKLE_SIGMA * level) ** 2, rng=7)
    np.testing.assert_allclose(NOISES["speckle"](batch, level, 7), theirs, atol=1e-6)


@pytest.mark.parametrize("level", [0.1, 0.5, 1.0])
def test_blur_agrees_with_scikit_image(batch, level):
    theirs = [skimage_blur(image, sigma=3 * level, mode="nearest") for image in batch]
    np.testing.assert_allclose(NOISES["blur"](batch, level, 0), theirs, atol=1e-6)


@pytest.mark.parametrize("side", [1, 2, 4, 7])  # the sides that divide 28
def test_mosaic_agrees_with_scikit_image(batch, side):
    means = block_reduce(batch, (1, side, side), np.mean)
    theirs = means.repeat(side, axis=1).repeat(side, axis=2)
    np.testing.assert_allclose(NOISES["mosaic"](batch, (side - 1) / 7, 0), theirs, atol=1e-6)


# The contract that all kinds share


@settings(max_examples=150, deadline=None)
@given(KINDS, LEVELS, SEEDS, st.sampled_from([(28, 28), (2, 28, 28), (2, 1, 28, 28)]))
def test_every_kind_keeps_the_contract(kind, level, seed, shape):
    images = drawn(seed, shape)
    before = images.copy()
    noisy = add_noise(kind, images, level, seed)
    assert noisy.dtype == np.float32
    assert noisy.shape == shape
    assert noisy.min() >= 0
    assert noisy.max() <= 1
    assert not np.shares_memory(noisy, images)
    np.testing.assert_array_equal(images, before)
    np.testing.assert_array_equal(add_noise(kind, images, level, seed), noisy)


@settings(max_examples=50, deadline=None)
@given(KINDS, SEEDS)
def test_level_zero_changes_nothing(kind, seed):
    images = drawn(seed)
    untouched = add_noise(kind, images, 0, seed)
    np.testing.assert_array_equal(untouched, images)
    assert not np.shares_memory(untouched, images)


@pytest.mark.parametrize("kind", NOISES)
def test_a_seed_is_the_generator_it_seeds(kind, batch):
    generator = np.random.default_rng(5)
    np.testing.assert_array_equal(
        add_noise(kind, batch, 0.6, 5), add_noise(kind, batch, 0.6, generator)
    )


@pytest.mark.parametrize("kind", NOISES)
def test_random_says_which_kinds_have_chance_in_them(kind, batch):
    same = np.array_equal(add_noise(kind, batch, 0.6, 1), add_noise(kind, batch, 0.6, 2))
    assert same == (kind not in RANDOM)
    generator = np.random.default_rng(5)
    before = generator.bit_generator.state
    add_noise(kind, batch, 0.6, generator)
    assert (generator.bit_generator.state == before) == (kind not in RANDOM)


@pytest.mark.parametrize("kind", sorted(RANDOM))
def test_pictures_of_a_batch_get_noise_of_their_own(kind, white):
    first, second = add_noise(kind, np.stack([white, white]), 0.5, 3)
    assert not np.array_equal(first, second)


@pytest.mark.parametrize("kind", sorted(set(NOISES) - RANDOM))
def test_without_chance_a_batch_is_its_pictures_one_by_one(kind, batch):
    one_by_one = [add_noise(kind, image, 0.6, 0) for image in batch]
    np.testing.assert_array_equal(add_noise(kind, batch, 0.6, 0), one_by_one)


@pytest.mark.parametrize("kind", NOISES)
def test_an_empty_batch_stays_empty(kind):
    assert add_noise(kind, np.empty((0, 28, 28), np.float32), 0.5, 0).shape == (0, 28, 28)


@pytest.mark.parametrize("kind", NOISES)
def test_more_level_spoils_more(kind):
    strokes = np.zeros((16, 28, 28), np.float32)
    for i, stroke in enumerate(strokes):  # in every place against the mosaic's blocks
        stroke[5:23, 6 + i : 9 + i] = 1
    errors = [np.mean((add_noise(kind, strokes, k / 4, 2) - strokes) ** 2) for k in range(5)]
    assert errors == sorted(errors)
    assert errors[-1] > errors[1] > 0


# What each kind promises


def test_gaussian_scales_one_field():
    grey = np.full((28, 28), 0.5, np.float32)  # clipping is 5 sigma away and out of the way
    weak, strong = (NOISES["gaussian"](grey, level, 4) - grey for level in (0.05, 0.1))
    np.testing.assert_allclose(strong, 2 * weak, atol=1e-6)


def test_clipping_halves_gaussian_noise_on_black():
    noisy = NOISES["gaussian"](np.zeros((200, 28, 28), np.float32), 0.2, 0)
    assert np.mean(noisy == 0) == pytest.approx(0.5, abs=0.01)
    assert noisy.mean() == pytest.approx(0.2 * np.sqrt(1 / (2 * np.pi)), rel=0.01)
    assert noisy.std() == pytest.approx(0.2 * np.sqrt(0.5 - 1 / (2 * np.pi)), rel=0.01)


@given(LEVELS, LEVELS, SEEDS)
@settings(deadline=None)
def test_salt_pepper_hits_stay_hit_the_same_way(one, other, seed):
    grey = np.full((28, 28), 0.5, np.float32)
    low, high = (NOISES["salt_pepper"](grey, level, seed) for level in sorted((one, other)))
    hit = low != 0.5
    np.testing.assert_array_equal(high[hit], low[hit])


def test_salt_pepper_hits_the_share_it_says():
    grey = np.full((200, 28, 28), 0.5, np.float32)
    noisy = NOISES["salt_pepper"](grey, 0.3, 0)
    assert np.mean(noisy == 1) == pytest.approx(0.15, abs=0.005)
    assert np.mean(noisy == 0) == pytest.approx(0.15, abs=0.005)
    assert set(np.unique(NOISES["salt_pepper"](grey, 1.0, 0))) == {0.0, 1.0}


def test_speckle_leaves_black_black(batch):
    assert not NOISES["speckle"](batch, 1.0, 0)[batch == 0].any()


@pytest.mark.parametrize(
    ("level", "side"), [(0, 1), (0.07, 1), (1 / 14, 2), (0.3, 3), (0.5, 5), (0.8, 7), (1, 8)]
)
def test_mosaic_side_is_rounded_half_up(level, side):
    # Ink falling to the right: every block column has a mean of its own.
    ramp = np.broadcast_to(np.linspace(1, 0, 28, dtype=np.float32), (28, 28))
    blocks = np.unique(NOISES["mosaic"](ramp, level, 0)[0])
    assert len(blocks) == -(-28 // side)


def test_mosaic_edge_blocks_average_what_they_have(batch):
    noisy = NOISES["mosaic"](batch, 1.0, 0)  # 28 = 8 + 8 + 8 + 4
    corner = batch[:, 24:, 24:].mean(axis=(1, 2), keepdims=True)
    np.testing.assert_allclose(noisy[:, 24:, 24:], np.broadcast_to(corner, (3, 4, 4)), rtol=1e-6)
    np.testing.assert_allclose(noisy.mean(axis=(1, 2)), batch.mean(axis=(1, 2)), rtol=1e-5)


@settings(deadline=None)
@given(LEVELS, LEVELS, SEEDS)
def test_occlusion_blocks_are_nested(one, other, seed):
    white = np.ones((28, 28), np.float32)
    low, high = (NOISES["occlusion"](white, level, seed) for level in sorted((one, other)))
    assert (high <= low).all()


@settings(deadline=None)
@given(st.integers(1, 20), SEEDS)
def test_occlusion_erases_a_square_of_the_side_it_says(side, seed):
    erased = NOISES["occlusion"](np.ones((28, 28), np.float32), side / 20, seed) == 0
    rows, columns = np.flatnonzero(erased.any(axis=1)), np.flatnonzero(erased.any(axis=0))
    assert erased[np.ix_(rows, columns)].all()
    assert np.ptp(rows) + 1 == np.ptp(columns) + 1 == side


def test_blur_does_not_reach_from_one_picture_into_another(white):
    lone = np.stack([np.zeros_like(white), white])
    np.testing.assert_allclose(NOISES["blur"](lone, 1.0, 0), lone, atol=1e-6)


# Refusals


@pytest.mark.parametrize("kind", NOISES)
@pytest.mark.parametrize("value", [-0.1, 1.1, np.nan, np.inf])
def test_refuses_pixels_outside_the_range(kind, white, value):
    white[3, 4] = value
    with pytest.raises(ValueError, match=r"Expected pixels in \[0, 1\]; received"):
        add_noise(kind, white, 0.5, 0)


@pytest.mark.parametrize("kind", NOISES)
@pytest.mark.parametrize("level", [-0.1, 1.1, np.nan, "1", None])
def test_refuses_levels_outside_the_range(kind, white, level):
    with pytest.raises(ValueError, match=r"Expected a level in \[0, 1\]; received"):
        add_noise(kind, white, level, 0)


@pytest.mark.parametrize("kind", NOISES)
@pytest.mark.parametrize("shape", [(28,), (784,), (27, 28), (28, 28, 1)])
def test_refuses_other_shapes(kind, shape):
    with pytest.raises(ValueError, match=r"Expected images of shape .*; received"):
        add_noise(kind, np.zeros(shape, np.float32), 0.5, 0)


@pytest.mark.parametrize("kind", NOISES)
@pytest.mark.parametrize("dtype", [np.uint8, np.float64, bool])
def test_refuses_other_types(kind, white, dtype):
    with pytest.raises(ValueError, match="Expected images as a float32 array; received"):
        add_noise(kind, white.astype(dtype), 0.5, 0)
    with pytest.raises(ValueError, match="received list"):
        add_noise(kind, white.tolist(), 0.5, 0)


@pytest.mark.parametrize("kind", NOISES)
@pytest.mark.parametrize("seed", [None, -1, 0.5, "7"])
def test_refuses_what_is_no_seed(kind, white, seed):
    with pytest.raises(ValueError, match="Expected a Generator or a seed of 0 or more; received"):
        add_noise(kind, white, 0.5, seed)


def test_an_unknown_kind_is_told_the_known_ones(white):
    with pytest.raises(ValueError, match=r"Expected .*; received 'fog'") as refusal:
        add_noise("fog", white, 0.5, 0)
    assert all(kind in str(refusal.value) for kind in NOISES)


# The table


def test_the_kinds_stand_in_the_order_of_the_menu():
    assert list(NOISES) == ["gaussian", "salt_pepper", "speckle", "mosaic", "occlusion", "blur"]


def test_importing_noise_loads_nothing_heavy():
    heavy = "tensorflow", "keras", "gradio", "scipy", "skimage", "matplotlib"
    script = f"import sys, ae_core.noise; print([m for m in {heavy} if m in sys.modules])"
    root = Path(__file__).parents[2]
    printed = subprocess.check_output([sys.executable, "-c", script], cwd=root, text=True)
    assert printed.strip() == "[]"
