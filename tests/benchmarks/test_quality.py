"""`python -m benchmarks.quality` on a few stroke digits, with fakes for nets."""

import json
import re
import shutil
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
from ae_core.models import store
from ae_core.models.spec import MIXED
from ae_core.noise import NOISES, add_noise
from ae_core.pictures import from_uint8
from benchmarks import quality
from benchmarks.restoration import filters, methods, plot, tables
from benchmarks.restoration.methods import Method
from benchmarks.restoration.scores import score
from benchmarks.support.json_text import as_text

LEVELS = (0.25, 0.5, 1.0)
CELLS = ["clean", *(f"{kind} {level:g}" for kind in NOISES for level in LEVELS)]

app = typer.Typer()
app.command()(quality.main)


def classify(pictures):
    """A classifier that sees only how much ink there is."""
    ink = pictures.mean(axis=(1, 2))[:, np.newaxis]
    table = np.exp(-np.square(ink * 40 - np.arange(10)))
    table = (table / table.sum(axis=1, keepdims=True)).astype(np.float32)
    return classifier.Reading(table, np.zeros(len(table), np.float32))


def halved(kind, level):
    return lambda pictures: pictures / 2


# The real ones: a fixture replaces them in the module.
LINEAR_MAPS, TRAINED_NETS = methods.linear_maps, methods.trained_nets
NETS = {
    "conv_32": Method("net", halved, MIXED, "a"),
    "denoise_4x4x16": Method("net", halved, ("gaussian", 0.5), "b"),
    "dense_16": Method("net", halved, None, "c"),
}
FEW = {name: FILTERS[name]._replace(grid=FILTERS[name].grid[:2]) for name in ("median", "wavelets")}
NAMES = ["noisy", *FEW, "best linear 32", *NETS]


@pytest.fixture(scope="module")
def fakes():
    """Two filters with two settings each; nets and a linear map that only halve the ink."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(filters, "FILTERS", FEW)
        patch.setattr(methods, "TUNED_ON", 4)
        patch.setattr(methods, "linear_maps", lambda train: {NAMES[3]: Method("linear", halved)})
        patch.setattr(methods, "trained_nets", lambda: NETS)
        yield


@pytest.fixture(scope="module")
def digits(stroke_images):
    """Training digits, test digits, and the classes of the latter."""
    pictures = from_uint8(stroke_images[:20])
    return pictures[:8], pictures[8:], np.arange(12) % 10


@pytest.fixture(scope="module")
def results(fakes, digits):
    """A whole run."""
    source = {"name": "strokes", "sha256": "0", "digits": 12}
    return {"data": source, **quality.compare(*digits, classify, LEVELS)}


@pytest.fixture
def command(fakes, digits, monkeypatch):
    """command(*arguments) → exit code and output of the command on the same few digits."""

    def few(name, split):
        train, test, labels = digits
        pictures = {"train": train, "test": test}[split]
        return datasets.Digits(name, np.round(pictures * 255).astype(np.uint8), labels, "0")

    monkeypatch.setattr(datasets, "load", few)
    monkeypatch.setattr(quality, "LEVELS", LEVELS)
    monkeypatch.setattr(quality, "ProcessPoolExecutor", lambda **_: ThreadPoolExecutor(1))
    monkeypatch.setattr(classifier, "classify", classify)
    monkeypatch.setattr(plot, "save", lambda results, path: path.touch())  # tested above

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
    text = as_text(results)
    assert json.loads(text) == results
    assert sum('"mse"' in line for line in text.splitlines()) == len(NAMES) * len(CELLS)


def test_scores_are_those_of_the_restored_digits(results, digits):
    train, clean, labels = digits
    noisy = add_noise("speckle", clean, 0.5, evaluation.SEED)
    by_hand = score(clean, noisy / 2, labels, classify)
    assert results["methods"]["conv_32"]["scores"]["speckle 0.5"] == by_hand
    tuned = filters.tune("median", add_noise("speckle", train[:4], 0.5, methods.SEED), train[:4])
    by_hand = score(clean, tuned(noisy), labels, classify)
    row = results["methods"]["median"]["scores"]["speckle 0.5"]
    assert row == {**by_hand, "parameters": tuned.parameters}


def test_filters_and_linear_maps_are_taken_from_the_last_run(results, digits, monkeypatch):
    for name in ("tuned_filters", "linear_maps"):
        monkeypatch.setattr(methods, name, None)  # not called
    monkeypatch.setattr(methods, "trained_nets", lambda: {"conv_16": NETS["conv_32"]})
    again = quality.compare(*digits, classify, LEVELS, last=results)
    assert list(again["methods"]) == [*NAMES[:-3], "conv_16"]
    assert again["methods"]["median"] == results["methods"]["median"]


def quartered(kind, level):
    return lambda pictures: pictures / 4


@pytest.mark.parametrize("all_nets", [False, True])
def test_only_nets_with_new_or_unknown_weights_are_scored_again(
    all_nets, results, digits, monkeypatch
):
    last = {**results, "methods": dict(results["methods"])}
    unnamed = dict(last["methods"]["dense_16"])
    assert unnamed.pop("weights") == "c"
    last["methods"]["dense_16"] = unnamed  # as of a run that did not keep the checksum
    nets = {name: net._replace(fitted=quartered) for name, net in NETS.items()}
    nets["denoise_4x4x16"] = nets["denoise_4x4x16"]._replace(weights="d")
    monkeypatch.setattr(methods, "trained_nets", lambda: nets)
    again = quality.compare(*digits, classify, LEVELS, last=last, all_nets=all_nets)["methods"]
    assert list(again) == NAMES
    assert {name: again[name]["weights"] for name in nets} == dict(zip(nets, "adc", strict=True))
    kept = [name for name in nets if again[name]["scores"] == results["methods"][name]["scores"]]
    assert kept == ([] if all_nets else ["conv_32"])


@pytest.mark.parametrize("other", ["digits", "levels"])
def test_a_last_run_on_something_else_is_refused(other, results, digits):
    train, test, labels = digits
    if other == "digits":
        test, labels = test[1:], labels[1:]
    levels = LEVELS[:2] if other == "levels" else LEVELS
    with pytest.raises(ValueError, match="without --models-only"):
        quality.compare(train, test, labels, classify, levels, last=results)


def test_what_another_classifier_has_read_is_left_out(results, digits, monkeypatch):
    def other(pictures):
        reading = classify(pictures)
        return classifier.Reading(1 - reading.probabilities, reading.no_digit)

    again = quality.compare(*digits, other, LEVELS, last=results)["methods"]
    for name in ("noisy", "conv_32"):  # the net's weights are the same
        before, after = (table[name]["scores"] for table in (results["methods"], again))
        assert [row["read"] for row in after.values()] != [row["read"] for row in before.values()]
    before = results["methods"]["median"]["scores"]["speckle 0.5"]
    after = again["median"]["scores"]["speckle 0.5"]
    assert "read" not in after
    assert {**after, "read": before["read"]} == before


# The methods


def test_linear_maps_are_fitted_to_the_noise_and_pca_is_not(digits):
    maps = LINEAR_MAPS(digits[0])
    noisy = add_noise("gaussian", digits[1], 1.0, 0)

    def restored(name, kind, level):
        return maps[name].fitted(kind, level)(noisy)

    assert list(maps) == ["PCA 16", "PCA 32", "best linear 16", "best linear 32"]
    clean_pca = restored("PCA 16", "gaussian", 0.0)
    np.testing.assert_array_equal(clean_pca, restored("PCA 16", "blur", 1.0))
    np.testing.assert_array_equal(clean_pca, restored("best linear 16", "gaussian", 0.0))
    assert (clean_pca != restored("best linear 16", "blur", 1.0)).any()


def test_nets_are_those_whose_weights_exist(digits, tmp_path, monkeypatch, shipped_weights):
    net = TRAINED_NETS()["dense_16"]
    expected = autoencoder.reconstruct("dense_16", digits[1])[0]
    np.testing.assert_allclose(net.fitted("gaussian", 0.5)(digits[1]), expected, atol=1e-4)
    assert net.weights == store.checksum(store.read_card("dense_16"))
    monkeypatch.setenv("AE_WEIGHTS", str(tmp_path))
    assert TRAINED_NETS() == {}
    shutil.copytree(shipped_weights / "dense_16", tmp_path / "dense_16")
    assert list(TRAINED_NETS()) == ["dense_16"]
    store.path_of("dense_16").write_bytes(b"damaged")
    with pytest.raises(store.WeightsError):
        TRAINED_NETS()


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
        about = results["methods"][net]
        assert [level for level in (0, 0.5, 1) if plot.trained(about, kind, level)] == levels


def test_the_tables_and_the_figure_show_the_results(results, capsys, tmp_path):
    tables.show(results, markdown=True)
    lines = [line for line in capsys.readouterr().out.splitlines() if line.startswith("|")]
    rows = [[part.strip() for part in line.strip("|").split("|")] for line in lines]
    assert [row[0] for row in rows[2 : 2 + len(NAMES)]] == NAMES
    table = {row[0]: row for row in rows}
    half = results["methods"]["conv_32"]["scores"]["gaussian 0.5"]
    assert {f"{half['psnr']:.1f}", f"{half['ssim']:.3f}"} <= set(table["conv_32"])
    blur = results["methods"]["conv_32"]["scores"]["blur 0.5"]
    assert table["blur"][3] == f"{blur['psnr']:.1f} / {blur['ssim']:.3f} / {blur['read']:.1%}"
    plot.save(results, tmp_path / "figure.png")
    with Image.open(tmp_path / "figure.png") as figure:
        assert figure.width == 1800
        assert len(figure.convert("RGB").getcolors(1 << 20)) > 100


# The command


def test_the_command_writes_both_files_and_continues_from_them(command, tmp_path):
    options = ["--data", "strokes", "--digits", 12, "--out", tmp_path]
    code, text = command(*options, "--models-only")
    assert code == 2
    assert "--models-only needs" in text
    code, text = command(*options)
    assert code == 0, text
    assert {p.name for p in tmp_path.iterdir()} == {"quality.json", "quality.png"}
    first = json.loads((tmp_path / "quality.json").read_text())
    assert first["data"] == {"name": "strokes", "sha256": "0", "digits": 12}
    code, text = command(*options, "--models-only")
    assert code == 0, text
    assert json.loads((tmp_path / "quality.json").read_text()) == first
    code, text = command(*options[:2], "--digits", 11, *options[4:], "--models-only")
    assert code == 2
    assert "run without --models-only" in text
