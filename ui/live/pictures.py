"""The pictures of a checked request: decode or draw the digit, corrupt it, add the noise."""

import base64
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from ae_core.data.strokes import WHOLE_PAD, Fit, apply_marks, fit_strokes
from ae_core.noise import add_noise
from ae_core.pictures import SIDE, from_uint8
from ui.problems import Problem

from . import uploads
from .requests import Request, check_digit


@dataclass(frozen=True, kw_only=True, eq=False)
class Ask(Request):
    """A request with its pictures, each float32 (28, 28) in [0, 1].

    Attributes:
        picture: the clean digit.
        corrupted: the digit with the visitor's marks on it; equal to `picture` without marks.
        noisy: `corrupted` with noise added; this is the model's input.
        found: what was found in the digit's file; None if the digit is no file.
    """

    picture: np.ndarray
    corrupted: np.ndarray
    noisy: np.ndarray
    found: uploads.Upload | None = None


def make(request: Request) -> Ask:
    """Make the pictures of a request. The same request gives the same pictures.

    Raises:
        Problem: if the digit is a file that cannot be decoded, or in which no digit is found.
    """
    found = _decode(request.digit) if request.uploaded else None
    picture, corrupted = _drawn(request.digit, found)
    noisy = add_noise(request.noise, corrupted, request.level, request.seed)
    return Ask(**vars(request), picture=picture, corrupted=corrupted, noisy=noisy, found=found)


def read_digit(digit: object) -> tuple[np.ndarray, np.ndarray]:
    """Check and draw a digit that is not the request's own; see `check_digit` and `draw`."""
    return draw(check_digit(digit))


def draw(digit: Mapping) -> tuple[np.ndarray, np.ndarray]:
    """Draw a digit, without and with the visitor's marks.

    Args:
        digit: as `check_digit` has checked it.

    Returns:
        Two pictures, float32 (28, 28) in [0, 1].

    Raises:
        Problem: as `make`.
    """
    return _drawn(digit, _decode(digit) if "file" in digit else None)


def _drawn(digit: Mapping, found: uploads.Upload | None) -> tuple[np.ndarray, np.ndarray]:
    picture, fit = _clean(digit) if found is None else (found.picture, WHOLE_PAD)
    marks = [(mark.get("ink") is True, mark["points"]) for mark in digit.get("marks", [])]
    return picture, apply_marks(picture, marks, fit)


def _clean(digit: Mapping) -> tuple[np.ndarray, Fit]:
    if "pixels" in digit:
        grey = np.frombuffer(base64.b64decode(digit["pixels"]), np.uint8)
        picture = from_uint8(grey.reshape(SIDE, SIDE))
        # what is drawn over it is part of the digit, at its place on the pad
        over = [(True, stroke) for stroke in digit.get("strokes", [])]
        return apply_marks(picture, over, WHOLE_PAD), WHOLE_PAD
    return fit_strokes(digit["strokes"])


def _decode(digit: Mapping) -> uploads.Upload:
    crop = digit.get("crop")
    try:
        content = base64.b64decode(digit["file"], validate=True)
        return uploads.decode(content, tuple(crop) if crop else uploads.WHOLE)
    except ValueError:  # not base64
        raise Problem("bad_picture", of="file") from None
    except Problem as problem:  # "of": as in `requests`
        raise Problem(problem.key, **problem.values, of="file") from None
