"""What the page shows of a model: its place in the menu, its training noise, and its code."""

import pytest

from ae_core.models.presets import PRESETS
from tests.browser.steps import choose, english
from ui import menu

pytestmark = pytest.mark.browser


# ---- the menu ----


def test_the_menu_groups_models_by_origin_and_training_noise(visit):
    visitor = visit()
    assert visitor.page.input_value("#model") == menu.FIRST_MODEL
    groups = visitor.page.evaluate(
        """() => Object.fromEntries([...document.querySelectorAll("#model optgroup")].map(
            g => [g.label, [...g.children].map(o => o.value)]))"""
    )
    assert groups == {
        english("group_ours_noisy"): ["ordered_32", "conv_32", "conv_16", "unet"],
        english("group_ours_clean"): ["plain_32", "plain_16"],
        english("group_published_clean"): ["dense_16", "dense_32", "conv_4x4x8"],
        english("group_published_noisy"): ["denoise_4x4x16", "restore_3x3", "restore_5x5"],
    }
    options = visitor.page.locator("#model option").all_inner_texts()
    assert "Conv 32: 32 numbers" in options
    assert "U-Net: no squeeze" in options


# ---- the mark of the trained level ----


def test_a_net_trained_with_every_noise_has_the_whole_slider_marked(visit):
    visitor = visit()
    for noise in ("gaussian", "mosaic"):
        choose(visitor, "conv_16", noise)
        slider = visitor.page.locator("#level").bounding_box()
        mark = visitor.page.locator('[data-id="trained"]').bounding_box()
        assert mark["width"] == pytest.approx(slider["width"] - 20, abs=1)
        assert visitor.text("trained-note").strip() == english("trained_every")


def test_a_published_denoiser_has_its_level_marked_with_its_own_noise(visit):
    visitor = visit()
    choose(visitor, "denoise_4x4x16")
    slider = visitor.page.locator("#level").bounding_box()
    mark = visitor.page.locator('[data-id="trained"]').bounding_box()
    assert mark["width"] < 12
    assert mark["x"] + mark["width"] / 2 == pytest.approx(slider["x"] + slider["width"] / 2, abs=1)
    assert english("trained_here") in visitor.text("trained-note")
    choose(visitor, "denoise_4x4x16", "blur")
    assert visitor.page.locator('[data-id="trained"]').is_hidden()
    choose(visitor, "plain_32")
    assert visitor.page.locator('[data-id="trained"]').is_hidden()
    assert visitor.page.locator("#level").bounding_box() == slider  # nothing moves


# ---- the code ----


def bars(visitor, of: str) -> list[dict]:
    """Of each bar: top and bottom above zero, and the track's, in pixels; value and title."""
    visitor.settle()  # titles are written when the bars are at rest
    return visitor.page.evaluate(
        """of => [...document.querySelectorAll(".track")].map(bar => {
            const track = bar.getBoundingClientRect();
            const one = bar.querySelector("." + of).getBoundingClientRect();
            const signed = bar.closest("[data-kind~=signed]");
            const zero = signed ? track.top + track.height / 2 : one.bottom;
            return {up: zero - one.top, down: one.bottom - zero, height: track.height,
                value: Number(bar.title.split(" ").pop().replace("−", "-")),
                title: bar.title};
        })""",
        of,
    )


def test_bars_of_signed_codes_start_at_a_line_in_the_middle(visit):
    visitor = visit()
    for key in ("plain_16", "conv_32"):
        choose(visitor, key)
        found = bars(visitor, "noisy")
        assert len(found) == PRESETS[key].code_size
        for bar in found:
            longest = max(bar["up"], bar["down"])
            if bar["value"] > 0.1:
                assert bar["up"] == pytest.approx(longest, abs=1), key
                assert bar["down"] < 1.5, key
            elif bar["value"] < -0.1:
                assert bar["down"] == pytest.approx(longest, abs=1), key
                assert bar["up"] < 1.5, key
        assert min(bar["value"] for bar in found) < 0 < max(bar["value"] for bar in found), key
        # all to one scale
        big = [b for b in found if 0.5 < abs(b["value"]) < 1.5]
        scales = [max(b["up"], b["down"]) / abs(b["value"]) for b in big]
        assert max(scales) < 1.25 * min(scales), key
    visitor.page.locator(".code .caption .hint summary").click()
    assert visitor.text("code-hint") == english("hint_signed")


def test_bars_of_codes_without_sign_start_at_the_bottom(visit):
    visitor = visit()
    choose(visitor, "dense_16")
    assert visitor.page.locator('[data-kind~="signed"]').count() == 0
    found = bars(visitor, "noisy")
    assert all(bar["value"] >= 0 for bar in found)
    assert max(bar["up"] for bar in found) > 0.3 * found[0]["height"]


def test_a_bar_has_its_numbers_and_keeps_its_scale_when_the_digit_changes(visit):
    visitor = visit()
    ranges = """[...document.querySelectorAll(".track")].map(
        t => t.style.getPropertyValue("--low") + t.style.getPropertyValue("--high")).join()"""
    before, found = visitor.page.evaluate(ranges), bars(visitor, "noisy")
    for number, bar in enumerate(found, 1):
        assert bar["title"].startswith(f"number {number}: clean ")
    visitor.page.locator(".tray button").nth(8).click()
    assert [b["value"] for b in bars(visitor, "noisy")] != [b["value"] for b in found]
    assert visitor.page.evaluate(ranges) == before


def test_a_net_with_skip_connections_is_shown_without_a_code(visit):
    visitor = visit()
    choose(visitor, "unet")
    assert visitor.text("no-code") == english("no_code", n="4,704")
    assert visitor.page.locator(".track, .maps").count() == 0
    assert visitor.text("lead") == english("lead_free")
    assert visitor.text("code-title") == english("code_free")
    visitor.page.locator("#level").fill("0")
    visitor.settle()
    assert visitor.text("verdict") == english("free_long")
    visitor.page.locator(".p-restored .hint summary").click()
    assert visitor.text("restored-hint") == english("restored_free_hint")
    choose(visitor, "conv_32")
    assert visitor.page.locator(".track").count() == 32
    assert visitor.text("no-code") == ""
    assert visitor.text("code-title") == english("code_numbers", n=32)
