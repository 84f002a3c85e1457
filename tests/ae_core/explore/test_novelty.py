"""Novelty: the rank of an error among those on digits, and what is refused."""

import json

import numpy as np
import pytest

from ae_core import metrics
from ae_core.data import non_digits, stroke_digits
from ae_core.data.strokes import from_strokes
from ae_core.explore import novelty
from ae_core.inference import autoencoder
from ae_core.models import presets, store

KEY, OTHER = "dense_16", "conv_16"
SHA = "c" * 64


def row(low=1.0, finds=0.5, sha=SHA):
    """A model whose errors on digits are spread evenly from `low` to `low` + 2."""
    return {"weights": sha, "finds": finds, "errors": list(np.linspace(low, low + 2, 201))}


@pytest.fixture
def folder(tmp_path):
    """A folder with the figures of two models."""
    content = {
        "digits": 1000,
        "drawings": 100,
        "by_ink": 0.4,
        "models": {KEY: row(), OTHER: row(finds=0.9)},
    }
    novelty.path_of(tmp_path).write_text(json.dumps(content))
    return tmp_path


def test_the_share_rises_from_0_to_1_with_the_error(folder):
    known = novelty.load(KEY, SHA, folder)
    assert [known.share(e) for e in (0, 1, 1.5, 2, 3, 99)] == [0, 0, 0.25, 0.5, 1, 1]
    errors = np.linspace(0, 4, 500)
    assert (np.diff([known.share(e) for e in errors]) >= 0).all()
    assert known.error(0.5) == pytest.approx(2)
    assert known.share(known.error(0.95)) == pytest.approx(0.95)


def test_counts_are_the_shares_between_the_edges(folder):
    known = novelty.load(KEY, SHA, folder)
    counts = known.counts(np.array([0, 0.5, 1, 2, 2.5, 9]))
    np.testing.assert_allclose(counts, [0, 0, 0.5, 0.25, 0.25])


def test_figures_common_to_all_models_are_in_each(folder):
    known = novelty.load(KEY, SHA, folder)
    assert (known.digits, known.drawings, known.by_ink, known.finds) == (1000, 100, 0.4, 0.5)
    assert (known.best, known.best_finds) == (OTHER, 0.9)


def _changed(change):
    def damage(path):
        content = json.loads(path.read_text())
        change(content)
        path.write_text(json.dumps(content))

    return damage


@pytest.mark.parametrize(
    ("damage", "why"),
    [
        (lambda path: path.unlink(), "is missing"),
        (lambda path: path.write_text(path.read_text()[:99]), "cannot be read"),
        (lambda path: path.write_text("[]"), "cannot be read"),
        (_changed(lambda c: c.pop("models")), "cannot be read"),
        (_changed(lambda c: c.update(models={})), "cannot be read"),
        (_changed(lambda c: c["models"][OTHER].pop("errors")), "cannot be read"),
        (_changed(lambda c: c["models"][KEY]["errors"].reverse()), "cannot be read"),
        (_changed(lambda c: c["models"][KEY]["errors"].pop()), "cannot be read"),
        (_changed(lambda c: c["models"][KEY]["errors"].insert(0, float("nan"))), "cannot be read"),
        (_changed(lambda c: c["models"][KEY].update(errors=[0] * 201)), "cannot be read"),
        (_changed(lambda c: c["models"][KEY].update(finds=1.2)), "cannot be read"),
        (_changed(lambda c: c.update(by_ink=float("nan"))), "cannot be read"),
        (_changed(lambda c: c["models"].pop(KEY)), "has no figures of dense_16"),
        (_changed(lambda c: c["models"][KEY].update(weights="d" * 64)), "other weights"),
    ],
)
def test_damaged_figures_are_refused_with_the_command(folder, damage, why):
    path = novelty.path_of(folder)
    novelty.load(KEY, SHA, folder)
    damage(path)
    with pytest.raises(novelty.NoveltyError, match=why) as caught:
        novelty.load(KEY, SHA, folder)
    assert caught.value.file == "novelty.json"
    assert caught.value.command == "python -m benchmarks.novelty"
    assert caught.value.command in str(caught.value)


def test_a_repaired_file_is_read_again(folder):
    path = novelty.path_of(folder)
    whole = path.read_text()
    path.unlink()
    with pytest.raises(novelty.NoveltyError):
        novelty.load(KEY, SHA, folder)
    path.write_text(whole)
    novelty.load(KEY, SHA, folder)


def known_of(key):
    return novelty.load(key, store.checksum(store.read_card(key)))


@pytest.mark.parametrize("key", presets.PRESETS)
def test_the_shipped_figures_fit_the_shipped_weights(key):
    known = known_of(key)
    assert known.digits == 10_000
    assert known.drawings == 1_000
    # the card has the mean over the same digits
    mean = np.trapezoid(known.errors, novelty.QUANTILES)
    assert mean == pytest.approx(store.read_card(key)["metrics"]["clean"]["mse"], rel=0.1, abs=2e-5)
    assert novelty.path_of().stat().st_size < 40_000


def shares(key, pictures):
    copies = autoencoder.reconstruct(key, pictures)[0]
    return np.array([known_of(key).share(e) for e in metrics.mse(pictures, copies)])


@pytest.fixture(scope="module")
def drawn():
    """Our drawings that are no digits, as they are."""
    return {name: from_strokes(strokes) for name, strokes in non_digits.drawings().items()}


@pytest.mark.parametrize("key", ["conv_32", "conv_16"])
def test_our_drawings_are_strange_and_our_digits_are_not(key, drawn):
    odd = np.stack([picture for name, picture in drawn.items() if name != non_digits.LOOKALIKE])
    assert (shares(key, odd) > novelty.STRANGE).mean() >= 0.8
    digits, _ = stroke_digits.make(200, seed=4)
    assert (shares(key, digits) > novelty.STRANGE).mean() < 0.05
    # a letter that looks like a digit is one to a network
    assert shares(key, drawn[non_digits.LOOKALIKE][None])[0] < 0.5


def test_the_u_net_detects_less_than_the_ink_does():
    assert known_of("unet").finds < 0.5 < known_of("conv_16").finds
    assert known_of("unet").finds < known_of("unet").by_ink < known_of("conv_32").finds


# ---- the drawings ----


def test_every_drawing_is_on_the_pad_and_unlike_the_others(drawn):
    assert next(iter(drawn)) == non_digits.LOOKALIKE
    assert len(drawn) == 11
    for strokes in non_digits.drawings().values():
        points = np.array([point for stroke in strokes for point in stroke])
        assert 0 <= points.min() <= points.max() <= 1
    pictures = np.stack(list(drawn.values()))
    apart = np.abs(pictures[:, None] - pictures[None]).mean(axis=(2, 3))
    np.fill_diagonal(apart, 1)
    assert apart.min() > 0.05


def test_drawings_are_made_as_often_as_asked_and_the_same_again():
    made = non_digits.make(3, seed=1)
    assert made.shape == (30, 28, 28)
    assert made.dtype == np.float32
    assert 0 <= made.min() <= made.max() == 1
    assert len(np.unique(made.reshape(30, -1), axis=0)) == 30
    np.testing.assert_array_equal(made, non_digits.make(3, seed=1))
    assert non_digits.make(0, seed=1).shape == (0, 28, 28)
