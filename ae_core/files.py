"""Writing files whole: a reader sees the old file or the new one, never half of one."""

import os
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def replacing(path: Path) -> Iterator[Path]:
    """Write beside `path`, then move into place; on failure the old file stays as it was.

    The temporary file lies in the same folder, since only a move within one file system happens
    at once. Its name ends in the whole name of `path`, as some writers choose the format by the
    ending, and Keras refuses names that do not end in ".weights.h5". It is hidden (a leading
    dot) and unique, so processes and threads may write the same file at once; the last wins.

    Args:
        path: the file to write or replace. Its folder has to exist.

    Yields:
        The temporary path, where nothing lies yet: the block writes the file there.

    Raises:
        FileNotFoundError: if the block ends without having written the file.
        OSError: if the file cannot be moved into place.
    """
    path = Path(path)
    temporary = path.with_name(f".{uuid.uuid4().hex}.{path.name}")
    try:
        yield temporary
        _flush(temporary)
        os.replace(temporary, path)
        if os.name == "posix":  # the move itself is on the disk once the folder is
            _flush(path.parent)
    finally:
        temporary.unlink(missing_ok=True)  # after the move there is nothing left to remove


def stamp(path: Path) -> tuple[int, int] | None:
    """What changes when a file does: (time of the last change in ns, bytes); None without it."""
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_mtime_ns, found.st_size


def _flush(path: Path) -> None:
    """Wait until the file or folder is on the disk."""
    # Windows flushes only what is open for writing; a folder opens only for reading.
    descriptor = os.open(path, os.O_RDONLY if path.is_dir() else os.O_RDWR)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
