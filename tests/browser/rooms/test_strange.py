"""The room "strange": how unlike a digit a drawing is, for samples and for the pen."""

import pytest

from tests.browser.steps import english
from ui.words import WORDS

pytestmark = pytest.mark.browser

SIGN = [[(0.5, 0.15), (0.3, 0.35), (0.3, 0.65), (0.5, 0.85), (0.7, 0.65), (0.7, 0.35), (0.5, 0.15)]]
GRID = [
    [(0.35, 0.1), (0.35, 0.9)],
    [(0.65, 0.1), (0.65, 0.9)],
    [(0.1, 0.35), (0.9, 0.35)],
    [(0.1, 0.65), (0.9, 0.65)],
]


@pytest.fixture
def room(visit):
    """room(path) → a visitor before the open room, answered."""

    def enter(path="/?room=strange", **options):
        visitor = visit(path, **options)
        visitor.page.locator('[data-room="strange"]').scroll_into_view_if_needed()
        visitor.page.click('[data-id="strange-more"] summary')
        visitor.page.wait_for_selector('[data-id="strange-chart"] svg', timeout=60_000)
        visitor.page.wait_for_selector('[data-id="restored-read"] b', timeout=60_000)
        return visitor

    return enter


def share(visitor):
    return visitor.page.evaluate("lab.opened.strange.answer.share")


def opening(key):
    """A sentence up to its first blank."""
    return WORDS[key][0].split("{")[0]


def mark(visitor):
    """Where on the chart the drawing stands, in pixels from its left."""
    return float(visitor.page.get_attribute('[data-id="strange-chart"] circle', "cx"))


def tap(visitor, name):
    """Put a sample on the pad, and wait until the room looks at it."""
    before = visitor.pixels("strange-drawing")
    visitor.page.click(f'[data-id="strange-samples"] [data-name="{name}"]')
    visitor.wait_for_change(lambda: visitor.pixels("strange-drawing"), before)


def test_a_smiley_is_strange_and_a_digit_is_not(room):
    visitor = room()
    page = visitor.page
    tap(visitor, "four")
    assert share(visitor) < 0.5
    familiar, ordinary = visitor.text("strange-means"), mark(visitor)
    assert familiar.startswith(opening("strange_familiar_long"))
    tap(visitor, "smiley")
    assert visitor.text("strange-means").startswith(opening("strange_strange_long"))
    assert mark(visitor) > ordinary + 100
    edge = float(page.get_attribute('[data-id="strange-chart"] line.edge', "x1"))
    assert ordinary < edge < mark(visitor)
    assert "times the usual error" in visitor.text("strange-by")
    assert english("strange_axis_classifier") in visitor.text("strange-chart")
    # it stands on the pad, stroke by stroke, and the stage restores it as well
    assert page.evaluate("lab.opened.strange?.page.state.digit.strokes.length") == 4
    assert visitor.pixels("strange-drawing") == visitor.pixels("seen")
    assert visitor.pixels("strange-copy") != visitor.pixels("strange-drawing")
    assert max(visitor.pixels("strange-difference")) > 100
    pressed = '[data-id="strange-samples"] [aria-pressed="true"]'
    assert page.get_attribute(pressed, "data-name") == "smiley"
    visitor.wait_for_text("strange-aloud", opening("strange_strange_long"))
    tap(visitor, "four")
    assert visitor.text("strange-means") == familiar
    assert mark(visitor) == ordinary
    assert not visitor.errors


def test_it_follows_the_pen_and_does_not_depend_on_the_noise(room):
    visitor = room(viewport={"width": 1280, "height": 1800})
    page = visitor.page
    page.click('[data-id="clear"]')
    page.wait_for_selector('[data-room="strange"][data-state="blank"]', state="attached")
    during = []
    visitor.draw(SIGN, during=lambda: during.append(visitor.pixels("strange-drawing")))
    visitor.settle()
    zero = share(visitor)
    assert during[0] != visitor.pixels("strange-drawing")
    assert zero < 0.95
    page.locator("#level").fill("1")
    visitor.settle()
    assert share(visitor) == zero
    page.click('[data-id="clear"]')
    visitor.draw(GRID)
    visitor.settle()
    assert share(visitor) > 0.95
    assert not visitor.errors


def test_a_net_that_copies_everything_says_so_and_the_classifier_judges_all_the_same(room):
    visitor = room(viewport={"width": 1280, "height": 1800})
    page = visitor.page
    page.select_option("#model", "unet")
    tap(visitor, "house")
    assert visitor.text("strange-means").startswith(opening("strange_strange_long"))
    assert english("strange_free_long") in visitor.text("strange-made")
    assert "weighing the ink" in visitor.text("strange-trust")
    strange = share(visitor)
    best = page.evaluate("lab.opened.strange?.answer.net.best")
    page.select_option("#model", best)
    visitor.wait_for_text("strange-trust", english("strange_best_long"))
    assert english("strange_free_long") not in visitor.text("strange-made")
    assert share(visitor) == strange


def test_it_fits_a_phone_in_chinese_and_works_with_the_keyboard(room):
    visitor = room("/?room=strange&lang=zh", viewport={"width": 390, "height": 844})
    page = visitor.page
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    samples = page.locator('[data-id="strange-samples"] button')
    assert samples.count() == 12
    assert all(name.get_attribute("aria-label") for name in samples.all())
    tops = [button.bounding_box()["y"] for button in samples.all()]
    assert [tops.count(top) for top in sorted(set(tops))] == [6, 6]
    before = mark(visitor)
    page.focus('[data-id="strange-samples"] [data-name="cat"]')
    page.keyboard.press("Enter")
    page.wait_for_function("lab.opened.strange.answer.share > 0.95")
    assert mark(visitor) > before
    boxes = [
        page.locator(f'canvas[data-id="strange-{name}"]').bounding_box()
        for name in ("drawing", "copy", "difference")
    ]
    assert len({box["y"] for box in boxes}) == 1
    assert min(box["width"] for box in boxes) > 100
    chinese = visitor.text("strange-means")
    page.click('[data-lang="en"]')
    assert visitor.text("strange-means") != chinese
    label = page.get_attribute('[data-id="strange-chart"]', "aria-label")
    assert label.startswith(opening("strange_strange_long"))
