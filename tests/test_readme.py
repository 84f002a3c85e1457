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


def test_every_file_on_the_map_is_on_the_disk_and_every_module_on_the_map():
    tree = re.search(r"## What is where\n\n```\n(.*?)```", README, re.DOTALL).group(1)
    on_map = set(re.findall(r"([\w.]+\.py)", tree))
    folders = ("", "ae_core/", "ae_train/")
    on_disk = {p.name for f in folders for p in ROOT.glob(f"{f}*.py")} - {"__init__.py"}
    assert on_disk <= on_map
    assert on_map <= on_disk | {p.name for p in ROOT.glob("ui/*.py")}


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
    assert named == {path.stem for path in ROOT.glob("benchmarks/[a-z]*.py")}
