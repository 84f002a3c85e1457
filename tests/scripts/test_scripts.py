"""The page's scripts: linter, types, unit tests, and which browsers understand them."""

import re
from pathlib import Path

import pytest

from tests.conftest import missing
from tests.support import node
from ui import rooms

ROOT = Path(__file__).parents[2]
STATIC = ROOT / "ui" / "static"
SCRIPTS = sorted((STATIC / "scripts").rglob("*.js"))
STYLES = sorted((STATIC / "styles").rglob("*.css"))


@pytest.fixture(scope="module")
def tools():
    """Linter and type checker from npm."""
    if why := node.fetch_tools():
        missing(f"npm cannot fetch the linter and the type checker: {why}")


def test_the_linter_finds_nothing(tools):
    assert node.lint() == ""


def test_types_agree(tools):
    assert node.check_types() == ""


def test_unit_tests_pass():
    assert node.unit_tests() == ""


def test_every_unit_test_is_run():
    """Node runs the files that are called so."""
    folder = Path(__file__).parent
    assert {path.name for path in folder.glob("*.js")} == {
        "fakes.js",
        *(path.name for path in folder.glob("*.test.js")),
    }
    assert len(list(folder.glob("*.test.js"))) > 5


# ---- browsers: Chromium, Firefox ESR, Safari from 15.4 on ----

# What Safari 15.4 lacks. Newer functions of the language itself tsc finds: see `lib` in
# tsconfig.json.
NEWER = {
    "AbortSignal.timeout": r"AbortSignal\.(timeout|any)",
    "checkVisibility": r"\.checkVisibility\(",
    "a static block": r"\bstatic \{",
    "a look-behind": r"\(\?<[=!]",
    "the v flag": r"/[gimsuy]*v[gimsuy]*\.(test|exec)",
    "import maps and attributes": r"importmap|\bwith \{ type:",
    "requestIdleCallback": r"requestIdleCallback",
    "URL.canParse": r"URL\.(canParse|parse)\(",
    "popover": r"\b(showPopover|togglePopover)\b",
    "view transitions": r"startViewTransition",
    "scheduler": r"\bscheduler\.",
    "top-level await": r"^(const|let) .*= await |^await ",
    "OffscreenCanvas": r"OffscreenCanvas",
    "navigator.userAgentData": r"userAgentData",
}
NEWER_STYLE = {
    "color-mix": r"color-mix\(",
    "container queries": r"@container|container-type",
    "nesting": r"^\s+&|^\s*&",
    "light-dark": r"light-dark\(",
    "subgrid": r"subgrid",
    "media ranges": r"@media[^{]*[<>]",
    "@property, @scope, @starting-style": r"@(property|scope|starting-style)",
    "newer colours": r"\b(oklch|oklab|lch|lab)\(",
    "inert units": r"\d(cqw|cqh|lh|rlh)\b",
}


@pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: path.name)
def test_scripts_use_nothing_that_safari_15_lacks(path):
    code = re.sub(r"/\*.*?\*/", "", path.read_text("utf-8"), flags=re.DOTALL)
    code = re.sub(r"(^|\s)//.*", "", code)
    assert not [name for name, p in NEWER.items() if re.search(p, code, re.MULTILINE)]


@pytest.mark.parametrize("path", STYLES, ids=lambda path: path.name)
def test_styles_use_nothing_that_safari_15_lacks(path):
    code = re.sub(r"/\*.*?\*/", "", path.read_text("utf-8"), flags=re.DOTALL)
    newer = {name: p for name, p in NEWER_STYLE.items() if re.search(p, code, re.MULTILINE)}
    assert not newer


def test_what_is_newer_is_seen():
    code = "const signal = AbortSignal.timeout(3);\nif (e.checkVisibility()) await go();\n"
    found = {name for name, p in NEWER.items() if re.search(p, code, re.MULTILINE)}
    assert found == {"AbortSignal.timeout", "checkVisibility"}


# ---- shape ----


@pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: path.name)
def test_files_are_short_and_import_each_other_by_relative_paths(path):
    text = path.read_text("utf-8")
    code = [line for line in text.splitlines() if not re.match(r"\s*(/?\*|//|$)", line)]
    assert len(code) <= 300
    for name in re.findall(r'^import .*from "(.*)"|import\("(.*?)"\)\.then', text, re.MULTILINE):
        target = "".join(name)
        assert target.startswith("."), target
        assert (path.parent / target).is_file(), target


def test_folders_are_small_enough_to_be_read():
    for folder in {path.parent for path in (*SCRIPTS, *STYLES)}:
        assert len([path for path in folder.iterdir() if path.is_file()]) <= 14, folder


def test_a_room_is_one_file_and_its_parts_lie_beside():
    assert {path.stem for path in (STATIC / "scripts" / "rooms").iterdir()} == set(rooms.ORDER)


def test_rooms_ask_the_page_and_no_server():
    """The seam: only `server.js` asks a server, and `own_files.js` fetches the page's files."""
    fetching = {path.name for path in SCRIPTS if re.search(r"\bfetch\(", path.read_text("utf-8"))}
    assert fetching - {"rooms.js"} == {"server.js", "own_files.js"}
