"""Training a visitor's own network: wait in the queue, train in a worker process, report progress.

Each request is answered by a series of replies, up to the finished network or until the visitor
closes the page. One network is trained at a time (`queue`), in a process of its own, whose messages
become replies (`progress`); closing the series of replies kills that process. The networks are
stored in `visitor_nets`.
"""

import logging
import threading
from collections.abc import Generator, Mapping, Sequence
from contextlib import closing

from ae_core.data.symbols import making, reading
from ae_core.models.dense import symbols_spec
from ae_core.training import worker
from ui.live import samples
from ui.problems import Problem, log_once

from . import choices, visitor_nets
from .progress import Progress
from .queue import Queue
from .ready_worker import ReadyWorker

log = logging.getLogger("autoencoder_lab")

WAITING = 32  # how many visitors may wait for their turn: a class, and some more
_QUEUE_PATIENCE = 1.0  # seconds between two replies: thirty who wait must not slow those who draw

_queue = Queue(1 + WAITING)
_ready = ReadyWorker()
_stops: dict[str, threading.Event] = {}  # of waiting and running trainings, by the net's key
_ending = threading.Event()  # set when the server shuts down


def train(request: object) -> Generator[dict, None, None]:
    """Train a network and report progress.

    Args:
        request: the stage's value with "train"; see `choices.read` and `choices.read_symbols`.

    Yields:
        {"state", …}, and "key" of the net in all but a problem:
        "problem": with "problem", as in `Problem.as_json`.
        "queued": with "place", the position in the queue; 1 is next.
        "starting": with "data", the data set's name, and "count" of digits, once they are read.
        "training": with "epoch", how many are complete; "epochs", how many there will be;
        "losses" of the complete ones; and of the running one "done", "first", "loss" and "left",
        as in the "step" of `worker.Job.message`, "left" being at most the time until the training
        is "late".
        "testing": with "epoch", "epochs" and "losses".
        "done": with these, too; "facts" as in `menu.facts`, with "widths" and with "symbols", their
        names; "scores" as in `worker.Job.message`; and whether training was "stopped" by the
        visitor or was "late". If the map of symbols takes too long, the net is done without it.
        "stopped": it was stopped before the first epoch was complete; there is no network.
    """
    try:
        need_tensorflow()
        symbols = choices.read_symbols(request)
        spec = symbols_spec(len(symbols)) if symbols else choices.read(request)
        ticket = _queue.enter()
        if ticket is None:
            raise Problem("train_full")
        try:
            net = visitor_nets.new(spec, tuple(symbol.name for symbol in symbols))
            yield from _train_in_turn(net, symbols, ticket)
        finally:
            _queue.leave(ticket)
    except Problem as problem:
        log_once(str(problem))
        yield {"state": "problem", "problem": problem.as_json()}
    except worker.JobError as error:
        log.error("a training failed: %s\n%s", error, error.details)
        failure = Problem("train_no_room" if error.no_room else "train_failed")
        yield {"state": "problem", "problem": failure.as_json()}


def need_tensorflow() -> None:
    """Check that TensorFlow is installed.

    Raises:
        Problem: if it is not, so that nothing can be trained.
    """
    if not worker.available():
        raise Problem("no_tensorflow")


def prepare() -> None:
    """Start a worker process for the next training, unless one waits or a training is running."""
    if not len(_queue):
        _ready.prepare()


def stop(request: object) -> dict:
    """Stop the training of the net whose key is the request's "stop"; its own replies go on.

    Returns:
        {}, whether or not there is such a training.
    """
    key = request.get("stop") if isinstance(request, Mapping) else None
    if isinstance(key, str) and (event := _stops.get(key)):
        event.set()
    return {}


def end() -> None:
    """Shut down: end all trainings without a result, tell their visitors, and start no more."""
    _ending.set()
    _ready.close()
    for event in list(_stops.values()):
        event.set()  # wakes up those that wait in the queue


def _train_in_turn(
    net: visitor_nets.VisitorNet, symbols: Sequence[reading.Symbol], ticket: int
) -> Generator[dict, None, None]:
    """The replies of one net, from the queue to the end; without a result the net is removed."""
    stop = _stops[net.key] = threading.Event()
    try:
        # `closing`, so that closing this generator ends the worker at once
        with closing(_replies(net, symbols, ticket, stop)) as replies:
            for reply in replies:
                if _ending.is_set():
                    raise Problem("train_ended")
                yield {"key": net.key, **reply}
    finally:
        del _stops[net.key]
        if net.archive is None:  # not finished
            visitor_nets.remove(net.key)


def _replies(
    net: visitor_nets.VisitorNet,
    symbols: Sequence[reading.Symbol],
    ticket: int,
    stop: threading.Event,
) -> Generator[dict, None, None]:
    while (position := _queue.position(ticket)) and not stop.is_set():
        yield {"state": "queued", "place": position}
        stop.wait(_QUEUE_PATIENCE)
    yield {"state": "starting"}
    if stop.is_set():
        yield {"state": "stopped"}
    else:
        yield from _run_worker(net, symbols, stop)


def _run_worker(
    net: visitor_nets.VisitorNet, symbols: Sequence[reading.Symbol], stop: threading.Event
) -> Generator[dict, None, None]:
    """The replies from the worker's start to its end. Closing the generator kills the worker."""
    job = _ready.take()
    asked_to_stop = False
    try:
        _begin(job, net, symbols)
        progress = Progress(net, job)
        while progress.reply["state"] != "done":
            yield progress.reply
            progress.check_time()
            if (stop.is_set() or progress.late) and not asked_to_stop:
                if not net.epoch:
                    yield {"state": "stopped"}
                    return
                asked_to_stop = True
                job.stop()
            progress.receive()
    except worker.JobError as error:
        if net.archive is None:
            raise
        log_once(f"A net of symbols has no map: {error}")  # all else of it is there
    finally:
        job.kill()
    yield {**progress.reply, "state": "done", "stopped": stop.is_set(), "late": progress.late}


def _begin(
    job: worker.Job, net: visitor_nets.VisitorNet, symbols: Sequence[reading.Symbol]
) -> None:
    if symbols:
        job.begin(net.spec, making.NAME, symbols=[symbol._asdict() for symbol in symbols])
    else:
        job.begin(net.spec, "mnist" if samples.mnist() else "strokes")
