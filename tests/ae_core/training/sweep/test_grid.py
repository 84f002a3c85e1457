"""A sweep: its grid, its results on the disk, and the processes that do its runs."""

import csv
import itertools
import os
import re
import signal
from dataclasses import replace

import numpy as np
import psutil
import pytest
from PIL import Image

from ae_core import evaluation
from ae_core.data import datasets, stroke_digits
from ae_core.models.dense import dense_spec
from ae_core.models.spec import MIXED
from ae_core.training.cli.sweep_progress import summary
from ae_core.training.sweep import grid as sweep
from ae_core.training.sweep import plot, processes, train_run

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
    assert run.spec == dense_spec(4, (16, 16), "mse", ("gaussian", 0.5), 2, "relu")
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
