"""The colours of words and marks can be told from every background of the page."""

import re
from pathlib import Path

import pytest

import ui

BASE = (Path(ui.__file__).parent / "static" / "styles" / "base.css").read_text()
BACKGROUNDS = ("page", "panel", "wash", "track")
WORDS, MARKS = 4.5, 3  # contrasts that WCAG 2.1 AA asks for: of text, of bars and edges
LEAST = {
    **dict.fromkeys(("ink", "soft", "accent", "right", "wrong"), WORDS),
    **dict.fromkeys(("alive", "clean", "control"), MARKS),
}


def tokens(selector: str) -> dict[str, str]:
    """The colours that a rule of base.css names."""
    (rule,) = re.findall(rf"^{re.escape(selector)} {{(.*?)}}", BASE, re.DOTALL | re.MULTILINE)
    return dict(re.findall(r"--ae-(\w+): (#\w{6});", rule))


def luminance(colour: str) -> float:
    """As WCAG 2.1 defines it."""
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


@pytest.mark.parametrize("selector", [":root", ".dark"])
@pytest.mark.parametrize("name", LEAST)
def test_words_and_marks_have_contrast_on_every_background(name, selector):
    of = tokens(selector)
    for background in BACKGROUNDS:
        light, dark = sorted(map(luminance, (of[name], of[background])), reverse=True)
        assert (light + 0.05) / (dark + 0.05) >= LEAST[name], background
