"""The stage: drawing, samples, noise and models, the keyboard, a busy server."""

import pytest

from ae_core.models.presets import PRESETS
from tests.browser.conftest import PHONE
from tests.browser.steps import ONE, SEVEN, distance, english
from ui.words import WORDS

pytestmark = pytest.mark.browser


def test_the_first_view_is_a_digit_with_noise_and_restored_and_asks_no_other_host(visit, server):
    visitor = visit(notes_requests=True)
    seen, noisy, restored = (visitor.pixels(n) for n in ("seen", "noisy", "restored"))
    assert max(seen) == 255
    assert distance(restored, seen) < distance(noisy, seen) / 2
    assert "times the error of the restored" in visitor.text("verdict")
    assert visitor.page.locator(".tray button").count() == 10
    assert visitor.page.title() == english("title")
    assert english("source_strokes") in visitor.text("source")
    hosts = {url.split("/")[2] for url in visitor.requests if url.startswith("http")}
    port = server.address.rsplit(":", 1)[1]
    assert len(visitor.requests) > 10
    assert hosts <= {f"127.0.0.1:{port}", f"localhost:{port}"}
    assert not visitor.errors


def test_the_pictures_change_while_the_pen_is_down(visit):
    visitor = visit()
    first = visitor.pixels("restored")
    halfway = []

    def look():
        visitor.settle()
        halfway.append(visitor.pixels("restored"))

    visitor.page.click('[data-id="clear"]')
    visitor.draw(SEVEN, during=look)
    visitor.settle()
    assert distance(halfway[0], first) > 5
    assert distance(visitor.pixels("restored"), halfway[0]) > 5
    assert visitor.text("verdict") != english("blank_long")


def test_a_finger_draws_as_the_mouse_does(visit):
    by_mouse = visit()
    by_mouse.page.click('[data-id="clear"]')
    by_mouse.draw(SEVEN)
    by_mouse.settle()
    visitor = visit(**PHONE)
    visitor.page.tap('[data-id="clear"]')
    box = visitor.page.locator("#pad").bounding_box()
    touch = visitor.page.context.new_cdp_session(visitor.page)
    points = [(box["x"] + x * box["width"], box["y"] + y * box["height"]) for x, y in SEVEN[0]]
    for kind, at in [("touchStart", points[0]), *[("touchMove", p) for p in points[1:]]]:
        touch.send(
            "Input.dispatchTouchEvent", {"type": kind, "touchPoints": [{"x": at[0], "y": at[1]}]}
        )
        visitor.next_frame()
    touch.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
    visitor.settle()
    assert visitor.page.evaluate("scrollY") == 0  # drawing does not scroll the page
    assert distance(visitor.pixels("seen"), by_mouse.pixels("seen")) < 5


def test_a_pen_draws_though_the_palm_came_down_first(visit):
    visitor = visit(**PHONE)
    visitor.page.tap('[data-id="clear"]')
    box = visitor.page.locator("#pad").bounding_box()
    devices = visitor.page.context.new_cdp_session(visitor.page)

    def at(x, y):
        return {"x": box["x"] + x * box["width"], "y": box["y"] + y * box["height"]}

    def pen(kind, point, **more):
        event = {"type": kind, "pointerType": "pen", "button": "left", **at(*point), **more}
        devices.send("Input.dispatchMouseEvent", event)

    palm = {"type": "touchStart", "touchPoints": [at(0.9, 0.9)]}
    devices.send("Input.dispatchTouchEvent", palm)
    visitor.wait_until("lab.state.now.digit.strokes.length === 1")
    pen("mousePressed", SEVEN[0][0], buttons=1, clickCount=1)
    for point in SEVEN[0][1:]:
        pen("mouseMoved", point, buttons=1)
        visitor.next_frame()
    pen("mouseReleased", SEVEN[0][-1])
    devices.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
    visitor.settle()
    assert visitor.page.evaluate("lab.state.now.digit.strokes.length") == 1
    assert "7" in visitor.text("seen-read")


def test_the_level_scales_the_noise_and_keeps_the_digit(visit):
    visitor = visit()
    seen, strong = visitor.pixels("seen"), visitor.pixels("noisy")
    visitor.page.locator("#level").fill("0.25")
    visitor.settle()
    weak = visitor.pixels("noisy")
    assert visitor.pixels("seen") == seen
    assert distance(weak, seen) < distance(strong, seen) * 0.7
    background = [i for i in range(784) if seen[i] == 0 and strong[i] < 255]
    assert all(abs(2 * weak[i] - strong[i]) <= 2 for i in background)  # the same noise, halved
    visitor.page.locator("#level").fill("0")
    visitor.settle()
    assert visitor.pixels("noisy") == seen
    assert visitor.text("noisy-score").startswith(english("identical"))
    assert "32 numbers" in visitor.text("verdict")


def test_noise_changes_only_on_request_and_only_where_it_is_random(visit):
    visitor = visit()
    seen, noisy = visitor.pixels("seen"), visitor.pixels("noisy")
    visitor.page.click('[data-id="renew"]')
    visitor.settle()
    assert visitor.pixels("seen") == seen
    renewed = visitor.pixels("noisy")
    assert distance(renewed, noisy) > 20
    corner = slice(0, 56)  # two rows without ink, whatever the digit
    visitor.page.locator(".tray button").nth(8).click()
    visitor.settle()
    assert visitor.pixels("seen") != seen
    assert visitor.pixels("noisy")[corner] == renewed[corner]  # new digit, same noise
    visitor.page.locator('input[value="mosaic"]').check(force=True)
    assert visitor.page.locator('[data-id="renew"]').is_disabled()


def test_every_model_restores_and_shows_its_code(visit):
    visitor = visit()
    restored = set()
    for key, spec in PRESETS.items():
        visitor.page.select_option("#model", key)
        visitor.settle()
        assert visitor.page.locator('[data-state="ok"]:not(.room)').count() == 1
        assert visitor.text("fact") == english(f"fact_{key}")
        restored.add(tuple(visitor.pixels("restored")))
        if spec.has_skips:
            continue
        assert str(spec.code_size) in visitor.text("lead")
        assert visitor.text("code-title") == WORDS["code_numbers"][0].format(n=spec.code_size)
        if len(spec.code_shape) == 1:
            assert visitor.page.locator(".track").count() == spec.code_size
        else:
            for of in ("clean", "noisy"):
                assert visitor.page.locator(f".maps.{of} canvas").count() == spec.code_shape[-1]
    assert len(restored) == len(PRESETS)


def test_every_noise_corrupts_the_digit_differently(visit):
    visitor = visit()
    corrupted = [visitor.pixels("noisy")]
    for kind in ("salt_pepper", "speckle", "mosaic", "occlusion", "blur"):
        visitor.page.locator(f'input[value="{kind}"]').check(force=True)
        visitor.settle()
        noisy = visitor.pixels("noisy")
        assert min(distance(noisy, other) for other in corrupted) > 5
        assert noisy != visitor.pixels("seen")
        assert visitor.text("about") == english(f"about_{kind}")
        corrupted.append(noisy)


def test_there_is_a_sample_of_each_class_and_a_button_for_others(visit):
    visitor = visit()
    seen = visitor.pixels("seen")
    visitor.page.get_by_label("Sample digit 8").click()
    visitor.settle()
    assert visitor.pixels("seen") != seen
    before = visitor.page.locator(".tray canvas").first.evaluate("c => c.toDataURL()")
    visitor.page.click('[data-id="another"]')
    visitor.page.wait_for_function(
        "old => document.querySelector('.tray canvas').toDataURL() !== old", arg=before
    )
    assert visitor.page.locator(".tray button").count() == 10


def test_undo_and_clear_by_button_and_by_key(visit):
    visitor = visit()
    visitor.page.click('[data-id="clear"]')
    visitor.settle()
    assert visitor.text("verdict") == english("blank_long")
    assert not any(visitor.pixels("seen"))
    visitor.draw(ONE)
    visitor.settle()
    one = visitor.pixels("seen")
    visitor.draw([[(0.2, 0.5), (0.8, 0.5)]])
    visitor.settle()
    assert visitor.pixels("seen") != one
    visitor.page.keyboard.press("Control+z")
    visitor.settle()
    assert visitor.pixels("seen") == one
    visitor.page.keyboard.press("Delete")
    visitor.settle()
    assert visitor.text("verdict") == english("blank_long")
    visitor.page.click('[data-id="undo"]')  # clearing can be taken back as well
    visitor.settle()
    assert visitor.pixels("seen") == one
    visitor.page.locator(".tray button").nth(3).click()
    visitor.settle()
    visitor.page.click('[data-id="undo"]')
    visitor.settle()
    assert visitor.pixels("seen") == one


def test_delete_during_a_stroke_clears_the_pad(visit):
    visitor = visit()
    visitor.page.click('[data-id="clear"]')
    visitor.draw(SEVEN, during=lambda: visitor.page.keyboard.press("Delete"))
    visitor.draw(ONE)
    visitor.settle()
    assert not visitor.errors
    assert any(visitor.pixels("seen"))


def test_a_stroke_ends_where_the_pen_leaves_the_pad(visit):
    visitor = visit()
    visitor.page.click('[data-id="clear"]')
    visitor.draw(ONE)
    visitor.settle()
    one = visitor.pixels("seen")
    visitor.draw([[(1.1, 0.3), (1.2, 0.9)]])  # beside the pad: nothing
    visitor.page.click('[data-id="clear"]')
    visitor.draw([[(0.5, 0.15), (0.5, 0.5), (0.5, 0.85), (0.5, 1.3), (1.3, 1.3)]])
    visitor.settle()
    left = [sum(one[28 * y + x] for y in range(28)) for x in range(10)]
    assert sum(left) == 0
    now = visitor.pixels("seen")
    right = [now[28 * y + x] for y in range(28) for x in range(18, 28)]
    assert sum(right) == 0  # no wall along the edge


def test_every_control_is_reached_with_the_keyboard(visit):
    visitor = visit()
    reached = visitor.tab_stops(45)
    expected = {"pad", "undo", "clear", "upload", "another", "model", "noise", "level", "renew"}
    assert expected | {"theme", "en", "zh"} <= reached
    visitor.page.focus("#level")
    visitor.page.keyboard.press("ArrowRight")
    assert visitor.text("level-out") == "0.51"


def test_two_visitors_each_see_their_own_digit(visit):
    one, other = visit(), visit()
    theirs = other.pixels("seen")
    one.page.click('[data-id="clear"]')
    one.draw(SEVEN)
    one.settle()
    mine = one.pixels("seen")
    other.page.locator("#level").fill("0.4")
    other.settle()
    assert other.pixels("seen") == theirs
    one.page.locator("#level").fill("0.4")
    one.settle()
    assert one.pixels("seen") == mine != theirs


def test_a_busy_server_is_asked_again_and_the_picture_stays(visit):
    visitor = visit()
    page, turned_away = visitor.page, []

    def busy(route):
        turned_away.append(route.request.post_data)
        route.fulfill(status=503, json={"state": "problem", "problem": {"key": "busy"}})

    page.evaluate("lab.lines.stage.rest = [300, 400]")
    before = visitor.pixels("restored")
    page.route("**/lab/stage", busy)
    page.click('[data-id="clear"]')
    visitor.draw(ONE)
    page.wait_for_function("text => document.body.innerText.includes(text)", arg=english("busy"))
    for _ in range(2):
        page.wait_for_event("request", lambda request: request.url.endswith("/lab/stage"))
    assert len(turned_away) <= 8  # and not at every move of the pen
    assert visitor.pixels("restored") == before  # what was on show stays
    page.unroute("**/lab/stage")
    page.wait_for_function("text => !document.body.innerText.includes(text)", arg=english("busy"))
    visitor.settle()
    assert distance(visitor.pixels("restored"), before) > 5
    assert "times the error of the restored" in visitor.text("verdict")


def test_the_page_works_after_a_reload(visit):
    visitor = visit()
    visitor.page.click('[data-id="clear"]')
    visitor.draw(ONE)
    visitor.page.reload()
    visitor.wait_for_state("ok")
    visitor.settle()
    assert any(visitor.pixels("restored"))
    assert not visitor.errors
