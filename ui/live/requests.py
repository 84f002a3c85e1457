"""What the browser asks, read and checked. Gradio checks nothing for us on the live path."""

import base64
import binascii
from collections.abc import Mapping
from typing import NamedTuple

import numpy as np

from ae_core.data.strokes import MAX_POINTS, MAX_STROKES, WHOLE_PAD, Fit, apply_marks, fit_strokes
from ae_core.inference import autoencoder
from ae_core.models import presets
from ae_core.noise import NOISES, add_noise
from ae_core.pictures import SIDE, from_uint8
from ui.problems import Problem
from ui.training import visitor_nets

from . import uploads

MAX_SEED = 2**32 - 1
MAX_OWN = 4  # nets of a visitor's own in one request
_MAX_FILE_TEXT = 4 * (uploads.MAX_BYTES // 3 + 1)  # base64


class Ask(NamedTuple):
    """One request: the current digit, what is done to it, and what the open room wants.

    Attributes:
        picture: float32 (28, 28) in [0, 1], the current digit, clean.
        corrupted: the same, corrupted by hand; `picture` where nobody did.
        noisy: `corrupted` with the noise: what goes into the model.
        model: a key of `specs.SPECS`, or that of a net of the visitor's own; see `nets`.
        noise: a key of `noise.NOISES`.
        level: from 0 to 1.
        seed: from 0 to MAX_SEED.
        uploaded: whether the digit came as a file.
        room: what the page's open room asks, by its own rules but for "name"; {} if none is open.
        own: keys of the visitor's own nets; those that are no more are left out.
    """

    picture: np.ndarray
    corrupted: np.ndarray
    noisy: np.ndarray
    model: str
    noise: str
    level: float
    seed: int
    uploaded: bool
    room: Mapping
    own: tuple[str, ...] = ()


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
    digit, room = request["digit"], request.get("room")
    picture, corrupted = read_digit(digit)
    noisy = add_noise(noise, corrupted, level, seed)
    named = isinstance(room, Mapping) and isinstance(room.get("name"), str)
    return Ask(
        picture=picture,
        corrupted=corrupted,
        noisy=noisy,
        model=model,
        noise=noise,
        level=level,
        seed=seed,
        uploaded="file" in digit,
        room=room if named else {},
        own=_own(request.get("own", [])),
    )


def settings(
    model: object, noise: object, level: object, seed: object
) -> tuple[str, str, float, int]:
    """Check what the page and the API both take.

    Raises:
        Problem: as `read`.
    """
    model = known_model(model)
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


def known_model(model: object) -> str:
    """The key of a model of the table, or of a net of a visitor's own.

    Raises:
        Problem: if there is none, or no more.
    """
    if isinstance(model, str) and model.startswith(visitor_nets.PREFIX):
        visitor_nets.get(model)
    if not isinstance(model, str) or not (model in presets.PRESETS or autoencoder.loaded(model)):
        raise Problem("unknown_model")
    return model


def read_digit(digit: object) -> tuple[np.ndarray, np.ndarray]:
    """A digit of the pad, clean and as it was corrupted by hand, each float32 (28, 28) in [0, 1].

    Args:
        digit: {"strokes": [[[x, y], …], …]}, {"pixels": base64 of 784 bytes} or {"file": base64},
            and perhaps "marks": [{"ink": bool, "points": [[x, y], …]}, …].

    Raises:
        Problem: as `read`.
    """
    if not isinstance(digit, Mapping):
        raise Problem("bad_request")
    marks = digit.get("marks", [])
    if not isinstance(marks, list) or not all(isinstance(mark, Mapping) for mark in marks):
        raise Problem("bad_request")
    strokes = digit.get("strokes")
    drawn = strokes if isinstance(strokes, list) else []
    lines = [*drawn, *(mark.get("points") for mark in marks)]
    if len(lines) > MAX_STROKES or (
        sum(len(line) for line in lines if isinstance(line, list)) > MAX_POINTS
    ):
        raise Problem("too_many_points")
    try:
        picture, fit = _picture(digit)
        by_hand = [(mark.get("ink") is True, mark.get("points")) for mark in marks]
        return picture, apply_marks(picture, by_hand, fit)
    except ValueError:
        raise Problem("bad_strokes") from None


def _own(keys: object) -> tuple[str, ...]:
    if not isinstance(keys, list) or len(keys) > MAX_OWN:
        raise Problem("bad_request")
    if not all(isinstance(key, str) and key.startswith(visitor_nets.PREFIX) for key in keys):
        raise Problem("bad_request")
    return tuple(
        key for key in dict.fromkeys(keys) if visitor_nets.find(key) and autoencoder.loaded(key)
    )


def _picture(digit: Mapping) -> tuple[np.ndarray, Fit]:
    if "file" in digit:
        try:
            if isinstance(digit["file"], str) and len(digit["file"]) > _MAX_FILE_TEXT:
                raise Problem("picture_too_big")
            return uploads.decode(_bytes(digit["file"], "bad_picture")), WHOLE_PAD
        except Problem as problem:  # the page says it beside the button, not in the verdict
            raise Problem(problem.key, **problem.values, of="file") from None
    if "pixels" in digit:
        pixels = _bytes(digit["pixels"], "bad_request", limit=2000)
        if len(pixels) != SIDE**2:
            raise Problem("bad_request")
        grey = np.frombuffer(pixels, np.uint8).reshape(SIDE, SIDE)
        return from_uint8(grey), WHOLE_PAD
    return fit_strokes(digit.get("strokes"))


def _bytes(text: object, problem: str, limit: int | None = None) -> bytes:
    if not isinstance(text, str) or (limit and len(text) > limit):
        raise Problem(problem)
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        raise Problem(problem) from None
