"""The room "noises": 24 draws of the noise, their mean and their spread."""

import pytest

from tests.browser.steps import english
from ui.words import WORDS

pytestmark = pytest.mark.browser


@pytest.fixture
def room(visit):
    """room(path) → a visitor before the open room, answered."""

    def enter(path="/?room=noises", **options):
        visitor = visit(path, **options)
        visitor.page.locator(".rooms").scroll_into_view_if_needed()
        visitor.page.wait_for_function("lab.opened.noises?.answer", timeout=150_000)
        return visitor

    return enter


def small(visitor):
    """The small pictures as text, one each."""
    return visitor.page.evaluate(
        """[...document.querySelectorAll('[data-id="noises-all"] canvas')]
            .map(c => c.toDataURL())"""
    )


def digits(visitor):
    return [d.strip("?") for d in visitor.text("noises-all").split()]


def test_all_draws_are_shown_restored_or_as_they_went_in(room):
    visitor = room()
    page = visitor.page
    restored = small(visitor)
    assert len(set(restored)) == 24
    assert "24" in visitor.text("noises-lead")
    read = digits(visitor)
    assert len(read) == 24
    most = max(set(read), key=read.count)
    assert f"reads {most} in" in visitor.text("noises-read")
    few = english("noises_read_all_long", d=most, n=24)
    assert page.locator('[data-id="noises-try"]').is_visible() == (
        visitor.text("noises-read") == few
    )
    others = page.locator('[data-id="noises-all"] .other').count()
    assert others == 24 - read.count(most)
    assert max(visitor.pixels("noises-mean")) > 150
    assert max(visitor.pixels("noises-spread")) > 10
    page.click('[data-id="noises-view"] label:has([value="noisy"])')
    noisy = visitor.wait_for_change(lambda: small(visitor), restored)
    assert len(set(noisy) | set(restored)) == 48
    on_stage = page.evaluate("document.querySelector('canvas[data-id=\"noisy\"]').toDataURL()")
    assert noisy[0] == on_stage
    assert visitor.text("noises-before").startswith(
        WORDS["noises_before_most_long"][0].split("{")[0]
    )
    # with the keyboard back to the restored ones
    page.locator('[data-id="noises-view"] [value="noisy"]').press("ArrowLeft")
    assert visitor.wait_for_change(lambda: small(visitor), noisy) == restored
    visitor.settle()
    assert visitor.text("noises-before") == ""
    assert not visitor.errors


def test_more_noise_spreads_more_and_noise_without_chance_is_refused(room):
    visitor = room(viewport={"width": 1280, "height": 1600})
    page = visitor.page
    before = visitor.pixels("noises-spread")
    page.locator("#level").fill("1")
    visitor.settle()
    assert sum(visitor.pixels("noises-spread")) > sum(before)
    page.click('#stage label:has([value="blur"])')
    page.wait_for_selector('[data-room="noises"][data-state="problem"]', state="attached")
    assert visitor.text("room-note") == english("noises_no_chance")
    page.locator('.tray [data-digit="4"]').click()
    page.click('[data-id="noises-try"]')  # the way out
    page.wait_for_selector('[data-room="noises"][data-state="ok"]')
    assert page.locator('#stage [value="occlusion"]').is_checked()
    visitor.settle()
    assert len(set(digits(visitor))) > 1  # now it guesses
    page.click('#stage label:has([value="speckle"])')
    page.wait_for_selector('[data-room="noises"][data-state="ok"]')
    assert visitor.text("room-note") == ""


def test_it_fits_a_phone_in_chinese(room):
    visitor = room("/?room=noises&lang=zh", viewport={"width": 390, "height": 844})
    page = visitor.page
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    mean, spread = page.evaluate(
        """["mean", "spread"].map(name =>
            document.querySelector(`canvas[data-id="noises-${name}"]`).getBoundingClientRect().top)"""
    )
    assert mean == spread
    tops = page.evaluate(
        """[...document.querySelectorAll('[data-id="noises-all"] canvas')]
            .map(c => c.getBoundingClientRect().top)"""
    )
    assert [tops.count(top) for top in sorted(set(tops))] == [6] * 4
    chinese = visitor.text("noises-read")
    page.click('[data-lang="en"]')
    assert visitor.text("noises-read") != chinese
