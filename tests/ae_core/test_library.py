"""`ae_core` as a library: what `import ae_core` gives, and what is installed without the page."""

import os
import re
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

import ae_core

ROOT = Path(__file__).parents[2]


def python(*arguments, cwd=ROOT, interpreter=sys.executable, **environment):
    """Run Python in a process of its own; what it printed."""
    done = subprocess.run(
        [interpreter, *arguments],
        cwd=cwd,
        env={k: v for k, v in os.environ.items() if k != "PYTHONPATH"} | environment,
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def test_every_public_name_exists_and_is_documented():
    for name in ae_core.__all__:
        assert f"`{name}`" in ae_core.__doc__
        assert getattr(ae_core, name) is not None


def test_every_public_name_is_listed():
    assert set(ae_core.__all__) <= set(dir(ae_core))


def test_a_type_checker_knows_the_public_names_and_no_others(tmp_path):
    program = tmp_path / "program.py"
    program.write_text(
        "import ae_core\n"
        "code: str = ae_core.encode('conv_32', ae_core.load_digits('strokes', 'test').pictures)\n"
        "ae_core.reconstuct\n"
    )
    done = subprocess.run(
        [sys.executable, "-m", "mypy", "--config-file=", "--ignore-missing-imports", str(program)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=300,
    )
    assert 'expression has type "ndarray' in done.stdout
    assert 'Module has no attribute "reconstuct"' in done.stdout
    assert "Found 2 errors" in done.stdout


def test_refuses_an_unknown_name():
    with pytest.raises(AttributeError, match="no attribute 'frobnicate'"):
        _ = ae_core.frobnicate


@pytest.mark.parametrize(("own", "used"), [({}, "1"), ({"TF_ENABLE_ONEDNN_OPTS": "0"}, "0")])
def test_tensorflow_is_told_to_use_its_fastest_kernels_unless_somebody_says_otherwise(
    monkeypatch, own, used
):
    monkeypatch.delenv("TF_ENABLE_ONEDNN_OPTS")  # importing `ae_core` has set it here
    program = "import os, ae_core; print(os.environ['TF_ENABLE_ONEDNN_OPTS'])"
    assert python("-c", program, **own) == used


def test_only_training_imports_tensorflow():
    print_loaded = "print('tensorflow' in sys.modules or 'keras' in sys.modules);"
    program = (
        "import sys, numpy as np, ae_core;"
        "digit = np.zeros((1, 28, 28), np.float32);"
        "ae_core.add_noise('gaussian', digit, 0.5, rng=7); ae_core.encode('dense_16', digit);"
        "ae_core.classify(digit); ae_core.from_strokes([[[0, 0], [1, 1]]]);"
        "list(ae_core.MODELS); ae_core.load_digits; ae_core.add_archive; ae_core.metrics;"
        f"{print_loaded}"
        "ae_core.train;"
        f"{print_loaded}"
    )
    assert python("-c", program).split() == ["False", "True"]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    """The package, built from the working tree."""
    folder = tmp_path_factory.mktemp("wheel")
    python("-m", "hatchling", "build", "-t", "wheel", "-d", str(folder))
    (path,) = folder.glob("*.whl")
    return path


@pytest.fixture(scope="module")
def installed(wheel, tmp_path_factory):
    """The Python of an environment with the wheel, and the packages of this one."""
    folder = tmp_path_factory.mktemp("installed")
    python("-m", "venv", "--without-pip", str(folder))
    interpreter = folder / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    (packages,) = folder.glob("**/site-packages")
    with zipfile.ZipFile(wheel) as files:  # which is all that installing this wheel is
        files.extractall(packages)
    # what the wheel depends on is taken from here, behind it on the path
    (packages / "borrowed.pth").write_text("\n".join(p for p in sys.path if "site-packages" in p))
    return str(interpreter)


def test_the_wheel_holds_library_weights_and_command_but_not_the_page(wheel):
    with zipfile.ZipFile(wheel) as files:
        names = set(files.namelist())
        texts = {n.rsplit("/", 1)[1]: files.read(n).decode() for n in names if "dist-info/" in n}
    folders = {name.split("/")[0] for name in names if ".dist-info/" not in name}
    assert folders == {"ae_core"}
    for kept in (
        "py.typed",
        "data/stroke_digits.json",
        "shipped/conv_32/model.weights.h5",
        "shipped/conv_32/model.tflite",
    ):
        assert f"ae_core/{kept}" in names
    assert {path.relative_to(ROOT).as_posix() for path in ROOT.glob("ae_core/**/*.py")} <= names
    assert f"Version: {ae_core.__version__}\n" in texts["METADATA"]
    needed = re.findall(r"^Requires-Dist: ([\w.-]+)", texts["METADATA"], re.MULTILINE)
    assert {"keras", "numpy", "ray"} <= set(needed)
    assert "gradio" not in needed
    assert "autoencoder-lab-train = ae_core.training.cli.commands:main" in texts["entry_points.txt"]


def test_the_example_of_the_readme_runs_where_the_library_is_installed(installed, tmp_path):
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    example = re.search(r"```python\n(import ae_core.*?)```", readme, re.DOTALL).group(1)
    where = "from ae_core.models import store; print(ae_core.__file__, store.folder())"
    (tmp_path / "example.py").write_text(f"{example}\n{where}\n", encoding="utf-8")
    printed = python("example.py", cwd=tmp_path, interpreter=installed).splitlines()[-1]
    assert str(ROOT) not in printed
    assert printed.endswith("shipped")


def test_the_installed_command_lists_the_models(installed, tmp_path):
    command = "from ae_core.training.cli.commands import main; main()"
    arguments = ("-c", f"import sys; sys.argv[1:] = ['list']; {command}")
    assert "conv_32" in python(*arguments, cwd=tmp_path, interpreter=installed)
