"""A training watched again: untrained at first, the shipped net at last, the snapshots between."""

import numpy as np
import pytest

from ae_core import inference, metrics, models, replay, snapshots, specs, weights
from ae_core.noise import add_noise


@pytest.fixture(params=snapshots.PLANS)
def key(request):
    return request.param


def test_it_begins_untrained_and_ends_with_the_shipped_net(key, stroke_pictures):
    given = stroke_pictures[:5]
    film = replay.restore(key, given)
    about = replay.load(key)
    assert film.shape == (len(about.moments), 5, 28, 28)
    assert film.dtype == np.float32
    untrained = models.build(specs.get(key), seed=0)
    np.testing.assert_allclose(film[0], untrained(given), atol=1e-4)
    np.testing.assert_allclose(film[-1], inference.reconstruct(key, given)[0], atol=1e-4)


def test_each_moment_is_its_snapshot(stroke_pictures):
    film, kept = replay.restore("dense_32", stroke_pictures[:2]), snapshots.load("dense_32")
    model = models.build(specs.get("dense_32"))
    for painted, snapshot in zip(film[1:-1], kept.stored, strict=True):
        model.set_weights(snapshot.weights)
        np.testing.assert_allclose(painted, model(stroke_pictures[:2]), atol=1e-4)


def test_it_learns(key, stroke_pictures):
    """Grey at first; better and better, but for what chance does between neighbours."""
    film = replay.ten(key, stroke_pictures[:10])[1]
    psnr = [metrics.psnr(stroke_pictures[:10], painted).mean() for painted in film]
    assert np.ptp(film[0]) < 0.4
    assert psnr[-1] > psnr[0] + 5
    assert psnr[-1] > max(psnr) - 0.5


def test_moments_and_losses_belong_together(key):
    about, card = replay.load(key), weights.read_card(key)
    assert about.moments[0] == 0
    assert about.moments[-1] == card["epochs"]
    assert list(about.moments) == sorted(about.moments)
    assert about.curve == tuple(card["history"]["loss"])
    assert about.losses[-1] == card["history"]["loss"][-1]
    assert len(about.losses) == len(about.moments)
    assert about.losses[0] == max(about.losses)
    assert about.digits == 60_000


def test_of_ten_digits_a_denoiser_is_given_noisy_ones(stroke_pictures):
    digits = stroke_pictures[:10]
    np.testing.assert_array_equal(replay.ten("dense_16", digits)[0], digits)
    noisy = add_noise("gaussian", digits, 0.5, 2026)
    np.testing.assert_array_equal(replay.ten("denoise_4x4x16", digits)[0], noisy)


def test_snapshots_of_another_net_are_refused(monkeypatch):
    other = snapshots.load("dense_32")
    monkeypatch.setattr(snapshots, "load", lambda key: other)
    monkeypatch.setattr(replay, "_replays", {})
    with pytest.raises(snapshots.SnapshotsError, match="another net"):
        replay.load("dense_16")


def test_snapshots_of_a_longer_run_are_refused(monkeypatch):
    kept = snapshots.load("dense_16")
    longer = kept._replace(stored=(*kept.stored[:-1], kept.stored[-1]._replace(moment=3.0)))
    monkeypatch.setattr(snapshots, "load", lambda key: longer)
    monkeypatch.setattr(replay, "_replays", {})
    with pytest.raises(snapshots.SnapshotsError, match="longer run"):
        replay.load("dense_16")


def test_one_that_failed_is_tried_again(monkeypatch, stroke_pictures):
    def missing(key):
        raise snapshots.SnapshotsError(key, snapshots.path_of(key), "is missing")

    monkeypatch.setattr(replay, "_replays", {})
    with monkeypatch.context() as patch:
        patch.setattr(snapshots, "load", missing)
        with pytest.raises(snapshots.SnapshotsError):
            replay.restore("dense_16", stroke_pictures[:1])
    assert len(replay.restore("dense_16", stroke_pictures[:1])) == len(
        replay.load("dense_16").moments
    )


def test_pictures_that_are_none_are_refused():
    with pytest.raises(ValueError, match="float32 pictures"):
        replay.restore("dense_16", np.zeros((28, 28)))
