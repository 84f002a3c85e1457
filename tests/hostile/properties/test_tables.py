"""Damaged maps, snapshots, novelty, quality and MNIST files: used with all numbers in range, or
refused with the file's name and a command."""

import hashlib
import io
import json
import shutil
import tempfile
import zipfile
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ae_core.data import datasets
from ae_core.explore import latent_map, novelty
from ae_core.models import snapshots, store
from ae_core.training import recording
from ae_core.training.recording import Recorder
from tests.hostile.properties.strategies import File, damaged, finite, nearly, tried
from ui.rooms import quality

KEY = "dense_16"
MAP = json.loads(latent_map.path_of(KEY).read_text())
STRANGE = json.loads(novelty.path_of().read_text())
QUALITY = json.loads((store.folder() / "quality.json").read_text())


def tables(value: dict) -> st.SearchStrategy[bytes]:
    """Files that hold nearly this JSON, or are damaged, or hold something else."""
    whole = json.dumps(value).encode()
    return st.one_of(
        nearly(value).map(lambda changed: File(json.dumps(changed).encode())),
        damaged(whole),
        st.sampled_from([b"", b"null", b"[" * 200_000, b"\xff\xfe", b'{"models": 1e999}']),
    )


# ---- maps ----


def load_map(content: bytes) -> tuple[latent_map.Map | None, latent_map.MapError | None]:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        path = latent_map.path_of(KEY, folder)
        path.parent.mkdir()
        path.write_bytes(content)
        shutil.copy(store.card_of(KEY), store.card_of(KEY, folder))
        found, error = tried(latent_map.MapError, latent_map.load, KEY, folder)
    latent_map._load.cache_clear()
    return found, error


def signed(content: object) -> bytes:
    """A map whose checksum is right, whatever it holds."""
    if isinstance(content, dict):
        content = {name: value for name, value in content.items() if name != "sha256"}
        content = {"sha256": latent_map._digest(content), **content}
    return File(json.dumps(content).encode())


@given(tables(MAP) | nearly(MAP).map(signed))
def test_a_map_leads_from_codes_to_places_and_back_or_is_refused(content):
    found, error = load_map(content)
    if error:
        assert (error.file, error.command) == ("dense_16/map.json", "python train.py maps dense_16")
        return
    places = found.place(np.ones((2, 16), np.float32))
    assert places.shape == (2, 2)
    assert ((places >= 0) & (places <= 1)).all()
    assert np.isfinite(found.code(places)).all()
    near = found.near(places)
    assert near.labels.shape == (2, 10)
    assert finite([found.same, found.other, found.reach, dict(found.quality)])


@pytest.mark.parametrize(
    ("part", "value"),
    [
        ("to_place", []),
        ("to_place", MAP["to_code"]),
        ("to_code", MAP["to_place"]),
        ("labels", ""),
        ("same", float("nan")),
        ("reach", 10**400),
        ("quality", {"trust": float("inf")}),
        ("code_shape", [10**9]),
    ],
)
def test_a_map_with_senseless_values_is_refused(part, value):
    found, error = load_map(signed({**MAP, part: value}))
    assert found is None
    assert error.file == "dense_16/map.json"


# ---- snapshots ----


@pytest.fixture(scope="module")
def taken(tmp_path_factory):
    """A folder with snapshots, their facts and the bytes of their file; none is a LiteRT file."""
    folder = tmp_path_factory.mktemp("taken")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(recording, "_convert", lambda key, values: (b"LiteRT " * 20, 50.0))
        moments = {0.0: [], 0.5: [], 1.0: []}
        losses = dict.fromkeys(moments, 0.5)
        path = recording.save(KEY, folder, moments, losses, {"seed": 0, "data": {"digits": 16}})
    return folder, json.loads(path.with_suffix(".json").read_text()), path.read_bytes()


@pytest.fixture(scope="module")
def checkpoint(tmp_path_factory):
    """A folder, and the bytes in which a run that was killed has left what it had taken."""
    folder = tmp_path_factory.mktemp("killed")
    recorder = Recorder(KEY, 2, folder, resume=False)
    for step in (1, 2, 4, 8):
        recorder.see(1, step, 16, 0.5, lambda: [np.ones((2, 2), np.float32), np.ones(2)])
    return folder, (store.folder_of(KEY, folder) / ".snapshots.checkpoint.npz").read_bytes()


def load_snapshots(folder: Path, facts: object, content: bytes) -> None:
    path = snapshots.path_of(KEY, folder)
    path.write_bytes(content)
    path.with_suffix(".json").write_text(json.dumps(facts))
    found, error = tried(snapshots.SnapshotsError, snapshots.load, KEY, folder)
    if error:
        assert error.file in ("dense_16/snapshots.zip", "dense_16/snapshots.json")
        assert error.command == "python train.py snapshots dense_16"
        return
    moments = [snapshot.moment for snapshot in found.stored]
    assert moments
    assert moments == sorted(moments)
    assert finite([[snapshot.moment, snapshot.loss] for snapshot in found.stored])
    assert all(snapshot.litert == b"LiteRT " * 20 for snapshot in found.stored)


@given(st.data())
def test_snapshots_with_a_changed_card_are_used_or_refused(taken, data):
    folder, facts, content = taken
    load_snapshots(folder, data.draw(nearly(facts)), content)


@given(st.data())
def test_damaged_snapshots_are_refused_even_with_a_matching_card(taken, data):
    folder, facts, content = taken
    content = data.draw(damaged(content))
    checksum = hashlib.sha256(content).hexdigest()
    load_snapshots(folder, {**facts, "file": {"sha256": checksum}}, content)


@given(st.data())
def test_a_recorder_continues_without_damaged_snapshots(checkpoint, data):
    """Of a damaged file it makes nothing, and says so at the end: there is no beginning."""
    folder, content = checkpoint
    path = store.folder_of(KEY, folder) / ".snapshots.checkpoint.npz"
    damage = data.draw(damaged(content))
    path.write_bytes(damage)
    recorder = Recorder(KEY, 2, folder, resume=True)
    assert recorder._losses in ({}, dict.fromkeys((0.0, 1 / 16, 1 / 8, 1 / 4, 1 / 2), 0.5))
    recorder.see(2, 16, 16, 0.5, lambda: [np.ones((2, 2), np.float32)])
    assert not recorder.complete
    assert recorder.save({}) is None


# ---- novelty and quality ----


@given(tables(STRANGE))
def test_novelty_is_a_share_of_the_digits_or_refused(content):
    checksum = STRANGE["models"][KEY]["weights"]
    with tempfile.TemporaryDirectory() as name:
        novelty.path_of(Path(name)).write_bytes(content)
        found, error = tried(novelty.NoveltyError, novelty.load, KEY, checksum, None, Path(name))
    if error:
        assert error.file == "novelty.json"
        assert error.command in str(error)
        return
    for ranks in (found.errors, found.evidence):
        assert 0 <= ranks.share(0.01) <= 1
        assert finite(ranks.values.tolist())
    assert found.errors.value(0.5) > 0
    shares = [found.finds, found.finds_by_error, found.by_ink, found.best_finds]
    assert finite([found.digits, found.drawings, *shares])


@given(tables(QUALITY))
def test_quality_is_finite_curves_or_none(content):
    with tempfile.TemporaryDirectory() as name:
        (Path(name) / "quality.json").write_bytes(content)
        found = quality._read(Path(name) / "quality.json")
    if found:
        points = [p for by_kind in found.methods.values() for row in by_kind.values() for p in row]
        assert all(finite([point.level, point.psnr, point.ssim]) for point in points)
        assert found.digits > 0


# ---- MNIST ----

ARRAYS = {
    "x_train": np.arange(8 * 784, dtype=np.uint32).astype(np.uint8).reshape(8, 28, 28),
    "y_train": np.arange(8, dtype=np.uint8),
}


SUMS = {name: hashlib.sha256(array.tobytes()).hexdigest() for name, array in ARRAYS.items()}


@pytest.fixture(scope="module", autouse=True)
def eight_digits_pass_for_mnist():
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(datasets, "_SHA256", SUMS)
        yield


def packed(**arrays) -> bytes:
    file = io.BytesIO()
    np.savez_compressed(file, **{**ARRAYS, **arrays})
    return File(file.getvalue())


def load_mnist(content: bytes) -> datasets.Digits | None:
    with tempfile.TemporaryDirectory() as name:
        path = Path(name) / "mnist.npz"
        path.write_bytes(content)
        found, error = tried(datasets.DataError, datasets.load_mnist, "train", path)
    if error:
        assert str(error).endswith("fetch it again.")
        assert str(path) in str(error)
    else:
        np.testing.assert_array_equal(found.images, ARRAYS["x_train"])
        np.testing.assert_array_equal(found.labels, ARRAYS["y_train"])
    return found


@given(damaged(packed()))
def test_a_damaged_mnist_file_is_mnist_or_refused(content):
    load_mnist(content)


@settings(max_examples=25)
@given(
    st.sampled_from(["u1", "i1", ">u2", "<u4", "<i8", "S4", "V8", "<f4"]),
    st.sampled_from("CF"),
)
def test_the_same_bytes_are_the_same_digits(kind, order):
    flat = ARRAYS["x_train"].reshape(8, -1).view(kind)
    assert load_mnist(packed(x_train=np.asarray(flat, order=order))) is not None


def test_an_array_of_objects_is_refused():
    assert load_mnist(packed(x_train=np.array([{"a": 1}], object))) is None


def test_a_small_file_that_unpacks_to_gigabytes_is_refused():
    """The head says 784 GB; the zip, of a hundred kilobytes, holds a tenth of a gigabyte."""
    head = io.BytesIO()
    shape = {"descr": "|u1", "fortran_order": False, "shape": (10**9, 28, 28)}
    np.lib.format.write_array_header_1_0(head, shape)
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as members:
        members.writestr("x_train.npy", head.getvalue() + bytes(100_000_000))
        members.writestr("y_train.npy", b"")
    assert len(file.getvalue()) < 200_000
    assert load_mnist(file.getvalue()) is None
