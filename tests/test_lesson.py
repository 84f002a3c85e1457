"""The lesson plans: every link opens to what the text says, and what the text says is so."""

import itertools
import re
from collections.abc import Mapping

import pytest

from docs import lesson_links
from docs.lesson_links import PLANS, STEPS
from ui import rooms
from ui.live import pipeline
from ui.live.requests import read
from ui.words import WORDS

TEXTS = {language: path.read_text(encoding="utf-8") for language, path in PLANS.items()}
LINKS = [
    (language, name, text, re.search(rf"^\[{name}\]: (\S+)$", TEXTS[language], re.MULTILINE)[1])
    for language in TEXTS
    for text, name in re.findall(r"\[([^\]\[]+)\]\[(\w+)\]", TEXTS[language])
]
SHEETS = [PLANS["en"].with_name(name) for name in ("worksheet.html", "worksheet.zh.html")]


def test_both_plans_use_every_step_in_order():
    for language in TEXTS:
        assert [name for lang, name, *_ in LINKS if lang == language] == list(STEPS)


@pytest.mark.parametrize(("language", "name", "text", "link"), LINKS)
def test_a_link_opens_to_what_its_text_says(language, name, text, link):
    view, query = lesson_links.opens(link)
    assert text == lesson_links.describe(view, query)
    step = STEPS[name]
    assert query == {"lang": language, **step.query}
    assert query.get("room", "code") in rooms.ORDER
    assert len(link) < 1900
    if view is None:
        return
    read(view)
    chosen = ("model", "noise", "level", "seed", "numbers")
    assert {key: view[key] for key in chosen} == {key: step.view.get(key) for key in chosen}
    assert pipeline.respond(view)["state"] == "ok"


@pytest.mark.parametrize("language", TEXTS)
def test_the_links_are_as_the_script_writes_them(language):
    assert lesson_links.written(TEXTS[language], language) == TEXTS[language]


def test_a_label_names_model_noise_level_numbers_and_room():
    view = {"model": "ordered_32", "noise": "blur", "level": 0.25, "numbers": 3}
    text = lesson_links.describe(view, {"lang": "en", "room": "map"})
    assert text == "Ordered 32, Blur 0.25, Numbers used: the first 3 of 32, Map"
    assert lesson_links.describe(None, {"lang": "zh", "how": "check"}) == WORDS["how"][1]


@pytest.mark.parametrize("language", TEXTS)
def test_the_plan_names_words_that_are_on_the_page_and_lasts_45_minutes(language):
    at = list(TEXTS).index(language)
    on_page = {pair[at] for pair in WORDS.values()}
    for quoted in re.findall("“([^”]+)”", TEXTS[language].split("\n[draw]: ")[0]):
        assert quoted in on_page, quoted
    times = re.findall(r"^## (\d+)–(\d+) ", TEXTS[language], re.MULTILINE)
    ends = [(int(start), int(end)) for start, end in times]
    assert ends[0][0] == 0
    assert ends[-1][1] == 45
    assert all(one[1] == other[0] for one, other in itertools.pairwise(ends))


# ---- what the text says is seen ----


def answer(name: str) -> Mapping:
    reply = pipeline.respond(STEPS[name].view)
    assert reply["state"] == "ok"
    return reply


def said(reply: Mapping, picture: str) -> int | None:
    """The digit that the page says is read in a picture; None if it says that there is none."""
    reading = reply["readings"][picture]
    return reading["read"] if reading["sure"] >= 0.5 and reading["no_digit"] < 0.5 else None


def draws(name: str) -> dict[int | None, int]:
    """What the classifier reads in the 24 restored pictures of "How sure is it?"."""
    view = STEPS[name].view
    assert STEPS[name].query["room"] == "noises"
    found = dict(rooms.respond({**view, "room": {"name": "noises"}})["restored"]["read"])
    assert sum(found.values()) == 24
    return found


def test_with_fewer_numbers_the_four_becomes_a_nine_and_then_an_eight():
    assert [said(answer(name), "seen") for name in ("draw", "all")] == [4, 4]
    restored = [said(answer(name), "restored") for name in ("all", "eight", "four", "one")]
    assert restored == [4, 4, 9, 8]
    assert answer("four")["readings"]["restored"]["sure"] > 0.9
    errors = [answer(name)["scores"]["restored"]["mse"] for name in ("all", "eight", "four")]
    assert errors == sorted(errors)


def test_noise_is_left_out_and_at_the_most_it_guesses():
    assert said(answer("noise"), "noisy") == 4
    assert draws("noise") == {4: 24}
    assert said(answer("most"), "noisy") is None
    assert said(answer("most"), "restored") == 4
    assert 12 < draws("most")[4] < 24


def test_only_the_network_that_was_shown_noise_leaves_it_out():
    unmet, met, clean = answer("unmet"), answer("met"), answer("clean")
    assert said(unmet, "noisy") == 4
    assert said(unmet, "restored") is None
    assert said(met, "restored") == 4
    assert unmet["noisy"] == met["noisy"]
    other = pipeline.respond({**STEPS["clean"].view, "model": "conv_32"})
    assert clean["scores"]["restored"]["mse"] < other["scores"]["restored"]["mse"]
    assert all(reply["code"]["shape"] == [32] for reply in (unmet, met))


def test_a_clean_picture_is_wrong():
    gone = answer("gone")
    assert said(gone, "seen") == 5
    assert said(gone, "restored") == 3
    assert gone["readings"]["restored"]["sure"] > 0.9
    found = draws("gone")
    assert {3, 5, 8} <= set(found)
    assert found[5] <= 6  # "only few of them are right"
    face = answer("face")
    assert said(face, "seen") is None
    assert said(face, "restored") == 0


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda path: path.name)
def test_the_work_sheet_has_the_tasks_that_the_plan_names_and_no_picture(sheet):
    text = sheet.read_text(encoding="utf-8")
    assert re.findall(r"<h2>(\d)\.", text) == list("123456")
    language = "zh" if ".zh." in sheet.name else "en"
    tasks = re.findall(r"task (\d)|练习单第 (\d) 题", TEXTS[language])
    assert ["".join(task) for task in tasks] == list("123456")
    assert not re.search(r"<img|data:|base64", text)
