"""Many pictures or codes at once for programs, and the list of models.

A picture is text: base64 of its 784 grey bytes. As nested numbers it would be read more easily, but
Gradio looks at every number of every list on the way in and out, in the thread in which it answers
everybody: 256 pictures took half a second of it, as text they take a hundredth. Codes are short,
and anybody should be able to write one: they are numbers, so many in one call.
"""

import base64

import numpy as np

from ae_core.inference import autoencoder
from ae_core.models import presets
from ae_core.pictures import SIDE, from_uint8
from ui.live import engine
from ui.live.encoding import encode_picture
from ui.live.requests import known_model
from ui.problems import Refused
from ui.server import health

MOST = 256  # pictures in one call
MOST_NUMBERS = 8192  # of codes in one call
_PICTURE = f"base64 of {SIDE**2} bytes: 28 rows of grey, 0 black, 255 white"


def denoise_batch(pictures: list[str], model: str = "conv_32") -> list[str]:
    """Restore many noisy 28 x 28 pictures of digits at once.

    They go into the model as they are: no noise is added, and no digit moved or scaled.

    Args:
        pictures: 1 to 256 texts, each base64 of 784 bytes: 28 rows of grey, 0 black, 255 white.
        model: a key that `models` lists.

    Returns:
        The restored pictures, in the same order and form.
    """
    model, given = known_model(model), _pictures(pictures)
    restored, _ = engine.reconstruct(model, given)
    return [encode_picture(picture) for picture in restored]


def encode(pictures: list[str], model: str = "conv_32") -> list:
    """Squeeze many 28 x 28 pictures of digits into their codes: a few numbers each.

    As many at once as make 8192 numbers: 256 for conv_32, but 16 for restore_3x3.

    Args:
        pictures: texts, each base64 of 784 bytes: 28 rows of grey, 0 black, 255 white.
        model: a key that `models` lists with a code_shape.

    Returns:
        For each picture its code: a list of numbers of the model's code_shape, 32 for conv_32.
    """
    model = _with_code(model)
    given = _pictures(pictures, most_codes(model))
    # as many digits as `denoise` gives
    return engine.encode(model, given).astype(float).round(5).tolist()


def decode(codes: list, model: str = "conv_32") -> list[str]:
    """Paint 28 x 28 pictures from codes: from those of `encode`, or any of your own making.

    As many at once as `encode` gives.

    Args:
        codes: lists of numbers, each of the model's code_shape: 32 numbers for conv_32.
        model: a key that `models` lists with a code_shape.

    Returns:
        For each code its picture: base64 of 784 bytes, 28 rows of grey, 0 black, 255 white.
    """
    model = _with_code(model)
    painted = engine.decode(model, _codes(codes, model))
    if not np.isfinite(painted).all():
        raise Refused(f"These numbers are too large for {model} to paint from.")
    return [encode_picture(picture) for picture in painted]


def models() -> list[dict]:
    """List the autoencoders that can be asked.

    Returns:
        For each model its key; code_shape, null where shortcuts lead past the code, so that it
        can only denoise; parameters, how many numbers it has learnt; trained_on, the noise it was
        shown; lesson, what it teaches; and state: "usable", or why it cannot be used.
    """
    states = health.report()["models"]
    return [
        {
            "key": spec.key,
            "code_shape": None if spec.has_skips else list(spec.code_shape),
            "parameters": spec.parameters,
            "trained_on": spec.trained_on,
            "lesson": spec.lesson,
            "state": states[spec.key],
        }
        for spec in presets.PRESETS.values()
    ]


def _pictures(texts: object, most: int = MOST) -> np.ndarray:
    """Pictures as programs send them, at most `most` → float32 (n, 28, 28) in [0, 1].

    Raises:
        Refused: naming the first that is none.
    """
    _check_size("pictures", texts, most)
    grey = np.empty((len(texts), SIDE, SIDE), np.uint8)
    for place, text in enumerate(texts):
        pixels = _bytes(text)
        if len(pixels) != SIDE**2:
            raise Refused(f"pictures[{place}] should be {_PICTURE}.")
        grey[place] = np.frombuffer(pixels, np.uint8).reshape(SIDE, SIDE)
    return from_uint8(grey)


def _bytes(text: object) -> bytes:
    """What the base64 holds; nothing if it is none."""
    try:
        return base64.b64decode(text, validate=True) if isinstance(text, str) else b""
    except ValueError:
        return b""


def _codes(codes: object, model: str) -> np.ndarray:
    """Codes as programs send them → float32 (n, *code_shape).

    Raises:
        Refused: if they are not codes of the model.
    """
    _check_size("codes", codes, most_codes(model))
    shape = autoencoder.spec_of(model).code_shape
    unfit = Refused(f"Each code of {model} should be finite numbers, in lists of {list(shape)}.")
    try:
        # the type is named, for NumPy would make room for the longest text in every place
        with np.errstate(over="ignore"):
            numbers = np.array(codes, np.float32)
    except (ValueError, TypeError, OverflowError):
        raise unfit from None
    if numbers.shape[1:] != shape or not np.isfinite(numbers).all():
        raise unfit
    return numbers


def _with_code(model: object) -> str:
    """The key of a model that has a code to speak of.

    Raises:
        Problem: if there is no such model.
        Refused: if shortcuts lead past its code.
    """
    model = known_model(model)
    if autoencoder.spec_of(model).has_skips:
        raise Refused(f"{model} has shortcuts past its code: it can denoise, and nothing else.")
    return model


def most_codes(model: str) -> int:
    """How many codes of a model go into one call."""
    return min(MOST, MOST_NUMBERS // autoencoder.spec_of(model).code_size)


def _check_size(name: str, values: object, most: int) -> None:
    """Raises: Refused: if it is no list, or one that is empty or has more than `most`."""
    if not isinstance(values, list) or not 1 <= len(values) <= most:
        received = len(values) if isinstance(values, list) else "no list"
        raise Refused(f"{name} should be a list of 1 to {most}; received {received}.")
