"""The command line in this process, on few digits, without LiteRT conversion."""

import hashlib
import re
import shutil

import pytest
from typer.testing import CliRunner

from ae_core.data import datasets
from ae_core.training import export, recording
from ae_core.training.cli import commands
from tests.conftest import without_graphs


def call(*arguments):
    """Run a command in this process; the exit code and what was printed, as one line."""
    result = CliRunner().invoke(commands.app, [str(argument) for argument in arguments])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exc_info
    return result.exit_code, " ".join(re.sub(r"[│╭╮╰╯─]", " ", result.output).split())


def digest(values):
    return hashlib.sha256(b"".join(value.tobytes() for value in values)).digest()


def convert_nothing(patch):
    """Stand-ins for LiteRT files, which take seconds: each says which weights it is of."""
    patch.setattr(export, "convert", lambda model, storage: digest(model.get_weights()))
    patch.setattr(recording, "_convert", lambda key, values: (digest(values), 50.0))


def take_few(patch):
    patch.setattr(datasets, "_STROKE_COUNT", {"train": 300, "test": 40})
    return ["--data", "strokes"]


@pytest.fixture
def few_strokes(monkeypatch):
    """The built-in digits, but few of them: 300 to train on, 40 to test on; the option for them."""
    return take_few(monkeypatch)


@pytest.fixture
def unconverted(monkeypatch):
    """No LiteRT files are made."""
    convert_nothing(monkeypatch)


@pytest.fixture(scope="session")
def trained_once(tmp_path_factory):
    """A folder with dense_16, trained for two epochs, never changed; and what was printed."""
    out = tmp_path_factory.mktemp("trained")
    with pytest.MonkeyPatch.context() as patch, without_graphs():
        convert_nothing(patch)
        code, text = call("run", "dense_16", *take_few(patch), "--epochs", 2, "--out", out)
    assert code == 0, text
    return out, text


@pytest.fixture
def trained(trained_once, tmp_path, unconverted):
    """A copy of that folder, with its times."""
    return shutil.copytree(trained_once[0], tmp_path / "weights")


def contents(folder):
    """The bytes of every file by name, locks left out."""
    files = (path for path in folder.rglob("*") if path.is_file())
    return {path.name: path.read_bytes() for path in files if not path.name.endswith(".lock")}
