"""`python -m benchmarks.between` on stroke digits: the command, its bounds and its sheet."""

import re

import numpy as np
import pytest
from PIL import Image
from typer import Typer
from typer.testing import CliRunner

from ae_core.inference import classifier
from benchmarks import between as command
from benchmarks.realism import sheet
from benchmarks.realism.measure import Judge

app = Typer()
app.command()(command.main)
GOOD = {"ratio": 1.1, "combs": 0.01, "kid": 2.0}


@pytest.fixture
def few(monkeypatch, stroke_pictures):
    """A judge of 64 stroke digits and 5 pairs; features are the ink of 16 squares."""

    def features(pictures):
        return pictures.reshape(-1, 4, 7, 4, 7).mean(axis=(2, 4)).reshape(-1, 16)

    train, test = stroke_pictures[:24], stroke_pictures[24:]
    judge = Judge(train, test, features, classifier.classify, 0, pairs=5)
    monkeypatch.setattr(command, "load_judge", lambda: judge)


def test_the_command_measures_and_draws(few, tmp_path, shipped_weights):
    """The weights of another folder are the shipped ones, so the figures are the same."""
    other = tmp_path / "other"
    other.mkdir()
    (other / "conv_16").symlink_to(shipped_weights / "conv_16")
    answers = [
        CliRunner().invoke(app, ["conv_16", "--markdown", "--out", str(tmp_path), *options])
        for options in ([], ["--folder", str(other)])
    ]
    assert answers[0].exit_code == 0, answers[0].output
    assert answers[0].stdout == answers[1].stdout
    for name in ("test digits", "cross-fade", "conv_16 midpoints", "conv_16 moved"):
        assert re.search(rf"^\| {name} \| \d\.\d\d \|", answers[0].stdout, re.MULTILINE)
    with Image.open(tmp_path / "between_conv_16.png") as drawn:
        assert drawn.size[0] > drawn.size[1]


def test_check_exits_with_1_if_a_bound_is_missed(few, tmp_path, monkeypatch):
    options = ["conv_16", "--check", "--out", str(tmp_path)]
    for bounds, code in (
        ({"DISTANCE": 9, "COMBS": 1, "KID": {"conv_16": {}}}, 0),
        ({"COMBS": -1}, 1),
    ):
        for name, bound in bounds.items():
            monkeypatch.setattr(command, name, bound)
        done = CliRunner().invoke(app, options)
        assert done.exit_code == code, done.output
        assert ("MISSED" in done.output) == code


@pytest.mark.parametrize("where", ["midpoints", "moved", "zero"])
@pytest.mark.parametrize("score", ["ratio", "combs", "kid"])
def test_every_bound_counts(where, score):
    table = {name: dict(GOOD) for name in ("midpoints", "moved", "zero")}
    assert all(met for _, met in command.targets({"conv_32": table}))
    table[where][score] = 100.0
    missed = [text for text, met in command.targets({"conv_32": table}) if not met]
    has_bound = (where, score) != ("zero", "kid")
    assert [text.split(":")[0] for text in missed] == [f"conv_32 {where}"] * has_bound
    assert command.targets({"plain_32": table}) == []


@pytest.mark.parametrize("key", ["unet", "conv_4x4x8", "classifier", "conv_99"])
def test_models_without_a_flat_code_are_refused(key):
    done = CliRunner().invoke(app, [key])
    assert done.exit_code == 2
    assert "Expected a model" in done.output


def test_without_mnist_the_command_says_so(no_mnist, tmp_path):
    done = CliRunner().invoke(app, ["conv_16", "--out", str(tmp_path)])
    assert done.exit_code == 2
    assert "MNIST" in done.output


def test_a_damaged_file_in_the_folder_is_named(tmp_path):
    done = CliRunner().invoke(app, ["conv_16", "--folder", str(tmp_path)])
    assert done.exit_code == 2
    assert "missing" in done.output


# The sheet


def test_the_sheet_shows_pairs_of_two_classes_from_end_to_end():
    first, second = sheet.digit_pairs()
    assert first.shape == second.shape == (sheet.PAIRS, 28, 28)
    everyone = np.concatenate([first, second]).reshape(2 * sheet.PAIRS, -1)
    assert len(np.unique(everyone, axis=0)) == 2 * sheet.PAIRS
    for digits, classes in (first, [0] * 8 + [1] * 7), (second, [*range(2, 10), *range(3, 10)]):
        read = classifier.classify(digits[:15]).probabilities.argmax(axis=1)
        assert (read == classes).mean() > 0.8
    drawn = sheet.draw(lambda p: p.reshape(len(p), -1), lambda codes: codes.reshape(-1, 28, 28))
    grey = np.asarray(drawn.resize((drawn.width // 3, drawn.height // 3), 0)) / 255
    tiles = [grey[1:29, 1 + 29 * i : 29 + 29 * i] for i in range(5)]
    wanted = (first[0], second[0], (first[0] + second[0]) / 2)
    for tile, picture in zip((tiles[0], tiles[4], tiles[2]), wanted, strict=True):
        np.testing.assert_allclose(tile, picture, atol=1 / 28)
    last = grey[-29:-1, -28 - 1 : -1]
    np.testing.assert_allclose(last, second[-1], atol=1 / 28)


def test_a_sheet_is_a_small_file(tmp_path):
    drawn = sheet.draw(*command.codec("conv_32"))
    drawn.save(tmp_path / "sheet.png", optimize=True)
    assert (tmp_path / "sheet.png").stat().st_size < 150_000
