"""What a `train_job` runs: one training in a process that can be killed, and a word on each step.

`python -m ae_core.training.worker_process` gets TensorFlow ready, reads its job, a line of
JSON, and writes messages, a line of JSON each; `worker` says what is in both. A further line asks
it to stop and keep what it has; the end of its input means that nobody is waiting any more.
"""

import base64
import io
import json
import os
import queue
import sys
import threading
import time
from typing import IO, Any

import numpy as np

from ae_core import artifacts, evaluation, metrics
from ae_core.data import datasets
from ae_core.inference import autoencoder
from ae_core.models import store
from ae_core.models.spec import ModelSpec
from ae_core.noise import add_noise
from ae_core.pictures import from_uint8

from . import archive, cards, worker

_STEP_SECONDS = 0.2  # between two words on how far it is
_SCORED = 1000  # test digits


class _Stopped(Exception):
    """Asked to stop in the middle of an epoch."""


def main() -> None:
    """Do the job that stands on standard input."""
    # whatever libraries print goes elsewhere: standard output is for messages
    out = os.fdopen(os.dup(sys.stdout.fileno()), "w")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    if hasattr(os, "nice"):
        os.nice(10)  # those who draw come first
    jobs: queue.SimpleQueue[dict[str, Any]] = queue.SimpleQueue()
    stop = threading.Event()
    threading.Thread(target=_listen, args=(jobs, stop), daemon=True).start()
    try:
        from . import export, trainer  # noqa: F401  seconds, while its job is still being chosen

        try:
            job = jobs.get(timeout=worker.IDLE_SECONDS)
        except queue.Empty:
            os._exit(0)  # a thread that reads would keep Python from ending
        _train(ModelSpec.from_json(job["spec"]), job["data"], job["seed"], stop, out)
    except Exception as error:  # what failed is told, not shown as a traceback to nobody
        why = f"{type(error).__name__}: {error}"
        _tell(out, "failed", why=why, no_room=artifacts.no_room(error))
        raise SystemExit(1) from None


def _listen(jobs: "queue.SimpleQueue[dict[str, Any]]", stop: threading.Event) -> None:
    if line := sys.stdin.readline():
        jobs.put(json.loads(line))
    for _ in sys.stdin:
        stop.set()
    os._exit(1)  # who started this is gone


def _tell(out: IO[str], kind: str, **about: Any) -> None:
    print(json.dumps({"kind": kind, **about}), file=out, flush=True)


def _train(
    spec: ModelSpec, name: datasets.Name, seed: int, stop: threading.Event, out: IO[str]
) -> None:
    train, test = _digits(name)
    ten = [int(np.flatnonzero(test.labels == digit)[0]) for digit in range(10)]
    pictures = base64.b64encode(test.images[ten].tobytes()).decode("ascii")
    _tell(out, "digits", data=train.name, count=len(train.images), ten=pictures)

    from . import export
    from .trainer import Training

    run = Training(spec, spec.recipe, train.images, seed)
    _tell(out, "weights", epoch=0, values=_pack(run.model.get_weights()))
    begun = told = first = 0.0

    def on_step(step: int, steps: int, loss: float) -> None:
        nonlocal begun, told, first
        if stop.is_set() and run.history:  # an epoch at least, or there is nothing to keep
            raise _Stopped
        now = time.monotonic()
        begun, first = begun or now, first or loss  # making the graph, the first step takes seconds
        if now - told > _STEP_SECONDS:
            told, done = now, len(run.history) + step / steps
            left = (now - begun) * (spec.recipe.epochs - done) / done
            losses = {"first": round(first, 5), "loss": round(loss, 5)}
            _tell(out, "step", done=round(done, 3), left=round(left, 1), **losses)

    try:
        for epoch in run.epochs(on_step):
            values = _pack(run.model.get_weights())
            _tell(out, "weights", epoch=epoch.number, loss=round(epoch.loss, 5), values=values)
            if stop.is_set():
                break
    except _Stopped:
        pass
    _tell(out, "testing")
    some = test._replace(images=test.images[:_SCORED], labels=test.labels[:_SCORED])
    card = cards.of(run, "own", train, run.model, some)
    litert = export.convert(run.model)
    scores = _compared(run.model, spec, test)
    contents = {"litert": litert, "pack": archive.dump(run.model, litert, card)}
    texts = {name: base64.b64encode(value).decode("ascii") for name, value in contents.items()}
    _tell(out, "done", card=card, scores=scores, **texts)


def _digits(name: datasets.Name) -> tuple[datasets.Digits, datasets.Digits]:
    try:
        return datasets.load(name, "train"), datasets.load(name, "test")
    except datasets.DataError:  # a damaged file: the message says which digits it was instead
        return datasets.load("strokes", "train"), datasets.load("strokes", "test")


def _pack(values: list[np.ndarray]) -> str:
    file = io.BytesIO()
    np.savez(file, *values)
    return base64.b64encode(file.getvalue()).decode("ascii")


def _compared(model: Any, spec: ModelSpec, test: datasets.Digits) -> dict[str, Any]:
    """Mean PSNR over test digits, corrupted as in training, of this net and of the one of ours."""
    clean = from_uint8(test.images[:_SCORED])
    given, key = clean, "plain_32"
    if spec.shown_noise:
        kind, level = spec.shown_noise
        given, key = add_noise(kind, clean, level, evaluation.SEED), "conv_32"

    def psnr(restored: np.ndarray) -> float:
        return round(float(metrics.psnr(clean, restored).mean()), 2)

    own = psnr(evaluation.in_batches(evaluation.forward(model), given))
    try:
        theirs = psnr(
            evaluation.in_batches(lambda part: autoencoder.reconstruct(key, part)[0], given)
        )
    except store.WeightsError:  # the net is as good without
        theirs = None
    return {"digits": len(clean), "own": own, "ours": theirs, "model": key}


if __name__ == "__main__":
    main()
