"""Scores over test digits: what is perfect scores so, and more noise scores worse."""

import numpy as np
import pytest

from ae_core import evaluation, metrics
from ae_core.models.dense import dense_spec
from ae_core.noise import add_noise

LEVELS = ["clean", "0.25", "0.5", "0.75", "1.0"]


@pytest.fixture(scope="module")
def untouched(stroke_pictures):
    """The scores of the function that gives back what it gets."""
    return evaluation.evaluate(lambda given: given, stroke_pictures)


def test_every_level_has_every_score(untouched):
    assert list(untouched) == LEVELS
    for scores in untouched.values():
        assert list(scores) == ["mse", "bce", "psnr", "ssim"]


def test_giving_back_clean_digits_is_perfect(untouched):
    assert untouched["clean"]["mse"] == 0
    assert untouched["clean"]["psnr"] == np.inf
    assert untouched["clean"]["ssim"] == pytest.approx(1, abs=1e-4)


def test_giving_back_noise_scores_worse_the_more_there_is(untouched):
    for name, sign in (("mse", 1), ("bce", 1), ("psnr", -1), ("ssim", -1)):
        series = [sign * untouched[level][name] for level in LEVELS]
        assert series == sorted(series)
        assert len(set(series)) == len(series)


def test_a_score_is_the_mean_over_the_digits(stroke_pictures, untouched):
    noisy = add_noise("gaussian", stroke_pictures, 0.5, evaluation.SEED)
    pairs = zip(stroke_pictures, noisy, strict=True)
    by_hand = np.mean([metrics.psnr(a[None], b[None])[0] for a, b in pairs])
    assert untouched["0.5"]["psnr"] == pytest.approx(by_hand, abs=1e-4)


def test_two_calls_agree(stroke_pictures, untouched):
    assert evaluation.evaluate(lambda given: given, stroke_pictures) == untouched


def test_a_model_that_knows_the_answer_is_perfect_at_every_level(stroke_pictures):
    scores = evaluation.evaluate(lambda given: stroke_pictures[: len(given)], stroke_pictures)
    assert {row["mse"] for row in scores.values()} == {0}


def test_digits_are_given_in_batches_and_in_order(stroke_pictures, monkeypatch):
    monkeypatch.setattr(evaluation, "_BATCH", 25)
    seen = []

    def reconstruct(given):
        seen.append(given)
        return given

    whole = evaluation.evaluate(reconstruct, stroke_pictures)
    assert [len(given) for given in seen[:3]] == [25, 25, 14]
    np.testing.assert_array_equal(np.concatenate(seen[:3]), stroke_pictures)
    assert whole["clean"]["mse"] == 0


@pytest.mark.parametrize("shape", [(5000, 16), (500, 4, 4, 8)])
def test_code_range_has_a_pair_for_every_number_or_map(shape):
    scale = np.arange(1, shape[-1] + 1, dtype=np.float32)
    codes = np.random.default_rng(0).random(shape, dtype=np.float32) * scale
    span = evaluation.code_range(codes)
    assert list(span) == ["low", "high"]
    np.testing.assert_allclose(span["low"] / scale, 0.005, atol=0.006)
    np.testing.assert_allclose(span["high"] / scale, 0.995, atol=0.006)
    assert all(isinstance(value, float) for value in span["low"] + span["high"])


def test_code_range_leaves_the_rare_extremes_out():
    codes = np.full((1000, 1), 2.0, np.float32)
    codes[0] = 1000
    assert evaluation.code_range(codes) == {"low": [2.0], "high": [2.0]}


def test_batches_are_joined_in_order(monkeypatch):
    """Of any function: codes and classes as well as pictures; the last batch may be shorter."""
    monkeypatch.setattr(evaluation, "_BATCH", 4)
    numbers, seen = np.arange(10), []

    def double(given):
        seen.append(len(given))
        return np.stack([given, 2 * given], axis=1)

    np.testing.assert_array_equal(evaluation.in_batches(double, numbers), double(numbers))
    assert seen[:3] == [4, 4, 2]


def test_a_net_is_called_as_it_is_used_for_500_rows_at_a_time():
    called = []

    def net(part, training):
        called.append((len(part), training))
        return part + 1

    rows = np.arange(1100.0)
    np.testing.assert_array_equal(evaluation.forward(net)(rows), rows + 1)
    assert called == [(500, False), (500, False), (100, False)]


def test_a_model_gets_the_noise_that_it_was_trained_with(stroke_pictures):
    spec = dense_spec(4, noise=("gaussian", 0.5))
    given = evaluation.corrupt_as_trained(spec, stroke_pictures, seed=1)
    np.testing.assert_array_equal(given, add_noise("gaussian", stroke_pictures, 0.5, 1))
    assert evaluation.corrupt_as_trained(dense_spec(4), stroke_pictures) is stroke_pictures
