"""A sweep on a cluster of two machines, which are two sets of Ray's processes on this one."""

import os
import re
import shutil
import signal
import tempfile

import numpy as np
import pytest

from ae_core.data import datasets, stroke_digits
from ae_core.training.sweep import cluster, grid, train_run

PLAN = grid.Plan("strokes", None, 1)
RUNS = grid.grid(PLAN, (2, 3), (1,), (4,), ("bce", "mse"), (0,))  # one more for each machine
# that a machine is gone is noticed after a second, not after ten
HEALTH = {
    "health_check_initial_delay_ms": 0,
    "health_check_period_ms": 200,
    "health_check_failure_threshold": 5,
}


@pytest.fixture(autouse=True)
def in_time():
    """Fail after five minutes if the cluster does not answer.

    On two idle cores the test takes half a minute, beside others that keep them busy two.
    """

    def give_up(*_):
        raise TimeoutError("the cluster did not answer")

    before = signal.signal(signal.SIGALRM, give_up)
    signal.alarm(300)
    yield
    signal.alarm(0)
    signal.signal(signal.SIGALRM, before)


@pytest.fixture
def digits():
    """(train, test): 200 and 40 stroke digits."""

    def some(count, seed):
        pictures, labels = stroke_digits.make(count, seed)
        return datasets.Digits(
            "strokes", np.round(pictures * 255).astype(np.uint8), labels, str(seed)
        )

    return some(200, 1), some(40, 2)


@pytest.fixture
def machines(monkeypatch):
    """A cluster of two machines with one processor each: (its address, the second machine)."""
    pytest.importorskip("ray", reason="Ray is not installed: pip install 'ray==2.*'")
    monkeypatch.setenv("RAY_USAGE_STATS_ENABLED", "0")
    # paths of sockets have to be short, which those of `tmp_path` are not
    folder = tempfile.mkdtemp(prefix="ray", dir=os.environ.get("RAY_TMPDIR", "/tmp"))
    # as `temp_dir` it would not be heard by all of Ray: the cluster's address went elsewhere
    monkeypatch.setenv("RAY_TMPDIR", folder)
    from ray.cluster_utils import Cluster

    about = {"num_cpus": 1, "object_store_memory": 80_000_000, "include_dashboard": False}
    two = Cluster(initialize_head=True, head_node_args={**about, "_system_config": HEALTH})
    yield two.address, two.add_node(**about)
    two.shutdown()
    shutil.rmtree(folder, ignore_errors=True)


def test_a_killed_worker_and_a_killed_machine_lose_no_result(machines, digits):
    """kill -9 of the process that trains on one machine, and of the other machine as a whole."""
    address, second = machines
    raylet = second.all_processes["raylet"][0].process.pid
    events, lost = [], {}
    for event in cluster.on_ray(RUNS, *digits, address):
        events.append(event)
        if event.kind == "begun":
            machine = "second" if second.node_id[:6] in event.where else "first"
            if machine not in lost:
                lost[machine] = event.run
                worker = int(re.search(r"process (\d+)", event.where).group(1))
                os.kill(raylet if machine == "second" else worker, signal.SIGKILL)
    assert set(lost) == {"first", "second"}  # both did some of the work
    kinds = [(event.kind, event.run) for event in events]
    for run in lost.values():
        assert ("lost", run) in kinds
    done = [event.result for event in events if event.kind == "done"]
    assert sorted(result.run.name for result in done) == sorted(run.name for run in RUNS)
    assert not [kind for kind, _ in kinds if kind == "failed"]

    here = train_run.train(RUNS[0], *digits, lambda *_: None)
    (there,) = [result for result in done if result.run == RUNS[0]]
    assert there.psnr == pytest.approx(here.psnr, abs=0.01)
    assert there.digits == here.digits
