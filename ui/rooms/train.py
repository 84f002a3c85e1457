"""Train: ten test pictures and the current digit, restored by a network that the visitor trains.

The test pictures are digits, or held-out drawings of the visitor's own symbols.

The training itself runs and reports in `ui.training.sessions`. The browser asks this room for
pictures after every epoch and whenever the digit changes, and for the finished network as a file.
"""

import numpy as np

from ae_core import metrics
from ae_core.evaluation import corrupt_as_trained
from ui.live import engine, samples
from ui.live.encoding import encode, encode_picture
from ui.live.pictures import Ask
from ui.problems import Problem
from ui.training import sessions, visitor_nets


def answer(ask: Ask) -> dict:
    """Restore ten test digits and the current digit with a network as trained so far.

    Opening the room also starts a worker process ahead of the first training.

    Args:
        ask: its `room` may have
            "net": key of the network, while or after it is trained;
            "have": the epoch whose ten digits the browser has;
            "file": true, to get the network as a file.

    Returns:
        "data": "mnist" or "strokes", what a training would use now.
        While the network has no weights, only "gone": whether it was deleted.
        Later "net": its key; "epoch": completed epochs; "own": pair of the current digit, None for
        an empty pad; "ten": [pair, …], unless the browser has them; "file", if asked for and
        finished: base64 of a zip, see `ae_core.training.archive`.
        A pair is {"given", "restored": base64 of 784 grey bytes, "psnr": in dB, None if restored
        perfectly}.

    Raises:
        Problem: if `ask.room` is not as above, or nothing can be trained here.
    """
    sessions.need_tensorflow()
    sessions.prepare()
    key, have, file = (ask.room.get(name) for name in ("net", "have", "file"))
    for value, kind in ((key, str), (have, int), (file, bool)):
        if value is not None and type(value) is not kind:  # bool is an int in Python
            raise Problem("bad_request")
    reply: dict = {"data": "mnist" if samples.mnist() else "strokes"}
    net = None if key is None else visitor_nets.find(key)
    if net is None or net.epoch is None:
        return {**reply, "gone": key is not None and net is None}
    reply |= {"net": net.key, "epoch": net.epoch, "own": None}
    if ask.picture.any():
        noisy = corrupt_as_trained(net.spec, ask.corrupted[None], ask.seed)
        reply["own"] = _restore(net.key, ask.picture[None], noisy)[0]
    if have != net.epoch and net.ten is not None:
        reply["ten"] = _restore(net.key, net.ten, corrupt_as_trained(net.spec, net.ten))
    if file and net.archive:
        reply["file"] = encode(np.frombuffer(net.archive, np.uint8))
    return reply


def _restore(key: str, clean: np.ndarray, noisy: np.ndarray) -> list[dict]:
    """Pairs of noisy and restored pictures, float32 (n, 28, 28); see `answer`."""
    restored, _ = engine.reconstruct(key, noisy)
    return [
        {
            "given": encode_picture(before),
            "restored": encode_picture(after),
            "psnr": round(float(psnr), 2) if np.isfinite(psnr) else None,
        }
        for before, after, psnr in zip(noisy, restored, metrics.psnr(clean, restored), strict=True)
    ]
