"""A short soak of the real app, and whether the soak would see what was left."""

import subprocess
import sys

import pytest

from benchmarks import soak
from benchmarks.support import footprint
from tests.support.threads import apart

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="it reads /proc")


def test_nothing_is_left_after_visitors_have_come_and_gone():
    """`python -m benchmarks.soak` is the long version."""
    found = apart(soak.soak, soak.Visits(700, 4, 1), first=soak.Visits(200, 2, 1), rest=0)
    assert not found.problems
    assert not found.left
    # in so short a time memory is still being fitted to what is done at once
    assert found.after.memory < 1.1 * found.before.memory


@pytest.fixture
def leaking(tmp_path):
    """A process that holds what the lines it is given leave behind: leaking(line, …) → footprints
    before and after."""
    processes = []

    def run(*lines):
        script = "\n".join(["print(flush=True); input()", *lines, "print(flush=True); input()"])
        process = subprocess.Popen(
            [sys.executable, "-c", script], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        processes.append(process)
        process.stdout.readline()
        before = footprint.of(process.pid, tmp_path)
        print(file=process.stdin, flush=True)
        process.stdout.readline()
        return before, footprint.of(process.pid, tmp_path)

    yield run
    for process in processes:
        process.communicate("\n")


def test_a_process_that_leaves_nothing_has_no_more_than_before(leaking):
    before, after = leaking("sum(range(1000))")
    assert not after.more_than(before)
    assert before.memory > 1


@pytest.mark.parametrize(
    ("name", "lines"),
    [
        ("threads", ["import threading", "threading.Thread(target=input, daemon=True).start()"]),
        ("handles", ["file = open('/dev/null')"]),
        ("processes", ["import subprocess", "child = subprocess.Popen(['sleep', '3'], stdout=-3)"]),
        ("files", ["open('{folder}/left', 'w').close()"]),
    ],
)
def test_what_is_left_is_seen(leaking, tmp_path, name, lines):
    before, after = leaking(*(line.format(folder=tmp_path) for line in lines))
    assert after.more_than(before) == {name: 1}


def test_memory_is_measured(leaking):
    before, after = leaking("block = bytearray(50_000_000)")
    assert 45 < after.memory - before.memory < 60
