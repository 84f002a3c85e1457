"""`python -m benchmarks.classifier` with a made-up classifier."""

import numpy as np
import pytest
from typer import Typer
from typer.testing import CliRunner

from ae_core.data import datasets
from ae_core.inference import classifier
from benchmarks import classifier as command


@pytest.fixture
def call(monkeypatch, stroke_images):
    """call(read, *arguments) → exit code and output, where `read` answers for a batch."""
    labels = np.zeros(len(stroke_images), np.uint8)
    digits = datasets.Digits("strokes", stroke_images, labels, "sha")
    monkeypatch.setattr(datasets, "load", lambda name, split: digits)
    monkeypatch.setattr(command, "EACH", 1)

    def invoke(sure, no_digit, *arguments):
        def classify(pictures):
            table = np.full((len(pictures), 10), (1 - sure) / 9, np.float32)
            table[:, 0] = sure
            return classifier.Reading(table, np.full(len(pictures), no_digit, np.float32))

        monkeypatch.setattr(classifier, "classify", classify)
        app = Typer()
        app.command()(command.main)
        done = CliRunner().invoke(app, ["--digits", "20", *arguments])
        return done.exit_code, " ".join(done.output.split())

    return invoke


def test_the_command_prints_every_cell_and_what_is_met(call):
    code, output = call(1.0, 0.6)  # always right, as all labels are 0, and sure
    assert code == 0
    assert output.count("100.00% / 0.000") == 19
    assert "100.00% are called no digit" in output
    assert "MISSED" not in output
    assert call(1.0, 0.6, "--check")[0] == 0


def test_a_missed_target_fails_where_it_is_asked(call):
    assert "MISSED: sure of at most 5% of non-digits: 100.0%" in call(1.0, 0.0)[1]
    assert call(1.0, 0.0)[0] == 0
    assert call(1.0, 0.0, "--check")[0] == 1
    code, output = call(0.8, 0.6, "--check")
    assert code == 1
    assert "in 0 of 18" in output


def test_without_mnist_the_command_says_so(no_mnist):
    app = Typer()
    app.command()(command.main)
    assert CliRunner().invoke(app, []).exit_code == 2
