"""The terminal, which all commands write to."""

import shutil

from rich.console import Console

console = Console()


def widen() -> None:
    """Let lines be as long as the terminal is wide, also where the output goes to a file."""
    console.width = max(console.width, shutil.get_terminal_size().columns)
