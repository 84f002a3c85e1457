"""Two languages, light and dark, a desk and a phone."""

import re

import pytest

from ae_core.models.presets import PRESETS
from tests.browser.conftest import Visitor
from ui.words import WORDS

pytestmark = pytest.mark.browser


def languages_on(visitor, root="#stage") -> tuple[bool, bool]:
    """Whether the words in `root` hold (English sentences, Chinese characters)."""
    visitor.page.wait_for_timeout(200)  # sentences change in steps
    text = visitor.page.inner_text(root).replace("中文", "").replace("EN", "")
    return bool(re.search(r"[a-z]{3,} [a-z]{3,}", text)), bool(re.search(r"[\u4e00-\u9fff]", text))


def test_the_switch_changes_every_word_and_is_remembered(visit):
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
        ("", "zh-HK", True),
        ("", "zh", True),
        ("", "fr-FR", False),
        ("?lang=zh", "en-US", True),
        ("?lang=en", "zh-CN", False),
        ("?lang=xx", "en-US", False),
    ],
)
def test_the_language_follows_the_link_then_the_browser(visit, path, locale, chinese):
    assert languages_on(visit("/" + path, locale=locale))[1] is chinese


def widths(visitor, *wanted):
    """Make the window so wide, one after the other, and let the page follow."""
    for width in wanted:
        visitor.page.set_viewport_size({"width": width, "height": 844})
        visitor.page.evaluate("new Promise(go => requestAnimationFrame(() => setTimeout(go, 50)))")
        yield width


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_at_no_width_anything_scrolls_sideways_or_is_cut_off(visit, lang):
    visitor = visit(f"/?lang={lang}")
    for key in PRESETS:
        visitor.page.select_option("#model", key)
        visitor.settle()
        for width in widths(visitor, 1280, 900, 390, 360, 320):
            assert visitor.page.evaluate("document.documentElement.scrollWidth") <= width, key
            outside = visitor.page.evaluate(
                """width => [...document.querySelectorAll("#stage *:not(.aloud)")]
                    .filter(e => e.checkVisibility())
                    .filter(e => e.getBoundingClientRect().right > width + 0.5)
                    .map(e => e.outerHTML.slice(0, 60))""",
                width,
            )
            assert not outside, key


def test_on_a_phone_noisy_and_restored_stand_side_by_side_under_the_pad(visit):
    visitor = visit(viewport={"width": 390, "height": 844})
    box = {
        name: visitor.page.locator(f'canvas[data-id="{name}"]').bounding_box()
        for name in ("noisy", "restored", "seen")
    }
    pad = visitor.page.locator("#pad").bounding_box()
    assert box["noisy"]["y"] == box["restored"]["y"] > pad["y"] + pad["height"]
    assert box["noisy"]["x"] + 168 <= box["restored"]["x"]
    assert box["seen"]["y"] > box["noisy"]["y"]


def test_on_a_phone_the_bars_stand_in_whole_rows(visit):
    visitor = visit(viewport={"width": 390, "height": 844})
    for key, rows in (("dense_16", 1), ("dense_32", 2), ("conv_16", 1), ("conv_32", 2)):
        visitor.page.select_option("#model", key)
        visitor.settle()
        tops = visitor.page.evaluate(
            "[...document.querySelectorAll('.bar')].map(b => b.getBoundingClientRect().top)"
        )
        assert len(set(tops)) == rows
        assert tops.count(tops[0]) == 16


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_the_stage_fits_one_screen(visit, lang):
    visitor = visit(f"/?lang={lang}", viewport={"width": 1280, "height": 800})
    for key in PRESETS:
        visitor.page.select_option("#model", key)
        visitor.settle()
        last = visitor.page.locator('[data-id="moved"]').bounding_box()
        assert last["y"] + last["height"] <= 800, key


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_nothing_moves_while_noise_comes_and_goes(visit, lang):
    visitor = visit(f"/?lang={lang}")
    for key in ("conv_32", "dense_16"):  # one that undoes the noise, one that does not
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
        assert len(tops) == 3, key


def test_on_a_phone_the_level_can_be_moved_with_the_restored_digit_in_sight(visit):
    visitor = visit(viewport={"width": 390, "height": 844})
    restored = visitor.page.locator('canvas[data-id="restored"]').bounding_box()
    level = visitor.page.locator("#level").bounding_box()
    assert 0 < level["y"] + level["height"] - restored["y"] < 600
    for field in ("level", "kinds", "model"):  # a row each
        assert visitor.page.locator(f".field.{field}").bounding_box()["width"] == 358


def test_the_page_works_where_the_browser_refuses_to_remember(chromium, server):
    page = chromium.new_page(locale="en-US")
    page.add_init_script(
        "Object.defineProperty(window, 'localStorage', {get() { throw new Error('denied'); }})"
    )
    page.goto(server.address)
    Visitor(page).wait_for_state("ok")
    page.click('[data-lang="zh"]')
    assert page.title() == WORDS["title"][1]
    page.close()


def test_pictures_are_shown_at_whole_zooms(visit):
    for width in (1280, 390):
        visitor = visit(viewport={"width": width, "height": 844})
        for name in ("seen", "noisy", "restored", "difference"):
            box = visitor.page.locator(f'canvas[data-id="{name}"]').bounding_box()
            assert box["width"] == box["height"] == 168
        assert visitor.page.locator("#pad").bounding_box()["width"] == 280


def luminance(colour: str) -> float:
    channels = [int(c) / 255 for c in re.findall(r"\d+", colour)[:3]]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def faint(visitor, root="#stage", at_least=30) -> list[tuple[str, str, str]]:
    """Texts in `root` that have less contrast than WCAG asks, of `at_least` so many in all."""
    pairs = visitor.page.evaluate(
        """root => {
            const solid = e => {
                for (; e; e = e.parentElement) {
                    const c = getComputedStyle(e).backgroundColor;
                    if (!/, 0\\)$|transparent/.test(c)) return c;
                }
                return "rgb(255, 255, 255)";
            };
            const own = e => [...e.childNodes].some(n => n.nodeType === 3 && n.data.trim());
            return [...document.querySelectorAll(`${root} *`)]
                .filter(e => own(e) && e.checkVisibility() && !e.closest("button:disabled, option"))
                .map(e => [e.textContent.trim().slice(0, 30), getComputedStyle(e).color, solid(e)]);
        }""",
        root,
    )
    assert len(pairs) > at_least

    def contrast(colour: str, background: str) -> float:
        light, dark = sorted((luminance(colour), luminance(background)), reverse=True)
        return (light + 0.05) / (dark + 0.05)

    return [pair for pair in pairs if contrast(*pair[1:]) < 4.5]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_text_has_the_contrast_that_wcag_asks(visit, scheme):
    visitor = visit(color_scheme=scheme)
    visitor.page.select_option("#model", "dense_16")
    visitor.settle()
    assert not faint(visitor)


def test_dark_and_light_are_a_click_apart_and_remembered(visit):
    visitor = visit(color_scheme="light")
    background = "getComputedStyle(document.body).backgroundColor"
    light = visitor.page.evaluate(background)
    visitor.page.click('[data-id="theme"]')
    dark = visitor.page.evaluate(background)
    assert luminance(dark) < 0.05 < 0.8 < luminance(light)
    visitor.page.reload()
    visitor.wait_for_state("ok")
    assert visitor.page.evaluate(background) == dark


def test_every_control_and_picture_has_a_name(visit):
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


def test_an_explanation_unfolds_and_closes_with_escape(visit):
    visitor = visit()
    hint = visitor.page.locator(".p-noisy .hint")
    hint.locator("summary").click()
    assert hint.locator("p").is_visible()
    assert hint.locator("p").inner_text() == WORDS["noisy_hint"][0]
    visitor.page.keyboard.press("Escape")
    assert not hint.locator("p").is_visible()
