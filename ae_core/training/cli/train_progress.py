"""Train with a progress bar, and a line for each epoch."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

from ae_core.training import recording

from .console import console

if TYPE_CHECKING:
    from ae_core.training.trainer import Epoch, Training

_COLUMNS = (
    TextColumn("{task.description}"),
    BarColumn(),
    TextColumn("epoch {task.fields[epoch]}/{task.fields[epochs]}"),
    TextColumn("loss {task.fields[loss]}"),
    TimeRemainingColumn(),
)


def train_epochs(
    run: "Training",
    key: str,
    total: int,
    recorder: recording.Recorder | None,
    on_epoch: Callable[["Epoch"], bool],
) -> None:
    """Train until the epochs are over or `on_epoch` returns False.

    Args:
        run: the training.
        key: of the model.
        total: epochs of the whole run, those before it was resumed included.
        recorder: takes snapshots; or None.
        on_epoch: called after each epoch.
    """
    with Progress(*_COLUMNS, console=console) as bar:
        done = len(run.history)
        task = bar.add_task(
            key, total=total, completed=done, epoch=min(done + 1, total), epochs=total, loss="-"
        )

        def on_step(step: int, steps: int, loss: float) -> None:
            """Move the bar, and take a snapshot if it is time for one."""
            bar.update(task, completed=len(run.history) + step / steps, loss=f"{loss:.4f}")
            if recorder:
                recorder.see(len(run.history) + 1, step, steps, loss, run.model.get_weights)

        for epoch in run.epochs(on_step):
            bar.update(task, completed=epoch.number, epoch=min(epoch.number + 1, total))
            bar.console.print(f"{key}: epoch {epoch.number}/{total}, {_losses(epoch)}")
            if not on_epoch(epoch):
                break


def _losses(epoch: "Epoch") -> str:
    """The losses and the time of an epoch, as text."""
    extra = f" and extra {epoch.extra:.4f}" if epoch.extra else ""
    validation = ""
    if epoch.validation_loss is not None:
        validation = f", validation loss {epoch.validation_loss:.4f}"
    return f"training loss {epoch.loss:.4f}{extra}{validation}, {epoch.seconds:.1f} s"
