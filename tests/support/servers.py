"""Start a program that serves a page on a free loopback port, and stop it at the end."""

import http.client
import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, NamedTuple

import psutil

ROOT = Path(__file__).parents[2]

OURS = ("app.py",)


class Server(NamedTuple):
    """A running server.

    Attributes:
        url: address of the page, ending in a slash.
        pid: process id.
        started: `time.perf_counter()` when the process was started.
        seconds: from the start of the process to the first HTTP 200.
        log: returns what the process has printed so far.
    """

    url: str
    pid: int
    started: float
    seconds: float
    log: Callable[[], str]


@contextmanager
def serve(
    *command: str, root: Path = ROOT, patience: float = 120, **environment: str
) -> Iterator[Server]:
    """Run `python *command` in a checkout of the repository and stop it at the end.

    Args:
        command: the arguments of `python`.
        root: the checkout.
        patience: seconds to wait for the page.
        environment: additional environment variables.

    Raises:
        RuntimeError: if the process ends, or does not answer in time; with the end of its output.
    """
    port = free_port()
    env = {
        **os.environ,
        "GRADIO_SERVER_NAME": "127.0.0.1",
        "GRADIO_SERVER_PORT": str(port),
        "GRADIO_ANALYTICS_ENABLED": "False",
        **environment,
    }
    with tempfile.TemporaryFile() as log:
        started = time.perf_counter()
        process = subprocess.Popen(
            [sys.executable, *command], cwd=root, env=env, stdout=log, stderr=subprocess.STDOUT
        )
        try:
            while not _answers(port):
                if process.poll() is not None or time.perf_counter() - started > patience:
                    end = _read(log)[-2000:]
                    raise RuntimeError(f"No page from python {' '.join(command)}:\n{end}")
                time.sleep(0.01)
            seconds = time.perf_counter() - started
            url = f"http://127.0.0.1:{port}/"
            yield Server(url, process.pid, started, seconds, lambda: _read(log))
        finally:
            process.terminate()
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def settle(pid: int, patience: float = 60) -> None:
    """Wait until a process is idle: less than a tenth of a core over one second."""
    end = time.perf_counter() + patience
    before = cpu_seconds(pid)
    while time.perf_counter() < end:
        time.sleep(1)
        now = cpu_seconds(pid)
        if now - before < 0.1:
            return
        before = now


def resident_mb(pid: int) -> float:
    """Return the resident memory of a process in MB of 1,000,000 bytes."""
    return psutil.Process(pid).memory_info().rss / 1e6


def cpu_seconds(pid: int) -> float:
    """Return the processor time that a process has used so far."""
    times = psutil.Process(pid).cpu_times()
    return times.user + times.system


def free_port() -> int:
    """Return a port of 127.0.0.1 on which no process listens."""
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


def _answers(port: int) -> bool:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        connection.request("GET", "/")
        return connection.getresponse().status == 200
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def _read(log: IO[bytes]) -> str:
    # The process shares this file position: `pread` leaves it where it is.
    size = os.fstat(log.fileno()).st_size
    return os.pread(log.fileno(), size, 0).decode(errors="replace")
