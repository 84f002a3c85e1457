"""`python -m benchmarks.ceiling` on a few stroke digits."""

import json
from dataclasses import replace
from itertools import product

import numpy as np
import pytest
from PIL import Image
from scipy.stats import norm
from typer.testing import CliRunner

from ae_core import evaluation
from ae_core.data import datasets
from ae_core.inference import classifier
from ae_core.metrics import psnr
from ae_core.models import builder, store
from ae_core.models.presets import PRESETS
from ae_core.models.spec import MIXED, Recipe
from ae_core.noise import NOISES, add_noise
from ae_core.pictures import from_uint8
from ae_core.training.corruption import KINDS, MixedCorruption
from benchmarks.ceiling import __main__ as main
from benchmarks.ceiling import known, nets, tables
from benchmarks.ceiling.nets import LEVELS, NETS
from benchmarks.restoration.scores import cell

pytestmark = pytest.mark.usefixtures("untraced")

# What known digits say


def by_hand(images, noisy, sigma):
    """The posterior mean of one noisy picture, by SciPy's normal distribution in float64."""
    digits = from_uint8(images).astype(float)
    likelihoods = np.select(
        [noisy == 0, noisy == 1],
        [norm.logcdf(0, digits, sigma), norm.logsf(1, digits, sigma)],
        norm.logpdf(noisy.astype(float), digits, sigma),
    )
    logs = likelihoods.sum(axis=(1, 2))
    weights = np.exp(logs - max(logs))
    weights /= weights.sum()
    return np.tensordot(weights, digits, 1), int(np.argmax(logs)), weights


@pytest.mark.parametrize("sigma", [0.25, 0.5, 1.0])
def test_the_posterior_mean_is_that_of_a_computation_by_hand(sigma, stroke_images, monkeypatch):
    monkeypatch.setattr(known, "_BATCH", 2)  # the last batch is smaller
    monkeypatch.setattr(known, "_PART", 7)
    images = stroke_images[:20]
    # mixtures of two known digits, so that more than one digit is likely
    pictures = (from_uint8(images[:3]) + from_uint8(images[3:6])) / 2
    noisy = add_noise("gaussian", pictures, sigma, 3)
    restored = known.KnownDigits(images, sigma).restore(noisy)
    for i, picture in enumerate(noisy):
        mean, likeliest, _ = by_hand(images, picture, sigma)
        np.testing.assert_allclose(restored.mean[i], mean, atol=2e-3)
        assert restored.likeliest[i] == likeliest


def test_where_several_digits_are_likely_each_has_its_weight(stroke_images):
    """Digits that differ in a corner alone, under much noise."""
    images = np.repeat(stroke_images[:1], 20, axis=0)
    images[:, :3, :3] = np.arange(20, dtype=np.uint8)[:, None, None] * 13
    noisy = add_noise("gaussian", from_uint8(images[5:6]), 1.0, 4)
    mean, _, weights = by_hand(images, noisy[0], 1.0)
    assert weights.max() < 0.5
    restored = known.KnownDigits(images, 1.0).restore(noisy).mean[0]
    np.testing.assert_allclose(restored, mean, atol=1e-4)


def test_a_known_digit_is_recognised(stroke_images):
    clean = from_uint8(stroke_images[:30])
    noisy = add_noise("gaussian", clean, 0.25, 5)
    restored = known.KnownDigits(stroke_images, 0.25).restore(noisy)
    assert restored.likeliest.tolist() == list(range(30))
    np.testing.assert_allclose(restored.mean, clean, atol=1e-3)


def test_no_other_mixture_of_known_digits_is_nearer_on_average(stroke_images):
    """That is what makes it a bound: of digits drawn from the known ones it is the best."""
    rng = np.random.default_rng(6)
    images = stroke_images[:40]
    clean = from_uint8(images[rng.integers(40, size=400)])
    noisy = add_noise("gaussian", clean, 1.0, 7)
    digits = known.KnownDigits(images, 1.0)
    mean, likeliest = digits.restore(noisy)
    ours = np.square(mean - clean).mean()
    assert ours < np.square(from_uint8(images[likeliest]) - clean).mean()
    assert ours < np.square(from_uint8(images[known.nearest(images, noisy)]) - clean).mean()


def test_the_nearest_digit_is_the_nearest_of_all(stroke_images, monkeypatch):
    monkeypatch.setattr(known, "_BATCH", 4)
    images, pictures = stroke_images[:50], from_uint8(stroke_images[50:60])
    differences = from_uint8(images)[None].astype(float) - pictures[:, None]
    by_distance = np.square(differences).sum(axis=(2, 3)).argmin(axis=1)
    np.testing.assert_array_equal(known.nearest(images, pictures), by_distance)


def test_scores_are_those_of_the_cards(stroke_images):
    """The same noise and the same measures."""
    clean = from_uint8(stroke_images[:20])
    others = stroke_images[20:]
    digits = known.KnownDigits(others, 0.5)
    table = known.measure(digits, others, clean, 0.5)
    card = evaluation.evaluate(lambda noisy: digits.restore(noisy).mean, clean)["0.5"]
    assert table[known.MEAN] == pytest.approx(card, abs=2e-5)


def test_no_known_digit_is_nearer_than_the_nearest_to_the_clean_one(stroke_images):
    clean, others = from_uint8(stroke_images[:20]), stroke_images[20:]
    best = known.nearest_to_clean(others, clean)["mse"]
    table = known.measure(known.KnownDigits(others, 1.0), others, clean, 1.0)
    assert best < table[known.LIKELIEST]["mse"]
    differences = from_uint8(others)[None] - clean[:, None]
    assert best == pytest.approx(
        np.square(differences).mean(axis=(2, 3)).min(axis=1).mean(), abs=1e-4
    )


# The nets


RECIPE = Recipe(batch_size=50, epochs=3, learning_rate=0.003, schedule="warmup_cosine")
# dense, for the graph of a U-Net is traced for seconds
SMALL = replace(PRESETS["dense_16"], key="unet_gaussian", noise=MIXED, recipe=RECIPE)
NET = nets.Net(SMALL, ("gaussian",))


@pytest.fixture
def digits(stroke_images):
    """200 stroke digits to learn from, and 20 others."""
    images, labels = stroke_images, (np.arange(300) % 10).astype(np.uint8)
    return (
        datasets.Digits("mnist", images[:200], labels[:200], "train"),
        datasets.Digits("mnist", images[200:220], labels[200:220], "test"),
    )


def classify(pictures):
    """A classifier that calls everything a zero."""
    table = np.tile(np.eye(10, dtype=np.float32)[0], (len(pictures), 1))
    return classifier.Reading(table, np.zeros(len(table), np.float32))


@pytest.mark.parametrize("key", NETS)
def test_the_nets_are_as_large_as_their_rows_say(key):
    spec = NETS[key].spec
    assert builder.build(spec).count_params() == spec.parameters
    assert spec.key == key
    assert spec.noise == MIXED
    if spec.family == "unet":
        assert 4.5e6 < spec.parameters < 5.5e6


@pytest.mark.parametrize("kinds", [("mosaic",), ("gaussian", "blur"), tuple(NOISES)])
def test_the_kinds_of_a_net_are_drawn_for_it_equally_often(kinds, digits, tmp_path, monkeypatch):
    drawn = []
    corrupt = MixedCorruption.corrupt

    def note(self, pictures, kinds, levels):
        drawn.append(np.diff(self._bounds, prepend=0, append=1))
        return corrupt(self, pictures, kinds, levels)

    monkeypatch.setattr(MixedCorruption, "corrupt", note)
    nets.begin(NET._replace(kinds=kinds), *digits, tmp_path)
    expected = [1 / len(kinds) if kind in kinds else 0 for kind in KINDS]
    np.testing.assert_allclose(drawn[0], expected, atol=1e-6)


def test_a_training_that_was_stopped_goes_on_to_the_same_end(digits, tmp_path):
    straight = nets.begin(NET, *digits, tmp_path / "straight")
    nets.train_on(straight, tmp_path / "straight")
    stopped = nets.begin(NET, *digits, tmp_path / "stopped")
    nets.train_on(stopped, tmp_path / "stopped", minutes=0)
    assert len(nets.losses_of(NET.spec.key, tmp_path / "stopped")["epochs"]) == 1
    again = nets.begin(NET, *digits, tmp_path / "stopped")
    assert len(again.history) == 1
    nets.train_on(again, tmp_path / "stopped")
    for one, other in zip(again.model.get_weights(), straight.model.get_weights(), strict=True):
        np.testing.assert_allclose(one, other, atol=1e-4)
    losses = [
        [epoch["validation_loss"] for epoch in nets.losses_of(NET.spec.key, folder)["epochs"]]
        for folder in (tmp_path / "straight", tmp_path / "stopped")
    ]
    np.testing.assert_allclose(*losses, rtol=1e-4)
    assert len(losses[0]) == 3


def test_epochs_are_those_of_the_beginning_and_others_are_refused(digits, tmp_path):
    nets.train_on(nets.begin(NET, *digits, tmp_path, epochs=2), tmp_path, minutes=0)
    assert nets.begin(NET, *digits, tmp_path).recipe.epochs == 2
    with pytest.raises(ValueError, match="another's"):
        nets.begin(NET, *digits, tmp_path, epochs=5)


def test_a_specialist_begins_as_the_shipped_net(digits, tmp_path):
    net = NETS["conv_32_mosaic"]
    net = net._replace(spec=replace(net.spec, recipe=replace(RECIPE, epochs=1, learning_rate=0.0)))
    run = nets.begin(net, *digits, tmp_path)
    some = digits[1].pictures
    begun, shipped = (evaluation.forward(net)(some) for net in (run.model, store.load("conv_32")))
    np.testing.assert_allclose(begun, shipped, atol=1e-5)
    nets.train_on(run, tmp_path)
    curves = main._curves(tmp_path)
    assert list(curves["conv_32_mosaic"]) == ["loss"]  # its noise is not that of the validation
    tables.trainings({"conv_32_mosaic": nets.losses_of("conv_32_mosaic", tmp_path)}, True)


def test_a_net_is_scored_at_each_level_of_its_kinds(digits, tmp_path):
    run, test = nets.begin(NET, *digits, tmp_path), digits[1]
    table = nets.score_all(run, ("blur", "gaussian"), test, classify)
    assert list(table) == [f"{kind} {level:g}" for kind in ("blur", "gaussian") for level in LEVELS]
    noisy = add_noise("blur", test.pictures, 0.5, evaluation.SEED)
    restored = evaluation.forward(run.model)(noisy)
    assert table["blur 0.5"]["psnr"] == pytest.approx(
        psnr(test.pictures, restored).mean(), abs=0.01
    )
    assert table["blur 0.5"]["read"] == 0.1


def test_the_cost_of_a_step_is_measured_in_an_unfinished_epoch(digits, tmp_path, monkeypatch):
    monkeypatch.setattr(nets, "_WARMED_UP", 1)
    small = NET._replace(spec=replace(NET.spec, recipe=replace(RECIPE, batch_size=25)))
    seconds, busy = nets.seconds_per_step(nets.begin(small, *digits, tmp_path), 3)
    assert 0 < seconds < 30
    assert 0 < busy < 30
    assert not list(tmp_path.iterdir())
    with pytest.raises(ValueError, match="fewer steps"):
        nets.seconds_per_step(nets.begin(small, *digits, tmp_path / "other"), 300)


# The tables and the commands


def test_where_ours_are_behind_is_said_and_by_how_much():
    def row(psnr, ssim):
        return {"psnr": psnr, "ssim": ssim}

    ours = {"conv_32": row(20.0, 0.8), "unet": row(19.0, 0.9)}
    assert tables.behind(ours, {"median": row(20.5, 0.7)}) == "0.5 dB"
    assert tables.behind(ours, {"a": row(19.0, 0.7), "b": row(18.0, 0.95)}) == "0.050"
    assert tables.behind(ours, {"a": row(20.3, 0.7), "b": row(18.0, 0.95)}) == "0.3 dB, 0.050"
    assert tables.behind(ours, {"a": row(20.01, 0.9001)}) == ""


def test_a_better_specialist_is_in_the_row_of_its_kind_alone(capsys):
    scores = {name: {} for name in (*tables.OURS, "median", "wavelets")}
    for kind, level in product(NOISES, LEVELS):
        for i, row in enumerate(scores.values()):
            row[cell(kind, level)] = {"psnr": 20.0 - i, "ssim": 0.9 - i / 10}
    methods = {
        name: {"group": "net" if name in tables.OURS else "filter", "scores": rows}
        for name, rows in scores.items()
    }
    trained = {"conv_32_mosaic": {"mosaic 0.5": {"psnr": 20.4, "ssim": 0.8}}}
    tables.kinds({"methods": methods}, trained, markdown=True)
    text = capsys.readouterr().out
    (row,) = cells_of(text, "mosaic 0.5")
    assert row == [
        *("17.0, 0.600 (median)", "20.0, 0.900", "19.0, 0.800", "18.0, 0.700"),
        *("20.4, 0.800 (conv_32_mosaic)", "0.4 dB", "0.4 dB"),
    ]
    assert cells_of(text, "blur 0.5")[0][-3:] == ["", "", ""]


@pytest.fixture
def command(digits, tmp_path, monkeypatch):
    """command(*arguments) → its output, on the few digits and a small net."""
    train, test = digits
    monkeypatch.setattr(datasets, "load", lambda name, split: {"train": train, "test": test}[split])
    monkeypatch.setattr(classifier, "classify", classify)
    monkeypatch.setitem(NETS, "unet_gaussian", NET)
    quality = json.loads(main.QUALITY.read_text())
    quality["data"]["sha256"] = test.sha256
    (tmp_path / "quality.json").write_text(json.dumps(quality))
    monkeypatch.setattr(main, "QUALITY", tmp_path / "quality.json")

    def call(*arguments):
        options = [*map(str, arguments), "--work", str(tmp_path / "work")]
        result = CliRunner().invoke(main.app, options)
        assert result.exception is None or isinstance(result.exception, SystemExit), result.exc_info
        return result.output

    return call


def cells_of(text, name):
    """The cells of the rows of Markdown tables that begin with a name."""
    rows = [[part.strip() for part in line.strip("|").split("|")] for line in text.splitlines()]
    return [row[1:] for row in rows if row[0] == name]


def test_the_commands_from_the_digits_to_the_tables(command, tmp_path):
    work = tmp_path / "work"
    text = command("known", "--digits", "10", "--markdown")
    scores = json.loads((work / "known.json").read_text())["scores"]
    mean = scores[known.MEAN]["gaussian 0.5"]
    assert cells_of(text, known.MEAN)[0][1] == f"{mean['psnr']:.1f}, {mean['ssim']:.3f}"
    with Image.open(work / "known.png") as sheet:
        assert sheet.size == (16 * 30 * 3, 10 * 30 * 3)
    assert "epoch 1 of 3" in command("train", "unet_gaussian", "--minutes", "0")
    table = command("score", "--markdown")
    assert cells_of(table, "unet_gaussian")[-1][1] == "1 of 3"
    assert "epoch 3 of 3" in (rest := command("train", "unet_gaussian"))
    assert "epoch 1 of 3" not in rest
    assert cells_of(command("score", "--markdown"), "unet_gaussian")[-1][1] == "3 of 3"
    assert "scoring" not in command("score")  # nothing was trained since
    assert (work / "losses.png").stat().st_size > 5000
    shipped = json.loads(main.QUALITY.read_text())["methods"]["conv_32"]["scores"]["mosaic 0.5"]
    row = cells_of(table, "mosaic 0.5")[0]
    assert row[1] == f"{shipped['psnr']:.1f}, {shipped['ssim']:.3f}"


def test_other_epochs_and_other_digits_are_refused_in_words(command):
    command("train", "unet_gaussian", "--minutes", "0")
    assert "another's" in " ".join(command("train", "unet_gaussian", "--epochs", "9").split())
    quality = json.loads(main.QUALITY.read_text())
    quality["data"]["sha256"] = "0"
    main.QUALITY.write_text(json.dumps(quality))
    assert "of other digits" in command("score")
