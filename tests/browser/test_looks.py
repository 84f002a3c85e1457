"""Languages, light and dark, window widths, contrast and accessible names."""

import itertools

import pytest

from ae_core.models.presets import PRESETS
from tests.browser.conftest import DESK, PHONE, Visitor
from tests.browser.looks import faint, languages_on, luminance
from ui.words import WORDS

pytestmark = pytest.mark.browser


def test_the_language_switch_changes_every_word_and_is_remembered(visit):
    visitor = visit()
    assert languages_on(visitor) == (True, False)
    visitor.page.click('[data-lang="zh"]')
    assert languages_on(visitor) == (False, True)
    assert visitor.page.title() == WORDS["title"][1]
    assert visitor.page.get_attribute("html", "lang") == "zh-CN"
    visitor.page.reload()
    visitor.wait_for_state("ok")
    assert languages_on(visitor) == (False, True)
    visitor.page.click('[data-lang="en"]')
    assert languages_on(visitor) == (True, False)


@pytest.mark.parametrize(
    ("path", "locale", "chinese"),
    [
        ("?lang=zh", "en-US", True),
        ("?lang=en", "zh-CN", False),
        ("?lang=xx", "zh-HK", True),
        ("", "fr-FR", False),
    ],
)
def test_the_language_follows_the_link_or_else_the_browser(visit, path, locale, chinese):
    assert languages_on(visit("/" + path, locale=locale))[1] is chinese


def widths(visitor, *wanted):
    """Make the window so wide, one after the other, and let the page follow."""
    for width in wanted:
        height = 800 if width == 1280 else 844
        visitor.page.set_viewport_size({"width": width, "height": height})
        visitor.next_frame()
        yield width


def test_at_every_width_in_both_languages_and_with_every_model_the_page_fits_the_window(visit):
    visitor = visit()
    for lang, key in itertools.product(("en", "zh"), PRESETS):
        visitor.page.set_viewport_size(DESK)
        visitor.page.click(f'[data-lang="{lang}"]')
        visitor.page.select_option("#model", key)
        visitor.settle()
        for width in widths(visitor, 1280, 900, 390, 360, 320):
            found = visitor.page.evaluate(
                """width => ({
                    wide: document.documentElement.scrollWidth,
                    outside: [...document.querySelectorAll("#stage *:not(.aloud)")]
                        .filter(e => e.checkVisibility())
                        .filter(e => e.getBoundingClientRect().right > width + 0.5)
                        .map(e => e.outerHTML.slice(0, 60)),
                    last: document.querySelector(".stage").getBoundingClientRect().bottom + scrollY,
                    bars: [...document.querySelectorAll(".track")]
                        .map(bar => bar.getBoundingClientRect().top),
                })""",
                width,
            )
            assert found["wide"] <= width, (lang, key)
            assert not found["outside"], (lang, key)
            if width == 1280:
                assert found["last"] <= 400, (lang, key)  # half of the screen is left to the room
            assert len(set(found["bars"])) <= 1, (lang, key)  # in one row


def test_the_controls_stay_in_place_when_the_level_changes(visit):
    visitor = visit()
    # one that undoes the noise, one that does not
    for lang, key in itertools.product(("en", "zh"), ("conv_32", "dense_16")):
        visitor.page.click(f'[data-lang="{lang}"]')
        visitor.page.select_option("#model", key)
        tops = set()
        for level in ("0", "0.1", "0.5", "1"):
            visitor.page.locator("#level").fill(level)
            visitor.settle()
            for width in widths(visitor, 1280, 900, 390):
                top = visitor.page.evaluate(
                    "['#level', '[data-id=numbers]'].map("
                    "s => document.querySelector(s).getBoundingClientRect().top + scrollY).join()"
                )
                tops.add((width, top))
        assert len(tops) == 3, (lang, key)


def test_on_a_phone_the_pictures_stand_side_by_side_above_the_level(visit):
    visitor = visit(**PHONE)

    def box(selector):
        return visitor.page.locator(selector).bounding_box()

    pad, level = box("#pad"), box("#level")
    noisy, restored, seen = (
        box(f'canvas[data-id="{name}"]') for name in ("noisy", "restored", "seen")
    )
    assert noisy["y"] == restored["y"] > pad["y"] + pad["height"]
    assert noisy["x"] + 168 <= restored["x"]
    assert seen["y"] > noisy["y"]
    assert 0 < level["y"] + level["height"] - restored["y"] < 600  # in sight together
    for field in ("level", "kinds", "model"):  # a row each
        assert box(f".field.{field}")["width"] == 358


def test_the_page_and_its_tour_work_without_local_storage(other_page, server):
    page = other_page
    page.add_init_script(
        "Object.defineProperty(window, 'localStorage', {get() { throw new Error('denied'); }})"
    )
    page.goto(server.address)
    Visitor(page).wait_for_state("ok")
    page.click('[data-lang="zh"]')
    assert page.title() == WORDS["title"][1]
    page.click('[data-id="tour"]')
    page.wait_for_selector(".tour-card")
    page.keyboard.press("Escape")
    assert page.locator(".tour-card").count() == 0
    assert page.inner_text('[data-id="tour"]') == WORDS["tour"][1]


def test_pixels_are_shown_as_squares_of_whole_screen_pixels(visit):
    visitor = visit()
    for width in widths(visitor, 1280, 390):
        for name in ("seen", "noisy", "restored", "difference"):
            box = visitor.page.locator(f'canvas[data-id="{name}"]').bounding_box()
            assert box["width"] == box["height"], (name, width)
            assert box["width"] in (5 * 28, 6 * 28), (name, width)


def test_dark_and_light_follow_the_system_or_a_click_and_text_has_the_contrast_of_wcag(visit):
    visitor = visit(color_scheme="dark")

    def brightness() -> float:
        colour = visitor.page.evaluate("getComputedStyle(document.body).backgroundColor")
        return luminance(colour)

    visitor.page.select_option("#model", "dense_16")
    visitor.settle()
    assert brightness() < 0.05
    assert not faint(visitor)
    visitor.page.click('[data-id="theme"]')
    assert brightness() > 0.8
    assert not faint(visitor)
    visitor.page.reload()
    visitor.wait_for_state("ok")
    assert brightness() > 0.8  # remembered


def test_every_control_has_a_name_and_an_explanation_folds_out(visit):
    visitor = visit()
    nameless = visitor.page.evaluate(
        """() => [...document.querySelectorAll(
            "#stage button, #stage select, #stage input, #stage canvas[role=img]")]
            .filter(e => e.checkVisibility())
            .filter(e => !(e.getAttribute("aria-label") || e.textContent.trim()
                || (e.labels && [...e.labels].some(l => l.textContent.trim()))))
            .map(e => e.outerHTML.slice(0, 80))"""
    )
    assert not nameless
    hint = visitor.page.locator(".p-noisy .hint")
    hint.locator("summary").click()
    assert hint.locator("p").inner_text() == WORDS["noisy_hint"][0]
    visitor.page.keyboard.press("Escape")
    assert not hint.locator("p").is_visible()
