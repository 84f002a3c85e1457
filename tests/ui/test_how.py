"""How it works: its tables match the model cards, and the page does without the cards."""

import html
import json
import re
import shutil

import pytest

from ae_core.models import store
from ae_core.models.presets import PRESETS
from ui import how, page
from ui.words import WORDS

PUBLISHED = [spec for spec in PRESETS.values() if spec.published]
OURS = [spec for spec in PRESETS.values() if not spec.published]


def english(text: str) -> str:
    """Markup with its words filled in as the browser does, and without its elements."""

    def fill(found: re.Match) -> str:
        values = json.loads(html.unescape(found["values"] or "{}"))
        return ">" + re.sub(r"{(\w+)}", lambda blank: str(values[blank[1]]), WORDS[found["key"]][0])

    words = r' data-t="(?P<key>\w+)"(?: data-t-values="(?P<values>[^"]*)")?[^>]*>'
    return html.unescape(re.sub(r"<[^>]+>", " ", re.sub(words, fill, text)))


def markup() -> str:
    """The explanation, as the page has it."""
    return how.markup(how.cards())


def row_of(spec) -> str:
    (row,) = re.findall(rf'<tr><th scope="row"><span data-t="model_{spec.key}".*?</tr>', markup())
    return english(row)


def test_it_is_in_the_page_with_all_placeholders_filled():
    assert markup() in page._markup(how.cards())
    assert "<!--" not in markup()
    assert "{" not in english(markup())


@pytest.mark.parametrize("spec", OURS, ids=lambda spec: spec.key)
def test_our_models_figures_are_those_of_their_cards(spec):
    scores = store.read_card(spec.key)["metrics"]
    row = row_of(spec)
    assert f"{scores['clean']['mse']:.4f}" in row
    for level in how.LEVELS:
        assert f"{scores[level]['psnr']:.1f} dB" in row


@pytest.mark.parametrize("spec", PUBLISHED, ids=lambda spec: spec.key)
def test_the_published_loss_is_beside_ours_measured_alike(spec):
    card, row = store.read_card(spec.key), row_of(spec)
    assert spec.published.figure in row
    reached = (
        card["metrics"]["clean"]["mse"]
        if spec.published.reference_on == "test"
        else card["history"]["loss"][-1]
    )
    assert f"{reached:.4f}" in row
    assert f"{spec.published.recipe.epochs} : {card['epochs']}" in row
    assert f"{card['metrics']['0.5']['psnr']:.1f} dB" in row
    # in Chinese the same numbers
    numbers = how.published(spec.published.figure)
    assert set(re.findall(r"{(\w)}", WORDS[f"how_published_{spec.key}"][1])) == set(numbers)


def test_without_cards_the_tables_say_that_figures_are_missing(monkeypatch, tmp_path):
    monkeypatch.setenv("AE_WEIGHTS", str(tmp_path))
    text = english(markup())
    assert text.count(WORDS["how_missing"][0]) == len(PRESETS)
    assert WORDS["how_noisy"][0] not in text
    assert WORDS["how_room_is"][0] in text
    assert "polyline" not in markup()
    for spec in PUBLISHED:  # published figures need no card
        assert spec.published.figure in text


def test_it_says_on_which_data_the_networks_have_learnt(monkeypatch, shipped_weights, tmp_path):
    assert "have learnt from" not in english(markup())
    shutil.copytree(shipped_weights, tmp_path, dirs_exist_ok=True)
    path = store.card_of("conv_32", tmp_path)
    card = json.loads(path.read_text())
    path.write_text(json.dumps({**card, "data": {**card["data"], "name": "letters & more.npz"}}))
    monkeypatch.setenv("AE_WEIGHTS", str(tmp_path))
    assert "have learnt from: letters & more.npz." in english(markup())


def test_a_broken_card_affects_its_own_row_only(monkeypatch, shipped_weights, tmp_path):
    for path in shipped_weights.iterdir():
        if path.name != "dense_16":
            (tmp_path / path.name).symlink_to(path)
    (tmp_path / "dense_16").mkdir()
    (tmp_path / "dense_16" / "card.json").write_text("{}")
    monkeypatch.setenv("AE_WEIGHTS", str(tmp_path))
    assert WORDS["how_missing"][0] in row_of(PRESETS["dense_16"])
    assert english(markup()).count(WORDS["how_missing"][0]) == 1


def test_the_first_row_is_the_noisy_picture():
    quality = json.loads((store.folder() / "quality.json").read_text())
    noisy = quality["methods"]["noisy"]["scores"]["gaussian 0.5"]["psnr"]
    (row,) = re.findall(r'<tr><th scope="row"><span data-t="how_noisy".*?</tr>', markup())
    assert f"{noisy:.1f} dB" in english(row)


def test_the_drawn_loss_spans_the_chart():
    (points,) = re.findall(r'points="([^"]*)"', markup())
    heights = [float(point.split(",")[1]) for point in points.split()]
    assert len(heights) == store.read_card("conv_32")["epochs"]
    assert min(heights) == 0  # the largest loss is at the top
    assert max(heights) == how._CHART[1]
