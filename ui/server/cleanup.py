"""Delete the temporary files of uploads and answers, and visitors' networks that nobody uses.

Gradio deletes old files that it knows of (`delete_cache`), but not their folders, nor the parts of
an upload that broke off.
"""

import atexit
import contextlib
import logging
import os
import shutil
import threading
import time
from pathlib import Path

from ae_core import artifacts
from ui.training import visitor_nets

log = logging.getLogger("autoencoder_lab")

AGE = 1800  # seconds after which a file is deleted: a program fetches its answer at once
EVERY = 300  # seconds
DAY = 86_400  # seconds; the folder of a running app is never older
OURS = f"autoencoder-lab-{'[0-9a-f]' * 16}"

_created: list[Path] = []


def start() -> None:
    """Create the folder that `GRADIO_TEMP_DIR` names with mode 0700 and delete its old files.

    A thread deletes old files and expired networks every few minutes. `end` deletes the folder, at
    the latest when Python exits. Folders of apps that were killed more than a day ago are deleted
    as well.

    Raises:
        FileExistsError: if the folder exists: another program's files may be in it.
    """
    folder = Path(os.environ["GRADIO_TEMP_DIR"])
    folder.parent.mkdir(parents=True, exist_ok=True)
    artifacts.remove_old_folders(folder.parent, OURS, DAY)
    folder.mkdir(mode=0o700)
    _created.append(folder)
    atexit.register(end)
    threading.Thread(target=_clean_regularly, args=(folder,), name="cleanup", daemon=True).start()


def end() -> None:
    """Delete the folder that `start` created."""
    for folder in _created:
        shutil.rmtree(folder, ignore_errors=True)


def delete_old(folder: Path, age: float) -> None:
    """Delete files in a folder that are older than `age` seconds, and old empty folders in it."""
    limit = time.time() - age
    # from the bottom up, so that a folder comes after its contents
    for place, _, names in os.walk(folder, topdown=False):
        for name in names:
            path = Path(place, name)
            try:
                if path.lstat().st_mtime < limit:
                    path.unlink()
            except OSError as error:  # deleted in the meantime, or another user's
                log.info("not deleted: %s", error)
        if place != str(folder):
            try:
                if Path(place).stat().st_mtime < limit:
                    Path(place).rmdir()
            except OSError:  # not empty
                pass


def _clean_regularly(folder: Path) -> None:
    while True:
        time.sleep(EVERY)
        delete_old(folder, AGE)
        visitor_nets.delete_expired()
        with contextlib.suppress(FileNotFoundError):  # the app is about to end
            os.utime(folder)  # so that no other app thinks this one was killed
