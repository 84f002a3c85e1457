"""About this model: each card says what the model's row and its card.json say."""

import json
import re
import shutil

import pytest

from ae_core import evaluation
from ae_core.models import store
from ae_core.models.presets import PRESETS
from tests.ui.test_how import english
from ui import cards, how, page
from ui.words import WORDS

PUBLISHED = [spec for spec in PRESETS.values() if spec.published]


def card_of(key: str) -> str:
    """The words of a card."""
    (article,) = re.findall(
        rf'<article data-card="{key}" hidden>.*?</article>', cards.markup(how.cards())
    )
    return english(article)


@pytest.mark.parametrize("key", PRESETS)
def test_a_card_says_what_the_model_is_and_how_good(key):
    spec, card, text = PRESETS[key], store.read_card(key), card_of(key)
    assert "{" not in text
    assert f"{spec.parameters:,}" in text
    assert f"{spec.code_size:,} numbers" in text
    assert WORDS[f"teaches_{key}"][0] in text
    assert f"{card['data']['digits']:,} handwritten digits of MNIST" in text
    assert f"{card['epochs']} times through all of them" in text
    rows = re.findall(r"(none|[01]\.\d\d) +(\d\.\d{4}) +([\d.]+) dB +(−?\d\.\d{3})", text)
    assert [level for level, *_ in rows] == ["none", "0.25", "0.50", "0.75", "1.00"]
    for level, (_, *figures) in zip(evaluation.LEVELS, rows, strict=True):
        scores = card["metrics"][level]
        assert figures == [
            f"{scores['mse']:.4f}",
            f"{scores['psnr']:.1f}",
            f"{scores['ssim']:.3f}".replace("-", "−"),
        ]
    assert ("Shown clean digits" in text) == (spec.noise is None)
    assert ("every kind of noise" in text) == (spec.noise == "mixed")
    assert ("Gaussian noise of level 0.50" in text) == (spec.noise == ("gaussian", 0.5))


@pytest.mark.parametrize("spec", PUBLISHED, ids=lambda spec: spec.key)
def test_a_published_model_has_the_published_figure_beside_ours(spec):
    card, text = store.read_card(spec.key), card_of(spec.key)
    assert "Published by others" in text
    assert spec.published.figure in text
    of_test = spec.published.reference_on == "test"
    ours = card["metrics"]["clean"]["mse"] if of_test else card["history"]["loss"][-1]
    assert f"Ours:  {'test MSE' if of_test else 'training loss'} {ours:.4f}" in re.sub(
        r" {2,}", "  ", text
    )
    assert f"{spec.published.recipe.epochs} times through" in text


def test_a_model_without_a_card_has_no_figures_and_no_other_model_s(monkeypatch, tmp_path):
    monkeypatch.setenv("AE_WEIGHTS", str(tmp_path))
    text = card_of("conv_32")
    assert text.count(WORDS["how_missing"][0]) == 2
    assert "dB" not in text
    assert f"{PRESETS['conv_32'].parameters:,}" in text


def test_a_model_of_other_data_names_them_and_not_mnist(monkeypatch, shipped_weights, tmp_path):
    shutil.copytree(shipped_weights, tmp_path, dirs_exist_ok=True)
    path = store.card_of("conv_32", tmp_path)
    card = json.loads(path.read_text())
    data = {"name": "letters & more.npz", "digits": 1234, "sha256": ""}
    path.write_text(json.dumps({**card, "data": data}))
    monkeypatch.setenv("AE_WEIGHTS", str(tmp_path))
    text = card_of("conv_32")
    assert "1,234 pictures of the data set letters & more.npz." in text
    assert "MNIST" not in text
    assert "MNIST" in card_of("conv_16")


def test_the_cards_are_a_file_of_their_own():
    files = page.files()
    assert files.files["cards.html"].decode() == cards.markup(how.cards())
    assert "cards.html" not in files.at_once
    assert b"card-panel" not in files.files["page.html"]
