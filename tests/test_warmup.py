"""Getting ready: the digit on show first, then what is read of it, then the rest."""

import threading

import pytest

from ae_core import backend, inference, reader, specs
from ui import problems, warmup


@pytest.fixture
def used(monkeypatch):
    """What the warm-up uses, in its order; nothing is loaded."""
    names = []
    monkeypatch.setattr(warmup, "_done", threading.Event())
    monkeypatch.setattr(warmup, "_failed", [])
    monkeypatch.setattr(backend, "load", lambda: None)
    monkeypatch.setattr(inference, "run", lambda key, *_: names.append(key))
    monkeypatch.setattr(reader, "read", lambda pictures: names.append(f"reader of {len(pictures)}"))
    for name in ("SPACE_ID", "SYSTEM"):
        monkeypatch.delenv(name, raising=False)
    problems.log_once.cache_clear()
    return names


def test_the_digit_on_show_comes_first_then_the_reader_then_the_others(used):
    warmup._warm()
    # of three: the stage asks for three pictures at once, and each number of them is traced
    assert used[:2] == ["conv_32", "reader of 3"]
    assert sorted(used[2:]) == sorted(set(specs.SPECS) - {"conv_32"})
    assert not warmup.is_warming()


def test_what_cannot_be_loaded_stops_nothing_else(used, monkeypatch, caplog):
    def broken(pictures):
        raise RuntimeError("a broken reader")

    monkeypatch.setattr(reader, "read", broken)
    warmup._warm()
    assert len(used) == len(specs.SPECS)
    assert caplog.messages == ["a broken reader"]
    assert not warmup.is_warming()


def test_without_tensorflow_it_says_so_and_ends(used, monkeypatch, caplog):
    def absent():
        raise ImportError("no TensorFlow")

    monkeypatch.setattr(backend, "load", absent)
    warmup._warm()
    assert warmup.failed()
    assert not used
    assert not warmup.is_warming()
    assert "no TensorFlow" in caplog.text


def test_one_can_wait_for_it(used):
    waiting = threading.Thread(target=warmup.wait)
    waiting.start()
    waiting.join(0.05)
    assert waiting.is_alive()
    warmup._warm()
    waiting.join(5)
    assert not waiting.is_alive()
