"""Sample digits: one of each class, and where they come from."""

import base64
import json

import numpy as np
import pytest

from ae_core.data import datasets
from ae_core.data.strokes import from_strokes
from ui.live import samples
from ui.server import mnist_download


@pytest.fixture
def no_mnist_here(monkeypatch):
    monkeypatch.setattr(datasets, "find_mnist", lambda: None)


@pytest.mark.usefixtures("no_mnist_here")
class TestDrawnSamples:
    def test_one_of_each_digit_with_its_strokes(self):
        tray = samples.choose({"round": 0})
        assert tray["source"] == "strokes"
        assert [s["label"] for s in tray["digits"]] == list(range(10))
        for sample in tray["digits"]:
            pixels = np.frombuffer(base64.b64decode(sample["pixels"]), np.uint8).reshape(28, 28)
            drawn = from_strokes(sample["strokes"])
            assert np.abs(pixels / 255 - drawn).mean() < 0.02  # the thumbnail is the digit
        json.dumps(tray)

    def test_each_round_has_its_own_samples(self):
        first, second = samples.choose({"round": 1}), samples.choose({"round": 2})
        assert first == samples.choose({"round": 1})
        for a, b in zip(first["digits"], second["digits"], strict=True):
            assert a["pixels"] != b["pixels"]

    @pytest.mark.parametrize(
        "request_", [None, 3, {}, {"round": "x"}, {"round": -5}, {"round": 1e9}]
    )
    def test_any_request_gets_samples(self, request_):
        assert len(samples.choose(request_)["digits"]) == 10

    def test_nothing_is_downloaded_unless_asked(self, monkeypatch):
        asked = []
        monkeypatch.setattr(mnist_download, "start", lambda: asked.append(1))
        samples.choose({"round": 3})
        assert not asked
        samples.choose({"round": 3, "fetch": True})
        assert asked == [1]


def test_mnist_test_digits_are_used_if_present(monkeypatch, tmp_path):
    rng = np.random.default_rng(0)
    digits = datasets.Digits(
        "mnist",
        rng.integers(0, 255, (40, 28, 28), dtype=np.uint8),
        np.repeat(np.arange(10, dtype=np.uint8), 4),
        "",
    )
    monkeypatch.setattr(samples, "mnist", lambda: digits)
    tray = samples.choose({"round": 5})
    assert tray["source"] == "mnist"
    for sample in tray["digits"]:
        pixels = np.frombuffer(base64.b64decode(sample["pixels"]), np.uint8)
        of_class = digits.images[digits.labels == sample["label"]].reshape(-1, 784)
        assert (of_class == pixels).all(axis=1).any()


def test_with_a_damaged_mnist_file_the_digits_are_drawn_ones(monkeypatch, tmp_path, caplog):
    path = tmp_path / "mnist.npz"
    path.write_bytes(b"PK\x03\x04 half a file")
    monkeypatch.setenv("MNIST_NPZ", str(path))
    samples._load.cache_clear()
    assert samples.choose({"round": 0})["source"] == "strokes"
    assert samples.choose({"round": 1})["source"] == "strokes"
    assert len(caplog.records) == 1


@pytest.mark.usefixtures("no_mnist_here")
@pytest.mark.parametrize(
    "now", [("", None), ("loading", None), ("loading", 0.42), ("failed", None)]
)
def test_the_state_of_the_download_is_reported(monkeypatch, now):
    monkeypatch.setattr(mnist_download, "_now", dict(zip(("state", "share"), now, strict=True)))
    tray = samples.choose({})
    assert (tray["fetch"], tray["fetched"]) == now
