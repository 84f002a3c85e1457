"""The tour: its steps, skipping and repeating it, its keys, and its place in the window."""

import re

import pytest

from tests.browser.conftest import PHONE
from tests.browser.steps import english
from ui.words import WORDS

pytestmark = pytest.mark.browser

TWO = [[(0.3, 0.3), (0.5, 0.2), (0.65, 0.35), (0.3, 0.8), (0.7, 0.8)]]
INVITES = f"{WORDS['tour_welcome'][0]} {WORDS['tour_invite'][0].format(n=6)}"


def begin(visitor):
    visitor.page.click('[data-id="tour"]')
    visitor.page.wait_for_selector(".tour-card")


def next_step(visitor):
    visitor.page.click('[data-tour="next"]')


def step(visitor) -> str:
    return visitor.page.inner_text("#tour-count")


def says(visitor, key: str) -> None:
    """Wait until the card says the words of `key`."""
    visitor.page.wait_for_function(
        "said => document.querySelector('.tour-card').innerText.includes(said)", arg=english(key)
    )


def is_lit(visitor) -> bool:
    return visitor.page.locator('[data-tour="next"].lit').count() == 1


def box(visitor, selector):
    """(left, top, right, bottom) in the window."""
    return visitor.page.evaluate(
        """selector => {
            const { left, top, right, bottom } = document.querySelector(selector)
                .getBoundingClientRect();
            return [left, top, right, bottom];
        }""",
        selector,
    )


def test_doing_what_each_step_asks_leads_to_the_end(visit):
    visitor = visit()
    page = visitor.page
    assert page.inner_text('[data-id="tour"]') == INVITES
    begin(visitor)
    assert step(visitor) == "Tour: step 1 of 6"
    assert page.evaluate("document.activeElement.className") == "tour-card"
    says(visitor, "tour_draw_long")
    assert not is_lit(visitor)
    page.click('[data-id="clear"]')
    visitor.draw(TWO)
    says(visitor, "tour_draw_done_long")
    assert is_lit(visitor)
    visitor.settle()
    digit = visitor.pixels("seen")
    next_step(visitor)
    says(visitor, "tour_restored_long")
    assert page.locator(".p-restored.tour-here").count() == 1
    next_step(visitor)
    page.locator("#level").fill("0.8")
    visitor.settle()
    assert not is_lit(visitor)
    page.locator("#level").fill("1")
    says(visitor, "tour_level_done_long")
    assert page.locator(".p-restored.tour-here").count() == 1
    next_step(visitor)
    says(visitor, "tour_code_long")
    assert visitor.text("level-out") == "0.50"  # as it was said
    next_step(visitor)
    page.select_option("#model", "plain_32")
    says(visitor, "tour_model_done_long")
    next_step(visitor)
    assert page.input_value("#model") == "conv_32"
    says(visitor, "tour_room_long")
    page.click("#tab-map")
    says(visitor, "tour_room_done_long")
    assert page.inner_text('[data-tour="next"]') == english("tour_finish")
    next_step(visitor)
    assert page.locator(".tour-card, .tour-here").count() == 0
    assert page.inner_text('[data-id="tour"]') == english("tour")
    assert page.evaluate("document.activeElement.dataset.id") == "tour"
    visitor.settle()
    assert visitor.pixels("seen") == digit
    assert not visitor.errors


def test_it_can_be_skipped_and_repeated_and_the_page_remembers(visit):
    visitor = visit()
    page = visitor.page
    page.select_option("#model", "dense_32")
    page.locator("#level").fill("0.3")
    begin(visitor)
    assert page.input_value("#model") == "conv_32"
    page.click("#pad", position={"x": 10, "y": 10})
    page.keyboard.press("Escape")
    assert page.locator(".tour-card").count() == 0
    assert page.input_value("#model") == "dense_32"  # the visitor's own is back
    assert visitor.text("level-out") == "0.30"
    page.reload()
    visitor.wait_for_state("ok")
    assert page.inner_text('[data-id="tour"]') == english("tour")
    begin(visitor)
    assert step(visitor) == "Tour: step 1 of 6"
    page.click('[data-tour="skip"]')
    assert page.locator(".tour-card").count() == 0
    begin(visitor)
    assert step(visitor) == "Tour: step 1 of 6"
    assert not visitor.errors


def test_the_keyboard_leads_through_it(visit):
    visitor = visit()
    page = visitor.page
    page.focus('[data-id="tour"]')
    page.keyboard.press("Enter")
    for key, i in (("Enter", 2), ("ArrowRight", 3), ("ArrowLeft", 2), ("ArrowRight", 3)):
        page.keyboard.press(key)
        assert step(visitor) == f"Tour: step {i} of 6"
    page.keyboard.press("Shift+Tab")  # from the card back to what it speaks of
    assert page.evaluate("document.activeElement.dataset.id") == "level"
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.dataset.tour") == "skip"
    page.locator(".p-noisy summary").click()
    page.keyboard.press("Escape")  # closes the fold-out first
    assert step(visitor) == "Tour: step 3 of 6"
    page.focus('[data-tour="next"]')
    page.keyboard.press("Escape")
    assert page.locator(".tour-card").count() == 0
    assert page.evaluate("document.activeElement.dataset.id") == "tour"


def test_escape_leaves_the_pad_or_the_map_before_the_tour(visit):
    visitor = visit("/?room=map", viewport={"width": 1280, "height": 1600})
    page = visitor.page
    page.wait_for_function("lab.opened.map?.answer")
    begin(visitor)
    for part, left in (
        ("#pad", "document.activeElement.id !== 'pad'"),
        ('[data-id="map-chart"]', "lab.opened.map.at === null"),
    ):
        page.focus(part)
        page.keyboard.press("ArrowRight")
        assert not page.evaluate(left)
        page.keyboard.press("Escape")
        assert page.evaluate(left)
        assert page.locator(".tour-card").count() == 1
    page.keyboard.press("Escape")
    assert page.locator(".tour-card").count() == 0
    assert not visitor.errors


def box_at_rest(visitor, selector):
    """Its box, once it no longer follows what it points at."""
    before, at = None, []
    while at != before:
        visitor.next_frame()
        visitor.next_frame()
        before, at = at, box(visitor, selector)
    return at


@pytest.mark.parametrize(
    "looks",
    [
        [(1280, 860, "zh"), (900, 700, "en")],
        [(390, 844, "zh"), (360, 640, "en"), (360, 640, "zh")],
    ],
    ids=["desk", "phone"],
)
def test_the_card_is_in_sight_beside_what_it_points_at(visit, looks):
    phone = PHONE if looks[0][0] < 500 else {}
    visitor = visit(**phone, reduced_motion="reduce")
    for width, height, lang in looks:
        visitor.page.set_viewport_size({"width": width, "height": height})
        visitor.page.click(f'[data-lang="{lang}"]')
        begin(visitor)
        for _ in range(6):
            where = f"{step(visitor)}, {width} px"
            left, top, right, bottom = box_at_rest(visitor, ".tour-card")
            assert left >= 0, where
            assert top >= 0, where
            assert right <= width, where
            assert bottom <= height + 1, where
            its = box(visitor, ".tour-here")
            apart = its[2] <= left or its[0] >= right or its[3] <= top or its[1] >= bottom
            assert apart, where
            assert its[1] >= -1, where
            assert visitor.page.evaluate("document.documentElement.scrollWidth") <= width, where
            next_step(visitor)
        assert visitor.page.locator(".tour-card").count() == 0, where


def test_steps_whose_target_is_hidden_are_left_out(visit):
    visitor = visit()
    visitor.page.add_style_tag(content=".lab .model, .lab #tab-map { display: none }")
    begin(visitor)
    assert step(visitor) == "Tour: step 1 of 4"
    said = set()
    for _ in range(4):
        said.add(visitor.page.inner_text("#tour-text"))
        next_step(visitor)
    assert english("tour_model_long") not in said
    assert len(said) == 4
    assert visitor.page.locator(".tour-card").count() == 0


def test_the_page_can_be_used_before_the_tour_which_moves_nothing(visit):
    visitor = visit()
    before = box(visitor, "#pad")
    visitor.draw(TWO)
    assert visitor.page.locator(".tour-card").count() == 0
    begin(visitor)
    visitor.page.keyboard.press("Escape")
    assert box(visitor, "#pad") == pytest.approx(before, abs=1)  # px; text widths differ by less


def test_it_changes_language_under_way_and_ends_with_a_link_to_how_it_works(visit):
    visitor = visit()
    begin(visitor)
    visitor.page.click('[data-lang="zh"]')
    assert WORDS["tour_draw_long"][1] in visitor.page.inner_text(".tour-card")
    assert not re.search("[a-zA-Z]", visitor.page.inner_text(".tour-card"))
    for _ in range(5):
        next_step(visitor)
    visitor.page.click('[data-tour="how"]')
    assert visitor.page.locator(".how[open]").count() == 1
    assert visitor.page.locator(".tour-card").count() == 0
