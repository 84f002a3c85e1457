"""The lines that use a LiteRT file."""

import ast
import runpy
import shutil
import subprocess
import sys

import numpy as np
import pytest

from ae_core.inference import autoencoder
from ae_core.models import presets, store
from ae_core.scripts import litert_script


@pytest.mark.parametrize("key", presets.PRESETS)
def test_the_lines_restore_as_the_page_does(key, tmp_path, capsys):
    shutil.copy(store.path_of(key, kind="litert"), tmp_path / f"{key}.tflite")
    path = tmp_path / f"{key}_litert.py"
    path.write_text(litert_script.script(presets.get(key)), encoding="utf-8")
    names = runpy.run_path(str(path))
    restored, codes = autoencoder.reconstruct(key, names["picture"])
    np.testing.assert_allclose(names["restored"], restored, atol=1e-4)
    assert names["code"].shape == codes.shape
    told = capsys.readouterr().out.splitlines()
    assert [len(line) for line in told[1:]] == [28] * 28
    assert set("".join(told[1:])) & set("*#")


def test_they_are_about_ten_formatted_and_need_no_keras(tmp_path):
    text = litert_script.script(presets.get("conv_32"))
    code = text.split('"""')[2]
    assert len([line for line in code.splitlines() if line]) <= 11
    modules = {
        node.module if isinstance(node, ast.ImportFrom) else node.names[0].name
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.Import | ast.ImportFrom)
    }
    assert modules == {"numpy", "ai_edge_litert.interpreter"}
    (tmp_path / "x.py").write_text(text)
    command = [sys.executable, "-m", "ruff", "format", "--check", "--isolated"]
    done = subprocess.run([*command, "--line-length", "100", str(tmp_path)], capture_output=True)
    assert done.returncode == 0, done.stdout
