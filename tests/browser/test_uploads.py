"""Uploading a picture: it becomes the digit, or one sentence says why not."""

import io
import time

import pytest
from PIL import Image, ImageDraw

from ui.words import WORDS

pytestmark = pytest.mark.browser

ONE = [[(0.5, 0.15), (0.5, 0.5), (0.5, 0.85)]]


def picture(text_colour="black", paper="white", size=(400, 300)) -> bytes:
    image = Image.new("RGB", size, paper)
    ImageDraw.Draw(image).line([(150, 60), (260, 60), (200, 240)], text_colour, 20, joint="curve")
    stream = io.BytesIO()
    image.save(stream, "PNG")
    return stream.getvalue()


def upload(visitor, name: str, content: bytes) -> None:
    visitor.page.set_input_files(
        '[data-id="upload"]', {"name": name, "mimeType": "image/png", "buffer": content}
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
