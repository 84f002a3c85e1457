"""Those who do the runs of a sweep on this machine: processes, each of which may die.

A crew takes runs and yields events; `cluster` is the same on many machines.
"""

import contextlib
import os
import threading
from collections import Counter, deque
from collections.abc import Callable, Generator, Sequence
from multiprocessing import connection, get_context, parent_process
from typing import Literal, NamedTuple

from ae_core.data import datasets

from . import grid, train_run

ATTEMPTS = 4  # of a run whose process dies, before it is given up


class Event(NamedTuple):
    """What happened to a run.

    Attributes:
        run: which.
        kind: "begun"; "epoch": one is over; "lost": its process died, and it will be done
            again; at the end "done", or "failed".
        where: of "begun": the process.
        epoch: of "epoch": how many are over.
        loss: of "epoch": the mean over the last one.
        result: of "done".
        why: of "failed".
    """

    run: grid.Run
    kind: Literal["begun", "epoch", "lost", "done", "failed"]
    where: str = ""
    epoch: int = 0
    loss: float = 0.0
    result: grid.Result | None = None
    why: str = ""


def local(
    runs: Sequence[grid.Run], train: datasets.Digits, test: datasets.Digits, workers: int
) -> Generator[Event, None, None]:
    """Do runs in processes of this machine, each with one thread of TensorFlow.

    A process does one run after the other: importing TensorFlow takes longer than many a
    training. Closing the iterator kills them; they end, too, when this process is killed.

    Args:
        runs: what to do.
        train: the digits that nets learn from.
        test: those they are scored on.
        workers: how many processes at most.
    """
    waiting, attempts = deque(runs), Counter[grid.Run]()
    crew: list[_Worker] = []
    try:
        while waiting or any(worker.run for worker in crew):
            while waiting and (worker := _idle(crew, workers, train, test)):
                run = waiting.popleft()
                worker.begin(run)
                yield Event(run, "begun", where=f"process {worker.pid}")
            ready = connection.wait([worker.connection for worker in crew if worker.run])
            for worker in [worker for worker in crew if worker.connection in ready]:
                event = worker.event()
                if event.kind == "lost":
                    crew.remove(worker)
                    attempts[event.run] += 1
                    if attempts[event.run] == ATTEMPTS:
                        event = event._replace(kind="failed", why="its process died every time")
                    else:
                        waiting.append(event.run)
                yield event
    finally:
        for worker in crew:
            worker.kill()


def _idle(
    crew: list["_Worker"], workers: int, train: datasets.Digits, test: datasets.Digits
) -> "_Worker | None":
    """A process without a run, started if there may be one more."""
    for worker in crew:
        if not worker.run:
            return worker
    if len(crew) == workers:
        return None
    crew.append(_Worker(train, test))
    return crew[-1]


class _Worker:
    """A process that does runs, one after the other.

    Attributes:
        run: what it is doing, if anything.
        connection: where its events arrive.
    """

    def __init__(self, train: datasets.Digits, test: datasets.Digits):
        context = get_context("spawn")  # TensorFlow dislikes forks
        self.connection, theirs = context.Pipe()
        self._process = context.Process(target=_work, args=(theirs, train, test), daemon=True)
        self._process.start()
        theirs.close()  # so that its end is noticed here
        self.pid = self._process.pid
        self.run: grid.Run | None = None

    def begin(self, run: grid.Run) -> None:
        """Have it do a run."""
        self.run = run
        with contextlib.suppress(OSError):  # it has died: `event` says so
            self.connection.send(run)

    def event(self) -> Event:
        """The next one of its run; "lost" if the process is no more."""
        assert self.run
        try:
            event = self.connection.recv()
        except (EOFError, OSError):
            self.kill()
            return Event(self.run, "lost")
        if event.kind in ("done", "failed"):
            self.run = None
        return event

    def kill(self) -> None:
        """End it now."""
        self._process.kill()
        self._process.join()
        self.connection.close()


def _work(events: connection.Connection, train: datasets.Digits, test: datasets.Digits) -> None:
    """What a process does: runs, as they come."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), 2)  # TensorFlow's greetings tear the table apart
    train_run.one_thread()
    threading.Thread(target=_end_with_parent, daemon=True).start()
    while True:
        run = events.recv()
        events.send(attempt(run, train, test, events.send))


def _end_with_parent() -> None:
    parent = parent_process()
    assert parent  # it was spawned
    parent.join()
    os._exit(1)


def attempt(
    run: grid.Run, train: datasets.Digits, test: datasets.Digits, tell: Callable[[Event], None]
) -> Event:
    """Do a run in this process.

    Args:
        run: which.
        train: the digits it learns from.
        test: those it is scored on.
        tell: takes an "epoch" after each.

    Returns:
        "done" or "failed": a training that fails would fail again, which is no lost run.
    """

    def on_epoch(number: int, loss: float) -> None:
        tell(Event(run, "epoch", epoch=number, loss=loss))

    try:
        result = train_run.train(run, train, test, on_epoch)
    except Exception as error:  # told, and the other runs go on
        return Event(run, "failed", why=f"{type(error).__name__}: {error}")
    return Event(run, "done", result=result)
