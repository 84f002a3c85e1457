"""The runs of a sweep in processes of this machine; `cluster` does them on many machines."""

import queue
from collections import Counter, deque
from collections.abc import Generator, Sequence
from dataclasses import asdict
from typing import Any, Literal, NamedTuple

from ae_core.data import datasets
from ae_core.training import worker

from . import grid

ATTEMPTS = 4  # of a run whose process dies, before it is given up


class Event(NamedTuple):
    """What happened to a run.

    Attributes:
        run: the run.
        kind: "begun"; "epoch": one is complete; "lost": its process died, and it will be done
            again; at the end "done" or "failed".
        where: with "begun": the process.
        epoch: with "epoch": how many are complete.
        loss: with "epoch": the mean over the last one.
        result: with "done".
        why: with "failed": the cause in one line.
        details: with "failed": the traceback, if there is one.
    """

    run: grid.Run
    kind: Literal["begun", "epoch", "lost", "done", "failed"]
    where: str = ""
    epoch: int = 0
    loss: float = 0.0
    result: grid.Result | None = None
    why: str = ""
    details: str = ""


def local(
    runs: Sequence[grid.Run], train: datasets.Digits, test: datasets.Digits, workers: int
) -> Generator[Event, None, None]:
    """Do runs in processes of this machine; see `worker`.

    A process does one run after the other, since importing TensorFlow takes longer than many a
    training. A run whose process dies is done again in another one. The processes end when the
    iterator is closed or this process is killed.

    Args:
        runs: the runs.
        train: the digits that nets learn from.
        test: the digits that they are scored on.
        workers: how many processes at most.
    """
    digits = {"train": _as_fields(train), "test": _as_fields(test)}
    waiting, lost = deque(runs), Counter[grid.Run]()
    inbox: worker.Inbox = queue.SimpleQueue()
    under_way: dict[worker.Job, grid.Run | None] = {}  # None: the process has no run
    try:
        while waiting or any(under_way.values()):
            while waiting and (job := _free_process(under_way, workers, inbox, digits)):
                run = under_way[job] = waiting.popleft()
                job.send("run", run=asdict(run))
                yield Event(run, "begun", where=f"process {job.pid}")
            job, line = inbox.get()
            if (current := under_way.get(job)) is None:
                if line is None:  # it has ended, without a run or already killed
                    under_way.pop(job, None)
                continue
            event = _read_event(job, line, current)
            if event.kind in ("done", "failed"):
                under_way[job] = None
            if event.kind == "lost":
                del under_way[job]
                job.kill()
                lost[event.run] += 1
                if lost[event.run] < ATTEMPTS:
                    waiting.append(event.run)
                else:
                    event = event._replace(kind="failed", why="its process died every time")
            yield event
    finally:
        for job in under_way:
            job.kill()


def _free_process(
    under_way: dict[worker.Job, grid.Run | None],
    workers: int,
    inbox: worker.Inbox,
    digits: dict[str, Any],
) -> worker.Job | None:
    """A process without a run, started if there may be one more."""
    for job, run in under_way.items():
        if run is None and job.alive():
            return job
    if sum(run is not None for run in under_way.values()) == workers:
        return None
    job = worker.Job(inbox)
    under_way[job] = None
    job.send("digits", **digits)
    return job


def _read_event(job: worker.Job, line: str | None, run: grid.Run) -> Event:
    """What a line from the process of a run says."""
    try:
        message = job.decoded(line)
    except worker.JobError as error:
        if error.died:
            return Event(run, "lost")
        return Event(run, "failed", why=str(error), details=error.details)
    if message["kind"] == "epoch":
        return Event(run, "epoch", epoch=message["number"], loss=message["loss"])
    return Event(run, "done", result=grid.Result.from_json(message["result"]))


def _as_fields(digits: datasets.Digits) -> dict[str, str]:
    """Digits as fields of a message."""
    arrays = worker.pack([digits.images, digits.labels])
    return {"name": digits.name, "sha256": digits.sha256, "arrays": arrays}
