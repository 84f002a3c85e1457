"""Downloads of MNIST that break off, bring other bytes or stall, from a local server."""

import hashlib
import io
import os
import socket
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import numpy as np
import pytest

from ae_core.data import datasets
from tests.conftest import ROOT
from tests.faults import disks
from ui.server import mnist_download


def eight_digits() -> bytes:
    images = np.random.default_rng(0).integers(0, 256, (8, 28, 28), np.uint8)
    labels = np.arange(8, dtype=np.uint8)
    file = io.BytesIO()
    np.savez(file, x_train=images, y_train=labels, x_test=images, y_test=labels)
    return file.getvalue()


FILE = eight_digits()


class Server(ThreadingHTTPServer):
    """Serves `FILE`, well or badly.

    Attributes:
        way: "whole", "no length", "cut" (with the true length), "short" (cut, with no length),
            "other" bytes, "absent", or "silent" in the middle until `go_on` is set.
        half: set once half of it has been sent.
    """

    daemon_threads = True

    def __init__(self):
        super().__init__(("127.0.0.1", 0), _Handler)
        self.way, self.half, self.go_on = "whole", threading.Event(), threading.Event()


class _Handler(BaseHTTPRequestHandler):
    def do_GET(self):
        way = self.server.way
        if way == "absent":
            self.send_error(404)
            return
        content = FILE[::-1] if way == "other" else FILE
        self.send_response(200)
        if way not in ("short", "no length"):
            self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content[: len(content) // 2])
        self.server.half.set()
        if way == "silent":
            self.server.go_on.wait(30)
        if way not in ("cut", "short"):
            self.wfile.write(content[len(content) // 2 :])

    def log_message(self, *args):
        pass


@pytest.fixture
def server(no_mnist, monkeypatch):
    """A server of eight digits that pass for MNIST, and a machine that has none."""
    with np.load(io.BytesIO(FILE)) as arrays:
        sums = {name: hashlib.sha256(arrays[name].tobytes()).hexdigest() for name in arrays.files}
    monkeypatch.setattr(datasets, "_SHA256", sums)
    monkeypatch.setattr(datasets, "_FILE_SHA256", hashlib.sha256(FILE).hexdigest())
    running = Server()
    monkeypatch.setattr(datasets, "_ORIGIN", f"http://127.0.0.1:{running.server_port}/mnist.npz")
    thread = threading.Thread(target=running.serve_forever, daemon=True)
    thread.start()
    yield running
    running.go_on.set()
    running.shutdown()
    running.server_close()
    thread.join()


def in_cache(home) -> list[str]:
    return sorted(path.name for path in (home / "datasets").iterdir())


@pytest.mark.parametrize(
    ("way", "cause"),
    [
        ("cut", "IncompleteRead"),
        ("short", "does not match the known hash"),
        ("other", "does not match the known hash"),
        ("absent", "404"),
        ("silent", "timed out"),
    ],
)
def test_what_did_not_come_whole_leaves_nothing_and_comes_the_next_time(
    server, no_mnist, monkeypatch, way, cause
):
    monkeypatch.setattr(datasets, "_SILENCE", 0.5)
    server.way = way
    with pytest.raises(datasets.DataError, match=rf"{cause}.*try again online.*MNIST_NPZ"):
        datasets.download()
    assert datasets.find_mnist() is None
    assert in_cache(no_mnist) == []
    server.way = "whole"
    come = []
    assert datasets.download(on_progress=come.append) == datasets.find_mnist()
    assert come == sorted(come)
    assert 0 < come[0] < come[-1] == 1
    assert in_cache(no_mnist) == ["mnist.npz"]
    assert len(datasets.load("mnist", "test").images) == 8


def test_nobody_sees_half_of_it_meanwhile(server, no_mnist):
    server.way = "silent"
    thread = threading.Thread(target=datasets.download)
    thread.start()
    assert server.half.wait(30)
    assert datasets.find_mnist() is None
    server.go_on.set()
    thread.join()
    assert len(datasets.load("mnist", "test").images) == 8


def test_a_server_that_says_nothing_is_not_waited_for(no_mnist, monkeypatch):
    """It takes the call, and that is all."""
    monkeypatch.setattr(datasets, "_SILENCE", 0.5)
    with socket.create_server(("127.0.0.1", 0)) as dumb:
        monkeypatch.setattr(
            datasets, "_ORIGIN", f"http://127.0.0.1:{dumb.getsockname()[1]}/mnist.npz"
        )
        begun = time.monotonic()
        with pytest.raises(datasets.DataError, match=r"timed out.*try again online"):
            datasets.download()
    assert 0.5 <= time.monotonic() - begun < 10
    assert in_cache(no_mnist) == []


def test_where_the_server_does_not_say_how_long_it_is_no_share_is_told(server):
    """Nobody can know it then."""
    server.way = "no length"
    come = []
    datasets.download(on_progress=come.append)
    assert come == []


def test_a_download_that_is_killed_leaves_nothing_that_is_taken_for_mnist(server, no_mnist):
    server.way = "silent"
    program = (
        "from ae_core.data import datasets as data;"
        f"data._ORIGIN = {datasets._ORIGIN!r}; data.download()"
    )
    fetching = subprocess.Popen([sys.executable, "-c", program], cwd=ROOT)
    assert server.half.wait(60)
    fetching.kill()
    fetching.wait()
    assert datasets.find_mnist() is None
    (left,) = in_cache(no_mnist)
    assert left.startswith(".mnist.")
    server.way = "whole"
    assert datasets.download() == datasets.find_mnist()
    assert in_cache(no_mnist) == [left, "mnist.npz"]


def test_two_at_once_leave_one_whole_file(server, no_mnist):
    with ThreadPoolExecutor(2) as threads:
        first, second = threads.map(lambda _: datasets.download(), range(2))
    assert first == second == datasets.find_mnist()
    assert in_cache(no_mnist) == ["mnist.npz"]


def test_half_a_file_in_the_cache_is_named_and_the_page_replaces_it(server, no_mnist):
    """As Keras leaves it that was killed while it fetched the file by itself."""
    cached = no_mnist / "datasets" / "mnist.npz"
    cached.parent.mkdir(parents=True)
    cached.write_bytes(FILE[: len(FILE) // 2])
    with pytest.raises(
        datasets.DataError, match=r"is damaged.*move this one away and fetch it again"
    ):
        datasets.load("mnist", "test")
    server.way = "cut"
    mnist_download._download()
    assert mnist_download.state() == "failed"
    assert cached.read_bytes() == FILE[: len(FILE) // 2]
    server.way = "whole"
    mnist_download._download()
    assert mnist_download.state() == ""
    assert cached.read_bytes() == FILE


def test_a_disk_that_fills_up_is_the_cause_that_is_named(server, no_mnist):
    with (
        disks.no_file_larger_than(len(FILE) // 2),
        pytest.raises(datasets.DataError, match=r"File too large.*try again"),
    ):
        datasets.download()
    assert in_cache(no_mnist) == []


def test_what_a_killed_download_left_is_removed_by_one_of_the_next_day(server, no_mnist):
    left, under_way = (no_mnist / "datasets" / f".mnist.{name}" for name in ("left", "under_way"))
    for folder in (left, under_way):
        folder.mkdir(parents=True)
        (folder / "mnist.npz").write_bytes(FILE[:100])
    yesterday = time.time() - 90_000
    os.utime(left, (yesterday, yesterday))
    datasets.download()
    assert in_cache(no_mnist) == [".mnist.under_way", "mnist.npz"]


def test_the_patience_for_it_is_nobody_elses(server):
    datasets.download()
    assert socket.getdefaulttimeout() is None
