"""`python -m benchmarks.novelty` on a few stroke digits."""

import numpy as np
import pytest
from typer import Typer
from typer.testing import CliRunner

from ae_core import metrics
from ae_core.data import datasets, non_digits
from ae_core.explore import novelty
from ae_core.inference import autoencoder, classifier
from ae_core.models import presets, store
from ae_core.pictures import from_uint8
from benchmarks import novelty as command

KEY, OTHER = "dense_16", "conv_16"


def test_the_command_measures_and_the_result_can_be_read(tmp_path, monkeypatch, stroke_images):
    digits = datasets.Digits("strokes", stroke_images, np.zeros(300, np.uint8), "sha")
    monkeypatch.setattr(datasets, "load", lambda name, split: digits)
    monkeypatch.setattr(command, "EACH", 1)
    monkeypatch.setattr(presets, "PRESETS", {key: presets.PRESETS[key] for key in (KEY, OTHER)})
    app = Typer()
    app.command()(command.main)
    done = CliRunner().invoke(app, ["--out", str(tmp_path)])
    assert done.exit_code == 0, done.output
    assert "ink alone" in done.output
    assert "the classifier finds" in done.output
    weights = store.checksum(store.read_card(KEY))
    known = novelty.load(KEY, weights, classifier.checksum(), tmp_path)
    assert (known.digits, known.drawings) == (300, len(non_digits.drawings("held_out")))
    pictures = from_uint8(stroke_images)
    errors = metrics.mse(pictures, autoencoder.reconstruct(KEY, pictures)[0])
    assert known.errors.value(0.5) == pytest.approx(np.median(errors), rel=1e-3)
    assert known.errors.value(1) == pytest.approx(errors.max(), rel=1e-3)
    no_digit = classifier.classify(pictures).no_digit
    middle = np.median(novelty.evidence(no_digit))
    assert known.evidence.value(0.5) == pytest.approx(middle, rel=1e-3)
    assert known.finds > 0.8


def test_a_target_that_is_missed_fails_where_it_is_asked(tmp_path, monkeypatch, stroke_images):
    digits = datasets.Digits("strokes", stroke_images[:40], np.zeros(40, np.uint8), "sha")
    monkeypatch.setattr(datasets, "load", lambda name, split: digits)
    monkeypatch.setattr(command, "EACH", 1)
    monkeypatch.setattr(presets, "PRESETS", {KEY: presets.PRESETS[KEY]})
    monkeypatch.setattr(command, "WANTED", 1.01)
    app = Typer()
    app.command()(command.main)
    assert CliRunner().invoke(app, ["--out", str(tmp_path)]).exit_code == 0
    assert CliRunner().invoke(app, ["--out", str(tmp_path), "--check"]).exit_code == 1


def test_the_larger_rank_finds_what_either_finds():
    digits = np.arange(100.0)
    one, other = [digits, np.array([5.0, 99.5])], [digits[::-1], np.array([99.5, 5.0])]
    ranked = command._larger_rank(one, other)
    np.testing.assert_array_equal(ranked[1], [100, 100])


def test_without_mnist_the_command_says_so(no_mnist):
    app = Typer()
    app.command()(command.main)
    assert CliRunner().invoke(app, []).exit_code == 2


def test_what_is_found_is_what_is_above_nearly_all_digits():
    digits = np.arange(100.0)
    assert command.found(digits, np.array([0, 94, 95, 200])) == 0.5
    assert command.found(digits, digits) == 0.05
