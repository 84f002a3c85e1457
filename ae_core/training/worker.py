"""A training in a process of its own, as those see it who wait for it.

It holds up nobody: another Python, one thread of TensorFlow, lowered priority. It is gone, with
all its memory, at the moment it is killed; and it ends by itself when its parent does, or when it
is not told what to train for `IDLE_SECONDS`.
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
from pathlib import Path
from typing import Any

import numpy as np

from ae_core import ONE_THREAD
from ae_core.models.spec import ModelSpec

IDLE_SECONDS = 600.0
_ROOT = Path(__file__).resolve().parents[2]


class JobError(Exception):
    """The training failed, or its process died; the message is for the log.

    Attributes:
        no_room: whether it failed because the disk is full.
    """

    def __init__(self, why: str, no_room: bool = False):
        super().__init__(why)
        self.no_room = no_room


def available() -> bool:
    """Whether TensorFlow is installed, without which nothing can be trained."""
    return importlib.util.find_spec("tensorflow") is not None


class Job:
    """A process that can train one net. It imports TensorFlow, for seconds, before it is asked to.

    Attributes:
        pid: of its process.
    """

    def __init__(self) -> None:
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
        self._messages: queue.SimpleQueue[str | None] = queue.SimpleQueue()
        threading.Thread(target=self._read, name="training", daemon=True).start()

    def begin(self, spec: ModelSpec, data: str, seed: int = 0) -> None:
        """Train a net. To be called once.

        Args:
            spec: an autoencoder, with the recipe to follow; see `own.spec`.
            data: "mnist" or "strokes"; where MNIST cannot be read, strokes take its place.
            seed: of weights, order and noise.
        """
        self._write({"spec": spec.as_json(), "data": data, "seed": seed})

    def alive(self) -> bool:
        """Whether the process is still there."""
        return self._process.poll() is None

    def failed(self) -> bool:
        """Whether it has ended, and not because nobody told it what to train."""
        return self._process.poll() not in (None, 0)

    def message(self, patience: float) -> dict[str, Any] | None:
        """Wait for the next message.

        Args:
            patience: seconds.

        Returns:
            None if nothing came. Else {"kind", …}, in this order:
            "digits": the digits are read: "data", their name; "count", how many it learns from;
            "ten", uint8 (10, 28, 28), a test digit of each class.
            "weights": "epoch" is over, 0 before the first; "loss", its mean, not of epoch 0;
            "values", the weights as `inference.add` takes them.
            "step", several times in an epoch: "done", epochs as a fraction; "loss", its mean in
            this epoch so far; "first", that of the first batch of all; "left", seconds.
            "testing": the training is over, or was stopped.
            "done": "litert", bytes of the net's LiteRT file; "card", as those of `weights`;
            "pack", bytes as `packed.dump` makes them; "scores": {"digits": how many, "own" and
            "ours": PSNR in dB over test digits with noise as in training, "model": which one of
            ours}; "ours" is None if it has no weights.

        Raises:
            JobError: if the training has failed, or is no more.
        """
        try:
            line = self._messages.get(timeout=patience)
        except queue.Empty:
            return None
        if line is None:
            raise JobError(f"the process of a training ended early ({self._process.wait()})")
        message = json.loads(line)
        if message["kind"] == "failed":
            raise JobError(message["why"], message["no_room"])
        if "ten" in message:
            ten = np.frombuffer(base64.b64decode(message["ten"]), np.uint8)
            message["ten"] = ten.reshape(10, 28, 28)
        if "values" in message:
            message["values"] = _unpack(message["values"])
        for name in ("litert", "pack"):
            if name in message:
                message[name] = base64.b64decode(message[name])
        return message

    def stop(self) -> None:
        """Ask it to stop where it is, once an epoch is over; "testing" and "done" still come."""
        self._write("stop")

    def kill(self) -> None:
        """End it now. Returns once the process is gone; a second call does nothing."""
        self._process.kill()
        self._process.wait()
        for pipe in filter(None, (self._process.stdin, self._process.stdout)):
            with contextlib.suppress(OSError):  # something was still to be written to it
                pipe.close()

    def _write(self, value: Any) -> None:
        with contextlib.suppress(OSError):  # it has died: `message` says so
            print(json.dumps(value), file=self._process.stdin, flush=True)

    def _read(self) -> None:
        with contextlib.suppress(ValueError):  # closed under its hands
            for line in self._process.stdout or ():
                self._messages.put(line)
        self._process.wait()  # one that ended by itself leaves nothing behind
        self._messages.put(None)


def _unpack(text: str) -> list[np.ndarray]:
    with np.load(io.BytesIO(base64.b64decode(text)), allow_pickle=False) as arrays:
        return [arrays[f"arr_{i}"] for i in range(len(arrays.files))]
