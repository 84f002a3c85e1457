"""Copies of the app behind a real nginx with the configuration that is shipped, on loopback."""

import http.client
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from tests.support.servers import ROOT, free_port

SITE = ROOT / "deploy" / "nginx.conf"
_RETURN_SECONDS = 2.5  # a replica that was gone is asked again after its fail_timeout

# what the distribution's own nginx.conf has around a site, in a folder of ours
_AROUND = """
daemon off;
{user}
pid {folder}/pid;
error_log stderr crit;
events {{}}
http {{
    access_log off;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    include {folder}/site.conf;
}}
"""


class Replica:
    """A copy of the app on a port of its own; it can be ended, and started again.

    Args:
        folder: where it may leave what it prints.

    Attributes:
        root: folder of the code that it runs from the next start on.
        port: on 127.0.0.1. It is open only while the replica serves.
        pid: of its process.
    """

    def __init__(self, folder: Path):
        self.root, self.port = ROOT, free_port()
        self._log = folder / f"{self.port}.log"
        self.start()

    @property
    def url(self) -> str:
        """Of its page, past nginx."""
        return f"http://127.0.0.1:{self.port}/"

    def start(self) -> None:
        """Start it, without waiting for it."""
        env = {
            **os.environ,
            "GRADIO_SERVER_NAME": "127.0.0.1",
            "GRADIO_SERVER_PORT": str(self.port),
        }
        with self._log.open("wb") as log:
            self._process = subprocess.Popen(
                [sys.executable, "app.py"],
                cwd=self.root,
                env=env,
                stdout=log,
                stderr=subprocess.STDOUT,
            )
        self.pid = self._process.pid

    def wait(self, patience: float = 300) -> None:
        """Wait until it is ready.

        Raises:
            RuntimeError: if it is not in time; with the end of what it printed.
        """
        end = time.monotonic() + patience
        while not self.version():
            if self._process.poll() is not None or time.monotonic() > end:
                raise RuntimeError(f"No replica:\n{self._log.read_text()[-2000:]}")
            time.sleep(0.05)

    def restart(self) -> None:
        """End it if it has not ended, start it, and wait until nginx sends it somebody."""
        self.kill()
        self.start()
        self.wait()
        time.sleep(_RETURN_SECONDS)

    def version(self) -> str | None:
        """Which one it says it is; None if it is not ready."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=5)
        try:
            connection.request("GET", "/lab/health")
            answer = connection.getresponse()
            return json.load(answer)["version"] if answer.status == 200 else None
        except (OSError, http.client.HTTPException):
            return None
        finally:
            connection.close()

    def stop(self) -> int:
        """Tell it to end, wait until it has, and return its exit status."""
        self._process.send_signal(signal.SIGTERM)
        return self._process.wait(15)

    def kill(self) -> None:
        """End it in the middle of whatever it does."""
        self._process.kill()
        self._process.wait()


@contextmanager
def replicas(number: int) -> Iterator[list[Replica]]:
    """So many replicas, all ready."""
    with tempfile.TemporaryDirectory() as folder:
        started = [Replica(Path(folder)) for _ in range(number)]
        try:
            for replica in started:
                replica.wait()
            yield started
        finally:
            for replica in started:
                replica.kill()


def find_nginx() -> str | None:
    """The program, which lies outside of the usual paths; None if it is not installed."""
    return shutil.which("nginx", path=f"{os.environ.get('PATH', '')}:/usr/sbin")


def site(port: int, ports: Sequence[int]) -> str:
    """The shipped site, before the replicas at `ports` instead of those it names.

    Raises:
        ValueError: if it does not read as expected.
    """
    text, listens = re.subn(r"listen 80;", f"listen 127.0.0.1:{port};", SITE.read_text())
    listed = r"(?:^    server [\d.]+:\d+ ([^;]+);\n)+"
    text, lists = re.subn(
        listed,
        lambda found: "".join(f"    server 127.0.0.1:{one} {found[1]};\n" for one in ports),
        text,
        flags=re.MULTILINE,
    )
    if (listens, lists) != (1, 2):
        raise ValueError(f"Expected a port and two lists in {SITE}; found {listens} and {lists}")
    return text


@contextmanager
def nginx(*replicas: Replica) -> Iterator[tuple[str, int]]:
    """Run nginx before replicas.

    Yields:
        The URL of the page, and the pid of nginx.

    Raises:
        RuntimeError: if it does not start; with what it printed.
    """
    port = free_port()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        user = "user root;" if os.geteuid() == 0 else ""  # the folder is ours alone
        (folder / "nginx.conf").write_text(_AROUND.format(folder=folder, user=user))
        (folder / "site.conf").write_text(site(port, [replica.port for replica in replicas]))
        process = subprocess.Popen(
            [find_nginx() or "nginx", "-c", str(folder / "nginx.conf"), "-p", name],
            stderr=subprocess.PIPE,
        )
        try:
            _wait_for(port, process)
            yield f"http://127.0.0.1:{port}/", process.pid
        finally:
            process.terminate()
            process.communicate()


def _wait_for(port: int, process: subprocess.Popen) -> None:
    for _ in range(100):
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
        try:
            connection.connect()
            return
        except OSError:
            if process.poll() is not None:
                break
            time.sleep(0.05)
        finally:
            connection.close()
    process.kill()
    raise RuntimeError(f"No nginx:\n{process.communicate()[1].decode()}")
