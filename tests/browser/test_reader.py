"""What the classifier reads: under each picture, and in a sentence."""

import pytest

from tests.browser.test_models import choose, english

pytestmark = pytest.mark.browser

SURE = {"read": 3, "sure": 0.99}
OTHER = {"read": 8, "sure": 0.41}


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


@pytest.mark.parametrize(
    ("seen", "noisy", "restored", "corrupted", "key"),
    [
        (SURE, OTHER, SURE, True, "again"),
        (SURE, SURE, SURE, True, "still"),
        (SURE, SURE, OTHER, True, "lost"),
        (SURE, OTHER, OTHER, True, "missed"),
        (SURE, SURE, SURE, False, "kept"),
        (SURE, SURE, OTHER, False, "changed"),
        (OTHER, SURE, SURE, True, "unclear"),
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
        ({"read": 3, "sure": 0.9999}, None, "Read as 3 99\u00a0%"),
        ({"read": 8, "sure": 0.41}, None, "Read as 8? 41\u00a0%"),
        ({"read": 3, "sure": 0.8}, SURE, "Read as 3 80\u00a0% ✓"),
        ({"read": 8, "sure": 0.8}, SURE, "Read as 8 80\u00a0% ✗"),
        ({"read": 8, "sure": 0.8}, OTHER, "Read as 8 80\u00a0%"),  # a guess is no yardstick
        (None, SURE, ""),
    ],
)
def test_the_line_under_a_picture_marks_guesses_and_agreement(script, reading, clean, line):
    markup = script("([a, b]) => AE.readingLine(a, b)", [reading, clean])
    text = script(
        "m => { const p = document.createElement('p'); p.innerHTML = m; return p.textContent; }",
        markup,
    )
    assert text == line
