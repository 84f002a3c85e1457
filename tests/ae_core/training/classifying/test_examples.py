"""What a classifier learns from: digits and non-digits, each with a noise of its own."""

import numpy as np
import pytest

from ae_core.data import non_digits, stroke_digits
from ae_core.noise import NOISES, add_noise
from ae_core.training.classifying import examples as module
from ae_core.training.classifying.examples import NO_DIGIT, corrupt, examples


@pytest.fixture(autouse=True)
def few(monkeypatch):
    """Two pictures of each drawing; others than those of a training are not kept."""
    monkeypatch.setattr(module, "_EACH", 2)
    caches = (module._non_digits, module._drawn_digits)
    for cached in caches:
        cached.cache_clear()
    yield
    for cached in caches:
        cached.cache_clear()


@pytest.fixture
def digits():
    return stroke_digits.make(200, seed=3)


def test_digits_come_first_with_their_labels_and_then_what_is_none(digits):
    pictures, labels = examples(*digits, np.random.default_rng(1))
    drawn, others = round(200 * module.DRAWN), round(200 * module.OTHERS)
    assert pictures.shape == (200 + drawn + others, 28, 28)
    assert pictures.dtype == np.float32
    assert 0 <= pictures.min() <= pictures.max() <= 1
    np.testing.assert_array_equal(labels[:200], digits[1])
    assert labels[200:-others].max() < NO_DIGIT
    assert (labels[-others:] == NO_DIGIT).all()
    again = examples(*digits, np.random.default_rng(1))
    np.testing.assert_array_equal(pictures, again[0])
    assert (examples(*digits, np.random.default_rng(2))[0] != pictures).any()


def test_nothing_that_is_held_out_is_learnt_from(digits, monkeypatch):
    asked = []
    drawings = non_digits.drawings
    monkeypatch.setattr(
        non_digits, "drawings", lambda group: asked.append(group) or drawings(group)
    )
    examples(*digits, np.random.default_rng(1))
    assert set(asked) == {"samples", "training"}
    # nor is the last shape of each digit
    pictures, labels = module._drawn_digits()
    shapes = [len(stroke_digits.variants(digit)) - 1 for digit in range(10)]
    np.testing.assert_array_equal(np.bincount(labels), 2 * np.array(shapes))
    assert len(pictures) == len(labels)


def test_every_kind_is_as_frequent_and_the_full_level_more_often(monkeypatch):
    drawn = []
    monkeypatch.setattr(
        module,
        "add_noise",
        lambda kind, picture, level, rng: drawn.append((kind, level)) or picture,
    )
    corrupt(np.zeros((6_000, 28, 28), np.float32), np.random.default_rng(0))
    assert len(drawn) / 6_000 == pytest.approx(1 - module.CLEAN, abs=0.03)
    kinds = [kind for kind, _ in drawn]
    for kind in NOISES:
        assert kinds.count(kind) / len(kinds) == pytest.approx(1 / len(NOISES), abs=0.03)
    levels = np.array([level for _, level in drawn])
    full = module.FULL / (1 - module.CLEAN)
    assert (levels == 1).mean() == pytest.approx(full, abs=0.03)
    rest = levels[levels < 1]
    np.testing.assert_allclose(np.quantile(rest, [0.1, 0.5, 0.9]), [0.1, 0.5, 0.9], atol=0.03)


def test_a_picture_is_corrupted_as_the_page_does_it(digits, monkeypatch):
    monkeypatch.setattr(module, "CLEAN", 0.0)
    monkeypatch.setattr(module, "FULL", 1.0)
    noisy = corrupt(digits[0], np.random.default_rng(0))
    kinds = {
        kind
        for kind in ("mosaic", "blur")  # those without chance
        for one, picture in zip(noisy, digits[0], strict=True)
        if np.array_equal(one, add_noise(kind, picture, 1.0, 0))
    }
    assert kinds == {"mosaic", "blur"}


def test_another_pen_leaves_black_black_and_the_digit_where_it_is(digits):
    clean, _ = digits
    changed = module._change_pen(clean, np.random.default_rng(0))
    differ = np.abs(changed - clean).max(axis=(1, 2)) > 0.01
    assert 0.35 < differ.mean() < 0.65
    assert changed[:, 0].max() == 0  # the frame of a digit
    assert 0 <= changed.min() <= changed.max() <= 1
    alike = [np.corrcoef(a.ravel(), b.ravel())[0, 1] for a, b in zip(clean, changed, strict=True)]
    assert min(alike) > 0.8
