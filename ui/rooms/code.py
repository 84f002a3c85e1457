"""Code: edit numbers of the noisy digit's code, and decode the result."""

from collections.abc import Mapping

import numpy as np

from ae_core.codes import first_numbers
from ae_core.explore import latent_map
from ae_core.inference import autoencoder
from ae_core.models import presets
from ui.live import code_range, engine, readings
from ui.live.encoding import encode_picture
from ui.live.pictures import Ask
from ui.problems import Problem, log_once
from ui.values import is_number, is_whole

STEPS = 7  # pictures in a strip
_LIMIT = 100  # a number may be set to this many times the largest value of the test digits
_INSTEAD = "conv_32"  # suggested where a model has no short code


def answer(ask: Ask, result: autoencoder.Result) -> dict:
    """Decode the noisy digit's code with some numbers replaced, and vary one of them.

    If only its first numbers are used (`Ask.numbers`), the others are 0 until they are replaced.

    Args:
        ask: its `room` may have
            "held": {index as text: value}, the replaced numbers;
            "strip": index of the number to vary, or None;
            "of": the model that both are meant for. They are ignored if it is not `ask.model`.
        result: the stage's, for the same request.

    Returns:
        "model": its key.
        "edited": the decoded picture, base64 of 784 grey bytes; the stage's restored picture if
        nothing is replaced.
        "reading": the classifier's reading of it, or None. Also None if nothing is replaced: then
        the stage's answer has it.
        "strip": None or {"number", "values", "pictures", "readings"}: the same code with that
        number at `STEPS` values over the range of the test digits.
        "far": Euclidean distances. "noisy" and "edited": from the clean digit's code to these
        codes. "same" and "other": between two test digits of the same class and of different
        classes; None if unknown, as for the first numbers alone.

    Raises:
        Problem: if the code is not a flat list of numbers, or `ask.room` is not as above.
    """
    spec = autoencoder.spec_of(ask.model)
    if spec.has_skips:
        raise Problem("code_none", model=_INSTEAD)
    if len(spec.code_shape) > 1:
        raise Problem("code_maps", n=spec.code_size, model=_INSTEAD)
    codes = np.stack([result.clean_code, result.noisy_code])
    low, high = code_range.of(autoencoder.load(ask.model).card, codes)
    clean, noisy = first_numbers(codes, ask.numbers)
    held, number = _check_room(ask, len(noisy), _LIMIT * max(map(abs, low + high)))

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
    if not held:  # the same picture as on the stage, to the last bit
        pictures = np.stack([result.restored, *(pictures[1:] if values else ())])
    # If nothing is held, the stage classifies this very picture; this room is open at first, so
    # classifying it again would cost everybody who draws.
    read = readings.of_each(pictures if held else pictures[1:], ask.model)
    own = read.pop(0) if held and read else None
    strip = {
        "number": number,
        "values": values,
        "pictures": [encode_picture(picture) for picture in pictures[1:]],
        "readings": read,
    }
    return {
        "model": ask.model,
        "edited": encode_picture(pictures[0]),
        "reading": own,
        "strip": strip if values else None,
        "far": {
            "noisy": float(np.linalg.norm(noisy - clean)),
            "edited": float(np.linalg.norm(edited - clean)),
            **_class_distances(ask),
        },
    }


def _check_room(ask: Ask, size: int, limit: float) -> tuple[dict[int, float], int | None]:
    """Check `ask.room` for a code of `size` numbers, each within ±`limit`.

    Returns:
        The replaced numbers, {index: value}, and the index to vary.
    """
    held, strip = ask.room.get("held") or {}, ask.room.get("strip")
    if ask.room.get("of", ask.model) != ask.model:
        return {}, None
    if not isinstance(held, Mapping) or len(held) > size:
        raise Problem("bad_request")
    indices = {str(i): i for i in range(size)}
    for index, value in held.items():
        if index not in indices or not is_number(value, -limit, limit):
            raise Problem("bad_request")
    if strip is not None and not is_whole(strip, 0, size - 1):
        raise Problem("bad_request")
    return {indices[index]: float(value) for index, value in held.items()}, strip


def _class_distances(ask: Ask) -> dict[str, float | None]:
    """Median distance of two test digits' codes, of the "same" class and of different ("other")."""
    # a visitor's own net has no map, and maps are of whole codes
    if ask.model not in presets.PRESETS or ask.numbers is not None:
        return {"same": None, "other": None}
    try:
        found = latent_map.load(ask.model)
    except latent_map.MapError as error:
        log_once(str(error))
        return {"same": None, "other": None}
    return {"same": found.same, "other": found.other}
