"""What a process holds: memory, threads, handles, processes of its own, temporary files.

Read from Linux's /proc, without asking the process.
"""

import os
from pathlib import Path
from typing import NamedTuple

_PROC = Path("/proc")


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
        OSError: if there is no such process, or no /proc.
    """
    status = dict(
        line.split(":", 1) for line in (_PROC / str(pid) / "status").read_text().splitlines()
    )
    return Footprint(
        memory=int(status["VmRSS"].split()[0]) * 1024 / 1e6,
        threads=int(status["Threads"]),
        handles=len(os.listdir(_PROC / str(pid) / "fd")),
        processes=len(_descendants(pid)),
        files=sum(1 for _ in temporary.rglob("*")),
    )


def names(pid: int, temporary: Path) -> dict[str, list[str]]:
    """What the handles, processes and files of a footprint are, to find out who left them."""
    handles = []
    for link in (_PROC / str(pid) / "fd").iterdir():
        try:
            handles.append(os.readlink(link))
        except OSError:  # closed meanwhile
            continue
    return {
        "threads": sorted(
            (task / "comm").read_text().strip() for task in (_PROC / str(pid) / "task").iterdir()
        ),
        "handles": sorted(handles),
        "processes": [(_PROC / str(p) / "cmdline").read_text() for p in _descendants(pid)],
        "files": sorted(str(path.relative_to(temporary)) for path in temporary.rglob("*")),
    }


def _descendants(pid: int) -> list[int]:
    parents: dict[int, int] = {}
    for stat in _PROC.glob("[0-9]*/stat"):
        try:
            # the name in parentheses may hold blanks; the parent is the second field after it
            parents[int(stat.parent.name)] = int(stat.read_text().rsplit(")", 1)[1].split()[1])
        except OSError:  # ended meanwhile
            continue
    found, wave = [], [pid]
    while wave:
        wave = [child for child, parent in parents.items() if parent in wave]
        found += wave
    return found
