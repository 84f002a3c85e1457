"""MNIST fetched in the background: one at a time, how far it is, and again after a failure."""

import queue

import pytest

from ae_core.data import datasets
from ui.server import mnist_download


@pytest.fixture(autouse=True)
def at_rest(monkeypatch):
    """A server that has fetched nothing so far."""
    monkeypatch.setattr(mnist_download, "_now", {"state": "", "share": None})

    def load_mnist(split, path=None):
        if path is None and not there:
            raise datasets.DataError("MNIST is not on this machine")

    there = []
    monkeypatch.setattr(datasets, "load_mnist", load_mnist)
    return there


@pytest.fixture
def download(monkeypatch):
    """A download that goes on step by step: `shares.put(x)`, an error to fail, None to end."""
    shares: queue.Queue = queue.Queue()
    told: queue.Queue = queue.Queue()

    def download(on_progress):
        told.put("begun")
        while (share := shares.get(timeout=30)) is not None:
            if isinstance(share, Exception):
                raise share
            on_progress(share)
            told.put(share)

    monkeypatch.setattr(
        datasets, "download", lambda on_progress: download(on_progress) or "mnist.npz"
    )
    threads = []
    thread = mnist_download.threading.Thread

    def kept(**how):
        threads.append(thread(**how))
        return threads[-1]

    monkeypatch.setattr(mnist_download.threading, "Thread", kept)
    yield shares, told, threads
    shares.put(None)
    for one in threads:
        one.join(30)


def test_how_much_has_come_is_known_on_the_way(download):
    shares, told, threads = download
    assert (mnist_download.state(), mnist_download.share()) == ("", None)
    mnist_download.start()
    assert told.get(timeout=30) == "begun"
    assert (mnist_download.state(), mnist_download.share()) == ("loading", None)
    shares.put(0.42)
    assert told.get(timeout=30) == 0.42
    assert (mnist_download.state(), mnist_download.share()) == ("loading", 0.42)
    shares.put(None)
    threads[0].join(30)
    assert (mnist_download.state(), mnist_download.share()) == ("", None)


def test_digits_that_are_there_are_not_fetched_again(download, at_rest):
    _, told, threads = download
    at_rest.append("mnist.npz")
    mnist_download.start()
    threads[0].join(30)
    assert (mnist_download.state(), told.empty()) == ("", True)


def test_who_asks_meanwhile_starts_no_other(download):
    _, _, threads = download
    mnist_download.start()
    mnist_download.start()
    assert len(threads) == 1


@pytest.mark.parametrize("error", [datasets.DataError("no network"), OSError("no disk")])
def test_a_failure_is_said_in_the_log_as_well_and_can_be_tried_again(download, caplog, error):
    shares, _, threads = download
    mnist_download.start()
    shares.put(0.42)
    shares.put(error)
    threads[0].join(30)
    assert (mnist_download.state(), mnist_download.share()) == ("failed", None)
    assert caplog.messages == [str(error)]
    mnist_download.start()
    assert mnist_download.state() == "loading"
    assert len(threads) == 2


def test_what_came_and_is_no_mnist_has_failed(download, monkeypatch):
    def other(split, path):
        raise datasets.DataError("it does not hold the MNIST digits")

    monkeypatch.setattr(datasets, "load_mnist", other)
    shares, _, threads = download
    mnist_download.start()
    shares.put(None)
    threads[0].join(30)
    assert mnist_download.state() == "failed"
