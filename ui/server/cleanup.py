"""What uploads and answers leave on the disk, swept away.

Gradio deletes old files that it knows of (`delete_cache`), but not their folders, nor what is left
of an upload that broke off.
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

log = logging.getLogger("autoencoder_lab")

AGE = 1800  # seconds after which a file is no longer needed: a program fetches its answer at once
EVERY = 300  # seconds
DAY = 86_400  # seconds; a folder that was not swept for so long is that of an app that was killed
OURS = f"autoencoder-lab-{'[0-9a-f]' * 16}"

_made: list[Path] = []


def start() -> None:
    """Make the folder that `GRADIO_TEMP_DIR` names, for nobody else's eyes, and keep it clean.

    It is swept every few minutes, in a thread, and goes with the app: with `end`, or where that is
    not called as Python ends.

    Raises:
        FileExistsError: if it is there already: somebody else's files may be in it.
    """
    folder = Path(os.environ["GRADIO_TEMP_DIR"])
    folder.parent.mkdir(parents=True, exist_ok=True)
    artifacts.remove_old_folders(folder.parent, OURS, DAY)
    folder.mkdir(mode=0o700)
    _made.append(folder)
    atexit.register(end)
    threading.Thread(target=_sweep_regularly, args=(folder,), name="sweeper", daemon=True).start()


def end() -> None:
    """Remove the folder that `start` has made."""
    for folder in _made:
        shutil.rmtree(folder, ignore_errors=True)


def sweep(folder: Path, age: float) -> None:
    """Delete the files in a folder that are older than `age` seconds, and folders left empty."""
    limit = time.time() - age
    # deepest first, so that a folder comes after what was in it
    for place, _, names in os.walk(folder, topdown=False):
        for name in names:
            path = Path(place, name)
            try:
                if path.lstat().st_mtime < limit:
                    path.unlink()
            except OSError as error:  # gone meanwhile, or somebody else's
                log.info("not swept: %s", error)
        if place != str(folder):
            try:
                if Path(place).stat().st_mtime < limit:
                    Path(place).rmdir()
            except OSError:  # not empty
                pass


def _sweep_regularly(folder: Path) -> None:
    while True:
        time.sleep(EVERY)
        sweep(folder, AGE)
        with contextlib.suppress(FileNotFoundError):  # the app is about to end
            os.utime(folder)  # which says that somebody is at work here
