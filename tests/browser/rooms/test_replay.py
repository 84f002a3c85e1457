"""The room "replay": a net at moments of its training, on a slider, and as a GIF."""

import io
import itertools

import pytest
from PIL import Image

from tests.browser.conftest import PHONE
from tests.browser.steps import swipe
from tests.browser.test_models import english
from ui.words import WORDS

pytestmark = pytest.mark.browser

AT = "Number(document.querySelector('[data-id=\"replay-at\"]').value)"
# What plays, plays ten times as fast; how fast it was to play is noted.
FASTER = """() => {
    const timer = window.setInterval;
    Object.assign(window, { waits: [], passed: [] });
    window.setInterval = (step, ms) => {
        waits.push(ms);
        const at = document.querySelector('[data-id="replay-at"]');
        return timer(() => {
            step();
            passed.push(Number(at.value));
        }, ms / 10);
    };
}"""
ONE = [[(0.5, 0.15), (0.5, 0.85)]]


@pytest.fixture
def room(visit):
    """room(**options) → a visitor before the open room, its film there."""

    def enter(path="/?room=replay", **options):
        visitor = visit(path, **{"viewport": {"width": 1280, "height": 1700}, **options})
        visitor.page.locator('[data-room="replay"]').scroll_into_view_if_needed()
        visitor.page.wait_for_function("lab.opened.replay?.film", timeout=60_000)
        return visitor

    return enter


def slide(visitor, place):
    visitor.page.locator('[data-id="replay-at"]').fill(str(place))


def opening(key):
    """A sentence up to its first blank."""
    return WORDS[key][0].split("{")[0]


def contrast(pixels):
    return max(pixels) - min(pixels)


def apart(a, b):
    return sum(abs(x - y) for x, y in zip(a, b, strict=True)) / len(a)


def choose(visitor, net):
    visitor.page.locator(f'[data-id="replay-net"] input[value="{net}"]').locator("..").click()
    visitor.page.wait_for_function("net => lab.opened.replay?.film.net === net", arg=net)


def cursor(visitor):
    """Where the curve's cursor stands, in pixels."""
    return float(visitor.page.get_attribute('[data-id="replay-chart"] .now', "x1"))


def test_the_slider_goes_from_grey_to_the_restored_digit(room):
    visitor = room()
    page = visitor.page
    page.select_option("#model", "conv_32")  # the page's first model has no film
    visitor.settle()
    assert visitor.text("replay-when") == english("replay_untrained")
    assert visitor.text("replay-says").startswith(opening("replay_start_long"))
    grey = visitor.pixels("replay-picture")
    assert contrast(grey) < 40
    assert visitor.pixels("replay-given") == visitor.pixels("noisy")
    begins = cursor(visitor)
    slide(visitor, 1)
    assert visitor.text("replay-says").startswith(opening("replay_average_long"))
    assert "1/8" in visitor.text("replay-when")
    page.locator('[data-id="replay-at"]').press("End")
    digit = visitor.pixels("replay-picture")
    assert contrast(digit) > 200
    assert apart(digit, visitor.pixels("restored")) < 1  # the net of the stage, at its end
    assert "After epoch 28 of 28" in visitor.text("replay-when")
    assert visitor.text("replay-says").startswith(opening("replay_done_long"))
    assert "Read as 3" in visitor.text("replay-picture-read")
    assert cursor(visitor) > begins + 300
    says = page.get_attribute('[data-id="replay-at"]', "aria-valuetext")
    assert says.startswith("After epoch 28")
    # a picture of the strip, and a place of the curve, are places of the slider
    page.locator('[data-id="replay-strip"] > div').first.click()
    assert visitor.pixels("replay-picture") == grey
    chart = page.locator('[data-id="replay-chart"]').bounding_box()
    page.mouse.click(chart["x"] + chart["width"] - 20, chart["y"] + 60)
    assert visitor.pixels("replay-picture") == digit
    assert not visitor.errors


def test_it_plays_to_the_end_and_stops_when_the_slider_or_the_tab_changes(room):
    visitor = room()
    page, play = visitor.page, visitor.page.locator('[data-id="replay-play"]')
    last = page.evaluate("lab.opened.replay?.film.last")
    page.evaluate(FASTER)
    play.click()
    visitor.wait_for_text("replay-play", english("replay_pause"))
    visitor.wait_for_text("replay-play", english("replay_play"))
    assert page.evaluate(AT) == last
    assert page.evaluate("waits") == [1200]  # ms: time to read
    passed = page.evaluate("passed")
    assert passed == sorted(set(passed))
    assert {1, 2, last} <= set(passed)
    page.wait_for_function(
        "document.querySelector('[data-id=\"replay-aloud\"]').textContent.includes('28')"
    )
    play.press("Enter")  # from the start again
    page.wait_for_function(f"{AT} === 2")
    slide(visitor, 1)
    page.wait_for_timeout(500)  # longer than a step of the faster film
    assert page.evaluate(AT) == 1
    play.press("Enter")
    page.click("#tab-noises")
    page.wait_for_selector('[data-id="replay-play"]:not(.on)', state="attached")
    assert not visitor.errors


def test_the_film_follows_the_pen(room):
    visitor = room()
    page = visitor.page
    slide(visitor, 6)
    three = visitor.pixels("replay-picture")
    page.click('[data-id="clear"]')
    page.wait_for_selector('[data-room="replay"][data-state="blank"]', state="attached")
    visitor.draw(ONE)
    page.wait_for_function("lab.opened.replay?.film.clean?.read === 1")
    visitor.settle()
    one = visitor.pixels("replay-picture")
    assert apart(one, three) > 20
    assert apart(one, visitor.pixels("restored")) < 1
    assert page.evaluate(AT) == 6
    assert not visitor.errors


def test_another_net_has_its_own_film_whatever_is_on_the_stage(room):
    visitor = room()
    page = visitor.page
    assert page.locator('[data-id="replay-net"] input').count() == 5
    page.locator('[data-id="replay-at"]').press("End")
    choose(visitor, "dense_32")
    assert page.evaluate(AT) == page.evaluate("lab.opened.replay?.film.last")  # the end, still
    assert "6 of 6" in visitor.text("replay-when")
    page.locator("#level").fill("0.9")  # at which it can no longer be read
    visitor.settle()
    assert english("replay_never_noise") in visitor.text("replay-says")
    slide(visitor, 0)
    assert "0.69" in visitor.text("replay-says")
    page.select_option("#model", "dense_16")  # that of the stage is another matter
    visitor.settle()
    assert page.evaluate("lab.opened.replay?.film.net") == "dense_32"
    assert page.input_value("#model") == "dense_16"
    assert not visitor.errors


def test_it_begins_with_the_model_on_the_stage(visit):
    visitor = visit(viewport={"width": 1280, "height": 1700})
    visitor.page.select_option("#model", "denoise_4x4x16")
    visitor.page.click("#tab-replay")
    visitor.page.wait_for_function("lab.opened.replay?.film?.net === 'denoise_4x4x16'")
    chosen = visitor.page.locator('[data-id="replay-net"] :checked')
    assert chosen.get_attribute("value") == "denoise_4x4x16"


def test_a_film_is_kept_as_a_gif(room):
    visitor = room()
    choose(visitor, "dense_16")
    for kind, name in (("own", "3"), ("ten", "ten")):
        with visitor.page.expect_download(timeout=60_000) as caught:
            visitor.page.click(f'[data-id="replay-{kind}"]')
        assert caught.value.suggested_filename == f"learning-dense_16-{name}.gif"
        with Image.open(io.BytesIO(caught.value.path().read_bytes())) as gif:
            assert gif.format == "GIF"
            assert gif.n_frames == visitor.page.evaluate("lab.opened.replay?.film.last") + 1, kind
        assert visitor.text("replay-gif-note") == "", kind
        visitor.settle()
        assert visitor.page.evaluate("lab.opened.replay?.awaitedGif") is None, kind
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
            for (const id of ["replay-own", "clear"]) {
                document.querySelector(`[data-id="${id}"]`).click();
            }
        }"""
    )
    visitor.wait_for_text("replay-gif-note", english("replay_gif_failed"))
    visitor.draw(ONE)
    page.wait_for_function("lab.opened.replay?.film.clean?.read === 1")
    visitor.settle()
    assert not downloads
    assert not visitor.errors


def test_it_fits_a_phone_in_chinese(room):
    visitor = room("/?room=replay&lang=zh", viewport={"width": 390, "height": 844})
    page = visitor.page
    choose(visitor, "denoise_4x4x16")
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    cells = [c.bounding_box() for c in page.locator('[data-id="replay-strip"] > div').all()]
    shown = [box for box in cells if box]
    assert 4 <= len(shown) < len(cells)
    for left, right in itertools.pairwise(shown):
        assert left["x"] + 56 <= right["x"]
    assert cells[0]
    assert cells[-1]
    # the thumb stands under the picture it means
    bar = page.locator('[data-id="replay-at"]').bounding_box()
    last = len(cells) - 1
    for place in (0, last):
        slide(visitor, place)
        thumb = bar["x"] + 10 + place / last * (bar["width"] - 20)
        assert abs(cells[place]["x"] + 28 - thumb) < 1.5
    before = visitor.text("replay-says")
    page.click('[data-lang="en"]')
    assert visitor.text("replay-says") != before
    assert visitor.text("replay-when") == "After epoch 10 of 10"
    assert not visitor.errors


def test_a_finger_taps_the_losses_moves_along_them_and_scrolls_the_page_over_them(room):
    visitor = room(**PHONE)
    page = visitor.page
    choose(visitor, "dense_16")
    chart = page.locator('[data-id="replay-chart"]')
    chart.evaluate("one => one.scrollIntoView({ block: 'center' })")
    visitor.settle()
    page.evaluate("lab.opened.replay.play(true)")
    box, scrolled = chart.bounding_box(), page.evaluate("scrollY")
    right, middle = box["x"] + box["width"] - 20, box["y"] + box["height"] / 2
    swipe(visitor, right, middle, -90)  # down: at the page's end there is no further up
    assert page.evaluate("scrollY") < scrolled
    assert visitor.text("replay-play") == english("replay_pause")  # it plays on
    page.wait_for_function(f"{AT} > 0")
    visitor.settle()  # a page that still glides takes a tap as a stop
    box = chart.bounding_box()
    left, middle = box["x"] + 20, box["y"] + box["height"] / 2
    page.touchscreen.tap(left, middle)
    page.wait_for_function(f"{AT} === 0")
    assert visitor.text("replay-play") == english("replay_play")
    swipe(visitor, left, middle, 0, right - left)
    page.wait_for_function(f"{AT} === lab.opened.replay?.film.last")
    assert not visitor.errors
