"""What the disk refuses, said with what to do about it."""

import errno
import os

_NO_ROOM = (
    "Make room and give the same command with --resume: it goes on after the last epoch that is "
    "whole. What was there before is untouched."
)
_NO_WRITING = "Give a folder that can be written to with --out."
_REMEDIES = {
    errno.ENOSPC: _NO_ROOM,
    errno.EDQUOT: _NO_ROOM,
    errno.EFBIG: _NO_ROOM,
    errno.EROFS: _NO_WRITING,
    errno.EACCES: _NO_WRITING,
    errno.EPERM: _NO_WRITING,
}


def told(error: Exception) -> str:
    """The sentences that the person at the terminal reads: the cause and, if known, the remedy."""
    number = getattr(error, "errno", None)
    remedy = _REMEDIES.get(number)
    if remedy is None:
        return str(error)
    where = f": {error.filename}" if getattr(error, "filename", None) else ""
    return f"{os.strerror(number)}{where}. {remedy}"
