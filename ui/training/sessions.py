"""Training a visitor's own network: wait in the queue, train in a worker process, report progress.

Each request is answered by a series of replies, up to the finished network or until the visitor
closes the page. One network is trained at a time (`queue`), in a process of its own; closing the
series of replies kills that process. The networks are stored in `visitor_nets`.
"""

import dataclasses
import logging
import threading
import time
from collections.abc import Generator, Mapping, Sequence
from contextlib import closing

import numpy as np

from ae_core.data.symbols import making, reading
from ae_core.explore import latent_map, map_making, novelty
from ae_core.inference import autoencoder
from ae_core.models.dense import symbols_spec
from ae_core.pictures import from_uint8
from ae_core.training import worker
from ui import menu
from ui.live import samples
from ui.problems import Problem, log_once

from . import choices, visitor_nets
from .queue import Queue
from .ready_worker import ReadyWorker

log = logging.getLogger("autoencoder_lab")

SECONDS = 180  # time for one training; then it is stopped, and the network so far is kept
SYMBOL_SECONDS = 35  # the same for symbols; making pictures before and a map after take twenty
WAITING = 32  # how many visitors may wait for their turn: a class, and some more
_GRACE = 30  # seconds after `SECONDS` within which a training has to end
_PATIENCE = 0.25  # seconds between two replies: a closed page is noticed at the next one
_QUEUE_PATIENCE = 1.0  # the same in the queue: thirty who wait should not slow those who draw

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
    net: visitor_nets.Net, symbols: Sequence[reading.Symbol], ticket: int
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
        if net.pack is None:  # not finished
            visitor_nets.remove(net.key)


def _replies(
    net: visitor_nets.Net,
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
    net: visitor_nets.Net, symbols: Sequence[reading.Symbol], stop: threading.Event
) -> Generator[dict, None, None]:
    """The replies from the worker's start to its end. Closing the generator kills the worker."""
    reply: dict = {"state": "starting"}
    losses: list[float] = []
    asked_to_stop = late = False
    job = _ready.take()
    try:
        if symbols:
            job.begin(net.spec, making.NAME, symbols=[symbol._asdict() for symbol in symbols])
        else:
            job.begin(net.spec, "mnist" if samples.mnist() else "strokes")
        clock = _Clock()
        while reply["state"] != "done":
            yield reply
            learns = reply["state"] != "testing"  # once all is learnt, it cannot be late
            late = late or (learns and clock.left() < 0)
            if (late or stop.is_set()) and not asked_to_stop:
                if not losses:
                    yield {"state": "stopped"}
                    return
                asked_to_stop = True
                job.stop()
            if clock.is_over():
                raise worker.JobError("it did not end in time")
            reply = _next_reply(job, net, reply, losses, clock)
    except worker.JobError as error:
        if net.pack is None:
            raise
        log_once(f"A net of symbols has no map: {error}")  # all else of it is there
    finally:
        job.kill()
    yield {**reply, "state": "done", "stopped": stop.is_set(), "late": late}


class _Clock:
    """The time that a training has: it may learn until `left` is below 0, and must then end."""

    def __init__(self) -> None:
        self._end = time.monotonic() + SECONDS
        self._limit = self._end + _GRACE

    def left(self) -> float:
        return self._end - time.monotonic()

    def is_over(self) -> bool:
        return time.monotonic() > self._limit

    def shorten(self) -> None:
        """Leave at most `SYMBOL_SECONDS` from now on to learn."""
        self._end = min(self._end, time.monotonic() + SYMBOL_SECONDS)


def _next_reply(
    job: worker.Job, net: visitor_nets.Net, reply: dict, losses: list[float], clock: _Clock
) -> dict:
    """The reply after the worker's next messages; the same again if none comes in `_PATIENCE`."""
    message = job.message(_PATIENCE)
    while message is not None:  # of several messages, only the last one's reply is needed
        about = reply if message["kind"] == "map" else {}  # keep what "done" has brought
        reply = {**about, **_receive(net, message, losses)}
        if net.symbols and net.epoch == 0:  # it begins to learn
            clock.shorten()
        if "left" in reply:
            reply["left"] = min(reply["left"], max(0.0, round(clock.left(), 1)))
        message = job.message(0) if reply["state"] != "done" else None
    return reply


def _receive(net: visitor_nets.Net, message: dict, losses: list[float]) -> dict:
    """Store what a message of the worker brings, and return the reply to give from now on."""
    match message["kind"]:
        case "digits":
            net.ten = from_uint8(message["ten"])
            return {"state": "starting", "data": message["data"], "count": message["count"]}
        case "weights":
            autoencoder.add(net.key, net.spec, message["values"])
            net.epoch = message["epoch"]
            if net.epoch:
                losses.append(message["loss"])
            return {**_progress(net, losses), "state": "training"}
        case "step":
            running = {k: message[k] for k in ("done", "first", "loss", "left") if k in message}
            return {**_progress(net, losses), "state": "training", **running}
        case "testing":
            return {**_progress(net, losses), "state": "testing"}
        case "done":
            _finish(net, message)
            facts = {
                **menu.facts(net.spec),
                "key": net.key,
                "group": "own",
                "widths": list(net.spec.widths),
                "symbols": list(net.symbols),
            }
            scores = message["scores"]
            state = "testing" if net.symbols else "done"  # its map is to come
            return {**_progress(net, losses), "state": state, "facts": facts, "scores": scores}
        case "map":
            made = latent_map.from_json(message["map"])
            net.chart = dataclasses.replace(made, key=net.key)
            return {"state": "done"}
        case kind:
            raise worker.JobError(f"Expected a message of a training; received {kind!r}")


def _finish(net: visitor_nets.Net, message: dict) -> None:
    """Put a trained net into use, with all that the worker's "done" brings."""
    autoencoder.add(net.key, net.spec, message["values"], message["card"])
    if "plane" in message:
        net.chart = map_making.make_for_plane(net.key, *message["plane"])
    if net.symbols:
        net.errors = novelty.Ranks(np.array(message["errors"]))
        net.tested = message["scores"]["digits"]
        net.pictures = message["pictures"]
    visitor_nets.finish(net, message["pack"])


def _progress(net: visitor_nets.Net, losses: list[float]) -> dict:
    return {"epoch": net.epoch, "epochs": net.spec.recipe.epochs, "losses": list(losses)}
