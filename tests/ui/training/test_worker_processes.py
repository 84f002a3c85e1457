"""Trainings in real worker processes: they end with their visitor, and learn."""

import subprocess
import sys
import threading
import time

import numpy as np
import psutil
import pytest

from ae_core.data import stroke_digits
from ae_core.inference import autoencoder
from ae_core.pictures import from_uint8
from ae_core.training import archive, worker
from tests.browser.conftest import FEW_DIGITS
from tests.conftest import ROOT
from ui.training import sessions, visitor_nets

from .fakes import REQUEST, WISH


def test_an_idle_worker_ends_without_an_error():
    program = (
        "import sys, types; sys.modules['ae_core.training.export'] = types.ModuleType('export');"
        "sys.modules['ae_core.training.trainer'] = types.ModuleType('trainer');"  # it takes seconds
        "from ae_core.training import worker, worker_process;"
        "worker.IDLE_SECONDS = 0.1; worker_process.main()"
    )
    waits = subprocess.Popen(
        [sys.executable, "-c", program],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    )
    try:
        assert waits.wait(60) == 0
        assert waits.stdout.read() == b""
    finally:
        waits.kill()
        waits.communicate()


@pytest.fixture
def began(monkeypatch):
    """Lists the real workers that are started."""
    found = []

    class Noted(worker.Job):
        def __init__(self, *args):
            super().__init__(*args)
            found.append(self)

    monkeypatch.setattr(worker, "Job", Noted)
    return found


def test_closing_the_replies_kills_the_worker_within_a_second(began):
    before = set(threading.enumerate())
    replies = sessions.train(REQUEST)
    next(replies)
    next(replies)  # begun
    pid = began[0].pid
    assert psutil.pid_exists(pid)
    start = time.monotonic()
    replies.close()
    assert time.monotonic() - start < 1
    assert not psutil.pid_exists(pid)
    assert not visitor_nets._nets
    for thread in set(threading.enumerate()) - before:
        if thread.name == "training":  # it read what the process wrote
            thread.join(10)
            assert not thread.is_alive()


def test_a_worker_whose_parent_is_gone_ends_by_itself(began):
    replies = sessions.train(REQUEST)
    next(replies)
    next(replies)
    job = began[0]
    job._process.stdin.close()  # which is what the death of a parent does
    assert job._process.wait(60) == 1
    replies.close()


def test_a_real_training_learns_and_reports_it(began, no_mnist, monkeypatch):
    monkeypatch.setenv("PYTHONPATH", FEW_DIGITS)
    sessions.prepare()
    replies = list(sessions.train({"train": {**WISH, "code": 16, "units": 64}}))
    assert len(began) == 1  # the one started ahead
    last = replies[-1]
    assert last["state"] == "done", last
    assert any(reply.get("data") == "strokes" for reply in replies)
    assert last["losses"][1] < last["losses"][0] < 0.6
    assert last["scores"]["own"] > 9
    card = autoencoder.load(last["key"]).card
    assert card["data"]["name"] == "strokes"
    assert len(card["code_range"]["low"]) == 16
    assert card["metrics"]["digits"] == 1000
    assert not psutil.pid_exists(began[0].pid)
    # what is on the page is what is in the file
    path = no_mnist.parent / "net.zip"
    path.write_bytes(visitor_nets.find(last["key"]).archive)
    given = from_uint8(np.round(stroke_digits.make(4, 9)[0] * 255).astype(np.uint8))
    autoencoder.add("from_file", *archive.load(path))
    try:
        theirs, ours = (
            autoencoder.reconstruct(key, given)[0] for key in ("from_file", last["key"])
        )
    finally:
        autoencoder.remove("from_file")
    np.testing.assert_allclose(theirs, ours, atol=1e-5)
