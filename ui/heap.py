"""The heap, shared by all threads.

glibc gives the threads of a process up to eight arenas a core, and what is freed in one of them is
of no use in another: with some sixteen threads the page came to hold 60 MB more than it needs, and
only after long use. Two arenas are as fast (`python -m benchmarks.soak` tells both).
"""

import contextlib
import ctypes

ARENAS = 2
_M_ARENA_MAX = -8  # in malloc.h


def share() -> None:
    """From now on give threads no more than `ARENAS`. Without glibc nothing happens."""
    with contextlib.suppress(OSError, AttributeError, TypeError):  # no such library, or function
        ctypes.CDLL(None).mallopt(_M_ARENA_MAX, ARENAS)
