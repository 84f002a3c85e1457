"""Temporary files: what is old goes, with the folders it was in; what is in use stays."""

import os
import time
from pathlib import Path

from ui import litter

HOUR = 3600


def aged(path: Path, seconds: float) -> Path:
    then = time.time() - seconds
    os.utime(path, (then, then))
    return path


def test_what_is_old_goes_and_what_is_new_stays(tmp_path):
    old, new, mixed = (tmp_path / name for name in ("old", "new", "mixed"))
    for folder in (old, new, mixed):
        folder.mkdir()
    for path in (old / "a.png", mixed / "a.png", tmp_path / "broken-off"):
        path.write_bytes(b"x")
        aged(path, HOUR)
    for path in (new / "a.png", mixed / "b.png"):
        path.write_bytes(b"x")
    aged(old, HOUR)
    litter.sweep(tmp_path, HOUR / 2)
    assert sorted(p.relative_to(tmp_path).as_posix() for p in tmp_path.rglob("*.*")) == [
        *("mixed/b.png", "new/a.png"),
    ]
    assert not (tmp_path / "broken-off").exists()
    # emptying a folder makes it new once more: it goes next time
    aged(old, HOUR)
    litter.sweep(tmp_path, HOUR / 2)
    assert not old.exists()
    assert new.exists()


def test_links_are_not_followed(tmp_path):
    outside, folder = tmp_path / "outside", tmp_path / "folder"
    outside.mkdir()
    folder.mkdir()
    aged_file = outside / "keep.txt"
    aged_file.write_text("x")
    aged(aged_file, HOUR)
    (folder / "link").symlink_to(outside)
    litter.sweep(folder, 0)
    assert aged_file.exists()


def test_a_folder_that_is_not_there_is_nothing_to_sweep(tmp_path):
    litter.sweep(tmp_path / "nowhere", 0)


def test_the_folder_is_for_nobody_else_s_eyes(tmp_path, monkeypatch):
    folder = tmp_path / "gradio"
    monkeypatch.setenv("GRADIO_TEMP_DIR", str(folder))
    monkeypatch.setattr(litter.threading.Thread, "start", lambda self: None)
    at_the_end = []
    monkeypatch.setattr(litter.atexit, "register", at_the_end.append)
    monkeypatch.setattr(litter, "_made", [])
    litter.start()
    assert folder.stat().st_mode & 0o777 == 0o700
    litter.start()  # it is there, so it is somebody's own
    (end,) = at_the_end
    (folder / "left").write_text("over")
    end()
    assert not folder.exists()


def test_a_folder_of_somebody_s_own_stays(tmp_path, monkeypatch):
    monkeypatch.setenv("GRADIO_TEMP_DIR", str(tmp_path))
    monkeypatch.setattr(litter.threading.Thread, "start", lambda self: None)
    monkeypatch.setattr(litter, "_made", [])
    litter.start()
    litter.end()
    assert tmp_path.exists()
