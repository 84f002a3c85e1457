"""What the classifier reads: under each picture, and in a sentence."""

import pytest

from tests.browser.steps import choose, english

pytestmark = pytest.mark.browser


def test_each_picture_says_what_is_read_in_it_as_long_as_there_is_a_digit(visit):
    visitor = visit()
    for name in ("seen", "noisy", "restored"):
        line = visitor.text(f"{name}-read")
        assert line.startswith("Read as ")
        assert line in visitor.page.get_attribute(f'canvas[data-id="{name}"]', "aria-label")
    assert "Read as 3" in visitor.text("seen-read")
    assert "Read as 3" in visitor.text("restored-read")
    assert visitor.page.locator('[data-id="restored-read"] .right').count() == 1
    assert "3" in visitor.text("reading")
    # with all pixels hit nothing is left, and what is restored is no digit either
    choose(visitor, "conv_32", "salt_pepper", "1")
    assert visitor.text("noisy-read") == english("read_nothing")
    assert visitor.page.locator('[data-id="noisy-read"] i').count() == 0
    visitor.page.click('[data-id="clear"]')
    visitor.settle()
    for name in ("seen", "noisy", "restored"):
        assert visitor.text(f"{name}-read") == ""
    assert visitor.page.locator('[data-id="reading-line"]').is_hidden()


def test_a_drawing_that_is_no_digit_is_told_so_and_gets_no_tick(visit):
    visitor = visit("/?room=strange")
    visitor.page.locator('[data-room="strange"]').scroll_into_view_if_needed()
    for name in ("letter_a", "smiley"):
        visitor.page.click(f'[data-id="strange-samples"] [data-name="{name}"]')
        visitor.wait_for_text("seen-read", english("read_no_digit"))
        assert visitor.text("reading") == english("read_strange_long")
        assert visitor.page.locator(".read i").count() == 0
    assert not visitor.errors
