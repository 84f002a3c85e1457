"""The words of the page: both languages, no key missing, none left over.

Every test collects the keys that are wrong, so that its failure names them.
"""

import re
from pathlib import Path

from ae_core.data.symbols import ready
from ae_core.models.presets import PRESETS
from ae_core.noise import NOISES
from ui import sources
from ui.how import FAILURES
from ui.menu import facts
from ui.sharing.takeaway import FILES
from ui.training.choices import STARTS
from ui.words import TABLES, WORDS

UI = Path(__file__).parents[2] / "ui"
SOURCES = "".join(
    path.read_text(encoding="utf-8")
    for pattern in ("static/**/*.*", "**/*.py")
    for path in sorted(UI.glob(pattern))
    if path.parent.name != "words"
)
# units and signs
WITHOUT_CHINESE = {"db", "ssim", "percent", "comma", "comma_names", "inside_name_and_does"}
PUBLISHED = [spec.key for spec in PRESETS.values() if spec.published]
# keys that the page puts together, {prefix: what follows it}
BY_CONVENTION = {
    "noise_": set(NOISES),
    "about_": set(NOISES),
    "model_": {*PRESETS, "own"},
    "fact_": {*PRESETS, "own"},
    "how_source_": set(PUBLISHED),
    "how_published_": set(PUBLISHED),
    "group_": {facts(spec)["group"] for spec in PRESETS.values()} | {"own"},
    "hint_": {facts(spec)["code"] for spec in PRESETS.values()},
    "train_from_": {*STARTS, *(f"{name}_note" for name in STARTS)},
    "how_": {name + part for name in FAILURES for part in ("", "_seen", "_is")},
    "teaches_": set(PRESETS),
    "paper_": set(sources.PAPERS),
    "tutorial_": set(sources.TUTORIALS),
    "card_family_": {spec.family for spec in PRESETS.values()},
    "card_on_": {"mnist", "strokes", "others"},
    "card_noise_": {"clean", "level", "every"},
    "card_begun_": {spec.begins_as for spec in PRESETS.values()} - {None},
    "loss_": {spec.loss for spec in PRESETS.values()},
    "compare_group_": {"every", "one", "clean", "rest"},
    "take_": set(FILES),
    "symbols_": {*("few", "many", "name", "same_name", "few_drawings", "many_drawings")}
    | {"empty", "long"},
    "symbols_face_": {face.name for face in ready.sets()["faces"]},
    "part_": set(re.findall(r'data-part="(\w+)"', SOURCES)),
}


def test_both_languages_have_text_and_the_same_placeholders():
    wrong = [
        key
        for key, (english, chinese) in WORDS.items()
        if not english.strip()
        or not chinese.strip()
        or set(re.findall(r"{\w+}", english)) != set(re.findall(r"{\w+}", chinese))
    ]
    assert not wrong


def test_chinese_is_written_in_chinese():
    latin = {key for key, (_, text) in WORDS.items() if not re.search(r"[\u4e00-\u9fff]", text)}
    not_chinese = latin - WITHOUT_CHINESE
    assert not not_chinese


def test_no_key_is_in_two_tables():
    keys = [key for table in TABLES.values() for key in table]
    twice = {key for key in keys if keys.count(key) > 1}
    assert not twice


def test_no_word_is_missing():
    in_markup = set(re.findall(r'data-t(?:-label|-title)?="(\w+)"', SOURCES)) - {"noise_"}
    composed = {prefix + name for prefix, names in BY_CONVENTION.items() for name in names}
    missing = (in_markup | composed) - set(WORDS)
    assert not missing
    assert len(in_markup) > 20


def test_no_word_is_left_over():
    """A key counts as used where a script, the markup or the server names it."""
    named = set(re.findall(r"(?<=[\"'`])\w+(?=[\"'`])|\b\w+(?=:)", SOURCES))
    also_composed = ("of_", "source_", "room_", "strange_sample_")
    composed = {prefix + name for prefix, names in BY_CONVENTION.items() for name in names}
    unused = {
        key
        for key in set(WORDS) - composed - named
        if not key.startswith(also_composed) and not key.endswith("_long")
    }
    assert not unused


def test_no_sentence_has_a_long_dash():
    dashed = [key for key, pair in WORDS.items() if re.search("[–—]", "".join(pair))]
    assert not dashed
