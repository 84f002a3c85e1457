"""Augmentation: bent digits are still those digits, and no two are bent alike."""

import numpy as np
import pytest

from ae_core.training import augmentation
from ae_core.training.augmentation import augment


def rng(seed=0):
    return np.random.default_rng(seed)


def centre(pictures):
    """Centre of mass (row, column) of each picture."""
    mass = pictures.sum(axis=(1, 2))
    places = np.arange(28)
    rows = (pictures.sum(axis=2) * places).sum(axis=1) / mass
    return np.stack([rows, (pictures.sum(axis=1) * places).sum(axis=1) / mass], axis=1)


def test_the_contract_of_a_picture_is_kept(stroke_pictures):
    before = stroke_pictures.copy()
    bent = augment(stroke_pictures, rng())
    assert bent.dtype == np.float32
    assert bent.shape == before.shape
    assert bent.min() >= 0
    assert bent.max() <= 1
    assert (stroke_pictures == before).all()


def test_about_half_are_bent_and_the_others_are_left_to_the_last_bit(stroke_pictures):
    many = np.tile(stroke_pictures[:10], (40, 1, 1))
    changed = (augment(many, rng()) != many).any(axis=(1, 2)).mean()
    assert changed == pytest.approx(augmentation.SHARE, abs=0.08)


def test_the_same_digit_is_never_bent_twice_alike(stroke_pictures):
    many = np.repeat(stroke_pictures[:1], 50, axis=0)
    bent = augment(many, rng())
    bent = bent[(bent != many).any(axis=(1, 2))]
    assert len(np.unique(bent, axis=0)) == len(bent)


def test_the_same_seed_bends_the_same_way(stroke_pictures):
    assert (augment(stroke_pictures, rng(3)) == augment(stroke_pictures, rng(3))).all()
    assert (augment(stroke_pictures, rng(3)) != augment(stroke_pictures, rng(4))).any()


def test_ink_and_place_stay_about_the_same(stroke_pictures, monkeypatch):
    monkeypatch.setattr(augmentation, "SHARE", 1.0)
    bent = augment(stroke_pictures, rng())
    ink = bent.sum(axis=(1, 2)) / stroke_pictures.sum(axis=(1, 2))
    assert ink.min() > 0.75
    assert ink.max() < 1.3
    moved = np.abs(centre(bent) - centre(stroke_pictures))
    assert (
        moved.max() < augmentation.SHIFT + 1.0
    )  # turned about the middle, not about the centre of mass


def test_without_a_bend_nothing_changes(stroke_pictures, monkeypatch):
    for name in ("ANGLE", "STRETCH", "SHIFT"):
        monkeypatch.setattr(augmentation, name, 0.0)
    monkeypatch.setattr(augmentation, "SHARE", 1.0)
    np.testing.assert_allclose(augment(stroke_pictures, rng()), stroke_pictures, atol=1e-5)
