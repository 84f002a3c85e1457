"""kill -9 at every line of a save: what was there can be used, or what was to come. And in the
middle of a visitor's training: there is nothing to save, and nothing left."""

import itertools
import os
import shutil
import signal
import subprocess
import sys

import pytest

from ae_core import maps, snapshots, train_job, weights
from ui import nets, training

from ..conftest import ROOT

KEY = "dense_16"


@pytest.fixture
def folder(tmp_path, shipped_weights):
    """What there is of one model: weights, map and snapshots, each with its card."""
    out = tmp_path / "out"
    for path in (
        *(weights.path_of(KEY), weights.card_of(KEY), maps.path_of(KEY)),
        *(snapshots.path_of(KEY), snapshots.path_of(KEY).with_suffix(".json")),
    ):
        copy = out / path.relative_to(shipped_weights)
        copy.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(path, copy)
    return out


@pytest.mark.skipif(os.name != "posix", reason="there is no kill -9 here")
@pytest.mark.parametrize(("what", "least"), [("weights", 30), ("snapshots", 30), ("map", 15)])
def test_killed_at_any_line_a_save_leaves_the_old_state_or_the_new_one(what, least, folder):
    done = subprocess.run(
        [sys.executable, "-m", "tests.faults.kill_anywhere", what, str(folder)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert done.returncode == 0, done.stderr
    found = done.stdout.splitlines()
    assert len(found) >= least  # it was killed so many times
    assert [state for state, _ in itertools.groupby(found)] == ["old", "new"], found


def test_a_visitors_training_that_is_killed_says_so_and_leaves_nothing(monkeypatch, no_mnist):
    """By the kernel, for want of memory: its process is gone between two messages."""
    wish = {"code": 2, "layers": 0, "units": 32, "loss": "mse", "noise": "none", "epochs": 1}
    begun = []

    class Noted(train_job.Job):
        def __init__(self, *args):
            super().__init__(*args)
            begun.append(self.pid)

    monkeypatch.setattr(training.train_job, "Job", Noted)
    replies = training.train({"train": wish})
    while not begun:
        next(replies)
    os.kill(begun[0], signal.SIGKILL)
    *_, last = replies
    assert last == {"state": "problem", "problem": {"key": "train_failed"}}
    assert not nets._nets
    with pytest.raises(ProcessLookupError):
        os.kill(begun[0], 0)
