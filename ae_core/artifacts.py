"""Writing files whole: a reader sees the old file or the new one, never half of one."""

import errno
import os
import shutil
import time
import uuid
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

_NO_ROOM = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}


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


@contextmanager
def replacing_set(paths: Sequence[Path], card: Path) -> Iterator[tuple[list[Path], Path]]:
    """Write files and the card that says which files it belongs to, as if in one moment.

    Several files cannot be moved at once. So all new ones are first put where `waiting` says, and
    then moved into their places, the card last. Whenever the process is killed, one of the two
    cards belongs to files that are there, each in its place or waiting.

    Args:
        paths: the files to write or replace.
        card: of which the reader can tell whether it belongs to `paths`.

    Yields:
        The temporary paths of the files, and that of the card, as `replacing` does.

    Raises:
        FileNotFoundError, OSError: as `replacing`.
    """
    waits = [waiting(path) for path in (*paths, card)]
    try:
        with ExitStack() as stack:
            *new_paths, new_card = (stack.enter_context(replacing(path)) for path in waits)
            yield new_paths, new_card
    except BaseException:
        for path in waits:  # the old set is in its place
            path.unlink(missing_ok=True)
        raise
    settle(paths, card)


def settle(paths: Sequence[Path], card: Path) -> None:
    """Move what waits into its place; see `replacing_set`, which may have been killed meanwhile."""
    for path in (*paths, card):
        with suppress(FileNotFoundError):
            os.replace(waiting(path), path)
    if os.name == "posix":
        _flush(card.parent)


def finish(paths: Sequence[Path], card: Path, belongs: Callable[[Path], bool]) -> None:
    """Finish a `replacing_set` that was killed. To be called before the same files are written.

    Otherwise a card that waits for files in their places, which are all there is, would be
    replaced; or a file that has waited since some earlier time would be moved with the others.

    Args:
        paths: as of `replacing_set`.
        card: as of `replacing_set`.
        belongs: whether a card, in its place or waiting, belongs to files that are there.
    """
    if not waiting(card).is_file():
        return
    if belongs(card):
        for path in (*paths, card):
            waiting(path).unlink(missing_ok=True)
    elif belongs(waiting(card)):
        settle(paths, card)


def waiting(path: Path) -> Path:
    """Where `replacing_set` puts a new file until it is moved into its place.

    To be read where the card does not belong to the files in their places.
    """
    return path.with_name(f".next.{path.name}")


def remove_litter(folder: Path, name: str) -> None:
    """Remove the temporary files of writers that were killed.

    Args:
        folder: where they wrote.
        name: what their files' names begin with, up to a dot. Nobody may be writing them now.
    """
    for path in folder.glob(f".{'[0-9a-f]' * 32}.*"):
        if path.name[34:].lstrip(".").removeprefix("next.").startswith(f"{name}."):
            path.unlink(missing_ok=True)


def remove_old_folders(folder: Path, pattern: str, age: float) -> None:
    """Remove the folders in a folder that match a pattern and are older than `age` seconds."""
    for path in folder.glob(pattern):
        with suppress(OSError):  # gone meanwhile
            if time.time() - path.stat().st_mtime > age:
                shutil.rmtree(path, ignore_errors=True)


def need_room(folder: Path, size: int) -> None:
    """Refuse before anything is written, for libraries that fail badly on a full disk.

    Args:
        folder: where the file is to lie.
        size: of the file, in bytes.

    Raises:
        OSError: (ENOSPC) if there is not so much room.
    """
    room = shutil.disk_usage(folder)
    if room.total and room.free < size:  # some network file systems do not tell
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(folder))


def no_room(error: BaseException) -> bool:
    """Whether something could not be written because the disk, or a share of it, is full."""
    return isinstance(error, OSError) and error.errno in _NO_ROOM


def stamp(path: Path) -> tuple[int, int, int] | None:
    """What changes when a file does: its number, time of the last change in ns, bytes.

    The number is for clocks that are set back: a file that was replaced has another one. None
    without the file.
    """
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_ino, found.st_mtime_ns, found.st_size


def _flush(path: Path) -> None:
    """Wait until the file or folder is on the disk."""
    # Windows flushes only what is open for writing; a folder opens only for reading.
    descriptor = os.open(path, os.O_RDONLY if path.is_dir() else os.O_RDWR)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
