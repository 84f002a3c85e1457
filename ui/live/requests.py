"""Check the values of a live request. No picture is decoded, drawn or corrupted here.

Gradio checks nothing on the live path, so anything at all may arrive.
"""

import base64
from collections.abc import Mapping
from dataclasses import dataclass

from ae_core.data.strokes import MAX_POINTS, MAX_STROKES, check_strokes
from ae_core.inference import autoencoder
from ae_core.models import presets
from ae_core.noise import NOISES
from ae_core.pictures import SIDE
from ui.problems import Problem
from ui.training import visitor_nets
from ui.values import is_number, is_whole

from . import uploads

MAX_SEED = 2**32 - 1
MAX_OWN = 4  # nets of a visitor's own in one request
_MAX_FILE_TEXT = 4 * (uploads.MAX_BYTES // 3 + 1)  # base64
_MAX_PIXELS_TEXT = 2000  # base64 of 784 bytes has 1048 characters


@dataclass(frozen=True, kw_only=True)
class Request:
    """The checked values of one request.

    Attributes:
        digit: as the browser sent it; see `check_digit`.
        model: a key of `PRESETS`, or of one of the visitor's own nets.
        noise: a key of `NOISES`.
        level: of the noise, from 0 to 1.
        seed: of the noise, from 0 to `MAX_SEED`.
        numbers: how many of the first numbers of the code are used; None: all. See
            `check_numbers`.
        room: what the page's open room asks. Its "name" is a string; the room itself checks the
            rest. {} if no room is open.
        own: keys of the visitor's own nets that still exist.
    """

    digit: Mapping
    model: str
    noise: str
    level: float
    seed: int
    room: Mapping
    numbers: int | None = None
    own: tuple[str, ...] = ()

    @property
    def uploaded(self) -> bool:
        """Whether the digit is a picture file."""
        return "file" in self.digit


def read(request: object) -> Request:
    """Check a request.

    Args:
        request: parsed JSON; None if it was not JSON.

    Raises:
        Problem: naming the first value that is not as described in `Request`.
    """
    if not isinstance(request, Mapping) or not isinstance(request.get("digit"), Mapping):
        raise Problem("bad_request")
    model, noise, level, seed = check_settings(
        request.get("model"), request.get("noise"), request.get("level"), request.get("seed")
    )
    room = request.get("room")
    if not isinstance(room, Mapping) or not isinstance(room.get("name"), str):
        room = {}
    return Request(
        digit=check_digit(request["digit"]),
        model=model,
        noise=noise,
        level=level,
        seed=seed,
        numbers=check_numbers(model, request.get("numbers")),
        room=room,
        own=_existing_nets(request.get("own", [])),
    )


def check_settings(
    model: object, noise: object, level: object, seed: object
) -> tuple[str, str, float, int]:
    """Check the settings that the page and the endpoint `denoise` share; see `Request`.

    Raises:
        Problem: naming the first one that is wrong.
    """
    model = check_model(model)
    if not isinstance(noise, str) or noise not in NOISES:
        raise Problem("unknown_noise")
    if not is_number(level, 0, 1):
        raise Problem("bad_level")
    seed = _without_point(seed)
    if not is_whole(seed, 0, MAX_SEED):
        raise Problem("bad_seed")
    return model, noise, float(level), seed


def check_numbers(model: str, numbers: object) -> int | None:
    """Check how many of the first numbers of the model's code are used.

    Args:
        model: as `check_model` has checked it.
        numbers: from 1 to the size of its code; None: all. For a model whose code is not ordered it
            is ignored: another model may have been chosen since.

    Returns:
        A count below the size of the code; None for all, so that equal requests are equal.

    Raises:
        Problem: if `numbers` is anything else.
    """
    spec = presets.PRESETS.get(model)  # no code of a visitor's own net is ordered
    if numbers is None or not spec or not spec.has_ordered_code:
        return None
    numbers = _without_point(numbers)
    if not is_whole(numbers, 1, spec.code_size):
        raise Problem("bad_request")
    return numbers if numbers < spec.code_size else None


def _without_point(value: object) -> object:
    """A float without a fraction as an int: JSON does not tell 7 from 7.0."""
    return int(value) if isinstance(value, float) and value.is_integer() else value


def check_model(model: object) -> str:
    """Check the key of a preset, or of one of the visitors' own nets.

    Raises:
        Problem: if there is no such model, or the visitor's net has been removed.
    """
    if isinstance(model, str) and model.startswith(visitor_nets.PREFIX):
        visitor_nets.get(model)
    if not isinstance(model, str) or not (model in presets.PRESETS or autoencoder.loaded(model)):
        raise Problem("unknown_model")
    return model


def check_digit(digit: object) -> Mapping:
    """Check a digit without drawing or decoding it.

    Args:
        digit: {"strokes": [[[x, y], …], …]}, {"pixels": base64 of 784 bytes} or {"file": base64}.
            Optional: with "file", "crop", the part of the picture that counts, [x0, y0, x1, y1] as
            fractions of the upright picture; with "pixels", "strokes" drawn over them; with all,
            "marks", corruption by hand: [{"ink": bool, "points": [[x, y], …]}, …].

    Returns:
        `digit` itself.

    Raises:
        Problem: if it is anything else, or holds too many strokes or points. Whether a file is a
            picture is known only once it is decoded; see `uploads.decode`.
    """
    if not isinstance(digit, Mapping):
        raise Problem("bad_request")
    marks = digit.get("marks", [])
    if not isinstance(marks, list) or not all(isinstance(mark, Mapping) for mark in marks):
        raise Problem("bad_request")
    strokes = digit.get("strokes")
    marked = [mark.get("points") for mark in marks]
    lines = [*(strokes if isinstance(strokes, list) else []), *marked]
    if len(lines) > MAX_STROKES or (
        sum(len(line) for line in lines if isinstance(line, list)) > MAX_POINTS
    ):
        raise Problem("too_many_points")
    try:
        if "file" in digit:
            _check_file(digit["file"])
            _check_crop(digit.get("crop"))
        elif "pixels" in digit:
            _check_pixels(digit["pixels"])
            check_strokes(digit.get("strokes", []))
        else:
            check_strokes(strokes)
        check_strokes(marked)
    except ValueError:
        raise Problem("bad_strokes") from None
    return digit


def _check_file(text: object) -> None:
    # "of": the page shows the problem beside the upload button, not in the verdict
    if not isinstance(text, str):
        raise Problem("bad_picture", of="file")
    if len(text) > _MAX_FILE_TEXT:
        raise Problem("picture_too_big", of="file")


def _check_crop(crop: object) -> None:
    if crop is None:
        return
    if not isinstance(crop, list) or len(crop) != 4:
        raise Problem("bad_request")
    if not all(is_number(value, 0, 1) for value in crop):
        raise Problem("bad_request")
    if not (crop[0] < crop[2] and crop[1] < crop[3]):
        raise Problem("bad_request")


def _check_pixels(text: object) -> None:
    if not isinstance(text, str) or len(text) > _MAX_PIXELS_TEXT:
        raise Problem("bad_request")
    try:
        size = len(base64.b64decode(text, validate=True))
    except ValueError:  # not base64
        raise Problem("bad_request") from None
    if size != SIDE**2:
        raise Problem("bad_request")


def _existing_nets(keys: object) -> tuple[str, ...]:
    """The visitor's own nets that still exist, each once.

    Raises:
        Problem: if `keys` is not a list of at most `MAX_OWN` such keys.
    """
    if not isinstance(keys, list) or len(keys) > MAX_OWN:
        raise Problem("bad_request")
    if not all(isinstance(key, str) and key.startswith(visitor_nets.PREFIX) for key in keys):
        raise Problem("bad_request")
    return tuple(
        key for key in dict.fromkeys(keys) if visitor_nets.find(key) and autoencoder.loaded(key)
    )
