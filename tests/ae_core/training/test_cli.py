"""`python train.py`: what it says, what it refuses, and what it leaves on the disk."""

import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import filelock
import numpy as np
import pytest
import typer
from PIL import Image
from typer.testing import CliRunner

from ae_core import evaluation, metrics
from ae_core.data import datasets, stroke_digits
from ae_core.inference import runtime
from ae_core.models import builder, presets, snapshots, store
from ae_core.pictures import from_uint8
from ae_core.training import export, recording, saving
from ae_core.training.cli import commands, train_model

ROOT = Path(__file__).parents[3]
OPTIONS = [
    "--recipe",
    "--epochs",
    "--batch-size",
    "--seed",
    "--out",
    "--force",
    "--resume",
    "--figures",
    "--data",
    "--list",
    "--evaluate",
    "--maps",
    "--export",
    "--snapshots",
]

SAVED = ["README.md", "dense_16.json", "dense_16.tflite", "dense_16.weights.h5", "replay"]

app = typer.Typer()
app.command()(commands.main)


def call(*arguments):
    """Run the command in this process; the exit code and what was printed, as one line."""
    result = CliRunner().invoke(app, [str(argument) for argument in arguments])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exc_info
    return result.exit_code, " ".join(re.sub(r"[│╭╮╰╯─]", " ", result.output).split())


@pytest.fixture
def few_strokes(monkeypatch):
    """The built-in digits, but few of them: 300 to train on, 40 to test on."""
    return take_few(monkeypatch)


def take_few(patch):
    patch.setattr(datasets, "_STROKE_COUNT", {"train": 300, "test": 40})
    return ["--data", "strokes"]


@pytest.fixture(autouse=True)
def unconverted(monkeypatch):
    """No LiteRT files are made, which takes seconds: each says instead which weights it is of.

    They are made where trainings run in processes of their own ("What cannot be printed"), and
    where the value is called.
    """
    convert = export.convert
    convert_nothing(monkeypatch)
    return lambda: monkeypatch.setattr(export, "convert", convert)


def convert_nothing(patch):
    patch.setattr(export, "convert", lambda model, storage: digest(model.get_weights()))
    patch.setattr(recording, "_small", lambda key, values: (digest(values), 50.0))


def digest(values):
    return hashlib.sha256(b"".join(value.tobytes() for value in values)).digest()


@pytest.fixture(scope="module")
def trained_once(tmp_path_factory):
    """A folder with dense_16, trained for two epochs, never changed."""
    out = tmp_path_factory.mktemp("trained")
    with pytest.MonkeyPatch.context() as patch:
        convert_nothing(patch)
        code, text = call("dense_16", *take_few(patch), "--epochs", 2, "--out", out)
    assert code == 0, text
    return out


@pytest.fixture
def trained(trained_once, tmp_path):
    """A copy of `trained_once`, with its times."""
    return shutil.copytree(trained_once, tmp_path / "weights")


@pytest.fixture
def small_ours(monkeypatch, few_strokes):
    """Four rows of ours and none else, with nets so small that all are trained in seconds."""
    from ae_core.training import trainer

    residual = {"widths": (2, 4), "hidden": 8, "code_shape": (4,)}
    changes = {
        "conv_16": residual,
        "critic": {"widths": (2, 2, 2), "hidden": 4},
        "plain_16": residual,
        "unet": {"widths": (2, 4), "code_shape": (14, 14, 4)},
    }
    rows = {key: replace(presets.ALL[key], **change) for key, change in changes.items()}
    rows = {
        key: replace(row, recipe=replace(row.recipe, epochs=1, precision="float32"))
        for key, row in rows.items()
    }
    monkeypatch.setattr(presets, "ALL", rows)
    monkeypatch.setattr(presets, "PRESETS", {key: rows[key] for key in rows if key != "critic"})
    monkeypatch.setattr(trainer, "fastest_precision", None)  # nothing here is worth timing
    return few_strokes


def contents(folder):
    return {path.name: path.read_bytes() for path in folder.rglob("*") if path.is_file()}


# Words


def test_help_names_every_option():
    code, text = call("--help")
    assert code == 0
    for option in OPTIONS:
        assert option in text
    for word in ("published", "ours", "MNIST_NPZ", "Keras cache", "--list"):
        assert word in text


def test_every_option_that_there_is_is_tested_here():
    given = {
        option.opts[0] for option in typer.main.get_command(app).params if option.opts[0][0] == "-"
    }
    assert given - {"--install-completion", "--show-completion"} == set(OPTIONS)


@pytest.mark.parametrize("columns", ["80", "200"])
def test_list_names_every_model_whole(columns):
    """In a narrow terminal too: a key cut short cannot be typed."""
    done = subprocess.run(
        [sys.executable, "train.py", "--list"],
        cwd=ROOT,
        env={**os.environ, "COLUMNS": columns, "PYTHONIOENCODING": "utf-8"},
        capture_output=True,
        text=True,
        encoding="utf-8",
    )
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""  # no TensorFlow, so none of its warnings
    assert "…" not in done.stdout
    words = done.stdout.split()
    for spec in presets.ALL.values():
        assert spec.key in words
        assert all(word in words for word in spec.trained_on.split())
        assert f"{spec.parameters:,}" in words
        assert " ".join(spec.lesson.split()) in " ".join(words)


def test_naming_no_model_says_which_there_are():
    code, text = call()
    assert code == 2
    for known in [*presets.ALL, "all"]:
        assert known in text


def test_an_unknown_model_is_refused_before_any_is_trained(tmp_path):
    code, text = call("dense_16", "dense_17", "--out", tmp_path)
    assert code == 2
    assert "no model dense_17" in text
    for known in [*presets.ALL, "all"]:
        assert known in text
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    "arguments",
    [["--epochs", "0"], ["--batch-size", "-1"], ["--seed", "-1"], ["--recipe", "fast"]],
    ids=" ".join,
)
def test_refuses_settings_out_of_range(arguments, tmp_path):
    code, text = call("dense_16", *arguments, "--out", tmp_path)
    assert code == 2
    assert arguments[0] in text


def offline():
    raise datasets.DataError("MNIST could not be downloaded.")


def test_without_mnist_and_without_a_network_one_sentence_says_so(no_mnist, monkeypatch, tmp_path):
    monkeypatch.setattr(datasets, "download", offline)
    out = tmp_path / "weights"
    code, text = call("dense_16", "--out", out)
    assert code == 1
    assert text.endswith("fetching it (11 MB) MNIST could not be downloaded.")
    assert "Traceback" not in text
    assert not [path for path in out.glob("*") if not path.name.endswith(".lock")]


def test_a_wrong_path_to_mnist_is_named(monkeypatch, tmp_path):
    monkeypatch.setenv("MNIST_NPZ", str(tmp_path / "absent.npz"))
    code, text = call("dense_16", "--out", tmp_path / "weights")
    assert code == 1
    assert "absent.npz" in text


def test_only_what_is_absent_is_fetched(no_mnist, monkeypatch, tmp_path, few_strokes):
    monkeypatch.setattr(datasets, "download", offline)
    monkeypatch.setenv("MNIST_NPZ", str(tmp_path / "absent.npz"))
    assert "absent.npz" in call("dense_16", "--out", tmp_path / "weights")[1]
    assert "downloaded" not in call("dense_16", *few_strokes, "--epochs", 1, "--out", tmp_path)[1]


def test_a_folder_that_cannot_be_written_is_one_sentence(tmp_path):
    (tmp_path / "file").write_text("in the way")
    code, text = call("dense_16", "--data", "strokes", "--out", tmp_path / "file" / "weights")
    assert code == 1
    assert "Traceback" not in text


# Training


def test_the_card_says_everything(trained, few_strokes):
    card = store.read_card("dense_16", trained)
    spec = presets.PRESETS["dense_16"]
    assert card["key"] == "dense_16"
    assert card["spec"] == spec.as_json()
    assert card["recipe"] == {
        "name": "ours",
        "batch_size": spec.recipe.batch_size,
        "epochs": 2,
        "learning_rate": spec.recipe.learning_rate,
        "schedule": spec.recipe.schedule,
        "precision": "float32",
    }
    assert card["seed"] == 0
    assert card["epochs"] == len(card["history"]["loss"]) == 2
    assert card["minutes"] >= 0
    assert card["data"] == {
        "name": "strokes",
        "digits": 300,
        "sha256": datasets.load_strokes("train").sha256,
    }
    assert set(card["versions"]) == {"python", "tensorflow", "keras", "numpy", "backend"}
    assert all(card["versions"].values())
    assert len(card["code_range"]["low"]) == len(card["code_range"]["high"]) == 16
    measured = dict(card["metrics"])
    assert (measured.pop("digits"), measured.pop("on")) == (40, "strokes")
    assert list(measured) == ["clean", "0.25", "0.5", "0.75", "1.0"]
    for scores in measured.values():
        assert set(scores) == {"mse", "bce", "psnr", "ssim"}
        assert np.isfinite(list(scores.values())).all()
    for kind, name in (("keras", "dense_16.weights.h5"), ("litert", "dense_16.tflite")):
        content = (trained / name).read_bytes()
        assert card["files"][kind] == {
            "name": name,
            "bytes": len(content),
            "sha256": hashlib.sha256(content).hexdigest(),
        }


def test_nothing_else_is_left_behind(trained):
    names = sorted(path.name for path in trained.iterdir() if not path.name.endswith(".lock"))
    assert names == SAVED


def test_training_twice_says_so_and_touches_nothing(trained, few_strokes):
    before = contents(trained)
    times = {path.name: path.stat().st_mtime_ns for path in trained.glob("dense*")}
    code, text = call("dense_16", *few_strokes, "--epochs", 2, "--out", trained)
    assert code == 0
    assert "trained already" in text
    assert "--force" in text
    assert contents(trained) == before
    assert {path.name: path.stat().st_mtime_ns for path in trained.glob("dense*")} == times


def test_resume_without_an_interrupted_run_leaves_what_is_trained(trained, few_strokes):
    before = contents(trained)
    code, text = call("dense_16", *few_strokes, "--resume", "--out", trained)
    assert code == 0
    assert "trained already" in text
    assert contents(trained) == before


def test_force_trains_again(trained, few_strokes):
    before = contents(trained)
    code, text = call(
        "dense_16", *few_strokes, "--epochs", 1, "--seed", 3, "--force", "--out", trained
    )
    assert code == 0, text
    assert contents(trained)["dense_16.weights.h5"] != before["dense_16.weights.h5"]
    card = store.read_card("dense_16", trained)
    assert (card["epochs"], card["seed"]) == (1, 3)


def test_damaged_weights_are_trained_again_without_being_asked(trained, few_strokes):
    store.path_of("dense_16", trained).write_bytes(b"damaged")
    code, text = call("dense_16", *few_strokes, "--epochs", 1, "--out", trained)
    assert code == 0
    assert "trained already" not in text
    store.load("dense_16", trained)


def test_the_published_recipe_can_be_asked_for(tmp_path, few_strokes):
    code, text = call(
        "dense_16", *few_strokes, "--recipe", "published", "--epochs", 1, "--out", tmp_path
    )
    assert code == 0, text
    recipe = store.read_card("dense_16", tmp_path)["recipe"]
    assert (recipe["name"], recipe["batch_size"], recipe["learning_rate"]) == (
        "published",
        256,
        0.001,
    )


def test_a_damaged_checkpoint_is_one_sentence(tmp_path, few_strokes):
    (tmp_path / ".dense_16.checkpoint.npz").write_bytes(b"half a checkpoint")
    code, text = call("dense_16", *few_strokes, "--resume", "--out", tmp_path)
    assert code == 1
    assert "checkpoint" in text
    assert "damaged" in text


def test_evaluate_scores_what_is_trained_and_names_what_is_not(trained, few_strokes):
    code, text = call("--evaluate", *few_strokes, "--out", trained)
    assert code == 0
    assert "40 test digits (strokes)" in text
    assert "dense_16 clean" in text
    for sigma in ("0.25", "0.5", "0.75", "1.0"):
        assert f"sigma {sigma}" in text
    assert "python train.py dense_32 --force" in text


# LiteRT files


def test_export_makes_the_litert_files_of_what_is_there_anew_and_trains_nothing(trained):
    path = store.path_of("dense_16", trained, "litert")
    before = contents(trained)
    path.unlink()
    code, text = call("--export", "--out", trained)
    assert code == 0, text
    assert re.fullmatch(r"dense_16:\S*dense_16\.tflite\(0\.00MB\)", text.replace(" ", ""))
    assert contents(trained) == before


def test_export_of_one_that_is_named_and_not_there_is_one_sentence(trained):
    code, text = call("dense_32", "--export", "--out", trained)
    assert code == 1
    assert "dense_32.json is missing; make it again with: python train.py dense_32 --force" in text


def test_a_litert_file_that_is_damaged_costs_no_training(trained, few_strokes):
    """The command that the message names makes it anew."""
    path = store.path_of("dense_16", trained, "litert")
    before = contents(trained)
    path.write_bytes(b"damaged")
    with pytest.raises(store.WeightsError, match=r"train\.py dense_16 --export"):
        store.read_card("dense_16", trained)
    assert call("dense_16", "--export", "--out", trained)[0] == 0
    assert contents(trained) == before


def test_an_export_that_fails_is_one_sentence_and_the_training_is_not_lost(
    tmp_path, few_strokes, monkeypatch
):
    def fail(model, storage):
        raise export.ExportError("Expected the code of dense_16 within 0.001; it is 1 away")

    with monkeypatch.context() as patch:
        patch.setattr(export, "convert", fail)
        code, text = call("dense_16", *few_strokes, "--epochs", 1, "--out", tmp_path)
    assert code == 1
    assert text.endswith("Expected the code of dense_16 within 0.001; it is 1 away")
    code, text = call("dense_16", *few_strokes, "--epochs", 1, "--resume", "--out", tmp_path)
    assert code == 0, text
    assert "continuing after epoch 1" in text
    assert "training loss" not in text
    store.read_card("dense_16", tmp_path)


# Which are trained, and in which order


def keys_of(names, recipe="ours"):
    return [spec.key for spec in commands._chosen(names, commands.RecipeName(recipe))]


def test_the_coach_is_trained_before_its_pupils_in_whatever_order_they_are_named():
    assert keys_of(["conv_16", "dense_16", "critic"]) == ["dense_16", "critic", "conv_16"]
    assert keys_of(["dense_32", "dense_16", "dense_32"]) == ["dense_32", "dense_16"]


def test_all_is_every_row_once_each_pupil_after_the_coach():
    keys = keys_of(["all"])
    assert sorted(keys) == sorted(presets.ALL)
    for key, spec in presets.ALL.items():
        if spec.interpolation_penalty:
            assert keys.index("critic") < keys.index(key)


def test_all_with_the_published_recipe_is_the_six_published_systems():
    assert keys_of(["all"], "published") == [
        k for k, row in presets.PRESETS.items() if row.published
    ]


@pytest.mark.parametrize("key", ["conv_32", "unet", "classifier"])
def test_ours_have_no_published_recipe(key, tmp_path):
    code, text = call("dense_16", key, "--recipe", "published", "--out", tmp_path)
    assert code == 2
    assert f"no model {key} with that recipe; there are: dense_16," in text
    assert not list(tmp_path.iterdir())


def test_a_coach_that_is_needed_and_missing_is_one_sentence_with_its_command(tmp_path, few_strokes):
    code, text = call("conv_32", *few_strokes, "--out", tmp_path)
    assert code == 1
    wanted = r"\S*critic\.json is missing; make it again with: python train.py critic --force"
    assert re.fullmatch(wanted, text)
    assert not store.path_of("conv_32", tmp_path).exists()


def assert_standardised(key, card, out):
    """Each number of the stored net has mean 0 and variance 1 over the training digits."""
    pictures = from_uint8(datasets.load_strokes("train").images)
    codes = np.asarray(store.load(key, out).get_layer("encoder")(pictures))
    np.testing.assert_allclose(codes.mean(axis=0), 0, atol=0.02)
    np.testing.assert_allclose(codes.var(axis=0), 1, atol=0.02)
    low, high = (np.array(card["code_range"][end]) for end in ("low", "high"))
    assert low.shape == high.shape == (4,)
    assert ((low > -6) & (low < -0.5) & (high > 0.5) & (high < 6)).all()


def test_all_of_ours_can_be_trained_with_one_command(small_ours, tmp_path, unconverted):
    """The critic is trained first, and handed on to the one that needs it."""
    unconverted()  # but here, to a file that is compared with its model, or this fails
    code, text = call("all", *small_ours, "--out", tmp_path)
    assert code == 0, text
    critic, ours = (text.index(f"{key}: epoch 1/1") for key in ("critic", "conv_16"))
    assert critic < ours
    cards = {key: store.read_card(key, tmp_path) for key in presets.ALL}
    assert {card["recipe"]["name"] for card in cards.values()} == {"ours"}
    assert set(cards["critic"]["metrics"]) == {"digits", "on", "accuracy"}
    assert 0 <= cards["critic"]["metrics"]["accuracy"] <= 1
    levels = {"digits", "on", "clean", "0.25", "0.5", "0.75", "1.0"}
    for key in ("conv_16", "plain_16", "unet"):
        assert set(cards[key]["metrics"]) == levels
    # what moves with a slider has a range; a reader and a U-Net have no code to move
    assert {key for key, card in cards.items() if "code_range" in card} == {"conv_16", "plain_16"}
    for key in ("conv_16", "plain_16"):
        assert_standardised(key, cards[key], tmp_path)


def test_the_figures_on_a_card_are_those_of_the_weights_as_they_are_stored(
    small_ours, tmp_path, monkeypatch
):
    """Not of those the training ended with: what `rounded` gives is what a load will give."""
    other = builder.build(presets.get("plain_16"), seed=99)
    monkeypatch.setattr(saving, "rounded", lambda model: other)
    assert call("plain_16", *small_ours, "--out", tmp_path)[0] == 0
    card = store.read_card("plain_16", tmp_path)
    pictures = from_uint8(datasets.load_strokes("test").images)
    restored = np.asarray(other(pictures))
    assert card["metrics"]["clean"]["mse"] == pytest.approx(
        metrics.mse(pictures, restored).mean(), abs=2e-5
    )
    codes = np.asarray(other.get_layer("encoder")(pictures))
    assert card["code_range"]["low"] == pytest.approx(evaluation.code_range(codes)["low"], abs=2e-3)


def test_a_run_stopped_after_its_last_epoch_is_resumed_to_the_very_same_weights(
    small_ours, tmp_path, monkeypatch
):
    """Its codes had been standardised, and those of the net in the checkpoint had not."""
    lost, save = [], saving.save

    def fail(model, card, out):
        lost.extend(saving.rounded(model).get_weights())  # as they would have been stored
        raise OSError("disk full")

    monkeypatch.setattr(saving, "save", fail)
    code, text = call("plain_16", *small_ours, "--out", tmp_path)
    assert (code, text.endswith("disk full")) == (1, True)
    monkeypatch.setattr(saving, "save", save)

    code, text = call("plain_16", *small_ours, "--resume", "--out", tmp_path)
    assert code == 0, text
    assert "continuing after epoch 1" in text
    assert "epoch 1/1, training loss" not in text  # nothing was left to train
    assert_standardised("plain_16", store.read_card("plain_16", tmp_path), tmp_path)
    for one, other in zip(lost, store.load("plain_16", tmp_path).get_weights(), strict=True):
        # standardised twice, by what digits give in the net: two steps of sixteen bits
        np.testing.assert_allclose(other, one, rtol=2**-9, atol=1e-5)


# Figures


@pytest.fixture
def figures(tmp_path):
    return tmp_path / "figures"


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


def test_figures_are_one_an_epoch_and_a_gif_of_them(tmp_path, few_strokes, figures):
    code, text = call(
        "dense_16", *few_strokes, "--epochs", 3, "--out", tmp_path / "w", "--figures", figures
    )
    assert code == 0, text
    paths = sorted((figures / "dense_16").glob("*.png"))
    assert [path.name for path in paths] == ["epoch_001.png", "epoch_002.png", "epoch_003.png"]
    with Image.open(paths[0]) as picture:
        assert picture.width > 4 * picture.height  # ten digits over ten
    assert paths[0].read_bytes() != paths[2].read_bytes()
    assert_gif_of(paths, figures / "dense_16" / "training.gif")


def test_the_figure_of_a_net_for_every_noise_shows_one_kind_and_that_of_a_plain_net_none(tmp_path):
    """Ten digits as they are given over what comes back: a net that changes nothing shows both."""
    import keras

    test = datasets.Digits("strokes", *_ten(), "")
    unchanged = keras.Sequential([keras.Input((28, 28)), keras.layers.Activation("linear")])
    ink = {}
    for key in ("plain_16", "conv_16", "restore_3x3"):
        train_model._save_figure(unchanged, presets.PRESETS[key], test, tmp_path / key, 7)
        with Image.open(tmp_path / key / "epoch_007.png") as picture:
            ink[key] = np.asarray(picture.convert("L"), np.float32)
    np.testing.assert_array_equal(ink["conv_16"], ink["restore_3x3"])
    assert np.abs(ink["conv_16"] - ink["plain_16"]).mean() > 5


def _ten():
    pictures, labels = stroke_digits.make(10, seed=3)
    return np.round(pictures * 255).astype(np.uint8), labels


def test_figures_of_a_run_begun_without_them_start_where_it_resumed(
    tmp_path, few_strokes, figures, monkeypatch
):
    """The first epochs have no figure; that is no reason to lose the run at its end."""
    from ae_core.training import trainer

    options = ["dense_16", *few_strokes, "--epochs", "3", "--out", tmp_path / "w"]
    epochs = trainer.Training.epochs

    def stop_after_one(run, on_step=None):
        yield next(epochs(run, on_step))
        raise FloatingPointError("stopped here")

    with monkeypatch.context() as patch:
        patch.setattr(trainer.Training, "epochs", stop_after_one)
        assert call(*options)[0] == 1
    code, text = call(*options, "--resume", "--figures", figures)
    assert code == 0, text
    assert "continuing after epoch 1" in text
    paths = sorted((figures / "dense_16").glob("*.png"))
    assert [path.name for path in paths] == ["epoch_002.png", "epoch_003.png"]
    assert_gif_of(paths, figures / "dense_16" / "training.gif")
    assert store.read_card("dense_16", tmp_path / "w")["epochs"] == 3


# What cannot be printed


def gone():
    """A pipe from which nobody reads, as after `| head -1`."""
    reading, writing = os.pipe()
    os.close(reading)
    return os.fdopen(writing, "w")


def full():
    """A file on a disk without room."""
    if not Path("/dev/full").exists():
        pytest.skip("no /dev/full on this system")
    return open("/dev/full", "w")


def train_with(stdout, out, folder):
    """Train dense_16 on a few strokes, where the output's characters are Western European ones."""
    few = "from ae_core.data import datasets as d; d._STROKE_COUNT = {'train': 300, 'test': 40}"
    command = f"import sys; {few}; from ae_core.training.cli.commands import run; run()"
    arguments = ["dense_16", "--data", "strokes", "--epochs", "1", "--out", out]
    return subprocess.run(
        [sys.executable, "-c", command, *arguments],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(ROOT), "PYTHONIOENCODING": "cp1252"},
        stdout=stdout,
        stderr=subprocess.PIPE,
    )


@pytest.mark.parametrize("output", [gone, full])
def test_a_training_whose_output_goes_nowhere_is_kept(tmp_path, output):
    with output() as stdout:
        done = train_with(stdout, "w", tmp_path)
    assert done.returncode == 0
    assert b"Error" not in done.stderr
    assert_whole(tmp_path / "w")


def assert_whole(out):
    """dense_16 is there: its weights, the LiteRT file made of them, and its snapshots."""
    digits, _ = stroke_digits.make(4, seed=3)
    model, (litert, _) = store.load("dense_16", out), store.read_litert("dense_16", out)
    restored = runtime.Net(litert).run("reconstruct", digits)["reconstruction"]
    np.testing.assert_allclose(restored, np.asarray(model(digits)), atol=1e-4)
    for snapshot in snapshots.load("dense_16", out).stored:
        painted = runtime.Net(snapshot.litert).run("reconstruct", digits)["reconstruction"]
    assert np.ptp(painted) > 0.1  # no longer grey


def test_what_the_terminal_has_no_character_for_is_spelt_out(tmp_path):
    done = train_with(subprocess.PIPE, "ü 数[/]/w", tmp_path)
    path = Path("ü 数[/]", "w", "dense_16.weights.h5")
    said = done.stdout.decode("cp1252").splitlines()
    assert said[-1] == f"dense_16: {path}".replace("数", "\\u6570")
    assert done.returncode == 0
    store.load("dense_16", (tmp_path / path).parent)


# Two at once


def test_two_trainings_of_one_model_at_once_leave_one_whole_pair(tmp_path):
    """The second waits for the first, and then finds nothing left to do."""
    command = [sys.executable, "train.py", "dense_16", "--data", "strokes", "--epochs", "1"]
    with filelock.FileLock(tmp_path / ".dense_16.lock"):  # until both are there
        pair = [
            subprocess.Popen(
                [*command, "--out", str(tmp_path)],
                cwd=ROOT,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                text=True,
            )
            for _ in range(2)
        ]
        for process in pair:
            assert process.stdout.readline().startswith("dense_16: another training of it")
    printed = [process.communicate(timeout=120)[0] for process in pair]
    assert [process.returncode for process in pair] == [0, 0], printed
    assert sorted("trained already" in text for text in printed) == [False, True]
    store.load("dense_16", tmp_path)
    assert json.loads(store.card_of("dense_16", tmp_path).read_text())["epochs"] == 1
    names = sorted(path.name for path in tmp_path.iterdir() if not path.name.endswith(".lock"))
    assert names == SAVED


# Snapshots


def test_training_keeps_the_snapshots_of_a_model_that_the_page_replays(trained):
    found, card = snapshots.load("dense_16", trained), store.read_card("dense_16", trained)
    assert [s.moment for s in found.stored] == [0, 1 / 16, 1 / 8, 1 / 4, 1 / 2, 1]
    assert found.stored[-1].loss == pytest.approx(card["history"]["loss"][0], abs=1e-4)
    for fact in ("recipe", "seed", "data", "versions"):
        assert found.facts[fact] == card[fact]


def test_of_other_models_it_keeps_none(small_ours, tmp_path):
    assert call("unet", *small_ours, "--out", tmp_path)[0] == 0
    assert not (tmp_path / "replay").exists()


def test_snapshots_alone_leave_the_weights_as_they_are(trained, few_strokes):
    before = contents(trained)
    (trained / "replay" / "dense_16.zip").unlink()
    code, text = call("dense_16", *few_strokes, "--epochs", 2, "--snapshots", "--out", trained)
    assert code == 0
    assert "epoch 1/2" in text
    assert "training loss" in text
    assert "epoch 2/2, training loss" not in text  # the end is the weights' own
    assert contents(trained) == before  # the same seed, the same snapshots


def test_snapshots_of_a_run_that_is_resumed_are_whole(few_strokes, monkeypatch, tmp_path):
    from ae_core.training import trainer

    whole = trainer.Training.epochs

    def one(self, on_step):
        yield next(whole(self, on_step))
        raise OSError("killed")

    arguments = ["dense_16", *few_strokes, "--epochs", 3, "--snapshots", "--out", tmp_path]
    with monkeypatch.context() as patch:
        patch.setattr(trainer.Training, "epochs", one)
        assert call(*arguments)[0] == 1
    code, text = call(*arguments, "--resume")
    assert code == 0
    assert "continuing after epoch 1" in text
    stored = snapshots.load("dense_16", tmp_path).stored
    assert [s.moment for s in stored] == [0, 1 / 16, 1 / 8, 1 / 4, 1 / 2, 1, 2]
    assert not [path for path in tmp_path.glob(".*") if path.suffix == ".npz"]


def test_snapshots_of_a_model_that_is_not_replayed_are_refused(tmp_path):
    code, text = call("unet", "--snapshots", "--out", tmp_path)
    assert code == 2
    for key in snapshots.PLANS:
        assert key in text
