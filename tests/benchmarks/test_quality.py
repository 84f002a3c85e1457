"""`python -m benchmarks.quality`: the whole run on a few stroke digits, with fakes for nets."""

import json
import re
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
import typer
from PIL import Image
from typer.testing import CliRunner

from ae_core import evaluation
from ae_core.data import datasets
from ae_core.filters import FILTERS
from ae_core.inference import autoencoder, classifier
from ae_core.models import presets
from ae_core.models.spec import MIXED
from ae_core.noise import NOISES, add_noise
from ae_core.pictures import from_uint8
from benchmarks import quality
from benchmarks.restoration import filters, methods, plot, tables
from benchmarks.restoration.methods import Method
from benchmarks.restoration.scores import score

LEVELS = (0.25, 0.5, 1.0)
CELLS = ["clean", *(f"{kind} {level:g}" for kind in NOISES for level in LEVELS)]

app = typer.Typer()
app.command()(quality.main)


def read(pictures):
    """A reader that sees no more than how much ink there is."""
    ink = pictures.mean(axis=(1, 2))[:, np.newaxis]
    table = np.exp(-np.square(ink * 40 - np.arange(10)))
    return (table / table.sum(axis=1, keepdims=True)).astype(np.float32)


def halved(kind, level):
    return lambda pictures: pictures / 2


NETS = {
    "conv_32": Method("net", halved, MIXED),
    "denoise_4x4x16": Method("net", halved, ("gaussian", 0.5)),
    "dense_16": Method("net", halved, None),
}
NAMES = ["noisy", *FILTERS, "best linear 32", *NETS]


@pytest.fixture(scope="module")
def quick():
    """Nets and linear maps that only halve the ink, and two settings of every filter."""
    few = {name: f._replace(grid=f.grid[:2]) for name, f in FILTERS.items()}
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(filters, "FILTERS", few)
        patch.setattr(methods, "TUNED_ON", 4)
        patch.setattr(quality, "linear_maps", lambda train: {NAMES[-4]: Method("linear", halved)})
        patch.setattr(quality, "trained_nets", lambda: NETS)
        patch.setattr(quality, "flat_codecs", lambda nets: {})
        yield


@pytest.fixture(scope="module")
def digits(stroke_images):
    """Training digits, test digits, and what the latter are."""
    pictures = from_uint8(stroke_images[:24])
    return pictures[:8], pictures[8:], np.arange(16) % 10


@pytest.fixture(scope="module")
def results(quick, digits):
    """A whole run."""
    source = {"name": "strokes", "sha256": "0", "digits": 16}
    return {"data": source, **quality.compare(*digits, read, LEVELS)}


@pytest.fixture
def command(quick, digits, monkeypatch):
    """The command in this process, on the same few digits: exit code and output, as one line."""

    def few(name, split):
        train, test, labels = digits
        pictures = {"train": train, "test": test}[split]
        return datasets.Digits(name, np.round(pictures * 255).astype(np.uint8), labels, "0")

    monkeypatch.setattr(datasets, "load", few)
    monkeypatch.setattr(quality, "LEVELS", LEVELS)
    monkeypatch.setattr(quality, "ProcessPoolExecutor", lambda **_: ThreadPoolExecutor(1))
    monkeypatch.setattr(classifier, "classify", read)

    def call(*arguments):
        result = CliRunner().invoke(app, [str(argument) for argument in arguments])
        assert result.exception is None or isinstance(result.exception, SystemExit), result.exc_info
        return result.exit_code, " ".join(re.sub(r"[│╭╮╰╯─]", " ", result.output).split())

    return call


# The run


def test_every_method_has_a_score_in_every_cell(results):
    assert list(results["methods"]) == NAMES
    for about in results["methods"].values():
        assert list(about["scores"]) == CELLS


def test_results_come_back_from_json_as_they_were(results):
    text = quality.as_text(results)
    assert json.loads(text) == results
    scores = [line for line in text.splitlines() if '"mse"' in line]
    assert len(scores) == len(NAMES) * len(CELLS)  # one to a line


def test_the_noisy_digit_gets_worse_the_more_noise_there_is(results):
    scores = results["methods"]["noisy"]["scores"]
    assert scores["clean"]["mse"] == 0
    for kind in NOISES:
        errors = [scores[where]["mse"] for where in CELLS if where.startswith(kind)]
        assert errors == sorted(errors)
        assert 0 < errors[0] < errors[-1]


def test_scores_are_those_of_what_the_method_restores(results, digits):
    _, clean, labels = digits
    noisy = add_noise("speckle", clean, 0.5, evaluation.SEED)
    by_hand = score(clean, noisy / 2, labels, read)
    assert results["methods"]["conv_32"]["scores"]["speckle 0.5"] == by_hand


def test_a_filter_says_what_it_was_tuned_to(results, digits):
    train = digits[0][: methods.TUNED_ON]
    noisy = add_noise("salt_pepper", train, 0.25, methods.SEED)
    row = results["methods"]["median"]["scores"]["salt_pepper 0.25"]
    assert row["parameters"] == filters.tune("median", noisy, train).parameters
    assert "parameters" not in results["methods"]["conv_32"]["scores"]["clean"]


def test_the_same_digits_give_the_same_figures(results, digits):
    again = quality.compare(*digits, read, LEVELS)
    assert again["methods"]["wavelets"] == results["methods"]["wavelets"]
    assert again["midpoints"] == results["midpoints"]


def test_filters_and_linear_maps_are_taken_from_the_last_run(results, digits, monkeypatch):
    for name in ("tuned_filters", "linear_maps"):
        monkeypatch.setattr(quality, name, None)  # not called
    monkeypatch.setattr(quality, "trained_nets", lambda: {"conv_16": NETS["conv_32"]})
    again = quality.compare(*digits, read, LEVELS, last=results)
    assert list(again["methods"]) == [*NAMES[:-3], "conv_16"]
    assert again["methods"]["median"] == results["methods"]["median"]


@pytest.mark.parametrize("other", ["digits", "reader", "levels"])
def test_a_run_about_something_else_is_not_taken(other, results, digits):
    train, test, labels = digits
    changed = {
        "digits": lambda: quality.compare(train, test[1:], labels[1:], read, LEVELS, map, results),
        "reader": lambda: quality.compare(
            train, test, labels, lambda p: 1 - read(p), LEVELS, map, results
        ),
        "levels": lambda: quality.compare(train, test, labels, read, LEVELS[:2], map, results),
    }
    with pytest.raises(quality.OtherRun):
        changed[other]()


# The methods


def test_linear_maps_know_the_noise_and_pca_does_not(digits):
    maps = methods.linear_maps(digits[0])
    noisy = add_noise("gaussian", digits[1], 1.0, 0)

    def restored(name, kind, level):
        return maps[name].fitted(kind, level)(noisy)

    assert list(maps) == ["PCA 16", "PCA 32", "best linear 16", "best linear 32"]
    np.testing.assert_array_equal(
        restored("PCA 16", "gaussian", 0.0), restored("PCA 16", "blur", 1.0)
    )
    np.testing.assert_array_equal(
        restored("PCA 16", "gaussian", 0.0), restored("best linear 16", "gaussian", 0.0)
    )
    assert (restored("PCA 16", "blur", 1.0) != restored("best linear 16", "blur", 1.0)).any()


def test_only_nets_whose_weights_are_there_take_part(tmp_path, monkeypatch):
    monkeypatch.setenv("AE_WEIGHTS", str(tmp_path))
    assert methods.trained_nets() == {}
    (tmp_path / "dense_16").mkdir()
    (tmp_path / "dense_16" / "model.weights.h5").touch()
    assert list(methods.trained_nets()) == ["dense_16"]


def test_a_net_restores_as_it_does_everywhere(digits, shipped_weights):
    net = methods.trained_nets()["dense_16"]
    restored = net.fitted("gaussian", 0.5)(digits[1])
    np.testing.assert_allclose(
        restored, autoencoder.reconstruct("dense_16", digits[1])[0], atol=1e-4
    )


def test_midpoints_are_asked_of_flat_codes_that_hold_everything():
    names = methods.flat_codecs(presets.PRESETS)
    assert {"dense_16", "dense_32", "conv_16", "conv_32"} <= set(names)
    assert not {"unet", "conv_4x4x8"} & set(names)


# The figure and the tables


@pytest.mark.parametrize(
    ("net", "expected"),
    [
        ("conv_32", {"gaussian": [0, 0.5, 1], "blur": [0, 0.5, 1]}),
        ("denoise_4x4x16", {"gaussian": [0.5], "blur": []}),
        ("dense_16", {"gaussian": [0], "blur": [0]}),
        ("noisy", {"gaussian": [], "blur": []}),
    ],
)
def test_dots_are_where_a_net_was_trained(net, expected, results):
    for kind, levels in expected.items():
        found = [
            level for level in (0, 0.5, 1) if plot.trained(results["methods"][net], kind, level)
        ]
        assert found == levels


def test_the_figure_is_wide_enough_for_the_readme_and_drawn_the_same_each_time(results, tmp_path):
    for name in ("one.png", "two.png"):
        plot.save(results, tmp_path / name)
    with Image.open(tmp_path / "one.png") as figure:
        assert figure.width == 1800
        assert len(figure.convert("RGB").getcolors(1 << 20)) > 100
    assert (tmp_path / "one.png").read_bytes() == (tmp_path / "two.png").read_bytes()


def test_the_figure_needs_no_net(results, tmp_path):
    few = {name: results["methods"][name] for name in ("noisy", *FILTERS)}
    plot.save({**results, "methods": few}, tmp_path / "figure.png")
    assert (tmp_path / "figure.png").is_file()


def test_the_tables_say_what_the_results_say(results, capsys):
    tables.show(results, markdown=True)
    text = capsys.readouterr().out
    rows = [
        [cell.strip() for cell in line.strip("|").split("|")]
        for line in text.splitlines()
        if line.startswith("|")
    ]
    assert len({len(row) for row in rows[: 2 + len(NAMES)]}) == 1
    assert [row[0] for row in rows[2 : 2 + len(NAMES)]] == NAMES
    table = {row[0]: row for row in rows}
    half = results["methods"]["conv_32"]["scores"]["gaussian 0.5"]
    assert f"{half['psnr']:.1f}" in table["conv_32"]
    assert f"{half['ssim']:.3f}" in table["conv_32"]
    blur = results["methods"]["conv_32"]["scores"]["blur 0.5"]
    assert table["blur"][3] == f"{blur['psnr']:.1f} / {blur['ssim']:.3f} / {blur['read']:.1%}"
    assert re.search(r"\((median|wavelets|Gaussian filter|.*)\)$", table["blur"][2])


# The command


def test_the_command_writes_everything_and_takes_it_up_again(command, tmp_path):
    code, text = command("--data", "strokes", "--digits", 12, "--out", tmp_path / "new")
    assert code == 0, text
    assert {p.name for p in (tmp_path / "new").iterdir()} == {"quality.json", "quality.png"}
    first = json.loads((tmp_path / "new" / "quality.json").read_text())
    assert first["data"] == {"name": "strokes", "sha256": "0", "digits": 12}
    code, text = command(
        "--data", "strokes", "--digits", 12, "--out", tmp_path / "new", "--models-only"
    )
    assert code == 0, text
    assert json.loads((tmp_path / "new" / "quality.json").read_text()) == first


def test_the_command_refuses_a_last_run_that_is_not_there_or_another(command, results, tmp_path):
    options = ["--data", "strokes", "--digits", 11, "--models-only", "--out", tmp_path]
    code, text = command(*options)
    assert code == 2
    assert "--models-only needs" in text
    (tmp_path / "quality.json").write_text(json.dumps(results))
    code, text = command(*options)
    assert code == 2
    assert "run without --models-only" in text
