"""Sample digits: one of each class, from the MNIST test digits if they are on this machine."""

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


def choose(request: object = None) -> dict:
    """Choose ten samples, one of each digit.

    Args:
        request: from the browser; "round", an int, chooses the ten; "fetch": true starts the
            download of MNIST.

    Returns:
        {"source": "mnist" | "strokes", "fetch": state of the download, "" | "loading" | "failed",
        "fetched": its share from 0 to 1, or None, "digits": [{"label", "pixels": base64 of 784
        bytes, "strokes" (of drawn digits only)}]}.
    """
    request = request if isinstance(request, Mapping) else {}
    if request.get("fetch") is True:
        mnist_download.start()
    number = request.get("round")
    number = number if isinstance(number, int) and not isinstance(number, bool) else 0
    rng = np.random.default_rng(abs(number) % 2**32)
    real = mnist()
    digits = _from_mnist(real, rng) if real else _from_strokes(rng, number)
    return {
        "source": "mnist" if real else "strokes",
        "fetch": mnist_download.state(),
        "fetched": mnist_download.share(),
        "digits": digits,
    }


def first() -> dict:
    """The digit that the page opens with, a drawn three, as `requests.check_digit` takes it."""
    return {"strokes": as_json(stroke_digits.variants(3)[0])}


def _from_mnist(digits: datasets.Digits, rng: np.random.Generator) -> list[dict]:
    chosen = [rng.choice(np.flatnonzero(digits.labels == label)) for label in range(10)]
    return [
        {"label": label, "pixels": encode(digits.images[index])}
        for label, index in enumerate(chosen)
    ]


def _from_strokes(rng: np.random.Generator, number: int) -> list[dict]:
    """The built-in digits: in round 0 as they were drawn, later slanted and shaken at random."""
    samples = []
    for label in range(10):
        shapes = stroke_digits.variants(label)
        strokes = shapes[number % len(shapes)]
        if number:
            strokes = stroke_digits.vary(strokes, rng)
        samples.append({"label": label, **drawn(strokes)})
    return samples


def drawn(strokes: list) -> dict:
    """A drawing for the browser: {"pixels": base64 of 784 bytes, "strokes"}."""
    picture = from_strokes(strokes)
    return {"pixels": encode_picture(picture), "strokes": as_json(strokes)}


def as_json(strokes: list) -> list:
    """Strokes as the browser takes them."""
    return [[[round(x, 3), round(y, 3)] for x, y in stroke] for stroke in strokes]


def mnist() -> datasets.Digits | None:
    """MNIST's test digits, if they are on this machine and whole."""
    path = datasets.find_mnist()
    return _load(path, artifacts.stamp(path)) if path else None


@functools.lru_cache(maxsize=1)  # a damaged file is logged once, a changed one read again
def _load(path: Path, _stamp: tuple[int, ...] | None) -> datasets.Digits | None:
    try:
        return datasets.load_mnist("test", path)
    except datasets.DataError as error:
        log.warning("%s", error)
        return None
