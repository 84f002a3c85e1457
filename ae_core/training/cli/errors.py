"""Expected failures, printed as one sentence with a remedy."""

import errno
import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import NoReturn

import typer

from ae_core import artifacts
from ae_core.data.datasets import DataError

from .console import console

_READ_ONLY = {errno.EROFS, errno.EACCES, errno.EPERM}
_EXPECTED = (DataError, artifacts.ArtifactError, FloatingPointError, OSError, ValueError)


@contextmanager
def reported(again: str = "Give the same command again.") -> Iterator[None]:
    """Print an expected failure inside the block in red and exit with status 1.

    Args:
        again: how to continue once there is room on a full disk.
    """
    try:
        yield
    except _EXPECTED as error:
        fail(message(error, again))


def fail(text: str) -> NoReturn:
    """Print `text` in red and exit with status 1."""
    console.print(text, style="red", soft_wrap=True)
    raise typer.Exit(1) from None


def message(error: Exception, again: str) -> str:
    """The cause and, for a full or read-only disk, the remedy."""
    full = artifacts.no_room(error)
    if not isinstance(error, OSError) or not (full or error.errno in _READ_ONLY):
        return str(error)
    where = f": {error.filename}" if error.filename else ""
    remedy = f"Make room. {again}" if full else "Give a folder that can be written to with --out."
    return f"{os.strerror(error.errno or 0)}{where}. {remedy}"
