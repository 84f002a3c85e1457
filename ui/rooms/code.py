"""The code by hand: some numbers held at other values, what comes out, and how far off it is."""

from collections.abc import Mapping

import numpy as np

from ae_core.explore import latent_map
from ae_core.inference import autoencoder
from ae_core.models import presets
from ui.live import code_range, engine, readings
from ui.live.encoding import encode_picture
from ui.live.pictures import Ask
from ui.problems import Problem, log_once

STEPS = 7  # pictures of a strip
_FAR = 100  # no number is held further out than so many times the largest of the test digits
_INSTEAD = "conv_32"  # the net to try where there is no short code


def answer(ask: Ask, result: autoencoder.Result) -> dict:
    """Decode the noisy digit's code with some of its numbers held, and what one alone would do.

    Args:
        ask: `ask.room` may have "held", {index as text: value}; "strip", an index or None; and
            "of", the model that both are meant for: those of another model are left aside.
        result: the stage's, of the same digit.

    Returns:
        {"model", "edited", "reading", "strip", "far"}. "edited" is a picture as base64 of 784 grey
        bytes, the restored one where nothing is held; "reading" what a reader makes of it, None
        where there is no reader. "strip" is None or {"number", "values", "pictures", "readings"}:
        the same code with that number at `STEPS` values over the range of the test digits. "far"
        has Euclidean distances from the clean digit's code, "noisy" and "edited", and for
        comparison "same" and "other", those of two test digits of the same and of different
        classes, or None.

    Raises:
        Problem: if the model's code is not a flat list of numbers, or if `ask.room` is not as said.
    """
    spec = autoencoder.spec_of(ask.model)
    if spec.has_skips:
        raise Problem("code_none", model=_INSTEAD)
    if len(spec.code_shape) > 1:
        raise Problem("code_maps", n=spec.code_size, model=_INSTEAD)
    clean, noisy = result.clean_code, result.noisy_code
    low, high = code_range.of(autoencoder.load(ask.model).card, np.stack([clean, noisy]))
    held, number = _read(ask, len(noisy), _FAR * max(map(abs, low + high)))

    edited = noisy.copy()
    edited[list(held)] = list(held.values())
    codes = edited[None]
    values: list[float] = []
    if number is not None:
        values = np.linspace(low[number], high[number], STEPS).round(3).tolist()
        codes = np.repeat(codes, 1 + STEPS, axis=0)
        codes[1:, number] = values
    if held or values:
        pictures = engine.decode(ask.model, codes)
    if not held:  # the very picture that the stage shows
        pictures = np.stack([result.restored, *(pictures[1:] if values else ())])
    read = readings.of(dict(enumerate(pictures)))
    strip = {
        "number": number,
        "values": values,
        "pictures": [encode_picture(picture) for picture in pictures[1:]],
        "readings": [read[i] for i in range(1, len(pictures))] if read else [],
    }
    return {
        "model": ask.model,
        "edited": encode_picture(pictures[0]),
        "reading": read.get(0),
        "strip": strip if values else None,
        "far": {
            "noisy": float(np.linalg.norm(noisy - clean)),
            "edited": float(np.linalg.norm(edited - clean)),
            **_usual(ask.model),
        },
    }


def _read(ask: Ask, size: int, far: float) -> tuple[dict[int, float], int | None]:
    """The numbers that are held, and the one to show a strip of."""
    held, strip = ask.room.get("held") or {}, ask.room.get("strip")
    if ask.room.get("of", ask.model) != ask.model:
        return {}, None
    if not isinstance(held, Mapping) or len(held) > size:
        raise Problem("bad_request")
    places = {str(i): i for i in range(size)}
    for place, value in held.items():
        # "not inside", so that NaN is refused too; a bool is an int to Python
        if place not in places or isinstance(value, bool) or not isinstance(value, int | float):
            raise Problem("bad_request")
        if not -far <= value <= far:
            raise Problem("bad_request")
    if strip is not None and (type(strip) is not int or not 0 <= strip < size):
        raise Problem("bad_request")
    return {places[place]: float(value) for place, value in held.items()}, strip


def _usual(model: str) -> dict[str, float | None]:
    """How far the codes of two test digits lie apart."""
    if model not in presets.PRESETS:  # of a visitor's own net nobody has made a map
        return {"same": None, "other": None}
    try:
        found = latent_map.load(model)
    except latent_map.MapError as error:  # the bars do without
        log_once(str(error))
        return {"same": None, "other": None}
    return {"same": found.same, "other": found.other}
