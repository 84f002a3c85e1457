"""Drawings that are no digits: three groups, which share nothing."""

import itertools

import numpy as np
import pytest

from ae_core.data import non_digits
from ae_core.data.strokes import from_strokes

GROUPS = ("samples", "training", "held_out")


@pytest.fixture(scope="module")
def drawn():
    """{group: {name: picture}} of all drawings, as they are."""
    return {
        group: {name: from_strokes(strokes) for name, strokes in non_digits.drawings(group).items()}
        for group in GROUPS
    }


def test_there_are_many_and_the_page_shows_eleven(drawn):
    assert next(iter(drawn["samples"])) == non_digits.LOOKALIKE
    assert len(drawn["samples"]) == 11
    assert len(drawn["training"]) >= 60
    assert len(drawn["held_out"]) >= 30


def test_what_is_held_out_is_in_no_other_group(drawn):
    for one, other in itertools.combinations(GROUPS, 2):
        assert not set(drawn[one]) & set(drawn[other])
    learnt = np.stack([*drawn["samples"].values(), *drawn["training"].values()])
    for name, picture in drawn["held_out"].items():
        assert np.abs(learnt - picture).mean(axis=(1, 2)).min() > 0.02, name


@pytest.mark.parametrize("group", GROUPS)
def test_every_drawing_is_on_the_pad_and_unlike_the_others(drawn, group):
    for strokes in non_digits.drawings(group).values():
        points = np.array([point for stroke in strokes for point in stroke])
        assert 0 <= points.min() <= points.max() <= 1
    pictures = np.stack(list(drawn[group].values()))
    apart = np.abs(pictures[:, None] - pictures[None]).mean(axis=(2, 3))
    np.fill_diagonal(apart, 1)
    assert apart.min() > 0.01


def test_drawings_are_made_as_often_as_asked_and_the_same_again():
    count = 3 * len(non_digits.drawings("held_out"))
    made = non_digits.make(3, seed=1)
    assert made.shape == (count, 28, 28)
    assert made.dtype == np.float32
    assert 0 <= made.min() <= made.max() == 1
    assert len(np.unique(made.reshape(count, -1), axis=0)) == count
    np.testing.assert_array_equal(made, non_digits.make(3, seed=1))
    assert len(non_digits.make(3, seed=1, group="samples")) == 30  # without the lookalike
    assert non_digits.make(0, seed=1).shape == (0, 28, 28)


def test_those_to_learn_from_are_of_the_drawings_and_as_many_made_up(monkeypatch):
    shapes = {}
    monkeypatch.setattr(non_digits, "drawings", lambda group: shapes.setdefault(group, {}))
    shapes["samples"] = {non_digits.LOOKALIKE: [], "line": [[(0.1, 0.5), (0.9, 0.5)]]}
    shapes["training"] = {"cross": [[(0.1, 0.1), (0.9, 0.9)], [(0.9, 0.1), (0.1, 0.9)]]}
    made = non_digits.make_for_training(3, seed=4)
    assert set(shapes) == {"samples", "training"}  # nothing that is held out is looked at
    assert made.shape == (2 * 2 * 3, 28, 28)
    assert (made.max(axis=(1, 2)) == 1).all()
    assert (made[:3, :8].sum(axis=(1, 2)) < 1).all()  # the line
    np.testing.assert_array_equal(made, non_digits.make_for_training(3, seed=4))
