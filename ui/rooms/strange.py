"""Not a digit: how unlike a digit the current drawing is, ranked among digits.

For our networks the classifier is the judge, and the network's own error is shown beside. For a
visitor's own network, or without a classifier, the error alone decides. A network that has learnt
symbols is compared with drawings of these: to it, digits are strange.
"""

import functools
import weakref
from typing import NamedTuple

import numpy as np

from ae_core import metrics
from ae_core.data import non_digits, stroke_digits
from ae_core.explore import novelty
from ae_core.inference import autoencoder, classifier
from ae_core.models import presets, store
from ae_core.pictures import from_uint8
from ui.live import engine, readings, samples
from ui.live.encoding import encode_difference, encode_picture
from ui.live.pictures import Ask
from ui.problems import Problem, log_once
from ui.training import visitor_nets

BARS = 48  # of the histogram
_DIGITS = 500  # with which the error of a visitor's own network is compared


class Scale(NamedTuple):
    """The chart's axis, over numbers that rise by equal steps.

    Attributes:
        low, high: its ends.
        ticks: numbers, each with a text, or the key of a word.
    """

    low: float
    high: float
    ticks: tuple[tuple[float, str], ...]


# log10 of the odds that it is no digit
EVIDENCE = Scale(
    -12.0,
    7.0,
    ((-9, "1 : 10⁹"), (-6, "1 : 10⁶"), (-3, "1 : 1000"), (0, "1 : 1"), (3, "1000 : 1")),
)
# log2 of the error as a multiple of the median
ERRORS = Scale(-3.0, 5.0, ((-2, "¼ ×"), (0, "strange_usual"), (2, "4 ×"), (4, "16 ×")))


def answer(ask: Ask, result: autoencoder.Result) -> dict:
    """Look at the current drawing without noise, and compare it with digits.

    Args:
        ask: its `room` may have "have": true, if the browser has the samples.
        result: not used, since it is about the noisy drawing.

    Returns:
        "by": "classifier" or "error", the measure.
        "share": share of the digits that are less strange by it, 0 to 1.
        "at": the drawing's place on the chart, 0 to 1; "limit": the place from which a drawing
        counts as strange; "ticks": [[place, text or key of a word], …]; "bars": share of the
        digits in each of `BARS` equal parts of the chart.
        "error": of the network's copy: {"share": share of the digits that are copied better,
        "times": the error as a multiple of the median}.
        "copy": the reconstruction, base64 of 784 grey bytes; "difference": copy minus drawing, as
        of `encode_difference`; "reading": of the copy, or None.
        "digits": how many digits, or drawings of the symbols, it is compared with.
        "net": {"finds", "finds_by_error", "drawings", "by_ink", "best", "best_finds"}, as in
        `novelty.Novelty`; None for a visitor's own network.
        "samples", unless the browser has them: [{"name", "pixels", "strokes"}, …].

    Raises:
        Problem: if "have" is not a boolean, or this model was not measured.
    """
    reply = answer_blank(ask)
    copy = engine.reconstruct(ask.model, ask.picture[None])[0][0]
    error = float(metrics.mse(ask.picture, copy))
    known, evidence = None, None
    if ask.model in presets.PRESETS:
        evidence, judge = _evidence(ask.picture)
        known = _load(ask.model, judge)
    errors, count = (known.errors, known.digits) if known else _own_errors(ask.model)
    usual = errors.value(0.5)
    if known and evidence is not None:
        chart = _chart(known.evidence, EVIDENCE, evidence, lambda odds: odds / np.log(10))
    else:
        chart = _chart(errors, ERRORS, error, lambda value: np.log2(value / usual))
    return {
        **reply,
        "by": "error" if evidence is None else "classifier",
        **chart,
        "error": {"share": round(errors.share(error), 4), "times": round(error / usual, 4)},
        "copy": encode_picture(copy),
        "difference": encode_difference(copy, ask.picture),
        "reading": readings.of({"copy": copy}, ask.model).get("copy"),
        "digits": count,
        "net": known and {name: getattr(known, name) for name in _OF_NET},
    }


def answer_blank(ask: Ask) -> dict:
    """What the room has for an empty pad: {"samples"}, as in `answer`, or {}.

    Raises:
        Problem: if "have" is not a boolean.
    """
    have = ask.room.get("have", False)
    if not isinstance(have, bool):
        raise Problem("bad_request")
    return {} if have else {"samples": _samples()}


_OF_NET = ("finds", "finds_by_error", "drawings", "by_ink", "best", "best_finds")


def _chart(ranks: novelty.Ranks, scale: Scale, value: float, step) -> dict:
    """Where a value stands among those of digits; `step` turns values into numbers of `scale`."""

    def place(at: float) -> float:
        """The place of a number on the chart, 0 to 1."""
        return round(float(np.clip((at - scale.low) / (scale.high - scale.low), 0, 1)), 4)

    with np.errstate(divide="ignore"):  # a perfect copy has no logarithm, and stands at the left
        steps, own = step(ranks.values), step(np.float64(value))
    edges = np.linspace(scale.low, scale.high, BARS + 1)
    return {
        "share": round(ranks.share(value), 4),
        "at": place(own),
        "limit": place(step(np.float64(ranks.value(novelty.STRANGE)))),
        "ticks": [[place(at), text] for at, text in scale.ticks],
        "bars": novelty.Ranks(steps).counts(edges).round(4).tolist(),
    }


def _evidence(picture: np.ndarray) -> tuple[float | None, str | None]:
    """The classifier's evidence that a picture is no digit, and its checksum; None without it."""
    try:
        no_digit = classifier.classify(picture[None]).no_digit
        return float(novelty.evidence(no_digit)[0]), classifier.checksum()
    except store.WeightsError as error:
        log_once(str(error))
        return None, None


def _samples() -> list[dict]:
    """A digit, and drawings that are not digits."""
    drawings = {"four": stroke_digits.variants(4)[0], **non_digits.drawings()}
    return [{"name": name, **samples.drawn(strokes)} for name, strokes in drawings.items()]


def _load(model: str, judge: str | None) -> novelty.Novelty:
    try:
        return novelty.load(model, store.checksum(autoencoder.load(model).card), judge)
    except novelty.NoveltyError as error:
        raise Problem("strange_missing", file=error.file, command=error.command) from None


def _own_errors(model: str) -> tuple[novelty.Ranks, int]:
    """How a visitor's own network errs on pictures of what it has learnt, and on how many.

    These are `_DIGITS` digits, or the drawings of symbols that were held out from its training.
    """
    own = visitor_nets.find(model)
    if own and own.errors:
        return own.errors, own.tested
    net = autoencoder.load(model).net
    if (known := _errors.get(net)) is not None:
        return known, _DIGITS
    pictures = _digits()
    found = novelty.ranks(metrics.mse(pictures, engine.reconstruct(model, pictures)[0]))
    _errors[net] = found
    return found, _DIGITS


# by net, not by key: after each epoch of a training there is another net under the same key
_errors: weakref.WeakKeyDictionary[object, novelty.Ranks] = weakref.WeakKeyDictionary()


def _digits() -> np.ndarray:
    """MNIST's test digits where they are on this machine by now, else drawn ones."""
    found = samples.mnist()
    return from_uint8(found.images[:_DIGITS]) if found else _drawn_digits()


@functools.cache
def _drawn_digits() -> np.ndarray:
    return stroke_digits.make(_DIGITS, seed=2)[0]  # takes a second
