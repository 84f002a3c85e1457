"""Map: the latent map of the model, the current digit on it, and the decoded picture of a place.

For a visitor's own net with a code of two numbers the plane of the code is the map. A net that has
learnt symbols has a map of these: a class is the index of a symbol in its list.
"""

from collections.abc import Mapping

import numpy as np

from ae_core.explore import latent_map
from ae_core.inference import autoencoder
from ae_core.models import presets
from ae_core.pictures import to_uint8
from ui.live import engine, readings
from ui.live.encoding import encode, encode_picture
from ui.live.pictures import Ask
from ui.problems import Problem
from ui.training import visitor_nets
from ui.values import is_number

NEAREST = 10  # test digits around a place that are counted
PAINTED = 16  # places each way whose pictures lie under the dots of a plane
_INSTEAD = "conv_32"  # suggested where a model has no map


def answer(ask: Ask, result: autoencoder.Result) -> dict:
    """Place the current digit on the map of its model, and decode a place of the map.

    Places stand for whole codes; the picture is decoded from as many of the first numbers as the
    stage uses.

    Args:
        ask: its `room` may have "at": [x, y], each from 0 to 1, the place to decode, by default
            that of the noisy digit; and "version", the version of the map that the browser has.
        result: the stage's, for the same request.

    Returns:
        "version": version of the map.
        "clean", "noisy", "at": places [x, y] of the clean digit, the noisy digit, and the decoded
        picture.
        "near": for each of these three {"digit": the most frequent class among the `NEAREST` test
        digits, "count": how many of them it is, "apart": whether the place is far from all}.
        "picture": decoded from "at", base64 of 784 grey bytes; "reading": of it, or None.
        "dots": the map itself, if the browser does not have it; see `_dots`. With "plane", of a
        visitor's net with two numbers; see `_plane`.

    Raises:
        Problem: if `ask.room` is not as above, or the model has no map.
    """
    at, known = _check_room(ask.room)
    found = _load(ask.model)
    places = found.place(np.stack([result.clean_code, result.noisy_code]))
    places = np.stack([*places, places[1] if at is None else at])
    picture = engine.decode(ask.model, found.code(places[2:]), ask.numbers)[0]
    reading = readings.of({"at": picture}, ask.model)
    names = ("clean", "noisy", "at")
    reply = {
        "version": found.version,
        **dict(zip(names, places.astype(float).round(4).tolist(), strict=True)),
        "near": dict(zip(names, _near(found, places), strict=True)),
        "picture": encode_picture(picture),
        "reading": reading.get("at"),
    }
    if known == found.version:
        return reply
    plane = found.key not in presets.PRESETS and found.code_shape == (2,)
    return {**reply, "dots": {**_dots(found), "plane": _plane(found) if plane else None}}


def _check_room(room: Mapping) -> tuple[np.ndarray | None, object]:
    """The place to decode, None for the default, and the version of the browser's map."""
    at = room.get("at")
    if at is None:
        return None, room.get("version")
    if not isinstance(at, list) or len(at) != 2 or not all(is_number(v, 0, 1) for v in at):
        raise Problem("bad_request")
    return np.array(at, np.float32), room.get("version")


def _load(model: str) -> latent_map.Map:
    """The map of a model of the table, or of a visitor's own net."""
    if model not in presets.PRESETS:
        if (found := visitor_nets.get(model).map) is None:
            raise Problem("map_not_own", model=_INSTEAD)
        return found
    if presets.get(model).has_skips:
        raise Problem("map_no_code", model=_INSTEAD)
    try:
        return latent_map.load(model)
    except latent_map.MapError as error:
        raise Problem("map_missing", file=error.file, command=error.command) from None


def _near(found: latent_map.Map, places: np.ndarray) -> list[dict]:
    """What is near each of the places (n, 2); see "near" of `answer`."""
    near = found.near(places, NEAREST)
    counts = [np.bincount(labels, minlength=10) for labels in near.labels]
    return [
        {"digit": int(count.argmax()), "count": int(count.max()), "apart": bool(apart)}
        for count, apart in zip(counts, near.apart, strict=True)
    ]


def _dots(found: latent_map.Map) -> dict:
    """The test digits on the map.

    Returns:
        "places": base64 of x, y, x, y, … as little-endian 16-bit numbers, 65535 for 1; "labels":
        a character for each, its class; "quality": as in `latent_map.Map`.
    """
    places = np.round(found.points[:, :2] * 65535).astype("<u2")
    return {
        "places": encode(places.view(np.uint8)),
        "labels": "".join(str(int(label)) for label in found.points[:, 2]),
        "quality": dict(found.quality),
    }


def _plane(found: latent_map.Map) -> dict:
    """What the decoder paints all over the plane of a code of two numbers.

    Returns:
        "low", "high": [first number, second number], what the plane spans to the right and
        upwards; "side": pictures in a row; "pictures": base64 of side² × 784 grey bytes, row by row
        from the top left, each decoded from the middle of its square.
    """
    steps = (np.arange(PAINTED, dtype=np.float32) + 0.5) / PAINTED
    x, y = np.meshgrid(steps, steps)
    pictures = engine.decode(found.key, found.code(np.column_stack([x.ravel(), y.ravel()])))
    (left, top), (right, bottom) = found.code(np.array([[0, 0], [1, 1]])).astype(float).tolist()
    return {
        "low": [round(left, 4), round(bottom, 4)],
        "high": [round(right, 4), round(top, 4)],
        "side": PAINTED,
        "pictures": encode(to_uint8(pictures)),
    }
