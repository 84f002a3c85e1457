"""A user without a home folder, as in many containers: nothing is cached, the rest works."""

import json
import os
import subprocess
import sys

import httpx
import pytest

from ae_core.models import store
from tests.browser.conftest import serving
from tests.conftest import ROOT
from tests.support import session, threads

# such a user has neither the variable nor an entry among the system's users; of a training few
# moments are kept, as each is converted for seconds
NO_HOME = """
import os, pwd
for name in ("HOME", "KERAS_HOME", "MNIST_NPZ"):
    os.environ.pop(name, None)
def nobody(uid):
    raise KeyError(uid)
pwd.getpwuid = nobody
from ae_core.data import datasets
datasets._STROKE_COUNT = {"train": 500, "test": 100}
from ae_core.models import snapshots
snapshots.PLANS["dense_16"] = snapshots.Plan(early=(1 / 2,))
"""
PAGE = """
import json
from ui.live import samples
from ui.server import mnist_download
mnist_download._download()
print(json.dumps(samples.choose()))
"""


@pytest.fixture
def path(tmp_path):
    """The PYTHONPATH with which a Python is that user's, who leaves no folder "~" behind."""
    site = tmp_path / "site"
    site.mkdir()
    (site / "sitecustomize.py").write_text(NO_HOME)
    yield os.pathsep.join(map(str, (site, ROOT)))
    for folder in (tmp_path, ROOT):  # the page runs in the second
        assert not (folder / "~").exists()


@pytest.fixture
def run(path, tmp_path):
    """run(arguments) → what a Python of that user's printed, and its exit status."""

    def run(*arguments):
        done = subprocess.run(
            [sys.executable, *map(str, arguments)],
            cwd=tmp_path,
            env={**os.environ, "PYTHONPATH": path},
            capture_output=True,
            text=True,
        )
        assert "Traceback" not in done.stderr
        return done.stdout, done.returncode

    return run


def test_the_command_line_trains_and_saves(run, tmp_path):
    training = ("run", "dense_16", "--epochs", "1", "--out", tmp_path / "w")
    _, status = run(ROOT / "train.py", *training, "--data", "strokes")
    assert status == 0
    store.load("dense_16", tmp_path / "w")

    said, status = run(ROOT / "train.py", *training, "--force")
    assert status == 1
    assert "no home folder" in said
    assert "MNIST_NPZ" in said


def test_the_page_has_samples(run):
    said, status = run("-c", PAGE)
    assert status == 0
    found = json.loads(said)
    assert (found["source"], found["fetch"]) == ("strokes", "failed")


def test_the_page_starts_and_trains(path, tmp_path):
    with serving(tmp_path, PYTHONPATH=path) as server:
        assert httpx.get(server.address).status_code == 200
        assert threads.run(last_state(f"{server.address}/")) == "done"
    assert "Traceback" not in server.log()


async def last_state(url: str) -> str:
    """The state in which a training ends."""
    async with session.opened(url) as visitor:
        return [state async for _, state in visitor.train()][-1]
