"""The dialog "About this model", for the models of the menu and for a visitor's own."""

import pytest

from ae_core.models import store
from ae_core.models.presets import PRESETS
from tests.browser.conftest import PHONE
from tests.browser.looks import faint, languages_on, sticking_out
from ui import menu
from ui.words import WORDS

pytestmark = pytest.mark.browser

OWN = """() => sessionStorage.setItem("ae.nets", JSON.stringify([{key: "own:x", n: 1, group: "own",
    size: 8, code: "bars", trained: 0.5, kind: "gaussian", widths: [64], ordered: false,
    scores: {own: 15.25, ours: 20.5, digits: 1000, model: "conv_32"}}]))"""


def opened(visitor, model: str | None = None) -> str:
    """The text of the card, opened by its button."""
    if model:
        visitor.page.select_option("#model", model)
    visitor.page.click('[data-id="card"]')
    visitor.page.wait_for_selector(".card[open]")
    return visitor.page.inner_text(".card")


def test_the_card_is_fetched_once_it_is_opened_and_is_that_of_the_model_in_use(visit):
    visitor = visit(notes_requests=True)
    visitor.settle()
    assert not [url for url in visitor.requests if "cards.html" in url]
    text = opened(visitor)
    assert WORDS[f"teaches_{menu.FIRST_MODEL}"][0] in text
    visitor.page.keyboard.press("Escape")
    for model in ("unet", "dense_16"):
        text = opened(visitor, model)
        assert visitor.page.locator(".card h2:visible").inner_text() == WORDS[f"model_{model}"][0]
        assert f"{PRESETS[model].parameters:,}" in text
        assert f"{store.read_card(model)['metrics']['clean']['mse']:.4f}" in text
        assert WORDS["teaches_conv_32"][0] not in text
        visitor.page.click('[data-id="card-close"]')
        assert visitor.page.locator(".card").is_hidden()
    assert len([url for url in visitor.requests if "cards.html" in url]) == 1
    assert not visitor.errors


def test_by_keyboard_it_opens_and_closes_and_gives_the_focus_back(visit):
    visitor = visit()
    page = visitor.page
    assert "card" in visitor.tab_stops(30)
    page.focus('[data-id="card"]')
    page.keyboard.press("Enter")
    page.wait_for_selector(".card[open]")
    assert page.evaluate("document.activeElement.closest('dialog').dataset.id") == "card-panel"
    named = page.get_attribute(".card", "aria-labelledby")
    assert page.locator(f"#{named}").inner_text() == WORDS[f"model_{menu.FIRST_MODEL}"][0]
    page.keyboard.press("Escape")
    assert page.evaluate("document.activeElement.dataset.id") == "card"


@pytest.mark.parametrize(("lang", "scheme"), [("en", "light"), ("zh", "dark")])
def test_it_fits_a_phone_in_one_language_and_with_enough_contrast(visit, lang, scheme):
    visitor = visit(f"/?lang={lang}", **PHONE, color_scheme=scheme)
    for width in (390, 320):
        visitor.page.set_viewport_size({"width": width, "height": 844})
        opened(visitor, "restore_5x5")
        assert not sticking_out(visitor, ".card")
        assert languages_on(visitor, ".card") == (lang == "en", lang == "zh")
        assert not faint(visitor, ".card", at_least=10)
        visitor.page.keyboard.press("Escape")
    assert not visitor.errors


def test_of_a_visitor_s_own_net_it_says_what_is_known(visit):
    visitor = visit()
    page = visitor.page
    page.evaluate(OWN)
    page.evaluate("lab.keep = () => {}")
    page.reload()
    visitor.wait_for_state("ok")
    page.evaluate("lab.state.change({ model: 'own:x' })")  # the server has no such net
    text = opened(visitor)
    assert "Your net 1" in page.locator(".card h2:visible").inner_text()
    # 784·64 + 64 + 64·8 + 8 + 8·64 + 64 + 64·784 + 784
    assert "102,296" in text
    assert "8 numbers" in text
    assert "784 → 64 → 8 → 64 → 784" in text
    assert "15.3 dB on 1,000 test digits" in text
    assert "Conv 32 has 20.5 dB" in text


def test_it_leads_to_the_room_and_to_the_code(visit):
    visitor = visit()
    page = visitor.page
    opened(visitor, "unet")
    page.click('[data-id="card-inside"]')
    assert page.evaluate("lab.rooms.open") == "inside"
    assert page.locator(".card").is_hidden()
    opened(visitor)
    page.click('[data-id="card-code"]')
    assert page.locator('[data-id="take-panel"]').is_visible()
    assert page.locator(".card").is_hidden()
    assert not visitor.errors


def test_it_does_not_lead_to_a_room_that_a_link_leaves_out(visit):
    visitor = visit("/?hide=inside")
    opened(visitor)
    assert visitor.page.locator('[data-id="card-inside"]').is_hidden()
    assert visitor.page.locator('[data-id="card-code"]').is_visible()


def test_a_link_that_leaves_the_models_out_leaves_the_button_out(visit):
    assert visit("/?hide=model").page.locator('[data-id="card"]').is_hidden()
