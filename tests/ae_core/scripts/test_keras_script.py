"""The Keras scripts: that they are readable, stand alone, and compute what the page computes."""

import ast
import itertools
import re
import runpy
import shutil
import subprocess
import sys
from dataclasses import replace

import keras
import matplotlib as mpl
import matplotlib.pyplot as plt
import numpy as np
import pytest

from ae_core import evaluation
from ae_core.data import stroke_digits
from ae_core.data.own import npz
from ae_core.data.symbols import making, ready
from ae_core.inference import autoencoder
from ae_core.models import builder, presets, store
from ae_core.models.dense import dense_spec, symbols_spec
from ae_core.models.spec import MIXED
from ae_core.noise import NOISES, RANDOM, add_noise
from ae_core.scripts import keras_script, noises
from ae_core.training import archive

PUBLISHED = [key for key, spec in presets.PRESETS.items() if spec.published]
# what a visitor may choose on the page: the corners
OWN = [
    dense_spec(code, (units,) * layers, loss, noise)
    for code, units, layers, loss in itertools.product(
        (2, 64), (32, 256), (0, 1, 3), ("bce", "mse")
    )
    for noise in (None, MIXED, *((kind, 0.55) for kind in NOISES))
]


@pytest.fixture
def digits(monkeypatch, stroke_images):
    """The script's MNIST is a few stroke digits, and it shows no window; the test digits."""
    test = stroke_images[-20:]
    labels = np.zeros(len(stroke_images), np.uint8)
    few = (stroke_images, labels), (test, labels[:20])
    monkeypatch.setattr(keras.datasets.mnist, "load_data", lambda: few)
    backend = mpl.get_backend()
    mpl.use("Agg")
    yield test
    plt.close("all")
    mpl.use(backend)


def run(text, folder, key):
    """What a script leaves in its names, run in a folder with whatever lies there."""
    path = folder / f"{key}.py"
    path.write_text(text, encoding="utf-8")
    return runpy.run_path(str(path))


@pytest.mark.parametrize("key", presets.PRESETS)
def test_a_script_restores_as_the_page_does(key, digits, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    shutil.copy(store.path_of(key), tmp_path / f"{key}.weights.h5")
    spec = presets.get(key)
    names = run(keras_script.script(spec), tmp_path, key)
    assert names["model"].count_params() == spec.parameters
    restored, _ = autoencoder.reconstruct(key, names["given"].astype(np.float32))
    np.testing.assert_allclose(names["restored"], restored, atol=1e-4)
    noisy = np.abs(names["given"] - digits[:10] / np.float32(255)).mean()
    assert (noisy > 0.05) == (spec.noise is not None)
    assert (tmp_path / f"{key}.png").stat().st_size > 5000


@pytest.mark.parametrize(
    ("widths", "loss", "noise"), [((), "bce", None), ((32,), "mse", MIXED), ((64, 32), "bce", None)]
)
def test_a_script_loads_the_net_of_a_visitor(widths, loss, noise, digits, tmp_path, monkeypatch):
    """The weights are those in the archive that the visitor gets."""
    monkeypatch.chdir(tmp_path)
    spec = dense_spec(2, widths, loss, noise)
    model = builder.build(spec, seed=3)
    packed = tmp_path / "own_net.zip"
    packed.write_bytes(archive.dump(model, b"", {"spec": spec.as_json()}))
    shutil.unpack_archive(packed, tmp_path)
    names = run(keras_script.script(spec), tmp_path, spec.key)
    wanted = evaluation.forward(model)(names["given"].astype(np.float32))
    np.testing.assert_allclose(names["restored"], wanted, atol=1e-5)


def test_every_script_is_short_and_formatted(tmp_path):
    """Those of the table, and those of whatever a visitor can train."""
    own = [replace(spec, key=f"own_net_{place}") for place, spec in enumerate(OWN)]
    texts = {spec: keras_script.script(spec) for spec in [*presets.PRESETS.values(), *own]}
    symbols = replace(symbols_spec(10), key="own_symbols")
    for spec, text in {**texts, symbols: keras_script.script(symbols, "symbols")}.items():
        assert len(text.splitlines()) <= 80, spec.key
        assert max(map(len, text.splitlines())) <= 100
        (tmp_path / f"{spec.key}.py").write_text(text, encoding="utf-8")
    for command in (["check"], ["format", "--check"]):
        done = subprocess.run(
            [sys.executable, "-m", "ruff", *command, "--isolated", "--line-length", "100"]
            + (["--select", "E,F,I,B,UP,SIM"] if command == ["check"] else [])
            + [str(tmp_path)],
            capture_output=True,
            text=True,
        )
        assert done.returncode == 0, done.stdout


@pytest.mark.parametrize("key", presets.PRESETS)
def test_a_script_imports_keras_numpy_and_matplotlib_only(key):
    tree = ast.parse(keras_script.script(presets.get(key)))
    found = {
        name.split(".")[0]
        for node in ast.walk(tree)
        for name in [getattr(node, "module", None)]
        + [alias.name for alias in getattr(node, "names", []) if isinstance(node, ast.Import)]
        if name
    }
    assert found == {"keras", "numpy", "matplotlib"}


@pytest.mark.parametrize("key", PUBLISHED)
def test_the_published_are_trained_as_published(key, digits, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    calls = []

    def fit(model, x, y, batch_size, epochs, initial_epoch=0, **more):
        rate = float(keras.ops.convert_to_numpy(model.optimizer.learning_rate))
        calls.append((x, y, batch_size, initial_epoch, epochs, rate, model.loss))

    monkeypatch.setattr(keras.Model, "fit", fit)
    spec = presets.get(key)
    run(keras_script.script(spec), tmp_path, key)
    recipe = spec.published.recipe
    assert {call[2] for call in calls} == {recipe.batch_size}
    assert sum(epochs - first for _, _, _, first, epochs, *_ in calls) == recipe.epochs
    assert {type(call[6]) for call in calls} == {
        str if spec.loss == "mse" else keras.losses.BinaryCrossentropy
    }
    rate = calls[0][5]
    assert rate == pytest.approx(recipe.learning_rate)
    assert recipe.schedule == "constant"
    given, clean = calls[-1][:2]
    assert clean.max() == 1
    if spec.noise is None:
        assert given is clean
        return
    assert np.abs(given - calls[0][0]).max() > 0.5  # drawn anew
    ours = add_noise(*spec.noise[:1], clean, spec.noise[1], 1)
    assert np.square(given - clean).mean() == pytest.approx(
        np.square(ours - clean).mean(), rel=0.02
    )


def test_the_repair_is_marked_and_no_other_start_is_changed():
    texts = {key: keras_script.script(presets.get(key)) for key in PUBLISHED}
    assert [key for key, text in texts.items() if "Our repair" in text] == ["restore_5x5"]
    assert [key for key, text in texts.items() if "stddev=0.1" in text] == ["restore_3x3"]
    assert [key for key, text in texts.items() if "he_normal" in text] == ["restore_5x5"]
    assert [key for key in PUBLISHED if keras_script.left_out(presets.get(key))] == []


@pytest.mark.parametrize("key", ["plain_32", "ordered_32", "unet"])
def test_ours_say_what_they_leave_out(key):
    spec = presets.get(key)
    text = " ".join(keras_script.script(spec).split('"""')[1].split())
    assert all(what in text for what in keras_script.left_out(spec))
    assert ("the order of the numbers" in text) == spec.has_ordered_code
    assert ("5 of 6 kinds of noise" in text) == (spec.noise == MIXED)


@pytest.mark.parametrize("noise", [None, MIXED, ("occlusion", 0.4)])
def test_without_weights_a_script_trains_and_keeps_them(noise, digits, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    spec = dense_spec(16, (64,), "bce", noise, epochs=24)
    text = keras_script.script(spec).replace("BATCH, EPOCHS = 256", "BATCH, EPOCHS = 16")
    names = run(text, tmp_path, spec.key)
    clean = digits[:10] / np.float32(255)
    grey = np.square(clean - clean.mean(axis=0)).mean()
    assert np.square(names["restored"] - clean).mean() < 0.8 * grey
    monkeypatch.setattr(keras.Model, "fit", None)  # the weights lie beside it now
    again = run(text, tmp_path, spec.key)
    pairs = zip(names["model"].get_weights(), again["model"].get_weights(), strict=True)
    assert all(np.array_equal(one, other) for one, other in pairs)


def test_a_net_of_one_s_own_symbols_learns_from_their_pictures(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(plt, "show", lambda: None)
    monkeypatch.setattr(keras.datasets.mnist, "load_data", None)
    monkeypatch.setattr(making, "_EACH", (20, 20))
    train, test = making.make(ready.sets()["letters"])
    spec = replace(symbols_spec(4), recipe=replace(symbols_spec(4).recipe, epochs=2))
    (tmp_path / f"{spec.key}.npz").write_bytes(npz.dump(train, test))
    text = keras_script.script(spec, "symbols")
    names = run(text, tmp_path, spec.key)
    np.testing.assert_array_equal(names["train"], train.pictures)
    assert len(names["restored"]) == 10
    introduction = text.split('"""')[1]
    assert "your own symbols" in introduction
    assert f"{spec.key}.npz" in introduction
    assert "MNIST" not in text.upper()
    assert not re.search(r"\bdigits\b", text)


@pytest.mark.parametrize("kind", NOISES)
@pytest.mark.parametrize("level", [0.2, 0.55, 1.0])
def test_the_noise_in_a_script_is_the_page_s(kind, level):
    pictures, _ = stroke_digits.make(200, seed=1)
    names = {"np": np, "rng": np.random.default_rng(0)}
    exec(noises.add_noise(dense_spec(2, noise=(kind, level))), names)
    theirs, ours = names["add_noise"](pictures), add_noise(kind, pictures, level, 0)
    assert theirs.min() >= 0
    assert theirs.max() <= 1
    if kind not in RANDOM:
        np.testing.assert_allclose(theirs, ours, atol=2e-3)
    for statistic in (np.mean, np.std):
        assert statistic(theirs) == pytest.approx(statistic(ours), rel=0.03)
    change = np.square(theirs - pictures).mean()
    assert change == pytest.approx(np.square(ours - pictures).mean(), rel=0.06)
