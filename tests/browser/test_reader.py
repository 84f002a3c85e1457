"""What the classifier reads: under each picture, and in a sentence."""

import pytest

from tests.browser.test_models import choose

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
    # with much noise the net restores another digit
    choose(visitor, "dense_16", "gaussian", "1")
    assert visitor.page.locator('[data-id="restored-read"] .wrong').count() == 1
    visitor.page.click('[data-id="clear"]')
    visitor.settle()
    for name in ("seen", "noisy", "restored"):
        assert visitor.text(f"{name}-read") == ""
    assert visitor.page.locator('[data-id="reading-line"]').is_hidden()
