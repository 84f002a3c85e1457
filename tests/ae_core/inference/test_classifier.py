"""The reader says which digit it sees: loaded once, late, and worth asking."""

import os
import shutil
import subprocess
import sys
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
    """The reader as Keras runs it."""
    return store.load("classifier")


@pytest.fixture
def nothing_loaded(monkeypatch):
    """A process that has not asked the reader yet."""
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


def test_it_reads_as_its_net_does_and_the_same_each_time(in_keras, stroke_pictures):
    """Dropout is for training; a reader that wavers could be asked until it agrees."""
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
def test_refuses_what_is_no_picture(images):
    with pytest.raises(ValueError, match="Expected"):
        classifier.classify(images)


# Loading


def test_importing_it_imports_no_tensorflow():
    script = (
        "import sys; from ae_core.inference import classifier; assert not classifier.loaded();"
        "sys.exit(', '.join({'tensorflow', 'keras', 'gradio'} & set(sys.modules)) or 0)"
    )
    done = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


def test_it_is_known_whether_it_is_in_memory(nothing_loaded, stroke_pictures):
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


def test_a_reader_that_is_missing_is_named_and_tried_again(
    nothing_loaded, monkeypatch, shipped_weights, tmp_path, stroke_pictures
):
    monkeypatch.setenv("AE_WEIGHTS", str(tmp_path))
    with pytest.raises(store.WeightsError, match="is missing") as refused:
        classifier.classify(stroke_pictures)
    assert refused.value.command == "python train.py run classifier --force"
    assert not classifier.loaded()
    shutil.copytree(shipped_weights / "classifier", tmp_path / "classifier")
    classifier.classify(stroke_pictures)


# What the shipped one is worth


def test_the_shipped_reader_reads_digits_it_was_not_trained_on():
    """The built-in digits, drawn by other hands than MNIST's."""
    digits = datasets.load_strokes("test")
    seen = classifier.classify(from_uint8(digits.images[:300])).argmax(axis=1)
    assert (seen == digits.labels[:300]).mean() > 0.9


@needs_mnist
def test_the_shipped_reader_reads_test_digits_and_noise_makes_it_harder():
    """Every tenth: 0.992 of all of them is what the card has to say."""
    digits = datasets.load_mnist("test")
    pictures, labels = from_uint8(digits.images[::10]), digits.labels[::10]
    seen = classifier.classify(pictures)
    right = (seen.argmax(axis=1) == labels).mean()
    assert right == pytest.approx(store.read_card("classifier")["metrics"]["accuracy"], abs=0.006)
    assert (seen.max(axis=1) >= 0.9).mean() > 0.95  # sure of digits, mostly
    noisy = classifier.classify(add_noise("gaussian", pictures, 1.0, 1))
    assert (noisy.argmax(axis=1) == labels).mean() < right - 0.1
