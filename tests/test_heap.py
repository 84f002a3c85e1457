"""Threads share few arenas of glibc's heap."""

import ctypes
import subprocess
import sys

import pytest

from ui import heap

from .conftest import ROOT

THREADS = """
import ctypes, threading
here = threading.Barrier(12)
def work():
    block = ctypes.create_string_buffer(100_000)
    here.wait()
threads = [threading.Thread(target=work) for _ in range(11)]
for thread in threads: thread.start()
here.wait()
ctypes.CDLL(None).malloc_stats()
"""


def arenas(first: str) -> int:
    """How many there are once eleven threads have asked for memory at a time."""
    done = subprocess.run(
        [sys.executable, "-c", first + THREADS], cwd=ROOT, capture_output=True, text=True
    )
    return done.stderr.count("Arena ")


@pytest.mark.skipif(sys.platform != "linux", reason="glibc's heap")
def test_threads_share_a_few_arenas():
    assert arenas("from ui import heap; heap.share()") == heap.ARENAS
    assert arenas("") > heap.ARENAS


def test_without_glibc_nothing_happens(monkeypatch):
    monkeypatch.setattr(ctypes, "CDLL", lambda name: object())
    heap.share()
