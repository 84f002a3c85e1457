"""Midpoints of two codes: which pairs are drawn, and how often the classifier is sure."""

import numpy as np
import pytest

from ae_core.inference.classifier import Reading
from benchmarks.restoration.midpoints import PAIRS, random_pairs, shares


def sure_if_thin(pictures):
    """A classifier that is sure of pictures with little ink only."""
    sure = pictures.mean(axis=(1, 2)) < 0.1
    table = np.full((len(pictures), 10), 0.1, np.float32)
    table[sure] = np.eye(10, dtype=np.float32)[3]
    return Reading(table, np.zeros(len(table), np.float32))


@pytest.mark.parametrize("count", [2, 64, 10_000])
def test_pairs_are_of_two_different_digits(count):
    first, second = random_pairs(count, seed=0)
    assert len(first) == len(second) == PAIRS
    assert (first != second).all()
    for side in (first, second):
        assert 0 <= side.min() <= side.max() < count


def test_all_pairs_occur_and_the_seed_decides():
    assert len(set(zip(*random_pairs(5, seed=0), strict=True))) == 20
    np.testing.assert_array_equal(random_pairs(100, 1), random_pairs(100, 1))
    assert (random_pairs(100, 1)[0] != random_pairs(100, 2)[0]).any()


def test_with_the_pixels_as_code_a_midpoint_is_a_cross_fade(stroke_pictures):
    pixels = (lambda p: p.reshape(len(p), -1), lambda codes: codes.reshape(-1, 28, 28))
    table = shares(stroke_pictures, {"pixels": pixels}, sure_if_thin, seed=0)
    assert list(table) == ["ends", "cross-fade", "pixels"]
    assert 0 < table["cross-fade"] < 1
    assert table["pixels"] == table["cross-fade"]
    first, second = random_pairs(len(stroke_pictures), seed=0)
    thin = stroke_pictures.mean(axis=(1, 2)) < 0.1
    by_hand = np.concatenate([thin[first], thin[second]]).mean()
    assert table["ends"] == pytest.approx(by_hand, abs=1e-4)


def test_a_decoder_that_always_paints_the_same_digit_is_always_readable(stroke_pictures):
    lightest = stroke_pictures[stroke_pictures.mean(axis=(1, 2)).argmin()]
    codec = (lambda p: np.zeros((len(p), 16)), lambda codes: np.stack([lightest] * len(codes)))
    assert shares(stroke_pictures, {"one": codec}, sure_if_thin, seed=0)["one"] == 1
