"""The room "compare": the groups, the best model, the order of the tiles, and the curves."""

import re

import pytest

from ae_core.models.presets import PRESETS
from ae_core.models.spec import MIXED
from tests.browser.conftest import PHONE, alike
from ui import menu
from ui.rooms.compare import FILTERS
from ui.words import WORDS

pytestmark = pytest.mark.browser

GROUPS = {
    "every": [key for key, spec in PRESETS.items() if spec.noise == MIXED],
    "one": [key for key, spec in PRESETS.items() if isinstance(spec.noise, tuple)],
    "clean": [key for key, spec in PRESETS.items() if spec.noise is None],
    "rest": ["noisy", *FILTERS],
}
KEYS = {key for keys in GROUPS.values() for key in keys}


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


def by_group(visitor) -> dict[str, list[str]]:
    """The keys of the tiles that are shown, by group, in the order shown."""
    return visitor.page.evaluate(
        """() => Object.fromEntries([...document.querySelectorAll("[data-group]")]
            .filter(group => group.checkVisibility())
            .map(group => [group.dataset.group,
                [...group.querySelectorAll(".compare-tile")].map(tile => tile.dataset.key)]))"""
    )


def heading(visitor, group: str) -> str:
    return visitor.page.inner_text(f'[data-group="{group}"] h3').replace("\u00a0", " ")


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


def test_groups_say_what_was_learnt_and_what_came_of_it_before_any_tile(compare):
    visitor = compare()
    page = visitor.page
    assert set(PRESETS) == {key for name in ("every", "one", "clean") for key in GROUPS[name]}
    assert by_group(visitor) == GROUPS
    assert heading(visitor, "every").startswith("Learnt every noise:")
    assert "Learnt one noise (Gaussian 0.50):" in heading(visitor, "one")
    assert heading(visitor, "clean").startswith("Saw clean digits only:")
    said = tiles(visitor)
    for group, keys in GROUPS.items():
        methods = [said[key] for key in keys if key != "noisy"]
        right = sum("✓" in text for text in methods)
        assert f"{right} of {len(methods)} read right" in heading(visitor, group)
        middle = sorted(map(decibels, methods))[(len(methods) - 1) // 2]
        assert f"typically {middle:.1f} dB" in heading(visitor, group)
    noisy = decibels(said["noisy"])
    for key in KEYS - {"noisy"}:  # the sign, apart from the colour
        gain = decibels(said[key]) - noisy
        if abs(gain) > 0.5:
            assert ("▲" in said[key], "▼" in said[key]) == (gain > 0, gain < 0)
    worse = sum("▼" in said[key] for key in PRESETS)
    assert worse
    assert f"{worse} of {len(PRESETS)} networks made it worse." in visitor.text("compare-says")

    # all along the slider
    before = heading(visitor, "one")
    page.click(f'.kinds >> text="{WORDS["noise_salt_pepper"][0]}"')
    page.locator("#level").fill("0.8")
    visitor.settle()
    visitor.wait_for_change(lambda: heading(visitor, "one"), before)
    # where nothing is added, nothing is better or worse
    page.locator("#level").fill("0")
    visitor.settle()
    assert page.locator("[data-group] :is(.better, .worse)").count() == 0
    # one group alone
    page.click('[data-id="compare-filter"] label:nth-child(4)')
    assert by_group(visitor) == {"clean": GROUPS["clean"]}
    page.click('[data-id="compare-filter"] label:nth-child(1)')
    assert by_group(visitor) == GROUPS
    assert not visitor.errors


def test_of_what_is_no_digit_none_is_right_or_wrong(compare):
    visitor = compare()
    visitor.page.evaluate(
        "name => document.querySelector(`[data-try=${name}]`).click()", "no_digit"
    )
    visitor.settle()
    for group in GROUPS:
        assert "read right" not in heading(visitor, group)
    assert visitor.page.locator("[data-group] :is(.right, .wrong)").count() == 0


def test_tiles_are_sorted_in_their_groups_and_a_click_puts_a_model_on_the_stage(compare):
    visitor = compare()
    page = visitor.page
    first = by_group(visitor)

    def sorted_by(order, value):
        page.select_option('[data-id="compare-sort"]', order)
        said = tiles(visitor)
        for group, keys in by_group(visitor).items():
            values = [value(said[key]) for key in keys]
            assert values == sorted(values, reverse=True), group
            assert set(keys) == set(GROUPS[group])

    sorted_by("psnr", decibels)
    assert by_group(visitor) != first
    sorted_by("ssim", lambda text: float(re.search(r"SSIM (\S+)", text)[1].replace("−", "-")))
    sorted_by("classifier", lambda text: "✓" in text)  # right ones before wrong ones
    page.select_option('[data-id="compare-sort"]', "menu")
    assert by_group(visitor) == first

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
    name = re.compile(r"^U-Net \(.*learnt every noise\).* dB")
    assert page.get_by_role("button", name=name).get_attribute("data-key") == "unet"
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


def cut_off(visitor) -> list[str]:
    """What sticks out of a tile."""
    return visitor.page.evaluate(
        """() => [...document.querySelectorAll(".compare-tile")].flatMap(tile => {
            const right = tile.getBoundingClientRect().right;
            const range = document.createRange();
            const parts = "canvas, .compare-head b, .compare-numbers > span";
            return [...tile.querySelectorAll(parts)].filter(e => {
                range.selectNodeContents(e);
                const of = e.tagName === "CANVAS" ? e : range;
                return of.getBoundingClientRect().right > right - 2;
            }).map(e => `${tile.dataset.key}: ${e.textContent}`);
        })"""
    )


def test_at_every_width_of_its_column_nothing_sticks_out_and_the_first_group_comes_first(compare):
    visitor = compare()
    page = visitor.page
    page.locator("#level").fill("1")  # where scores below zero and wrong digits are
    for lang, said in (("en", "right, "), ("zh", " 个，")):
        page.click(f'[data-lang="{lang}"]')
        visitor.settle()
        for width in (1000, 767, 640, 560, 360, 288):
            page.evaluate(
                "w => { document.querySelector('.compare').style.width = `${w}px`; }", width
            )
            visitor.next_frame()
            assert not cut_off(visitor), (lang, width)
            room = page.locator(".compare").bounding_box()
            tile = page.locator(".compare-tile").first.bounding_box()
            if width >= 640:  # heading and tiles of the first group, in 300 px
                assert tile["y"] + tile["height"] - room["y"] < 300, (lang, width)
                rows = {t.bounding_box()["y"] for t in page.locator("[data-group] li").all()}
                assert len(rows) == len(GROUPS), (lang, width)
            fits = page.locator(".compare").evaluate("e => e.scrollWidth <= e.clientWidth")
            assert fits, (lang, width)
        assert said in heading(visitor, "every")


def test_on_a_phone_a_tap_on_a_filter_highlights_its_curve(compare):
    visitor = compare(**PHONE)
    page = visitor.page
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    assert not cut_off(visitor)
    page.locator('[data-key="total_variation"]').tap()
    assert lit(visitor) == "total_variation"
    assert page.input_value("#model") == menu.FIRST_MODEL
    page.locator('[data-key="total_variation"]').tap()
    assert lit(visitor) == menu.FIRST_MODEL
    assert not visitor.errors
