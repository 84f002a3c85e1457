"""Loading the models: one that fails is logged and stops no other."""

import pytest

from ae_core.inference import autoencoder, classifier
from ae_core.models import presets, store
from ui import menu, problems
from ui.live import engine


@pytest.fixture
def broken(monkeypatch, tmp_path):
    """{key: error} of the models whose loading fails. Nothing is really loaded."""
    errors: dict[str, Exception] = {}
    loaded: set[str] = set()

    def load(key):
        if key in errors:
            raise errors[key]
        loaded.add(key)

    monkeypatch.setattr(engine, "_faults", {})
    monkeypatch.setattr(autoencoder, "load", load)
    monkeypatch.setattr(autoencoder, "loaded", loaded.__contains__)
    monkeypatch.setattr(classifier, "load", lambda: load(presets.CLASSIFIER.key))
    problems.log_once.cache_clear()
    return errors


def faults():
    return {key: why for key in presets.PRESETS if (why := engine.fault(key))}


def load_everything():
    """As the app does, before and after the page answers."""
    engine.load_first()
    assert autoencoder.loaded(menu.FIRST_MODEL)
    engine.load_all()


def test_every_model_and_the_classifier_are_loaded(broken):
    load_everything()
    assert all(autoencoder.loaded(key) for key in (*presets.PRESETS, presets.CLASSIFIER.key))
    assert faults() == {}


def test_a_failing_model_is_logged_once_and_stops_no_other(broken, tmp_path, caplog):
    broken["unet"] = store.WeightsError("unet", tmp_path / "card.json", "is missing")
    broken["conv_32"] = MemoryError()
    broken["classifier"] = store.WeightsError(
        "classifier", tmp_path / "card.json", "cannot be read"
    )
    engine.load_first()
    engine.load_all()
    assert faults() == {"unet": "unet/card.json is missing", "conv_32": "MemoryError"}
    assert len(caplog.messages) == 3
    commands = [broken[key].command for key in ("unet", "classifier")]
    for part in ("conv_32 could not be loaded", *commands):
        assert part in caplog.text
    with pytest.raises(problems.Problem, match=r"unet/card\.json"):
        engine.call(autoencoder.load, "unet")
    assert len(caplog.messages) == 3


def test_a_repaired_model_has_no_fault_once_it_is_used(broken):
    broken["unet"] = MemoryError()
    engine.load_all()
    assert engine.fault("unet")
    del broken["unet"]
    engine.call(autoencoder.load, "unet")
    assert engine.fault("unet") is None
