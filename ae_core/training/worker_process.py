"""The child process of a `worker.Job`: it reads jobs, trains, and writes messages of progress.

`python -m ae_core.training.worker_process` imports TensorFlow, then does the jobs that arrive on
standard input; `worker` describes the protocol. It ends when its input ends, since its parent is
then gone.
"""

import base64
import json
import os
import queue
import sys
import threading
import time
import traceback
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import numpy as np

from ae_core import artifacts, evaluation, metrics
from ae_core.data import datasets
from ae_core.data.own import npz
from ae_core.data.symbols import making, reading
from ae_core.explore import latent_map, map_making, novelty
from ae_core.inference import autoencoder
from ae_core.models import store
from ae_core.models.spec import ModelSpec
from ae_core.pictures import from_uint8

from . import archive, cards, worker

if TYPE_CHECKING:
    from .trainer import Training

Send = Callable[..., None]  # a kind of message, and its fields

_STEP_SECONDS = 0.2  # between two messages of a step
_SCORED = 1000  # test digits
_SHOWN = 3000  # test digits on the map of a net with two numbers, as on other maps
# of the map of symbols, which is made in seconds: the share of the usual effort, and pictures
_EFFORT, _FITTED = 0.25, 2000


class _Stopped(Exception):
    """Ends an epoch in the middle, after a stop was asked for."""


class _Clock:
    """Estimates how long a training will go on, from the mean time of the finished epochs.

    The first step does not count: it traces the graph, for seconds. The mean is renewed when an
    epoch ends, so within one the estimate falls steadily.

    Args:
        epochs: how many there will be.
    """

    def __init__(self, epochs: int):
        self._epochs = epochs
        self._begun: tuple[float, float] | None = None  # epochs done, and when
        self._pace: float | None = None  # seconds an epoch, when the last one ended
        self._over = 0  # epochs that have ended

    def left(self, done: float, now: float) -> float | None:
        """Seconds until the training is over; None during the first epoch.

        Args:
            done: epochs as a fraction, after every step.
            now: seconds, by any clock.
        """
        if self._begun is None:
            self._begun = done, now
        begun, since = self._begun
        if int(done) > self._over:
            self._over, self._pace = int(done), (now - since) / (done - begun)
        return None if self._pace is None else self._pace * (self._epochs - done)


def main() -> None:
    """Do the jobs on standard input."""
    # standard output is for messages; what libraries print to it goes to standard error
    out = os.fdopen(os.dup(sys.stdout.fileno()), "w")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    if hasattr(os, "nice"):
        os.nice(10)  # requests to the page come first

    def send(kind: str, **about: Any) -> None:
        """Write a message to the parent."""
        print(json.dumps({"kind": kind, **about}), file=out, flush=True)

    jobs: queue.SimpleQueue[dict[str, Any]] = queue.SimpleQueue()
    stop = threading.Event()
    threading.Thread(target=_listen, args=(jobs, stop), daemon=True).start()
    try:
        from . import export, trainer  # noqa: F401  takes seconds, before a job arrives
    except Exception as error:
        _send_failure(send, error)
        raise SystemExit(1) from None
    digits: list[datasets.Digits] = []
    while True:
        try:
            job = jobs.get(timeout=worker.IDLE_SECONDS)
        except queue.Empty:
            os._exit(0)  # the thread that reads would keep Python from ending
        try:
            match job["kind"]:
                case "train":
                    spec = ModelSpec.from_json(job["spec"])
                    _train_net(spec, *_load_pictures(job), job["seed"], stop, send)
                case "digits":
                    digits = [_read_digits(job[split]) for split in ("train", "test")]
                case "run":
                    _train_run(job["run"], digits, send)
        except Exception as error:  # the parent reports it; the next job may succeed
            _send_failure(send, error)


def _listen(jobs: "queue.SimpleQueue[dict[str, Any]]", stop: threading.Event) -> None:
    """Read standard input for ever: queue jobs, and pass on the request to stop."""
    for line in sys.stdin:
        job = json.loads(line)
        if job["kind"] == "stop":
            stop.set()
        else:
            stop.clear()  # it may have been meant for an earlier job that was over already
            jobs.put(job)
    os._exit(1)  # the parent is gone


def _send_failure(send: Send, error: Exception) -> None:
    send(
        "failed",
        why=f"{type(error).__name__}: {error}",
        no_room=artifacts.no_room(error),
        traceback="".join(traceback.format_exception(error)),
    )


def _train_net(
    spec: ModelSpec,
    train: datasets.Digits,
    test: datasets.Digits,
    seed: int,
    stop: threading.Event,
    send: Send,
) -> None:
    """Train a visitor's net, and send it with its card, scores and archive."""
    ten = _choose_ten(test.labels)
    send("digits", data=train.name, count=len(train.images), ten=worker.pack([test.images[ten]]))

    from ae_core.models import code_changes

    from .trainer import Training

    scored = test._replace(images=test.images[:_SCORED], labels=test.labels[:_SCORED])
    held_out = scored.images, scored.labels
    run = Training(spec, spec.recipe, train.images, seed, held_out=held_out)
    _train_epochs(run, stop, send)
    send("testing")
    code_changes.standardise(run.model, from_uint8(train.images[: code_changes.SCALED]))
    _send_done(run, train, test, scored, send)
    if train.name == making.NAME:
        fitted = train._replace(images=train.images[:_FITTED])
        made = map_making.make_for_net("own", "", run.model, fitted, test, effort=_EFFORT)
        send("map", map=latent_map.as_json(made))


def _train_epochs(run: "Training", stop: threading.Event, send: Send) -> None:
    """Train until the epochs are over or `stop` is set, sending the steps and each epoch's net."""
    send("weights", epoch=0, values=worker.pack(run.model.get_weights()))
    clock = _Clock(run.recipe.epochs)
    last_sent = first = 0.0

    def on_step(step: int, steps: int, loss: float) -> None:
        """Send the progress, at most every `_STEP_SECONDS`."""
        nonlocal last_sent, first
        if stop.is_set() and run.history:  # before an epoch is over there is nothing to keep
            raise _Stopped
        now = time.monotonic()
        first, done = first or loss, len(run.history) + step / steps
        left = clock.left(done, now)
        if now - last_sent > _STEP_SECONDS:
            last_sent = now
            about = {} if left is None else {"left": round(left, 1)}
            send("step", done=round(done, 3), first=round(first, 5), loss=round(loss, 5), **about)

    try:
        for epoch in run.epochs(on_step):
            values = worker.pack(run.model.get_weights())
            send("weights", epoch=epoch.number, loss=round(epoch.loss, 5), values=values)
            if stop.is_set():
                break
    except _Stopped:
        pass


def _send_done(
    run: "Training",
    train: datasets.Digits,
    test: datasets.Digits,
    scored: datasets.Digits,
    send: Send,
) -> None:
    """Send a finished net, with what `worker.Job.message` lists under "done".

    Args:
        run: its training.
        train: the pictures it learnt from.
        test: all test pictures.
        scored: those of them that its card is about.
        send: sends a message.
    """
    from . import export

    model = run.model
    card = cards.make(run, "own", train, model, scored)
    zipped = archive.dump(model, export.convert(model), card)
    about: dict[str, Any] = {
        "card": card,
        "scores": _compare(model, run.spec, test),
        "archive": base64.b64encode(zipped).decode("ascii"),
        "values": worker.pack(model.get_weights()),
    }
    if run.spec.code_size == 2:
        about["plane"] = worker.pack([_encode(model, test), test.labels[:_SHOWN]])
    if train.name == making.NAME:
        copies = evaluation.forward(model)(test.pictures)
        about["errors"] = novelty.ranks(metrics.mse(test.pictures, copies)).values.tolist()
        about["pictures"] = base64.b64encode(npz.dump(train, test)).decode("ascii")
    send("done", **about)


def _choose_ten(labels: np.ndarray) -> list[int]:
    """Indices of ten test pictures: one of each class, the classes in turn if there are fewer."""
    classes = np.unique(labels)
    rounds = -(-10 // len(classes))
    chosen = [np.flatnonzero(labels == one)[:rounds] for one in classes]
    return [int(places[i]) for i in range(rounds) for places in chosen][:10]


def _encode(model: Any, test: datasets.Digits) -> np.ndarray:
    """Codes of the first test digits, float32 (n, code size)."""
    encode = evaluation.forward(model.get_layer("encoder"))
    return encode(from_uint8(test.images[:_SHOWN]))


def _train_run(run: dict[str, Any], digits: list[datasets.Digits], send: Send) -> None:
    """Train and score a run of a sweep."""
    from .sweep import grid, train_run

    train, test = digits

    def on_epoch(number: int, loss: float) -> None:
        """Tell of an epoch."""
        send("epoch", number=number, loss=loss)

    result = train_run.train(grid.Run.from_json(run), train, test, on_epoch)
    send("done", result=result.as_json())


def _read_digits(packed: dict[str, str]) -> datasets.Digits:
    images, labels = worker.unpack(packed["arrays"])
    return datasets.Digits(packed["name"], images, labels, packed["sha256"])


def _load_pictures(job: dict[str, Any]) -> tuple[datasets.Digits, datasets.Digits]:
    """The pictures that a net learns from, and those to test it on."""
    if job["data"] == making.NAME:
        return making.make(reading.check(job["symbols"]), job["seed"])
    try:
        return datasets.load(job["data"], "train"), datasets.load(job["data"], "test")
    except datasets.DataError:  # a damaged file; the message "digits" names those used instead
        if job["data"] != "mnist":
            raise
        return datasets.load("strokes", "train"), datasets.load("strokes", "test")


def _compare(model: Any, spec: ModelSpec, test: datasets.Digits) -> dict[str, Any]:
    """Mean PSNR in dB of this net and of a shipped one, on test digits corrupted as in training."""
    clean = from_uint8(test.images[:_SCORED])
    given = evaluation.corrupt_as_trained(spec, clean)
    key = "conv_32" if spec.noise else "plain_32"

    def psnr(restored: np.ndarray) -> float:
        """The mean, in dB."""
        return round(float(metrics.psnr(clean, restored).mean()), 2)

    own = psnr(evaluation.forward(model)(given))
    try:
        theirs = psnr(
            evaluation.in_batches(lambda part: autoencoder.reconstruct(key, part)[0], given)
        )
    except store.WeightsError:  # nothing to compare with
        theirs = None
    return {"digits": len(clean), "own": own, "ours": theirs, "model": key}


if __name__ == "__main__":
    main()
