"""How strange: the error of the current drawing's reconstruction, compared with test digits'."""

import numpy as np

from ae_core import metrics
from ae_core.data import non_digits, stroke_digits
from ae_core.explore import novelty
from ae_core.inference import autoencoder
from ae_core.models import presets, store
from ui.live import engine, readings, samples
from ui.live.encoding import encode_difference, encode_picture
from ui.live.pictures import Ask
from ui.problems import Problem

RANGE = (1 / 8, 32.0)  # of the chart: errors as multiples of the median, on a log scale
BARS = 48  # of the histogram over that range
_INSTEAD = "plain_16"  # suggested for a visitor's own net: finds most non-digits


def answer(ask: Ask, result: autoencoder.Result) -> dict:
    """Reconstruct the current drawing without noise, and compare the error with test digits'.

    Args:
        ask: its `room` may have "have": true, if the browser has the samples.
        result: not used; the stage's is of the noisy drawing.

    Returns:
        "share": of the test digits whose error is smaller, 0 to 1.
        "times": the error as a multiple of the test digits' median; "limit": the multiple from
        which a drawing counts as strange.
        "range": `RANGE`; "bars": share of the test digits in each of `BARS` equal parts of it.
        "copy": the reconstruction, base64 of 784 grey bytes; "difference": copy minus drawing, as
        of `encode_difference`; "reading": of the copy, or None.
        "net": {"finds", "digits", "drawings", "by_ink", "best", "best_finds"}, as of
        `novelty.Novelty`.
        "samples", unless the browser has them: [{"name", "pixels", "strokes"}, …].

    Raises:
        Problem: if "have" is not a boolean, or this model was not measured.
    """
    have = ask.room.get("have", False)
    if not isinstance(have, bool):
        raise Problem("bad_request")
    known = _load(ask.model)
    copy = engine.reconstruct(ask.model, ask.picture[None])[0][0]
    error, median = float(metrics.mse(ask.picture, copy)), known.error(0.5)
    reading = readings.of({"copy": copy})
    reply = {
        "share": round(known.share(error), 4),
        "times": round(error / median, 4),
        "limit": round(known.error(novelty.STRANGE) / median, 4),
        "range": RANGE,
        "bars": known.counts(median * np.geomspace(*RANGE, BARS + 1)).round(4).tolist(),
        "copy": encode_picture(copy),
        "difference": encode_difference(copy, ask.picture),
        "reading": reading.get("copy"),
        "net": {
            name: getattr(known, name)
            for name in ("finds", "digits", "drawings", "by_ink", "best", "best_finds")
        },
    }
    return reply if have else {**reply, "samples": _samples()}


def _samples() -> list[dict]:
    """A digit, and drawings that are not digits."""
    drawings = {"four": stroke_digits.variants(4)[0], **non_digits.drawings()}
    return [{"name": name, **samples.drawn(strokes)} for name, strokes in drawings.items()]


def _load(model: str) -> novelty.Novelty:
    if model not in presets.PRESETS:
        raise Problem("strange_own", model=_INSTEAD)
    try:
        return novelty.load(model, store.checksum(autoencoder.load(model).card))
    except novelty.NoveltyError as error:
        raise Problem("strange_missing", file=error.file, command=error.command) from None
