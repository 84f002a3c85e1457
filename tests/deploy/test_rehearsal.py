"""What a host gets: its files, the container file, and a rehearsal with the packages here."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from deploy import rehearse, visit
from ui.server import class_pages

PYTHON = Path(sys.executable)


@pytest.mark.skipif(sys.platform != "linux", reason="setpriv and unshare")
def test_a_space_is_rehearsed():
    """`python -m deploy.rehearse` installs the packages anew as well."""
    findings = rehearse.rehearse(rehearse.space(), PYTHON)
    assert not [found for found in findings if not found.good]
    checked = [found.what for found in findings]
    assert checked == ["code", "page", "health", "a digit restored", "SIGTERM", "log"]


def test_code_that_can_be_written_is_reported(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert not visit.check_code([str(PYTHON)], {}).good


@pytest.mark.parametrize("host", [rehearse.space, rehearse.container_host])
def test_a_host_gets_the_page_and_its_weights_but_no_digits_of_mnist(host):
    files = host().files
    assert {"app.py", "requirements.txt", "ui/page.py", "ae_core/pictures.py"} <= set(files)
    assert any(name.startswith("weights/") and "conv_32" in name for name in files)
    assert not [name for name in files if name.endswith(".npz") or "ubyte" in name]


def test_the_container_has_the_page_and_nothing_else():
    files = rehearse.container_host().files
    tops = {name.split("/")[0] for name in files}
    assert tops == {"app.py", "ae_core", "ui", "weights", "docs", "requirements.txt"}
    of_docs = {name for name in files if name.startswith("docs/")}
    assert of_docs == {f"docs/{name}" for name in class_pages.NAMES}
    text = rehearse.CONTAINERFILE.read_text()
    assert int(re.search(r"^USER (\d+)$", text, re.M)[1]) > 0
    assert "/lab/health" in re.search(r"^HEALTHCHECK .*\n.*$", text, re.M)[0]


def test_hadolint_accepts_the_containerfile():
    hadolint = PYTHON.with_name("hadolint")
    said = subprocess.run([hadolint, rehearse.CONTAINERFILE], capture_output=True, text=True)
    assert said.returncode == 0, said.stdout


@pytest.mark.parametrize(
    ("log", "good"),
    [
        ("2026-11-21 19:17:46 WARNING MNIST could not be downloaded\n", True),
        ("2026-11-21 19:17:46 ERROR a request failed\n", False),
        ("Traceback (most recent call last):\n", False),
        ("Exception ignored in: <function f>\nTraceback (most recent call last):\n", True),
    ],
)
def test_an_error_in_the_log_is_found(log, good):
    assert visit.check_log(log).good is good
