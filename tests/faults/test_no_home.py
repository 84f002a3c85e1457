"""A user without a home folder, as in many containers: nothing is cached, the rest works."""

import json
import os
import subprocess
import sys

import pytest

from ae_core.models import store
from tests.conftest import ROOT

# such a user has neither the variable nor an entry among the system's users
NO_HOME = """
import os, pwd
for name in ("HOME", "KERAS_HOME", "MNIST_NPZ"):
    os.environ.pop(name, None)
def nobody(uid):
    raise KeyError(uid)
pwd.getpwuid = nobody
from ae_core.data import datasets
datasets._STROKE_COUNT = {"train": 500, "test": 100}
"""
PAGE = """
import json
from ui.live import samples
from ui.server import mnist_download
mnist_download._download()
print(json.dumps(samples.choose()))
"""


@pytest.fixture
def run(tmp_path):
    """run(arguments, folder) → what a Python of that user's printed, and its exit status."""
    site = tmp_path / "site"
    site.mkdir()
    (site / "sitecustomize.py").write_text(NO_HOME)
    path = os.pathsep.join(map(str, (site, ROOT)))

    def run(*arguments):
        done = subprocess.run(
            [sys.executable, *map(str, arguments)],
            cwd=tmp_path,
            env={**os.environ, "PYTHONPATH": path},
            capture_output=True,
            text=True,
        )
        assert "Traceback" not in done.stderr
        for folder in (tmp_path, ROOT):  # a training of the page runs in the second
            assert not (folder / "~").exists()
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
