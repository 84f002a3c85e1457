"""What the server says of itself: the state that balancers act upon, and each model's."""

import threading

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

import ae_core
from ae_core import backend, inference, reader, specs
from ui import health, line, problems, warmup


@pytest.fixture
def loaded(monkeypatch):
    """Keys that count as loaded, of a server whose warm-up is yet to come; nothing is imported."""
    keys: set[str] = set()
    monkeypatch.setattr(warmup, "_done", threading.Event())
    monkeypatch.setattr(warmup, "_failed", [])
    monkeypatch.setattr(warmup, "_faults", {})
    monkeypatch.setattr(health, "_stopping", threading.Event())
    monkeypatch.setattr(backend, "load", lambda: None)
    monkeypatch.setattr(inference, "loaded", keys.__contains__)
    monkeypatch.setattr(inference, "run", lambda key, *_: keys.add(key))
    monkeypatch.setattr(reader, "read", lambda pictures: None)
    for name in ("SPACE_ID", "SYSTEM"):
        monkeypatch.delenv(name, raising=False)
    problems.log_once.cache_clear()
    return keys


def ask():
    return TestClient(Starlette(routes=line.routes())).get("/lab/health")


def test_it_is_warming_until_every_model_was_tried_then_ready(loaded):
    answer = ask()
    assert answer.status_code == 503
    assert answer.json()["state"] == "warming"
    assert set(answer.json()["models"].values()) == {"loading"}
    loaded.add("conv_32")
    assert ask().json()["models"]["conv_32"] == "usable"
    warmup._warm()
    answer = ask()
    assert answer.status_code == 200
    assert answer.json() == {
        "state": "ready",
        "version": ae_core.__version__,
        "models": dict.fromkeys(specs.SPECS, "usable"),
    }


def test_no_answer_is_kept_on_the_way(loaded):
    assert ask().headers["cache-control"] == "no-store"


def test_one_damaged_model_leaves_it_ready_and_is_named_without_its_folder(
    loaded, monkeypatch, tmp_path
):
    monkeypatch.setenv("AE_WEIGHTS", str(tmp_path))  # an empty folder
    monkeypatch.setattr(inference, "_compiled", {})
    whole = inference.run

    def run(key, *pictures):
        if key == "unet":
            inference.load(key)
        whole(key, *pictures)

    monkeypatch.setattr(inference, "run", run)
    warmup._warm()
    answer = ask()
    assert answer.status_code == 200
    assert answer.json()["models"]["unet"] == "unet.json is missing"
    assert str(tmp_path) not in answer.text
    loaded.add("unet")  # mended, and used since
    assert ask().json()["models"]["unet"] == "usable"


def test_without_any_model_it_has_failed(loaded, monkeypatch):
    def broken(key, *pictures):
        raise MemoryError

    monkeypatch.setattr(inference, "run", broken)
    warmup._warm()
    answer = ask()
    assert answer.status_code == 503
    assert answer.json()["state"] == "failed"
    assert set(answer.json()["models"].values()) == {"MemoryError"}


def test_without_tensorflow_it_has_failed(loaded, monkeypatch):
    def absent():
        raise ImportError("no TensorFlow")

    monkeypatch.setattr(backend, "load", absent)
    warmup._warm()
    answer = ask()
    assert answer.status_code == 503
    assert answer.json()["state"] == "failed"
    assert set(answer.json()["models"].values()) == {"TensorFlow could not be loaded"}


def test_a_server_that_ends_sends_everyone_elsewhere(loaded):
    warmup._warm()
    health.stopping()
    answer = ask()
    assert answer.status_code == 503
    assert answer.json()["state"] == "stopping"
