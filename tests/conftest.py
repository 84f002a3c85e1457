"""What several tests hold in their hands. None of it needs MNIST or a network."""

from pathlib import Path

import numpy as np
import pytest

from ae_core import stroke_digits

ROOT = Path(__file__).parents[1]


@pytest.fixture(autouse=True)
def shipped_weights(monkeypatch):
    """The folder of the weights in the repository, whatever the developer's `AE_WEIGHTS` says."""
    monkeypatch.delenv("AE_WEIGHTS", raising=False)
    return ROOT / "weights"


@pytest.fixture
def no_mnist(monkeypatch, tmp_path):
    """A machine on which no MNIST can be found; the value is its empty Keras home."""
    home = tmp_path / "keras_home"
    monkeypatch.delenv("MNIST_NPZ", raising=False)
    monkeypatch.setenv("KERAS_HOME", str(home))
    return home


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
