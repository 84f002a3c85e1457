"""What is not lost: the view through a reload, rooms in the history, a picture that is drawn on."""

import pytest

from ae_core.models.presets import PRESETS
from tests.browser.conftest import PHONE, alike
from tests.browser.steps import (
    ONE,
    SEVEN,
    change_everything,
    close_panel,
    distance,
    english,
    open_panel,
    open_tab,
    picture,
    upload,
)
from ui.rooms import ORDER
from ui.words import WORDS

pytestmark = pytest.mark.browser
TALL = {"width": 1280, "height": 1400}
PICTURES = ("seen", "noisy", "restored")


def shown(visitor) -> list[list[int]]:
    visitor.settle()
    return [visitor.pixels(name) for name in PICTURES]


def see_the_same(one, other) -> bool:
    return all(map(alike, one, other))


def reload(visitor, state="ok"):
    visitor.page.reload()
    visitor.wait_for_state(state)


def draw_anew(visitor, strokes):
    visitor.page.click('[data-id="clear"]')
    visitor.draw(strokes)
    visitor.settle()


def test_a_reload_keeps_the_digit_the_model_the_noise_and_the_room(visit):
    visitor = visit(viewport=TALL)
    page = visitor.page
    change_everything(visitor)
    page.click('[data-tab="map"]')
    before = shown(visitor)
    for _ in range(2):  # and not once only
        reload(visitor)
        assert see_the_same(shown(visitor), before)
    assert page.input_value("#model") == "dense_16"
    assert page.locator('input[value="salt_pepper"]').is_checked()
    assert visitor.text("level-out") == "0.31"
    assert open_tab(visitor) == "map"
    page.click('[data-id="clear"]')
    visitor.settle()
    reload(visitor, "blank")
    assert visitor.page.evaluate("lab.pad.blank")
    assert not visitor.errors


def test_a_link_is_opened_once_and_a_reload_shows_what_was_drawn_since(visit):
    one = visit()
    draw_anew(one, SEVEN)
    path = open_panel(one)
    close_panel(one)
    shared = shown(one)
    other = visit(path)
    assert see_the_same(shown(other), shared)
    draw_anew(other, ONE)
    mine = shown(other)
    assert not see_the_same(mine, shared)
    reload(other)
    assert see_the_same(shown(other), mine)
    # another link is opened, and what was drawn before it does not come instead
    other.page.click('[data-id="undo"]')  # the pad is empty
    draw_anew(one, [[(0.2, 0.5), (0.8, 0.5)], *ONE])
    path = open_panel(one)
    close_panel(one)
    with other.page.expect_navigation():
        other.page.evaluate("hash => { location.hash = hash; }", path.split("#")[1])
    other.wait_for_state("ok")
    assert see_the_same(shown(other), shown(one))
    assert not other.errors


# what `change` makes of the kept view, or the text that it leaves instead
UNREADABLE = {
    "no JSON": "() => '{'",
    "model": "kept => ({...kept, view: {...kept.view, model: 'nobody'}})",
    "strokes": "kept => ({...kept, view: {...kept.view, digit: {strokes: [[['x', 1]]]}}})",
    "level": "kept => ({...kept, view: {...kept.view, level: null}})",
    "nothing": "() => null",
    "number": "() => 7",
}


def test_what_cannot_be_read_is_ignored(visit):
    visitor = visit()
    first = shown(visitor)
    for name, change in UNREADABLE.items():
        draw_anew(visitor, SEVEN)
        visitor.page.evaluate(
            f"""() => {{
                lab.keep();
                const now = ({change})(JSON.parse(sessionStorage.getItem("ae.view")));
                lab.keep = () => {{}};
                const text = typeof now === "string" ? now : JSON.stringify(now);
                sessionStorage.setItem("ae.view", text);
            }}"""
        )
        reload(visitor)
        assert see_the_same(shown(visitor), first), name
    assert not visitor.errors


# parts that a link may leave out: the note has a place apart from them
@pytest.mark.parametrize("path", ["", "/?hide=head,samples,upload"])
def test_a_net_that_is_gone_after_the_reload_leaves_the_drawing(visit, path):
    visitor = visit(path)
    page = visitor.page
    draw_anew(visitor, SEVEN)
    seen = visitor.pixels("seen")
    page.evaluate(
        """() => {
            sessionStorage.setItem("ae.nets", JSON.stringify([{key: "own:gone", n: 1, group: "own",
                size: 32, code: "bars", trained: null, kind: null, widths: []}]));
            lab.keep();
            const now = JSON.parse(sessionStorage.getItem("ae.view"));
            now.view.model = "own:gone";
            sessionStorage.setItem("ae.view", JSON.stringify(now));
            lab.keep = () => {};
        }"""
    )
    reload(visitor)
    visitor.settle()
    assert page.input_value("#model") == next(iter(PRESETS))
    assert visitor.text("page-note-says") == english("own_gone")
    assert page.locator('[data-id="page-note"]').is_visible()
    assert visitor.pixels("seen") == seen
    assert not visitor.errors


def test_without_a_storage_the_page_works_and_keeps_nothing(other_page, server):
    page, errors = other_page, []
    page.set_viewport_size(TALL)
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.add_init_script(
        "Object.defineProperty(window, 'sessionStorage', {get() { throw new Error('denied'); }})"
    )
    page.goto(server.address)
    for _ in range(2):
        page.wait_for_selector('#stage [data-state="ok"]', state="attached", timeout=60_000)
        assert page.evaluate("lab.state.now.digit.strokes.length") > 0
        page.click('[data-id="clear"]')
        page.wait_for_selector('#stage [data-state="blank"]', state="attached")
        page.reload()
    assert not errors


# ---- rooms ----


def test_back_leads_to_the_room_before(visit):
    visitor = visit("/?lang=en", viewport=TALL)
    page = visitor.page
    draw_anew(visitor, SEVEN)
    digit = page.evaluate("lab.state.now.digit")

    def address():
        return page.evaluate("location.search + location.hash")

    assert address() == "?lang=en"
    for name in ("map", "noises", ORDER[0]):
        page.evaluate("location.hash = 'x'")  # which stays as well
        at = page.evaluate("scrollY")
        page.click(f'[data-tab="{name}"]')
        assert page.evaluate("scrollY") == at
        of = "" if name == ORDER[0] else f"&room={name}"
        assert address() == f"?lang=en{of}#x"
    steps = page.evaluate("history.length")
    page.click(f'[data-tab="{ORDER[0]}"]')  # it is open
    assert page.evaluate("history.length") == steps
    for name in ("noises", "map"):
        page.go_back()
        assert open_tab(visitor) == name
    page.go_forward()
    assert open_tab(visitor) == "noises"
    page.wait_for_selector('[data-room="noises"][data-state="ok"]')
    page.locator('[role="tab"][aria-selected="true"]').focus()
    page.keyboard.press("ArrowRight")
    assert address() == f"?lang=en&room={open_tab(visitor)}#x"
    assert page.evaluate("lab.state.now.digit") == digit  # the page was not loaded anew
    assert not visitor.errors


LOW = {"width": 1280, "height": 300}  # so that no room is in view by itself


def test_an_address_with_a_room_leads_to_it(visit):
    """Without "Details", which would be opened above the room when that is in sight already."""
    visitor = visit("/?room=map", viewport=LOW, details=False)
    visitor.page.wait_for_selector('[data-room="map"][data-state="ok"]')  # asked once it is seen
    visitor.settle()
    top = visitor.page.locator(".rooms").bounding_box()["y"]
    assert -10 <= top <= 50  # px; what stands above may still have moved a little
    phone = visit("/?room=train", **PHONE, details=False)  # where the pad then moves to the foot
    phone.page.wait_for_selector(".docked")
    phone.settle()
    assert -1 < phone.page.locator(".tabs").bounding_box()["y"] <= 50  # no row of tabs is cut
    plain = visit(viewport=LOW, details=False)
    plain.settle()
    assert plain.page.evaluate("scrollY") == 0


def test_it_does_so_in_the_tall_frame_of_another_site(chromium, server):
    """As a school's page has it: what is out of sight there is a matter of the outer window."""
    page = chromium.new_page(viewport={"width": 1000, "height": 380})
    address = f"{server.address}/?room=map"

    def without_policy(route):  # by which a server at home lets no site frame it
        answer = route.fetch()
        headers = {k: v for k, v in answer.headers.items() if k != "content-security-policy"}
        route.fulfill(response=answer, headers={**headers, "x-frame-options": ""})

    page.route(address, without_policy)
    frame = f'<h1>School</h1><iframe src="{address}" style="width: 900px; height: 3000px"></iframe>'
    host = "http://school.test/"
    page.route(host, lambda route: route.fulfill(body=frame, content_type="text/html"))
    page.goto(host)
    inside = page.frame_locator("iframe")
    inside.locator('[data-room="map"][data-state="ok"]').wait_for(timeout=60_000)
    page.wait_for_function("scrollY > 0")
    top = inside.locator(".rooms").bounding_box()["y"]  # from the top of the outer window
    assert -1 <= top <= 300
    page.close()


def test_a_room_that_cannot_work_with_a_model_says_so_alone(visit):
    visitor = visit("/?room=map", viewport=TALL)
    page = visitor.page
    page.wait_for_selector('[data-room="map"][data-state="ok"]')
    height = page.locator('[data-id="room"]').bounding_box()["height"]
    page.select_option("#model", "unet")
    page.wait_for_selector('[data-room="map"][data-state="problem"]', state="attached")
    visitor.settle()
    note = page.locator('[data-id="room-note"]')
    assert note.inner_text().startswith(english("map_no_code").split("{")[0])
    assert page.locator('[data-id="room"]').inner_text().strip() == note.inner_text().strip()
    assert page.locator('[data-id="room"]').bounding_box()["height"] >= height  # nothing jumps
    reached = visitor.tab_stops(80)
    assert "map-chart" not in reached
    note.locator("button").click()
    page.wait_for_selector('[data-room="map"][data-state="ok"]')
    assert page.locator('[data-id="map-chart"]').is_visible()
    assert note.inner_text() == ""
    assert not visitor.errors


def test_on_an_empty_pad_what_works_is_there(visit):
    visitor = visit(viewport=TALL)
    page = visitor.page
    page.click('[data-id="clear"]')
    visitor.settle()
    page.click('[data-tab="strange"]')
    samples = page.locator('[data-id="strange-samples"] button')
    samples.first.wait_for()
    assert samples.count() == 12
    assert not page.locator('[data-id="strange-chart"]').is_visible()
    assert visitor.text("room-note") == english("pad_empty_room")
    opacity = samples.first.evaluate(
        """e => { let least = 1;
            for (; e; e = e.parentElement) least = Math.min(least, getComputedStyle(e).opacity);
            return least; }"""
    )
    assert opacity == 1
    samples.nth(3).click()
    page.wait_for_selector('[data-room="strange"][data-state="ok"]')
    page.click('[data-id="strange-more"] summary')
    page.wait_for_selector('[data-id="strange-chart"] svg')
    page.click('[data-id="clear"]')
    page.click('[data-tab="train"]')
    page.wait_for_selector('[data-room="train"][data-state="ok"]')
    assert page.locator('[data-id="train-start"]').is_enabled()
    assert not visitor.errors


# ---- the pad ----


def test_a_stroke_on_an_uploaded_picture_draws_on_it_and_undo_takes_it_back(visit):
    visitor = visit()
    first = visitor.pixels("seen")
    visitor.page.locator("#level").fill("0")
    upload(visitor, "seven.png", picture())
    visitor.wait_for_change(lambda: visitor.pixels("seen"), first)
    before = shown(visitor)
    visitor.draw([[(0.1, 0.06), (0.5, 0.06), (0.9, 0.06)]])
    after = shown(visitor)
    seen, drawn = before[0], after[0]
    assert all(b >= a for a, b in zip(seen, drawn, strict=True))
    top, rest = slice(28 + 5, 2 * 28 - 5), slice(5 * 28, None)
    assert min(drawn[top]) > 200 > max(seen[top])
    assert drawn[rest] == seen[rest]
    assert distance(after[2], before[2]) > 1  # the network gets it
    # a link has it, and looks the same
    path = open_panel(visitor)
    close_panel(visitor)
    assert shown(visitor)[0] == drawn
    other = visit(path)
    assert shown(other)[0] == drawn
    visitor.page.click('[data-id="undo"]')
    assert see_the_same(shown(visitor), before)
    assert not visitor.errors


def test_too_many_strokes_leave_the_last_picture_and_one_undo_mends_it(visit):
    visitor = visit()
    page = visitor.page
    page.evaluate(
        """() => lab.opened.code.page.draw({
            strokes: Array.from({length: 200}, (_, i) => [[0.3 + i / 500, 0.3], [0.5, 0.7]])
        })"""
    )
    before = shown(visitor)
    for _ in range(3):
        visitor.draw([[(0.1, 0.1), (0.9, 0.1)]])
    assert shown(visitor) == before
    assert visitor.text("verdict") == english("too_many_points")
    page.click('[data-lang="zh"]')  # which says it again
    visitor.wait_for_text("verdict", WORDS["too_many_points"][1])
    visitor.wait_for_state("problem")
    page.click('[data-lang="en"]')
    page.click('[data-id="undo"]')
    assert shown(visitor) == before
    assert visitor.text("verdict") != english("too_many_points")


def test_a_click_is_a_dot_at_once_and_moves_beside_the_pad_ask_nothing(visit):
    visitor = visit(notes_requests=True)
    page = visitor.page
    page.click('[data-id="clear"]')
    visitor.settle()
    box = page.locator("#pad").bounding_box()
    page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    middle = "document.querySelector('#pad').getContext('2d').getImageData(280, 280, 1, 1).data[0]"
    assert page.evaluate(middle) == 255
    visitor.settle()
    assert max(visitor.pixels("seen")) == 255
    page.mouse.down()
    page.mouse.move(box["x"] - 5, box["y"] + 50)
    visitor.settle()
    asked = sum("/lab/stage" in url for url in visitor.requests)
    for step in range(10):
        page.mouse.move(box["x"] - 10, box["y"] + 50 + 5 * step)
    page.mouse.up()
    visitor.settle()
    assert sum("/lab/stage" in url for url in visitor.requests) == asked


def test_a_digit_is_drawn_by_keyboard_alone(visit):
    visitor = visit()
    page = visitor.page
    page.focus("#pad")
    before = page.evaluate("document.querySelector('#pad').toDataURL()")
    page.keyboard.press("Delete")
    for key in ("Shift+ArrowUp",) * 3 + (" ",) + ("Shift+ArrowDown",) * 6 + (" ",):
        page.keyboard.press(key)
    visitor.settle()
    assert page.evaluate("lab.state.now.digit.strokes.length") == 1
    assert page.evaluate("scrollY") == 0
    assert "1" in visitor.text("seen-read")
    page.keyboard.press("Control+z")
    page.wait_for_selector('#stage [data-state="blank"]', state="attached")
    page.keyboard.press("Escape")
    assert page.evaluate("document.activeElement.id") != "pad"
    page.click('[data-id="undo"]')
    visitor.settle()
    assert page.evaluate("document.querySelector('#pad').toDataURL()") == before  # and no ring
    pad = page.locator("#pad")
    assert (pad.get_attribute("role"), pad.get_attribute("aria-label")) == (
        "application",
        english("pad_label"),
    )
    assert not visitor.errors
