"""The MNIST download: one at a time, with its progress, and again after a failure."""

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
    events: queue.Queue = queue.Queue()

    def download(on_progress):
        events.put("begun")
        while (share := shares.get(timeout=30)) is not None:
            if isinstance(share, Exception):
                raise share
            on_progress(share)
            events.put(share)

    monkeypatch.setattr(
        datasets, "download", lambda on_progress: download(on_progress) or "mnist.npz"
    )
    threads = []
    thread = mnist_download.threading.Thread

    def kept(**how):
        threads.append(thread(**how))
        return threads[-1]

    monkeypatch.setattr(mnist_download.threading, "Thread", kept)
    yield shares, events, threads
    shares.put(None)
    for one in threads:
        one.join(30)


def test_the_share_that_has_arrived_is_known(download):
    shares, events, threads = download
    assert (mnist_download.state(), mnist_download.share()) == ("", None)
    mnist_download.start()
    assert events.get(timeout=30) == "begun"
    assert (mnist_download.state(), mnist_download.share()) == ("loading", None)
    shares.put(0.42)
    assert events.get(timeout=30) == 0.42
    assert (mnist_download.state(), mnist_download.share()) == ("loading", 0.42)
    shares.put(None)
    threads[0].join(30)
    assert (mnist_download.state(), mnist_download.share()) == ("", None)


def test_digits_that_are_present_are_not_downloaded_again(download, at_rest):
    _, events, threads = download
    at_rest.append("mnist.npz")
    mnist_download.start()
    threads[0].join(30)
    assert (mnist_download.state(), events.empty()) == ("", True)


def test_a_second_request_starts_no_second_download(download):
    _, _, threads = download
    mnist_download.start()
    mnist_download.start()
    assert len(threads) == 1


@pytest.mark.parametrize("error", [datasets.DataError("no network"), OSError("no disk")])
def test_a_failure_is_logged_and_can_be_tried_again(download, caplog, error):
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


def test_a_file_that_is_not_mnist_is_a_failure(download, monkeypatch):
    def other(split, path):
        raise datasets.DataError("it does not hold the MNIST digits")

    monkeypatch.setattr(datasets, "load_mnist", other)
    shares, _, threads = download
    mnist_download.start()
    shares.put(None)
    threads[0].join(30)
    assert mnist_download.state() == "failed"
