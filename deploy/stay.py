"""The inner part of the rehearsal: a server as a host runs it, from its start to its end.

`python -m deploy.stay ORDER` in the folder of the page's files; `ORDER` is JSON, see `Order`. Run
by `deploy.rehearse`, within a network of its own where it can have one. Prints the rows of a table
as JSON.
"""

import contextlib
import fcntl
import json
import os
import socket
import struct
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from .visitor import Found, visit

CPUS = 2
MEMORY_MB = 1000  # at most; a Space has 16,000, the compose file gives 2 GB for this and a training
END_SECONDS = 10  # from SIGTERM; after so long Docker kills

_LOG_END = 2000  # characters that are shown of a log with a fault
_LOOPBACK_UP = 0x8914, struct.pack("16sh14x", b"lo", 0x1 | 0x40)  # SIOCSIFFLAGS, up and running


class Order(NamedTuple):
    """What to run.

    Attributes:
        command: that starts the page; its last word is the page's script.
        environment: variables, and there are no others.
        alone: whether this process has a network of its own, with nobody in it.
    """

    command: list[str]
    environment: dict[str, str]
    alone: bool


def main(text: str) -> None:
    """Start the page, visit it, end it, and say what was found."""
    order = Order(**json.loads(text))
    if order.alone:
        with socket.socket() as any_socket:
            fcntl.ioctl(any_socket, *_LOOPBACK_UP)
    os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[:CPUS])
    print(json.dumps(_rows(order)))


def _rows(order: Order) -> list[Found]:
    before = _listing()
    with tempfile.TemporaryFile() as log, tempfile.TemporaryDirectory() as home:
        os.chmod(home, 0o777)  # whoever the page's user is
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        environment = {**order.environment, "HOME": home, "TMPDIR": home}
        environment["GRADIO_SERVER_PORT"] = str(port)
        rows = [_network(), _writes(order.command[:-1], environment)]
        with _running(order.command, environment, log) as process:
            rows += visit(f"http://127.0.0.1:{port}/")
            rows += [_memory(process.pid), _end(process)]
        log.seek(0)
        rows.append(_said(log.read().decode()))
    same = _listing() == before
    return [*rows, Found("files, afterwards", "as before" if same else "changed", same)]


@contextlib.contextmanager
def _running(command: list[str], environment: dict, log) -> Iterator[subprocess.Popen]:
    """The page in a process of its own, killed at the end."""
    process = subprocess.Popen(command, env=environment, stdout=log, stderr=subprocess.STDOUT)
    try:
        yield process
    except Exception:
        log.seek(0)
        print(log.read().decode(), file=sys.stderr)
        raise
    finally:
        process.kill()
        process.wait()


def _network() -> Found:
    try:
        socket.create_connection(("1.1.1.1", 443), timeout=3).close()
    except OSError:
        return Found("network", "none but this machine's own", True)
    return Found("network", "there is one: unshare could not cut it", True)


def _writes(python: list[str], environment: dict) -> Found:
    """Whether the page's user can write to its code."""
    script = "open('app.py', 'a'); open('left', 'w')"
    tried = subprocess.run([*python, "-c", script], env=environment, capture_output=True, text=True)
    refused = "PermissionError" in tried.stderr
    return Found("code", "cannot be written" if refused else "can be written", refused)


def _memory(pid: int) -> Found:
    status = dict(
        line.split(":", 1) for line in Path(f"/proc/{pid}/status").read_text().splitlines()
    )
    now, peak = (int(status[name].split()[0]) * 1024 / 1e6 for name in ("VmRSS", "VmHWM"))
    return Found("memory", f"{now:.0f} MB, {peak:.0f} at most", peak < MEMORY_MB)


def _end(process: subprocess.Popen) -> Found:
    start = time.monotonic()
    process.terminate()
    try:
        code = process.wait(END_SECONDS)
    except subprocess.TimeoutExpired:
        return Found("SIGTERM", f"not ended after {END_SECONDS} s", False)
    return Found("SIGTERM", f"ended with {code} after {time.monotonic() - start:.1f} s", code == 0)


def _said(log: str) -> Found:
    # what a Space adds leaves event loops behind; Python says so when it collects them, and goes on
    ignored = log.count("Exception ignored in")
    if " ERROR " in log or log.count("Traceback (most recent") > ignored:
        return Found("log", log[-_LOG_END:], False)
    warnings = log.count(" WARNING ")
    return Found("log", f"no error; {warnings} warnings, {ignored} exceptions ignored", True)


def _listing() -> dict[str, tuple[int, int]]:
    """Every file of the page: its size, and when it was written."""
    return {
        str(path): (path.stat().st_size, path.stat().st_mtime_ns)
        for path in sorted(Path.cwd().rglob("*"))
    }


if __name__ == "__main__":
    main(sys.argv[1])
