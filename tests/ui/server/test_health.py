"""The health report: the state for balancers, and the state of each model."""

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


def test_with_usable_models_it_is_ready():
    answer = ask()
    assert answer.status_code == 200
    assert answer.json() == {
        "state": "ready",
        "version": ae_core.__version__,
        "models": dict.fromkeys(presets.PRESETS, "usable"),
    }


def test_the_answer_must_not_be_cached():
    assert ask().headers["cache-control"] == "no-store"


def test_a_damaged_model_is_named_and_the_server_stays_ready(faults):
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


def test_without_any_model_it_has_failed_until_one_is_repaired(faults, monkeypatch):
    faults.update(dict.fromkeys(presets.PRESETS, "MemoryError"))
    answer = ask()
    assert answer.status_code == 503
    assert answer.json()["state"] == "failed"
    assert set(answer.json()["models"].values()) == {"MemoryError"}
    monkeypatch.setattr(autoencoder, "loaded", lambda key: key == "unet")  # mended, and used since
    assert ask().json()["state"] == "ready"
    assert ask().json()["models"]["unet"] == "usable"


def test_a_stopping_server_answers_503():
    health.announce_stop()
    answer = ask()
    assert answer.status_code == 503
    assert answer.json()["state"] == "stopping"
