"""Answers that come late or not at all: what was drawn since stays, and the page asks again."""

import pytest

from tests.browser.conftest import alike
from tests.browser.steps import (
    ONE,
    SEVEN,
    change_everything,
    close_panel,
    english,
    open_panel,
    path_of,
    picture,
    upload,
)
from ui import rooms
from ui.words import WORDS

pytestmark = pytest.mark.browser
TALL = {"width": 1280, "height": 1400}
# the room's note, right after a change of language
NOTE_IN = """language => {
    document.querySelector(`[data-lang="${language}"]`).click();
    return document.querySelector('[data-id="room-note"]').textContent;
}"""
BUSY = {"state": "problem", "problem": {"key": "busy"}}


def strokes(visitor) -> int:
    return visitor.page.evaluate("lab.state.now.digit.strokes.length")


def shown(visitor) -> str:
    return visitor.page.evaluate("document.querySelector('#pad').toDataURL()")


def test_a_late_link_leaves_alone_what_has_been_drawn_since(visit):
    visitor = visit()
    page = visitor.page
    held = []
    page.route("**/lab/link", lambda route: held.append(route))
    page.click('[data-id="share"]')
    page.keyboard.press("Escape")
    before = strokes(visitor)
    visitor.draw(ONE)
    drawn = shown(visitor)
    visitor.wait_for_change(lambda: len(held), 0)
    held[0].continue_()
    visitor.settle()
    assert (strokes(visitor), shown(visitor)) == (before + 1, drawn)
    page.unroute("**/lab/link")
    path = open_panel(visitor)  # asked for anew, it is that of the new drawing
    close_panel(visitor)
    other = visit(path)
    other.settle()
    assert strokes(other) == before + 1


def test_share_makes_a_link_to_a_picture_that_becomes_the_digit_meanwhile(visit):
    visitor = visit()
    page = visitor.page
    first = visitor.pixels("seen")
    held = []
    page.route("**/lab/stage", lambda route: held.append(route))
    page.route("**/lab/link", lambda route: held.append(route))
    upload(visitor, "seven.png", picture())
    visitor.wait_for_change(lambda: len(held), 0)
    page.click('[data-id="share"]')
    visitor.wait_for_change(lambda: len(held), 1)
    page.unroute("**/lab/stage")
    held[0].continue_()
    visitor.wait_for_change(lambda: visitor.pixels("seen"), first)
    page.unroute("**/lab/link")  # what was held goes on
    visitor.wait_until("document.querySelector('[data-id=share-field]').value")
    path = path_of(visitor)
    close_panel(visitor)
    other = visit(path)
    other.settle()
    assert alike(other.pixels("seen"), visitor.pixels("seen"))


def test_the_last_of_two_quick_uploads_wins(visit):
    alone = visit()
    first = alone.pixels("seen")
    upload(alone, "second.png", picture("white", "black", (300, 300)))
    alone.wait_for_change(lambda: alone.pixels("seen"), first)
    alone.settle()
    visitor = visit()
    page = visitor.page
    held = []
    page.route("**/lab/stage", lambda route: held.append(route))
    upload(visitor, "first.png", picture())
    visitor.wait_for_change(lambda: len(held), 0)
    upload(visitor, "second.png", picture("white", "black", (300, 300)))
    page.wait_for_function("lab.lines.stage.next !== null")
    page.unroute("**/lab/stage")  # what was held goes on
    visitor.settle()
    assert visitor.pixels("seen") == alone.pixels("seen")


def test_a_stroke_during_an_upload_is_not_lost(visit):
    visitor = visit()
    page = visitor.page
    page.click('[data-id="clear"]')
    visitor.settle()
    held = []
    page.route("**/lab/stage", lambda route: held.append(route))
    upload(visitor, "seven.png", picture())
    visitor.wait_for_change(lambda: len(held), 0)
    visitor.draw(SEVEN)
    drawn = shown(visitor)
    page.unroute("**/lab/stage")  # what was held goes on
    visitor.settle()
    assert (strokes(visitor), shown(visitor)) == (1, drawn)


@pytest.mark.parametrize("how", ["abort", "busy", "fail"])
def test_rooms_and_samples_are_asked_for_again(visit, how):
    visitor = visit("/?room=map", viewport=TALL)
    page = visitor.page
    page.wait_for_selector('[data-room="map"][data-state="ok"]')
    page.evaluate("lab.lines.room.rest = lab.lines.tray.rest = [100, 200]")
    turned_away = []

    def fail(route):
        turned_away.append(route.request.url)
        if how == "abort":
            route.abort()
        else:
            route.fulfill(status=503 if how == "busy" else 500, json=BUSY)

    for name in ("room", "tray"):
        page.route(f"**/lab/{name}", fail)
    before = page.locator(".tray canvas").first.evaluate("c => c.toDataURL()")
    page.click('[data-tab="noises"]')
    page.click('[data-id="another"]')
    said = "busy" if how == "busy" else "no_answer"
    visitor.wait_for_text("room-note", english(said))
    note = page.evaluate(NOTE_IN, "zh"), page.evaluate(NOTE_IN, "en")
    assert note == (WORDS[said][1], english(said))  # at once, and not with the next try
    visitor.wait_for_change(lambda: len(turned_away) >= 6, False)
    assert {url.rsplit("/", 1)[1] for url in turned_away} == {"room", "tray"}
    for name in ("room", "tray"):
        page.unroute(f"**/lab/{name}")
    page.wait_for_selector('[data-room="noises"][data-state="ok"]')
    assert visitor.text("room-note") == ""
    page.wait_for_function(
        "old => document.querySelector('.tray canvas').toDataURL() !== old", arg=before
    )


def test_a_link_opened_on_a_busy_server_shows_the_page_at_once(visit, chromium, server):
    path = open_panel(one := visit())
    close_panel(one)
    page = chromium.new_page(viewport=TALL)
    answered = []

    def busy(route):
        answered.append(len(answered) > 1)
        if answered[-1]:
            route.continue_()
        else:
            route.fulfill(status=503, json=BUSY)

    page.route("**/lab/link", busy)
    page.goto(server.address + path)
    page.wait_for_function(
        "said => document.querySelector('[data-id=verdict]')?.textContent === said",
        arg=english("busy"),
    )
    assert not all(answered)
    assert page.inner_text("h1") == english("title")
    assert page.locator('[role="tab"]').count() == len(rooms.ORDER)
    page.wait_for_selector('#stage [data-state="ok"]', state="attached", timeout=60_000)
    assert answered[-1]
    assert page.evaluate("lab.state.now.digit.strokes.length") == strokes(one)
    page.close()


def test_share_waits_for_the_link_that_the_page_was_opened_by(visit, chromium, server):
    one = visit()
    change_everything(one)
    path = open_panel(one)
    page = chromium.new_page(viewport=TALL)
    turned_away = []

    def busy(route):
        turned_away.append(route.request.post_data_json)
        route.fulfill(status=503, json=BUSY)

    page.route("**/lab/link", busy)
    page.goto(server.address + path)
    page.wait_for_selector(f'[data-id="verdict"]:text-is("{english("busy")}")')
    page.focus("#pad")
    page.keyboard.press("Space")  # a dot: the drawing is not the link's
    page.wait_for_selector('#stage [data-state="ok"]', state="attached")
    page.click('[data-id="share"]')
    page.wait_for_selector('[data-id="share-panel"][open]')
    page.unroute("**/lab/link")
    page.wait_for_function("document.querySelector('[data-id=share-field]').value")
    assert all("open" in asked for asked in turned_away)
    assert page.input_value("#model") == "dense_16"  # the rest is
    assert page.evaluate("lab.state.now.digit.strokes.length") == 1
    page.close()
