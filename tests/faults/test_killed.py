"""kill -9 at every line of a save, which leaves the old file or the new one; and in a training."""

import itertools
import json
import os
import signal
import subprocess
import sys

import pytest

from ae_core.training import worker
from tests.conftest import ROOT
from tests.faults import kill_anywhere
from ui.training import sessions, visitor_nets


@pytest.mark.skipif(os.name != "posix", reason="there is no kill -9 here")
@pytest.mark.parametrize(
    ("steps", "least"),
    [
        ("weights weights", 60),
        ("weights LiteRT", 60),
        ("snapshots snapshots", 60),
        ("map map", 30),
    ],
)
def test_killed_at_any_line_a_save_leaves_the_old_state_or_the_new_one(steps, least):
    """So does a save over what a killed one has left, killed or not."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.faults.kill_anywhere", *steps.split()],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=300,
    )
    assert done.returncode == 0, done.stderr
    numbers = set()
    for line in done.stdout.splitlines():
        number, before, found, left = json.loads(line)
        numbers.add(number)
        kills = least if number == 1 else least // kill_anywhere.LATER_STRIDE
        assert len(found) > kills
        states = [state for state, _ in itertools.groupby(found)]
        assert states == [before, str(number)], (number, before, found)
        assert not [name for name in left if name.startswith(".next.")], (number, before, left)
    assert numbers == set(range(1, 1 + len(steps.split())))


def test_a_visitors_training_that_is_killed_says_so_and_leaves_nothing(monkeypatch, no_mnist):
    """By the kernel, for want of memory: its process is gone between two messages."""
    wish = {"code": 2, "layers": 0, "units": 32, "loss": "mse", "noise": "none", "epochs": 1}
    begun = []

    class Noted(worker.Job):
        def __init__(self, *args):
            super().__init__(*args)
            begun.append(self.pid)

    monkeypatch.setattr(sessions.worker, "Job", Noted)
    replies = sessions.train({"train": wish})
    while not begun:
        next(replies)
    os.kill(begun[0], signal.SIGKILL)
    *_, last = replies
    assert last == {"state": "problem", "problem": {"key": "train_failed"}}
    assert not visitor_nets._nets
    with pytest.raises(ProcessLookupError):
        os.kill(begun[0], 0)
