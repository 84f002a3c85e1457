"""Novelty: ranks among digits by both measures, and what is refused."""

import json

import numpy as np
import pytest

from ae_core import metrics
from ae_core.data import non_digits, stroke_digits
from ae_core.data.strokes import from_strokes
from ae_core.explore import novelty
from ae_core.inference import autoencoder, classifier
from ae_core.models import presets, store

KEY, OTHER = "dense_16", "conv_16"
SHA, JUDGE = "c" * 64, "a" * 64


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
        "classifier": {
            "weights": JUDGE,
            "finds": 0.97,
            "evidence": list(np.linspace(-20, 0, 201)),
        },
        "models": {KEY: row(), OTHER: row(finds=0.9)},
    }
    novelty.path_of(tmp_path).write_text(json.dumps(content))
    return tmp_path


def test_the_share_rises_from_0_to_1_with_the_error(folder):
    known = novelty.load(KEY, SHA, JUDGE, folder).errors
    assert [known.share(e) for e in (0, 1, 1.5, 2, 3, 99)] == [0, 0, 0.25, 0.5, 1, 1]
    errors = np.linspace(0, 4, 500)
    assert (np.diff([known.share(e) for e in errors]) >= 0).all()
    assert known.value(0.5) == pytest.approx(2)
    assert known.share(known.value(0.95)) == pytest.approx(0.95)


def test_the_share_rises_with_the_evidence_of_the_classifier_too(folder):
    known = novelty.load(KEY, SHA, JUDGE, folder).evidence
    assert [known.share(e) for e in (-99, -15, -1, 5)] == pytest.approx([0, 0.25, 0.95, 1])


def test_evidence_still_ranks_where_probabilities_are_nearly_0_or_1():
    no_digit = np.float32([0, 1e-20, 1e-10, 1e-3, 0.5, 0.999, 1 - 6e-8, 1])
    found = novelty.evidence(no_digit)
    assert (np.diff(found[:-1]) > 0).all()
    assert np.isfinite(found).all()
    assert found[4] == 0
    assert found[3] == pytest.approx(-found[5], rel=1e-3)


def test_values_that_are_given_are_ranked():
    known = novelty.ranks(np.arange(1001.0))
    assert known.value(0.5) == 500
    assert known.share(250) == 0.25


def test_counts_are_the_shares_between_the_edges(folder):
    known = novelty.load(KEY, SHA, JUDGE, folder)
    counts = known.errors.counts(np.array([0, 0.5, 1, 2, 2.5, 9]))
    np.testing.assert_allclose(counts, [0, 0, 0.5, 0.25, 0.25])


def test_figures_common_to_all_models_are_in_each(folder):
    known = novelty.load(KEY, SHA, JUDGE, folder)
    assert (known.digits, known.drawings, known.by_ink) == (1000, 100, 0.4)
    assert (known.finds, known.finds_by_error) == (0.97, 0.5)
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
        (_changed(lambda c: c.pop("classifier")), "cannot be read"),
        (_changed(lambda c: c["classifier"]["evidence"].reverse()), "cannot be read"),
        (_changed(lambda c: c["classifier"].update(finds=-1)), "cannot be read"),
        (_changed(lambda c: c["classifier"].update(weights="d")), "other weights of classifier"),
        (_changed(lambda c: c["models"].pop(KEY)), "has no figures of dense_16"),
        (_changed(lambda c: c["models"][KEY].update(weights="d" * 64)), "other weights of dense"),
    ],
)
def test_damaged_figures_are_refused_with_the_command(folder, damage, why):
    path = novelty.path_of(folder)
    novelty.load(KEY, SHA, JUDGE, folder)
    damage(path)
    with pytest.raises(novelty.NoveltyError, match=why) as caught:
        novelty.load(KEY, SHA, JUDGE, folder)
    assert caught.value.file == "novelty.json"
    assert caught.value.command == "python -m benchmarks.novelty"
    assert caught.value.command in str(caught.value)


def test_a_repaired_file_is_read_again(folder):
    path = novelty.path_of(folder)
    whole = path.read_text()
    path.unlink()
    with pytest.raises(novelty.NoveltyError):
        novelty.load(KEY, SHA, JUDGE, folder)
    path.write_text(whole)
    novelty.load(KEY, SHA, JUDGE, folder)


def test_without_a_classifier_its_weights_do_not_matter(folder):
    assert novelty.load(KEY, SHA, None, folder).finds_by_error == 0.5


def known_of(key):
    return novelty.load(key, store.checksum(store.read_card(key)), classifier.checksum())


@pytest.mark.parametrize("key", presets.PRESETS)
def test_the_shipped_figures_fit_the_shipped_weights(key):
    known = known_of(key)
    assert known.digits == 10_000
    assert known.drawings == 50 * len(non_digits.drawings("held_out"))
    # the card has the mean over the same digits
    mean = np.trapezoid(known.errors.values, novelty.QUANTILES)
    assert mean == pytest.approx(store.read_card(key)["metrics"]["clean"]["mse"], rel=0.1, abs=2e-5)
    assert novelty.path_of().stat().st_size < 40_000


def test_the_classifier_finds_nearly_all_and_more_than_any_error_does():
    known = known_of("conv_32")
    assert known.finds >= 0.95
    assert known.finds > known.best_finds >= known.finds_by_error
    assert known.by_ink < known.finds
    # its figure is also on its card
    found = store.read_card("classifier")["metrics"]["found"]
    assert known.finds == pytest.approx(found, abs=0.002)


def shares(pictures):
    ranks = known_of("conv_32").evidence
    no_digit = classifier.classify(np.stack(pictures)).no_digit
    return np.array([ranks.share(value) for value in novelty.evidence(no_digit)])


def test_our_drawings_are_strange_and_our_digits_are_not():
    drawn = {name: from_strokes(strokes) for name, strokes in non_digits.drawings().items()}
    lookalike = drawn.pop(non_digits.LOOKALIKE)
    assert (shares(list(drawn.values())) > novelty.STRANGE).all()
    digits, _ = stroke_digits.make(200, seed=4)
    assert (shares(digits) > novelty.STRANGE).mean() < 0.05
    # a letter that looks like a digit is one to a network
    assert shares([lookalike])[0] < novelty.STRANGE


@pytest.mark.parametrize("key", ["conv_16", "plain_16"])
def test_an_error_is_large_where_no_digit_is_drawn(key):
    drawn = [from_strokes(strokes) for name, strokes in non_digits.drawings().items()][1:]
    copies = autoencoder.reconstruct(key, np.stack(drawn))[0]
    errors = metrics.mse(np.stack(drawn), copies)
    ranks = known_of(key).errors
    assert (np.array([ranks.share(error) for error in errors]) > novelty.STRANGE).mean() >= 0.7
