"""The progress of a sweep on the terminal: a table of its runs, a line for each finished one."""

import time
from collections.abc import Generator, Sequence
from contextlib import closing

from rich import box
from rich.live import Live
from rich.markup import escape
from rich.progress_bar import ProgressBar
from rich.table import Table

from ae_core.training.sweep import grid
from ae_core.training.sweep.processes import Event

from .console import console


class Progress:
    """Shows the events of a sweep.

    Args:
        total: how many runs there are in all.
        finished: how many of them were finished before.

    Attributes:
        finished: how many runs are finished.
        failed: the events of those that failed.
    """

    def __init__(self, total: int, finished: int):
        self.total, self.finished = total, finished
        self.failed: list[Event] = []
        self._new, self._start = 0, time.monotonic()
        self._under_way: dict[grid.Run, Event] = {}
        self._where: dict[grid.Run, str] = {}

    def follow(self, events: Generator[Event, None, None]) -> Generator[Event, None, None]:
        """Show events and yield them again. Closing this generator closes `events` as well."""
        live = Live(get_renderable=self.table, console=console, transient=True)
        with closing(events), live:
            for event in events:
                line = self.take(event)
                yield event  # its result is saved before its line is printed
                if line:
                    live.console.print(line, markup=True, highlight=False, soft_wrap=True)

    def take(self, event: Event) -> str:
        """Note an event. Returns the line to print for it, or ""."""
        run = event.run
        if event.kind in ("begun", "epoch"):
            self._under_way[run] = event
            self._where[run] = event.where or self._where[run]
            return ""
        self._under_way.pop(run, None)
        if event.kind == "lost":
            return f"[yellow]{run.name}: its process died ({self._where[run]}); doing it again"
        if event.result is None:
            self.failed.append(event)
            return f"[red]{run.name}: {escape(event.why)}"
        self.finished += 1
        self._new += 1
        result = event.result
        return (
            f"{run.name}: PSNR {result.psnr:.2f} dB, MSE {result.mse:.4f}, {result.seconds:.0f} s "
            f"({self.finished} of {self.total})"
        )

    def table(self) -> Table:
        """The table of the runs under way, and how long the rest may take."""
        table = Table("run", "where", "epoch", "", "loss", box=box.SIMPLE)
        table.caption = f"{self.finished} of {self.total} runs done{self._time_left()}"
        for run, event in list(self._under_way.items()):  # Live calls this in another thread
            epochs = run.plan.epochs
            bar = ProgressBar(total=epochs, completed=event.epoch, width=20)
            loss = f"{event.loss:.4f}" if event.epoch else ""
            table.add_row(run.name, self._where[run], f"{event.epoch}/{epochs}", bar, loss)
        return table

    def _time_left(self) -> str:
        if not self._new:
            return ""
        waiting = self.total - self.finished - len(self.failed)
        minutes = (time.monotonic() - self._start) / self._new * waiting / 60
        return f", about {minutes:.0f} minutes to go" if waiting else ""


def summary(results: Sequence[grid.Result]) -> Table:
    """Mean PSNR, with the lowest and the highest, for each size of the code and each loss."""
    losses = sorted({result.run.loss for result in results})
    table = Table("code", *(f"{loss}: PSNR, dB" for loss in losses), box=box.SIMPLE)
    for code in sorted({result.run.code for result in results}):
        cells = []
        for loss in losses:
            found = [r.psnr for r in results if (r.run.code, r.run.loss) == (code, loss)]
            mean = sum(found) / len(found) if found else 0
            cells.append(f"{mean:.2f} ({min(found):.2f} to {max(found):.2f})" if found else "")
        table.add_row(str(code), *cells)
    return table
