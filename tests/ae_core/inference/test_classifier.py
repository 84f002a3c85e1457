"""The classifier: its contract, loading, and accuracy."""

import os
import shutil
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest

from ae_core.data import datasets, non_digits, stroke_digits
from ae_core.data.stroke_digits import render, vary
from ae_core.inference import classifier
from ae_core.models import store
from ae_core.noise import add_noise
from ae_core.pictures import from_uint8

ROOT = Path(__file__).parents[3]
needs_mnist = pytest.mark.skipif(
    not os.environ.get("MNIST_NPZ"), reason="MNIST_NPZ does not name MNIST's file"
)


@pytest.fixture(scope="module")
def in_keras():
    """The classifier in Keras."""
    return store.load("classifier")


@pytest.fixture
def nothing_loaded(monkeypatch):
    """A process that has not loaded the classifier yet."""
    monkeypatch.setattr(classifier, "_nets", [])


# The contract


@pytest.mark.parametrize("n", [1, 5])
def test_each_picture_gets_ten_probabilities_and_apart_that_of_no_digit(n, stroke_pictures):
    given = stroke_pictures[:n].copy()
    seen, none = classifier.classify(given)
    assert none.shape == (n,)
    assert none.dtype == np.float32
    assert 0 <= none.min() <= none.max() <= 1
    assert seen.shape == (n, 10)
    assert seen.dtype == np.float32
    assert seen.min() >= 0
    np.testing.assert_allclose(seen.sum(axis=1), 1, atol=1e-5)
    np.testing.assert_array_equal(given, stroke_pictures[:n])


def test_probabilities_are_those_of_keras_and_the_same_each_time(in_keras, stroke_pictures):
    """Dropout is for training only."""
    seen, none = classifier.classify(stroke_pictures)
    joint = np.asarray(in_keras(stroke_pictures))
    np.testing.assert_allclose(none, joint[:, 10], atol=1e-5)
    np.testing.assert_allclose(seen * (1 - none)[:, None], joint[:, :10], atol=1e-5)
    np.testing.assert_allclose(seen, classifier.classify(stroke_pictures).probabilities, atol=1e-6)
    alone = [classifier.classify(picture[None]).probabilities for picture in stroke_pictures[:4]]
    np.testing.assert_allclose(np.concatenate(alone), seen[:4], atol=1e-5)


def test_it_is_sure_of_a_likely_digit_that_it_does_not_doubt_to_be_one():
    table = np.full((4, 10), 0.01, np.float32)
    table[:, 3] = [0.95, 0.85, 0.95, 0.95]
    reading = classifier.Reading(table, np.float32([0.001, 0.001, 0.1, 0.9]))
    np.testing.assert_array_equal(classifier.is_sure(reading), [True, False, False, False])


@pytest.mark.parametrize(
    "images",
    [
        np.zeros((1, 28, 28)),
        np.zeros((28, 28), np.float32),
        np.zeros((0, 28, 28), np.float32),
        np.full((1, 28, 28), 1.5, np.float32),
        np.full((1, 28, 28), np.nan, np.float32),
    ],
    ids=["float64", "one", "none", "too bright", "nan"],
)
def test_refuses_other_pictures(images):
    with pytest.raises(ValueError, match="Expected"):
        classifier.classify(images)


# Loading


def test_loaded_says_whether_it_is_in_memory(nothing_loaded, stroke_pictures):
    assert not classifier.loaded()
    classifier.classify(stroke_pictures)
    assert classifier.loaded()


def test_eight_threads_at_once_load_it_once(nothing_loaded, in_keras, monkeypatch, stroke_pictures):
    loads, load, together = [], store.read_litert, threading.Barrier(8)

    def slow_load(key):
        loads.append(key)
        time.sleep(0.2)  # long enough for the others to arrive
        return load(key)

    def work(picture):
        together.wait(timeout=60)
        return classifier.classify(picture[None]).probabilities[0]

    monkeypatch.setattr(store, "read_litert", slow_load)
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(work, stroke_pictures[:8]))
    assert loads == ["classifier"]
    digits = np.asarray(in_keras(stroke_pictures[:8]))[:, :10]
    expected = digits / digits.sum(axis=1, keepdims=True)
    np.testing.assert_allclose(answers, expected, atol=1e-4)


def test_a_missing_file_is_named_and_read_once_it_is_there(
    nothing_loaded, monkeypatch, shipped_weights, tmp_path, stroke_pictures
):
    monkeypatch.setenv("AE_WEIGHTS", str(tmp_path))
    with pytest.raises(store.WeightsError, match="is missing") as refused:
        classifier.classify(stroke_pictures)
    assert refused.value.command == "python train.py run classifier --force"
    assert not classifier.loaded()
    shutil.copytree(shipped_weights / "classifier", tmp_path / "classifier")
    classifier.classify(stroke_pictures)


# The shipped classifier


def test_the_shipped_classifier_reads_digits_it_was_not_trained_on():
    """The built-in digits, drawn by other hands than MNIST's."""
    digits = datasets.load_strokes("test")
    seen, none = classifier.classify(from_uint8(digits.images[:300]))
    assert (seen.argmax(axis=1) == digits.labels[:300]).mean() > 0.95
    assert (none >= classifier.NO_DIGIT).mean() < 0.02


def test_shapes_of_digits_that_were_left_out_of_its_training_are_digits_to_it():
    rng = np.random.default_rng(5)
    shapes = [stroke_digits.variants(digit)[-1] for digit in range(10)]
    drawn = [render(vary(shape, rng), rng) for shape in shapes for _ in range(20)]
    seen, none = classifier.classify(np.array(drawn, np.float32))
    assert (seen.argmax(axis=1) == np.repeat(range(10), 20)).mean() > 0.97
    assert (none >= classifier.NO_DIGIT).mean() < 0.03


def test_the_shipped_classifier_is_not_sure_of_what_is_no_digit():
    odd = classifier.classify(non_digits.make(2, seed=9))
    assert classifier.is_sure(odd).mean() < 0.1
    assert (odd.no_digit >= classifier.NO_DIGIT).mean() > 0.8


def test_where_noise_leaves_nothing_it_is_not_sure_and_does_not_say_that_it_is_no_digit():
    digits = from_uint8(datasets.load_strokes("test").images[:100])
    seen, none = classifier.classify(add_noise("salt_pepper", digits, 1.0, 3))
    assert seen.max(axis=1).mean() < 0.2
    assert none.max() < classifier.NO_DIGIT


@needs_mnist
def test_the_shipped_classifier_reads_test_digits_and_fewer_under_noise():
    """Every tenth: 0.992 of all of them is what the card has to say."""
    digits = datasets.load_mnist("test")
    pictures, labels = from_uint8(digits.images[::10]), digits.labels[::10]
    seen = classifier.classify(pictures).probabilities
    right = (seen.argmax(axis=1) == labels).mean()
    assert right == pytest.approx(store.read_card("classifier")["metrics"]["accuracy"], abs=0.006)
    assert (seen.max(axis=1) >= 0.9).mean() > 0.95  # sure of digits, mostly
    noisy = classifier.classify(add_noise("gaussian", pictures, 1.0, 1)).probabilities
    still = (noisy.argmax(axis=1) == labels).mean()
    assert still < right - 0.1
    assert noisy.max(axis=1).mean() == pytest.approx(still, abs=0.05)  # and as sure as it is right
