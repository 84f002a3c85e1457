"""`python train.py run` and `snapshots`: what they leave on the disk."""

import hashlib
import os
import re
import subprocess
import sys
from dataclasses import replace

import numpy as np
import pytest
from PIL import Image

from ae_core import metrics
from ae_core.data import datasets, stroke_digits
from ae_core.inference import runtime
from ae_core.models import builder, code_changes, presets, snapshots, store
from ae_core.pictures import from_uint8
from ae_core.training import compiling, saving, trainer
from ae_core.training.cli import epoch_figures, train_model
from ae_core.training.sweep import processes
from tests.conftest import ROOT

from .conftest import call, contents

pytestmark = pytest.mark.usefixtures("untraced")


def weights_of(key, out):
    return store.path_of(key, out).read_bytes()


@pytest.fixture
def small_ours(monkeypatch, few_strokes, unconverted):
    """Rows of ours and the classifier, with nets so small that they are trained in seconds."""
    small = {"widths": (2, 4, 2), "hidden": 8, "code_shape": (4,)}
    changes = {
        "conv_32": {**small, "code_shape": (6,)},
        "ordered_32": {**small, "code_shape": (6,)},
        "conv_16": small,
        "classifier": {"widths": (2, 2, 2), "hidden": 4},
        "plain_16": small,
    }
    rows = {key: replace(presets.ALL[key], **change) for key, change in changes.items()}
    rows = {
        key: replace(row, recipe=replace(row.recipe, epochs=1, precision="float32"))
        for key, row in rows.items()
    }
    monkeypatch.setattr(presets, "ALL", rows)
    monkeypatch.setattr(presets, "PRESETS", {key: rows[key] for key in rows if key != "classifier"})
    monkeypatch.setattr(trainer, "fastest_precision", None)  # nothing here is worth timing
    return few_strokes


# One training


def test_the_card_describes_the_training_and_the_files(trained, few_strokes):
    card = store.read_card("dense_16", trained)
    spec = presets.PRESETS["dense_16"]
    assert card["key"] == "dense_16"
    assert card["spec"] == spec.as_json()
    assert card["recipe"] == {"name": "ours", **replace(spec.recipe, epochs=2).__dict__}
    assert card["seed"] == 0
    assert card["epochs"] == len(card["history"]["loss"]) == 2
    assert len(card["history"]["validation_loss"]) == 2
    assert "extra" not in card["history"]
    assert card["minutes"] >= 0
    digits = datasets.load_strokes("train")
    assert card["data"] == {"name": "strokes", "digits": 300, "sha256": digits.sha256}
    assert set(card["versions"]) == {"python", "tensorflow", "keras", "numpy", "backend"}
    assert len(card["code_range"]["low"]) == len(card["code_range"]["high"]) == 16
    measured = dict(card["metrics"])
    assert (measured.pop("digits"), measured.pop("on")) == (40, "strokes")
    assert list(measured) == ["clean", "0.25", "0.5", "0.75", "1.0"]
    for scores in measured.values():
        assert set(scores) == {"mse", "bce", "psnr", "ssim"}
        assert np.isfinite(list(scores.values())).all()
    # of dense_16, whose loss is the MSE, over the same test digits
    assert card["history"]["validation_loss"][-1] == pytest.approx(measured["clean"]["mse"], 1e-3)
    for kind in store.KINDS:
        content = store.path_of("dense_16", trained, kind).read_bytes()
        about = card["files"][kind]
        assert about["bytes"] == len(content)
        assert about["sha256"] == hashlib.sha256(content).hexdigest()


def test_each_epoch_is_printed_with_both_losses(trained_once):
    losses = r"dense_16: epoch 2/2, training loss 0\.\d+, validation loss 0\.\d+, \d+\.\d s"
    assert re.search(losses, trained_once[1])


def test_nothing_but_the_files_of_the_model_is_left(trained):
    assert not [name for name in contents(trained) if name.startswith(".")]
    snapshot = snapshots.path_of("dense_16", trained)
    expected = [store.path_of("dense_16", trained, kind) for kind in store.KINDS]
    expected += [store.card_of("dense_16", trained), snapshot, snapshot.with_suffix(".json")]
    assert set(contents(trained)) == {"README.md", *(path.name for path in expected)}


@pytest.mark.parametrize("option", ["--epochs=2", "--resume"])
def test_a_trained_model_is_left_as_it_is(option, trained, few_strokes):
    before = contents(trained)
    times = {path: path.stat().st_mtime_ns for path in trained.rglob("dense*")}
    code, text = call("run", "dense_16", *few_strokes, option, "--out", trained)
    assert code == 0
    assert "trained already" in text
    assert "--force" in text
    assert contents(trained) == before
    assert {path: path.stat().st_mtime_ns for path in trained.rglob("dense*")} == times


def test_force_trains_again(trained, few_strokes):
    before = weights_of("dense_16", trained)
    options = ["--epochs", 1, "--seed", 3, "--validation", 0, "--force"]
    code, text = call("run", "dense_16", *few_strokes, *options, "--out", trained)
    assert code == 0, text
    assert weights_of("dense_16", trained) != before
    card = store.read_card("dense_16", trained)
    assert (card["epochs"], card["seed"], set(card["history"])) == (1, 3, {"loss"})


def test_damaged_weights_are_trained_again_by_the_recipe_asked_for(trained, few_strokes):
    store.path_of("dense_16", trained).write_bytes(b"damaged")
    options = ["--epochs", 1, "--recipe", "published"]
    code, text = call("run", "dense_16", *few_strokes, *options, "--out", trained)
    assert code == 0
    assert "trained already" not in text
    recipe = store.read_card("dense_16", trained)["recipe"]
    published = presets.get("dense_16").published.recipe
    assert recipe == {"name": "published", **replace(published, epochs=1).__dict__}


def test_a_damaged_checkpoint_is_one_sentence(tmp_path, few_strokes):
    spec = presets.get("dense_16")
    asked = train_model.Request(spec, "ours", spec.recipe, 0, tmp_path, "strokes", resume=True)
    asked.checkpoint.parent.mkdir()
    asked.checkpoint.write_bytes(b"half a checkpoint")
    code, text = call("run", "dense_16", *few_strokes, "--resume", "--out", tmp_path)
    assert code == 1
    assert "checkpoint" in text
    assert "damaged" in text


# Our own models


def assert_standardised(key, card, out):
    """Each number of the stored code has mean 0 and variance 1 over the training digits."""
    pictures = from_uint8(datasets.load_strokes("train").images)
    codes = np.asarray(store.load(key, out).get_layer("encoder")(pictures))
    np.testing.assert_allclose(codes.mean(axis=0), 0, atol=0.02)
    np.testing.assert_allclose(codes.var(axis=0), 1, atol=0.02)
    low, high = (np.array(card["code_range"][end]) for end in ("low", "high"))
    assert low.shape == high.shape == (4,)
    assert ((low > -6) & (low < -0.5) & (high > 0.5) & (high < 6)).all()


def test_a_model_is_trained_after_the_one_that_it_begins_as(small_ours, tmp_path):
    code, text = call("run", "ordered_32", "classifier", "conv_32", *small_ours, "--out", tmp_path)
    assert code == 0, text
    start, then = (text.index(f"{key}: epoch 1/1") for key in ("conv_32", "ordered_32"))
    assert start < then
    assert " and extra 0." in text
    cards = {key: store.read_card(key, tmp_path) for key in ("classifier", "conv_32", "ordered_32")}
    assert 0 <= cards["classifier"]["metrics"]["accuracy"] <= 1
    assert "code_range" not in cards["classifier"]  # it has no code that a slider could move
    assert set(cards["classifier"]["history"]) == {"loss", "validation_loss"}
    for key in ("conv_32", "ordered_32"):
        assert set(cards[key]["history"]) == {"loss", "extra", "validation_loss"}


def test_a_training_can_begin_with_trained_weights(small_ours, tmp_path):
    """At a rate of nearly nothing it stays where they are."""
    first, then = tmp_path / "first", tmp_path / "then"
    code, text = call("run", "plain_16", *small_ours, "--out", first)
    assert code == 0, text
    options = (*small_ours, "--learning-rate", "1e-9", "--begin-with", first, "--out", then)
    code, text = call("run", "plain_16", *options)
    assert code == 0, text
    pictures = from_uint8(datasets.load_strokes("train").images[:20])
    before, after = (np.asarray(store.load("plain_16", out)(pictures)) for out in (first, then))
    np.testing.assert_allclose(after, before, atol=5e-3)
    card = store.read_card("plain_16", then)
    assert card["continued"]["learning_rate"] == 1e-9
    sha256 = store.checksum(store.read_card("plain_16", first))
    assert card["began_with"] == {"key": "plain_16", "sha256": sha256}
    assert card["epochs"] == len(card["history"]["loss"]) == 2  # one of each run
    text = (then / "README.md").read_text(encoding="utf-8")
    assert f"begun with `plain_16` {sha256[:8]}" in text
    code, text = call("run", "conv_32", *options[:-1], tmp_path / "third")
    assert code == 1
    assert "is missing" in text


def test_a_run_stopped_after_its_last_epoch_is_resumed_to_the_same_weights(
    small_ours, tmp_path, monkeypatch
):
    """Its codes were standardised, but not those of the net in the checkpoint."""
    lost, save = [], saving.save

    def fail(model, card, out):
        lost.extend(saving.rounded(model).get_weights())  # as they would have been stored
        raise OSError("disk full")

    monkeypatch.setattr(saving, "save", fail)
    code, text = call("run", "plain_16", *small_ours, "--out", tmp_path)
    assert (code, text.endswith("disk full")) == (1, True)
    monkeypatch.setattr(saving, "save", save)

    figures = ("--figures", tmp_path / "figures")
    code, text = call("run", "plain_16", *small_ours, "--resume", *figures, "--out", tmp_path)
    assert code == 0, text
    assert "continuing after epoch 1" in text
    assert "no figures, so no GIF" in text
    assert not figures[1].exists()
    assert "epoch 1/1, training loss" not in text  # nothing was left to train
    assert_standardised("plain_16", store.read_card("plain_16", tmp_path), tmp_path)
    for one, other in zip(lost, store.load("plain_16", tmp_path).get_weights(), strict=True):
        # standardised twice, by what digits give in the net: two steps of sixteen bits
        np.testing.assert_allclose(other, one, rtol=2**-9, atol=1e-5)


def test_a_code_is_sorted_and_grows_when_its_order_begins_and_not_again(
    small_ours, tmp_path, monkeypatch
):
    """A resumed run takes its weights from the checkpoint, a continued one those of its own."""
    assert call("run", "conv_32", *small_ours, "--out", tmp_path)[0] == 0
    options = ("run", "ordered_32", *small_ours, "--out", tmp_path)
    sort, sorted_nets = code_changes.sort_code, []
    grow, growing = compiling.Growing, []

    def see(model, pictures):
        sorted_nets.append(model)
        sort(model, pictures)

    def fail(model, card, out):
        raise OSError("disk full")

    monkeypatch.setattr(code_changes, "sort_code", see)
    monkeypatch.setattr(compiling, "Growing", lambda done: growing.append(done) or grow(done))
    with monkeypatch.context() as patch:
        patch.setattr(saving, "save", fail)
        assert call(*options, "--resume")[0] == 1  # there is nothing to resume yet
    assert len(sorted_nets) == 1
    assert growing
    trained = dict(np.load(tmp_path / "ordered_32" / ".checkpoint.npz"))
    code, text = call(*options, "--resume")
    assert code == 0, text
    assert len(sorted_nets) == 1
    kernel = store.load("ordered_32", tmp_path).get_weights()[0]  # no change of the code touches it
    assert any(
        value.shape == kernel.shape and np.allclose(value, kernel, rtol=2**-9, atol=1e-5)
        for value in trained.values()
    )
    growing.clear()
    code, text = call(*options[:-1], tmp_path / "then", "--begin-with", tmp_path)
    assert code == 0, text
    assert len(sorted_nets) == 1
    assert not growing
    began_with = store.read_card("ordered_32", tmp_path / "then")["began_with"]
    assert began_with["key"] == "ordered_32"


def test_the_card_is_of_the_weights_as_they_will_be_loaded(few_strokes, tmp_path, monkeypatch):
    other = builder.build(presets.get("dense_16"), seed=99)
    monkeypatch.setattr(saving, "rounded", lambda model: other)
    monkeypatch.setattr(trainer.Training, "epochs", lambda run, on_step: iter(()))
    monkeypatch.setattr(saving, "save", lambda model, card, out: cards.append(card) or out)
    monkeypatch.setattr(train_model, "_save_snapshots", lambda *_: None)
    cards = []
    assert call("run", "dense_16", *few_strokes, "--out", tmp_path)[0] == 0
    pictures = from_uint8(datasets.load_strokes("test").images)
    error = metrics.mse(pictures, np.asarray(other(pictures))).mean()
    assert cards[0]["metrics"]["clean"]["mse"] == pytest.approx(error, abs=2e-5)


# Figures


def assert_gif_of(paths, gif_path):
    """The GIF shows these pictures, in this order, for a second each."""
    with Image.open(gif_path) as gif:
        assert gif.n_frames == len(paths)
        for number, path in enumerate(paths):
            gif.seek(number)
            assert gif.info["duration"] == 1000
            with Image.open(path) as frame:
                np.testing.assert_array_equal(
                    np.asarray(gif.convert("RGB")), np.asarray(frame.convert("RGB"))
                )


def test_figures_of_a_run_that_was_resumed_start_where_it_resumed(
    tmp_path, few_strokes, monkeypatch, unconverted
):
    """The run began without figures, which is no reason to lose it at its end."""
    epochs = trainer.Training.epochs

    def stop_after_one(run, on_step=None):
        yield next(epochs(run, on_step))
        raise FloatingPointError("stopped here")

    out, figures = tmp_path / "w", tmp_path / "figures"
    options = ["run", "dense_16", *few_strokes, "--epochs", "3", "--out", out]
    with monkeypatch.context() as patch:
        patch.setattr(trainer.Training, "epochs", stop_after_one)
        assert call(*options)[0] == 1
    code, text = call(*options, "--resume", "--figures", figures)
    assert code == 0, text
    assert "continuing after epoch 1" in text
    paths = sorted((figures / "dense_16").glob("*.png"))
    assert [path.name for path in paths] == ["epoch_002.png", "epoch_003.png"]
    assert paths[0].read_bytes() != paths[1].read_bytes()
    with Image.open(paths[0]) as picture:
        assert picture.width > 4 * picture.height  # ten digits over ten
    assert_gif_of(paths, figures / "dense_16" / "training.gif")
    assert store.read_card("dense_16", out)["epochs"] == 3
    # the snapshots of both parts were kept, and their temporary file is gone
    moments = [s.moment for s in snapshots.load("dense_16", out).stored]
    assert moments == [0, 1 / 16, 1 / 8, 1 / 4, 1 / 2, 1, 2]
    assert not [path for path in out.rglob(".*") if path.suffix == ".npz"]


def test_the_figure_of_a_denoiser_shows_noise_and_that_of_a_plain_net_none(tmp_path):
    """Ten digits as they are given over what comes back: a net that changes nothing shows both."""
    import keras

    pictures, labels = stroke_digits.make(10, seed=3)
    test = datasets.Digits("strokes", np.round(pictures * 255).astype(np.uint8), labels, "")
    unchanged = keras.Sequential([keras.Input((28, 28)), keras.layers.Activation("linear")])
    ink = {}
    for key in ("plain_16", "conv_16", "restore_3x3"):
        epoch_figures.save(unchanged, presets.PRESETS[key], test, tmp_path / key, 7)
        with Image.open(tmp_path / key / "epoch_007.png") as picture:
            ink[key] = np.asarray(picture.convert("L"), np.float32)
    np.testing.assert_array_equal(ink["conv_16"], ink["restore_3x3"])
    assert np.abs(ink["conv_16"] - ink["plain_16"]).mean() > 5


# Data of one's own


@pytest.fixture
def letters(tmp_path):
    """A folder of 40 pictures in folders "a" and "b", 30 x 20 pixels, black on white."""
    rng = np.random.default_rng(0)
    for number in range(40):
        picture = np.full((30, 20), 255, np.uint8)
        picture[5:25, 5:15] = rng.integers(0, 200, (20, 10))
        path = tmp_path / "letters" / "ab"[number % 2] / f"{number}.png"
        path.parent.mkdir(parents=True, exist_ok=True)
        Image.fromarray(picture).save(path)
    return tmp_path / "letters"


@pytest.mark.parametrize("labelled", [True, False])
def test_a_model_learns_from_data_of_ones_own_and_its_card_says_so(
    labelled, letters, tmp_path, unconverted
):
    data, out = (letters if labelled else letters / "a"), tmp_path / "weights"
    figures = tmp_path / "figures"
    options = ["--data", data, "--epochs", 1, "--out", out, "--figures", figures]
    code, text = call("run", "dense_16", *options)
    assert code == 0, text
    card, digits = store.read_card("dense_16", out), datasets.load(data, "train")
    count = 36 if labelled else 18
    assert card["data"] == {"name": data.name, "digits": count, "sha256": digits.sha256}
    assert (card["metrics"]["on"], card["metrics"]["digits"]) == (data.name, count // 9)
    assert snapshots.load("dense_16", out).facts["data"] == card["data"]
    assert not list(out.rglob("map.json"))  # a map is of MNIST's digits
    said = (out / "README.md").read_text(encoding="utf-8")
    assert f"trained on {data.name}; they" in said
    assert "MNIST" not in said
    code, text = call("evaluate", "dense_16", "--data", data, "--out", out)
    assert code == 0
    assert f"test digits ({data.name})" in text


@pytest.mark.parametrize("command", ["run", "evaluate", "snapshots"])
def test_data_that_cannot_be_used_is_one_sentence(command, letters, tmp_path):
    (letters / "a" / "0.png").write_bytes(b"")
    options = ["dense_16", "--out", tmp_path / "weights"]
    code, text = call(command, *options, "--data", letters)
    assert code == 1
    assert text.endswith("0.png is no picture, or damaged or cut short.")
    code, text = call(command, *options, "--data", "mnits")
    assert code == 1
    assert "no data set, file or folder mnits: give mnist, strokes, fashion_mnist or a" in text
    assert not contents(tmp_path / "weights")


@pytest.mark.parametrize("labelled", [True, False])
def test_the_classifier_learns_from_labels_of_digits_alone(labelled, letters, tmp_path):
    (letters / "a").rename(letters / "3")
    (letters / "b").rename(letters / "11")
    data = letters if labelled else letters / "3"
    code, text = call("run", "classifier", "--data", data, "--out", tmp_path / "weights")
    assert code == 1
    assert f"Expected a label from 0 to 9 for each picture of {data.name}" in text


def test_a_sweep_takes_data_of_ones_own(letters, tmp_path, monkeypatch):
    seen = []
    monkeypatch.setattr(
        processes, "local", lambda runs, *digits: seen.append(digits) or (_ for _ in ())
    )
    code, text = call("sweep", "--codes", 2, "--data", letters, "--out", tmp_path / "sweep")
    assert code == 0, text
    ((train, test, _),) = seen
    assert (train.name, len(train.images), len(test.images)) == ("letters", 36, 4)


# Snapshots


def test_the_snapshots_are_of_the_same_run_as_the_card(trained):
    found, card = snapshots.load("dense_16", trained), store.read_card("dense_16", trained)
    assert [s.moment for s in found.stored] == [0, 1 / 16, 1 / 8, 1 / 4, 1 / 2, 1]
    assert found.stored[-1].loss == pytest.approx(card["history"]["loss"][0], abs=1e-4)
    for fact in ("recipe", "seed", "data", "versions"):
        assert found.facts[fact] == card[fact]


def test_snapshots_alone_leave_weights_and_an_interrupted_training_as_they_are(
    trained, few_strokes
):
    for name in (".checkpoint.npz", ".snapshots.checkpoint.npz"):
        (trained / "dense_16" / name).write_bytes(b"of an interrupted training")
    before = contents(trained)
    snapshots.path_of("dense_16", trained).unlink()
    options = [*few_strokes, "--epochs", 2, "--out", trained]
    code, text = call("snapshots", "dense_16", *options)
    assert code == 0, text
    assert "epoch 1/2, training loss" in text
    assert "epoch 2/2, training loss" not in text  # the last moment is the model itself
    assert contents(trained) == before  # the same seed, the same snapshots


# All of it, in a process of its own


def test_a_training_whose_output_goes_nowhere_is_kept(tmp_path):
    """With LiteRT files and snapshots that do the same as the Keras weights."""
    reading, writing = os.pipe()
    os.close(reading)
    few = (
        "from ae_core.data import datasets; datasets._STROKE_COUNT = {'train': 300, 'test': 40};"
        "from ae_core.models.snapshots import PLANS, Plan; PLANS['dense_16'] = Plan(early=(1 / 2,))"
    )
    program = f"{few}; from ae_core.training.cli.commands import main; main()"
    arguments = ["run", "dense_16", "--data", "strokes", "--epochs", "1", "--out", "ü 数[/]"]
    with os.fdopen(writing, "w") as stdout:
        done = subprocess.run(
            [sys.executable, "-c", program, *arguments],
            cwd=tmp_path,
            env={**os.environ, "PYTHONPATH": str(ROOT), "PYTHONIOENCODING": "cp1252"},
            stdout=stdout,
            stderr=subprocess.PIPE,
        )
    assert done.returncode == 0
    assert b"Error" not in done.stderr
    out = tmp_path / "ü 数[/]"
    digits, _ = stroke_digits.make(4, seed=3)
    model, (litert, _) = store.load("dense_16", out), store.read_litert("dense_16", out)
    restored = runtime.Net(litert).run("reconstruct", digits)["reconstruction"]
    np.testing.assert_allclose(restored, np.asarray(model(digits)), atol=1e-4)
    for snapshot in snapshots.load("dense_16", out).stored:
        painted = runtime.Net(snapshot.litert).run("reconstruct", digits)["reconstruction"]
    assert np.ptp(painted) > 0.1  # no longer grey
