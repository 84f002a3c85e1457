"""Every test begins with an empty queue and no networks, and leaves none."""

import threading

import pytest

from ui.training import ready_worker, sessions, visitor_nets
from ui.training.queue import Queue

from .fakes import fake_workers as fake_workers


@pytest.fixture(autouse=True)
def clean(monkeypatch):
    monkeypatch.setattr(sessions, "_queue", Queue(1 + sessions.WAITING))
    monkeypatch.setattr(sessions, "_ending", threading.Event())
    monkeypatch.setattr(sessions, "_ready", ready_worker.ReadyWorker())
    yield
    sessions._ready.close()
    assert not sessions._stops
    assert not len(sessions._queue)
    for key in list(visitor_nets._nets):
        visitor_nets.remove(key)
