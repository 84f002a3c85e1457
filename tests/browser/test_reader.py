"""What the classifier reads: under each picture, and in a sentence."""

import pytest

from tests.browser.test_models import choose, english

pytestmark = pytest.mark.browser

SURE = {"read": 3, "sure": 0.99, "no_digit": 0.001}
OTHER = {"read": 8, "sure": 0.81, "no_digit": 0.001}
NOTHING = {"read": 8, "sure": 0.41, "no_digit": 0.1}
ODD = {"read": 4, "sure": 0.99, "no_digit": 0.9}
DOUBTFUL = {"read": 3, "sure": 0.99, "no_digit": 0.2}


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


@pytest.mark.parametrize(
    ("seen", "noisy", "restored", "corrupted", "key"),
    [
        (SURE, OTHER, SURE, True, "again"),
        (SURE, SURE, SURE, True, "still"),
        (SURE, SURE, OTHER, True, "lost"),
        (SURE, OTHER, OTHER, True, "missed"),
        (SURE, SURE, SURE, False, "kept"),
        (SURE, SURE, OTHER, False, "changed"),
        (SURE, NOTHING, SURE, True, "back"),
        (SURE, NOTHING, OTHER, True, "invented"),
        (SURE, NOTHING, NOTHING, True, "nowhere"),
        (SURE, NOTHING, ODD, True, "nowhere"),
        (SURE, SURE, NOTHING, True, "erased"),
        (SURE, SURE, NOTHING, False, "gone"),
        (NOTHING, SURE, SURE, True, "unclear"),
        (ODD, ODD, SURE, True, "strange"),
    ],
)
def test_the_sentence_says_what_happened(script, seen, noisy, restored, corrupted, key):
    values = {}
    for letter, reading in {"c": seen, "n": noisy, "r": restored}.items():
        values |= {letter: reading["read"], f"{letter}p": round(100 * reading["sure"])}
    said = script(
        "([readings, corrupted]) => AE.readingSentence(readings, corrupted)",
        [{"seen": seen, "noisy": noisy, "restored": restored}, corrupted],
    )
    assert said == english(f"read_{key}_long", **values)


@pytest.mark.parametrize(
    ("reading", "clean", "line"),
    [
        ({**SURE, "sure": 0.9999}, None, "Read as 3 99\u00a0%"),
        (NOTHING, None, "Nothing can be read"),
        (ODD, None, "This doesn't look like a digit"),
        ({**SURE, "sure": 0.8}, SURE, "Read as 3 80\u00a0% ✓"),
        (OTHER, SURE, "Read as 8 81\u00a0% ✗"),
        (NOTHING, SURE, "Nothing can be read"),
        # what is not surely read, or may be none, is no yardstick
        (OTHER, OTHER, "Read as 8 81\u00a0%"),
        (OTHER, DOUBTFUL, "Read as 8 81\u00a0%"),
        (OTHER, ODD, "Read as 8 81\u00a0%"),
        (None, SURE, ""),
    ],
)
def test_the_line_under_a_picture_marks_doubt_and_agreement(script, reading, clean, line):
    markup = script("([a, b]) => AE.readingLine(a, b)", [reading, clean])
    text = script(
        "m => { const p = document.createElement('p'); p.innerHTML = m; return p.textContent; }",
        markup,
    )
    assert text == line


def test_a_drawing_that_is_no_digit_is_told_so_and_gets_no_tick(visit):
    visitor = visit("/?room=strange")
    visitor.page.locator('[data-room="strange"]').scroll_into_view_if_needed()
    for name in ("letter_a", "smiley"):
        visitor.page.click(f'[data-id="strange-samples"] [data-name="{name}"]')
        visitor.wait_for_text("seen-read", english("read_no_digit"))
        assert visitor.text("reading") == english("read_strange_long")
        assert visitor.page.locator(".read i").count() == 0
    assert not visitor.errors
