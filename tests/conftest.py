"""Fixtures that several tests share. None of them needs MNIST or a network."""

import os
from contextlib import contextmanager
from pathlib import Path
from typing import NoReturn

import numpy as np
import pytest
from hypothesis import HealthCheck, settings

from ae_core.data import stroke_digits
from tests.support import balancer

# `AE_HYPOTHESIS=long pytest tests/hostile -q`: thousands of cases a test, new ones in every run
# No deadline: a busy machine would miss it. tests/hostile limits processor time instead.
_patient = {"deadline": None, "suppress_health_check": list(HealthCheck), "print_blob": True}
settings.register_profile("quick", derandomize=True, max_examples=50, **_patient)
settings.register_profile("long", max_examples=2000, **_patient)
settings.load_profile(os.environ.get("AE_HYPOTHESIS", "quick"))

ROOT = Path(__file__).parents[1]

# Folders and files whose tests train, run all models, or start browsers or servers
SLOW = (
    "ae_core/explore/test_latent_map.py",
    "ae_core/inference/test_autoencoder.py",
    "ae_core/models",
    "ae_core/scripts",
    "ae_core/test_library.py",
    "ae_core/training",
    "benchmarks",
    "browser",
    "deploy",
    "faults",
    "hostile/test_cleanup.py",
    "hostile/test_malformed.py",
    "scripts/test_types.py",
    "test_contributing.py",
    "ui/server",
    "ui/sharing/test_takeaway.py",
    "ui/training",
)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what is slow. `pytest -n 2 -m "not slow"` runs the rest."""
    slow = [ROOT / "tests" / name for name in SLOW]
    for item in items:
        if any(item.path.is_relative_to(path) for path in slow):
            item.add_marker(pytest.mark.slow)


@pytest.fixture(autouse=True)
def shipped_weights(monkeypatch):
    """The weights in the repository, whatever the environment's `AE_WEIGHTS` says."""
    monkeypatch.delenv("AE_WEIGHTS", raising=False)
    return ROOT / "weights"


def missing(what: str) -> NoReturn:
    """Skip a test whose program is not installed; fail it in CI, where it has to be."""
    if os.environ.get("AE_REQUIRE_BROWSER"):
        pytest.fail(what)
    pytest.skip(what)


@pytest.fixture(scope="session")
def nginx():
    """Skip the test if nginx is not installed."""
    if balancer.find_nginx() is None:
        missing("no nginx on this machine; install nginx-light")


@pytest.fixture
def no_mnist(monkeypatch, tmp_path):
    """No MNIST on this machine; the value is the empty folder `KERAS_HOME`."""
    home = tmp_path / "keras_home"
    monkeypatch.delenv("MNIST_NPZ", raising=False)
    monkeypatch.setenv("KERAS_HOME", str(home))
    return home


@contextmanager
def without_graphs():
    """TensorFlow runs each operation by itself: to trace a graph takes longer than a few steps.

    For tests of what is around a training; those of the training itself have graphs.
    """
    import tensorflow as tf

    tf.config.run_functions_eagerly(True)
    try:
        yield
    finally:
        tf.config.run_functions_eagerly(False)


@pytest.fixture
def untraced():
    """Trainings without graphs."""
    with without_graphs():
        yield


@pytest.fixture(scope="session")
def stroke_pictures():
    """64 stroke digits, float32 (64, 28, 28) in [0, 1], read-only."""
    pictures, _ = stroke_digits.make(64, seed=5)
    pictures.flags.writeable = False
    return pictures


@pytest.fixture(scope="session")
def stroke_images():
    """300 stroke digits to train on, uint8 (300, 28, 28), read-only."""
    pictures, _ = stroke_digits.make(300, seed=6)
    images = np.round(pictures * 255).astype(np.uint8)
    images.flags.writeable = False
    return images
