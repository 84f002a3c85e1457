"""The check of symbols that a visitor has drawn."""

import copy

import pytest

from ae_core.data.symbols import reading

LINE = [[[0.2, 0.2], [0.8, 0.8]]]
GOOD = [{"name": name, "drawings": [LINE] * 5} for name in ("A", "→", "smile")]


def why(symbols) -> tuple[str, dict]:
    with pytest.raises(reading.SymbolsError) as caught:
        reading.check(symbols)
    return caught.value.why, caught.value.values


def changed(**parts):
    symbols = copy.deepcopy(GOOD)
    symbols[1] |= parts
    return symbols


def test_symbols_are_read_as_they_were_drawn():
    found = reading.check(changed(name=" B "))
    assert [symbol.name for symbol in found] == ["A", "B", "smile"]
    assert found[0].drawings == [[[(0.2, 0.2), (0.8, 0.8)]]] * 5


def test_what_was_checked_can_be_checked_again():
    """The worker process checks what the page's own has."""
    once = reading.check(GOOD)
    assert reading.check([symbol._asdict() for symbol in once]) == once


@pytest.mark.parametrize(
    ("symbols", "expected"),
    [
        (GOOD[:1], ("few", {"n": 1})),
        ([], ("few", {"n": 0})),
        (GOOD * 4, ("many", {"n": 12})),
        ([*GOOD, GOOD[0]], ("same_name", {"name": "A"})),
        (changed(drawings=[LINE] * 4), ("few_drawings", {"name": "→", "n": 4})),
        (changed(drawings=[LINE] * 21), ("many_drawings", {"name": "→", "n": 21})),
        (changed(drawings=[*[LINE] * 4, [[], []]]), ("empty", {"name": "→"})),
        (changed(drawings=[*[LINE] * 4, LINE * 41]), ("long", {"name": "→"})),
        (changed(drawings=[*[LINE] * 4, [[[0, 0]] * 601]]), ("long", {"name": "→"})),
    ],
)
def test_a_fault_of_the_set_is_named(symbols, expected):
    assert why(symbols) == expected


@pytest.mark.parametrize("name", ["", "  ", "thirteen char", "<b>", "a&b", 'a"', "it's", "a\nb"])
def test_names_are_short_and_hold_no_markup(name):
    assert why(changed(name=name))[0] == "name"


@pytest.mark.parametrize(
    "symbols",
    [
        *(None, "x", {}, [1, 2], changed(name=3), changed(drawings="x"), changed(drawings=[1] * 5)),
        changed(drawings=[[["a"]]] * 5),
        changed(drawings=[[[[0, float("nan")]]]] * 5),
        changed(drawings=[[[[0, 11]]]] * 5),
        changed(drawings=[["ab"]] * 5),
    ],
)
def test_anything_else_is_malformed(symbols):
    assert why(symbols)[0] == "malformed"
