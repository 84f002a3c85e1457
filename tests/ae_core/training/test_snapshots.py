"""Snapshots of a training: taken during it, kept on disk, refused when damaged."""

import json

import numpy as np
import pytest

from ae_core.artifacts import describe
from ae_core.data import datasets
from ae_core.inference import runtime
from ae_core.models import builder, presets, snapshots, store
from ae_core.models.snapshots import PLANS, Plan, SnapshotsError
from ae_core.training import recording
from ae_core.training.recording import Recorder

SPEC = presets.PRESETS["dense_16"]
STEPS = 16  # of an epoch
NEAR = 35  # dB between what a moment paints and what the exact net did


def values(at: float) -> list[np.ndarray]:
    """Weights that identify their moment."""
    rng = np.random.default_rng(int(100 * at))
    return [rng.normal(size=(6, 4)).astype(np.float32), np.full(4, at, np.float32)]


def watch(recorder: Recorder, epochs: range) -> None:
    """Show the steps of a run to a recorder."""
    for epoch in epochs:
        for step in range(1, STEPS + 1):
            at = epoch - 1 + step / STEPS
            recorder.see(epoch, step, STEPS, 1 - at / 10, lambda at=at: values(at))


@pytest.fixture
def converted(monkeypatch):
    """Nothing is converted, which takes seconds: each "LiteRT file" is its moment's bias."""
    monkeypatch.setattr(
        recording,
        "_convert",
        lambda key, weights: (weights[-1].tobytes(), 10.0 + float(weights[-1][0])),
    )


@pytest.fixture
def kept(tmp_path, converted):
    """A folder with the snapshots of three epochs."""
    recorder = Recorder("dense_16", 3, tmp_path, resume=False)
    watch(recorder, range(1, 4))
    recorder.save({"seed": 0, "data": {"digits": 7}})
    return tmp_path


def test_all_moments_but_the_last_are_stored_with_the_untrained_net_first(kept):
    found = snapshots.load("dense_16", kept)
    assert [s.moment for s in found.stored] == [0, 1 / 16, 1 / 8, 1 / 4, 1 / 2, 1, 2]
    untrained, *others = found.stored
    assert untrained.loss == pytest.approx(1 - 1 / 160)  # of the very first step
    assert untrained.litert == builder.build(SPEC, seed=0).get_weights()[-1].tobytes()
    for snapshot in others:
        assert snapshot.loss == pytest.approx(1 - snapshot.moment / 10, abs=1e-5)
        assert snapshot.litert == values(snapshot.moment)[-1].tobytes()


def test_beside_them_stands_what_made_them_and_how_exact_they_are(kept):
    facts = snapshots.load("dense_16", kept).facts
    assert facts["key"] == "dense_16"
    assert facts["seed"] == 0
    assert facts["data"] == {"digits": 7}
    file = snapshots.path_of("dense_16", kept)
    assert facts["file"] == describe(file.name, file.read_bytes())
    assert facts["moments"][-1] == {"moment": 2, "loss": 0.8, "exact_db": 12}


def test_nothing_hidden_is_left_beside_them(kept):
    assert sorted(path.name for path in kept.rglob("*") if path.is_file()) == [
        "snapshots.json",
        "snapshots.zip",
    ]


def test_equal_snapshots_are_equal_files(kept, tmp_path):
    """No time of day is in it."""
    again = Recorder("dense_16", 3, tmp_path / "again", resume=False)
    again.folder.mkdir()
    watch(again, range(1, 4))
    path = again.save({"seed": 0})
    assert path.read_bytes() == snapshots.path_of("dense_16", kept).read_bytes()


def test_a_small_file_is_close_to_the_exact_net(stroke_pictures):
    """The only conversion here. How exact it is said to be is found again on other digits."""
    model = store.load("dense_16")
    content, exact_db = recording._convert("dense_16", model.get_weights())
    net = runtime.Net(content)
    assert net.signatures == {"reconstruct"}
    assert len(content) < 2 * SPEC.parameters  # a quarter of 32 bits, and what is around it
    painted = net.run("reconstruct", stroke_pictures)["reconstruction"]
    error = np.mean((painted - np.asarray(model(stroke_pictures))) ** 2)
    assert exact_db > NEAR
    assert -10 * np.log10(error) == pytest.approx(exact_db, abs=3)


@pytest.mark.parametrize("steps", [4, 40])
def test_a_plan_in_steps_keeps_a_kernel_to_half_a_step_of_its_output(steps):
    kernel, bias = values(2)
    stepped = recording._quantise(kernel, steps)
    half = np.abs(kernel).max(axis=0) / (2 * steps)
    assert stepped.dtype == np.float32
    assert (np.abs(stepped - kernel) <= half + 1e-6).all()
    assert len(np.unique(recording._quantise(np.arange(-500, 500.0)[:, None], steps))) == (
        2 * steps + 1
    )
    np.testing.assert_array_equal(recording._quantise(bias, steps), bias)
    np.testing.assert_array_equal(recording._quantise(kernel, None), kernel)


def test_an_output_without_weights_stays_so():
    nothing = np.zeros((3, 2), np.float32)
    np.testing.assert_array_equal(recording._quantise(nothing, 40), nothing)


def test_a_plan_says_which_moments_are_kept():
    assert Plan().moments(3) == (1 / 16, 1 / 8, 1 / 4, 1 / 2, 1, 2)
    assert Plan(early=(0.5,), epochs=(1, 4, 12)).moments(12) == (0.5, 1, 4)


def test_a_resumed_run_has_all_snapshots(tmp_path, converted):
    watch(Recorder("dense_16", 3, tmp_path, resume=False), range(1, 2))
    again = Recorder("dense_16", 3, tmp_path, resume=True)
    assert not again.complete
    watch(again, range(2, 4))
    assert again.save({"seed": 0}) == snapshots.path_of("dense_16", tmp_path)
    stored = snapshots.load("dense_16", tmp_path).stored
    assert [s.litert for s in stored[1:]] == [values(s.moment)[-1].tobytes() for s in stored[1:]]
    assert len(stored) == 7


def test_a_run_resumed_without_its_first_snapshots_saves_none(tmp_path):
    recorder = Recorder("dense_16", 3, tmp_path, resume=True)
    watch(recorder, range(2, 4))
    assert recorder.save({"seed": 0}) is None
    assert not list((tmp_path / "dense_16").iterdir())


def test_a_new_run_ignores_earlier_snapshots(tmp_path):
    watch(Recorder("dense_16", 3, tmp_path, resume=False), range(1, 2))
    assert not Recorder("dense_16", 3, tmp_path, resume=False)._losses


def test_snapshots_are_kept_until_they_are_saved(tmp_path, monkeypatch):
    def fail(key, weights):
        raise OSError("disk full")

    monkeypatch.setattr(recording, "_convert", fail)
    recorder = Recorder("dense_16", 3, tmp_path, resume=False)
    watch(recorder, range(1, 4))
    with pytest.raises(OSError, match="disk full"):
        recorder.save({"seed": 0})
    assert Recorder("dense_16", 3, tmp_path, resume=True).complete


def broken(path):
    path.write_bytes(path.read_bytes()[:-1] + b"x")


@pytest.mark.parametrize(
    ("name", "corrupt", "why"),
    [
        ("snapshots.zip", broken, "damaged"),
        ("snapshots.zip", lambda path: path.unlink(), "missing"),
        ("snapshots.json", lambda path: path.unlink(), "missing"),
        ("snapshots.json", lambda path: path.write_text("{"), "cannot be read"),
        ("snapshots.json", lambda path: path.write_text('{"file": 3}'), "cannot be read"),
    ],
)
def test_a_damaged_file_is_named_with_the_command_that_makes_it(kept, name, corrupt, why):
    corrupt(kept / "dense_16" / name)
    with pytest.raises(SnapshotsError, match=why) as caught:
        snapshots.load("dense_16", kept)
    assert caught.value.file == f"dense_16/{name}"
    assert caught.value.command == "python train.py snapshots dense_16"


def test_facts_of_a_moment_that_is_not_there_are_refused(kept):
    path = snapshots.path_of("dense_16", kept).with_suffix(".json")
    facts = json.loads(path.read_text())
    facts["moments"].append({"moment": 99, "loss": 0.1})
    path.write_text(json.dumps(facts))
    with pytest.raises(SnapshotsError, match="holds no snapshots"):
        snapshots.load("dense_16", kept)


# What the repository ships


@pytest.mark.parametrize("key", PLANS)
def test_the_shipped_snapshots_are_those_of_the_plan_and_of_the_shipped_recipe(key):
    found, card = snapshots.load(key), store.read_card(key)
    assert tuple(s.moment for s in found.stored) == (
        0,
        *PLANS[key].moments(card["recipe"]["epochs"]),
    )
    for fact in ("recipe", "seed", "data"):
        assert found.facts[fact] == card[fact]
    losses = card["history"]["loss"]
    for snapshot in found.stored:
        if snapshot.moment >= 1:  # the same run, so the same losses
            assert snapshot.loss == pytest.approx(losses[int(snapshot.moment) - 1], rel=0.01)


@pytest.mark.parametrize("key", PLANS)
def test_every_shipped_snapshot_is_close_to_the_exact_net(key):
    moments = snapshots.load(key).facts["moments"]
    assert {row["moment"] for row in moments} == {s.moment for s in snapshots.load(key).stored}
    assert min(row["exact_db"] for row in moments) >= NEAR


@pytest.mark.parametrize("key", PLANS)
def test_the_shipped_untrained_net_is_the_one_that_training_begins_with(key, stroke_pictures):
    """Built anew from its seed: what is said of how exact it is holds for what is in the file."""
    found = snapshots.load(key)
    exact = np.asarray(
        builder.build(presets.get(key), seed=found.facts["seed"])(stroke_pictures[:8])
    )
    painted = runtime.Net(found.stored[0].litert).run("reconstruct", stroke_pictures[:8])
    assert -10 * np.log10(np.mean((painted["reconstruction"] - exact) ** 2)) >= NEAR


def test_untrained_cross_entropy_is_that_of_a_blind_guess():
    for key in PLANS:
        if presets.get(key).loss == "bce":
            untrained = snapshots.load(key).stored[0]
            assert untrained.moment == 0
            assert untrained.loss == pytest.approx(np.log(2), abs=0.02)


def test_shipped_snapshots_take_at_most_twenty_megabytes(shipped_weights):
    sizes = [path.stat().st_size for path in shipped_weights.glob("*/snapshots.*")]
    assert len(sizes) == 2 * len(PLANS)
    assert sum(sizes) <= 20_000_000
    assert max(sizes) <= 10_000_000


def test_shipped_snapshots_name_their_digits(shipped_weights):
    facts = json.loads((shipped_weights / "dense_16" / "snapshots.json").read_text())
    assert facts["data"]["digits"] == 60_000
    assert facts["data"]["sha256"] == datasets._SHA256["x_train"]
