"""The terminal, which all commands write to. What it cannot show is no reason to end a training."""

import io
import shutil
import sys
from typing import TextIO, cast

from rich.console import Console

console = Console(markup=False, emoji=False)  # a folder may be called [/] or :x:


class _Lossy(io.RawIOBase):
    """Writes to another stream, and loses what that does not take."""

    def __init__(self, stream: io.RawIOBase):
        self._stream = stream

    def write(self, data) -> int:  # type: ignore[no-untyped-def, override]
        """See io; returns as if all had been written, whatever became of it."""
        try:
            written = self._stream.write(data)
        except OSError:  # who read has gone, as in `| head`; or the disk is full
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
    """Let no output end this process, and lines be as long as the terminal is wide.

    Where output goes to a file, too. Characters that its encoding has not are written as \\uXXXX.
    """
    sys.stdout, sys.stderr = _lossy(sys.stdout), _lossy(sys.stderr)
    console.width = max(console.width, shutil.get_terminal_size().columns)


def _lossy(stream: TextIO) -> TextIO:
    if type(stream) is not io.TextIOWrapper:  # none, or a test's
        return stream
    raw = getattr(stream.buffer, "raw", stream.buffer)  # the same where Python does not buffer
    return io.TextIOWrapper(
        io.BufferedWriter(_Lossy(cast(io.RawIOBase, raw))),
        encoding=stream.encoding,
        errors="backslashreplace",
        line_buffering=stream.line_buffering,
        write_through=stream.write_through,
    )
