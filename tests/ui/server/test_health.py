"""What the server says of itself: the state that balancers act upon, and each model's."""

import threading

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

import ae_core
from ae_core.inference import autoencoder, classifier
from ae_core.models import presets, store
from ui.live import engine, routes
from ui.server import health


@pytest.fixture(autouse=True)
def faults(monkeypatch):
    """Why models could not be loaded, by key: so far all could. Nothing is loaded here."""
    found: dict[str, str] = {}
    monkeypatch.setattr(engine, "_faults", found)
    monkeypatch.setattr(autoencoder, "loaded", lambda key: key not in found)
    monkeypatch.setattr(health, "_stopping", threading.Event())
    return found


def ask():
    return TestClient(Starlette(routes=routes.routes())).get("/lab/health")


def test_with_its_models_it_is_ready():
    answer = ask()
    assert answer.status_code == 200
    assert answer.json() == {
        "state": "ready",
        "version": ae_core.__version__,
        "models": dict.fromkeys(presets.PRESETS, "usable"),
    }


def test_no_answer_is_kept_on_the_way():
    assert ask().headers["cache-control"] == "no-store"


def test_one_damaged_model_leaves_it_ready_and_is_named(faults):
    faults["unet"] = "unet/card.json is missing"
    answer = ask()
    assert answer.status_code == 200
    assert answer.json()["models"]["unet"] == "unet/card.json is missing"
    assert answer.json()["models"]["conv_32"] == "usable"


def test_no_folder_is_named(faults, monkeypatch, tmp_path):
    def load(key):
        raise store.WeightsError(key, tmp_path / "card.json", "is missing")

    monkeypatch.setattr(autoencoder, "load", load)
    monkeypatch.setattr(classifier, "classify", lambda pictures: None)
    engine.load_all()
    answer = ask()
    assert answer.json()["models"]["unet"] == "unet/card.json is missing"
    assert str(tmp_path) not in answer.text


def test_without_any_model_it_has_failed_until_one_is_mended(faults, monkeypatch):
    faults.update(dict.fromkeys(presets.PRESETS, "MemoryError"))
    answer = ask()
    assert answer.status_code == 503
    assert answer.json()["state"] == "failed"
    assert set(answer.json()["models"].values()) == {"MemoryError"}
    monkeypatch.setattr(autoencoder, "loaded", lambda key: key == "unet")  # mended, and used since
    assert ask().json()["state"] == "ready"
    assert ask().json()["models"]["unet"] == "usable"


def test_a_server_that_ends_sends_everyone_elsewhere():
    health.stopping()
    answer = ask()
    assert answer.status_code == 503
    assert answer.json()["state"] == "stopping"
