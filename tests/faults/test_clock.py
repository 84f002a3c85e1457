"""A system clock that jumps, as when a machine wakes up or its clock is set."""

import ast
import itertools
import os
import time

import numpy as np
import pytest

from ae_core import artifacts
from ae_core.data import datasets
from ae_core.models.dense import dense_spec
from ae_core.training import trainer
from tests.conftest import ROOT
from ui.training import visitor_nets
from ui.training.queue import Queue

YEAR = 365 * 86_400.0
# Ages of files can be told by no other clock; files deleted too soon or too late are temporary.
BY_THE_WALL = {"cleanup.py", "artifacts.py"}
WALL = {"time", "time_ns", "localtime", "gmtime", "now", "utcnow", "today"}


@pytest.fixture
def jumping(monkeypatch):
    """At every look the clock on the wall is a year ahead, or right, or a year behind."""
    real, jumps = time.time, itertools.cycle([YEAR, 0.0, -YEAR])
    monkeypatch.setattr(time, "time", lambda: real() + next(jumps))
    monkeypatch.setattr(time, "time_ns", lambda: int(1e9 * time.time()))


@pytest.mark.parametrize("folder", ["ae_core", "ui"])
def test_no_duration_is_measured_by_the_clock_on_the_wall(folder):
    for path in (ROOT / folder).rglob("*.py"):
        calls = {
            ast.unparse(node.func)
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
            if isinstance(node, ast.Call)
        }
        looks = {call for call in calls if "." in call and call.rsplit(".", 1)[1] in WALL}
        assert path.name in BY_THE_WALL or not looks, f"{path.name}: {looks}"


def test_a_training_learns_and_counts_its_seconds_rightly(jumping, stroke_images, tmp_path):
    spec = dense_spec(8, (32,), epochs=3)
    run = trainer.Training(spec, spec.recipe, stroke_images, 0, tmp_path / ".checkpoint.npz")
    start = time.perf_counter()
    next(run.epochs())
    again = trainer.Training(spec, spec.recipe, stroke_images, 0, tmp_path / ".checkpoint.npz")
    assert again.resume()
    list(again.epochs())
    took = time.perf_counter() - start
    assert 0 < sum(epoch.seconds for epoch in again.history) <= took
    losses = [epoch.loss for epoch in again.history]
    assert losses == sorted(losses, reverse=True)


def test_the_nets_of_visitors_live_as_long_as_they_are_meant_to(jumping, monkeypatch):
    net = visitor_nets.new(dense_spec(4))
    net.archive = b"finished"  # others do not expire
    try:
        for _ in range(6):
            assert visitor_nets.find(net.key) is net
        monkeypatch.setattr(visitor_nets, "LIFE", -1)
        assert visitor_nets.find(net.key) is None
    finally:
        visitor_nets.remove(net.key)


def test_the_queue_keeps_its_order(jumping):
    queue = Queue(6)
    tickets = [queue.enter() for _ in range(6)]
    assert [queue.position(ticket) for ticket in tickets] == list(range(6))


def test_a_file_replaced_in_the_same_instant_is_seen_to_be_another(tmp_path):
    """The clock was set back, and the new file is as long and as old as the one before."""
    path = tmp_path / "map.json"
    path.write_text("old")
    before, times = artifacts.stamp(path), (path.stat().st_atime_ns, path.stat().st_mtime_ns)
    with artifacts.replacing(path) as temporary:
        temporary.write_text("new")
    os.utime(path, ns=times)
    assert artifacts.stamp(path) != before


def test_noise_and_strokes_do_not_depend_on_the_time(jumping, monkeypatch):
    monkeypatch.setattr(datasets, "_STROKE_COUNT", {"train": 20, "test": 10})
    np.testing.assert_array_equal(
        datasets.load_strokes("test").images, datasets.load_strokes("test").images
    )
