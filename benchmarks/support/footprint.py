"""What a process holds: memory, threads, handles, processes of its own, temporary files."""

import contextlib
import os
from pathlib import Path
from typing import NamedTuple

import psutil


class Footprint(NamedTuple):
    """What a process holds at a moment.

    Attributes:
        memory: MB of 1,000,000 bytes in RAM.
        threads: how many run in it.
        handles: open files, sockets and pipes.
        processes: those that it has started and that are still there, theirs included.
        files: in its folder of temporary files, folders included.
    """

    memory: float
    threads: int
    handles: int
    processes: int
    files: int

    def more_than(self, other: "Footprint") -> dict[str, int]:
        """What this one holds more of than another, memory aside: {name: how many more}."""
        pairs = zip(self._fields, self, other, strict=True)
        return {name: now - then for name, now, then in pairs if name != "memory" and now > then}


def of(pid: int, temporary: Path) -> Footprint:
    """The footprint of a process.

    Args:
        pid: of the process.
        temporary: its own folder of temporary files.

    Raises:
        psutil.NoSuchProcess: if there is no such process.
    """
    process = psutil.Process(pid)
    return Footprint(
        memory=process.memory_info().rss / 1e6,
        threads=process.num_threads(),
        handles=process.num_fds(),
        processes=len(process.children(recursive=True)),
        files=sum(1 for _ in temporary.rglob("*")),
    )


def names(pid: int, temporary: Path) -> dict[str, list[str]]:
    """What the handles, processes and files of a footprint are, to find out who left them."""
    # psutil tells of files and connections alone: pipes and the like only the system's own list
    handles = []
    for link in Path(f"/proc/{pid}/fd").iterdir():
        with contextlib.suppress(OSError):  # closed meanwhile
            handles.append(os.readlink(link))
    process = psutil.Process(pid)
    return {
        "threads": sorted(psutil.Process(thread.id).name() for thread in process.threads()),
        "handles": sorted(handles),
        "processes": [" ".join(child.cmdline()) for child in process.children(recursive=True)],
        "files": sorted(str(path.relative_to(temporary)) for path in temporary.rglob("*")),
    }
