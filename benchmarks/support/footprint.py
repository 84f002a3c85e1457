"""What a process holds: memory, threads, handles, child processes, temporary files."""

import contextlib
import os
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import psutil


class Footprint(NamedTuple):
    """What a process holds at a moment.

    Attributes:
        memory: resident MB of 1,000,000 bytes.
        threads: a name for each.
        handles: open files, sockets and pipes.
        processes: its children, and theirs.
        files: in its folder of temporary files, folders included.
    """

    memory: float
    threads: list[str]
    handles: list[str]
    processes: list[str]
    files: list[str]

    def more_than(self, other: "Footprint") -> dict[str, list[str]]:
        """Return what this footprint has more of than another, memory aside: {field: its list}."""
        pairs = zip(self._fields[1:], self[1:], other[1:], strict=True)
        return {name: now for name, now, then in pairs if len(now) > len(then)}


def measure(pid: int, temporary: Path) -> Footprint:
    """Return the footprint of a process.

    Args:
        pid: of the process.
        temporary: its own folder of temporary files.

    Raises:
        psutil.NoSuchProcess: if there is no such process.
    """
    process = psutil.Process(pid)
    proc = Path(f"/proc/{pid}")  # psutil lists neither pipes nor the names of threads
    return Footprint(
        memory=process.memory_info().rss / 1e6,
        threads=_read_all(proc / "task", lambda task: (task / "comm").read_text().strip()),
        handles=_read_all(proc / "fd", os.readlink),
        processes=[str(child) for child in process.children(recursive=True)],
        files=sorted(str(path.relative_to(temporary)) for path in temporary.rglob("*")),
    )


def _read_all(folder: Path, read: Callable[[Path], str]) -> list[str]:
    """Return what `read` returns for each entry of a folder that is still there."""
    found = []
    for path in folder.iterdir():
        with contextlib.suppress(OSError):
            found.append(read(path))
    return sorted(found)
