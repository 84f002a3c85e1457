"""The room "morph": choosing the ends, sliding, drawing, playing, and the GIF."""

import io

import pytest
from PIL import Image

from tests.browser.test_models import english

pytestmark = pytest.mark.browser

ONE = [[(0.5, 0.15), (0.5, 0.85)]]
ZERO = [[(0.5, 0.15), (0.3, 0.35), (0.3, 0.65), (0.5, 0.85), (0.7, 0.65), (0.7, 0.35), (0.5, 0.15)]]


@pytest.fixture
def room(visit):
    """room(**options) → a visitor before the open room, its finer film there."""

    def enter(path="/?room=morph", **options):
        visitor = visit(path, **{"reduced_motion": "reduce", **options})
        visitor.page.locator(".rooms").scroll_into_view_if_needed()
        rested(visitor)
        return visitor

    return enter


def rested(visitor):
    """Until the film of the digits on show has all its pictures."""
    visitor.page.wait_for_function(
        "lab.opened.morph?.film && !lab.opened.morph?.film.more", timeout=20_000
    )
    visitor.settle()
    visitor.page.wait_for_function("!lab.opened.morph?.film.more", timeout=20_000)


def slide(visitor, place):
    visitor.page.locator('[data-id="morph-at"]').fill(str(place))


def both(visitor):
    return visitor.pixels("morph-picture"), visitor.pixels("morph-fade")


def wait_for_pixels(visitor, name, pixels):
    """Wait until a picture looks so."""
    visitor.wait_for_change(lambda: visitor.pixels(name) == pixels, False)


def apart(a, b):
    return sum(abs(x - y) for x, y in zip(a, b, strict=True)) / len(a)


def test_the_slider_goes_from_the_digit_on_the_pad_to_the_chosen_one(room):
    visitor = room()
    assert visitor.page.locator('[data-id="morph-tray"] [aria-pressed="true"]').count() == 1
    halfway = both(visitor)
    assert apart(*halfway) > 10  # the two ways differ
    assert visitor.text("morph-half").startswith("Halfway")
    assert "of 33 pictures" in visitor.text("morph-sure")
    seen = visitor.pixels("seen")
    slide(visitor, 0)
    start = both(visitor)
    assert start[1] == seen  # a cross-fade begins with the digit itself,
    assert 0 < apart(start[0], seen) < 12  # the network's film with its own picture of it
    assert "Read as 3" in visitor.text("morph-picture-read")
    visitor.page.locator('[data-id="morph-at"]').press("End")
    end = both(visitor)
    assert "Read as 6" in visitor.text("morph-fade-read")
    assert apart(end[1], seen) > 20
    says = visitor.page.get_attribute('[data-id="morph-at"]', "aria-valuetext")
    assert says.startswith("100\u00a0% of the way")
    assert "6" in visitor.page.get_attribute('canvas[data-id="morph-fade"]', "aria-label")
    # a picture of the strip is a place of the slider
    visitor.page.locator('[data-id="morph-strip-fade"] > div').nth(0).click()
    assert both(visitor) == start
    assert not visitor.errors


def test_the_film_follows_the_pen_the_chosen_digit_and_the_model(room):
    visitor = room(viewport={"width": 1280, "height": 1700})
    page, before = visitor.page, both(visitor)
    page.select_option("#model", "conv_32")
    page.locator('[data-id="clear"]').click()
    page.wait_for_selector('[data-room="morph"][data-state="blank"]', state="attached")
    during = []
    visitor.draw(ZERO, during=lambda: during.append(both(visitor)))
    rested(visitor)
    after = both(visitor)
    assert len({str(during[0]), str(before), str(after)}) == 3
    page.locator('[data-id="morph-tray"] button').nth(1).click()
    rested(visitor)
    chosen = both(visitor)
    assert apart(chosen[1], after[1]) > 5
    assert page.locator('[data-id="morph-tray"] button').nth(1).get_attribute("aria-pressed") == (
        "true"
    )
    key = page.evaluate("lab.opened.morph?.film.key")
    page.select_option("#model", "denoise_4x4x16")
    visitor.wait_until("key => lab.opened.morph?.film.key !== key", key)
    rested(visitor)
    assert both(visitor)[1] == chosen[1]
    assert both(visitor)[0] != chosen[0]
    page.select_option("#model", "unet")
    page.locator('[data-id="room-note"] button').click()
    rested(visitor)
    assert page.input_value("#model") == "conv_32"
    assert both(visitor) == chosen
    assert not visitor.errors


def test_the_digit_on_the_pad_can_be_kept_as_the_other_end_and_swapped(room):
    visitor = room(viewport={"width": 1280, "height": 1700})
    page = visitor.page
    kept = visitor.pixels("seen")
    page.click('[data-id="morph-keep"]')
    visitor.wait_for_text("morph-half", english("morph_same"))
    assert page.get_attribute('[data-id="morph-kept"]', "aria-pressed") == "true"
    page.click('[data-id="clear"]')
    visitor.draw(ONE)
    rested(visitor)
    slide(visitor, 32)
    wait_for_pixels(visitor, "morph-fade", kept)
    one = visitor.pixels("seen")
    page.click('[data-id="morph-swap"]')
    wait_for_pixels(visitor, "seen", kept)  # back on the pad, stroke by stroke
    wait_for_pixels(visitor, "morph-fade", one)
    assert page.evaluate("lab.opened.morph?.page.state.digit.strokes.length") >= 1
    page.click('[data-id="morph-another"]')
    page.wait_for_function("lab.opened.morph?.have.tray === 1")
    rested(visitor)
    assert visitor.pixels("morph-fade") == one  # other samples do not take its place
    assert not visitor.errors


def test_it_plays_and_stops_when_the_slider_or_the_tab_changes(room):
    visitor = room()
    page, play = visitor.page, visitor.page.locator('[data-id="morph-play"]')
    place = "Number(document.querySelector('[data-id=\"morph-at\"]').value)"
    assert page.evaluate(place) == 16
    play.click()
    assert visitor.text("morph-play") == english("morph_pause")
    page.wait_for_function(f"{place} > 28")
    page.wait_for_function(f"{place} < 20")  # and back again
    slide(visitor, 3)
    assert visitor.text("morph-play") == english("morph_play")
    visitor.settle()
    assert page.evaluate(place) == 3
    play.press("Enter")
    page.click("#tab-noises")
    page.wait_for_selector('[data-id="morph-play"]:not(.on)', state="attached")


def test_it_plays_by_itself_once_until_anything_is_touched(room):
    visitor = room(reduced_motion="no-preference")
    page = visitor.page
    place = "Number(document.querySelector('[data-id=\"morph-at\"]').value)"
    page.wait_for_function(f"{place} > 18")
    visitor.wait_for_text("morph-play", english("morph_pause"))
    page.locator('[data-id="morph-tray"] button').nth(1).click()
    assert visitor.text("morph-play") == english("morph_play")
    rested(visitor)
    stands = page.evaluate(place)
    page.click("#tab-noises")
    page.click("#tab-morph")
    visitor.settle()
    assert page.evaluate(place) == stands
    assert page.evaluate("lab.opened.morph.playing") is None
    assert not visitor.errors


def test_the_gif_is_a_file(room):
    visitor = room()
    with visitor.page.expect_download(timeout=20_000) as caught:
        visitor.page.click('[data-id="morph-gif"]')
    assert caught.value.suggested_filename == "morph-3-6.gif"
    with Image.open(io.BytesIO(caught.value.path().read_bytes())) as gif:
        assert gif.size == (496, 256)
        assert gif.n_frames > 40
    assert visitor.text("morph-gif-note") == ""
    visitor.settle()
    assert visitor.page.evaluate("lab.opened.morph?.awaitsGif") is False
    assert not visitor.errors


def test_a_gif_that_is_not_made_is_not_made_of_another_film_later(room):
    visitor = room()
    page = visitor.page
    downloads = []
    visitor.listen("download", lambda one: downloads.append(one))  # a built-in would not do
    visitor.settle()
    # while a question is under way, the last of those that come is the next
    page.evaluate(
        """() => {
            lab.choose({ level: 0.3 });
            document.querySelector('[data-id="morph-gif"]').click();
            lab.choose({ model: "unet" });
        }"""
    )
    visitor.wait_for_text("morph-gif-note", english("morph_gif_failed"))
    page.locator('[data-id="room-note"] button').click()
    rested(visitor)
    assert not downloads
    assert not visitor.errors


def test_it_fits_a_phone_in_chinese(room):
    visitor = room("/?room=morph&lang=zh", viewport={"width": 390, "height": 844})
    page = visitor.page
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    strip = page.locator('[data-id="morph-strip-code"] > div')
    assert [cell.is_visible() for cell in strip.all()] == [True, False] * 4 + [True]
    boxes = [
        page.locator(f'canvas[data-id="morph-{name}"]').bounding_box()
        for name in ("picture", "fade")
    ]
    assert boxes[0]["y"] == boxes[1]["y"]
    assert {box["width"] for box in boxes} == {168}
    # the thumb stands under the picture it means
    for place, cell in ((0, 0), (16, 4), (32, 8)):
        slide(visitor, place)
        here = strip.nth(cell)
        assert "here" in here.get_attribute("class")
        middle = here.bounding_box()["x"] + 28
        bar = page.locator('[data-id="morph-at"]').bounding_box()
        thumb = bar["x"] + 10 + place / 32 * (bar["width"] - 20)
        assert abs(middle - thumb) < 1.5
    before = visitor.text("morph-half")
    page.click('[data-lang="en"]')
    assert visitor.text("morph-half") != before
    assert visitor.text("morph-half").startswith("Halfway")
