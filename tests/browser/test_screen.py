"""One screen: what of pad, pictures and room is in view, at the sizes that visitors have."""

import pytest

from tests.browser.conftest import PHONE
from ui import rooms
from ui.words import WORDS

pytestmark = pytest.mark.browser

# width, height → least px of a room in view with the whole pad; most px from the top to the tabs
SIZES = {
    (1280, 720): (300, 380),
    (1366, 768): (350, 380),
    (1920, 1080): (800, 120),
    (1600, 900): (700, 120),
    (768, 1024): (500, 420),
    (911, 512): (190, 300),
}


def in_view(visitor) -> dict[str, float]:
    """Px of the open room in view, and where tabs and pad are."""
    return visitor.page.evaluate(
        """() => {
            const box = (selector) => document.querySelector(selector).getBoundingClientRect();
            const [room, tabs, pad] = [".room-frame", ".tabs", "#pad"].map(box);
            return {
                room: Math.min(innerHeight, room.bottom) - Math.max(0, room.top),
                whole: room.height,
                tabs: tabs.top + scrollY,
                "pad's top": pad.top, "pad's bottom": pad.bottom,
                wide: document.documentElement.scrollWidth,
            };
        }"""
    )


@pytest.mark.parametrize(("width", "height"), SIZES)
def test_every_room_is_in_view_with_the_whole_pad(visit, width, height):
    visitor = visit(viewport={"width": width, "height": height}, details=False)
    least, most = SIZES[width, height]
    for name in rooms.ORDER:
        visitor.page.click(f"#tab-{name}")
        for lang in ("en", "zh"):
            visitor.page.evaluate(f"document.querySelector('[data-lang={lang}]').click()")
            visitor.settle()
            found = in_view(visitor)
            assert found["room"] >= min(least, found["whole"]), (name, lang)
            assert found["tabs"] <= most, (name, lang)
            assert found["pad's top"] >= 0, (name, lang)
            assert found["pad's bottom"] <= height, (name, lang)
            assert found["wide"] <= width, (name, lang)


@pytest.mark.parametrize(("width", "height"), [(1280, 720), (768, 1024), (911, 512)])
def test_the_pad_stays_in_view_while_a_room_is_scrolled(visit, width, height):
    visitor = visit("/?room=compare", viewport={"width": width, "height": height})
    visitor.page.evaluate("scrollTo(0, document.documentElement.scrollHeight)")
    visitor.settle()
    found = in_view(visitor)
    assert found["pad's top"] >= 0
    assert found["pad's bottom"] <= height


def test_on_a_phone_a_room_is_drawn_for_on_a_docked_pad(visit):
    visitor = visit(**PHONE)
    page = visitor.page
    page.evaluate("lab.rooms.enter('code')")
    visitor.settle()
    page.evaluate(
        "document.querySelector('.room-frame').scrollIntoView()"
    )  # once, to have it filled
    page.wait_for_selector(".docked", state="attached")
    visitor.settle()
    page.evaluate("scrollTo(0, 0)")
    page.wait_for_selector(".lab:not(.docked)")
    before = page.evaluate(top := "document.querySelector('.rooms').offsetTop")
    page.evaluate("document.querySelector('.room-frame').scrollIntoView()")
    page.wait_for_selector(".docked", state="attached")
    boxes = [page.locator(s).bounding_box() for s in ("#pad", 'canvas[data-id="restored"]')]
    assert all(box["y"] > 600 and box["y"] + box["height"] <= 844 for box in boxes)
    assert page.evaluate(top) == before
    edited = visitor.pixels("code-edited")
    page.click('[data-id="clear"]')
    visitor.settle()
    visitor.draw([[(0.5, 0.1), (0.5, 0.9)]])
    visitor.settle()
    assert visitor.pixels("code-edited") != edited
    page.evaluate("scrollTo(0, 0)")
    page.wait_for_selector(".lab:not(.docked)")


def test_a_frame_taller_than_the_screen_keeps_the_pad_in_view(visit, server):
    visitor = visit(viewport={"width": 1400, "height": 768})
    page = visitor.page
    school = f"""<h1>School</h1><iframe src="{server.address}" width=1366 height=2000></iframe>"""
    page.route("**/school", lambda route: route.fulfill(body=school, content_type="text/html"))
    page.goto(f"{server.address}/school")
    frame = page.frame_locator("iframe")
    frame.locator('[data-state="ok"]').first.wait_for(state="attached", timeout=60_000)
    page.evaluate("scrollTo(0, 700)")
    page.wait_for_function(
        """() => {
            const pad = document.querySelector("iframe").contentDocument.querySelector("#pad");
            const top = document.querySelector("iframe").getBoundingClientRect().top;
            const box = pad.getBoundingClientRect();
            return box.top + top >= 0 && box.bottom + top <= innerHeight;
        }"""
    )
    # the marks down its side that tell it never make the page longer than it is
    lab = "document.querySelector('iframe').contentDocument.querySelector('.lab')"
    marks = f"{lab}.querySelectorAll('.marks i').length"
    at_first = page.evaluate(marks)
    page.evaluate(f"{lab}.style.minHeight = '5000px'")
    page.wait_for_function(f"{marks} > {at_first}")
    page.evaluate(f"{lab}.style.minHeight = ''")
    page.wait_for_function(f"{marks} === {at_first}")


def test_details_come_on_request_and_are_remembered(visit):
    visitor = visit(details=False)
    page = visitor.page
    names = ['canvas[data-id="seen"]', '[data-id="noisy-score"]', '[data-id="verdict"]']
    assert [page.locator(name).is_visible() for name in names] == [False] * 3
    page.click('[data-id="details"]')
    assert [page.locator(name).is_visible() for name in names] == [True] * 3
    page.reload()
    visitor.wait_for_state("ok")
    assert page.locator(names[0]).is_visible()
    assert page.get_attribute('[data-id="details"]', "aria-pressed") == "true"


def test_present_leaves_pad_pictures_level_and_numbers_large(visit):
    visitor = visit(details=False)
    page = visitor.page
    for width, height in ((1366, 768), (1920, 1080)):
        page.set_viewport_size({"width": width, "height": height})
        page.click('[data-id="present"]')
        for gone in ("#model", "#tab-code", '[data-id="share"]', ".hint"):
            assert page.locator(gone).first.is_hidden(), width
        boxes = {
            s: page.locator(s).bounding_box()
            for s in ("#pad", 'canvas[data-id="restored"]', "#level", "#numbers-slider", ".verdict")
        }
        assert min(boxes["#pad"]["width"], boxes['canvas[data-id="restored"]']["width"]) >= 380
        assert all(box["y"] + box["height"] <= height for box in boxes.values()), width
        size = page.evaluate(
            "getComputedStyle(document.querySelector('[data-id=reading]')).fontSize"
        )
        assert float(size[:-2]) >= 1.4 * 15
        page.keyboard.press("Escape")
        page.locator("#tab-code").wait_for()


def test_escape_leaves_present_whatever_is_folded_out(visit):
    visitor = visit()
    page = visitor.page
    page.evaluate(
        """() => {
            document.documentElement.requestFullscreen = undefined; // as in Safari on a phone
            for (const fold of document.querySelectorAll("details:not(.hint)")) fold.open = true;
        }"""
    )
    page.click('[data-id="present"]')
    page.focus("#pad")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Escape")  # leaves the pad
    assert page.locator("#tab-code").is_hidden()
    page.keyboard.press("Escape")
    assert page.locator("#tab-code").is_visible()
    assert not visitor.errors


# whether nothing lies over the bubble of a question mark, at a hundred places of it
BARE = """(mark) => {
    const bubble = mark.parentElement.querySelector("p");
    const { left, top, width, height } = bubble.getBoundingClientRect();
    return [...Array(100).keys()].every((i) => {
        const x = left + ((i % 10) + 0.5) * width / 10;
        const y = top + (Math.floor(i / 10) + 0.5) * height / 10;
        return y > innerHeight || bubble.contains(document.elementFromPoint(x, y));
    });
}"""


@pytest.mark.parametrize("phone", [False, True], ids=["desk", "phone"])
def test_a_bubble_covers_nothing_that_it_explains(visit, phone):
    visitor = visit(**(PHONE if phone else {}))
    for width, height in ((390, 844),) if phone else ((1366, 768), (1920, 1080)):
        visitor.page.set_viewport_size({"width": width, "height": height})
        visitor.next_frame()
        assert_bubbles_cover_nothing(visitor, width)


def assert_bubbles_cover_nothing(visitor, width: int) -> None:
    marks = visitor.page.locator(".hint summary")
    checked = 0
    for mark in marks.all():
        if not mark.is_visible():
            continue
        mark.click()
        covered = mark.evaluate(
            """(mark) => {
                const fold = mark.parentElement;
                const bubble = fold.querySelector("p").getBoundingClientRect();
                const own = fold.closest(".field, figure");
                const shown = own?.querySelectorAll("canvas, input, select") ?? [];
                const inside = bubble.left >= 0 && bubble.right <= innerWidth;
                return !inside || [...shown].some((one) => {
                    const box = one.getBoundingClientRect();
                    return box.width > 1 && box.left < bubble.right && box.right > bubble.left
                        && box.top < bubble.bottom && box.bottom > bubble.top;
                });
            }"""
        )
        where = f"{mark.get_attribute('aria-label')} at {width}"
        assert not covered, where
        assert mark.evaluate(BARE), where
        visitor.page.keyboard.press("Escape")
        checked += 1
    assert checked >= 8


def test_the_first_line_says_what_the_page_is(visit):
    visitor = visit(details=False)
    assert visitor.text("lead") == WORDS["lead"][0].replace("{n}", "32")
