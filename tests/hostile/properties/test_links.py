"""Forged links with a correct checksum: a state that the stage can show, or one problem.

`test_links` tests honest links, and that a changed character is always found.
"""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.hostile.properties.strategies import anything, damaged, deep, nearly, tried
from tests.hostile.properties.test_strokes import is_picture
from tests.ui.sharing.test_links import GOOD, TEXT, forged
from ui.live.pictures import make
from ui.live.requests import read
from ui.problems import Problem
from ui.sharing import links
from ui.sharing.downloads import link

CONTENT = json.loads(links._content(TEXT))
FEW = ["ordered_32", *CONTENT[1:], 5]
PIXELS = [*CONTENT[:4], "00" * 784, [[1, 200, 200, 50, -10]]]


def opened(text: object) -> dict | None:
    state, problem = tried(Problem, links.unpack, text)
    if problem:
        assert problem.key == "link_damaged"
        return None
    ask = make(read(state))
    assert all(map(is_picture, (ask.picture, ask.corrupted, ask.noisy)))
    json.dumps(state, allow_nan=False)
    return state


def test_the_unchanged_forgery_can_be_opened():
    assert opened(forged(CONTENT))["digit"] == links.unpack(TEXT)["digit"]
    assert "marks" in opened(forged(PIXELS))["digit"]
    assert link({"open": TEXT})["opened"]["model"] == GOOD["model"]


@given(nearly(CONTENT) | nearly(PIXELS) | nearly(FEW) | anything)
def test_a_forged_link_is_a_state_or_refused(content):
    opened(forged(content))


@given(damaged(json.dumps(CONTENT).encode()), st.binary(max_size=2))
def test_a_link_of_damaged_json_is_a_state_or_refused(content, version):
    opened(forged(content))
    assert opened(forged(content, version)) is None or version == b"\x01"


@given(st.text() | st.binary() | damaged(TEXT.encode()).map(lambda text: text.decode("latin-1")))
def test_text_that_is_not_a_link_is_refused(text):
    assert opened(text) is None or text == TEXT


@pytest.mark.parametrize(
    "content",
    [
        deep(900),
        "[" * 19_000,
        [*CONTENT[:4], [[10**9] * 8], []],
        [*CONTENT[:4], "0" * 15_000, []],
    ],
    ids=["deep", "open brackets", "far away", "too many pixels"],
)
def test_a_short_link_that_unpacks_to_much_is_refused(content):
    text = forged(content.encode() if isinstance(content, str) else content)
    assert len(text) <= links.MAX_TEXT
    assert opened(text) is None
