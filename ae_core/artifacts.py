"""Files that training makes: read only if undamaged, written completely or not at all.

A file is described by its card, a JSON beside it that holds its SHA-256. A reader gets the file
that the card describes, or an `ArtifactError` that names the file, the fault and the command that
makes the file again. A writer moves a finished file into place, so nobody reads half of one.
"""

import errno
import hashlib
import json
import os
import shlex
import shutil
import time
import uuid
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import Any, TypeVar

T = TypeVar("T")

_NO_ROOM = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}


class ArtifactError(Exception):
    """A file that cannot be used, and the command that makes it again.

    Args:
        path: the file.
        why: what is wrong with it, as a verb phrase that follows its name: "is missing".
        command: the shell command that makes it again.
        file: the name to show, if the last part of the path is not enough.

    Attributes:
        file, why, command: as above.
    """

    def __init__(self, path: Path, why: str, command: str, file: str | None = None):
        self.file, self.why, self.command = file or path.name, why, command
        super().__init__(f"{path} {why}; make it again with: {command}")


Fault = Callable[[Path, str], ArtifactError]  # makes the error from the file and its fault


def train_command(*arguments: str) -> str:
    """The shell command that runs `train.py` with these arguments.

    Args:
        *arguments: such as ("run", "conv_32", "--force").

    Returns:
        "python train.py run conv_32 --force" in a checkout; with "autoencoder-lab-train" in place
        of the first two words where the package is installed.
    """
    in_checkout = (Path(__file__).resolve().parents[1] / "train.py").is_file()
    program = ("python", "train.py") if in_checkout else ("autoencoder-lab-train",)
    return shlex.join((*program, *arguments))


def read_json(path: Path, parse: Callable[[Any], T], fault: Fault) -> T:
    """Read a JSON file.

    Args:
        path: the file.
        parse: turns the JSON value into the result. If it raises anything, the file cannot be
            read.
        fault: makes the error.

    Raises:
        ArtifactError: made by `fault`, if the file is missing, is no JSON, or `parse` fails.
    """
    try:
        return parse(json.loads(path.read_bytes()))
    except FileNotFoundError:
        raise fault(path, "is missing") from None
    except Exception as error:  # files may hold anything
        raise fault(path, "cannot be read") from error


def read_file(path: Path, sha256: str, fault: Fault) -> tuple[Path, bytes]:
    """Read the file that has this SHA-256, at its path or at `waiting(path)`.

    Returns:
        Where it was found, and its bytes.

    Raises:
        ArtifactError: made by `fault`, if the file is missing, unreadable or has another SHA-256.
    """
    why = "is missing"
    for place in (path, waiting(path)):
        try:
            content = place.read_bytes()
        except FileNotFoundError:
            continue
        except OSError as error:
            raise fault(path, "cannot be read") from error
        if hashlib.sha256(content).hexdigest() == sha256:
            return place, content
        why = "is damaged: its SHA-256 is not the one on its card"
    raise fault(path, why)


def read_set(card: Path, read: Callable[[Path], T]) -> T:
    """Read files and their card, even where a `replacing_set` is under way or was killed halfway.

    Args:
        card: path of the card.
        read: given the path of a card, reads it and the files that it describes, and raises an
            `ArtifactError` if they do not belong together.

    Raises:
        ArtifactError: the one that `read` raises for `card` itself.
    """
    for path in (card, waiting(card)):
        with suppress(ArtifactError):
            return read(path)
    return read(card)  # the new files may have been moved into place meanwhile


def describe(name: str, content: bytes) -> dict[str, Any]:
    """What a card says about a file: {"name", "bytes", "sha256"}."""
    return {"name": name, "bytes": len(content), "sha256": hashlib.sha256(content).hexdigest()}


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
    """Write files and their card: all of them, or none.

    Several files cannot be moved at once. So all new ones are first put where `waiting` says, and
    then moved into their places, the card last. Whenever the process is killed, one of the two
    cards describes files that are there, each in its place or waiting.

    Args:
        paths: the files to write or replace.
        card: the card, which holds their SHA-256.

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
    """Move the waiting files of a `replacing_set` into their places, the card last."""
    for path in (*paths, card):
        with suppress(FileNotFoundError):
            os.replace(waiting(path), path)
    if os.name == "posix":
        _flush(card.parent)


def finish(paths: Sequence[Path], card: Path, read: Callable[[Path], object]) -> None:
    """Finish a `replacing_set` that was killed. Call this before the same files are written again.

    Without it the next `replacing_set` could replace the waiting card, although no other card
    describes the files in place; or it could move old waiting files together with its own.

    Args:
        paths: as in `replacing_set`.
        card: as in `replacing_set`.
        read: as in `read_set`.
    """

    def fits(card_path: Path) -> bool:
        """Whether a card describes files that are there."""
        try:
            read(card_path)
        except ArtifactError:
            return False
        return True

    if not waiting(card).is_file():
        return
    if fits(card):
        for path in (*paths, card):
            waiting(path).unlink(missing_ok=True)
    elif fits(waiting(card)):
        settle(paths, card)


def waiting(path: Path) -> Path:
    """Where `replacing_set` puts a new file until it is moved into its place."""
    return path.with_name(f".next.{path.name}")


def remove_temporary_files(folder: Path, name: str | None = None) -> None:
    """Remove the temporary files of killed writers. No other process may write meanwhile.

    Args:
        folder: where they wrote.
        name: remove only those of files called `name.…`; None: all.
    """
    for path in folder.glob(f".{'[0-9a-f]' * 32}.*"):
        meant = path.name[34:].lstrip(".").removeprefix("next.")
        if name is None or meant.startswith(f"{name}."):
            path.unlink(missing_ok=True)


def remove_old_folders(folder: Path, pattern: str, age: float) -> None:
    """Remove the folders in a folder that match a pattern and are older than `age` seconds."""
    for path in folder.glob(pattern):
        with suppress(OSError):  # gone meanwhile
            if time.time() - path.stat().st_mtime > age:
                shutil.rmtree(path, ignore_errors=True)


def need_room(folder: Path, size: int) -> None:
    """Check that a file fits on the disk, for libraries that fail badly on a full one.

    File systems that do not report their size pass.

    Args:
        folder: the folder of the file.
        size: of the file, in bytes.

    Raises:
        OSError: with ENOSPC, if less space is free.
    """
    disk = shutil.disk_usage(folder)
    if disk.total and disk.free < size:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(folder))


def no_room(error: BaseException) -> bool:
    """Whether an error means that a disk or quota is full, or a file too large."""
    return isinstance(error, OSError) and error.errno in _NO_ROOM


def stamp(path: Path) -> tuple[int, int, int] | None:
    """Inode, time of the last change in ns and size of a file; None without the file.

    It differs whenever the file has changed. The inode is for clocks that are set back: a file
    that was replaced has another one.
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
