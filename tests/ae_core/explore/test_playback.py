"""A training watched again: untrained at first, the shipped net at last, the snapshots between."""

import gc
import threading
import weakref
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

from ae_core import metrics
from ae_core.data import stroke_digits
from ae_core.data.strokes import from_strokes
from ae_core.explore import playback
from ae_core.inference import autoencoder, runtime
from ae_core.models import snapshots, store
from ae_core.noise import add_noise


@pytest.fixture(params=snapshots.PLANS)
def key(request):
    return request.param


@pytest.fixture
def nothing_loaded(monkeypatch):
    """A process in which no training has been watched; the value is what it will have loaded."""
    monkeypatch.setattr(playback, "_replays", {})
    monkeypatch.setattr(playback, "_last_used", {})
    yield playback._replays
    for timer in running_timers():
        timer.cancel()


def running_timers():
    return [thread for thread in threading.enumerate() if isinstance(thread, threading.Timer)]


def test_it_begins_untrained_and_ends_with_the_shipped_net(key, stroke_pictures):
    given = stroke_pictures[:5]
    film = playback.restore(key, given)
    about = playback.load(key)
    assert film.shape == (len(about.moments), 5, 28, 28)
    assert film.dtype == np.float32
    assert about.moments[0] == 0
    assert np.ptp(film[0]) < 0.4  # grey
    np.testing.assert_allclose(film[-1], autoencoder.reconstruct(key, given)[0], atol=1e-5)


def test_each_moment_is_its_snapshot(stroke_pictures):
    film, kept = playback.restore("dense_32", stroke_pictures[:2]), snapshots.load("dense_32")
    for painted, snapshot in zip(film[:-1], kept.stored, strict=True):
        net = runtime.Net(snapshot.litert)
        expected = net.run("reconstruct", stroke_pictures[:2])["reconstruction"]
        np.testing.assert_allclose(painted, expected, atol=1e-5)


def test_parallel_calls_load_once_and_agree(nothing_loaded, stroke_pictures):
    """They share one training, loaded once, and each sees his own digit."""
    expected = [playback.load("dense_16").restore(picture[None]) for picture in stroke_pictures[:8]]
    first = nothing_loaded.pop("dense_16")
    together = threading.Barrier(8)

    def watch(picture):
        together.wait(timeout=30)
        return playback.restore("dense_16", picture[None]), playback.load("dense_16")

    with ThreadPoolExecutor(8) as threads:
        seen = list(threads.map(watch, stroke_pictures[:8]))
    for (film, about), wanted in zip(seen, expected, strict=True):
        assert about is nothing_loaded["dense_16"] is not first
        np.testing.assert_allclose(film, wanted, atol=1e-5)


def test_of_ten_holds_each_moments_reconstructions_of_ten_digits(key):
    about = playback.load(key)
    assert about.of_ten.shape == (len(about.moments), 10, 28, 28)
    ten = np.stack([from_strokes(stroke_digits.variants(d)[0]) for d in range(10)])
    _, film = playback.corrupt_and_restore(key, ten)
    np.testing.assert_allclose(film, about.of_ten, atol=1e-5)


def test_reconstructions_improve(key, stroke_pictures):
    """Grey at first; better and better, but for what chance does between neighbours."""
    film = playback.corrupt_and_restore(key, stroke_pictures[:10])[1]
    psnr = [metrics.psnr(stroke_pictures[:10], painted).mean() for painted in film]
    assert psnr[-1] > psnr[0] + 5
    assert psnr[-1] > max(psnr) - 0.5


def test_moments_and_losses_belong_together(key):
    about, card = playback.load(key), store.read_card(key)
    assert about.moments[0] == 0
    assert about.moments[-1] == card["epochs"]
    assert list(about.moments) == sorted(about.moments)
    assert about.curve == tuple(card["history"]["loss"])
    assert about.losses[-1] == card["history"]["loss"][-1]
    assert len(about.losses) == len(about.moments)
    assert about.losses[0] == max(about.losses)
    assert about.digits == 60_000


def test_a_denoiser_gets_ten_noisy_digits(stroke_pictures):
    digits = stroke_pictures[:10]
    np.testing.assert_array_equal(playback.corrupt_and_restore("dense_16", digits)[0], digits)
    noisy = add_noise("gaussian", digits, 0.5, 2026)
    np.testing.assert_array_equal(playback.corrupt_and_restore("denoise_4x4x16", digits)[0], noisy)


def test_snapshots_of_another_net_are_refused(nothing_loaded, monkeypatch):
    other = snapshots.load("dense_16")
    monkeypatch.setattr(snapshots, "load", lambda key: other)
    with pytest.raises(snapshots.SnapshotsError, match="another net"):
        playback.load("dense_32")


def test_snapshots_of_a_longer_run_are_refused(nothing_loaded, monkeypatch):
    kept = snapshots.load("dense_16")
    longer = kept._replace(stored=(*kept.stored[:-1], kept.stored[-1]._replace(moment=3.0)))
    monkeypatch.setattr(snapshots, "load", lambda key: longer)
    with pytest.raises(snapshots.SnapshotsError, match="longer run"):
        playback.load("dense_16")


def test_a_failed_load_is_tried_again(nothing_loaded, monkeypatch, stroke_pictures):
    def missing(key):
        raise snapshots.SnapshotsError(key, snapshots.path_of(key), "is missing")

    with monkeypatch.context() as patch:
        patch.setattr(snapshots, "load", missing)
        with pytest.raises(snapshots.SnapshotsError):
            playback.restore("dense_16", stroke_pictures[:1])
    assert len(playback.restore("dense_16", stroke_pictures[:1])) == len(
        playback.load("dense_16").moments
    )


def test_a_file_that_cannot_be_run_is_refused(nothing_loaded, monkeypatch):
    kept = snapshots.load("dense_16")
    for litert in (b"PK nonsense", store.read_litert("classifier")[0]):
        broken = kept._replace(stored=(kept.stored[0]._replace(litert=litert), *kept.stored[1:]))
        monkeypatch.setattr(snapshots, "load", lambda key, broken=broken: broken)
        with pytest.raises(snapshots.SnapshotsError, match="cannot be run"):
            playback.load("dense_16")
        assert not playback.loaded("dense_16")


# Dropped from memory


@pytest.fixture
def timers(monkeypatch):
    """Timers that do not wait: [seconds, function, arguments] of each that was started."""
    started = []

    class Timer:
        def __init__(self, seconds, function, arguments):
            self.asked = seconds, function, arguments

        def start(self):
            started.append(self.asked)

    monkeypatch.setattr(playback.threading, "Timer", Timer)
    return started


def test_an_unused_training_is_dropped_from_memory(nothing_loaded, timers, monkeypatch):
    now = [1000.0]
    monkeypatch.setattr(playback.time, "monotonic", lambda: now[0])
    film = weakref.ref(playback.load("dense_16").restore)
    ((seconds, function, arguments),) = timers
    assert seconds == playback.KEPT_SECONDS
    now[0] += playback.KEPT_SECONDS - 60
    playback.load("dense_16")  # which counts as use
    now[0] += 60
    function(*arguments)
    assert playback.loaded("dense_16")
    assert timers[1][0] == pytest.approx(playback.KEPT_SECONDS - 60)
    assert len(timers) == 2
    now[0] += playback.KEPT_SECONDS - 60
    function(*arguments)
    assert not playback.loaded("dense_16")
    assert len(timers) == 2
    gc.collect()
    assert film() is None  # and its nets with it
    playback.load("dense_16")
    assert len(timers) == 3


def test_timers_do_not_keep_a_process_alive(nothing_loaded):
    playback.load("dense_16")
    assert running_timers()
    assert all(timer.daemon for timer in running_timers())


def test_refuses_other_pictures():
    with pytest.raises(ValueError, match="Expected pictures as float32"):
        playback.restore("dense_16", np.zeros((28, 28)))
