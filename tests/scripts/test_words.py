"""The keys of words that the scripts use are in the table."""

import re
from pathlib import Path

import pytest

from ui.words import WORDS

SCRIPTS = sorted((Path(__file__).parents[2] / "ui" / "static" / "scripts").rglob("*.js"))


def keys_in(code: str) -> set[str]:
    """What the first argument of each t(…) may be; "*" for what is filled in.

    Of a choice (a ? "x" : "y") both are keys; a key that is in a variable is not seen: it is
    reported in the browser, where no test may find such a report (`Visitor.errors`).
    """
    found = set()
    for match in re.finditer(r"(?<![\w.$])(?:t|tIn)\(", code):
        argument = _first(code[match.end() :], skip=1 if "tIn" in match[0] else 0)
        chosen = argument.rsplit("?", 1)[-1] if re.search(r"\?[^.?]", argument) else argument
        texts = re.findall(r'"(\w+)"|`([^`]*)`', chosen)
        found |= {plain or re.sub(r"\$\{[^}]*\}", "*", filled) for plain, filled in texts}
    found |= set(re.findall(r'data-t(?:-label|-title)?="(\w+)"', code))
    return found


def _first(code: str, skip: int = 0) -> str:
    """The argument number `skip` of a call, from the text behind its opening bracket."""
    depth, start, quote = 0, 0, ""
    for i, character in enumerate(code):
        if quote:
            quote = "" if character == quote else quote
        elif character in "\"'`":
            quote = character
        elif character in "([{":
            depth += 1
        elif character == "," and not depth and skip:
            skip, start = skip - 1, i + 1
        elif character in ")]}" or (character == "," and not depth):
            if not depth:
                return code[start:i]
            depth -= 1
    return ""


def exists(key: str) -> bool:
    return any(re.fullmatch(key.replace("*", r"\w+"), known) for known in WORDS)


@pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: path.name)
def test_every_key_of_a_script_has_words(path):
    keys = keys_in(path.read_text("utf-8"))
    assert not {key for key in keys if not exists(key)}


def test_most_keys_are_seen():
    every = set().union(*(keys_in(path.read_text("utf-8")) for path in SCRIPTS))
    assert len(every) > 150
    assert {"busy", "no_answer", "train_epoch", "fact_*", "read_*_long", "map_*_long"} <= every


def test_keys_are_read_in_every_spelling():
    code = """
        t("one"); t(free ? "two" : "three", { n }); tIn(lang, `four_${kind}`);
        t(a === "no" ? `five_${x}_long` : "six");
        list([t("seven"), join(t("eight", { of: t("nine") }))]);
        first("no"); state.t("no"); t(variable);
    """
    found = {"one", "two", "three", "four_*", "five_*_long", "six", "seven", "eight", "nine"}
    assert keys_in(code) == found
