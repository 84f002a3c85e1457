"""Damaged weights, archives and checkpoints: used as they were, or refused with a sentence."""

import contextlib
import hashlib
import io
import json
import os
import subprocess
import sys
import tempfile
import time
import zipfile
from dataclasses import replace
from pathlib import Path

import h5py
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ae_core.inference import autoencoder
from ae_core.models import builder, store
from ae_core.models.dense import dense_spec
from ae_core.models.presets import PRESETS
from ae_core.models.spec import ModelSpec
from ae_core.training import archive, trainer
from tests.conftest import ROOT
from tests.hostile.properties.strategies import File, damaged, nearly, tried

pytestmark = pytest.mark.filterwarnings("ignore:Skipping nested container")  # Keras, of damage

KEY = "dense_16"
CONTENT = store.path_of(KEY).read_bytes()
LITERT = store.path_of(KEY, kind="litert").read_bytes()
CARD = json.loads(store.card_of(KEY).read_text())
SPEC = dense_spec(4, (8,), epochs=1)
slow = settings(max_examples=max(10, settings().max_examples // 5))  # they build a net each


@contextlib.contextmanager
def folder_with(card: bytes, content: bytes = CONTENT, litert: bytes = LITERT):
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        store.folder_of(KEY, folder).mkdir()
        store.card_of(KEY, folder).write_bytes(card)
        store.path_of(KEY, folder).write_bytes(content)
        store.path_of(KEY, folder, "litert").write_bytes(litert)
        yield folder


# ---- cards and weights files ----


@given(
    damaged(json.dumps(CARD).encode()) | nearly(CARD).map(lambda card: json.dumps(card).encode())
)
def test_a_card_that_does_not_match_its_files_is_refused(card):
    with folder_with(card) as folder:
        found, error = tried(store.WeightsError, store.read_card, KEY, folder)
    if error:
        assert error.file in [f"{KEY}/{name}" for name in ("card.json", *store.NAMES.values())]
        assert error.command in str(error)
    else:
        assert found["files"]["keras"]["sha256"] == hashlib.sha256(CONTENT).hexdigest()
        assert found["files"]["litert"]["sha256"] == hashlib.sha256(LITERT).hexdigest()


@given(damaged(CONTENT))
def test_weights_with_one_changed_byte_are_refused(content):
    with folder_with(json.dumps(CARD).encode(), content) as folder:
        found, error = tried(store.WeightsError, store.read_card, KEY, folder)
    assert error is not None or (content, found) == (CONTENT, CARD)


@given(damaged(LITERT))
def test_a_litert_file_with_one_changed_byte_is_not_run(content):
    """What such a file can do once it is loaded, nothing here could bound."""
    with folder_with(json.dumps(CARD).encode(), litert=content) as folder:
        found, error = tried(store.WeightsError, store.read_litert, KEY, folder)
    if error:
        assert error.file == "dense_16/model.tflite"
        assert error.command == "python train.py export dense_16"
    else:
        assert (content, found) == (LITERT, (LITERT, CARD))


@slow
@given(damaged(CONTENT))
def test_damaged_weights_with_a_matching_card_are_a_model_or_refused(content):
    """Whoever can write the one file can write the other: then Keras has to look."""
    card = {**CARD, "files": {"keras": {"sha256": hashlib.sha256(content).hexdigest()}}}
    with folder_with(json.dumps(card).encode(), content) as folder:
        model, _ = tried(store.WeightsError, store.load, KEY, folder)
    assert model is None or model.count_params() == PRESETS[KEY].parameters


# ---- rows of the table, as a card has them ----


@given(nearly(SPEC.as_json()))
def test_a_spec_from_json_has_the_declared_types(row):
    try:
        spec = ModelSpec.from_json(row)
    except Exception:  # `archive` reports it in its own words
        return
    back = json.loads(json.dumps(spec.as_json()))
    recipe = {**back["recipe"], **row["recipe"]}  # what has a usual value may be left out
    assert back == {**back, **row, "recipe": recipe, "published": None}
    assert spec.trained_on
    assert all(type(n) is int for n in (*spec.widths, *spec.code_shape, spec.parameters))


# ---- archives ----


@pytest.fixture(scope="module")
def pack():
    """The bytes of a small net, as the page gives it away."""
    return File(archive.dump(builder.build(SPEC, seed=1), b"no LiteRT", {"spec": SPEC.as_json()}))


def repacked(pack: bytes, card=None, content=None, method=zipfile.ZIP_DEFLATED) -> bytes:
    """The zip with another card or other weights, the card's checksum being theirs."""
    with zipfile.ZipFile(io.BytesIO(pack)) as members:
        old = {name.rsplit(".", 1)[-1]: members.read(name) for name in members.namelist()}
    content = old["h5"] if content is None else content
    card = json.loads(old["json"]) if card is None else card
    if isinstance(card, dict):
        card = {**card, "files": {"keras": {"sha256": hashlib.sha256(content).hexdigest()}}}
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", method) as members:
        members.writestr("net.weights.h5", content)
        members.writestr("net.json", json.dumps(card))
    return file.getvalue()


def loaded(content: bytes) -> archive.Archive | str:
    """The net, which can be used; or the sentence with which its file was refused."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "net.zip"
        path.write_bytes(content)
        start = time.process_time()
        found, error = tried(ValueError, archive.load, path)
        assert time.process_time() - start < 4
        assert [entry.name for entry in Path(folder).iterdir()] == ["net.zip"]
    if error:
        assert str(error).startswith("Expected the archive of a net in ")
        return str(error)
    autoencoder.add("mine", found.spec, found.values, found.card)
    try:
        restored, _ = autoencoder.reconstruct("mine", np.zeros((1, 28, 28), np.float32))
    finally:
        autoencoder.remove("mine")
    assert np.isfinite(restored).all()
    return found


@slow
@given(st.data())
def test_a_damaged_archive_is_a_net_or_refused(pack, data):
    loaded(data.draw(damaged(pack)))


@slow
@given(nearly(SPEC.as_json()))
def test_an_archive_with_a_changed_card_is_a_net_or_refused(pack, row):
    loaded(repacked(pack, {"spec": row}))


@slow
@given(st.data())
def test_an_archive_with_changed_weights_is_a_net_or_refused(pack, data):
    with zipfile.ZipFile(io.BytesIO(pack)) as members:
        content = members.read("own_net.weights.h5")
    loaded(repacked(pack, content=data.draw(damaged(content))))


@pytest.mark.parametrize(
    "change",
    [
        {"code_shape": [10**9]},
        {"widths": [10**9]},
        {"widths": [10**5, 10**5]},
        {"widths": [8] * 10_000},
        {"code_shape": [-4]},
        {"code_shape": [4, 4]},
        {"family": "residual", "widths": [10**6, 10**6], "hidden": 10**6},
    ],
    ids=lambda change: str(change)[:60],
)
def test_a_card_that_asks_for_a_huge_net_is_refused_before_it_is_built(pack, change, monkeypatch):
    monkeypatch.setattr(builder, "build", None)
    row = {**SPEC.as_json(), **change}
    assert "fewer weights" in (said := loaded(repacked(pack, {"spec": row}))) or (
        "fully connected" in said
    )


def test_a_key_that_is_a_path_is_refused(pack):
    row = {**SPEC.as_json(), "key": "../../../escaped"}
    assert isinstance(loaded(repacked(pack, {"spec": row})), archive.Archive | str)
    assert not list(Path(tempfile.gettempdir()).parent.glob("escaped*"))


def lying(content: bytes) -> bytes:
    """A zip whose heads say that its larger member is ten bytes long."""
    with zipfile.ZipFile(io.BytesIO(content)) as members:
        size = max(info.file_size for info in members.infolist())
    return content.replace(size.to_bytes(4, "little"), (10).to_bytes(4, "little"))


@pytest.mark.parametrize(
    ("method", "liar"),
    [
        (zipfile.ZIP_DEFLATED, False),
        (zipfile.ZIP_DEFLATED, True),
        (zipfile.ZIP_BZIP2, True),
        (zipfile.ZIP_LZMA, True),
    ],
)
def test_a_zip_that_unpacks_to_too_much_is_refused_while_unpacking(pack, method, liar):
    bomb = repacked(pack, content=bytes(50_000_000), method=method)
    assert len(bomb) < 1_000_000
    said = loaded(lying(bomb) if liar else bomb)
    assert isinstance(said, str)
    assert peak_megabytes(lying(bomb) if liar else bomb) < 100


def peak_megabytes(content: bytes) -> float:
    """What reading the members takes at most, as Python counts it."""
    import tracemalloc

    tracemalloc.start()
    with contextlib.suppress(Exception):
        archive._read_members(content)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return peak / 1e6


def h5(write) -> bytes:
    """A weights file like that of `SPEC`, which `write(file)` may corrupt."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "net.weights.h5"
        builder.build(SPEC, seed=1).save_weights(path)
        with h5py.File(path, "r+") as file:
            write(file)
        return path.read_bytes()


def first(file: h5py.File) -> str:
    """The name of the first array in a weights file."""
    names = []
    file.visititems(lambda name, item: names.append(name) if hasattr(item, "shape") else None)
    return names[0]


def swap(file: h5py.File, **options) -> None:
    name = first(file)
    del file[name]
    file.create_dataset(name, **options)


def relink(file: h5py.File, link: h5py.ExternalLink) -> None:
    name = first(file)
    del file[name]
    file[name] = link


@pytest.mark.parametrize(
    "write",
    [
        lambda file: swap(file, shape=(10**6, 10**6), dtype="f4", chunks=(1000, 1000)),
        lambda file: swap(file, data=np.zeros((784, 8), np.float32), compression="gzip"),
        lambda file: swap(file, shape=(784, 8), dtype="f8", data=np.full((784, 8), 1e300)),
        lambda file: swap(file, shape=(784, 8), dtype="f4", external=[("/etc/passwd", 0, 25088)]),
        lambda file: relink(file, h5py.ExternalLink("/etc/passwd", "/")),
        lambda file: swap(file, data=np.full((784, 8), np.nan, np.float32)),
        lambda file: swap(file, data=np.full((784, 8), b"text")),
    ],
    ids=["huge", "compressed", "too large", "another file's bytes", "a link", "NaN", "text"],
)
def test_features_of_hdf5_beside_arrays_are_refused(pack, write):
    assert isinstance(loaded(repacked(pack, content=h5(write))), str)


@pytest.mark.skipif(os.name != "posix", reason="no resource module here")
@pytest.mark.parametrize("shape", [(784, 400_000), (10**6, 10**6)])
def test_a_small_file_of_a_huge_array_takes_no_memory(pack, tmp_path, shape):
    """1.2 GB, which Keras would unpack, and 4 TB; measured in a process of its own."""
    bomb = h5(lambda file: swap(file, shape=shape, dtype="f4", chunks=(784, 1000), compression=9))
    path = tmp_path / "net.zip"
    path.write_bytes(repacked(pack, content=bomb))
    assert path.stat().st_size < 50_000
    program = (
        "import resource, sys, h5py\n"
        "from ae_core.training import archive\n"
        "peak = lambda: resource.getrusage(resource.RUSAGE_SELF).ru_maxrss\n"
        "before = peak()\n"
        "try: archive.load(sys.argv[1])\n"
        "except ValueError as error: assert 'no array of floats of shape' in str(error), error\n"
        "else: raise AssertionError('it was loaded')\n"
        "assert not {'keras', 'tensorflow'} & set(sys.modules)\n"
        "print(peak() - before)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, str(path)], cwd=ROOT, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    unit = 1 if sys.platform == "darwin" else 1024  # of ru_maxrss, in bytes
    assert int(done.stdout) * unit < 20e6


def test_a_deeply_nested_card_is_refused(pack):
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as members:
        members.writestr("net.weights.h5", b"")
        members.writestr("net.json", "[" * 500_000)
    assert isinstance(loaded(file.getvalue()), str)


# ---- checkpoints ----


@pytest.fixture(scope="module")
def stopped(tmp_path_factory):
    """A run that was left after the first of two epochs, and the bytes of its checkpoint."""
    images = np.random.default_rng(0).integers(0, 256, (32, 28, 28), np.uint8)
    checkpoint = tmp_path_factory.mktemp("run") / ".checkpoint.npz"
    recipe = replace(SPEC.recipe, epochs=2)
    run = trainer.Training(SPEC, recipe, images, 0, checkpoint)
    next(run.epochs())
    return run, checkpoint.read_bytes()


@slow
@given(st.data())
def test_a_damaged_checkpoint_is_the_same_state_or_refused(stopped, data):
    run, content = stopped
    before = [np.array(value) for value in run._variables()]
    run.checkpoint.write_bytes(data.draw(damaged(content)))
    resumed, error = tried(ValueError, run.resume)
    if error:
        assert "begin anew" in str(error).lower()
    assert resumed or error
    for value, old in zip(run._variables(), before, strict=True):
        np.testing.assert_array_equal(value, old)
