"""The tabs below the stage, and corrupting a digit by hand."""

import pytest

from tests.browser.steps import distance, open_tab
from ui.rooms import ORDER
from ui.words import WORDS

pytestmark = pytest.mark.browser


def rooms_asked(visitor):
    """The rooms that requests have named, from now on."""
    asked = []

    def note(request):
        if "/lab/" in request.url and request.method == "POST":
            asked.append((request.post_data_json.get("room") or {}).get("name"))

    visitor.listen("request", note)
    return asked


def test_the_arrow_keys_open_one_room_after_another(visit):
    visitor = visit()
    tabs = visitor.page.locator('[role="tab"]')
    assert tabs.all_inner_texts() == [WORDS[f"room_{name}"][0] for name in ORDER]
    assert open_tab(visitor) == ORDER[0]
    tabs.first.focus()
    for name in (*ORDER[1:], ORDER[0]):
        visitor.page.keyboard.press("ArrowRight")
        assert open_tab(visitor) == name
        assert visitor.page.evaluate("document.activeElement.dataset.tab") == name
        panels = visitor.page.locator('[role="tabpanel"]')
        visible = [panel for panel in panels.all() if panel.is_visible()]
        assert [panel.get_attribute("data-room") for panel in visible] == [name]
    visitor.page.keyboard.press("ArrowLeft")
    assert open_tab(visitor) == ORDER[-1]
    visitor.page.click('[data-lang="zh"]')
    assert tabs.all_inner_texts() == [WORDS[f"room_{name}"][1] for name in ORDER]
    assert not visitor.errors


def test_only_the_open_room_is_requested_and_only_in_sight(visit):
    visitor = visit(viewport={"width": 1280, "height": 230})
    visitor.page.evaluate("lab.rooms.enter('map')")
    visitor.settle()
    asked = rooms_asked(visitor)
    visitor.page.locator("#level").fill("0.7")
    visitor.settle()
    assert set(asked) == {None}
    visitor.page.evaluate("document.querySelector('.room-frame').scrollIntoView()")
    visitor.wait_for_change(lambda: asked[-1], None)
    assert asked[-1] == "map"
    visitor.page.click('[data-tab="noises"]')
    visitor.wait_for_change(lambda: asked[-1], "map")
    assert asked[-1] == "noises"
    visitor.settle()
    visitor.page.evaluate("scrollTo(0, 0)")
    visitor.settle()  # the page sees that the room is out of sight
    asked.clear()
    visitor.page.locator("#level").fill("0.6")
    visitor.settle()
    assert set(asked) == {None}


def test_a_room_says_that_the_pad_is_empty_until_there_is_a_digit(visit):
    visitor = visit("/?room=noises", viewport={"width": 1280, "height": 1400})
    visitor.page.wait_for_selector('.room[data-state="ok"]', timeout=60_000)
    visitor.page.click('[data-id="clear"]')
    visitor.page.wait_for_selector('[data-room="noises"][data-state="blank"]', state="attached")
    assert visitor.text("room-note") == WORDS["pad_empty_room"][0]
    visitor.page.locator('.tray [data-digit="4"]').click()
    visitor.page.wait_for_selector('[data-room="noises"][data-state="ok"]')
    assert visitor.text("room-note") == ""


LINE = [[(0.1, 0.3), (0.5, 0.32), (0.9, 0.3)]]


def test_scribbling_adds_ink_and_rubbing_removes_it(visit):
    visitor = visit()
    visitor.page.locator("#level").fill("0")
    visitor.settle()
    seen, clean = visitor.pixels("seen"), visitor.pixels("noisy")
    assert seen == clean
    visitor.page.click(f'text="{WORDS["scribble"][0]}"')
    visitor.draw(LINE)
    visitor.settle()
    scribbled = visitor.pixels("noisy")
    assert visitor.pixels("seen") == seen
    assert sum(scribbled) > sum(seen) * 1.1
    visitor.page.click(f'text="{WORDS["rub"][0]}"')
    visitor.draw([[(0.1, 0.75), (0.5, 0.78), (0.9, 0.75)]])
    visitor.settle()
    rubbed = visitor.pixels("noisy")
    assert sum(rubbed) < sum(scribbled)
    assert "dB" in visitor.text("noisy-score")
    visitor.page.keyboard.press("Control+z")
    visitor.settle()
    assert distance(visitor.pixels("noisy"), scribbled) < 1
    visitor.page.keyboard.press("Control+z")
    visitor.settle()
    assert visitor.pixels("noisy") == seen
    assert not visitor.errors


def test_scribbling_corrupts_a_sample_and_draws_on_an_empty_pad(visit):
    visitor = visit()
    visitor.page.locator("#level").fill("0")
    visitor.page.click(f'text="{WORDS["scribble"][0]}"')
    visitor.page.locator('.tray [data-digit="1"]').click()
    visitor.settle()
    seen = visitor.pixels("seen")
    visitor.draw(LINE)
    visitor.settle()
    assert visitor.pixels("seen") == seen
    assert visitor.pixels("noisy") != seen
    visitor.page.click('[data-id="clear"]')
    visitor.draw(LINE)
    visitor.settle()
    assert visitor.pixels("noisy") == visitor.pixels("seen") != seen
