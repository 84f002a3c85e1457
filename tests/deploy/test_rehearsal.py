"""What is sent to a host: its files, its front matter, its container, and a short rehearsal."""

import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from deploy import hub, recipe, rehearse, rights, stay

PYTHON = Path(sys.executable)

on_linux = pytest.mark.skipif(sys.platform != "linux", reason="rights and networks of Linux")


@pytest.fixture
def space_folder(tmp_path):
    """The few files that the front matter speaks of, free to be changed."""
    for name in ("README.md", "LICENSE", "requirements.txt", "app.py"):
        shutil.copy(recipe.ROOT / name, tmp_path)
    return tmp_path


@on_linux
def test_a_space_is_rehearsed_with_the_packages_that_are_here():
    """`python -m deploy.rehearse` installs them anew as well."""
    rows = rehearse.rehearse(recipe.space(), PYTHON)
    assert not [row for row in rows if not row.good]
    assert {"code", "health", "models", "live lines and rooms", "SIGTERM"} <= {
        row.what for row in rows
    }


def test_a_space_gets_what_the_page_needs():
    files = recipe.space().files
    assert {"app.py", "README.md", "requirements.txt", "weights/conv_32/model.weights.h5"} <= set(
        files
    )
    assert not [name for name in files if name.startswith((".git/", ".venv/"))]
    assert all(row.good for row in rehearse.as_files(files))


def test_the_front_matter_is_as_the_hub_wants_it(space_folder):
    assert hub.front_matter(space_folder) == []


@pytest.mark.parametrize(
    ("line", "instead", "fault"),
    [
        ("colorTo: red", "colorTo: orange", "colorTo"),
        ("sdk: gradio", "sdk: streamlit", "sdk should be gradio"),
        ('python_version: "3.11"', "python_version: 3.11", "python_version should be text"),
        ("pinned: false", "pined: false", "pined is no option"),
        ("license: mit", "license: gpl", "license"),
        ("app_file: app.py", "app_file: main.py", "app_file should be a file"),
        ("short_description: ", "short_description: " + "very " * 9, "at most 60"),
        ("sdk_version: ", "sdk_version: 1", "sdk_version should be that of requirements.txt"),
        ("title: Autoencoder Lab", "title: [", "while parsing"),
    ],
)
def test_a_fault_of_the_front_matter_is_named(space_folder, line, instead, fault):
    readme = space_folder / "README.md"
    text = readme.read_text()
    assert line in text
    readme.write_text(text.replace(line, instead, 1))
    assert fault in "; ".join(hub.front_matter(space_folder))


def test_binary_files_and_pointers_to_them_are_told_apart(tmp_path):
    (tmp_path / "text").write_text("Ziffer 3, 数字")
    (tmp_path / "bytes").write_bytes(b"\x89HDF\r\n\x00\xff")
    (tmp_path / "pointer").write_text("version https://git-lfs.github.com/spec/v1\noid sha256:0\n")
    assert hub.binaries(tmp_path, ["text", "bytes", "pointer"]) == (["bytes"], ["pointer"])


def test_pictures_of_digits_are_found(tmp_path):
    np.savez(tmp_path / "digits.npz", x=np.zeros((7, 28, 28), np.uint8))
    np.savez(tmp_path / "weights.npz", w=np.zeros((784, 32), np.float32))
    names = ["digits.npz", "weights.npz", "t10k-images-idx3-ubyte.gz"]
    assert hub.digit_pictures(tmp_path, names) == ["digits.npz", "t10k-images-idx3-ubyte.gz"]


def test_the_containerfile_has_nothing_that_hadolint_minds():
    hadolint = PYTHON.with_name("hadolint")
    said = subprocess.run([hadolint, recipe.CONTAINERFILE], capture_output=True, text=True)
    assert said.returncode == 0, said.stdout


def test_a_container_holds_what_the_page_needs_and_no_more():
    container = recipe.container()
    tops = {name.split("/")[0] for name in container.files}
    assert tops == {"app.py", "ae_core", "ui", "weights", "requirements.txt"}
    assert "weights/conv_32/model.weights.h5" in container.files
    assert container.install == [["-r", "requirements.txt"]]
    assert container.command == ["python", "app.py"]


def test_a_container_runs_as_nobody_special_and_its_health_is_asked_for():
    steps = dict(recipe.instructions(recipe.CONTAINERFILE.read_text()))
    assert int(steps["USER"][0]) > 0
    assert "/lab/health" in " ".join(steps["HEALTHCHECK"])
    assert steps["FROM"] == ["python:3.11-slim"]


def test_a_step_that_cannot_be_rehearsed_is_refused(monkeypatch, tmp_path):
    file = tmp_path / "Containerfile"
    file.write_text("FROM python:3.11-slim\nRUN apt-get update\n")
    monkeypatch.setattr(recipe, "CONTAINERFILE", file)
    with pytest.raises(ValueError, match="apt-get"):
        recipe.container()


@on_linux
def test_the_page_cannot_write_to_what_is_laid_out(tmp_path, monkeypatch):
    tmp_path.chmod(0o755)
    folder = tmp_path / "app"
    rehearse.lay_out(["app.py", "ui/live/routes.py"], folder)
    monkeypatch.chdir(folder)
    before, _ = rights.lowered(PYTHON, [])
    tried = stay._writes([*before, str(PYTHON)], {})
    rehearse._writable(folder)
    assert tried.good
    assert sorted(path.name for path in folder.rglob("*.py")) == ["app.py", "line.py"]


@pytest.mark.parametrize(
    ("log", "good"),
    [
        ("2026-11-21 19:17:46 WARNING MNIST could not be downloaded\n", True),
        ("2026-11-21 19:17:46 ERROR a request failed\n", False),
        ("Traceback (most recent call last):\n", False),
        ("Exception ignored in: <function f>\nTraceback (most recent call last):\n", True),
    ],
)
def test_a_fault_in_the_log_is_seen(log, good):
    assert stay._said(log).good is good
