"""What the disk refuses, said with what to do about it."""

import errno
import os

from ae_core import artifacts

_MAKE_ROOM = (
    "Make room and give the same command with --resume: it goes on after the last epoch that is "
    "whole. What was there before is untouched."
)
_ELSEWHERE = "Give a folder that can be written to with --out."
_READ_ONLY = {errno.EROFS, errno.EACCES, errno.EPERM}


def told(error: Exception) -> str:
    """The sentences that the person at the terminal reads: the cause and, if known, the remedy."""
    full = artifacts.no_room(error)
    if not isinstance(error, OSError) or not (full or error.errno in _READ_ONLY):
        return str(error)
    where = f": {error.filename}" if error.filename else ""
    return f"{os.strerror(error.errno or 0)}{where}. {_MAKE_ROOM if full else _ELSEWHERE}"
