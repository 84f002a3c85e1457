"""The words of the page: two languages, none missing, none left over."""

import re
from pathlib import Path

import pytest

from ae_core.models.presets import PRESETS
from ae_core.noise import NOISES
from ui.menu import facts
from ui.words import TABLES, WORDS

UI = Path(__file__).parents[2] / "ui"
FILES = [*UI.glob("static/**/*.*"), *UI.glob("*.py"), *UI.glob("rooms/*.py")]
SOURCES = "".join(path.read_text() for path in FILES)
USED_IN_MARKUP = set(re.findall(r'data-t(?:-label|-title)?="(\w+)"', SOURCES))


@pytest.mark.parametrize("key", WORDS)
def test_both_languages_say_something_and_fill_the_same_blanks(key):
    english, chinese = WORDS[key]
    assert english.strip()
    assert chinese.strip()
    assert set(re.findall(r"{\w+}", english)) == set(re.findall(r"{\w+}", chinese))


def test_no_table_has_the_key_of_another():
    assert sum(len(table.WORDS) for table in TABLES) == len(WORDS)


def test_only_the_language_names_and_units_are_the_same_in_both():
    same = {key for key, (english, chinese) in WORDS.items() if english == chinese}
    assert same == {"db", "ssim"}


def test_chinese_is_written_in_chinese():
    for key, (_, chinese) in WORDS.items():
        if key not in ("db", "ssim", "percent", "comma"):
            assert re.search(r"[\u4e00-\u9fff]", chinese), key


def test_the_markup_asks_for_words_that_exist():
    assert USED_IN_MARKUP - {"noise_"} <= set(WORDS)
    assert len(USED_IN_MARKUP) > 20


def test_every_model_and_every_noise_has_its_words():
    for key in PRESETS:
        assert f"model_{key}" in WORDS
        assert f"fact_{key}" in WORDS
    for kind in NOISES:
        assert f"noise_{kind}" in WORDS
        assert f"about_{kind}" in WORDS


def test_every_part_that_a_link_may_leave_out_has_its_words():
    parts = {f"part_{name}" for name in re.findall(r'data-part="(\w+)"', SOURCES)}
    assert parts == {key for key in WORDS if key.startswith("part_")}


@pytest.mark.parametrize("part", ["group", "hint"])
def test_every_group_of_the_menu_and_every_kind_of_code_has_its_words(part):
    of = {"group": "group", "hint": "code"}[part]
    asked_for = {f"{part}_{facts(spec)[of]}" for spec in PRESETS.values()}
    own = {"group": {"group_own"}, "hint": set()}[part]  # a net of the visitor's own has bars
    assert asked_for | own == {key for key in WORDS if key.startswith(f"{part}_")}


@pytest.mark.parametrize("key", WORDS)
def test_no_sentence_has_a_long_dash(key):
    assert not re.search("[–—]", "".join(WORDS[key]))


def test_no_word_is_left_over():
    composed = ("model_", "fact_", "noise_", "about_", "of_", "source_", "group_", "hint_", "room_")
    composed += ("how_source_", "how_published_", "part_", "strange_sample_")
    unused = [
        key
        for key in WORDS
        if not key.startswith(composed)
        and not key.endswith("_long")
        and not re.search(rf"[\"'`]{key}[\"'`]|\b{key}:", SOURCES)
    ]
    assert not unused
