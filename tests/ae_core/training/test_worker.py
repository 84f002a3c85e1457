"""The process that trains: what it reports of failures, and how it ends."""

import io
import json
import os
import queue
import subprocess
import sys
import threading

import numpy as np
import pytest

from ae_core.data import datasets
from ae_core.data.symbols import making, ready
from ae_core.explore import latent_map, novelty
from ae_core.models.dense import dense_spec
from ae_core.training import worker, worker_process
from tests.browser.conftest import FEW_DIGITS

SPLITS = ("train", "test")


def test_the_time_left_is_known_once_an_epoch_is_over_and_falls():
    """Epochs of 10 s; the first step of all took 30 s more, which does not count."""
    clock = worker_process._Clock(4)
    assert clock.left(0.25, 100.0) is None
    assert clock.left(0.75, 105.0) is None
    assert clock.left(1.0, 107.5) == pytest.approx(30)
    assert clock.left(1.5, 112.5) == pytest.approx(25)
    assert clock.left(2.0, 117.5) == pytest.approx(20)
    # another visitor takes half of the machine: slower, but never a leap up within the epoch
    told = [clock.left(2 + i / 4, 117.5 + 5 * i) for i in range(1, 4)]
    assert told == pytest.approx([17.5, 15, 12.5])
    assert clock.left(3.0, 137.5) == pytest.approx(37.5 / 2.75)
    assert clock.left(4.0, 157.5) == pytest.approx(0)


@pytest.fixture(scope="module")
def job():
    """A process that trains, killed at the end; it makes few pictures of symbols."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PYTHONPATH", FEW_DIGITS)
        found = worker.Job()
    yield found
    found.kill()


def test_a_failed_job_carries_its_traceback_and_the_process_goes_on(job):
    for no_name in (1, 2):  # the second needs the process of the first
        job.begin(dense_spec(2), no_name)
        with pytest.raises(worker.JobError, match="Error") as failed:
            job.message(120)
        assert "Traceback" in failed.value.details
        assert "datasets.load" in failed.value.details
        assert not failed.value.died
        assert not failed.value.no_room
    assert job.alive()


def test_symbols_are_learnt_with_their_map_their_errors_and_their_pictures(
    job, tmp_path, monkeypatch
):
    monkeypatch.setattr(making, "TRAINED", 1_000)  # as the process has them
    monkeypatch.setattr(making, "_EACH", (20, 100))
    symbols = [symbol._asdict() for symbol in ready.sets()["letters"][:3]]
    job.begin(dense_spec(4, epochs=1), "symbols", symbols=symbols)
    messages = {}
    while "map" not in messages:
        message = job.message(120)
        messages[message["kind"]] = message
    assert list(messages)[-2:] == ["done", "map"]
    assert (messages["digits"]["data"], messages["digits"]["count"]) == ("symbols", 987)
    train, test = making.make(ready.sets()["letters"][:3])
    np.testing.assert_array_equal(messages["digits"]["ten"][:3], test.images[:3])
    assert len(messages["digits"]["ten"]) == 10
    done = messages["done"]
    assert done["card"]["data"] == {"name": "symbols", "digits": 987, "sha256": train.sha256}
    assert done["scores"]["digits"] == len(test.images)
    found = latent_map.from_json(messages["map"]["map"])
    codes = np.zeros((2, 4), np.float32)
    assert found.place(codes).shape == (2, 2)
    assert found.code(np.full((2, 2), 0.5)).shape == (2, 4)
    assert set(found.points[:, 2]) == {0, 1, 2}
    assert len(done["errors"]) == len(novelty.QUANTILES)
    assert (np.diff(done["errors"]) >= 0).all()
    file = tmp_path / "own_net.npz"
    file.write_bytes(done["pictures"])
    for mine, theirs in zip((train, test), (datasets.load(file, s) for s in SPLITS), strict=True):
        np.testing.assert_array_equal(mine.images, theirs.images)
        np.testing.assert_array_equal(mine.labels, theirs.labels)


def test_ten_test_pictures_are_of_each_class_in_turn():
    labels = np.array([1, 1, 0, 2, 2, 0, 1, 0, 2, 1, 0, 2])
    assert worker_process._choose_ten(labels) == [2, 0, 3, 5, 1, 4, 7, 6, 8, 10]
    assert worker_process._choose_ten(np.arange(20) % 10) == list(range(10))


def test_a_killed_process_is_reported_and_can_still_be_told_to_stop():
    inbox = queue.SimpleQueue()
    job = worker.Job(inbox)
    job.kill()
    job.kill()
    job.stop()
    job.begin(dense_spec(2), "strokes")
    assert inbox.get(timeout=10) == (job, None)
    with pytest.raises(worker.JobError, match="ended early") as failed:
        job.decoded(None)
    assert failed.value.died
    assert job.failed()
    assert not job.alive()


def test_half_a_line_of_a_process_that_died_is_no_message(monkeypatch):
    start = subprocess.Popen
    dying = [sys.executable, "-c", """print('{"kind": "step"}'); print('{"kind": "wei', end="")"""]
    monkeypatch.setattr(subprocess, "Popen", lambda command, **options: start(dying, **options))
    job = worker.Job()
    assert job.message(30) == {"kind": "step"}
    with pytest.raises(worker.JobError, match="ended early"):
        job.message(30)
    job.kill()


def test_a_stop_that_arrives_after_its_training_does_not_stop_the_next_one(monkeypatch):
    lines = [{"kind": "stop"}, {"kind": "train"}]
    monkeypatch.setattr(sys, "stdin", io.StringIO("".join(f"{json.dumps(x)}\n" for x in lines)))
    monkeypatch.setattr(os, "_exit", lambda code: None)  # at the end of the input
    jobs, stop = queue.SimpleQueue(), threading.Event()
    worker_process._listen(jobs, stop)
    assert jobs.get_nowait() == {"kind": "train"}
    assert not stop.is_set()


def test_arrays_come_back_from_text_as_they_were():
    arrays = [np.arange(6, dtype=np.uint8).reshape(2, 3), np.float32([0.5])]
    for one, other in zip(worker.unpack(worker.pack(arrays)), arrays, strict=True):
        np.testing.assert_array_equal(one, other)
        assert one.dtype == other.dtype
