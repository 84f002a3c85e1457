"""A short soak of the real app, and whether the soak sees what is left behind."""

import subprocess
import sys

import pytest

from benchmarks import soak
from benchmarks.support import footprint
from tests.support.threads import apart

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="it reads /proc")


def test_nothing_is_left_after_visitors_have_come_and_gone():
    """`python -m benchmarks.soak` is the long version."""
    found = apart(soak.soak, soak.Visits(300, 2, 1), first=soak.Visits(200, 2, 1), rest=0)
    assert not found.problems
    assert not found.after.more_than(found.before)
    # In so short a time memory still grows to what is used at once.
    assert found.after.memory < 1.2 * found.before.memory


@pytest.mark.parametrize(
    ("name", "line"),
    [
        ("", "sum(range(1000))"),
        ("threads", "import threading; threading.Thread(target=input, daemon=True).start()"),
        ("handles", "file = open('/dev/null')"),
        ("processes", "import subprocess; child = subprocess.Popen(['sleep', '3'], stdout=-3)"),
        ("files", "open('{folder}/left', 'w').close()"),
    ],
)
def test_what_a_process_leaves_behind_is_seen(name, line, tmp_path):
    script = "\n".join(
        ["print(flush=True); input()", line.format(folder=tmp_path), "print(flush=True); input()"]
    )
    process = subprocess.Popen(
        [sys.executable, "-c", script], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    process.stdout.readline()
    before = footprint.measure(process.pid, tmp_path)
    print(file=process.stdin, flush=True)
    process.stdout.readline()
    after = footprint.measure(process.pid, tmp_path)
    process.communicate("\n")
    left = after.more_than(before)
    assert list(left) == [name] * bool(name)
    assert before.memory > 1
    for field in left:
        assert len(left[field]) == len(getattr(before, field)) + 1
