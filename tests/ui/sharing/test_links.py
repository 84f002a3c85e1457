"""Links: packed and unpacked without visible change; anything else is refused."""

import base64
import dataclasses
import json
import operator
import zlib
from collections.abc import Mapping

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ae_core.data import stroke_digits
from ae_core.data.strokes import from_strokes
from ae_core.models import presets
from ae_core.noise import NOISES
from ui.live.encoding import encode, encode_picture
from ui.live.pictures import make
from ui.live.requests import MAX_SEED, read
from ui.problems import Problem
from ui.sharing import links

ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
SETTINGS = {"model": "dense_16", "noise": "gaussian", "level": 0.5, "seed": 7}
GOOD = {**SETTINGS, "digit": {"strokes": [[[0.2, 0.2], [0.5, 0.4], [0.8, 0.2]]]}}
TEXT = links.pack(GOOD)

coordinates = st.integers(-300, 1300).map(lambda steps: steps / 1000) | st.floats(-10, 10)
lines = st.lists(st.tuples(coordinates, coordinates).map(list), max_size=12)
marks = st.lists(st.fixed_dictionaries({"ink": st.booleans(), "points": lines}), max_size=3)
digits = st.fixed_dictionaries(
    {"strokes": st.lists(lines, max_size=4)}, optional={"marks": marks}
) | st.fixed_dictionaries(
    {"pixels": st.binary(min_size=784, max_size=784).map(lambda b: base64.b64encode(b).decode())},
    optional={"marks": marks},
)
states = st.fixed_dictionaries(
    {
        "digit": digits,
        "model": st.sampled_from(list(presets.PRESETS)),
        "noise": st.sampled_from(list(NOISES)),
        "level": st.integers(0, 100).map(lambda percent: percent / 100) | st.floats(0, 1),
        "seed": st.integers(0, MAX_SEED),
        "numbers": st.none() | st.integers(1, 32),
    }
)


def key_of(function, *args):
    with pytest.raises(Problem) as caught:
        function(*args)
    return caught.value.key


def forged(content: object, version: bytes = b"\x01") -> str:
    """A text whose checksum is right, whatever it holds."""
    squeezer = zlib.compressobj(wbits=-15)
    text = content if isinstance(content, bytes) else json.dumps(content).encode()
    body = version + squeezer.compress(text) + squeezer.flush()
    raw = body + zlib.crc32(body).to_bytes(4, "little")
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


def handwritten(strokes, rng) -> list:
    """A drawing as a pen reports it: points close together, a little shaken, on the pad's grid."""
    reported = []
    for stroke in strokes:
        line = np.asarray(stroke)
        walked = np.r_[0, np.hypot(*np.diff(line, axis=0).T).cumsum()]
        at = np.linspace(0, walked[-1], max(2, int(walked[-1] / 0.006)))
        points = np.stack([np.interp(at, walked, line[:, axis]) for axis in (0, 1)], axis=1)
        shaken = points + rng.normal(0, 0.0006, points.shape)
        reported.append(shaken.clip(0, 1).round(3).tolist())
    return reported


@given(states)
@settings(deadline=None)
def test_an_unpacked_link_packs_to_the_same_link_and_pictures(state):
    text = links.pack(state)
    assert len(text) <= links.MAX_TEXT
    assert set(text) <= set(ALPHABET)
    opened = links.unpack(text)
    assert links.pack(opened) == text
    shown, ask = make(read(opened)), read(state)
    settings_of = operator.attrgetter("model", "noise", "seed", "numbers")
    assert settings_of(shown) == settings_of(ask)
    assert shown.level == pytest.approx(ask.level, abs=0.00501)
    again = make(read(links.unpack(links.pack(opened))))
    for name in ("picture", "corrupted", "noisy"):
        np.testing.assert_array_equal(getattr(shown, name), getattr(again, name))


@given(states)
@settings(deadline=None)
def test_strokes_and_marks_keep_their_ends_and_order(state):
    """Points may be left out, but each stroke begins and ends where it did, marks as well."""
    opened = links.unpack(links.pack(state))
    digit, other = state["digit"], opened["digit"]
    if "pixels" in digit:
        assert other["pixels"] == digit["pixels"]
    pairs = list(
        zip(
            [line for line in digit.get("strokes", []) if line],
            other.get("strokes", []),
            strict=True,
        )
    )
    made = [mark for mark in digit.get("marks", []) if mark["points"]]
    kept = other.get("marks", [])
    assert [mark["ink"] for mark in made] == [mark["ink"] for mark in kept]
    pairs += [(a["points"], b["points"]) for a, b in zip(made, kept, strict=True)]
    for before, after in pairs:
        np.testing.assert_allclose([after[0], after[-1]], [before[0], before[-1]], atol=0.00051)
        assert len(after) <= max(2, len(before))


@given(states, st.data())
@settings(deadline=None)
def test_any_changed_character_is_refused(state, data):
    text = links.pack(state)
    at = data.draw(st.integers(0, len(text) - 1))
    other = data.draw(st.sampled_from(ALPHABET).filter(lambda character: character != text[at]))
    assert key_of(links.unpack, text[:at] + other + text[at + 1 :]) == "link_damaged"


def test_every_change_of_every_character_of_one_link_is_refused():
    for at, was in enumerate(TEXT):
        for other in ALPHABET.replace(was, ""):
            assert key_of(links.unpack, TEXT[:at] + other + TEXT[at + 1 :]) == "link_damaged"


def test_a_shorter_or_longer_link_is_refused():
    for text in (*(TEXT[:end] for end in range(len(TEXT))), TEXT + "A", TEXT + "=", TEXT * 2):
        assert key_of(links.unpack, text) == "link_damaged"


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=7) | st.dictionaries(st.text(max_size=8), inner, max_size=4)
    ),
    max_leaves=16,
)


@given(json_values | st.text() | st.binary())
def test_arbitrary_values_are_not_links(value):
    assert key_of(links.unpack, value) == "link_damaged"


@given(json_values)
def test_arbitrary_values_cannot_be_packed(value):
    assert isinstance(key_of(links.pack, value), str)


CONTENT = ["dense_16", "gaussian", 50, 7, [[200, 200, 300, 0]], []]


def test_a_valid_checksum_with_another_version_is_refused():
    assert links.unpack(forged(CONTENT))["digit"] == {"strokes": [[[0.2, 0.2], [0.5, 0.2]]]}
    assert key_of(links.unpack, forged(CONTENT, version=b"\x02")) == "link_damaged"


@pytest.mark.parametrize(
    ("place", "value"),
    [
        (0, "own:secret"),
        (0, None),
        (1, "rain"),
        (2, 101),
        (2, True),
        (2, "50"),
        (2, None),
        (3, -1),
        (3, 2**32),
        (4, None),
        (4, 5),
        (4, "00"),
        (4, "zz" * 784),
        (4, [[1, 2, 3]]),
        (4, [[1.5, 2]]),
        (4, [[True, 2]]),
        (4, [[20_001, 0]]),
        (4, [[10_000, 0, 10_000, 0]]),
        (4, [[10**400, 0]]),
        (4, [["1", "2"]]),
        (4, [[0, 0]] * 201),
        (5, None),
        (5, [[]]),
        (5, [[1, 2]]),
        (5, [["x", 2, 3], 4]),
        (6, 0),
        (6, 33),
        (6, "5"),
        (6, True),
        (6, [5]),
    ],
)
def test_the_content_of_a_link_is_checked(place, value):
    content = ["ordered_32", *CONTENT[1:], 5]
    content[place] = value
    assert key_of(links.unpack, forged(content)) == "link_damaged"


def test_a_link_carries_how_many_numbers_are_used_unless_it_is_all():
    ordered = {**GOOD, "model": "ordered_32"}
    plain = links.pack(ordered)
    assert json.loads(links._content(links.pack({**ordered, "numbers": 5})))[6:] == [5]
    assert links.unpack(links.pack({**ordered, "numbers": 5}))["numbers"] == 5
    for numbers in (None, 32):  # no longer than before
        assert links.pack({**ordered, "numbers": numbers}) == plain
    assert links.pack({**GOOD, "numbers": 5}) == TEXT  # of a code without order
    assert len(json.loads(links._content(plain))) == 6


def test_a_link_made_before_there_were_numbers_opens():
    opened = links.unpack(forged(["ordered_32", *CONTENT[1:]]))
    assert (opened["model"], opened["numbers"]) == ("ordered_32", None)


@pytest.mark.parametrize(
    "content", [[*CONTENT, 5, 5], [*CONTENT, 5, []]], ids=["twice", "and something else"]
)
def test_more_than_a_link_holds_is_refused(content):
    assert key_of(links.unpack, forged(content)) == "link_damaged"


@pytest.mark.parametrize(
    "content",
    [b"", b"{", b"[" * 15_000, b"[1]", b"[NaN,1,1,1,1,1]", b'["conv_32","gaussian",1,1,[{}],[]]'],
)
def test_content_that_is_not_a_drawing_is_refused(content):
    assert key_of(links.unpack, forged(content)) == "link_damaged"


def test_a_decompression_bomb_is_refused_unread(monkeypatch):
    bomb = forged(b" " * 1_000_000 + json.dumps(CONTENT).encode())
    assert len(bomb) < links.MAX_TEXT
    monkeypatch.setattr(json, "loads", lambda _: pytest.fail("it was read"))
    assert key_of(links.unpack, bomb) == "link_damaged"


def test_an_ordinary_digit_has_a_short_link_and_looks_the_same():
    """Measured over every built-in shape as a hand would draw it: mean difference in 255 greys."""
    rng = np.random.default_rng(0)
    lengths, differences = [], []
    for digit in stroke_digits.DIGITS:
        for shape in stroke_digits.variants(digit):
            drawn = handwritten(shape, rng)
            text = links.pack({**SETTINGS, "digit": {"strokes": drawn}})
            shown = links.unpack(text)["digit"]["strokes"]
            change = from_strokes(drawn) - from_strokes(shown)
            lengths.append(len(text))
            differences.append(255 * float(np.abs(change).mean()))
    assert max(lengths) < 1_000
    assert np.median(differences) < 0.3
    assert max(differences) < 1.5


def test_points_on_a_line_are_left_out_and_corners_stay():
    along = [[i / 1000, 0.5] for i in range(200, 801)]
    corner = [*along, *([0.8, i / 1000] for i in range(500, 801))]
    opened = links.unpack(links.pack({**SETTINGS, "digit": {"strokes": [corner]}}))
    assert opened["digit"]["strokes"] == [[[0.2, 0.5], [0.8, 0.5], [0.8, 0.8]]]
    loop = [[0.3, 0.3], [0.7, 0.3], [0.7, 0.7], [0.3, 0.3]]
    opened = links.unpack(links.pack({**SETTINGS, "digit": {"strokes": [loop]}}))
    assert opened["digit"]["strokes"] == [loop]


def test_an_uploaded_picture_is_packed_as_pixels(monkeypatch):
    from ui.live import uploads

    grey = np.arange(784, dtype=np.uint8).reshape(28, 28)
    found = uploads.Upload(grey.astype(np.float32) / 255, [uploads.WHOLE], False)
    monkeypatch.setattr(uploads, "decode", lambda content, part: found)
    opened = links.unpack(links.pack({**SETTINGS, "digit": {"file": "AAAA"}}))
    assert opened["digit"] == {"pixels": encode(grey)}


def test_a_picture_that_was_drawn_on_is_packed_as_what_it_looks_like():
    grey = np.arange(784, dtype=np.uint8).reshape(28, 28)
    digit = {"pixels": encode(grey), "strokes": [[[0.2, 0.2], [0.7, 0.6]]]}
    opened = links.unpack(links.pack({**SETTINGS, "digit": digit}))
    assert set(opened["digit"]) == {"pixels"}
    before, after = make(read({**SETTINGS, "digit": digit})), make(read(opened))
    np.testing.assert_array_equal(encode_picture(before.picture), encode_picture(after.picture))
    assert opened["digit"]["pixels"] != digit["pixels"]


def test_a_drawing_too_large_for_a_link_is_refused():
    wild = np.random.default_rng(0).random((3_000, 2)).round(3).tolist()
    assert key_of(links.pack, {**SETTINGS, "digit": {"strokes": [wild]}}) == "link_too_long"


def test_a_visitor_s_network_cannot_be_shared(monkeypatch):
    mine = dataclasses.replace(read(GOOD), model="own:secret")
    monkeypatch.setattr(links.requests, "read", lambda request: mine)
    assert key_of(links.pack, GOOD) == "link_own_model"


def test_a_malformed_request_keeps_its_problem():
    assert key_of(links.pack, {**GOOD, "level": 2}) == "bad_level"
    assert key_of(links.pack, {**GOOD, "digit": {"strokes": "x"}}) == "bad_strokes"
    assert key_of(links.pack, None) == "bad_request"


def test_an_empty_pad_can_be_packed():
    empty: Mapping = {**SETTINGS, "digit": {"strokes": []}}
    assert links.unpack(links.pack(empty)) == {**empty, "numbers": None}
