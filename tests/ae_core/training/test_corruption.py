"""Mixed corruption agrees with `noise.add_noise`: each kind, each level, drawn for each picture."""

from collections import Counter

import keras
import numpy as np
import pytest
import tensorflow as tf

from ae_core import noise
from ae_core.training.corruption import CLEAN, KINDS, SHARES, CodeNoise, MixedCorruption

RANDOM = [kind for kind in KINDS if kind in noise.RANDOM]
FIXED = [kind for kind in KINDS if kind not in noise.RANDOM]


def corrupt(pictures, kind, level, seed=0):
    """All pictures with one kind and one level, as `noise` does it."""
    kinds = np.full(len(pictures), KINDS.index(kind), np.int32)
    levels = np.full(len(pictures), level, np.float32)
    return np.asarray(MixedCorruption(seed).corrupt(pictures, kinds, levels))


@pytest.fixture(scope="module")
def many(stroke_pictures):
    """512 digits, for statistics; the same 64 eight times over."""
    return np.tile(stroke_pictures, (8, 1, 1))


@pytest.fixture(scope="module")
def drawn():
    """The kinds and levels of 40,000 pictures."""
    seen = []

    def note(self, pictures, kinds, levels):
        seen.extend((np.asarray(kinds), np.asarray(levels)))
        return pictures

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(MixedCorruption, "corrupt", note)
        MixedCorruption(1)(np.zeros((40_000, 1, 1), np.float32))
    return seen


# Each kind is that of `noise`


@pytest.mark.parametrize("kind", FIXED)
@pytest.mark.parametrize("level", [1 / 64, 0.5, 37 / 64, 1])
def test_kinds_without_randomness_agree_exactly(kind, level, stroke_pictures):
    """At the levels in the table, which are multiples of 1/64."""
    theirs = noise.add_noise(kind, stroke_pictures, level, 0)
    np.testing.assert_allclose(corrupt(stroke_pictures, kind, level), theirs, atol=1e-5)


@pytest.mark.parametrize("kind", FIXED)
def test_a_level_between_two_of_the_table_is_rounded(kind, stroke_pictures):
    half = corrupt(stroke_pictures, kind, 0.5)
    for level in (31.6 / 64, 32.4 / 64):
        np.testing.assert_array_equal(corrupt(stroke_pictures, kind, level), half)


@pytest.mark.parametrize("kind", RANDOM)
@pytest.mark.parametrize("level", [0.1, 0.5, 1])
def test_random_kinds_agree_in_mean_and_variance(kind, level, many):
    """Of the change, on strokes, their edges and the background; the noise itself differs."""
    ours = corrupt(many, kind, level) - many
    theirs = noise.add_noise(kind, many, level, 7) - many
    for where in (many > 0.5, (many > 0) & (many <= 0.5), many == 0):
        assert ours[where].mean() == pytest.approx(theirs[where].mean(), rel=0.06, abs=0.003)
        assert ours[where].var() == pytest.approx(theirs[where].var(), rel=0.06, abs=0.001)


def test_salt_and_pepper_each_hit_half_the_level_of_the_pixels():
    grey = np.full((64, 28, 28), 0.5, np.float32)
    made = corrupt(grey, "salt_pepper", 0.4)
    assert set(np.unique(made)) == {0, 0.5, 1}
    assert (made == 1).mean() == pytest.approx(0.2, abs=0.01)
    assert (made == 0).mean() == pytest.approx(0.2, abs=0.01)


@pytest.mark.parametrize("level", [0.25, 0.5, 1])
def test_occlusion_is_a_whole_square_near_the_middle_of_each_picture(level):
    ink = np.ones((200, 28, 28), np.float32)
    erased = corrupt(ink, "occlusion", level) == 0
    side = int(20 * level)
    for one in erased:
        rows, columns = np.flatnonzero(one.any(axis=1)), np.flatnonzero(one.any(axis=0))
        assert np.ptp(rows) + 1 == np.ptp(columns) + 1 == side
        assert one.sum() == side**2
    middles = np.array([np.argwhere(one).mean(axis=0) + 0.5 for one in erased])
    assert middles.min() >= 10 - 0.5
    assert middles.max() <= 18 + 0.5
    assert np.abs(np.corrcoef(middles.T)[0, 1]) < 0.2  # row and column are drawn apart
    np.testing.assert_allclose(middles.std(axis=0), 8 / 12**0.5, rtol=0.1)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("level", [0, 0.02, 0.5, 1])
def test_every_kind_keeps_the_contract(kind, level, stroke_pictures):
    """float32 of the same shape in [0, 1], the input left unchanged."""
    given = stroke_pictures.copy()
    made = corrupt(given, kind, level)
    assert made.shape == given.shape
    assert made.dtype == np.float32
    assert made.min() >= 0
    assert made.max() <= 1
    np.testing.assert_array_equal(given, stroke_pictures)


@pytest.mark.parametrize("kind", KINDS)
def test_level_0_changes_nothing(kind, stroke_pictures):
    np.testing.assert_array_equal(corrupt(stroke_pictures, kind, 0), stroke_pictures)


# Each picture has its own


def test_each_picture_of_a_batch_gets_its_own_kind_and_level(stroke_pictures):
    """Kinds without randomness show which kind and level were applied."""
    kinds = [KINDS.index(kind) for kind in ("blur", "mosaic", "blur", "gaussian", "mosaic")]
    levels = np.array([0.25, 1, 1, 0, 0.5], np.float32)
    made = np.asarray(
        MixedCorruption().corrupt(stroke_pictures[:5], np.array(kinds, np.int32), levels)
    )
    for picture, kind, level, corrupted in zip(stroke_pictures, kinds, levels, made, strict=False):
        theirs = noise.add_noise(KINDS[kind], picture, float(level), 0)
        np.testing.assert_allclose(corrupted, theirs, atol=1e-5)


@pytest.mark.parametrize("kind", RANDOM)
def test_no_two_pictures_share_their_noise(kind, stroke_pictures):
    alike = np.repeat(stroke_pictures[:1], 40, axis=0)
    made = {picture.tobytes() for picture in corrupt(alike, kind, 0.5)}
    assert len(made) > 30  # of occlusion few can be told apart: a block is laid on whole pixels


def test_kinds_are_drawn_in_their_shares(drawn):
    kinds, _ = drawn
    assert sum(SHARES.values()) == pytest.approx(1)
    assert set(SHARES) == set(KINDS) == set(noise.NOISES)
    counted = Counter(kinds.tolist())
    for i, kind in enumerate(KINDS):
        assert counted[i] / len(kinds) == pytest.approx(SHARES[kind], abs=0.01)


@pytest.mark.parametrize("kind", KINDS)
def test_a_kind_that_has_all_shares_is_the_only_one_drawn(kind, stroke_pictures, monkeypatch):
    seen = []

    def note(self, pictures, kinds, levels):
        seen.extend((np.asarray(kinds), np.asarray(levels)))
        return pictures

    monkeypatch.setattr(MixedCorruption, "corrupt", note)
    MixedCorruption(1, {kind: 1.0})(np.zeros((2000, 1, 1), np.float32))
    assert set(seen[0].tolist()) == {KINDS.index(kind)}
    assert len(np.unique(seen[1])) > 1000  # at every level all the same


def test_levels_cover_the_whole_slider_and_a_share_is_left_clean(drawn):
    _, levels = drawn
    assert levels.min() == 0
    assert 0.999 < levels.max() <= 1
    assert (levels == 0).mean() == pytest.approx(CLEAN, abs=0.01)
    counts, _ = np.histogram(levels[levels > 0], bins=10, range=(0, 1))
    np.testing.assert_allclose(counts / len(levels), (1 - CLEAN) / 10, atol=0.006)


def test_every_kind_comes_at_every_level(drawn):
    kinds, levels = drawn
    for i in range(len(KINDS)):
        of_kind = levels[kinds == i]
        assert of_kind.mean() == pytest.approx((1 - CLEAN) / 2, abs=0.02)
        assert np.histogram(of_kind, bins=10, range=(0, 1))[0].min() > 0


def test_a_call_applies_what_it_drew(stroke_pictures):
    """A call is not `corrupt` with its arguments lost: some are clean, most are not."""
    many = np.tile(stroke_pictures, (10, 1, 1))
    made = np.asarray(MixedCorruption(2)(many))
    same = (made == many).all(axis=(1, 2)).mean()
    assert CLEAN < same < 2.5 * CLEAN  # clean ones, low levels of salt, blocks beside the digit
    assert made.min() >= 0
    assert made.max() <= 1


# Seeds


def test_the_same_seed_gives_the_same_noise_and_another_another(stroke_pictures):
    one, same, other = (np.asarray(MixedCorruption(seed)(stroke_pictures)) for seed in (3, 3, 4))
    np.testing.assert_array_equal(one, same)
    assert (one != other).any()


def test_two_calls_differ_and_nothing_global_is_drawn_from(stroke_pictures):
    layer, again = MixedCorruption(3), MixedCorruption(3)
    first, second = (np.asarray(layer(stroke_pictures)) for _ in range(2))
    assert (first != second).any()
    keras.utils.set_random_seed(1)
    np.testing.assert_array_equal(np.asarray(again(stroke_pictures)), first)
    keras.utils.set_random_seed(2)
    np.testing.assert_array_equal(np.asarray(again(stroke_pictures)), second)


def test_the_state_is_a_variable_with_which_the_noise_goes_on(stroke_pictures):
    begun, resumed = MixedCorruption(3), MixedCorruption(99)
    begun(stroke_pictures)
    assert len(begun.variables) == 1
    assert not begun.trainable_variables
    resumed(stroke_pictures[:1])
    resumed.variables[0].assign(begun.variables[0])
    np.testing.assert_array_equal(
        np.asarray(resumed(stroke_pictures)), np.asarray(begun(stroke_pictures))
    )


def test_compiled_it_draws_anew_for_each_batch_of_whatever_size(stroke_pictures):
    """Were the noise drawn while the graph is traced, every step would see the same."""
    picture = keras.Input((28, 28))
    model = keras.Model(picture, MixedCorruption(5)(picture))
    compiled = tf.function(model, input_signature=[tf.TensorSpec((None, 28, 28))])
    first, second = (compiled(stroke_pictures).numpy() for _ in range(2))
    assert (first != second).any()
    assert compiled(stroke_pictures[:3]).shape == (3, 28, 28)
    plain = MixedCorruption(5)
    np.testing.assert_allclose(first, plain(stroke_pictures), atol=1e-6)


def test_it_computes_in_float32_whatever_the_policy(stroke_pictures):
    """Noise rounded to sixteen bits would not be the noise of the page."""
    before = keras.config.dtype_policy()
    keras.config.set_dtype_policy("mixed_bfloat16")
    try:
        made = MixedCorruption(3)(stroke_pictures)
    finally:
        keras.config.set_dtype_policy(before)
    assert made.dtype == "float32"
    np.testing.assert_array_equal(np.asarray(made), np.asarray(MixedCorruption(3)(stroke_pictures)))


def test_noise_on_codes_is_a_share_of_each_numbers_spread():
    rng = np.random.default_rng(3)
    codes = (rng.normal(size=(4000, 2)) * [1, 50] + [7, -3]).astype(np.float32)
    added = np.asarray(CodeNoise(0.1, seed=4)(codes)) - codes
    np.testing.assert_allclose(added.std(axis=0), 0.1 * codes.std(axis=0), rtol=0.05)
    np.testing.assert_allclose(added.mean(axis=0) / codes.std(axis=0), 0, atol=0.01)
    assert abs(np.corrcoef(added.T)[0, 1]) < 0.05
