"""The slider of an ordered code: how many of its numbers are used."""

import pytest

from tests.browser.conftest import alike
from tests.browser.steps import choose, close_panel, english, open_panel
from ui.words import WORDS

pytestmark = pytest.mark.browser

BLOCK = '[data-id="numbers-used"]'
SLIDER = "#numbers-slider"


def use(visitor, count: int) -> None:
    visitor.page.locator(SLIDER).fill(str(count))
    visitor.settle()


def unused(visitor) -> list[int]:
    """Which bars of the stage are faded, counted from 1."""
    return visitor.page.evaluate(
        """() => [...document.querySelectorAll('[data-id="numbers"] .track')].flatMap((bar, i) =>
            getComputedStyle(bar).opacity < 0.5 ? [i + 1] : [])"""
    )


def test_fewer_numbers_restore_a_vaguer_digit_and_a_link_shows_the_same(visit):
    visitor = visit()
    page = visitor.page
    choose(visitor, "ordered_32")
    whole, noisy = visitor.pixels("restored"), visitor.pixels("noisy")
    assert page.locator(BLOCK).is_visible()
    assert visitor.text("numbers-out") == english("numbers_all", n=32)
    assert unused(visitor) == []

    use(visitor, 2)
    vague = visitor.pixels("restored")
    assert not alike(vague, whole)
    assert visitor.pixels("noisy") == noisy
    assert unused(visitor) == [*range(3, 33)]
    says = english("numbers_first", k=2, n=32)
    assert visitor.text("numbers-out") == says
    assert page.get_attribute(SLIDER, "aria-valuetext") == says

    # it stays while another noise is chosen
    page.locator("#level").fill("0.2")
    visitor.settle()
    assert visitor.text("numbers-out") == says
    page.locator("#level").fill("0.5")
    visitor.settle()

    path = open_panel(visitor)
    close_panel(visitor)
    there = visit(path)
    there.settle()
    assert alike(there.pixels("restored"), visitor.pixels("restored"))
    assert not alike(there.pixels("restored"), whole)
    assert there.page.input_value(SLIDER) == "2"
    assert unused(there) == [*range(3, 33)]
    assert not visitor.errors
    assert not there.errors


def test_it_is_moved_by_keys_and_begins_anew_with_another_model(visit):
    visitor = visit()
    page = visitor.page
    choose(visitor, "ordered_32")
    whole = visitor.pixels("restored")
    page.focus(SLIDER)
    page.keyboard.press("Home")
    visitor.settle()
    assert visitor.text("numbers-out") == english("numbers_first_one", n=32)
    page.keyboard.press("ArrowRight")
    visitor.settle()
    assert unused(visitor) == [*range(3, 33)]
    assert not alike(visitor.pixels("restored"), whole)

    for other in ("conv_32", "dense_16", "unet"):
        choose(visitor, other)
        assert page.locator(BLOCK).is_hidden(), other
        assert unused(visitor) == []
    choose(visitor, "ordered_32")
    assert alike(visitor.pixels("restored"), whole)
    page.click('[data-lang="zh"]')
    assert visitor.text("numbers-out") == WORDS["numbers_all"][1].format(n=32)
    assert not visitor.errors


def test_the_rooms_follow_it(visit):
    visitor = visit("/?room=code", viewport={"width": 1280, "height": 1600})
    page = visitor.page
    choose(visitor, "ordered_32")
    use(visitor, 3)
    assert visitor.pixels("code-before") == visitor.pixels("restored")
    assert visitor.pixels("code-edited") == visitor.pixels("restored")
    bars = page.locator("#room-code .code-bar")
    assert bars.nth(2).get_attribute("class") == "code-bar"
    assert "unused" in bars.nth(3).get_attribute("class")
    assert float(bars.nth(3).get_attribute("aria-valuenow")) == 0
    # one that is held counts again
    bars.nth(3).focus()
    for _ in range(5):
        page.keyboard.press("PageUp")
    visitor.settle()
    assert "unused" not in bars.nth(3).get_attribute("class")
    assert visitor.pixels("code-edited") != visitor.pixels("restored")

    page.click("#tab-compare")
    page.wait_for_selector('[data-key="ordered_32"]')
    visitor.settle()
    assert alike(visitor.pixels("compare-ordered_32"), visitor.pixels("restored"))
    tile = page.inner_text('[data-key="ordered_32"]')
    assert english("numbers_first", k=3, n=32) in tile

    page.click("#tab-strange")
    visitor.wait_for_text("strange-made", english("strange_all_numbers", n=32))
    use(visitor, 32)
    assert english("strange_all_numbers", n=32) not in visitor.text("strange-made")
    assert not visitor.errors
