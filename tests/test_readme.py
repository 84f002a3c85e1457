"""The README is true: its examples run, its folder map is the disk, its front matter is whole."""

import re
from pathlib import Path

import numpy as np
import pytest

from ae_core.inference import autoencoder
from ae_core.models import store
from ae_core.models.presets import PRESETS

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")
BENCHMARKS = (ROOT / "docs" / "benchmarks.md").read_text(encoding="utf-8")


def test_the_library_example_runs():
    example = re.search(r"```python\n(import ae_core.*?)```", README, re.DOTALL).group(1)
    names = {}
    exec(example, names)
    assert names["restored"].shape == (2, 28, 28)
    assert names["codes"].shape == (2, 32)
    assert names["between"].shape == (1, 28, 28)
    assert np.isfinite(names["between"]).all()
    np.testing.assert_allclose(names["same"], names["codes"], atol=1e-4)
    autoencoder.remove("mine")


def test_the_map_of_folders_is_the_disk():
    tree = re.search(r"## What is where\n\n```\n(.*?)```", README, re.DOTALL).group(1)
    found, folder = set(), ""
    for line in tree.splitlines():
        names = re.match(r"( *)((?:[\w./]+(?:  ?|$))+)", line)
        if names is None or len(names.group(1)) > 2:
            continue  # the second line of a description
        for name in names.group(2).split():
            if re.search(r"/$|\.\w+$|^\.", name):
                found.add(folder * bool(names.group(1)) + name)
        if not names.group(1) and names.group(2).split()[0].endswith("/"):
            folder = names.group(2).split()[0]
    assert all((ROOT / name).exists() for name in found)
    for folder in ("ae_core", "ui"):
        rooms = {
            f"{path.relative_to(ROOT)}/" for path in (ROOT / folder).iterdir() if path.is_dir()
        }
        assert {room for room in rooms if "__pycache__" not in room} <= found
    assert {f"ae_core/{path.name}" for path in ROOT.glob("ae_core/[a-z]*.py")} <= found


def test_the_front_matter_pins_what_the_requirements_pin():
    matter = dict(re.findall(r"^(\w+): (.*)$", README.split("---")[1], re.MULTILINE))
    pinned = (ROOT / "requirements.txt").read_text()
    assert f"gradio=={matter['sdk_version']}\n" in pinned
    assert matter["python_version"] == '"3.11"'
    assert (ROOT / matter["app_file"]).is_file()
    assert len(matter["short_description"]) <= 60  # the hub's limit


@pytest.mark.parametrize("key", PRESETS)
def test_the_tables_of_models_say_what_the_cards_say(key, shipped_weights):
    card = store.read_card(key, shipped_weights)
    (row,) = re.findall(rf"^\| `{key}` \|.*$", BENCHMARKS, re.MULTILINE)
    assert f"{card['history']['loss'][-1]:.4f}" in row
    assert f"{card['metrics']['clean']['mse']:.4f}" in row
    assert f"{card['metrics']['0.5']['psnr']:.1f} dB" in row


def test_every_benchmark_is_documented_and_every_documented_one_exists():
    named = set(re.findall(r"python -m benchmarks\.(\w+)", BENCHMARKS))
    modules = {path.stem for path in ROOT.glob("benchmarks/[a-z]*.py")}
    packages = {path.parent.name for path in ROOT.glob("benchmarks/*/__main__.py")}
    assert named == modules | packages
