"""`python train.py`: what it says, what it refuses, and what it leaves on the disk."""

import hashlib
import json
import os
import re
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
import typer
from PIL import Image
from typer.testing import CliRunner

import train
from ae_core import data, specs, weights

ROOT = Path(__file__).parents[1]
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
]

app = typer.Typer()
app.command()(train.main)


def call(*arguments):
    """Run the command in this process; the exit code and what was printed, as one line."""
    result = CliRunner().invoke(app, [str(argument) for argument in arguments])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exc_info
    return result.exit_code, " ".join(re.sub(r"[│╭╮╰╯─]", " ", result.output).split())


@pytest.fixture
def few_strokes(monkeypatch):
    """The built-in digits, but few of them: 300 to train on, 40 to test on."""
    monkeypatch.setattr(data, "_STROKE_COUNT", {"train": 300, "test": 40})
    return ["--data", "strokes"]


@pytest.fixture
def trained(tmp_path, few_strokes):
    """A folder with dense_16, trained for two epochs."""
    out = tmp_path / "weights"
    code, text = call("dense_16", *few_strokes, "--epochs", 2, "--out", out)
    assert code == 0, text
    return out


def contents(folder):
    return {path.name: path.read_bytes() for path in folder.iterdir()}


# Words


def test_help_names_every_option():
    code, text = call("--help")
    assert code == 0
    for option in OPTIONS:
        assert option in text
    for word in ("published", "fast", "MNIST_NPZ", "Keras cache", "--list"):
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
    for spec in specs.SPECS.values():
        assert spec.key in words
        assert f"{spec.parameters:,}" in words
        assert " ".join(spec.lesson.split()) in " ".join(words)


def test_naming_no_model_says_which_there_are():
    code, text = call()
    assert code == 2
    for known in [*specs.SPECS, "all"]:
        assert known in text


def test_an_unknown_model_is_refused_before_any_is_trained(tmp_path):
    code, text = call("dense_16", "dense_17", "--out", tmp_path)
    assert code == 2
    assert "no model dense_17" in text
    for known in [*specs.SPECS, "all"]:
        assert known in text
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    "arguments",
    [["--epochs", "0"], ["--batch-size", "-1"], ["--seed", "-1"], ["--recipe", "slow"]],
    ids=" ".join,
)
def test_refuses_settings_out_of_range(arguments, tmp_path):
    code, text = call("dense_16", *arguments, "--out", tmp_path)
    assert code == 2
    assert arguments[0] in text


def offline():
    raise data.DataError("MNIST could not be downloaded.")


def test_without_mnist_and_without_a_network_one_sentence_says_so(no_mnist, monkeypatch, tmp_path):
    monkeypatch.setattr(data, "download", offline)
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


def test_only_what_is_absent_is_fetched(no_mnist, monkeypatch, tmp_path):
    monkeypatch.setattr(data, "download", offline)
    monkeypatch.setenv("MNIST_NPZ", str(tmp_path / "absent.npz"))
    assert "absent.npz" in call("dense_16", "--out", tmp_path / "weights")[1]
    assert (
        "downloaded"
        not in call("dense_16", "--data", "strokes", "--epochs", "1", "--out", tmp_path)[1]
    )


def test_a_folder_that_cannot_be_written_is_one_sentence(tmp_path):
    (tmp_path / "file").write_text("in the way")
    code, text = call("dense_16", "--data", "strokes", "--out", tmp_path / "file" / "weights")
    assert code == 1
    assert "Traceback" not in text


# Training


def test_the_card_says_everything(trained):
    card = weights.read_card("dense_16", trained)
    spec = specs.SPECS["dense_16"]
    assert card["key"] == "dense_16"
    assert card["spec"] == spec.as_json()
    assert card["recipe"] == {
        "name": "fast",
        "batch_size": spec.fast.batch_size,
        "epochs": 2,
        "learning_rate": spec.fast.learning_rate,
        "schedule": spec.fast.schedule,
        "precision": "float32",
    }
    assert card["seed"] == 0
    assert card["epochs"] == len(card["history"]["loss"]) == 2
    assert card["minutes"] >= 0
    assert card["data"] == {
        "name": "strokes",
        "digits": 300,
        "sha256": data.load_strokes("train").sha256,
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
    content = weights.path_of("dense_16", trained).read_bytes()
    assert card["file"] == {
        "name": "dense_16.weights.h5",
        "bytes": len(content),
        "sha256": hashlib.sha256(content).hexdigest(),
    }


def test_nothing_else_is_left_behind(trained):
    names = sorted(path.name for path in trained.iterdir() if not path.name.endswith(".lock"))
    assert names == ["README.md", "dense_16.json", "dense_16.weights.h5"]


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
    card = weights.read_card("dense_16", trained)
    assert (card["epochs"], card["seed"]) == (1, 3)


def test_damaged_weights_are_trained_again_without_being_asked(trained, few_strokes):
    weights.path_of("dense_16", trained).write_bytes(b"damaged")
    code, text = call("dense_16", *few_strokes, "--epochs", 1, "--out", trained)
    assert code == 0
    assert "trained already" not in text
    weights.load("dense_16", trained)


def test_the_published_recipe_can_be_asked_for(tmp_path, few_strokes):
    code, text = call(
        "dense_16", *few_strokes, "--recipe", "published", "--epochs", 1, "--out", tmp_path
    )
    assert code == 0, text
    recipe = weights.read_card("dense_16", tmp_path)["recipe"]
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


def test_figures_of_a_run_begun_without_them_start_where_it_resumed(
    tmp_path, few_strokes, figures, monkeypatch
):
    """The first epochs have no figure; that is no reason to lose the run at its end."""
    from ae_core import training

    options = ["dense_16", *few_strokes, "--epochs", "3", "--out", tmp_path / "w"]
    epochs = training.Training.epochs

    def stop_after_one(run, on_step=None):
        yield next(epochs(run, on_step))
        raise FloatingPointError("stopped here")

    monkeypatch.setattr(training.Training, "epochs", stop_after_one)
    assert call(*options)[0] == 1
    monkeypatch.undo()
    monkeypatch.setattr(data, "_STROKE_COUNT", {"train": 300, "test": 40})

    code, text = call(*options, "--resume", "--figures", figures)
    assert code == 0, text
    assert "continuing after epoch 1" in text
    paths = sorted((figures / "dense_16").glob("*.png"))
    assert [path.name for path in paths] == ["epoch_002.png", "epoch_003.png"]
    assert_gif_of(paths, figures / "dense_16" / "training.gif")
    assert weights.read_card("dense_16", tmp_path / "w")["epochs"] == 3


# Two at once


def test_two_trainings_of_one_model_at_once_leave_one_whole_pair(tmp_path):
    """The second waits for the first, and then finds nothing left to do."""
    command = [sys.executable, "train.py", "dense_16", "--data", "strokes", "--epochs", "1"]
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
    printed = sorted((process.communicate(timeout=120)[0] for process in pair), key=len)
    assert [process.returncode for process in pair] == [0, 0], printed
    assert sum("trained already" in text for text in printed) == 1
    assert sum("waiting for it" in text for text in printed) == 1
    weights.load("dense_16", tmp_path)
    assert json.loads(weights.card_of("dense_16", tmp_path).read_text())["epochs"] == 1
    names = sorted(path.name for path in tmp_path.iterdir() if not path.name.endswith(".lock"))
    assert names == ["README.md", "dense_16.json", "dense_16.weights.h5"]
