"""The classifier: its contract, loading, and accuracy."""

import os
import shutil
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest

from ae_core.data import datasets
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
def test_each_picture_gets_ten_probabilities(n, stroke_pictures):
    given = stroke_pictures[:n].copy()
    seen = classifier.classify(given)
    assert seen.shape == (n, 10)
    assert seen.dtype == np.float32
    assert seen.min() >= 0
    np.testing.assert_allclose(seen.sum(axis=1), 1, atol=1e-5)
    np.testing.assert_array_equal(given, stroke_pictures[:n])


def test_probabilities_are_those_of_keras_and_the_same_each_time(in_keras, stroke_pictures):
    """Dropout is for training only."""
    seen = classifier.classify(stroke_pictures)
    np.testing.assert_allclose(seen, np.asarray(in_keras(stroke_pictures)), atol=1e-5)
    np.testing.assert_allclose(seen, classifier.classify(stroke_pictures), atol=1e-6)
    alone = np.concatenate([classifier.classify(picture[None]) for picture in stroke_pictures[:4]])
    np.testing.assert_allclose(alone, seen[:4], atol=1e-5)


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
        return classifier.classify(picture[None])[0]

    monkeypatch.setattr(store, "read_litert", slow_load)
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(work, stroke_pictures[:8]))
    assert loads == ["classifier"]
    np.testing.assert_allclose(answers, np.asarray(in_keras(stroke_pictures[:8])), atol=1e-5)


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
    seen = classifier.classify(from_uint8(digits.images[:300])).argmax(axis=1)
    assert (seen == digits.labels[:300]).mean() > 0.9


@needs_mnist
def test_the_shipped_classifier_reads_test_digits_and_fewer_under_noise():
    """Every tenth: 0.992 of all of them is what the card has to say."""
    digits = datasets.load_mnist("test")
    pictures, labels = from_uint8(digits.images[::10]), digits.labels[::10]
    seen = classifier.classify(pictures)
    right = (seen.argmax(axis=1) == labels).mean()
    assert right == pytest.approx(store.read_card("classifier")["metrics"]["accuracy"], abs=0.006)
    assert (seen.max(axis=1) >= 0.9).mean() > 0.95  # sure of digits, mostly
    noisy = classifier.classify(add_noise("gaussian", pictures, 1.0, 1))
    assert (noisy.argmax(axis=1) == labels).mean() < right - 0.1
