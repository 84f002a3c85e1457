"""Counts the cases that Hypothesis has tried, for the last lines of a long run."""

import os
import re
from collections import Counter

_tried: Counter = Counter()


def pytest_runtest_logreport(report):
    """Note what Hypothesis says of a test: so many passing, failing and invalid examples."""
    said = getattr(report, "_hypothesis_stats", "")
    for number, kind in re.findall(r"(\d+) (passing|failing)", said):
        _tried[kind] += int(number)


def pytest_terminal_summary(terminalreporter):
    """Say how many there were, where that was the purpose of the run."""
    if os.environ.get("AE_HYPOTHESIS") == "long":
        counts = f"{_tried['passing']:,} cases passed, {_tried['failing']:,} failed"
        terminalreporter.write_line(f"Hypothesis: {counts}")
