"""Who may lean on whom, read from the sources: the core knows nothing of the page."""

import ast
import graphlib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
CORE = sorted((ROOT / "ae_core").glob("*.py"))
TRAIN = [ROOT / "train.py", *sorted((ROOT / "ae_train").glob("*.py"))]
PAGE = sorted((ROOT / "ui").rglob("*.py"))

# What a module of the core may import of the core. A new module is given its place here.
MAY_IMPORT = {
    "__init__": {
        *("data", "images", "inference", "metrics", "noise", "own", "packed", "reader"),
        *("specs", "training", "weights"),
    },
    "spec": set(),
    "specs": {"spec"},
    "files": set(),
    "ink": set(),
    "images": {"specs", "ink"},
    "noise": {"specs"},
    "metrics": {"specs"},
    "filters": set(),
    "figures": {"specs", "files"},
    "stroke_digits": {"images"},
    "oddities": {"stroke_digits"},
    "data": {"stroke_digits", "files"},
    "models": {"specs"},
    "evaluation": {"metrics", "noise"},
    "warp": {"specs"},
    "every_noise": {"noise", "specs"},
    "walk": set(),
    "training": {"models", "data", "noise", "every_noise", "walk", "warp", "files", "specs"},
    "runtime": {"specs"},
    "export": {"runtime", "images", "noise", "stroke_digits", "specs", "files"},
    "weights": {"specs", "files", "models", "export"},
    "cards": {"data", "evaluation", "weights", "spec", "training"},
    "model_card": {"specs", "weights", "files"},
    "inference": {"runtime", "weights", "models", "export", "spec", "specs", "metrics"},
    "reader": {"runtime", "inference", "weights", "specs"},
    "snapshots": {
        *("weights", "specs", "files", "models", "export", "runtime"),
        *("data", "noise"),
    },
    "replay": {
        *("snapshots", "runtime", "inference", "weights", "specs"),
        *("evaluation", "images", "noise", "stroke_digits"),
    },
    "own": {"spec", "specs"},
    "packed": {"models", "spec", "weights"},
    "sweep": {"own", "files", "spec"},
    "sweep_training": {
        *("sweep", "training", "data", "evaluation", "noise", "weights"),
    },
    "sweep_figure": {"sweep", "figures"},
    "train_job": {"spec"},
    "train_process": {
        *("training", "export", "inference", "packed", "weights", "spec", "train_job"),
        *("cards", "data", "evaluation", "files", "metrics", "noise"),
    },
    "maps": {"weights", "specs", "files"},
    "strangeness": {"weights", "files"},
    "mapfit": {"maps"},
    "mapmaker": {"mapfit", "maps", "data", "evaluation", "noise", "reader", "weights", "specs"},
}
IMPORT_TENSORFLOW_AT_ONCE = {"models", "export", "training", "every_noise", "walk", "warp"}
IMPORT_TENSORFLOW_LATE = {"weights", "cards", "mapfit", "mapmaker"}  # when something is made


def imports(path, at_once=False):
    """Dotted names that a file imports; `at_once`: only those that importing it imports.

    What is imported for the sake of types alone does not count.
    """
    tree = ast.parse(path.read_text(encoding="utf-8"))
    tree.body = [node for node in tree.body if not _for_types(node)]
    nodes = tree.body if at_once else ast.walk(tree)
    package = path.parent.name
    found = set()
    for node in nodes:
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            base = ".".join(filter(None, (package if node.level else "", node.module)))
            found |= {f"{base}.{alias.name}" for alias in node.names}
    return found


def _for_types(node):
    return isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING"


def core_imports(path, at_once=False):
    """Modules of the core that a file imports; `at_once` as of `imports`."""
    dotted = (name.split(".") for name in imports(path, at_once))
    names = {parts[1] for parts in dotted if parts[0] == "ae_core" and len(parts) > 1}
    return names & {module.stem for module in CORE}


def tops(names):
    return {name.split(".")[0] for name in names}


def test_imports_are_read_in_every_spelling(tmp_path):
    """The reader of the other tests sees what it is there to see."""
    package = tmp_path / "ae_core"
    package.mkdir()
    source = package / "x.py"
    source.write_text(
        "import gradio as gr\nfrom . import specs\nfrom .files import replacing\n"
        "from ae_core.noise import add_noise\ndef f():\n    import ae_core.data\n    import keras\n"
        "if TYPE_CHECKING:\n    import tensorflow\n"
    )
    assert core_imports(source) == {"specs", "files", "noise", "data"}
    assert {"gradio", "keras"} <= tops(imports(source))
    assert "keras" not in tops(imports(source, at_once=True))
    assert "tensorflow" not in tops(imports(source))
    assert core_imports(source, at_once=True) == {"specs", "files", "noise"}


@pytest.mark.parametrize("path", CORE, ids=lambda path: path.stem)
def test_the_core_knows_nothing_of_the_page(path):
    assert not tops(imports(path)) & {"gradio", "ui", "app", "ae_train", "train", "typer", "rich"}


@pytest.mark.parametrize("path", CORE, ids=lambda path: path.stem)
def test_imports_point_one_way(path):
    assert path.stem in MAY_IMPORT, f"give {path.name} its place in MAY_IMPORT"
    assert core_imports(path) <= MAY_IMPORT[path.stem]


def test_no_module_leans_on_itself_through_others():
    graph = {path.stem: core_imports(path) for path in CORE}
    order = list(graphlib.TopologicalSorter(graph).static_order())  # raises on a cycle
    assert order.index("spec") < order.index("specs")
    assert order.index("specs") < order.index("models") < order.index("training")


def test_the_table_of_who_may_import_whom_has_no_cycle_and_no_ghost():
    assert set(MAY_IMPORT) == {path.stem for path in CORE}
    graphlib.TopologicalSorter(MAY_IMPORT).prepare()


@pytest.mark.parametrize("path", CORE, ids=lambda path: path.stem)
def test_tensorflow_is_imported_by_what_trains_and_by_nothing_that_serves(path):
    at_once = tops(imports(path, at_once=True)) & {"tensorflow", "keras"}
    assert bool(at_once) == (path.stem in IMPORT_TENSORFLOW_AT_ONCE)
    ever = tops(imports(path)) & {"tensorflow", "keras"}
    allowed = IMPORT_TENSORFLOW_AT_ONCE | IMPORT_TENSORFLOW_LATE
    assert bool(ever) <= (path.stem in allowed)


@pytest.mark.parametrize("path", [*CORE, *PAGE], ids=lambda path: path.stem)
def test_who_trains_is_imported_late_by_the_others(path):
    """As TensorFlow itself, which comes with them."""
    if path.stem not in IMPORT_TENSORFLOW_AT_ONCE and path.stem not in ("cards", "__init__"):
        assert not core_imports(path, at_once=True) & IMPORT_TENSORFLOW_AT_ONCE


@pytest.mark.parametrize("path", CORE, ids=lambda path: path.stem)
def test_matplotlib_is_imported_by_figures_alone(path):
    assert ("matplotlib" in tops(imports(path))) <= (path.stem in ("figures", "sweep_figure"))


@pytest.mark.parametrize("path", PAGE, ids=lambda path: path.stem)
def test_the_page_neither_trains_nor_builds(path):
    """It asks `inference`."""
    assert not core_imports(path) & IMPORT_TENSORFLOW_AT_ONCE
    assert not tops(imports(path)) & {"train", "ae_train"}
    assert not tops(imports(path, at_once=True)) & {"tensorflow", "keras"}


@pytest.mark.parametrize("path", TRAIN, ids=lambda path: path.stem)
def test_training_needs_no_page_and_its_help_no_tensorflow(path):
    assert not tops(imports(path)) & {"gradio", "ui", "app"}
    assert not tops(imports(path, at_once=True)) & {"tensorflow", "keras", "matplotlib", "ray"}


def undocumented(nodes):
    """Public functions and classes without a docstring, methods of public classes included."""
    for node in nodes:
        if not isinstance(node, ast.FunctionDef | ast.ClassDef) or node.name.startswith("_"):
            continue
        if not ast.get_docstring(node):
            yield node.name
        if isinstance(node, ast.ClassDef):
            yield from undocumented(node.body)


@pytest.mark.parametrize("path", [*CORE, *TRAIN], ids=lambda path: path.stem)
def test_what_is_public_is_documented(path):
    tree = ast.parse(path.read_text(encoding="utf-8"))
    assert ast.get_docstring(tree)
    assert not list(undocumented(tree.body))
