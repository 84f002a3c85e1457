"""What the browser asks, read and checked. Gradio checks nothing for us on the live path."""

import base64
import binascii
from collections.abc import Mapping
from typing import NamedTuple

import numpy as np

from ae_core import data, images, specs
from ae_core.noise import NOISES

from . import uploads
from .problems import Problem

MAX_SEED = 2**32 - 1
_MAX_FILE_TEXT = 4 * (uploads.MAX_BYTES // 3 + 1)  # base64


class Ask(NamedTuple):
    """One request of the stage.

    Attributes:
        picture: float32 (28, 28) in [0, 1], the current digit.
        model: a key of `specs.SPECS`.
        noise: a key of `noise.NOISES`.
        level: from 0 to 1.
        seed: from 0 to MAX_SEED.
        uploaded: whether the digit came as a file.
    """

    picture: np.ndarray
    model: str
    noise: str
    level: float
    seed: int
    uploaded: bool


def read(request: object) -> Ask:
    """Check a request of the stage.

    Raises:
        Problem: naming the first thing that is not as it should be.
    """
    if not isinstance(request, Mapping) or not isinstance(request.get("digit"), Mapping):
        raise Problem("bad_request")
    model, noise, level, seed = settings(
        request.get("model"), request.get("noise"), request.get("level"), request.get("seed")
    )
    digit = request["digit"]
    return Ask(_picture(digit), model, noise, level, seed, "file" in digit)


def settings(
    model: object, noise: object, level: object, seed: object
) -> tuple[str, str, float, int]:
    """Check what the page and the API both take.

    Raises:
        Problem: as `read`.
    """
    if not isinstance(model, str) or model not in specs.SPECS:
        raise Problem("unknown_model")
    if not isinstance(noise, str) or noise not in NOISES:
        raise Problem("unknown_noise")
    # bool is an int to Python, and NaN is inside no range
    if isinstance(level, bool) or not isinstance(level, int | float) or not 0 <= level <= 1:
        raise Problem("bad_level")
    if isinstance(seed, float) and seed.is_integer():
        seed = int(seed)  # JSON does not tell 7 from 7.0
    if isinstance(seed, bool) or not isinstance(seed, int) or not 0 <= seed <= MAX_SEED:
        raise Problem("bad_seed")
    return model, noise, float(level), seed


def _picture(digit: Mapping) -> np.ndarray:
    if "file" in digit:
        try:
            if isinstance(digit["file"], str) and len(digit["file"]) > _MAX_FILE_TEXT:
                raise Problem("picture_too_big")
            return uploads.decode(_bytes(digit["file"], "bad_picture"))
        except Problem as problem:  # the page says it beside the button, not in the verdict
            raise Problem(problem.key, **problem.values, of="file") from None
    if "pixels" in digit:
        pixels = _bytes(digit["pixels"], "bad_request", limit=2000)
        if len(pixels) != specs.SIDE**2:
            raise Problem("bad_request")
        grey = np.frombuffer(pixels, np.uint8).reshape(specs.SIDE, specs.SIDE)
        return data.as_pictures(grey)
    strokes = digit.get("strokes")
    if isinstance(strokes, list) and (
        len(strokes) > images.MAX_STROKES
        or sum(len(s) for s in strokes if isinstance(s, list)) > images.MAX_POINTS
    ):
        raise Problem("too_many_points")
    try:
        return images.from_strokes(strokes)
    except ValueError:
        raise Problem("bad_strokes") from None


def _bytes(text: object, problem: str, limit: int | None = None) -> bytes:
    if not isinstance(text, str) or (limit and len(text) > limit):
        raise Problem(problem)
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        raise Problem(problem) from None
