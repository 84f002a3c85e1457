"""Training a net of the visitor's own: the request checked, one at a time, and how it is going.

A request is answered by a row of replies, until the net is there or the visitor has gone. It is
trained in a process of its own; closing these replies kills it. One process is got ready when
somebody opens the room, as TensorFlow takes seconds to import.
"""

import logging
import threading
import time
from collections.abc import Generator, Mapping
from contextlib import closing

from ae_core.data import datasets
from ae_core.inference import autoencoder
from ae_core.models.dense import dense_spec
from ae_core.models.spec import MIXED, ModelSpec
from ae_core.noise import NOISES
from ae_core.pictures import from_uint8
from ae_core.training import worker
from ui import menu
from ui.problems import Problem, log_once

from . import visitor_nets
from .queueing import Turns

log = logging.getLogger("autoencoder_lab")

CODES = (2, 4, 8, 16, 32, 64)
LAYERS = (0, 1, 2, 3)  # hidden ones, on the way to the code and again on the way back
UNITS = (32, 64, 128, 256)
LOSSES = ("bce", "mse")
EPOCHS = (1, 15)  # from, to
MIN_LEVEL = 0.1
SECONDS = 180  # of one training; then it is stopped, and what has been learnt is kept
_GRACE = 30  # for finishing, once it was stopped
WAITING = 6  # visitors who may wait for their turn

_PATIENCE = 0.25  # seconds between two replies: a page that was closed is noticed at a reply
_turns = Turns(1 + WAITING)
_stops: dict[str, threading.Event] = {}  # of those who wait or train, by the key of their net
_ending = threading.Event()  # the server is
_ready: list[worker.Job] = []  # at most one
_ready_lock = threading.Lock()


def train(request: object) -> Generator[dict, None, None]:
    """Train a net, and say how it is going.

    Args:
        request: the stage's value, with "train": {"code", "layers", "units", "loss", "noise",
            "level", "epochs"}; "noise" may be "none" or "mixed" as well.

    Yields:
        {"state", …}: "problem"; "queued" with "place", 1 for the next; "starting", with "data" and
        "count" once the digits are read; "training", with "epoch", how many are over, "epochs",
        "losses" of those, and of the one under way "done", "first", "loss" and "left" as of
        `train_job`; "testing"; and at the end "done" with "facts" as of `menu` and "widths",
        "scores" as of `train_job`, and whether it was "stopped" by the visitor or "late", that is
        for its time; or "stopped", where there is nothing to keep. All but a problem have "key",
        the net's.
    """
    try:
        need_tensorflow()
        net = visitor_nets.new(read(request))
    except Problem as problem:
        log_once(str(problem))
        yield _problem(problem)
        return
    if not _turns.enter(net.key):
        visitor_nets.remove(net.key)
        yield _problem(Problem("train_full"))
        return
    stop = _stops[net.key] = threading.Event()
    try:
        while (place := _turns.before(net.key)) and not stop.is_set():
            yield {"state": "queued", "key": net.key, "place": place}
            stop.wait(_PATIENCE)
        yield {"state": "starting", "key": net.key}
        with closing(_trained(net, stop)) as replies:  # where these are closed, those are as well
            for reply in replies:
                if _ending.is_set():
                    raise Problem("train_ended")
                yield {"key": net.key, **reply}
    except Problem as problem:
        yield _problem(problem)
    except worker.JobError as error:
        log.error("a training failed: %s\n%s", error, error.details)
        yield _problem(Problem("train_no_room" if error.no_room else "train_failed"))
    finally:
        _turns.leave(net.key)
        del _stops[net.key]
        if net.pack is None:  # nobody will ever use it
            visitor_nets.remove(net.key)


def need_tensorflow() -> None:
    """Make sure that TensorFlow is installed.

    Raises:
        Problem: if it is not, so that nothing can be trained.
    """
    if not worker.available():
        raise Problem("no_tensorflow")


def prepare() -> None:
    """Get a process ready for the next training, unless one is, or a training is under way.

    One that failed is not replaced, for another would fail as well: who trains is told.
    """
    with _ready_lock:
        there = _ready and (_ready[0].alive() or _ready[0].failed())
        if not _ending.is_set() and not _turns and not there:
            _ready[:] = [worker.Job()]


def _prepared() -> worker.Job:
    """The process that is ready, if there is one, else a new one."""
    with _ready_lock:
        job = _ready.pop() if _ready else worker.Job()
    return job if job.alive() else worker.Job()


def stop(request: object) -> dict:
    """Stop the training of the net that "stop" names; its own replies say what follows."""
    key = request.get("stop") if isinstance(request, Mapping) else None
    if isinstance(key, str) and (event := _stops.get(key)):
        event.set()
    return {}


def end() -> None:
    """End all trainings, without a net, for the server ends; and begin none. Visitors are told."""
    _ending.set()
    with _ready_lock:
        for job in _ready:
            job.kill()
    for stop in list(_stops.values()):
        stop.set()  # who waits for a turn looks up


def read(request: object) -> ModelSpec:
    """The net that a request asks for; see `train`.

    Raises:
        Problem: if it is not one that the page offers.
    """
    wish = request.get("train") if isinstance(request, Mapping) else None
    if not isinstance(wish, Mapping):
        raise Problem("bad_request")
    code, layers, units = (
        _one_of(wish.get(name), offered)
        for name, offered in (("code", CODES), ("layers", LAYERS), ("units", UNITS))
    )
    loss, epochs = _one_of(wish.get("loss"), LOSSES), wish.get("epochs")
    if type(epochs) is not int or not EPOCHS[0] <= epochs <= EPOCHS[1]:
        raise Problem("bad_request")
    return dense_spec(code, (units,) * layers, loss, _noise(wish), epochs)


def _one_of(value: object, offered: tuple) -> int | str:
    # to Python True is 1, and 2.0 is 2; lists are in no tuple of numbers
    if type(value) is not type(offered[0]) or value not in offered:
        raise Problem("bad_request")
    return value


def _noise(wish: Mapping) -> tuple[str, float] | str | None:
    noise, level = wish.get("noise"), wish.get("level")
    if noise == "none":
        return None
    if noise == MIXED:
        return MIXED
    if not isinstance(noise, str) or noise not in NOISES:
        raise Problem("unknown_noise")
    # bool is an int to Python, and NaN is inside no range
    if isinstance(level, bool) or not isinstance(level, int | float) or not MIN_LEVEL <= level <= 1:
        raise Problem("bad_level")
    return noise, float(level)


def _problem(problem: Problem) -> dict:
    return {"state": "problem", "problem": problem.as_json()}


def _trained(net: visitor_nets.Net, stop: threading.Event) -> Generator[dict, None, None]:
    """The replies from the start of the process to its end; closing them kills it."""
    if stop.is_set():
        yield {"state": "stopped"}
        return
    reply = {"state": "starting"}
    losses: list[float] = []
    asked = late = False
    job = _prepared()
    job.begin(net.spec, "mnist" if datasets.find_mnist() else "strokes")
    end = time.monotonic() + SECONDS
    try:
        while reply["state"] != "done":
            yield reply
            late = late or time.monotonic() > end
            if (late or stop.is_set()) and not asked:
                if not losses:
                    yield {"state": "stopped"}
                    return
                asked = True
                job.stop()
            if time.monotonic() > end + _GRACE:
                raise worker.JobError("it did not end in time")
            message = job.message(_PATIENCE)
            while message is not None:  # where several have come, the last reply says it all
                reply = _told(net, message, losses)
                message = job.message(0) if reply["state"] != "done" else None
        yield {**reply, "stopped": stop.is_set(), "late": late}
    finally:
        job.kill()


def _told(net: visitor_nets.Net, message: dict, losses: list[float]) -> dict:
    """The reply to give from now on: a message from the process, and what it changes."""
    match message["kind"]:
        case "digits":
            net.ten = from_uint8(message["ten"])
            return {"state": "starting", "data": message["data"], "count": message["count"]}
        case "weights":
            autoencoder.add(net.key, net.spec, message["values"])
            net.epoch = message["epoch"]
            if net.epoch:
                losses.append(message["loss"])
            return {**_at(net, losses), "state": "training"}
        case "step":
            under_way = {name: message[name] for name in ("done", "first", "loss", "left")}
            return {**_at(net, losses), "state": "training", **under_way}
        case "testing":
            return {**_at(net, losses), "state": "testing"}
        case "done":
            autoencoder.add_file(net.key, net.spec, message["litert"], message["card"])
            net.pack = message["pack"]
            facts = {
                **menu.facts(net.spec),
                "key": net.key,
                "group": "own",
                "widths": list(net.spec.widths),
            }
            scores = message["scores"]
            return {**_at(net, losses), "state": "done", "facts": facts, "scores": scores}


def _at(net: visitor_nets.Net, losses: list[float]) -> dict:
    return {"epoch": net.epoch, "epochs": net.spec.recipe.epochs, "losses": list(losses)}
