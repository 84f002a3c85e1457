"""Map: codes in the plane, where the current digit stands, what the decoder makes of a place."""

from collections.abc import Mapping

import numpy as np

from ae_core.explore import latent_map
from ae_core.inference import autoencoder
from ae_core.models import presets
from ui.live import engine, readings
from ui.live.encoding import encode, encode_picture
from ui.live.pictures import Ask
from ui.problems import Problem

NEAREST = 10


def answer(ask: Ask, result: autoencoder.Result) -> dict:
    """Put the current digit on the map of its model, and paint a picture of a place.

    The page may ask for a place, "at": [x, y], each from 0 to 1; without it the place is that of
    the noisy digit. "chart" is the version of the map that it has already.

    Returns:
        {"chart": version of the map, "clean": [x, y], "noisy": [x, y], "at": [x, y], "near":
        {"clean" | "noisy" | "at": {"digit", "count", "apart"}}, "picture": base64 of 784 grey
        bytes, "reading": {"read", "sure"} or None}. "near" says which digit is the most frequent
        among the `NEAREST` test digits there, how many of them it is, and whether the place is
        apart from all digits. To a page that has another map, or none, goes "dots" as well.

    Raises:
        Problem: if the request is wrong, or the model has no map.
    """
    at, known = _wanted(ask.room)
    chart = _chart(ask.model)
    places = chart.place(np.stack([result.clean_code, result.noisy_code]))
    places = np.stack([*places, places[1] if at is None else at])
    picture = engine.decode(ask.model, chart.code(places[2:]))[0]
    reading = readings.of({"at": picture})
    names = ("clean", "noisy", "at")
    reply = {
        "chart": chart.version,
        **dict(zip(names, places.astype(float).round(4).tolist(), strict=True)),
        "near": dict(zip(names, _near(chart, places), strict=True)),
        "picture": encode_picture(picture),
        "reading": reading.get("at"),
    }
    return reply if known == chart.version else {**reply, "dots": _dots(chart)}


def _wanted(room: Mapping) -> tuple[np.ndarray | None, object]:
    at = room.get("at")
    if at is None:
        return None, room.get("chart")
    # NaN is inside no range; to Python True is a number
    if not isinstance(at, list) or len(at) != 2 or not all(_is_share(value) for value in at):
        raise Problem("bad_request")
    return np.array(at, np.float32), room.get("chart")


def _is_share(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value <= 1


def _chart(model: str) -> latent_map.Map:
    if model not in presets.PRESETS:
        raise Problem("map_not_own", model="conv_32")
    if presets.get(model).has_skips:
        raise Problem("map_no_code", model="conv_32")
    try:
        return latent_map.load(model)
    except latent_map.MapError as error:
        raise Problem("map_missing", file=error.file, command=error.command) from None


def _near(chart: latent_map.Map, places: np.ndarray) -> list[dict]:
    near = chart.near(places, NEAREST)
    counts = [np.bincount(labels, minlength=10) for labels in near.labels]
    return [
        {"digit": int(count.argmax()), "count": int(count.max()), "apart": bool(apart)}
        for count, apart in zip(counts, near.apart, strict=True)
    ]


def _dots(chart: latent_map.Map) -> dict:
    """The digits on the map; "places" is base64 of x, y, x, y, … in 16 bits, low byte first."""
    places = np.round(chart.points[:, :2] * 65535).astype("<u2")
    return {
        "places": encode(places.view(np.uint8)),
        "labels": "".join(str(int(label)) for label in chart.points[:, 2]),
        "quality": dict(chart.quality),
    }
