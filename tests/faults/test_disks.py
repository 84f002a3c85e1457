"""A full or read-only disk while the command line trains and saves a model."""

import contextlib
import re
import shutil

import pytest
from typer.testing import CliRunner

from ae_core.data import datasets
from ae_core.models import builder, presets, store
from ae_core.training import export, recording, saving
from ae_core.training.cli import commands
from tests.faults import disks

RUN = ["run", "dense_16", "--data", "strokes", "--epochs", "2"]


@pytest.fixture(autouse=True)
def few_strokes(monkeypatch):
    """The built-in digits, but few of them: 300 to train on, 40 to test on."""
    monkeypatch.setattr(datasets, "_STROKE_COUNT", {"train": 300, "test": 40})


@pytest.fixture(autouse=True)
def unconverted(monkeypatch):
    """No LiteRT files are made, which takes seconds; what stands in for them is as large."""
    monkeypatch.setattr(export, "convert", lambda model, storage: bytes(109_000))
    monkeypatch.setattr(recording, "_convert", lambda key, values: (bytes(32_000), 50.0))


def call(*arguments):
    """Run the command in this process; the exit code, and what was printed as one line."""
    result = CliRunner().invoke(commands.app, [str(argument) for argument in arguments])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exc_info
    return result.exit_code, " ".join(result.output.split())


def temporaries(folder):
    return [path.name for path in folder.rglob(".*") if re.match(r"\.[0-9a-f]{32}\.", path.name)]


@pytest.mark.parametrize("way", ["a small disk", "a limit to files"])
def test_a_full_disk_costs_the_epoch_under_way_and_nothing_else(way, tmp_path):
    out = tmp_path / "disk"
    with contextlib.ExitStack() as stack:
        if way == "a small disk":
            stack.enter_context(disks.small(out, 2_000_000))
        code, text = call(*RUN, "--out", out)
        assert code == 0, text
        kept = store.read_card("dense_16", out)
        again = [*RUN, "--seed", 3, "--force", "--out", out]

        if way == "a small disk":
            ballast = out / "ballast"
            ballast.write_bytes(bytes(1_000_000))
            code, text = call(*again)
            ballast.unlink()
        else:
            with disks.no_file_larger_than(300_000):
                code, text = call(*again)
        assert code == 1
        assert re.search(r"(No space left on device|File too large).*Make room.*--resume", text)
        assert "Traceback" not in text
        assert store.read_card("dense_16", out) == kept
        store.load("dense_16", out)
        assert not temporaries(out)

        code, text = call(*again, "--resume")
        assert code == 0, text
        assert store.read_card("dense_16", out)["seed"] == 3
        store.load("dense_16", out)


@pytest.mark.parametrize("room", [0, 50_000, 130_000, 200_000])
def test_a_disk_that_is_full_at_the_last_moment_keeps_the_old_weights(room, tmp_path, capfd):
    """HDF5 on a full disk writes tracebacks of its own, so it is not begun where it cannot end."""
    out = tmp_path / "disk"
    with disks.small(out, 1_000_000):
        spec = presets.PRESETS["dense_16"]
        card = {"spec": spec.as_json()}
        saving.save(builder.build(spec, seed=1), {**card, "said": "old"}, out)
        (out / "ballast").write_bytes(bytes(shutil.disk_usage(out).free - room))
        model = builder.build(spec, seed=2)
        with pytest.raises(OSError, match="No space left"):
            saving.save(model, {**card, "said": "new"}, out)
        assert store.read_card("dense_16", out)["said"] == "old"
        store.load("dense_16", out)
        assert not temporaries(out)
        (out / "ballast").unlink()
        saving.save(model, {**card, "said": "new"}, out)
        assert store.read_card("dense_16", out)["said"] == "new"
    assert "Traceback" not in capfd.readouterr().err


def test_a_folder_that_is_read_only_is_named_with_the_way_out(tmp_path):
    out = tmp_path / "weights"
    code, text = call(*RUN, "--out", out)
    assert code == 0, text
    with disks.read_only(out):
        code, text = call(*RUN, "--force", "--out", out)
        assert code == 1
        assert re.fullmatch(r"Read-only file system: \S+lock\. Give a folder .* with --out\.", text)
        store.load("dense_16", out)  # to read it is enough for the page
    assert call(*RUN, "--force", "--out", tmp_path / "other")[0] == 0


def test_what_a_killed_run_left_half_written_is_removed_by_the_next(tmp_path):
    half = [f"dense_16/.{'0a' * 16}.model.weights.h5", f"dense_16/.{'1b' * 16}..checkpoint.npz"]
    others = [f"dense_32/.{'2c' * 16}.model.weights.h5", "dense_16/notes.txt"]
    for name in (*half, *others):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(b"half")
    assert call(*RUN, "--out", tmp_path)[0] == 0
    assert not [name for name in half if (tmp_path / name).exists()]
    assert all((tmp_path / name).exists() for name in others)
