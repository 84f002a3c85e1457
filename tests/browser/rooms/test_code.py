"""The room "code": dragging bars with the mouse, the keyboard and a finger."""

import itertools

import pytest

from tests.browser.conftest import PHONE
from tests.browser.steps import swipe

pytestmark = pytest.mark.browser


class Bars:
    """The room, open and in sight."""

    def __init__(self, visitor):
        self.visitor, self.page = visitor, visitor.page
        self.page.locator(".code-edit").scroll_into_view_if_needed()
        self.page.wait_for_selector('#room-code[data-state="ok"]')
        self.all = self.page.locator(".code-bar")
        self.strip = self.page.locator(".code-strip button")
        self.settle()

    def settle(self) -> list[int]:
        self.visitor.settle()
        return self.visitor.pixels("code-edited")

    def value(self, i: int) -> float:
        return float(self.all.nth(i).get_attribute("aria-valuenow"))

    def held(self) -> int:
        return self.page.locator(".code-bar.held").count()

    def middle(self, i: int) -> tuple[float, float]:
        track = self.page.locator(".code-track").nth(i)
        track.scroll_into_view_if_needed()
        box = track.bounding_box()
        return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2

    def drag(self, i: int, up: float, during=lambda: None) -> None:
        x, y = self.middle(i)
        mouse = self.page.mouse
        mouse.move(x, y)
        mouse.down()
        mouse.move(x, y - up, steps=8)
        during()
        mouse.up()

    def tell(self, keys: str) -> None:
        for key in keys.split():
            self.page.keyboard.press(key)


def differ(a, b) -> float:
    return sum(abs(x - y) for x, y in zip(a, b, strict=True)) / len(a)


def test_a_dragged_bar_holds_its_number_until_it_is_released(visit):
    visitor = visit("?room=code&lang=en")
    bars = Bars(visitor)
    page = visitor.page
    assert bars.all.count() == 32
    first = bars.settle()
    assert first == visitor.pixels("code-before") == visitor.pixels("restored")
    assert "both pictures are the same" in visitor.text("code-verdict")
    before = bars.value(4)

    halfway = []
    bars.drag(4, 70, during=lambda: halfway.append(bars.settle()))
    assert bars.value(4) > before + 1
    assert bars.held() == 1
    assert "held" in bars.all.nth(4).get_attribute("aria-valuetext")
    assert differ(halfway[0], first) > 0.5  # while the button is down
    assert visitor.pixels("code-before") == first == visitor.pixels("restored")
    assert "1 of 32" in visitor.text("code-verdict")

    # a click alone moves nothing: it chooses a bar
    was = bars.value(9)
    page.mouse.click(*bars.middle(9))
    changed = bars.settle()
    assert bars.value(9) == was
    assert bars.strip.count() == 7
    assert "10" in visitor.text("code-alone-title")

    # a picture of the strip sets that number alone
    bars.strip.nth(6).click()
    set_to = bars.settle()
    assert differ(set_to, changed) > 0.5
    assert bars.strip.nth(6).get_attribute("aria-current") == "true"
    assert bars.held() == 2

    # what is held stays while the digit changes
    held = [bars.value(4), bars.value(9)]
    page.locator(".tray button").nth(8).click()
    drawn_on = bars.settle()
    assert [bars.value(4), bars.value(9)] == held
    assert differ(drawn_on, set_to) > 5

    page.mouse.dblclick(*bars.middle(9))
    assert bars.held() == 1
    page.click('[data-id="code-release"]')
    assert bars.settle() == visitor.pixels("restored")
    assert bars.held() == 0
    assert page.evaluate("document.activeElement.dataset.id") == "code-as-clean"
    assert not visitor.errors


def test_the_keyboard_moves_a_bar_and_buttons_set_all(visit):
    visitor = visit("?room=code&lang=en")
    bars = Bars(visitor)
    bar = bars.all.nth(2)
    bar.focus()
    low, high = (float(bar.get_attribute(f"aria-value{end}")) for end in ("min", "max"))
    own = bars.value(2)
    bars.tell("ArrowUp")
    little = bars.value(2)
    assert own < little < own + (high - low) / 50
    bars.tell("ArrowLeft ArrowDown")
    assert bars.value(2) < own
    bars.tell("PageUp")
    assert bars.value(2) > little + (high - low) / 20
    bars.tell("Home")
    assert bars.value(2) == pytest.approx(low, abs=0.01)
    at_low = bars.settle()
    bars.tell("End")
    assert bars.value(2) == pytest.approx(high, abs=0.01)
    assert differ(bars.settle(), at_low) > 0.5
    bars.tell("Delete")
    assert bars.value(2) == own
    assert bars.settle() == visitor.pixels("restored")

    # the buttons for all: the clean digit's code, zero, chance
    seen = []
    for name in ("as-clean", "zero", "shake"):
        visitor.page.click(f'[data-id="code-{name}"]')
        seen.append(bars.settle())
        assert bars.held() == 32
    assert all(differ(a, b) > 0.5 for a, b in itertools.pairwise(seen))
    assert {bars.value(i) for i in range(32)} != {0.0}

    # another model has other numbers; one with maps has none to drag
    visitor.page.select_option("#model", "dense_16")
    assert bars.settle() == visitor.pixels("restored")
    assert bars.all.count() == 16
    assert bars.held() == 0
    assert float(bars.all.first.get_attribute("aria-valuemin")) == 0
    visitor.page.select_option("#model", "unet")
    visitor.page.click('[data-id="room-note"] button')
    assert bars.settle() == visitor.pixels("restored")
    assert bars.all.count() == 32
    assert not visitor.errors


def test_a_finger_moves_a_bar_on_its_track_and_scrolls_beside_it(visit):
    visitor = visit("?room=code&lang=zh", **PHONE)
    bars = Bars(visitor)
    page = visitor.page
    first = bars.settle()
    x, y = bars.middle(20)
    scrolled, was = page.evaluate("scrollY"), bars.value(20)
    swipe(visitor, x, y, 60)
    assert page.evaluate("scrollY") == scrolled
    assert bars.value(20) > was + 1
    assert differ(bars.settle(), first) > 0.5
    assert page.evaluate("document.documentElement.scrollWidth") == 390
    # on the numbers under the bars
    box = page.locator(".code-bar span").nth(20).bounding_box()
    moved = bars.value(20)
    swipe(visitor, box["x"] + 8, box["y"] + 12, 60)
    assert page.evaluate("scrollY") > scrolled
    assert bars.value(20) == moved
    assert not visitor.errors
