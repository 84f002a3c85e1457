"""Snapshots of a training: taken as it goes by, kept on disk, refused when damaged."""

import json

import numpy as np
import pytest

from ae_core import models, snapshots, specs, weights
from ae_core.snapshots import PLANS, Plan, Recorder, SnapshotsError

SPEC = specs.SPECS["dense_16"]
STEPS = 16  # of an epoch


def values(at: float) -> list[np.ndarray]:
    """Weights that say of which moment they are."""
    rng = np.random.default_rng(int(100 * at))
    return [rng.normal(size=(6, 4)).astype(np.float32), np.full(4, at, np.float32)]


def watch(recorder: Recorder, epochs: range) -> None:
    """A run that goes by."""
    for epoch in epochs:
        for step in range(1, STEPS + 1):
            at = epoch - 1 + step / STEPS
            recorder.see(epoch, step, STEPS, 1 - at / 10, lambda at=at: values(at))


@pytest.fixture
def kept(tmp_path):
    """A folder with the snapshots of three epochs."""
    recorder = Recorder("dense_16", 3, tmp_path, resume=False)
    watch(recorder, range(1, 4))
    recorder.save({"seed": 0, "data": {"digits": 7}})
    return tmp_path


def test_all_moments_but_the_first_and_the_last_are_stored(kept):
    found = snapshots.load("dense_16", kept)
    assert [s.moment for s in found.stored] == [1 / 16, 1 / 8, 1 / 4, 1 / 2, 1, 2]
    assert found.untrained == pytest.approx(1 - 1 / 160)  # of the very first step
    for snapshot in found.stored:
        assert snapshot.loss == pytest.approx(1 - snapshot.moment / 10, abs=1e-5)
        for ours, given in zip(snapshot.weights, values(snapshot.moment), strict=True):
            assert ours.dtype == np.float32
            np.testing.assert_allclose(ours, given, rtol=1e-3)
    assert found.facts["seed"] == 0


def test_nothing_hidden_is_left_beside_them(kept):
    assert sorted(path.name for path in kept.rglob("*") if path.is_file()) == [
        "dense_16.json",
        "dense_16.npz",
    ]


def test_a_plan_in_steps_keeps_a_kernel_to_half_a_step_of_its_output(tmp_path, monkeypatch):
    monkeypatch.setitem(PLANS, "dense_16", Plan(early=(), epochs=(2,), steps=40))
    recorder = Recorder("dense_16", 3, tmp_path, resume=False)
    watch(recorder, range(1, 3))
    assert recorder.complete
    recorder.save({})
    (snapshot,) = snapshots.load("dense_16", tmp_path).stored
    kernel, bias = values(2)
    half = np.abs(kernel).max(axis=0) / 80
    assert (np.abs(snapshot.weights[0] - kernel) <= half + 1e-6).all()
    assert len(np.unique(snapshot.weights[0][:, 0])) > 4
    np.testing.assert_allclose(snapshot.weights[1], bias, rtol=1e-3)


def test_an_output_without_weights_stays_so():
    packed = snapshots._packed(np.zeros((3, 2), np.float32), 40)
    np.testing.assert_array_equal(snapshots._unpacked(packed), np.zeros((3, 2)))


def test_a_run_that_was_killed_has_all_of_them(tmp_path):
    watch(Recorder("dense_16", 3, tmp_path, resume=False), range(1, 2))
    again = Recorder("dense_16", 3, tmp_path, resume=True)
    assert not again.complete
    watch(again, range(2, 4))
    assert again.save({}) == snapshots.path_of("dense_16", tmp_path)
    assert len(snapshots.load("dense_16", tmp_path).stored) == 6


def test_a_run_continued_without_their_beginning_saves_none(tmp_path):
    recorder = Recorder("dense_16", 3, tmp_path, resume=True)
    watch(recorder, range(2, 4))
    assert recorder.save({}) is None
    assert not list(tmp_path.iterdir())


def test_a_new_run_begins_anew(tmp_path):
    watch(Recorder("dense_16", 3, tmp_path, resume=False), range(1, 2))
    assert not Recorder("dense_16", 3, tmp_path, resume=False)._losses


def broken(path):
    path.write_bytes(path.read_bytes()[:-1] + b"x")


@pytest.mark.parametrize(
    ("name", "spoil", "why"),
    [
        ("dense_16.npz", broken, "damaged"),
        ("dense_16.npz", lambda path: path.unlink(), "missing"),
        ("dense_16.json", lambda path: path.unlink(), "missing"),
        ("dense_16.json", lambda path: path.write_text("{"), "cannot be read"),
        ("dense_16.json", lambda path: path.write_text('{"file": 3}'), "cannot be read"),
    ],
)
def test_what_cannot_be_used_is_named_with_its_remedy(kept, name, spoil, why):
    spoil(kept / "replay" / name)
    with pytest.raises(SnapshotsError, match=why) as caught:
        snapshots.load("dense_16", kept)
    assert caught.value.file == name
    assert caught.value.command == "python train.py dense_16 --snapshots"


# What the repository ships


@pytest.mark.parametrize("key", PLANS)
def test_the_shipped_snapshots_are_those_of_the_plan_and_of_the_shipped_recipe(key):
    found, card = snapshots.load(key), weights.read_card(key)
    assert tuple(s.moment for s in found.stored) == PLANS[key].moments(card["epochs"])
    for fact in ("recipe", "seed", "data"):
        assert found.facts[fact] == card[fact]
    losses = card["history"]["loss"]
    for snapshot in found.stored:
        if snapshot.moment >= 1:  # the same run, so the same losses
            assert snapshot.loss == pytest.approx(losses[int(snapshot.moment) - 1], rel=0.01)
    shapes = [array.shape for array in models.build(specs.get(key)).get_weights()]
    assert all([w.shape for w in s.weights] == shapes for s in found.stored)


def test_untrained_cross_entropy_is_that_of_a_blind_guess():
    for key in PLANS:
        if specs.get(key).loss == "bce":
            assert snapshots.load(key).untrained == pytest.approx(np.log(2), abs=0.02)


def test_all_of_them_take_less_than_ten_megabytes(shipped_weights):
    sizes = [path.stat().st_size for path in (shipped_weights / "replay").iterdir()]
    assert len(sizes) == 2 * len(PLANS)
    assert sum(sizes) < 10_000_000


def test_they_say_what_made_them(shipped_weights):
    facts = json.loads((shipped_weights / "replay" / "dense_16.json").read_text())
    assert facts["data"]["digits"] == 60_000
    assert facts["moments"][0]["moment"] == 0
