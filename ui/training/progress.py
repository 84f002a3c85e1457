"""The progress of a training: what the messages of its worker bring, and whether it is in time."""

import dataclasses
import time

import numpy as np

from ae_core.explore import latent_map, map_making, novelty
from ae_core.inference import autoencoder
from ae_core.pictures import from_uint8
from ae_core.training import worker
from ui import menu

from . import visitor_nets

SECONDS = 180  # time for one training; then it is stopped, and the network so far is kept
SYMBOL_SECONDS = 35  # the same for symbols; making pictures before and a map after take twenty
_GRACE = 30  # seconds after `SECONDS` within which a training has to end
_PATIENCE = 0.25  # seconds between two replies: a closed page is noticed at the next one


class Progress:
    """What is known of a training, and the time that it has, counted from now.

    Args:
        net: what it trains.
        job: the worker process in which it runs.

    Attributes:
        reply: the one to give now; see `sessions.train`.
        late: whether it was still learning when its time was up.
    """

    def __init__(self, net: visitor_nets.VisitorNet, job: worker.Job) -> None:
        self.reply: dict = {"state": "starting"}
        self.late = False
        self._net, self._job = net, job
        self._losses: list[float] = []  # of the complete epochs
        self._end = time.monotonic() + SECONDS  # it may learn until then, …
        self._limit = self._end + _GRACE  # … and has to be done by then

    def check_time(self) -> None:
        """See whether it is late; what is learnt cannot be."""
        if self.reply["state"] not in ("testing", "done") and self._left() < 0:
            self.late = True

    def receive(self) -> None:
        """Receive the worker's messages, and change the reply; wait `_PATIENCE` for the first.

        Raises:
            JobError: if the training has failed, or not ended in time.
        """
        if time.monotonic() > self._limit:
            raise worker.JobError("it did not end in time")
        message = self._job.message(_PATIENCE)
        while message is not None:  # of several messages, only the last one's reply is needed
            self.reply = self._after(message)
            message = self._job.message(0) if self.reply["state"] != "done" else None

    def _left(self) -> float:
        return self._end - time.monotonic()

    def _after(self, message: dict) -> dict:
        """Store what a message brings, and return the reply to give from now on."""
        net = self._net
        match message["kind"]:
            case "digits":
                net.ten = from_uint8(message["ten"])
                return {"state": "starting", "data": message["data"], "count": message["count"]}
            case "weights":
                autoencoder.add(net.key, net.spec, message["values"])
                net.epoch = message["epoch"]
                if net.epoch:
                    self._losses.append(message["loss"])
                elif net.symbols:  # it begins to learn
                    self._end = min(self._end, time.monotonic() + SYMBOL_SECONDS)
                return self._epochs("training")
            case "step":
                running = {k: message[k] for k in ("done", "first", "loss", "left") if k in message}
                if "left" in running:
                    running["left"] = min(running["left"], max(0.0, round(self._left(), 1)))
                return {**self._epochs("training"), **running}
            case "testing":
                return self._epochs("testing")
            case "done":
                _finish(net, message)
                reply = self._epochs("testing" if net.symbols else "done")  # a map is to come
                return {**reply, "facts": _facts(net), "scores": message["scores"]}
            case "map":
                made = latent_map.from_json(message["map"])
                net.map = dataclasses.replace(made, key=net.key)
                return {**self.reply, "state": "done"}  # with what "done" has brought
            case kind:
                raise worker.JobError(f"Expected a message of a training; received {kind!r}")

    def _epochs(self, state: str) -> dict:
        epochs = self._net.spec.recipe.epochs
        return {
            "state": state,
            "epoch": self._net.epoch,
            "epochs": epochs,
            "losses": list(self._losses),
        }


def _finish(net: visitor_nets.VisitorNet, message: dict) -> None:
    """Put a trained net into use, with all that the worker's "done" brings."""
    autoencoder.add(net.key, net.spec, message["values"], message["card"])
    if "plane" in message:
        net.map = map_making.make_for_plane(net.key, *message["plane"])
    if net.symbols:
        net.errors = novelty.Ranks(np.array(message["errors"]))
        net.tested = message["scores"]["digits"]
        net.pictures = message["pictures"]
    visitor_nets.finish(net, message["archive"])


def _facts(net: visitor_nets.VisitorNet) -> dict:
    """What the page shows of a trained net; see "done" of `sessions.train`."""
    return {
        **menu.facts(net.spec),
        "key": net.key,
        "group": "own",
        "widths": list(net.spec.widths),
        "symbols": list(net.symbols),
    }
