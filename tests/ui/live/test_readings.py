"""Readings: one batch, names kept, and none without the classifier."""

import numpy as np
import pytest

from ae_core.data import stroke_digits
from ae_core.data.strokes import from_strokes
from ae_core.inference import classifier
from ae_core.models import store
from ui import problems
from ui.live import readings


@pytest.fixture
def asked(monkeypatch):
    """A classifier that reads each picture's place in its batch; the value lists its batches.

    It says of the second that it is no digit.
    """
    batches = []

    def read(pictures):
        batches.append(pictures)
        table = np.eye(10, dtype=np.float32)[: len(pictures)] * 0.75
        return classifier.Reading(table, np.float32([0.125, 0.5, 0.125])[: len(pictures)])

    monkeypatch.setattr(classifier, "classify", read)
    return batches


def test_all_pictures_are_read_in_one_batch_in_their_order(asked):
    pictures = {name: np.full((28, 28), i / 2, np.float32) for i, name in enumerate("abc")}
    table = readings.of(pictures)
    assert table == {
        name: {"read": i, "sure": 0.75, "no_digit": 0.5 if name == "b" else 0.125}
        for i, name in enumerate("abc")
    }
    assert [readings.readable(reading) for reading in table.values()] == [True, False, True]
    (batch,) = asked
    np.testing.assert_array_equal(batch, np.stack(list(pictures.values())))


def test_the_shipped_classifier_reads_the_built_in_digits():
    pictures = {str(d): from_strokes(stroke_digits.variants(d)[0]) for d in range(10)}
    table = readings.of(pictures)
    assert sum(int(name) == reading["read"] for name, reading in table.items()) >= 9
    assert all(0 < reading["sure"] <= 1 for reading in table.values())


@pytest.mark.parametrize(
    ("sure", "no_digit", "readable", "trusted"),
    [
        (0.95, 0.001, True, True),
        (0.95, 0.2, True, False),  # it may be none
        (0.8, 0.001, True, False),
        (0.4, 0.001, False, False),
        (0.95, 0.6, False, False),
    ],
)
def test_only_a_sure_reading_of_a_plain_digit_judges_others(sure, no_digit, readable, trusted):
    reading = {"read": 3, "sure": sure, "no_digit": no_digit}
    assert readings.readable(reading) == readable
    assert readings.trusted(reading) == trusted


def test_without_pictures_the_classifier_is_not_called(asked):
    assert readings.of({}) == {}
    assert not asked


def test_without_weights_there_are_no_readings(monkeypatch, tmp_path, caplog):
    problems.log_once.cache_clear()

    def missing(pictures):
        raise store.WeightsError("classifier", tmp_path / "card.json", "is missing")

    monkeypatch.setattr(classifier, "classify", missing)
    for _ in range(3):
        assert readings.of({"a": np.zeros((28, 28), np.float32)}) == {}
    assert len(caplog.records) == 1
