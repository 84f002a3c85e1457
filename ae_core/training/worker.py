"""A process that trains, seen from its parent: the page trains visitors' nets, a sweep its runs.

The child is another Python with one thread of TensorFlow and lowered priority, so that training
does not slow down the parent. It does one job after the other, and can be killed at any time. It
ends by itself when its parent does, or after `IDLE_SECONDS` without a job.

Parent and child exchange lines of JSON over the child's standard input and output. To the child:

- {"kind": "train", "spec", "data", "seed", "symbols"}: train a visitor's net.
- {"kind": "stop"}: stop that training as soon as one epoch is complete, and keep the net.
- {"kind": "digits", "train", "test"}: the digits of the runs that follow.
- {"kind": "run", "run"}: train and score a run of a sweep.

`Job.message` lists the messages of the child. Arrays are base64 of NumPy's npz.
"""

import base64
import contextlib
import importlib.util
import io
import json
import os
import queue
import subprocess
import sys
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from ae_core import ONE_THREAD
from ae_core.models.spec import ModelSpec

IDLE_SECONDS = 600.0
_ROOT = Path(__file__).resolve().parents[2]

Inbox = queue.SimpleQueue[tuple["Job", str | None]]


class JobError(Exception):
    """The training failed, or its process died; the message is for the log.

    Attributes:
        died: whether the process died, so that the same job may succeed in another.
        no_room: whether it failed because the disk is full.
        details: the traceback of the child, or "".
    """

    def __init__(self, why: str, died: bool = False, no_room: bool = False, details: str = ""):
        super().__init__(why)
        self.died, self.no_room, self.details = died, no_room, details


def available() -> bool:
    """Whether TensorFlow is installed, without which nothing can be trained."""
    return importlib.util.find_spec("tensorflow") is not None


class Job:
    """A process that trains. It starts importing TensorFlow at once, which takes seconds.

    Args:
        inbox: where the lines of several processes arrive, for a parent that waits for all of
            them; each is put there with its `Job`, and None once the process has ended. By
            default a queue of its own.

    Attributes:
        pid: of its process.
    """

    def __init__(self, inbox: Inbox | None = None) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "ae_core.training.worker_process"],
            cwd=_ROOT,
            env={**os.environ, **ONE_THREAD, "TF_CPP_MIN_LOG_LEVEL": "3"},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )
        self.pid = self._process.pid
        self._inbox: Inbox = inbox or queue.SimpleQueue()
        threading.Thread(target=self._read, name="training", daemon=True).start()

    def begin(
        self, spec: ModelSpec, data: str, seed: int = 0, symbols: list[dict] | None = None
    ) -> None:
        """Train a visitor's net.

        Args:
            spec: an autoencoder, with the recipe to follow; see `models.dense.dense_spec`.
            data: "mnist" or "strokes"; where MNIST cannot be read, strokes take its place. Or
                "symbols".
            seed: of weights, order and noise.
            symbols: to learn, as `data.symbols.reading.check` takes them.
        """
        self.send("train", spec=spec.as_json(), data=data, seed=seed, symbols=symbols)

    def alive(self) -> bool:
        """Whether the process is still there."""
        return self._process.poll() is None

    def failed(self) -> bool:
        """Whether it has ended, and not because it was idle."""
        return self._process.poll() not in (None, 0)

    def message(self, patience: float) -> dict[str, Any] | None:
        """Wait for the next message.

        Args:
            patience: seconds.

        Returns:
            None if no message arrived. Else {"kind", …}; for a visitor's net in this order:
            "digits": the digits are read: "data", their name; "count", how many it learns from;
            "ten", uint8 (10, 28, 28), a test digit of each class; of symbols, held-out drawings
            of each in turn.
            "weights": an epoch is over: "epoch", its number, 0 before the first; "loss", its mean,
            not with epoch 0; "values", the weights as `autoencoder.add` takes them.
            "step", several times in an epoch: "done", epochs as a fraction; "loss", the mean in
            this epoch so far; "first", the loss of the very first batch; "left", seconds of
            training that are left, from the end of the first epoch on.
            "testing": the training is over, or was stopped.
            "done": "values", as above, with the code's numbers scaled; "card", as `cards.make`
            makes it; "archive", bytes as `archive.dump` makes them; "plane", of a net with two
            numbers: codes of test digits, float32 (n, 2), and their labels, uint8 (n,);
            "scores": {"digits": how many, "own" and "ours": PSNR in dB over test digits with noise
            as in training, "model": which one of ours}; "ours" is None if it has no weights. Of
            symbols also "errors", quantiles of the MSE of its copies of test pictures, as in
            `novelty.Ranks`; and "pictures", as `npz.dump` packs those to learn from and those to
            test on.
            "map", only of symbols: "map", as `latent_map.as_json` gives it.
            For a run: "epoch" after each epoch, with its "number" and "loss"; "done": "result",
            as `grid.Result.as_json` gives it.

        Raises:
            JobError: if the training has failed, or the process has died.
        """
        try:
            _, line = self._inbox.get(timeout=patience)
        except queue.Empty:
            return None
        return self.decoded(line)

    def decoded(self, line: str | None) -> dict[str, Any]:
        """The message in a line from the inbox; see `message`."""
        if line is None:
            code = self._process.wait()
            raise JobError(f"the process of a training ended early ({code})", died=True)
        message = json.loads(line)
        if message["kind"] == "failed":
            raise JobError(message["why"], no_room=message["no_room"], details=message["traceback"])
        if "ten" in message:
            (message["ten"],) = unpack(message["ten"])
        for name in ("values", "plane"):
            if name in message:
                message[name] = unpack(message[name])
        for name in ("archive", "pictures"):
            if name in message:
                message[name] = base64.b64decode(message[name])
        return message

    def stop(self) -> None:
        """Ask it to stop once an epoch is complete; "testing" and "done" still arrive."""
        self.send("stop")

    def kill(self) -> None:
        """End it now. Returns once the process is gone; a second call does nothing."""
        self._process.kill()
        self._process.wait()
        for pipe in filter(None, (self._process.stdin, self._process.stdout)):
            with contextlib.suppress(OSError):  # something was still to be written to it
                pipe.close()

    def send(self, kind: str, **about: Any) -> None:
        """Send a line of the protocol. If the process has died, `message` says so."""
        with contextlib.suppress(OSError, ValueError):  # the pipe is broken, or closed
            print(json.dumps({"kind": kind, **about}), file=self._process.stdin, flush=True)

    def _read(self) -> None:
        with contextlib.suppress(ValueError):  # `kill` has closed the pipe
            for line in self._process.stdout or ():
                if line.endswith("\n"):  # else the process died in the middle of it
                    self._inbox.put((self, line))
        self._process.wait()  # so that no zombie is left
        self._inbox.put((self, None))


def pack(arrays: Sequence[np.ndarray]) -> str:
    """Arrays as text, which `unpack` reads."""
    file = io.BytesIO()
    np.savez(file, *arrays)
    return base64.b64encode(file.getvalue()).decode("ascii")


def unpack(text: str) -> list[np.ndarray]:
    """The arrays in a text that `pack` made."""
    with np.load(io.BytesIO(base64.b64decode(text)), allow_pickle=False) as arrays:
        return [arrays[f"arr_{i}"] for i in range(len(arrays.files))]
