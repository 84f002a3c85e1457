"""Train: what a net of the visitor's own makes of ten test digits and of the current one.

The training itself is told by `training`, in replies of its own; this room is asked for pictures
whenever an epoch is over or the digit changes, and for the finished net as a file.
"""

import numpy as np

from ae_core import evaluation, metrics
from ae_core.data import datasets
from ui.live import engine
from ui.live.encoding import encode, encode_picture
from ui.live.pictures import Ask
from ui.problems import Problem
from ui.training import sessions, visitor_nets


def answer(ask: Ask) -> dict:
    """Restore ten test digits, and the current one, by a net as far as it has been trained.

    The room may ask, in `ask.room`:
        "net": the key of a net that is being trained, or was; without it there is nothing to show.
        "have": how many epochs the ten that the browser shows are old; without it they are sent.
        "file": true, for the net as a file.

    Returns:
        {"data": "mnist" | "strokes", what a training would learn from}; while the net has no
        weights {"gone": whether it is no more}; once it has them {"net": its key, "own": pair or
        None where the pad is empty, "epoch"} and, if they have changed, {"ten": [pair, …]}. A pair
        is {"given", "restored"}, pictures as base64 of 784 grey bytes, and "psnr", None of
        identical ones. {"file"}: base64 of a zip, see `ae_core.training.archive`.

    Raises:
        Problem: if the request is not as said, or nothing can be trained here.
    """
    sessions.need_tensorflow()
    sessions.prepare()
    key, have, file = (ask.room.get(name) for name in ("net", "have", "file"))
    for value, kind in ((key, str), (have, int), (file, bool)):
        if value is not None and type(value) is not kind:  # to Python True is an int
            raise Problem("bad_request")
    reply: dict = {"data": "mnist" if datasets.find_mnist() else "strokes"}
    net = None if key is None else visitor_nets.find(key)
    if net is None or net.epoch is None:
        return {**reply, "gone": key is not None and net is None}
    reply |= {"net": key, "epoch": net.epoch, "own": None}
    if ask.picture.any():
        given = net.corrupt(ask.corrupted[None], ask.seed)
        reply["own"] = _pairs(key, ask.picture[None], given)[0]
    if have != net.epoch:
        reply["ten"] = _pairs(key, net.ten, net.corrupt(net.ten, evaluation.SEED))
    if file and net.pack:
        reply["file"] = encode(np.frombuffer(net.pack, np.uint8))
    return reply


def _pairs(key: str, clean: np.ndarray, given: np.ndarray) -> list[dict]:
    restored, _ = engine.reconstruct(key, given)
    return [
        {
            "given": encode_picture(before),
            "restored": encode_picture(after),
            "psnr": round(float(psnr), 2) if np.isfinite(psnr) else None,
        }
        for before, after, psnr in zip(given, restored, metrics.psnr(clean, restored), strict=True)
    ]
