"""`python train.py sweep`: what it does again, what it refuses, and that it survives kill -9."""

import re
import subprocess
import sys
import time

import psutil
import pytest
from PIL import Image
from typer.testing import CliRunner

from ae_core.training.cli import commands
from ae_core.training.cli import sweep as command
from ae_core.training.cli.sweep_progress import Progress
from ae_core.training.sweep import grid as sweep
from ae_core.training.sweep import processes
from tests.conftest import ROOT

from .test_grid import grid, result_of


@pytest.fixture
def call(monkeypatch, tmp_path):
    """call(*arguments, fails=codes) → exit code, what was printed, codes that were trained.

    Nothing is trained: results are made up. `fails`: codes whose runs fail.
    """
    monkeypatch.setattr(command.train_model, "load_digits", lambda name, split: split)

    def call(*arguments, fails=()):
        trained = []

        def pretend(runs, train, test, workers):
            assert (train, test, workers) == ("train", "test", 1)
            for run in runs:
                trained.append(run.code)
                yield processes.Event(run, "begun", where="process 1")
                yield processes.Event(run, "epoch", epoch=1, loss=0.3)
                if run.code in fails:
                    yield processes.Event(run, "failed", why="ValueError: no", details="Trace")
                else:
                    yield processes.Event(run, "done", result=result_of(run))

        monkeypatch.setattr(processes, "local", pretend)
        options = ["--data", "strokes", "--losses", "bce", "--seeds", "0", "--out", str(tmp_path)]
        result = CliRunner().invoke(commands.app, ["sweep", *options, *arguments])
        if result.exception and not isinstance(result.exception, SystemExit):
            raise result.exception
        text = " ".join(re.sub(r"[│╭╮╰╯─]", " ", result.output).split())
        return result.exit_code, text, trained

    return call


def test_finished_runs_are_not_done_again_and_a_larger_grid_adds_runs(call, tmp_path):
    code, text, trained = call("--codes", "4,8")
    assert (code, trained) == (0, [4, 8])
    assert "code8_1x128_bce_seed0: PSNR 10.80 dB" in text
    assert "(2 of 2)" in text
    code, text, trained = call("--codes", "2,4,8")
    assert (code, trained) == (0, [2])
    assert "3 runs, 2 of them done already" in text
    table = (tmp_path / "sweep.csv").read_text().splitlines()
    assert [line.split(",")[0] for line in table] == ["code", "2", "4", "8"]
    assert call("--codes", "2,4,8")[2] == []
    with Image.open(tmp_path / "sweep.png") as figure:
        assert figure.width == 1800


def test_a_run_that_fails_is_named_and_logged_and_tried_again(call, caplog):
    code, text, trained = call("--codes", "2,4,8", fails=(4,))
    assert (code, trained) == (1, [2, 4, 8])
    assert "code4_1x128_bce_seed0: ValueError: no" in text
    assert "Failed: 1;" in text
    assert "code4_1x128_bce_seed0 failed\nTrace" in caplog.text
    assert call("--codes", "2,4,8")[::2] == (0, [4])


def test_a_folder_of_another_sweep_is_refused_untouched(call, tmp_path):
    call("--codes", "2")
    before = {path: path.read_bytes() for path in tmp_path.rglob("*.*") if path.is_file()}
    code, text, trained = call("--codes", "2,4", "--noise", "clean")
    assert (code, trained) == (1, [])
    assert "is of another sweep" in text
    assert before == {path: path.read_bytes() for path in before}


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--codes", "2,x"], "--codes: expected numbers"),
        (["--codes", "0"], "from 1 up"),
        (["--losses", "l1"], "bce, mse"),
        (["--noise", "gaussian:2"], "a level above 0 to 1"),
        (["--noise", "fog"], "salt_pepper"),
        (["--epochs", "0"], "--epochs"),
        (["--workers", "0"], "--workers"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_settings_out_of_range_are_refused_before_anything_is_trained(call, arguments, said):
    code, text, trained = call(*arguments)
    assert (code, trained) == (2, [])
    assert said in text


def test_a_second_sweep_in_the_same_folder_is_refused(call, tmp_path):
    lock = command.filelock.FileLock(tmp_path / ".sweep.lock")
    with lock:
        code, text, _ = call("--codes", "2")
    assert code == 1
    assert "Another sweep is writing" in text


def test_a_full_disk_is_named_with_what_to_do(call, tmp_path, monkeypatch):
    def refuse(result, folder):
        raise OSError(28, "No space left on device", str(folder))

    monkeypatch.setattr(sweep, "save", refuse)
    code, text, _ = call("--codes", "2")
    assert code == 1
    assert "No space left on device" in text
    assert "The same command goes on" in text


def test_a_missing_ray_is_named_with_how_to_install_it(call, monkeypatch):
    monkeypatch.setitem(sys.modules, "ray", None)  # an import of it fails
    code, text, trained = call("--codes", "2", "--ray", "auto")
    assert (code, trained) == (1, [])
    assert "pip install 'ray==2.*'" in text


def test_another_library_that_is_missing_is_not_taken_for_ray(call, monkeypatch):
    monkeypatch.setitem(sys.modules, "matplotlib.figure", None)
    with pytest.raises(ModuleNotFoundError, match="matplotlib"):
        call("--codes", "2")


def test_a_missing_cluster_is_one_sentence(call, monkeypatch):
    ray = pytest.importorskip("ray", reason="Ray is not installed: pip install 'ray==2.*'")

    def refuse(*_, **__):
        raise ConnectionError("Could not find any running Ray instance.")

    monkeypatch.setattr(ray, "init", refuse)
    code, text, trained = call("--codes", "2", "--ray", "auto")
    assert (code, trained) == (1, [])
    assert text.endswith("Could not find any running Ray instance.")


def test_progress_shows_the_runs_under_way_and_counts_finished_ones():
    first, second = grid(losses=("bce",))
    progress = Progress(total=3, finished=1)
    progress.take(processes.Event(first, "begun", where="process 5"))
    progress.take(processes.Event(first, "epoch", epoch=1, loss=0.25))
    table = progress.table()
    assert [next(iter(column.cells)) for column in table.columns[:3]] == [
        first.name,
        "process 5",
        "1/2",
    ]
    assert table.caption == "1 of 3 runs done"
    assert "process 5" in progress.take(processes.Event(first, "lost"))
    assert "(2 of 3)" in progress.take(processes.Event(second, "done", result=result_of(second)))
    assert progress.table().row_count == 0
    assert "2 of 3 runs done, about 0 minutes" in progress.table().caption


def test_a_sweep_that_is_killed_goes_on_where_it_was(tmp_path):
    """kill -9 in the middle; its processes end too; what was finished is not touched again."""
    arguments = [
        *("sweep", "--data", "strokes", "--codes", "2,3,4,5", "--losses", "bce", "--seeds", "0"),
        *("--units", "4", "--noise", "clean", "--epochs", "1", "--out", str(tmp_path)),
    ]
    few = "from ae_core.data import datasets as d; d._STROKE_COUNT = {'train': 300, 'test': 40}"
    command = f"import sys; {few}; from ae_core.training.cli.commands import main; main()"
    whole = [sys.executable, "-c", command, *arguments]
    killed = subprocess.Popen(whole, cwd=ROOT, stdout=subprocess.DEVNULL)
    wait_for(lambda: list((tmp_path / "runs").glob("[!.]*.json")))
    children = psutil.Process(killed.pid).children()
    assert children
    killed.kill()
    killed.wait()
    wait_for(lambda: not any(child.is_running() for child in children))
    finished = {p: p.stat().st_mtime_ns for p in (tmp_path / "runs").glob("[!.]*.json")}
    assert 1 <= len(finished) < 4
    done = subprocess.run(whole, cwd=ROOT, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stdout + done.stderr
    assert f"4 runs, {len(finished)} of them done already" in done.stdout
    assert len(sweep.load(tmp_path, sweep.Plan("strokes", None, 1))) == 4
    assert finished == {path: path.stat().st_mtime_ns for path in finished}


def wait_for(condition, seconds=60):
    """Its value, once it is true."""
    end = time.monotonic() + seconds
    while not (value := condition()):
        assert time.monotonic() < end
        time.sleep(0.05)
    return value
