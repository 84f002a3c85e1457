"""Print results as a table: for the terminal, or as Markdown for the documentation."""

import sys
from collections.abc import Sequence

from rich.console import Console
from rich.table import Table

# rich assumes 80 columns for a file or a pipe, and would wrap the cells.
console = Console(width=None if sys.stdout.isatty() else 140)


def show(title: str, head: Sequence[str], rows: Sequence[Sequence[str]], markdown: bool) -> None:
    """Print one table; every column after the first holds numbers."""
    if markdown:
        lines = [head, ["---"] + ["---:"] * (len(head) - 1), *rows]
        print(f"\n{title}\n")
        print("\n".join(f"| {' | '.join(line)} |" for line in lines))
        return
    table = Table(title=title, title_justify="left")
    for i, name in enumerate(head):
        table.add_column(name, justify="right" if i else "left", no_wrap=i == 0)
    for row in rows:
        table.add_row(*row)
    console.print(table)


def note(text: str) -> None:
    """Print a paragraph below a table."""
    console.print(f"\n{text}", highlight=False, soft_wrap=True)


def target(text: str, met: bool) -> bool:
    """Print a target and whether it is met; return the latter."""
    note(f"{'met' if met else 'MISSED'}: {text}")
    return met
