"""Uploading a picture: it becomes the digit, or one sentence says why not."""

import base64
import io
import time

import numpy as np
import pytest
from PIL import Image, ImageDraw

from tests.ui.live.test_photographs import content as file_content
from ui.live import uploads
from ui.words import WORDS

pytestmark = pytest.mark.browser

ONE = [[(0.5, 0.15), (0.5, 0.5), (0.5, 0.85)]]


def picture(text_colour="black", paper="white", size=(400, 300)) -> bytes:
    image = Image.new("RGB", size, paper)
    ImageDraw.Draw(image).line([(150, 60), (260, 60), (200, 240)], text_colour, 20, joint="curve")
    stream = io.BytesIO()
    image.save(stream, "PNG")
    return stream.getvalue()


def upload(visitor, name: str, content: bytes, kind: str = "image/png") -> None:
    visitor.page.set_input_files(
        '[data-id="upload"]', {"name": name, "mimeType": kind, "buffer": content}
    )


def hand_over(visitor, event: str, content: bytes) -> None:
    """Paste or drop a PNG."""
    visitor.page.evaluate(
        """([event, text]) => {
          const bytes = Uint8Array.from(atob(text), (c) => c.charCodeAt(0));
          const data = new DataTransfer();
          data.items.add(new File([bytes], "digit.png", { type: "image/png" }));
          const pad = document.querySelector("#pad");
          const about = { bubbles: true, cancelable: true };
          pad.dispatchEvent(event === "paste"
            ? new ClipboardEvent(event, { ...about, clipboardData: data })
            : new DragEvent(event, { ...about, dataTransfer: data }));
        }""",
        [event, base64.b64encode(content).decode()],
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
    for level, content, problem in (
        ("0.51", b"not a picture at all", "bad_picture"),
        ("0.52", bytes(2 * 1024 * 1024 + 1), "picture_too_big"),
        ("0.53", picture(size=(10_000, 300)), "picture_too_large"),
    ):
        restored = visitor.pixels("restored")
        upload(visitor, "picture.png", content)
        visitor.wait_for_text("file-note", WORDS[problem][1].replace("{n}", "4096"))
        visitor.settle()
        assert visitor.pixels("restored") == restored
        visitor.page.locator("#level").fill(level)
        visitor.settle()
        assert visitor.pixels("restored") != restored
        visitor.draw(ONE)
        assert visitor.page.locator('[data-id="file-note"]').is_hidden()
        visitor.settle()
    assert "Traceback" not in server.log()


def test_a_picture_without_a_digit_leaves_the_pad_as_it_is(visit):
    visitor = visit()
    shown = visitor.pixels("seen")
    blank = io.BytesIO()
    Image.new("L", (300, 200), 230).save(blank, "PNG")
    upload(visitor, "blank.png", blank.getvalue())
    visitor.wait_for_text("file-note", WORDS["blank_picture"][0])
    visitor.settle()
    assert visitor.pixels("seen") == shown


@pytest.mark.parametrize("event", ["paste", "drop"])
def test_a_picture_is_pasted_or_dropped_on_the_pad(visit, event):
    visitor = visit()
    shown = visitor.pixels("seen")
    hand_over(visitor, event, picture())
    visitor.wait_for_change(lambda: visitor.pixels("seen"), shown)


def test_what_only_the_browser_can_show_is_painted_by_it(visit):
    visitor = visit()
    shown = visitor.pixels("seen")
    upload(visitor, "x.avif", file_content("x.avif"), "image/avif")
    visitor.wait_for_change(lambda: visitor.pixels("seen"), shown)
    visitor.settle()
    visitor.page.wait_for_function("document.querySelector('.lab').textContent.includes('2')")


def test_a_photograph_from_a_phone_is_shrunk_before_it_is_sent(visit):
    rng = np.random.default_rng(0)
    paper = Image.fromarray(rng.integers(215, 256, (3024, 4032), np.uint8)).convert("RGB")
    strokes = [(1500, 700), (2500, 700), (1900, 2300)]
    ImageDraw.Draw(paper).line(strokes, "black", 120, joint="curve")
    file = io.BytesIO()
    paper.save(file, "JPEG", quality=95)
    assert file.tell() > uploads.MAX_BYTES
    visitor = visit()
    shown, sent = visitor.pixels("seen"), []
    visitor.page.on("request", lambda request: sent.append(len(request.post_data or "")))
    upload(visitor, "photo.jpg", file.getvalue(), "image/jpeg")
    visitor.wait_for_change(lambda: visitor.pixels("seen"), shown)
    assert 0 < max(sent) < uploads.MAX_BYTES


def test_of_two_digits_the_other_one_can_be_taken(visit):
    visitor = visit()
    shown = visitor.pixels("seen")
    upload(visitor, "two.png", file_content("two.png"))
    visitor.wait_for_change(lambda: visitor.pixels("seen"), shown)
    visitor.wait_for_text("file-note", WORDS["digits_found"][0].replace("{n}", "2"))
    one = visitor.pixels("seen")
    visitor.page.get_by_label("Digit 2 of the picture").click()
    visitor.wait_for_change(lambda: visitor.pixels("seen"), one)
    other = visitor.pixels("seen")
    box = visitor.page.locator('[data-id="crop-picture"]').bounding_box()
    mouse = visitor.page.mouse  # a frame around the right half, where the first one stands
    mouse.move(box["x"] + 0.52 * box["width"], box["y"] + 2)
    mouse.down()
    mouse.move(box["x"] + box["width"] - 2, box["y"] + box["height"] - 2, steps=3)
    mouse.up()
    visitor.wait_for_change(lambda: visitor.pixels("seen"), other)
