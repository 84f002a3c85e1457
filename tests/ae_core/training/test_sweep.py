"""A sweep: its grid, its results on the disk, and the processes that do its runs."""

import csv
import itertools
import os
import re
import signal
import subprocess
import sys
import time
from dataclasses import replace

import numpy as np
import psutil
import pytest
from PIL import Image
from typer.testing import CliRunner

from ae_core import evaluation
from ae_core.data import datasets, stroke_digits
from ae_core.models.dense import dense_spec
from ae_core.models.spec import MIXED
from ae_core.training.cli import commands
from ae_core.training.cli import sweep as command
from ae_core.training.cli.sweep_progress import Progress, summary
from ae_core.training.sweep import grid as sweep
from ae_core.training.sweep import plot, processes, train_run
from tests.conftest import ROOT

PLAN = sweep.Plan("strokes", ("gaussian", 0.5), 2)


def grid(codes=(2, 4), layers=(1,), units=(8,), losses=("bce", "mse"), seeds=(0,), plan=PLAN):
    return sweep.grid(plan, codes, layers, units, losses, seeds)


def result_of(run, psnr=None):
    """A made-up result; larger codes are better."""
    return sweep.Result(
        run=run,
        parameters=run.spec.parameters,
        training_loss=0.25,
        mse=0.1 / run.code,
        bce=0.3,
        psnr=psnr or 10.0 + run.code / 10,
        ssim=0.5,
        seconds=1.5,
        digits={"train": "a" * 64, "test": "b" * 64},
        versions={"keras": "3"},
    )


@pytest.fixture
def few_digits():
    """(train, test): 200 and 40 stroke digits."""

    def some(count, seed):
        pictures, labels = stroke_digits.make(count, seed)
        return datasets.Digits(
            "strokes", np.round(pictures * 255).astype(np.uint8), labels, str(seed)
        )

    return some(200, 1), some(40, 2)


# The grid


def test_the_grid_is_every_combination_once_whole_curves_first():
    runs = grid((2, 4), (1, 2), (8, 16), ("bce", "mse"), (0, 1))
    assert len(runs) == len(set(runs)) == 2**5
    assert {(r.code, r.layers, r.units, r.loss, r.seed) for r in runs} == set(
        itertools.product((2, 4), (1, 2), (8, 16), ("bce", "mse"), (0, 1))
    )
    assert [run.seed for run in runs] == [0] * 16 + [1] * 16
    assert [run.code for run in runs[:4]] == [2, 4, 2, 4]


def test_without_hidden_layers_units_make_no_difference():
    runs = grid((2,), (0, 1), (8, 16), ("bce",))
    assert [(r.layers, r.units) for r in runs] == [(0, 0), (1, 8), (1, 16)]


def test_a_run_named_twice_is_done_once():
    assert len(grid((2, 2), seeds=(0, 0))) == 2


def test_a_run_knows_its_net_and_every_run_has_a_name_of_its_own():
    (run,) = grid((4,), (2,), (16,), ("mse",))
    assert run.spec == dense_spec(4, (16, 16), "mse", ("gaussian", 0.5), 2)
    runs = grid((2, 22), (0, 1, 2), (2, 22), ("bce", "mse"), (0, 2, 22))
    assert len({run.name for run in runs}) == len(runs)


@pytest.mark.parametrize(
    "wrong",
    [
        *({"codes": (0,)}, {"layers": (-1,)}, {"units": (0,)}, {"losses": ("l1",)}),
        *({"seeds": (-1,)}, {"plan": replace(PLAN, epochs=0)}),
    ],
    ids=str,
)
def test_numbers_out_of_range_are_refused(wrong):
    with pytest.raises(ValueError, match="Expected"):
        grid(**wrong)


# Results on the disk


@pytest.mark.parametrize("noise", [None, MIXED, ("blur", 0.3)])
def test_a_result_comes_back_as_it_was(noise, tmp_path):
    plan = replace(PLAN, noise=noise)
    results = [result_of(run) for run in grid(plan=plan)]
    for result in results:
        sweep.save(result, tmp_path)
    assert sorted(sweep.load(tmp_path, plan).values(), key=str) == sorted(results, key=str)


def test_results_are_sorted_by_loss_layers_and_code(tmp_path):
    runs = grid((16, 2, 4), losses=("mse", "bce"))
    for run in runs:
        sweep.save(result_of(run), tmp_path)
    found = [(run.loss, run.code) for run in sweep.load(tmp_path, PLAN)]
    assert found == [(loss, code) for loss in ("bce", "mse") for code in (2, 4, 16)]


DAMAGED = {
    "half a file": lambda text: text[: len(text) // 2],
    "empty": lambda text: "",
    "a list": lambda text: "[]",
    "a field missing": lambda text: text.replace('"psnr"', '"pnsr"'),
    "words for a number": lambda text: re.sub(r'"mse": [\d.]+', '"mse": "good"', text),
}


@pytest.mark.parametrize("damage", DAMAGED.values(), ids=list(DAMAGED))
def test_a_result_that_cannot_be_read_is_missing(damage, tmp_path):
    first, second = grid(losses=("bce",))
    path = sweep.save(result_of(first), tmp_path)
    sweep.save(result_of(second), tmp_path)
    path.write_text(damage(path.read_text()))
    assert list(sweep.load(tmp_path, PLAN)) == [second]


def test_the_temporary_file_of_a_killed_sweep_is_no_result_and_is_removed(tmp_path):
    first, second = grid(losses=("bce",))
    whole = sweep.save(result_of(first), tmp_path)
    half = whole.with_name(f".{'0' * 32}.{second.name}.json")
    half.write_bytes(whole.read_bytes())
    assert list(sweep.load(tmp_path, PLAN)) == [first]
    sweep.remove_unfinished(tmp_path, [second])
    assert list(whole.parent.iterdir()) == [whole]


@pytest.mark.parametrize(
    "other",
    [{"data": "mnist"}, {"noise": None}, {"epochs": 3}],
    ids=lambda other: next(iter(other)),
)
def test_results_of_two_plans_are_never_mixed(other, tmp_path):
    sweep.save(result_of(grid()[0]), tmp_path)
    with pytest.raises(sweep.OtherPlan, match="asked for is"):
        sweep.load(tmp_path, replace(PLAN, **other))


def test_the_table_has_a_row_for_each_run(tmp_path):
    results = [result_of(run) for run in grid()]
    with sweep.write_table(results, tmp_path).open(newline="") as file:
        rows = list(csv.DictReader(file))
    assert [(int(r["code"]), r["loss"], float(r["psnr"])) for r in rows] == [
        (result.run.code, result.run.loss, result.psnr) for result in results
    ]
    assert {row["trained_on"] for row in rows} == {"gaussian 0.5"}


def test_the_figure_shows_both_losses_and_every_run(tmp_path):
    def ink(name, results):
        plot.save(results, tmp_path / name)
        with Image.open(tmp_path / name) as picture:
            rgb = np.asarray(picture.convert("RGB"), int)
        # orange and blue are as far apart as red and blue are
        return (rgb[..., 0] - rgb[..., 2] > 60).sum(), (rgb[..., 2] - rgb[..., 0] > 60).sum()

    runs = grid((2, 4, 8), (0, 1))
    both = ink("both.png", [result_of(run) for run in runs])
    orange, blue = ink("one.png", [result_of(run) for run in runs if run.loss == "bce"])
    assert min(both) > 1000  # pixels of orange, and of blue
    assert orange == 0
    assert blue > 1000
    alone = [result_of(run) for run in grid((2,), losses=("bce",))]
    assert ink("alone.png", alone)[1] > 0  # one run is a point


def test_the_wider_a_net_the_larger_its_mark():
    def sizes(*units):
        return plot._sizes([result_of(run) for run in grid((2,), (0, 1), units)])

    several = sizes(256, 16, 64)
    assert list(several) == [16, 64, 256]
    assert several[16] < several[64] < several[256]
    assert sizes(128) == {128: plot._USUAL}


def test_the_summary_gives_mean_and_range_for_each_code_and_loss():
    runs = grid((2,), losses=("bce",), seeds=(0, 1))
    table = summary([result_of(run, psnr) for run, psnr in zip(runs, (10.0, 11.0), strict=True)])
    assert [list(column.cells) for column in table.columns] == [["2"], ["10.50 (10.00 to 11.00)"]]


# Runs


def test_a_run_is_trained_and_scored_on_the_noise_it_learnt_to_remove(few_digits, monkeypatch):
    told, corrupted, scores = [], [], evaluation.scores

    def watched(reconstruct, clean, given):
        corrupted.append(np.abs(given - clean).mean())
        return scores(reconstruct, clean, given)

    monkeypatch.setattr(evaluation, "scores", watched)
    (noisy,), (clean,) = (
        grid((8,), losses=("bce",), plan=replace(PLAN, noise=noise, epochs=2))
        for noise in (("gaussian", 0.5), None)
    )
    result = train_run.train(noisy, *few_digits, lambda *epoch: told.append(epoch))
    assert [number for number, _ in told] == [1, 2]
    assert result.training_loss == round(told[-1][1], 5)
    assert told[-1][1] < told[0][1]
    assert result.parameters == noisy.spec.parameters
    assert result.digits == {"train": "1", "test": "2"}
    assert 5 < result.psnr < 20
    train_run.train(clean, *few_digits, lambda *_: None)
    assert corrupted[0] > 0.1
    assert corrupted[1] == 0


def pid_of(event):
    return int(re.search(r"process (\d+)", event.where).group(1))


def test_a_killed_process_and_a_failed_training_lose_no_other_run(few_digits):
    """One run fails in its process, which goes on; another process is killed."""
    runs = grid((2, 3, 4), losses=("bce",), plan=replace(PLAN, epochs=3))
    broken = replace(runs[0], units=-1)  # no net can be built
    events, at, killed = [], {}, None
    for event in processes.local([broken, *runs], *few_digits, workers=2):
        events.append(event)
        if event.kind == "begun":
            at[event.run] = pid_of(event)
        if event.kind == "epoch" and killed is None:
            killed = event.run
            os.kill(at[killed], signal.SIGKILL)
    kinds = [(event.run, event.kind) for event in events]
    assert kinds.count((killed, "lost")) == 1
    assert kinds.count((killed, "begun")) == 2
    done = [event for event in events if event.kind == "done"]
    assert sorted(event.run.code for event in done) == [2, 3, 4]
    assert done[0].result.digits == {"train": "1", "test": "2"}
    (failed,) = [event for event in events if event.kind == "failed"]
    assert failed.run == broken
    assert failed.why.startswith("ValueError: Expected")
    assert "Traceback" in failed.details
    assert not any(map(psutil.pid_exists, at.values()))
    assert len(set(at.values())) <= 3  # the process of the broken run does another


def test_a_run_whose_process_always_dies_is_given_up(few_digits):
    events = []
    for event in processes.local(grid((2,), losses=("bce",)), *few_digits, workers=1):
        events.append(event)
        if event.kind == "begun":
            os.kill(pid_of(event), signal.SIGKILL)
    assert [event.kind for event in events] == ["begun", "lost"] * 3 + ["begun", "failed"]
    assert "died" in events[-1].why


# The command


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
        assert result.exception is None or isinstance(result.exception, SystemExit)
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
