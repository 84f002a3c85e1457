"""Count the cases that Hypothesis tries, for the summary of a long run."""

import os
import re
from collections import Counter

_tried: Counter = Counter()


def pytest_runtest_logreport(report):
    """Add up the passing and failing examples that Hypothesis reports of a test."""
    said = getattr(report, "_hypothesis_stats", "")
    for number, kind in re.findall(r"(\d+) (passing|failing)", said):
        _tried[kind] += int(number)


def pytest_terminal_summary(terminalreporter):
    """Print the counts after a long run."""
    if os.environ.get("AE_HYPOTHESIS") == "long":
        counts = f"{_tried['passing']:,} cases passed, {_tried['failing']:,} failed"
        terminalreporter.write_line(f"Hypothesis: {counts}")
