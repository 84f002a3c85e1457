"""Measures of pictures that nets make up, on stroke digits: distance, combs, KID, features."""

import numpy as np
import pytest

from ae_core.data import datasets, stroke_digits
from ae_core.inference import classifier
from benchmarks.realism import features, nearest
from benchmarks.realism.combs import Combs, alternation
from benchmarks.realism.kid import kid
from benchmarks.realism.measure import PAIRS, Judge, baselines, measure, random_pairs

# Combs


@pytest.fixture(scope="module")
def digits():
    """500 stroke digits, float32 (500, 28, 28) in [0, 1]."""
    return stroke_digits.make(500, seed=7)[0]


@pytest.fixture(scope="module")
def combs(digits):
    return Combs(digits)


def columns(pictures):
    pictures[:, :, ::2] *= 0.3


def rows(pictures):
    pictures[:, 1::2] *= 0.3


def checks(pictures):
    pictures[:, ::2, ::2] *= 0.3
    pictures[:, 1::2, 1::2] *= 0.3


@pytest.mark.parametrize("paint", [columns, rows, checks])
def test_painted_combs_are_found(paint, combs):
    pictures, _ = stroke_digits.make(100, seed=8)
    paint(pictures)
    assert combs.found(pictures).mean() > 0.95


@pytest.mark.parametrize("turned", [False, True])
def test_a_comb_along_one_stroke_is_found_and_the_stroke_is_none(turned, combs):
    stroke = stroke_digits.render([[(0.2, 0.5), (0.8, 0.55)]])
    comb = stroke.copy()
    comb[11, 7:21:2] = 0.8  # every other pixel above it
    pictures = np.stack([stroke, comb])
    assert combs.found(pictures.swapaxes(1, 2) if turned else pictures).tolist() == [False, True]


@pytest.mark.parametrize("brightness", [1, 0.5, 0.1])
def test_digits_are_no_combs_at_any_brightness(brightness, combs):
    fresh, _ = stroke_digits.make(400, seed=9)
    assert combs.found(brightness * fresh).mean() < 0.04
    assert combs.found(brightness * (fresh[:-1] + fresh[1:]) / 2).mean() < 0.04


def test_a_hundredth_of_the_digits_is_above_the_limit(combs, digits):
    assert combs.found(digits).mean() == pytest.approx(0.01, abs=0.003)


def test_thin_crisp_lines_and_blank_pictures_are_no_combs(combs):
    pictures = np.zeros((4, 28, 28), np.float32)
    pictures[0, 5:20, 14] = pictures[1, 14, 5:20] = 1
    pictures[2, 5:20, [10, 13, 16]] = 1  # three lines with two pixels between them
    assert not combs.found(pictures).any()


def test_what_alternates_is_measured_in_rows_and_columns():
    pattern = np.zeros((3, 28, 28), np.float32)
    pattern[0, :, ::2] = pattern[1, ::2] = 1
    pattern[2, ::2, ::2] = pattern[2, 1::2, 1::2] = 1
    # of 27 steps in a row, 24 begin four that alternate
    np.testing.assert_allclose(alternation(pattern), 24 / 27)
    np.testing.assert_allclose(alternation(pattern / 2), 24 / 27)


# The nearest digit


def test_the_nearest_digit_is_the_nearest_of_all(monkeypatch, digits):
    known, asked = digits[:30], digits[30:41]
    monkeypatch.setattr(nearest, "_BATCH", 4)
    found = nearest.Nearest(known).distances(asked)
    blurred = [nearest._blurred(part).astype(float) for part in (asked, known)]
    by_hand = np.linalg.norm(blurred[0][:, None] - blurred[1][None], axis=2).min(axis=1)
    np.testing.assert_allclose(found, by_hand, rtol=1e-4)


def test_a_known_digit_is_at_no_distance_and_the_blur_forgives_a_shift(digits):
    judge = nearest.Nearest(digits)
    np.testing.assert_allclose(judge.distances(digits[:5]), 0, atol=1e-5)
    shifted = np.roll(digits[:5], 1, axis=2)
    unblurred = np.linalg.norm((shifted - digits[:5]).reshape(5, -1), axis=1)
    assert (judge.distances(shifted) < 0.7 * unblurred).all()


# KID


def test_kid_of_samples_of_one_distribution_is_nothing_on_average():
    rng = np.random.default_rng(0)
    found = [kid(*rng.normal(size=(2, 50, 8))) for _ in range(200)]
    assert abs(np.mean(found)) < 3 * np.std(found) / np.sqrt(200)
    assert min(found) < 0 < max(found)
    assert kid(rng.normal(size=(50, 8)), rng.normal(1, 1, size=(60, 8))) > 10 * np.std(found)


def test_kid_is_the_definition():
    rng = np.random.default_rng(1)
    ours, theirs = rng.normal(size=(7, 3)), rng.normal(size=(5, 3))

    def kernel(x, y):
        return (x @ y / 3 + 1) ** 3

    def within(rows):
        n = len(rows)
        pairs = [kernel(rows[i], rows[j]) for i in range(n) for j in range(n) if i != j]
        return np.mean(pairs)

    across = np.mean([kernel(x, y) for x in ours for y in theirs])
    assert kid(ours, theirs) == pytest.approx(within(ours) + within(theirs) - 2 * across)


# Features


@pytest.fixture(scope="module")
def trained(tmp_path_factory):
    """Features by a network of 2,000 stroke digits, trained in seconds; and its Keras cache."""
    home = tmp_path_factory.mktemp("keras_home")
    pictures, labels = stroke_digits.make(2_000, seed=3)
    images = np.round(pictures * 255).astype(np.uint8)
    source = datasets.Digits("strokes", images, labels, "sha")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("KERAS_HOME", str(home))
        yield source, home, features.load(source)


def test_features_tell_blends_from_digits(trained):
    _, _, network = trained
    fresh, _ = stroke_digits.make(600, seed=4)
    one, other = network(fresh[:300]), network(fresh[300:])
    assert one.shape == (300, features.FEATURES)
    assert abs(kid(one, other)) < 0.2 * kid(one, network((fresh[:300] + fresh[300:]) / 2))


def test_the_network_is_trained_once_and_again_if_its_file_is_damaged(trained, monkeypatch):
    source, home, network = trained
    trainings = []
    monkeypatch.setattr(features, "_train", lambda model, digits: trainings.append(digits))
    again = features.load(source)
    assert trainings == []
    np.testing.assert_array_equal(again(source.pictures[:9]), network(source.pictures[:9]))
    (kept,) = home.rglob("features-*.npz")
    kept.write_bytes(kept.read_bytes()[:5000])
    features.load(source)
    assert trainings == [source]


# All of it


def test_pairs_are_of_two_different_digits_and_the_seed_decides():
    for count in (2, 64, 10_000):
        first, second = random_pairs(count, seed=0)
        assert len(first) == len(second) == PAIRS
        assert (first != second).all()
        for side in (first, second):
            assert 0 <= side.min() <= side.max() < count
    assert len(set(zip(*random_pairs(5, seed=0), strict=True))) == 20
    np.testing.assert_array_equal(random_pairs(100, 1), random_pairs(100, 1))
    assert (random_pairs(100, 1)[0] != random_pairs(100, 2)[0]).any()


def by_ink(pictures):
    """A classifier that is sure of pictures with little ink only."""
    sure = pictures.mean(axis=(1, 2)) < 0.1
    table = np.full((len(pictures), 10), 0.1, np.float32)
    table[sure] = np.eye(10, dtype=np.float32)[3]
    return classifier.Reading(table, np.zeros(len(pictures), np.float32))


def by_place(pictures):
    """Features: the ink of 16 squares."""
    return pictures.reshape(-1, 4, 7, 4, 7).mean(axis=(2, 4)).reshape(-1, 16)


def pixels(pictures):
    return pictures.reshape(len(pictures), -1)


def as_pictures(codes):
    return np.clip(codes, 0, 1).reshape(-1, 28, 28)


@pytest.fixture(scope="module")
def judge(digits):
    return Judge(digits[:200], digits[200:], by_place, by_ink, seed=0, pairs=50)


def test_with_the_pixels_as_code_a_midpoint_is_a_cross_fade(judge):
    found, base = measure(pixels, as_pictures, judge), baselines(judge)
    assert list(found) == ["reconstructed", "midpoints", "moved", "zero"]
    for ours, theirs in ("reconstructed", "test digits"), ("midpoints", "cross-fade"):
        for score, value in base[theirs].items():
            if score != "again":
                assert found[ours][score] == pytest.approx(value, rel=1e-5)
        assert found[ours]["again"] == pytest.approx(0, abs=1e-12)
    assert base["test digits"]["ratio"] == base["test digits"]["mean_ratio"] == 1
    assert found["midpoints"]["ratio"] > 1.05
    assert found["moved"]["kid"] > found["reconstructed"]["kid"]
    assert found["zero"]["kid"] is None


def test_scores_are_those_of_the_decoded_codes(judge):
    """A decoder that paints one thin digit, whatever the code, and an encoder of brightness."""
    thin = min(judge.first, key=lambda picture: picture.mean())
    codes = []

    def decode(rows):
        codes.append(rows)
        return np.stack([thin] * len(rows))

    found = measure(lambda p: p.mean(axis=(1, 2))[:, None], decode, judge)
    brightness = judge.first.mean(axis=(1, 2))
    both = np.concatenate([brightness, judge.second.mean(axis=(1, 2))])
    middle, moved, zero = codes[1][:, 0], codes[2][:, 0], codes[3]
    np.testing.assert_allclose(middle, both.reshape(2, -1).mean(axis=0), rtol=1e-5)
    assert (moved - brightness).std() == pytest.approx(0.5 * both.std(), rel=0.3)
    assert zero.tolist() == [[0]]
    for scores in found.values():
        assert (scores["sure"], scores["again"]) == (1, 0)
        assert scores["ratio"] == pytest.approx(1)
    assert found["midpoints"]["kid"] > 0
