"""`python train.py`: its commands, what they refuse, and what they print."""

import json
import os
import shutil
import subprocess
import sys
import threading
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from ae_core.data import datasets
from ae_core.models import presets, snapshots, store
from ae_core.scripts import keras_script
from ae_core.training import export
from ae_core.training.cli import commands, console, listing, train_model
from tests.conftest import ROOT

from .conftest import call, contents

OURS = presets.ALL
PUBLISHED = {key: spec for key, spec in presets.ALL.items() if spec.published}


# Help and words


def test_help_names_every_command_and_imports_no_tensorflow():
    program = (
        "import sys; from ae_core.training.cli.commands import main\n"
        "try:\n    main()\nfinally:\n    print('tensorflow' in sys.modules, 'keras' in sys.modules)"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, "--help"], cwd=ROOT, capture_output=True, text=True
    )
    assert done.stderr == ""
    assert done.stdout.endswith("False False\n")
    names = ("run", "list", "evaluate", "export", "layers", "maps", "snapshots", "code", "sweep")
    for command in names:
        assert f" {command} " in done.stdout
        assert call(command, "--help")[0] == 0


@pytest.mark.parametrize("width", [80, 200])
def test_list_names_every_model_in_full(width, monkeypatch):
    """In a narrow terminal too: a shortened key cannot be typed."""
    monkeypatch.setattr(listing.console, "width", width)
    code, text = call("list")
    assert code == 0
    assert "…" not in text
    words = text.split()
    for spec in presets.ALL.values():
        assert spec.key in words
        assert f"{spec.parameters:,}" in words
        assert " ".join(spec.lesson.split()) in text


def test_code_prints_the_script_and_nothing_else():
    done = CliRunner().invoke(commands.app, ["code", "conv_32"])
    assert done.exit_code == 0
    assert done.output == keras_script.script(presets.get("conv_32"))


# Refusals


@pytest.mark.parametrize("key", ["conv_33", "classifier", "all", ""])
def test_code_of_what_is_no_autoencoder_says_which_there_are(key):
    code, text = call("code", key)
    assert code == 2
    assert all(name in text for name in presets.PRESETS)


def test_without_a_model_it_says_which_there_are():
    code, text = call("run")
    assert code == 2
    for known in [*presets.ALL, "all"]:
        assert known in text


@pytest.mark.parametrize("command", ["run", "evaluate", "export", "layers", "maps", "snapshots"])
def test_an_unknown_model_is_refused_before_anything_is_done(command, tmp_path):
    code, text = call(command, "dense_16", "dense_17", "--out", tmp_path)
    assert code == 2
    assert "no such model here: dense_17; there are:" in text
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    ("command", "key", "offered"),
    [
        ("run --recipe published", "conv_32", PUBLISHED),
        ("snapshots", "unet", snapshots.PLANS),
        ("evaluate", "classifier", presets.PRESETS),
    ],
)
def test_a_model_that_a_command_does_not_offer_is_refused(command, key, offered, tmp_path):
    code, text = call(*command.split(), key, "--out", tmp_path)
    assert code == 2
    assert f"no such model here: {key}; there are: {', '.join(offered)}, all" in text


@pytest.mark.parametrize(
    "arguments",
    [["--epochs", "0"], ["--batch-size", "-1"], ["--seed", "-1"], ["--recipe", "fast"]],
    ids=" ".join,
)
def test_settings_out_of_range_are_refused(arguments, tmp_path):
    code, text = call("run", "dense_16", *arguments, "--out", tmp_path)
    assert code == 2
    assert arguments[0] in text


def test_a_model_comes_before_those_that_begin_as_it():
    def order(*keys):
        return [spec.key for spec in commands.chosen(keys, OURS)]

    assert order("ordered_32", "dense_16", "conv_32") == ["dense_16", "conv_32", "ordered_32"]
    assert order("dense_32", "dense_16", "dense_32") == ["dense_32", "dense_16"]
    everything = order("all")
    assert sorted(everything) == sorted(OURS)
    for key, spec in OURS.items():
        if spec.begins_as:
            assert everything.index(spec.begins_as) < everything.index(key)
    with pytest.raises(typer.BadParameter):
        order("dense_17")


# One sentence for an expected failure


def offline():
    raise datasets.DataError("MNIST could not be downloaded.")


def test_without_mnist_and_network_it_says_so(no_mnist, monkeypatch, tmp_path):
    monkeypatch.setattr(datasets, "download", offline)
    out = tmp_path / "weights"
    code, text = call("run", "dense_16", "--out", out)
    assert code == 1
    assert text.endswith("fetching it (11 MB) MNIST could not be downloaded.")
    assert not contents(out)


def test_a_wrong_path_to_mnist_is_named_and_nothing_is_downloaded(monkeypatch, tmp_path):
    monkeypatch.setattr(datasets, "download", offline)
    monkeypatch.setenv("MNIST_NPZ", str(tmp_path / "absent.npz"))
    code, text = call("run", "dense_16", "--out", tmp_path / "weights")
    assert code == 1
    assert "absent.npz" in text


def test_a_folder_that_cannot_be_made_is_one_sentence(tmp_path):
    (tmp_path / "file").write_text("in the way")
    out = tmp_path / "file" / "weights"
    code, text = call("run", "dense_16", "--data", "strokes", "--out", out)
    assert code == 1
    assert "Not a directory" in text


def test_a_missing_start_is_named_with_the_command_that_makes_it(tmp_path, few_strokes):
    code, text = call("run", "ordered_32", *few_strokes, "--out", tmp_path)
    assert code == 1
    assert "is missing; make it again with:" in text
    assert "conv_32 --force" in text
    assert not store.path_of("ordered_32", tmp_path).exists()


# Scores and LiteRT files


def test_evaluate_scores_what_is_trained_and_names_what_is_not(trained, few_strokes):
    code, text = call("evaluate", "dense_16", "dense_32", *few_strokes, "--out", trained)
    assert code == 0
    assert "40 test digits (strokes)" in text
    assert "dense_16 clean" in text
    for sigma in ("0.25", "0.5", "0.75", "1.0"):
        assert f"sigma {sigma}" in text
    assert "dense_32 --force" in text
    assert "conv_32" not in text


def test_export_makes_missing_and_damaged_litert_files_again_and_trains_nothing(trained):
    path = store.path_of("dense_16", trained, "litert")
    before = contents(trained)
    path.unlink()
    code, text = call("export", "--out", trained)
    assert code == 0, text
    assert text.replace(" ", "").endswith(f"{path.name}(0.00MB)")
    assert contents(trained) == before
    path.write_bytes(b"damaged")
    with pytest.raises(store.WeightsError):
        store.read_card("dense_16", trained)
    assert call("export", "dense_16", "--out", trained)[0] == 0
    assert contents(trained) == before


@pytest.mark.parametrize("command", ["export", "layers", "maps"])
@pytest.mark.parametrize("folder", ["empty", "missing/too"])
def test_a_folder_without_trained_models_is_named(command, folder, tmp_path, monkeypatch):
    monkeypatch.setattr(datasets, "load", None)  # no digits are needed
    (tmp_path / "empty").mkdir()
    code, text = call(command, "--out", tmp_path / folder)
    assert code == 1
    assert "There are no trained models in" in text
    assert not list((tmp_path / "empty").iterdir())


def test_layers_adds_the_facts_of_the_layers_to_a_card_and_changes_nothing_else(trained):
    path = store.card_of("dense_16", trained)
    before, files = json.loads(path.read_text()), contents(trained)
    path.write_text(json.dumps({key: before[key] for key in before if key != "layers"}))
    code, text = call("layers", "--out", trained)
    assert code == 0, text
    assert json.loads(path.read_text()) == before
    assert [layer["parameters"] for layer in before["layers"]] == [0, 12_560, 13_328, 0, 0]
    assert {**contents(trained), "card.json": b""} == {**files, "card.json": b""}


def test_export_of_a_model_that_is_not_there_is_one_sentence(trained):
    code, text = call("export", "dense_32", "--out", trained)
    assert code == 1
    assert "is missing; make it again with:" in text


def test_an_export_that_fails_is_one_sentence_and_the_training_is_not_lost(
    tmp_path, few_strokes, monkeypatch, unconverted, untraced
):
    def fail(model, storage):
        raise export.ExportError("Expected the code of dense_16 within 0.001; it is 1 away")

    arguments = ["run", "dense_16", *few_strokes, "--epochs", 1, "--out", tmp_path]
    with monkeypatch.context() as patch:
        patch.setattr(export, "convert", fail)
        code, text = call(*arguments)
    assert code == 1
    assert text.endswith("Expected the code of dense_16 within 0.001; it is 1 away")
    code, text = call(*arguments, "--resume")
    assert code == 0, text
    assert "continuing after epoch 1" in text
    assert "training loss" not in text
    store.read_card("dense_16", tmp_path)


# Output that cannot be written


def broken_pipe():
    """A pipe that nobody reads, as after `| head -1`."""
    reading, writing = os.pipe()
    os.close(reading)
    return os.fdopen(writing, "w")


def full_disk():
    """A file on a disk without room."""
    if not Path("/dev/full").exists():
        pytest.skip("no /dev/full on this system")
    return open("/dev/full", "w")


@pytest.mark.parametrize("output", [broken_pipe, full_disk])
def test_output_that_cannot_be_written_ends_no_command(output):
    with output() as stdout:
        done = subprocess.run(
            [sys.executable, "train.py", "list"], cwd=ROOT, stdout=stdout, stderr=subprocess.PIPE
        )
    assert (done.returncode, done.stderr) == (0, b"")


def test_characters_that_the_encoding_lacks_are_escaped(tmp_path):
    with (tmp_path / "log").open("w", encoding="cp1252") as file:
        tolerant = console._tolerant(file)
        print("ü 数[/]", file=tolerant, flush=True)
        tolerant.detach()
    assert (tmp_path / "log").read_bytes().rstrip() == "ü \\u6570[/]".encode("cp1252")


# Two at once


def test_a_second_training_waits_for_the_first_and_finds_nothing_to_do(
    trained_once, tmp_path, monkeypatch
):
    """The lock is held while the weights are put there, as a first training does."""
    (tmp_path / "dense_16").mkdir()
    lock, printed = train_model.filelock.FileLock(tmp_path / "dense_16" / ".lock"), []
    waits = threading.Event()

    def note(text, **_):
        printed.append(text)
        waits.set()

    monkeypatch.setattr(train_model.console, "print", note)
    spec = presets.get("dense_16")
    asked = train_model.Request(spec, "ours", spec.recipe, 0, tmp_path, "strokes", resume=False)
    second = threading.Thread(target=train_model.train, args=(asked, False, None))
    with lock:
        second.start()
        assert waits.wait(30)
        shutil.copytree(trained_once[0], tmp_path, dirs_exist_ok=True)
    second.join(60)
    assert not second.is_alive()
    assert "another training of it is writing" in printed[0]
    assert "trained already" in printed[1]
