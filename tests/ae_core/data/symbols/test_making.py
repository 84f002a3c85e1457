"""Pictures of symbols: variations, and the fifth that is held out."""

import numpy as np
import pytest

from ae_core.data.strokes import from_strokes
from ae_core.data.symbols import making, reading, ready
from ae_core.data.symbols.reading import Symbol

LETTERS = ready.sets()["letters"]


@pytest.fixture(scope="module")
def made():
    return making.make(LETTERS[:2])


@pytest.mark.parametrize(("drawings", "held"), [(5, 1), (9, 1), (10, 2), (20, 4)])
def test_a_fifth_of_the_drawings_is_held_out(drawings, held):
    symbol = Symbol("x", [[[(0.0, i / 20), (1.0, 1.0)]] for i in range(drawings)])
    learnt, kept = making.split(symbol)
    assert (len(learnt), len(kept)) == (drawings - held, held)
    assert not any(one in learnt for one in kept)


def test_each_drawing_becomes_hundreds(made):
    train, test = made
    assert train.name == test.name == "symbols"
    assert np.bincount(train.labels).tolist() == [7 * (5000 // 14)] * 2
    assert len(np.unique(train.images, axis=0)) > 0.99 * len(train.images)
    assert len(test.images) == len(test.labels) == 2 + 2 * 100


def test_the_test_begins_with_the_held_out_drawings_as_they_are(made):
    _, test = made
    for label, symbol in enumerate(LETTERS[:2]):
        (held,) = making.split(symbol)[1]
        assert test.labels[label] == label
        np.testing.assert_array_equal(
            test.images[label], np.round(from_strokes(held) * 255).astype(np.uint8)
        )


def test_the_same_seed_makes_the_same_pictures(monkeypatch):
    monkeypatch.setattr(making, "_EACH", (20, 20))
    one, again, other = (making.make(LETTERS[:2], seed)[0].sha256 for seed in (0, 0, 1))
    assert one == again != other


def test_the_largest_set_makes_no_more_than_twenty_thousand():
    assert making._each(making.TRAINED, 160, making._EACH) * 160 <= 16_000
    assert making._each(making.TESTED, 40, making._EACH_TESTED) * 40 <= 600


@pytest.mark.parametrize("name", ["letters", "faces"])
def test_ready_sets_can_be_learnt(name):
    symbols = [symbol._asdict() for symbol in ready.sets()[name]]
    rounded = [{**s, "drawings": [_rounded(one) for one in s["drawings"]]} for s in symbols]
    assert len(reading.check(rounded)) == 4


def _rounded(drawing):
    return [[[round(x, 3), round(y, 3)] for x, y in line] for line in drawing]
