"""The tray of sample digits: one of each class, MNIST test digits where they are at hand."""

import functools
import logging
from collections.abc import Mapping
from pathlib import Path

import numpy as np

from ae_core import artifacts
from ae_core.data import datasets, stroke_digits
from ae_core.data.strokes import from_strokes
from ui.server import mnist_download

from .encoding import encode, encode_picture

log = logging.getLogger("autoencoder_lab")


def tray(request: object = None) -> dict:
    """Ten samples, one of each digit.

    Args:
        request: the stage's value; "round" (a number) says which ten, "fetch" (a bool) asks
            for the MNIST test digits to be downloaded.

    Returns:
        {"source": "mnist" | "strokes", "fetch": "" | "loading" | "failed", "fetched": how much of
        it has come, 0 to 1, or None, "digits": [{"label", "pixels": base64 of 784 bytes, "strokes"
        (drawn ones only)}]}.
    """
    request = request if isinstance(request, Mapping) else {}
    if request.get("fetch") is True:
        mnist_download.start()
    number = request.get("round")
    number = number if isinstance(number, int) and not isinstance(number, bool) else 0
    rng = np.random.default_rng(abs(number) % 2**32)
    real = _mnist()
    digits = _real(real, rng) if real else _drawn(rng, number)
    return {
        "source": "mnist" if real else "strokes",
        "fetch": mnist_download.state(),
        "fetched": mnist_download.share(),
        "digits": digits,
    }


def first() -> dict:
    """The digit on show when the page opens: a drawn three, as the stage's value holds it."""
    return {"strokes": _as_json(stroke_digits.variants(3)[0])}


def _real(digits: datasets.Digits, rng: np.random.Generator) -> list[dict]:
    chosen = [rng.choice(np.flatnonzero(digits.labels == label)) for label in range(10)]
    return [
        {"label": label, "pixels": encode(digits.images[index])}
        for label, index in enumerate(chosen)
    ]


def _drawn(rng: np.random.Generator, number: int) -> list[dict]:
    """The built-in digits: first as they were drawn, then the others, slanted and shaken anew."""
    samples = []
    for label in range(10):
        shapes = stroke_digits.variants(label)
        strokes = shapes[number % len(shapes)]
        if number:
            strokes = stroke_digits.vary(strokes, rng)
        samples.append({"label": label, **drawn(strokes)})
    return samples


def drawn(strokes: list) -> dict:
    """A drawing as the browser takes it: {"pixels": base64 of 784 bytes, "strokes"}."""
    picture = from_strokes(strokes)
    return {"pixels": encode_picture(picture), "strokes": _as_json(strokes)}


def _as_json(strokes: list) -> list:
    return [[[round(x, 3), round(y, 3)] for x, y in stroke] for stroke in strokes]


def _mnist() -> datasets.Digits | None:
    path = datasets.find_mnist()
    return _load(path, artifacts.stamp(path)) if path else None


@functools.lru_cache(maxsize=1)  # a damaged file is reported once; one that changes is read again
def _load(path: Path, _stamp: tuple[int, ...] | None) -> datasets.Digits | None:
    try:
        return datasets.load_mnist("test", path)
    except datasets.DataError as error:
        log.warning("%s", error)
        return None
