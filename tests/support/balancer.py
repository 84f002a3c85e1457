"""Replicas of the app behind a real nginx with the shipped configuration, on loopback."""

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
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from tests.support.servers import ROOT, free_port

SITE = ROOT / "deploy" / "nginx.conf"
_RETURN_SECONDS = 2.5  # nginx asks a failed replica again after its fail_timeout of 2 s

# What the distribution's own nginx.conf has around a site, with a folder of ours.
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
    """A copy of the app on its own port that can be ended and started again.

    Args:
        folder: where its output is written.

    Attributes:
        port: on 127.0.0.1, open only while the replica serves.
        url: of its page, without nginx.
        pid: process id.
    """

    def __init__(self, folder: Path):
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}/"
        self._log = folder / f"{self.port}.log"
        self.start()

    def start(self) -> None:
        """Start the process without waiting for it."""
        env = {
            **os.environ,
            "GRADIO_SERVER_NAME": "127.0.0.1",
            "GRADIO_SERVER_PORT": str(self.port),
        }
        with self._log.open("wb") as log:
            self._process = subprocess.Popen(
                [sys.executable, "app.py"], cwd=ROOT, env=env, stdout=log, stderr=subprocess.STDOUT
            )
        self.pid = self._process.pid

    def wait(self, patience: float = 300) -> None:
        """Wait until the replica is ready.

        Raises:
            RuntimeError: if it is not ready in time; with the end of its output.
        """
        end = time.monotonic() + patience
        while self.state() != "ready":
            if self._process.poll() is not None or time.monotonic() > end:
                raise RuntimeError(f"No replica:\n{self._log.read_text()[-2000:]}")
            time.sleep(0.05)

    def restart(self) -> None:
        """End the replica if it runs, start it, and wait until nginx sends requests to it."""
        self.kill()
        self.start()
        self.wait()
        time.sleep(_RETURN_SECONDS)

    def state(self) -> str | None:
        """Return the state that `GET /lab/health` reports; None without an answer."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=5)
        try:
            connection.request("GET", "/lab/health")
            return json.load(connection.getresponse())["state"]
        except (OSError, http.client.HTTPException):
            return None
        finally:
            connection.close()

    def stop(self) -> int:
        """Send SIGTERM, wait for the end, and return the exit status."""
        self._process.send_signal(signal.SIGTERM)
        return self._process.wait(15)

    def kill(self) -> None:
        """End the process at once, in the middle of its work."""
        self._process.kill()
        self._process.wait()


@contextmanager
def replicas(number: int) -> Iterator[list[Replica]]:
    """Run replicas; all are ready when the block begins."""
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
    """Return the path of nginx, which is outside the usual PATH; None if it is not installed."""
    return shutil.which("nginx", path=f"{os.environ.get('PATH', '')}:/usr/sbin")


def site(port: int, ports: Sequence[int]) -> str:
    """Return the shipped site with this port and the replicas at `ports` in place of its own.

    Raises:
        ValueError: if the shipped site does not have the expected form.
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
    """Run nginx in front of replicas.

    Yields:
        The URL of the page, and the process id of nginx.

    Raises:
        RuntimeError: if nginx does not start; with its output.
    """
    ports = [replica.port for replica in replicas]
    with nginx_of(lambda port: site(port, ports)) as running:
        yield running


@contextmanager
def nginx_of(write_site: Callable[[int], str]) -> Iterator[tuple[str, int]]:
    """Run nginx with a site.

    Args:
        write_site: makes the text of a site that listens on a port of 127.0.0.1.

    Yields:
        The URL of the site, and the process id of nginx.

    Raises:
        RuntimeError: if nginx does not start; with its output.
    """
    port = free_port()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        user = "user root;" if os.geteuid() == 0 else ""  # others may not enter the folder
        (folder / "nginx.conf").write_text(_AROUND.format(folder=folder, user=user))
        (folder / "site.conf").write_text(write_site(port))
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
