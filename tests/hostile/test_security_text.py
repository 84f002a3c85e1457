"""Each promise of SECURITY.md names code and tests that exist."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
TEXT = (ROOT / "SECURITY.md").read_text(encoding="utf-8")
ROWS = [line.strip("| ").split(" | ") for line in TEXT.splitlines() if line.startswith("| ")][1:]


def test_there_are_promises():
    assert len(ROWS) > 10


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row[0][:40])
def test_a_promise_names_code_and_tests(row):
    _, code, tests = (re.findall(r"`([^`]+)`", cell) for cell in row)
    assert code
    assert tests
    for name in (*code, *tests):
        assert any(ROOT.glob(name)), name
    assert all(name.startswith("tests/") for name in tests)
