"""Temporary files: old ones are deleted with their folders, new ones stay."""

import os
import time
from collections.abc import Callable
from pathlib import Path

import httpx
import pytest
from gradio_client import Client, handle_file

from ae_core.models.dense import dense_spec
from tests.browser.conftest import serving
from tests.conftest import ROOT
from ui.server import cleanup
from ui.training import visitor_nets

HOUR = 3600
PICTURE = ROOT / "tests" / "support" / "photographs" / "eight_bold.png"


def aged(path: Path, seconds: float) -> Path:
    then = time.time() - seconds
    os.utime(path, (then, then))
    return path


def aged_file(path: Path) -> Path:
    """A file that was last written to an hour ago."""
    path.touch()
    return aged(path, HOUR)


def test_old_files_are_deleted_and_new_ones_stay(tmp_path):
    old, new, mixed = (tmp_path / name for name in ("old", "new", "mixed"))
    for folder in (old, new, mixed):
        folder.mkdir()
    for path in (old / "a.png", mixed / "a.png", tmp_path / "broken-off"):
        path.write_bytes(b"x")
        aged(path, HOUR)
    for path in (new / "a.png", mixed / "b.png"):
        path.write_bytes(b"x")
    aged(old, HOUR)
    cleanup.delete_old(tmp_path, HOUR / 2)
    assert sorted(p.relative_to(tmp_path).as_posix() for p in tmp_path.rglob("*.*")) == [
        *("mixed/b.png", "new/a.png"),
    ]
    assert not (tmp_path / "broken-off").exists()
    # emptying a folder makes it new once more: it goes next time
    aged(old, HOUR)
    cleanup.delete_old(tmp_path, HOUR / 2)
    assert not old.exists()
    assert new.exists()


def test_links_are_not_followed(tmp_path):
    outside, folder = tmp_path / "outside", tmp_path / "folder"
    outside.mkdir()
    folder.mkdir()
    kept = aged_file(outside / "keep.txt")
    (folder / "link").symlink_to(outside)
    cleanup.delete_old(folder, 0)
    assert kept.exists()


def test_a_missing_folder_is_no_error(tmp_path):
    cleanup.delete_old(tmp_path / "nowhere", 0)


def until(happens: Callable[[], bool]) -> None:
    """Wait for a thread or another process."""
    end = time.monotonic() + 60
    while not happens():
        assert time.monotonic() < end
        time.sleep(0.02)


@pytest.fixture
def often(monkeypatch):
    """Old files are deleted every moment; `end` deletes no folder of another test."""
    monkeypatch.setattr(cleanup, "EVERY", 0.01)
    monkeypatch.setattr(cleanup, "_created", [])


def test_the_folder_is_created_cleaned_and_deleted(tmp_path, monkeypatch, often):
    other = aged_file(tmp_path / "old")
    folder = tmp_path / "here" / "ours"
    monkeypatch.setenv("GRADIO_TEMP_DIR", str(folder))
    cleanup.start()
    assert folder.stat().st_mode & 0o777 == 0o700
    (folder / "new").write_text("x")
    old = aged_file(folder / "old")
    net = visitor_nets.new(dense_spec(4))
    visitor_nets.finish(net, b"zip")
    net.used -= visitor_nets.LIFE + 1
    until(lambda: not old.exists())
    until(lambda: not visitor_nets._nets)
    assert (folder / "new").exists()
    cleanup.end()
    assert not folder.exists()
    assert other.exists()


def test_the_folder_of_a_killed_app_is_deleted_a_day_later(tmp_path, monkeypatch, often):
    long_ago = time.time() - cleanup.DAY - 60
    names = ("autoencoder-lab-" + 16 * "0", "autoencoder-lab-data", "autoencoder-lab-" + 16 * "1")
    for name in names:
        (tmp_path / name).mkdir()
        (tmp_path / name / "file").touch()
        os.utime(tmp_path / name, (long_ago, long_ago))
    os.utime(tmp_path / names[2])  # of an app that runs
    monkeypatch.setenv("GRADIO_TEMP_DIR", str(tmp_path / ("autoencoder-lab-" + 16 * "2")))
    cleanup.start()
    assert not (tmp_path / names[0]).exists()
    assert (tmp_path / names[1] / "file").exists()
    assert (tmp_path / names[2] / "file").exists()


def test_an_existing_folder_is_left_alone(tmp_path, monkeypatch, often):
    other = aged_file(tmp_path / "old")
    monkeypatch.setenv("GRADIO_TEMP_DIR", str(tmp_path))
    with pytest.raises(FileExistsError):
        cleanup.start()
    cleanup.end()
    assert other.exists()


def test_the_app_keeps_its_files_apart_from_others(tmp_path):
    """`GRADIO_TEMP_DIR` names a folder that holds another program's file."""
    often = "from ui.server import cleanup; cleanup.EVERY = 0.1; import app; app.main()"
    other = aged_file(tmp_path / "old")
    here = {"GRADIO_TEMP_DIR": str(tmp_path)}
    with serving(tmp_path, command=["-c", often], **here) as server:
        (ours,) = (path for path in tmp_path.iterdir() if path.name.startswith("autoencoder-lab-"))
        assert ours.stat().st_mode & 0o777 == 0o700
        with PICTURE.open("rb") as file:
            sent = httpx.post(f"{server.address}/gradio_api/upload", files={"files": file})
        (upload,) = map(Path, sent.json())
        assert upload.is_relative_to(ours)
        noisy, *_ = Client(server.address, verbose=False, download_files=False).predict(
            image=handle_file(PICTURE), model="dense_16", api_name="/denoise"
        )
        assert Path(noisy["path"]).is_relative_to(ours)
        old = aged_file(upload)
        until(lambda: not old.exists())
    assert other.exists()
    assert not ours.exists()
