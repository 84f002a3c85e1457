"""Who may import whom, by folder, read from the sources."""

import ast
import functools
from pathlib import Path

ROOT = Path(__file__).parents[1]
FILES = [
    path
    for part in ("ae_core", "ui", "benchmarks", "deploy", "docs", "app.py", "train.py")
    for path in ([ROOT / part] if part.endswith(".py") else sorted((ROOT / part).rglob("*.py")))
]

CONTRACTS = {"ae_core"}  # the modules right in the package: pictures, artifacts, noise, metrics …
DATA = CONTRACTS | {"ae_core/data"}
MODELS = DATA | {"ae_core/models"}
INFERENCE = MODELS | {"ae_core/inference"}
CORE = INFERENCE | {"ae_core/explore", "ae_core/training", "ae_core/scripts"}
# What the modules of a folder may import of the project: of the folders named, and of their own.
MAY_IMPORT = {
    "ae_core": DATA,
    "ae_core/data": CONTRACTS,
    "ae_core/models": DATA,
    "ae_core/inference": MODELS,
    "ae_core/scripts": MODELS,
    "ae_core/explore": INFERENCE,
    "ae_core/training": CORE,
    "ui": CORE,
    "benchmarks": CORE | {"ui", "tests/support"},
    "deploy": set(),
    "docs": CORE | {"ui", "tests/support"},
    "": CORE | {"ui"},
}
# where Keras is imported at once
TRAIN = ("ae_core/models/builder.py", "ae_core/models/code_changes.py", "ae_core/training/")
# or when it is needed
EVER_TRAIN = (*TRAIN, "ae_core/models/store.py", "ae_core/explore/map_", "ae_core/data/fashion.py")


def name_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


@functools.cache
def tree_of(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


@functools.cache
def imports(path: Path, at_once: bool = False) -> frozenset[str]:
    """Dotted names that a file imports; `at_once`: only those that importing it imports.

    What is imported for the sake of types alone does not count.
    """
    tree = tree_of(path)
    body = [node for node in tree.body if not _for_types(node)]
    nodes = body if at_once else [inner for node in body for inner in ast.walk(node)]
    package = name_of(path.parent).replace("/", ".")
    found = set()
    for node in nodes:
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            above = package.split(".")[: len(package.split(".")) + 1 - node.level]
            base = ".".join([*(above if node.level else []), *filter(None, [node.module])])
            found |= {f"{base}.{alias.name}" for alias in node.names}
    return frozenset(found)


def _for_types(node: ast.stmt) -> bool:
    return isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING"


def folders(path: Path, at_once: bool = False) -> set[str]:
    """The folders of the project that a file imports from, in the terms of `MAY_IMPORT`."""
    found = set()
    for name in imports(path, at_once):
        parts = name.split(".")
        if parts[0] not in ("ae_core", "ui", "benchmarks", "deploy", "tests", "docs"):
            continue
        inner = parts[0] in ("ae_core", "tests") and (ROOT / "/".join(parts[:2])).is_dir()
        found.add("/".join(parts[:2]) if inner else parts[0])
    return found


def folder_of(path: Path) -> str:
    parts = path.relative_to(ROOT).parts
    inner = parts[0] == "ae_core" and len(parts) > 2
    return "/".join(parts[:2]) if inner else "/".join(parts[:-1][:1])


def tops(names: frozenset[str]) -> set[str]:
    return {name.split(".")[0] for name in names}


def test_imports_are_read_in_every_spelling(tmp_path, monkeypatch):
    """The reader of the other tests sees what it is there to see."""
    monkeypatch.setitem(globals(), "ROOT", tmp_path)
    package = tmp_path / "ae_core" / "data"
    package.mkdir(parents=True)
    source = package / "x.py"
    source.write_text(
        "import gradio as gr\nfrom . import strokes\nfrom ..artifacts import replacing\n"
        "from ae_core.data.ink import find_ink\ndef f():\n    import keras\n"
        "if TYPE_CHECKING:\n    import tensorflow\n"
    )
    found = imports(source)
    assert {"ae_core.data.strokes", "ae_core.artifacts.replacing", "keras"} <= found
    assert {"ae_core.data.ink.find_ink", "gradio"} <= found
    assert "keras" not in imports(source, at_once=True)
    assert "tensorflow" not in found
    assert folders(source) == {"ae_core", "ae_core/data"}
    assert folder_of(source) == "ae_core/data"


# Each of these tests names the files that are wrong, with what is wrong in them.


def test_imports_point_one_way():
    front_door = ROOT / "ae_core" / "__init__.py"  # leads everywhere
    allowed = {path: MAY_IMPORT[folder_of(path)] | {folder_of(path)} for path in FILES}
    beyond = {name_of(path): folders(path) - allowed[path] for path in FILES if path != front_door}
    assert {name: found for name, found in beyond.items() if found} == {}


def test_the_core_knows_nothing_of_the_page():
    wrong = {}
    for path in FILES:
        name, found = name_of(path), tops(imports(path))
        strange = set()
        if name.startswith("ae_core/"):
            strange |= found & {"gradio", "starlette", "app"}
        if name.startswith(("ae_core/", "ui/")) and not name.startswith("ae_core/training/"):
            strange |= found & {"typer", "rich", "ray"}
        if strange:
            wrong[name] = strange
    assert wrong == {}


def test_tensorflow_is_imported_by_what_trains_and_by_nothing_that_serves():
    wrong = {}
    for path in FILES:
        name = name_of(path)
        if not name.startswith(("ae_core/", "ui/")) and name not in ("app.py", "train.py"):
            continue
        for at_once, may in ((True, TRAIN), (False, EVER_TRAIN)):
            found = tops(imports(path, at_once)) & {"tensorflow", "keras"}
            if found and not name.startswith(may):
                wrong[name] = found
    assert wrong == {}


def test_the_page_neither_trains_nor_builds():
    """It asks `inference`; a process of its own trains, see `training.worker`."""
    light = ("ae_core.training.worker", "ae_core.models.dense")
    heavy = ("ae_core.training", "ae_core.models.b")
    wrong = {
        name_of(path): found
        for path in FILES
        if name_of(path).startswith("ui/")
        and (found := {n for n in imports(path) if n.startswith(heavy) and not n.startswith(light)})
    }
    assert wrong == {}


def test_only_their_own_tests_import_benchmarks():
    tests = {name_of(path): path for path in (ROOT / "tests").rglob("*.py")}
    found = {name for name, path in tests.items() if "benchmarks" in tops(imports(path))}
    assert {name for name in found if not name.startswith("tests/benchmarks/")} == set()


def test_folders_are_small_enough_to_be_read():
    for folder in {path.parent for path in FILES}:
        assert len(list(folder.glob("*.py"))) <= 15, folder  # fourteen and `__init__`


def undocumented(nodes):
    """Public functions and classes without a docstring, methods of public classes included."""
    for node in nodes:
        if not isinstance(node, ast.FunctionDef | ast.ClassDef) or node.name.startswith("_"):
            continue
        if not ast.get_docstring(node):
            yield node.name
        if isinstance(node, ast.ClassDef):
            yield from undocumented(node.body)


def test_what_is_public_is_documented():
    wrong = {}
    for path in FILES:
        if name_of(path).startswith(("ae_core/", "ui/", "train.py", "app.py")):
            found = list(undocumented(tree_of(path).body))
            if found or not ast.get_docstring(tree_of(path)):
                wrong[name_of(path)] = found or ["the module"]
    assert wrong == {}
