"""The room "compare": the best model, the order of the tiles, and the curves."""

import re

import pytest

from ae_core.models.presets import PRESETS
from tests.browser.conftest import PHONE, alike
from ui import menu
from ui.rooms.compare import FILTERS
from ui.words import WORDS

pytestmark = pytest.mark.browser

KEYS = {"noisy", *PRESETS, *FILTERS}


@pytest.fixture
def compare(visit):
    """compare(**context options) → a visitor in the room, its first answer painted."""

    def enter(path="/?room=compare", **options):
        # stage and room in sight: a room that is not is not asked
        visitor = visit(path, **{"viewport": {"width": 1280, "height": 1700}, **options})
        visitor.page.locator('[data-id="compare-chart"]').scroll_into_view_if_needed()
        visitor.page.wait_for_selector('[data-room="compare"][data-state="ok"]', timeout=90_000)
        visitor.page.wait_for_selector('[data-id="compare-chart"] .lit')
        visitor.settle()
        return visitor

    return enter


def tiles(visitor) -> dict[str, str]:
    """What each tile says, in the order shown."""
    return visitor.page.evaluate(
        """() => Object.fromEntries([...document.querySelectorAll(".compare-tile")].map(
            tile => [tile.dataset.key, tile.innerText]))"""
    )


def decibels(text: str) -> float:
    found = re.search(r"([\d.]+) dB", text)
    return float(found.group(1)) if found else float("inf")


def best(visitor) -> str:
    badge = visitor.page.locator(".compare-head i:not(:empty)")
    assert badge.count() == 1
    return badge.locator("xpath=ancestor::button").get_attribute("data-key")


def lit(visitor) -> str:
    """The key of the curve that stands out."""
    lines = visitor.page.locator("polyline.lit")
    assert lines.count() == 1
    return lines.get_attribute("data-line")


def test_every_model_and_filter_has_a_tile_and_the_best_is_marked_and_named(compare):
    visitor = compare()
    said = tiles(visitor)
    assert set(said) == KEYS
    assert visitor.pixels("compare-noisy") == visitor.pixels("noisy")
    for key in KEYS - {"noisy"}:
        assert visitor.pixels(f"compare-{key}") != visitor.pixels("compare-noisy")
    top = max(map(decibels, said.values()))
    assert decibels(said[best(visitor)]) == top
    name = WORDS[f"model_{best(visitor)}"][0]
    assert visitor.text("compare-says").startswith(f"{name} comes closest")
    assert f"{top:.1f} dB" in visitor.text("compare-says")

    # another digit and another noise: other pictures, the same rules
    before = visitor.pixels("compare-conv_32")
    visitor.page.locator("#level").fill("0")
    visitor.wait_for_text("compare-says", WORDS["compare_nothing"][0].split("{")[0])
    visitor.settle()
    assert visitor.pixels("compare-conv_32") != before
    assert best(visitor) == "noisy"
    assert WORDS["identical"][0] in tiles(visitor)["noisy"]
    visitor.page.locator('.tray [data-digit="4"]').click()
    visitor.settle()
    assert visitor.pixels("compare-noisy") == visitor.pixels("seen")
    assert not visitor.errors


def test_tiles_are_sorted_and_a_click_puts_a_model_on_the_stage(compare):
    visitor = compare()
    page = visitor.page
    assert next(iter(tiles(visitor))) == "noisy"
    page.locator("[name=compare-sort]").first.focus()
    page.keyboard.press("ArrowRight")  # by PSNR, with the keys alone
    values = [decibels(text) for text in tiles(visitor).values()]
    assert values == sorted(values, reverse=True)
    page.keyboard.press("ArrowRight")  # by SSIM
    values = [
        float(re.search(r"SSIM (\S+)", t)[1].replace("−", "-")) for t in tiles(visitor).values()
    ]
    assert values == sorted(values, reverse=True)
    page.keyboard.press("ArrowRight")  # by what is read: right ones before wrong ones
    marks = ["✓" in text for text in tiles(visitor).values()]
    assert marks == sorted(marks, reverse=True)

    assert lit(visitor) == menu.FIRST_MODEL
    assert WORDS[f"model_{menu.FIRST_MODEL}"][0] in visitor.text("compare-about")
    page.locator('[data-key="median"]').hover()
    assert lit(visitor) == "median"
    page.locator('[data-key="dense_16"]').click()
    assert page.input_value("#model") == "dense_16"
    page.mouse.move(0, 0)
    assert lit(visitor) == "dense_16"
    assert WORDS["compare_trained_clean"][0] in visitor.text("compare-about")
    visitor.settle()
    assert alike(visitor.pixels("restored"), visitor.pixels("compare-dense_16"))
    assert page.locator(".compare-tile[aria-pressed=true]").get_attribute("data-key") == "dense_16"
    page.locator('[data-key="unet"]').focus()
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Tab")
    assert lit(visitor) == "unet"
    label = page.locator('[data-key="unet"]').get_attribute("aria-label")
    assert label.startswith("U-Net, ")
    assert "dB" in label
    assert not visitor.errors


def test_the_curves_mark_the_level_and_follow_the_noise_and_the_measure(compare):
    visitor = compare()
    page = visitor.page
    chart = page.locator('[data-id="compare-chart"]')
    assert chart.locator("polyline").count() == len(KEYS)
    assert chart.locator(".level").text_content() == "0.50"
    assert chart.locator("rect.trained-at").bounding_box()["width"] > 200  # every level
    at = chart.locator(".now").bounding_box()["x"]
    page.locator("#level").fill("0.9")
    page.wait_for_function("document.querySelector('.compare-chart .level').textContent === '0.90'")
    assert chart.locator(".now").bounding_box()["x"] > at + 50
    lines = {
        e.get_attribute("data-line"): e.get_attribute("points")
        for e in chart.locator("polyline").all()
    }
    page.click(f'.kinds >> text="{WORDS["noise_mosaic"][0]}"')
    visitor.settle()
    for line in chart.locator("polyline").all():
        assert line.get_attribute("points") != lines[line.get_attribute("data-line")]
    page.click('[data-id="compare-measure"] label:nth-child(2)')
    assert "SSIM" in visitor.text("compare-about")
    page.click('[data-lang="zh"]')
    assert WORDS["compare_trained_every"][1] in visitor.text("compare-about")
    assert WORDS["compare_median"][1] in tiles(visitor)["median"]
    assert not visitor.errors


def test_on_a_phone_a_tap_on_a_filter_highlights_its_curve(compare):
    visitor = compare(**PHONE)
    page = visitor.page
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    for tile in page.locator(".compare-tile").all():
        assert tile.evaluate("e => e.scrollWidth <= e.clientWidth")
    page.locator('[data-key="total_variation"]').tap()
    assert lit(visitor) == "total_variation"
    assert page.input_value("#model") == menu.FIRST_MODEL
    page.locator('[data-key="total_variation"]').tap()
    assert lit(visitor) == menu.FIRST_MODEL
    assert not visitor.errors
