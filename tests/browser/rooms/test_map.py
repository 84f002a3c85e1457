"""The room "map": the point that follows the pen, the picture of every place, the classes."""

import pytest

from tests.browser.conftest import PHONE, alike
from tests.browser.steps import swipe

pytestmark = pytest.mark.browser

SEVEN = [[(0.25, 0.2), (0.75, 0.2), (0.4, 0.85)]]


@pytest.fixture
def enter(visit):
    """enter(**context options) → a visitor with the map in sight and its dots painted."""

    def open_map(path="/?room=map", **options):
        visitor = visit(path, **options)
        visitor.page.locator('[data-id="map-chart"]').scroll_into_view_if_needed()
        visitor.page.wait_for_function(
            "lab.opened.map?.dots && lab.opened.map?.answer", timeout=60_000
        )
        visitor.settle()
        return visitor

    return open_map


def state(visitor, what):
    return visitor.page.evaluate(f"lab.opened.map?.{what}")


def at(visitor, x, y):
    """A place on the map, as a point of the window."""
    box = visitor.page.locator('[data-id="map-chart"]').bounding_box()
    return box["x"] + x * box["width"], box["y"] + y * box["height"]


def colour(visitor, place):
    """The red, green and blue of the map's pixel at a place."""
    return visitor.page.evaluate(
        """([x, y]) => {
            const c = document.querySelector('[data-id="map-chart"]');
            const data = c.getContext("2d").getImageData(x * c.width, y * c.height, 1, 1).data;
            return [...data].slice(0, 3);
        }""",
        place,
    )


def wait_for_place(visitor, expected):
    """Until the picture is that of `expected`, a function of the answer in JavaScript."""
    visitor.page.wait_for_function(f"({expected})(lab.opened.map?.answer)", timeout=30_000)


def test_the_point_of_the_digit_moves_with_the_pen(enter):
    visitor = enter(viewport={"width": 1280, "height": 1600})  # pad and map in sight together
    before = state(visitor, "answer")
    assert colour(visitor, before["noisy"]) == [255, 138, 76]  # the accent: this is alive
    assert "test digits nearest" in visitor.text("map-where")
    assert visitor.text("map-place") == "At your own point"
    # while the pen is down, too
    visitor.page.click('[data-id="clear"]')
    seen = []

    def during():
        visitor.page.wait_for_function(
            "old => String(lab.opened.map?.answer.noisy) !== String(old)", arg=before["noisy"]
        )
        seen.append(state(visitor, "answer.noisy"))

    visitor.draw(SEVEN, during=during)
    visitor.settle()
    after = state(visitor, "answer")
    assert after["noisy"] != before["noisy"]
    assert seen[0] not in (before["noisy"], after["noisy"])
    assert colour(visitor, after["noisy"]) == [255, 138, 76]
    assert colour(visitor, before["noisy"]) != [255, 138, 76]
    assert not visitor.errors


def test_a_place_shows_its_picture_until_the_pointer_leaves(enter):
    visitor = enter()
    own = visitor.pixels("map-picture")
    assert own != visitor.pixels("map-restored")  # two numbers cannot hold what 32 did
    for place in ((0.2, 0.3), (0.7, 0.8)):
        visitor.page.mouse.move(*at(visitor, *place))
        wait_for_place(
            visitor, f"(a) => Math.hypot(a.at[0] - {place[0]}, a.at[1] - {place[1]}) < 0.01"
        )
        assert visitor.pixels("map-picture") != own
        assert visitor.text("map-place") == "At this place"
        assert visitor.text("map-where").startswith(("Here ", "Hardly"))
        assert visitor.text("map-read")
    assert visitor.pixels("map-restored") == visitor.pixels("restored")
    visitor.page.mouse.move(5, 5)
    wait_for_place(visitor, "(a) => String(a.at) === String(a.noisy)")
    assert alike(visitor.pixels("map-picture"), own)
    assert visitor.page.locator('[data-id="map-back"]').is_hidden()
    # by keys
    visitor.page.focus('[data-id="map-chart"]')
    visitor.page.keyboard.press("Shift+ArrowRight")
    visitor.page.keyboard.press("ArrowDown")
    wait_for_place(visitor, "(a) => Math.abs(a.at[1] - a.noisy[1] - 0.02) < 0.002")
    x, y = state(visitor, "answer.noisy")
    assert state(visitor, "answer.at") == pytest.approx([min(1, x + 0.1), y + 0.02], abs=0.002)
    visitor.page.keyboard.press("Escape")
    wait_for_place(visitor, "(a) => String(a.at) === String(a.noisy)")
    assert alike(visitor.pixels("map-picture"), own)
    assert not visitor.errors


def test_classes_can_be_hidden_and_a_net_without_a_map_offers_another(enter):
    visitor = enter()
    x, y = visitor.page.evaluate("(({x, y}) => [x, y])(lab.opened.map?.dots.numerals[0])")

    def ink():
        return visitor.page.evaluate(
            """([x, y]) => {
                const c = lab.opened.map?.base, r = 12, at = [x * c.width - r, y * c.height - r];
                const { data } = c.getContext("2d").getImageData(...at, 2 * r, 2 * r);
                return data.reduce((sum, v) => sum + v, 0);
            }""",
            [x, y],
        )

    full = ink()
    zero = visitor.page.get_by_role("button", name="Digit 0", exact=True)
    zero.click()
    assert zero.get_attribute("aria-pressed") == "false"
    assert ink() < 0.5 * full
    visitor.page.click('[data-id="map-toggle"]')  # all of them
    assert zero.get_attribute("aria-pressed") == "true"
    assert ink() == full
    # the U-Net, and back to the net that is offered
    visitor.page.select_option('[data-id="model"]', "conv_32")
    visitor.settle()
    version = state(visitor, "answer.version")
    visitor.page.select_option('[data-id="model"]', "unet")
    visitor.page.wait_for_selector('[data-room="map"][data-state="problem"]', state="attached")
    visitor.page.click('[data-id="room-note"] button')
    visitor.page.wait_for_selector('[data-room="map"][data-state="ok"]')
    assert visitor.page.evaluate("document.activeElement.dataset.tab") == "map"
    assert state(visitor, "answer.version") == version
    assert not visitor.errors


def test_on_a_phone_a_tapped_place_stays_until_the_button_is_tapped(enter):
    visitor = enter("/?room=map&lang=zh", **PHONE)
    page = visitor.page
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    page.touchscreen.tap(*at(visitor, 0.6, 0.3))
    wait_for_place(visitor, "(a) => Math.abs(a.at[0] - 0.6) < 0.01")
    visitor.settle()
    assert state(visitor, "at") is not None
    page.click('[data-id="map-back"]')
    wait_for_place(visitor, "(a) => String(a.at) === String(a.noisy)")
    assert state(visitor, "at") is None
    assert page.evaluate("document.activeElement.dataset.id") == "map-chart"


def test_a_finger_that_scrolls_over_the_map_leaves_the_place_as_it_is(enter):
    visitor = enter(**PHONE)
    page = visitor.page
    for tapped in (None, (0.6, 0.3)):
        page.locator('[data-id="map-chart"]').evaluate("e => e.scrollIntoView({ block: 'center' })")
        if tapped:
            page.touchscreen.tap(*at(visitor, *tapped))
        visitor.settle()
        before, scrolled = state(visitor, "at"), page.evaluate("scrollY")
        assert (before is None) == (tapped is None)
        swipe(visitor, *at(visitor, 0.4, 0.8), 120)
        assert page.evaluate("scrollY") > scrolled
        assert state(visitor, "at") == before
        visitor.settle()
        place = visitor.text("map-place")
        assert place == ("At this place" if tapped else "At your own point")
    assert not visitor.errors
