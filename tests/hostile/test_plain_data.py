"""No module unpickles or runs text: weights, nets, links and checkpoints are plain data."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SHIPPED = sorted(
    path
    for path in (*ROOT.glob("*.py"), *ROOT.glob("[!.]*/**/*.py"))
    if "tests" not in path.relative_to(ROOT).parts
)

UNPICKLE = {"pickle", "cPickle", "_pickle", "dill", "joblib", "cloudpickle", "shelve", "marshal"}
RUN_TEXT = {"eval", "exec", "compile", "__import__"}
# of libraries: they make objects of what a file says
MAKE_OBJECTS = {
    "load_model",
    "read_pickle",
    "unsafe_load",
    "full_load",
    "enable_unsafe_deserialization",
}


def offences(source: str) -> Iterator[str]:
    """What a file does that it must not, in words."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import | ast.ImportFrom):
            module = [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            names = [*module, *(alias.name for alias in node.names)]
            yield from {name for name in names if name.split(".")[0] in UNPICKLE}
        if not isinstance(node, ast.Call):
            continue
        options = {option.arg: ast.unparse(option.value) for option in node.keywords}
        called = ast.unparse(node.func)
        last = called.rpartition(".")[2]
        if called in RUN_TEXT or last in MAKE_OBJECTS or called in ("torch.load", "yaml.load"):
            yield called
        # without it numpy unpickles nothing either, but so it stands there for all to see
        if called in ("np.load", "numpy.load") and options.get("allow_pickle") != "False":
            yield "np.load without allow_pickle=False"
        if options.get("allow_pickle", "False") != "False":
            yield "allow_pickle"
        if options.get("safe_mode", "True") != "True":
            yield "safe_mode"
        if options.get("shell", "False") != "False":
            yield "a shell"


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: str(path.relative_to(ROOT)))
def test_nothing_is_unpickled_and_no_text_is_run(path):
    assert list(offences(path.read_text(encoding="utf-8"))) == []


def test_all_shipped_files_are_checked():
    names = {path.relative_to(ROOT).as_posix() for path in SHIPPED}
    assert {"app.py", "train.py", "ae_core/models/store.py", "ui/security/middleware.py"} <= names
    assert {"ui/rooms/train.py", "benchmarks/load.py"} <= names


@pytest.mark.parametrize(
    "source",
    [
        *("import pickle", "from cloudpickle import loads", "import joblib as j", "eval(x)"),
        *("np.load(f)", "np.load(f, allow_pickle=True)", "np.save(f, x, allow_pickle=maybe)"),
        *("keras.saving.load_model(f)", "load_model(f, safe_mode=False)", "torch.load(f)"),
        *("keras.layers.deserialize(x, safe_mode=False)", "run(x, shell=True)", "yaml.load(f)"),
    ],
)
def test_offences_are_found(source):
    assert list(offences(source))


def test_plain_data_passes():
    assert not list(offences("np.load(f, allow_pickle=False)\nre.compile('x')\njson.loads(x)"))
