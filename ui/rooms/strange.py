"""How strange is it: how badly the current drawing is copied, beside how digits are."""

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

RANGE = (1 / 8, 32.0)  # of the chart: errors as multiples of the usual one, each octave as wide
BARS = 48


def answer(ask: Ask, result: autoencoder.Result) -> dict:
    """Copy the current drawing as it is, clean, and compare the error with that of test digits.

    In `ask.room`, "have": true says that the browser has the samples already.

    Returns:
        {"share": of the test digits with a smaller error, "times": the error as a multiple of the
        usual (median) one, "limit": that multiple from which on a drawing is called strange,
        "range": of the chart, "bars": the share of the test digits in each of `BARS` equal parts
        of it, "copy": picture, "difference": copy - drawing as `encode_difference` gives it,
        "reading": of the copy, or None, "net": {"finds", "digits", "drawings", "by_ink", "best",
        "best_finds"} as `novelty.Novelty` has them}. And "samples", unless the browser has
        them: [{"name", "pixels", "strokes"}].

    Raises:
        Problem: if the request is not as said, or nothing was measured of this model.
    """
    have = ask.room.get("have", False)
    if not isinstance(have, bool):
        raise Problem("bad_request")
    known = _known(ask.model)
    copy = engine.reconstruct(ask.model, ask.picture[None])[0][0]
    error, usual = float(metrics.mse(ask.picture, copy)), known.error(0.5)
    reading = readings.of({"copy": copy})
    reply = {
        "share": round(known.share(error), 4),
        "times": round(error / usual, 4),
        "limit": round(known.error(novelty.STRANGE) / usual, 4),
        "range": RANGE,
        "bars": known.counts(usual * np.geomspace(*RANGE, BARS + 1)).round(4).tolist(),
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
    """An ordinary digit, and drawings that are none."""
    drawings = {"four": stroke_digits.variants(4)[0], **non_digits.drawings()}
    return [{"name": name, **samples.drawn(strokes)} for name, strokes in drawings.items()]


def _known(model: str) -> novelty.Novelty:
    if model not in presets.PRESETS:
        raise Problem("strange_own", model="plain_16")
    try:
        return novelty.load(model, store.checksum(autoencoder.load(model).card))
    except novelty.NoveltyError as error:
        raise Problem("strange_missing", file=error.file, command=error.command) from None
