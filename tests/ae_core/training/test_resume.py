"""A run that was stopped or killed ends where an uninterrupted one ends; other checkpoints are
refused."""

import json
import os
import pickle
import signal
import subprocess
import sys
import time
from dataclasses import replace

import numpy as np
import pytest
from typer.testing import CliRunner

from ae_core.data import datasets, stroke_digits
from ae_core.models import store
from ae_core.models.presets import PRESETS
from ae_core.training import export, recording, trainer
from ae_core.training.cli import commands
from ae_core.training.corruption import SHARES
from tests.conftest import ROOT

from .nets import (
    CLASSIFIER,
    DENOISER,
    DENSE,
    OURS,
    RECIPE,
    assert_same_weights,
    finish,
)


@pytest.fixture(scope="module")
def stroke_labels():
    """The labels of `stroke_images`."""
    return stroke_digits.make(300, seed=6)[1].astype(np.uint8)


@pytest.fixture
def checkpoint(tmp_path):
    return tmp_path / ".checkpoint.npz"


@pytest.fixture(scope="module")
def first_epoch(tmp_path_factory, stroke_images):
    """The bytes of a checkpoint: a dense run that was left after the first of three epochs."""
    path = tmp_path_factory.mktemp("stopped") / ".checkpoint.npz"
    next(trainer.Training(DENSE, RECIPE, stroke_images, 0, path).epochs())
    return path.read_bytes()


@pytest.fixture
def stopped(checkpoint, first_epoch):
    """The path of that checkpoint."""
    checkpoint.write_bytes(first_epoch)
    return checkpoint


# The same end


@pytest.mark.parametrize(
    ("spec", "left_after"),
    [(DENOISER, 1), (DENOISER, 3), (OURS, 2), (CLASSIFIER, 1)],
    ids=["first", "last", "ours", "classifier"],
)
def test_a_resumed_run_ends_where_an_uninterrupted_one_ends(
    spec, left_after, checkpoint, stroke_images, stroke_labels
):
    """Order, noise, shares, dropout, statistics of layers and rounds go on where they were."""
    recipe = replace(RECIPE, schedule="two_rounds") if spec == OURS else RECIPE

    def begin():
        held_out = stroke_images[:20], stroke_labels[:20]
        more = {"labels": stroke_labels, "held_out": held_out}
        return trainer.Training(spec, recipe, stroke_images, 7, checkpoint, **more)

    straight = begin()
    for epoch in straight.epochs():
        if epoch.number == left_after:  # the file as a run that is killed here leaves it
            kept = checkpoint.read_bytes()
            before = [np.array(variable) for variable in straight._variables()]

    checkpoint.write_bytes(kept)
    second = begin()
    assert second.resume()
    for variable, value in zip(second._variables(), before, strict=True):
        np.testing.assert_array_equal(variable, value)
    assert [epoch.number for epoch in finish(second)] == list(range(left_after + 1, 4))
    assert_same_weights(second.model, straight.model, atol=1e-4)
    for name in ("loss", "extra", "validation_loss"):
        pair = [[getattr(epoch, name) for epoch in run.history] for run in (second, straight)]
        np.testing.assert_allclose(*pair, rtol=1e-4, err_msg=name)


def test_runs_of_two_seeds_differ(stroke_images):
    """Else the test above would pass whatever was restored."""
    one, other = (trainer.Training(DENSE, RECIPE, stroke_images, seed) for seed in (0, 1))
    with pytest.raises(AssertionError):
        assert_same_weights(one.model, other.model)


def test_there_is_nothing_to_resume_without_a_checkpoint(checkpoint, stroke_images):
    assert not trainer.Training(DENSE, RECIPE, stroke_images, 0, checkpoint).resume()
    assert not trainer.Training(DENSE, RECIPE, stroke_images, 0, None).resume()


def test_a_checkpoint_without_validation_losses_can_be_resumed(stopped, stroke_images):
    with np.load(stopped) as saved:
        arrays = dict(saved)
    state = json.loads(str(arrays["state"]))
    state["history"] = [{"number": 1, "loss": 0.5, "seconds": 1.0}]
    np.savez(stopped, **{**arrays, "state": json.dumps(state)})
    run = trainer.Training(DENSE, RECIPE, stroke_images, 0, stopped)
    assert run.resume()
    assert run.history[0].validation_loss is None


def test_the_precision_measured_at_the_start_is_kept(checkpoint, stroke_images, monkeypatch):
    """Whichever is faster when the run is resumed."""
    recipe = replace(RECIPE, precision="fastest")
    monkeypatch.setattr(trainer, "fastest_precision", lambda *_: "mixed_bfloat16")
    next(trainer.Training(DENSE, recipe, stroke_images, 0, checkpoint).epochs())
    monkeypatch.setattr(trainer, "fastest_precision", lambda *_: "float32")
    run = trainer.Training(DENSE, recipe, stroke_images, 0, checkpoint)
    assert run.recipe.precision == "float32"
    assert run.resume()
    assert run.recipe.precision == "mixed_bfloat16"
    layer = run.model.get_layer("encoder").layers[-1]
    assert layer.compute_dtype == "bfloat16"


# Checkpoints that are refused


@pytest.mark.parametrize(
    "change",
    [
        {"seed": 1},
        {"spec": PRESETS["dense_32"]},
        {"spec": replace(DENSE, loss="bce")},
        {"recipe": replace(RECIPE, epochs=4)},
        {"recipe": replace(RECIPE, batch_size=32)},
        {"recipe": replace(RECIPE, learning_rate=0.02)},
        {"recipe": replace(RECIPE, schedule="constant")},
        {"fewer": True},
        {"other": True},
        {"shares": {"blur": 1.0}},
    ],
    ids=lambda change: " ".join(change),
)
def test_the_checkpoint_of_another_run_is_refused(stopped, stroke_images, change):
    images = stroke_images
    if "fewer" in change:
        images = images[:200]
    if "other" in change:  # as many, but others
        images = images ^ 1
    run = trainer.Training(
        change.get("spec", DENSE),
        change.get("recipe", RECIPE),
        images,
        change.get("seed", 0),
        stopped,
        shares=change.get("shares", SHARES),
    )
    with pytest.raises(ValueError, match=r"Expected the checkpoint of this run .*another's"):
        run.resume()
    assert run.history == []


@pytest.mark.parametrize("spec", [CLASSIFIER, DENSE], ids=["classifier", "dense_16"])
def test_labels_are_part_of_the_identity_of_a_run_that_learns_them(
    spec, stroke_images, stroke_labels
):
    other = stroke_labels.copy()
    other[5] = (other[5] + 1) % 10
    same, changed = (
        trainer.Training(spec, RECIPE, stroke_images, 0, None, labels)._identity()
        for labels in (stroke_labels, other)
    )
    assert (same == changed) == (spec is DENSE)


def damages(content):
    """A checkpoint cut short, with a flipped byte, emptied, replaced by text."""
    middle = len(content) // 2
    within = len(content) // 10  # in the numbers of the first kernel
    flipped = content[:within] + bytes([content[within] ^ 0xFF]) + content[within + 1 :]
    return [content[:middle], content[:-1], flipped, b"", b"not a checkpoint"]


@pytest.mark.parametrize("kind", range(5))
def test_a_damaged_checkpoint_is_refused(stopped, stroke_images, kind):
    stopped.write_bytes(damages(stopped.read_bytes())[kind])
    run = trainer.Training(DENSE, RECIPE, stroke_images, 0, stopped)
    with pytest.raises(ValueError, match=r"Expected a checkpoint in .*; it is damaged"):
        run.resume()
    assert run.history == []


@pytest.mark.parametrize("state", ["", "{", "[]", "{}", '{"variables": 1}', '{"variables": 0}'])
def test_a_checkpoint_with_a_senseless_state_is_refused(stopped, stroke_images, state):
    np.savez(stopped, state=state)
    run = trainer.Training(DENSE, RECIPE, stroke_images, 0, stopped)
    with pytest.raises(ValueError, match="Expected"):
        run.resume()


def test_a_checkpoint_that_lacks_variables_is_refused(stopped, stroke_images):
    with np.load(stopped) as saved:
        arrays = dict(saved)
    state = json.loads(str(arrays["state"]))
    state["variables"] -= 1
    np.savez(stopped, **{**arrays, "state": json.dumps(state)})
    run = trainer.Training(DENSE, RECIPE, stroke_images, 0, stopped)
    with pytest.raises(ValueError, match="Expected the checkpoint of this run"):
        run.resume()


def test_a_checkpoint_is_never_unpickled(stopped, stroke_images, tmp_path):
    class Trap:
        def __reduce__(self):
            return (os.mkdir, (str(tmp_path / "sprung"),))

    run = trainer.Training(DENSE, RECIPE, stroke_images, 0, stopped)
    np.savez(stopped, state=np.array([Trap()], dtype=object))
    with pytest.raises(ValueError, match="damaged"):
        run.resume()
    stopped.write_bytes(pickle.dumps(Trap()))
    with pytest.raises(ValueError, match="damaged"):
        run.resume()
    assert not (tmp_path / "sprung").exists()


def test_a_checkpoint_that_cannot_be_written_leaves_the_one_before(
    stopped, stroke_images, monkeypatch
):
    before = stopped.read_bytes()
    run = trainer.Training(DENSE, RECIPE, stroke_images, 0, stopped)
    run.resume()

    def fail(path, **arrays):
        path.write_bytes(b"half")
        raise OSError("disk full")

    monkeypatch.setattr(np, "savez", fail)
    with pytest.raises(OSError, match="disk full"):
        run._save()
    assert stopped.read_bytes() == before
    assert list(stopped.parent.iterdir()) == [stopped]


# kill -9

FEW = {"train": 600, "test": 40}  # stroke digits
OPTIONS = ["--data", "strokes", "--batch-size", "32", "--epochs", "20"]


def kill_between_epochs(out):
    """Train on few digits, kill -9 once the first checkpoint is there; the epochs it finished."""
    checkpoint = out / "dense_16" / ".checkpoint.npz"
    program = (
        f"from ae_core.data import datasets; datasets._STROKE_COUNT = {FEW};"
        "from ae_core.training.cli.commands import main; main()"
    )
    process = subprocess.Popen(
        [sys.executable, "-c", program, "run", "dense_16", *OPTIONS, "--out", str(out)],
        cwd=ROOT,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        deadline = time.monotonic() + 120
        while not checkpoint.exists() and process.poll() is None and time.monotonic() < deadline:
            time.sleep(0.005)
    finally:
        process.kill()
        process.wait()
    assert process.returncode == -signal.SIGKILL, "it ended before it could be killed"
    with np.load(checkpoint, allow_pickle=False) as saved:
        return len(json.loads(str(saved["state"]))["history"])


@pytest.mark.skipif(os.name != "posix", reason="there is no kill -9 here")
def test_a_killed_training_resumes_to_the_same_end(tmp_path, monkeypatch):
    """`python train.py run`, kill -9, `run --resume`: the weights of an unbroken run."""
    assert 1 <= kill_between_epochs(tmp_path / "killed") < 20
    monkeypatch.setattr(datasets, "_STROKE_COUNT", FEW)
    monkeypatch.setattr(export, "convert", lambda model, storage: b"LiteRT")
    monkeypatch.setattr(recording, "_convert", lambda key, values: (b"small", 50.0))
    for out, more in ((tmp_path / "killed", ["--resume"]), (tmp_path / "straight", [])):
        arguments = ["run", "dense_16", *OPTIONS, *more, "--out", str(out)]
        result = CliRunner().invoke(commands.app, arguments)
        assert result.exit_code == 0, result.output
        assert ("continuing after epoch" in result.output) == bool(more)
    killed, straight = (store.load("dense_16", tmp_path / x) for x in ("killed", "straight"))
    assert_same_weights(killed, straight, atol=1e-3)
    assert not (tmp_path / "killed" / "dense_16" / ".checkpoint.npz").exists()
    histories = [
        store.read_card("dense_16", tmp_path / x)["history"] for x in ("killed", "straight")
    ]
    for name in ("loss", "validation_loss"):
        assert len(histories[0][name]) == 20
        np.testing.assert_allclose(*(history[name] for history in histories), atol=2e-5)
