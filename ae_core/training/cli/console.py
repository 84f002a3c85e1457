"""The terminal output of all commands, in which a broken pipe or a full disk ends no training."""

import io
import shutil
import sys
from typing import TextIO, cast

from rich.console import Console

console = Console(markup=False, emoji=False)  # a folder may be called [/] or :x:


class _Tolerant(io.RawIOBase):
    """Writes to another stream, and drops what cannot be written."""

    def __init__(self, stream: io.RawIOBase):
        self._stream = stream

    def write(self, data) -> int:  # type: ignore[no-untyped-def, override]
        """See io; returns as if all had been written."""
        try:
            written = self._stream.write(data)
        except OSError:  # the reader has gone, as in `| head`, or the disk is full
            written = None
        return len(data) if written is None else written

    def writable(self) -> bool:
        """See io."""
        return True

    def fileno(self) -> int:
        """See io."""
        return self._stream.fileno()

    def isatty(self) -> bool:
        """See io."""
        return self._stream.isatty()


def prepare() -> None:
    """Let no failure of output end this process; use the whole width of the terminal.

    Characters that the encoding of the output lacks are written as \\uXXXX.
    """
    sys.stdout, sys.stderr = _tolerant(sys.stdout), _tolerant(sys.stderr)
    console.width = max(console.width, shutil.get_terminal_size().columns)


def _tolerant(stream: TextIO) -> TextIO:
    if type(stream) is not io.TextIOWrapper:  # None, or captured by a test
        return stream
    raw = getattr(stream.buffer, "raw", stream.buffer)  # the same where Python does not buffer
    return io.TextIOWrapper(
        io.BufferedWriter(_Tolerant(cast(io.RawIOBase, raw))),
        encoding=stream.encoding,
        errors="backslashreplace",
        line_buffering=stream.line_buffering,
        write_through=stream.write_through,
    )
