"""Uploading a picture: it becomes the digit, or one sentence says why not."""

import base64
import io
import time

import numpy as np
import pytest
from PIL import Image, ImageDraw

from tests.browser.steps import ONE, english, picture, upload
from tests.support import photographs
from ui.live import uploads
from ui.words import WORDS

pytestmark = pytest.mark.browser


def hand_over(
    visitor, event, content: bytes, on: str = "#pad", kind: str = "image/png", words: str = ""
) -> bool:
    """Paste or drop a file, and `words`; return whether the page, and not the browser, takes it."""
    return visitor.page.evaluate(
        """([event, text, on, type, words]) => {
          const bytes = Uint8Array.from(atob(text), (c) => c.charCodeAt(0));
          const data = new DataTransfer();
          data.items.add(new File([bytes], "digit", { type }));
          if (words) data.setData("text/plain", words);
          const target = document.querySelector(on);
          const about = { bubbles: true, cancelable: true };
          return !target.dispatchEvent(event === "paste"
            ? new ClipboardEvent(event, { ...about, clipboardData: data })
            : new DragEvent(event, { ...about, dataTransfer: data }));
        }""",
        [event, base64.b64encode(content).decode(), on, kind, words],
    )


def test_an_uploaded_picture_becomes_the_digit(visit):
    visitor = visit()
    first = visitor.pixels("seen")
    upload(visitor, "seven.png", picture())
    visitor.wait_for_change(lambda: visitor.pixels("seen"), first)
    visitor.settle()
    seven = visitor.pixels("seen")
    visitor.page.locator("#level").fill("0.3")  # and stays it when something else changes
    visitor.settle()
    assert visitor.pixels("seen") == seven


def test_a_change_during_an_upload_does_not_lose_the_file(visit):
    visitor = visit()
    first = visitor.pixels("seen")
    visitor.page.route("**/lab/stage", lambda route: (time.sleep(0.3), route.continue_()))
    upload(visitor, "seven.png", picture())
    for level in ("0.4", "0.3", "0.2"):
        visitor.page.locator("#level").fill(level)
    visitor.settle()
    seven = visitor.pixels("seen")
    assert seven != first
    pad = "document.querySelector('#pad').toDataURL()"
    shown = visitor.page.evaluate(pad)
    visitor.page.locator("#level").fill("0.1")
    visitor.settle()
    assert (visitor.pixels("seen"), visitor.page.evaluate(pad)) == (seven, shown)


def test_a_bad_upload_gets_one_sentence_and_the_digit_stays(visit, server):
    visitor = visit("/?lang=zh")
    large = bytes(2 * 1024 * 1024 + 1)
    for level, content, kind, problem in (
        ("0.51", b"not a picture at all", "image/png", "bad_picture"),
        ("0.52", large, "image/png", "picture_too_big"),
        ("0.53", large, "image/heic", "bad_picture"),  # which no browser of ours shows
    ):
        restored = visitor.pixels("restored")
        upload(visitor, "picture", content, kind)
        visitor.wait_for_text("file-note", WORDS[problem][1])
        visitor.settle()
        assert visitor.pixels("restored") == restored
        visitor.page.locator("#level").fill(level)
        visitor.settle()
        assert visitor.pixels("restored") != restored
        visitor.draw(ONE)
        assert visitor.page.locator('[data-id="file-note"]').is_hidden()
        visitor.settle()
    assert "Traceback" not in server.log()


def test_a_file_that_is_too_big_is_not_spoken_of_once_something_was_drawn(visit):
    visitor = visit()
    page = visitor.page
    page.evaluate(
        """() => {
            window.createImageBitmap = () => new Promise((_, fail) => { window.finish = fail; });
        }"""
    )
    upload(visitor, "large.png", bytes(2 * 1024 * 1024 + 1))
    visitor.wait_until("Boolean(window.finish)")
    visitor.draw(ONE)
    page.evaluate("finish()")
    visitor.settle()
    assert page.locator('[data-id="file-note"]').is_hidden()


def test_a_picture_without_a_digit_leaves_the_pad_as_it_is(visit):
    visitor = visit()
    shown = visitor.pixels("seen")
    blank = io.BytesIO()
    Image.new("L", (300, 200), 230).save(blank, "PNG")
    upload(visitor, "blank.png", blank.getvalue())
    visitor.wait_for_text("file-note", WORDS["blank_picture"][0])
    visitor.settle()
    assert visitor.pixels("seen") == shown


def test_a_picture_is_pasted_or_dropped_anywhere(visit):
    visitor = visit()
    shown = visitor.pixels("seen")
    places = (("paste", "#pad"), ("drop", "#pad"), ("drop", "body"), ("drop", ".upload span"))
    for event, on in places:
        if event == "drop":
            assert hand_over(visitor, "dragover", picture(), on), on
        assert hand_over(visitor, event, picture(), on), (event, on)
        visitor.wait_for_change(lambda: visitor.pixels("seen"), shown, (event, on))
        visitor.draw(ONE)
        visitor.settle()
        shown = visitor.pixels("seen")


def test_words_pasted_into_a_field_are_its_own_though_a_picture_comes_with_them(visit):
    visitor = visit("/?room=train")
    field = "#train-symbols-name"
    visitor.page.wait_for_selector(field, state="attached")
    assert not hand_over(visitor, "paste", picture(), field, words="cells of a table")
    assert hand_over(visitor, "paste", picture(), field)
    for other in ("#pad", "#level"):
        assert hand_over(visitor, "paste", picture(), other, words="cells of a table")


def test_of_a_dropped_file_its_content_tells_what_it_is(visit):
    visitor = visit()
    shown = visitor.pixels("seen")
    assert not hand_over(visitor, "paste", b"some words", kind="text/plain")
    assert hand_over(visitor, "drop", b"some words", kind="text/plain")
    visitor.wait_for_text("file-note", WORDS["bad_picture"][0])
    visitor.settle()
    assert visitor.pixels("seen") == shown
    assert hand_over(visitor, "drop", picture(), kind="")
    visitor.wait_for_change(lambda: visitor.pixels("seen"), shown)


def white_on_nothing(height: int) -> bytes:
    """A seven; the colours that nobody sees, where it is transparent, make the file large."""
    rng = np.random.default_rng(0)
    ink = Image.new("L", (400, 300))
    ImageDraw.Draw(ink).line([(150, 60), (260, 60), (200, 240)], "white", 20, joint="curve")
    alpha = np.asarray(ink.resize((height * 4 // 3, height)))
    colours = rng.integers(0, 256, (*alpha.shape, 3), np.uint8)
    colours[alpha > 0] = 255
    stream = io.BytesIO()
    Image.fromarray(np.dstack([colours, alpha])).save(stream, "PNG")
    return stream.getvalue()


def sixteen_bits(height: int) -> bytes:
    """A seven in black on greys up to 1,023."""
    size = (height * 4 // 3, height)
    paper = np.random.default_rng(0).integers(700, 1024, size[::-1], np.uint16)
    ink = Image.new("L", (400, 300))
    ImageDraw.Draw(ink).line([(150, 60), (260, 60), (200, 240)], "white", 20, joint="curve")
    paper[np.asarray(ink.resize(size)) > 0] = 0
    stream = io.BytesIO()
    Image.fromarray(paper).save(stream, "PNG")
    return stream.getvalue()


def test_a_large_png_keeps_its_alpha_and_its_depth(visit):
    visitor = visit()
    shown = visitor.pixels("seen")
    upload(visitor, "seven.png", picture())
    seven = visitor.wait_for_change(lambda: visitor.pixels("seen"), shown)
    for paint, height, least in (
        (white_on_nothing, 500, 600_000),
        (white_on_nothing, 1200, uploads.MAX_BYTES),  # is shrunk
        (sixteen_bits, 900, 600_000),
        (sixteen_bits, 1800, uploads.MAX_BYTES),  # is shrunk
    ):
        large = f"{paint.__name__} {height}"
        content = paint(height)
        assert len(content) > least, large
        visitor.draw(ONE)
        visitor.settle()
        drawn = visitor.pixels("seen")
        upload(visitor, "large.png", content)
        visitor.wait_for_change(lambda: visitor.pixels("seen"), drawn, large)
        visitor.settle()
        change = np.abs(np.subtract(visitor.pixels("seen"), seven))
        assert change.mean() < 0.03 * 255, large


def test_a_small_file_of_a_large_picture_is_shrunk_too(visit):
    paper = Image.new("L", (5000, 5000), "white")
    strokes = [(1500, 1000), (3500, 1000), (2300, 4000)]
    ImageDraw.Draw(paper).line(strokes, "black", 250, joint="curve")
    file = io.BytesIO()
    paper.save(file, "PNG")
    assert file.tell() < 512 * 1024
    visitor = visit()
    shown = visitor.pixels("seen")
    upload(visitor, "large.png", file.getvalue())
    visitor.wait_for_change(lambda: visitor.pixels("seen"), shown)


def test_a_stroke_drawn_while_a_photograph_is_shrunk_stays(visit):
    visitor = visit()
    visitor.page.evaluate(
        """() => {
          const real = createImageBitmap;
          window.createImageBitmap = async (...of) => {
            await new Promise((go) => { window.goOn = go; });
            const made = await real(...of);
            setTimeout(() => { window.shrunk = true; }, 1000);
            return made;
          };
        }"""
    )
    upload(visitor, "large.png", white_on_nothing(1200))
    visitor.page.wait_for_function("() => window.goOn !== undefined")
    visitor.draw(ONE)
    visitor.settle()
    drawn = visitor.pixels("seen")
    visitor.page.evaluate("() => window.goOn()")
    visitor.page.wait_for_function("() => window.shrunk")
    visitor.settle()
    assert visitor.pixels("seen") == drawn


def test_what_only_the_browser_can_show_is_painted_by_it(visit):
    visitor = visit()
    shown = visitor.pixels("seen")
    upload(visitor, "x.avif", photographs.avif(), "image/avif")
    visitor.wait_for_change(lambda: visitor.pixels("seen"), shown)
    visitor.settle()
    assert "2" in visitor.text("seen-read")


def test_of_an_animation_the_fullest_frame_is_shown_and_said_so(visit):
    visitor = visit()
    upload(visitor, "anim.gif", photographs.animation(), "image/gif")
    visitor.wait_for_text("file-note", WORDS["fullest_frame"][0])
    visitor.settle()
    assert "2" in visitor.text("seen-read")


@pytest.mark.parametrize("turned", [False, True])
def test_a_photograph_from_a_phone_is_shrunk_before_it_is_sent(visit, turned):
    rng = np.random.default_rng(0)
    paper = Image.fromarray(rng.integers(215, 256, (3024, 4032), np.uint8)).convert("RGB")
    strokes = [(1500, 700), (2500, 700), (1900, 2300)]
    ImageDraw.Draw(paper).line(strokes, "black", 120, joint="curve")
    exif = Image.Exif()
    if turned:
        exif[0x0112] = 6  # "turn by 90 degrees clockwise to show"
        paper = paper.transpose(Image.Transpose.ROTATE_90)
    file = io.BytesIO()
    paper.save(file, "JPEG", quality=95, exif=exif)
    assert file.tell() > uploads.MAX_BYTES
    visitor = visit()
    shown, sent = visitor.pixels("seen"), []
    visitor.listen("request", lambda request: sent.append(len(request.post_data or "")))
    upload(visitor, "photo.jpg", file.getvalue(), "image/jpeg")
    visitor.wait_for_change(lambda: visitor.pixels("seen"), shown)
    assert 0 < max(sent) < uploads.MAX_BYTES
    visitor.settle()
    assert "7" in visitor.text("seen-read")


def test_of_two_digits_the_other_one_can_be_taken(visit):
    visitor = visit()
    shown = visitor.pixels("seen")
    upload(visitor, "two.png", photographs.four_and_two())
    visitor.wait_for_change(lambda: visitor.pixels("seen"), shown)
    visitor.wait_for_text("file-note", WORDS["digits_found"][0].replace("{n}", "2"))
    one = visitor.pixels("seen")
    visitor.page.get_by_label(english("crop_digit", n=2)).click()
    visitor.wait_for_change(lambda: visitor.pixels("seen"), one)
    other = visitor.pixels("seen")
    # a frame around the right half, where the first one stands
    draw_frame(visitor, (0.52, 0.02), (0.98, 0.98))
    visitor.wait_for_change(lambda: visitor.pixels("seen"), other)


def draw_frame(visitor, start, end) -> None:
    """On the uploaded picture; corners as fractions of it."""
    box = visitor.page.locator('[data-id="crop-picture"]').bounding_box()
    corners = [(box["x"] + x * box["width"], box["y"] + y * box["height"]) for x, y in (start, end)]
    visitor.page.mouse.move(*corners[0])
    visitor.page.mouse.down()
    visitor.page.mouse.move(*corners[1], steps=3)
    visitor.page.mouse.up()


@pytest.fixture
def two(visit):
    """A visitor who has uploaded two digits."""
    visitor = visit()
    upload(visitor, "two.png", photographs.four_and_two())
    visitor.wait_for_text("file-note", WORDS["digits_found"][0].replace("{n}", "2"))
    visitor.settle()
    return visitor


def test_a_frame_goes_when_a_digit_is_chosen_instead(two):
    frame = two.page.locator('[data-id="crop-frame"]')
    draw_frame(two, (0.01, 0.01), (0.06, 0.06))
    two.wait_for_text("file-note", WORDS["blank_picture"][0])
    assert frame.is_visible()
    two.page.get_by_label(english("crop_digit", n=2)).click()
    assert frame.is_hidden()


def test_two_digits_in_a_frame_are_offered_too(two):
    two.page.evaluate("document.querySelector('[data-id=\"crop-digits\"]').replaceChildren()")
    draw_frame(two, (0.01, 0.01), (0.99, 0.99))
    two.wait_for_text("file-note", WORDS["digits_found"][0].replace("{n}", "2"))
    shown = two.pixels("seen")
    two.page.get_by_label(english("crop_digit", n=2)).click()
    two.wait_for_change(lambda: two.pixels("seen"), shown)


def test_what_was_found_is_said_in_the_other_language_too(two):
    two.page.click('[data-lang="zh"]')
    two.wait_for_text("file-note", WORDS["digits_found"][1].replace("{n}", "2"))
    assert two.page.get_by_label(WORDS["crop_digit"][1].replace("{n}", "2")).is_visible()


def test_the_right_button_draws_no_frame(two):
    box = two.page.locator(".crop-area").bounding_box()
    mouse = two.page.mouse
    mouse.move(box["x"] + 0.2 * box["width"], box["y"] + 0.2 * box["height"])
    mouse.down(button="right")
    mouse.move(box["x"] + 0.8 * box["width"], box["y"] + 0.8 * box["height"], steps=3)
    assert two.page.locator('[data-id="crop-frame"]').is_hidden()
    mouse.up(button="right")


def test_a_frame_is_set_with_keys(two):
    shown = two.pixels("seen")
    area, frame = two.page.locator(".crop-area"), two.page.locator('[data-id="crop-frame"]')
    area.press("ArrowRight")
    before = frame.bounding_box()
    for _ in range(20):  # up to the picture's edge
        area.press("ArrowLeft")
        area.press("Shift+ArrowDown")
        area.press("ArrowUp")
    after, whole = frame.bounding_box(), area.bounding_box()
    assert after["x"] == pytest.approx(whole["x"], abs=1)
    assert after["y"] == pytest.approx(whole["y"], abs=1)
    assert after["width"] == pytest.approx(before["width"], abs=1)
    assert after["height"] > 1.3 * before["height"]
    area.press("Enter")  # the left half, where the second one stands
    two.wait_for_change(lambda: two.pixels("seen"), shown)
    area.press("Escape")
    assert frame.is_hidden()
