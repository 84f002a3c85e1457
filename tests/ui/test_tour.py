"""The tour: every step points at something that is there, and has its words."""

import re

from ae_core.models.presets import PRESETS
from ae_core.noise import NOISES
from ui import page, rooms
from ui.words import WORDS

SCRIPT = (page._STATIC / "tour.js").read_text()
STEPS = re.search(r"static STEPS = \[(.*?)\n  \];", SCRIPT, re.DOTALL).group(1)
NAMES = re.findall(r'name: "(\w+)"', STEPS)


def test_there_are_six_steps_and_each_has_its_words():
    assert len(NAMES) == len(set(NAMES)) == 6
    for name, step in zip(NAMES, re.split(r"name: ", STEPS)[1:], strict=True):
        assert f"tour_{name}_long" in WORDS
        assert (f"tour_{name}_done_long" in WORDS) == ("done:" in step)
    said = {key for key in WORDS if re.fullmatch(r"tour_\w+_long", key)}
    assert {re.sub(r"(_done)?_long$", "", key) for key in said} == {f"tour_{n}" for n in NAMES}


def test_what_a_step_points_at_is_on_the_page():
    markup = page._markup()
    tabs = {f"#tab-{name}" for name in rooms.ORDER}  # made by static/rooms.js
    for target in re.findall(r'(?:at|look): "(.*?)"', STEPS):
        kind, name = target[0], target[1:]
        if kind == "#":
            assert target in tabs or f'id="{name}"' in markup, target
        else:
            assert re.search(rf'class="(?:[^"]* )?{name}(?: [^"]*)?"', markup), target


def test_it_names_models_and_noises_that_there_are():
    model, noise = re.search(r'SETTING = { model: "(\w+)", noise: "(\w+)"', SCRIPT).groups()
    assert model in PRESETS
    assert noise in NOISES
    assert re.search(r'state\.model === "(\w+)"', STEPS).group(1) in PRESETS


def test_a_step_says_two_sentences_at_most():
    for key, (english, chinese) in WORDS.items():
        if re.fullmatch(r"tour_\w+_long", key):
            assert len(re.findall(r"[.?!](?:\s|$)", english)) <= 2, key
            assert len(re.findall(r"[。？！]", chinese)) <= 2, key
