"""The notebooks: valid, the cells of the script, and one of them runs."""

import json
import shutil

import nbformat
import numpy as np
import pytest
from nbclient import NotebookClient

from ae_core.inference import autoencoder
from ae_core.models import presets, store
from ae_core.scripts import keras_script

KEY = "conv_4x4x8"
DIGITS = """\
import keras
import numpy as np
digits = np.load("digits.npy")
keras.datasets.mnist.load_data = lambda: ((digits, digits[:, 0, 0]), (digits, digits[:, 0, 0]))"""


@pytest.mark.parametrize("key", presets.PRESETS)
def test_a_notebook_is_the_script_in_cells_with_headings(key):
    spec = presets.get(key)
    book = nbformat.reads(keras_script.notebook(spec), as_version=4)
    nbformat.validate(book)
    written = [cell.source for cell in book.cells if cell.cell_type == "code"]
    headings = [cell.source for cell in book.cells if cell.cell_type == "markdown"]
    assert headings[0].startswith(f"# {key}, an autoencoder")
    assert all(heading.startswith("## ") for heading in headings[1:])
    assert len(headings) == len(written) + 1
    assert len({cell.id for cell in book.cells}) == len(book.cells)
    titles = {f"# {heading.removeprefix('## ')}" for heading in headings}
    script = keras_script.script(spec).split('"""')[2].splitlines()
    lines = [line for line in script if line and line not in titles]
    weights, in_cells = f'WEIGHTS = "{key}.weights.h5"', "\n".join(written).splitlines()
    lines = [weights if line.startswith("WEIGHTS = ") else line for line in lines]
    assert [line for line in in_cells if line] == lines


def test_a_notebook_runs(tmp_path, stroke_images):
    np.save(tmp_path / "digits.npy", stroke_images[:20])
    shutil.copy(store.path_of(KEY), tmp_path / f"{KEY}.weights.h5")
    book = nbformat.reads(keras_script.notebook(presets.get(KEY)), as_version=4)
    shown = book.cells[-1]
    save = 'np.savez("shown.npz", given=given, restored=restored)'
    stub, keep = (nbformat.v4.new_code_cell(code) for code in (DIGITS, save))
    book.cells = [stub, *book.cells, keep]
    folder = {"metadata": {"path": str(tmp_path)}}
    NotebookClient(book, timeout=300, kernel_name="python3", resources=folder).execute()
    with np.load(tmp_path / "shown.npz") as arrays:
        restored, _ = autoencoder.reconstruct(KEY, arrays["given"].astype(np.float32))
        np.testing.assert_allclose(arrays["restored"], restored, atol=1e-4)
    assert any("image/png" in json.dumps(output) for output in shown.outputs)
