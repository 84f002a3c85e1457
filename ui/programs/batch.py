"""Endpoints for many pictures or codes at once, and the list of models.

A picture is text, base64 of its 784 grey bytes. Nested numbers would be easier to read, but Gradio
visits every number on the way in and out, in the thread that answers everybody: for 256 pictures
that took half a second, as text it takes a hundredth. Codes are short and meant to be written by
hand, so they are numbers, and their count is limited.
"""

import base64

import numpy as np

from ae_core.inference import autoencoder
from ae_core.models import presets
from ae_core.pictures import SIDE, from_uint8
from ui.live import engine
from ui.live.encoding import encode_picture
from ui.live.requests import check_model
from ui.problems import Refused
from ui.server import health
from ui.sharing import takeaway

DEFAULT_MODEL = "conv_32"  # of all endpoints; the page may open with another
MAX_PICTURES = 256  # in one call
MAX_NUMBERS = 8192  # of codes in one call
_PICTURE = f"base64 of {SIDE**2} bytes: 28 rows of grey, 0 black, 255 white"


def denoise_batch(pictures: list[str], model: str = DEFAULT_MODEL) -> list[str]:
    """Restore many noisy 28 x 28 pictures of digits at once.

    They go into the model as they are: no noise is added, and no digit moved or scaled.

    Args:
        pictures: 1 to 256 texts, each base64 of 784 bytes: 28 rows of grey, 0 black, 255 white.
        model: a key that `models` lists.

    Returns:
        The restored pictures, in the same order and form.
    """
    restored, _ = engine.reconstruct(check_model(model), _read_pictures(pictures))
    return [encode_picture(picture) for picture in restored]


def encode(pictures: list[str], model: str = DEFAULT_MODEL) -> list:
    """Squeeze many 28 x 28 pictures of digits into their codes: a few numbers each.

    At most 8192 numbers at once: 256 pictures for conv_32, but 16 for restore_3x3.

    Args:
        pictures: texts, each base64 of 784 bytes: 28 rows of grey, 0 black, 255 white.
        model: a key that `models` lists with a code_shape.

    Returns:
        For each picture its code: a list of numbers of the model's code_shape, 32 for conv_32.
    """
    model = _with_code(model)
    given = _read_pictures(pictures, max_codes(model))
    # rounded as in the answer of `denoise`
    return engine.encode(model, given).astype(float).round(5).tolist()


def decode(codes: list, model: str = DEFAULT_MODEL) -> list[str]:
    """Paint 28 x 28 pictures from codes: from those of `encode`, or any of your own making.

    As many at once as `encode` gives.

    Args:
        codes: lists of numbers, each of the model's code_shape: 32 numbers for conv_32.
        model: a key that `models` lists with a code_shape.

    Returns:
        For each code its picture: base64 of 784 bytes, 28 rows of grey, 0 black, 255 white.
    """
    model = _with_code(model)
    painted = engine.decode(model, _read_codes(codes, model))
    if not np.isfinite(painted).all():
        raise Refused(f"These numbers are too large for {model} to paint from.")
    return [encode_picture(picture) for picture in painted]


def models() -> list[dict]:
    """List the autoencoders that can be asked.

    Returns:
        For each model its key; code_shape, null for a model with skip connections around the code,
        which can only denoise; parameters, how many numbers it has learnt; trained_on, the noise it
        was shown; lesson, what it teaches; and state: "usable", or why it cannot be used.
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


def script(model: str = DEFAULT_MODEL) -> dict:
    """Write the model as a Keras script that stands alone, and say where its files are.

    Args:
        model: a key that `models` lists.

    Returns:
        The script, Python text, which builds the network and loads the weights if they lie beside
        it, else trains; and the files: of the script, the same as a notebook, the weights, the
        LiteRT file and a script that uses it, each with its name, its address below this page's,
        and how many bytes it has.
    """
    return takeaway.look(model)


def _read_pictures(texts: list[str], most: int = MAX_PICTURES) -> np.ndarray:
    """Pictures as programs send them → float32 (n, 28, 28) in [0, 1].

    Args:
        texts: as in `denoise_batch`, but anything may arrive.
        most: how many are accepted.

    Raises:
        Refused: naming the first that is not a picture.
    """
    _check_size("pictures", texts, most)
    grey = np.empty((len(texts), SIDE, SIDE), np.uint8)
    for place, text in enumerate(texts):
        pixels = _decode_base64(text)
        if len(pixels) != SIDE**2:
            raise Refused(f"pictures[{place}] should be {_PICTURE}.")
        grey[place] = np.frombuffer(pixels, np.uint8).reshape(SIDE, SIDE)
    return from_uint8(grey)


def _decode_base64(text: object) -> bytes:
    """The bytes in base64 text; none if it is anything else."""
    try:
        return base64.b64decode(text, validate=True) if isinstance(text, str) else b""
    except ValueError:
        return b""


def _read_codes(codes: object, model: str) -> np.ndarray:
    """Codes as programs send them → float32 (n, *code_shape).

    Raises:
        Refused: if they are not codes of the model.
    """
    _check_size("codes", codes, max_codes(model))
    shape = autoencoder.spec_of(model).code_shape
    unfit = Refused(f"Each code of {model} should be finite numbers, in lists of {list(shape)}.")
    try:
        # float32, because NumPy by itself would reserve the longest text's length for every item
        with np.errstate(over="ignore"):
            numbers = np.array(codes, np.float32)
    except (ValueError, TypeError, OverflowError):
        raise unfit from None
    if numbers.shape[1:] != shape or not np.isfinite(numbers).all():
        raise unfit
    return numbers


def _with_code(model: object) -> str:
    """Check the key of a model whose code can be encoded to and decoded from.

    Raises:
        Problem: if there is no such model.
        Refused: if it has skip connections around its code.
    """
    model = check_model(model)
    if autoencoder.spec_of(model).has_skips:
        raise Refused(f"{model} has skip connections around its code: it can only denoise.")
    return model


def max_codes(model: str) -> int:
    """How many codes of a model are accepted in one call."""
    return min(MAX_PICTURES, MAX_NUMBERS // autoencoder.spec_of(model).code_size)


def _check_size(name: str, values: object, most: int) -> None:
    """Check that `values` is a list of 1 to `most` items.

    Raises:
        Refused: if it is not.
    """
    if not isinstance(values, list) or not 1 <= len(values) <= most:
        received = len(values) if isinstance(values, list) else "no list"
        raise Refused(f"{name} should be a list of 1 to {most}; received {received}.")
