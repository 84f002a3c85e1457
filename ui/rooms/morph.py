"""Morph: from the current digit to another, along their codes and by mixing pixels."""

import hashlib
from collections.abc import Mapping

import numpy as np

from ae_core.inference import autoencoder
from ui.live import engine, readings, samples
from ui.live.encoding import encode, encode_picture
from ui.live.pictures import Ask, read_digit
from ui.problems import Problem
from ui.sharing import gifs

COARSE = 9  # pictures of a film while the digit changes: those of the filmstrip
FINE = 33  # once it rests: those of the slider, every fourth of which is one of the nine
FIRST = 6  # the sample at the other end until one is chosen: half-way from the page's own 3 the
# cross-fade is neither, and the difference to the code is seen at once
MAX_ROUND = 1_000_000  # of trays

_FRAME_MS = 60  # of a GIF
_END_MS = 700  # an end of the film stays for longer


def answer(ask: Ask, result: autoencoder.Result) -> dict:
    """Walk from the current digit's clean code to that of another one, in a straight line.

    The room may ask, in `ask.room`:
        "other": the other digit, as `pictures.read_digit` takes it, but no file; without it, one
            of the tray's samples.
        "round": which ten samples the tray holds.
        "have": {"film": its "key", "frames": how many, "tray": its round}, what the browser has
            already and is not sent again.
        "gif": true, for the film as a GIF.

    Returns:
        {"film"}, unless the browser has it: {"key", "code": base64 of n × 784 grey bytes, "ends":
        [picture, picture], the digits themselves, whose mixture is the cross-fade, "read": {"code"
        and "fade": n readings, or none where there is no reader}, "more": whether there is a finer
        one}. A film that is new has `COARSE` pictures, so that a pen need not wait; asked again,
        with the same ends, `FINE`. {"tray"}: {"round", "first", …} as `samples.tray` gives it,
        unless the browser has it. {"gif"}: base64, or None if it could not be made.

    Raises:
        Problem: if the request is not as said, or the model paints from more than its code.
    """
    if autoencoder.spec_of(ask.model).has_skips:
        raise Problem("morph_no_code", model="conv_32")
    have, number, gif = _checked(ask.room)
    reply = {}
    if have.get("tray") != number or "other" not in ask.room:
        tray = samples.tray({"round": number})
        reply["tray"] = {"round": number, "first": FIRST, **tray}
    other = _other(ask.room["other"] if "other" in ask.room else tray["digits"][FIRST])
    ends = np.stack([ask.picture, other])
    key = _key(ask.model, ends)
    same = have.get("film") == key
    if gif or not (same and have.get("frames") == FINE):
        code, fade = _films(ask.model, ends, result.clean_code, FINE if same or gif else COARSE)
        reply["film"] = {
            "key": key,
            "code": encode(np.round(code * 255)),
            "ends": [encode_picture(end) for end in ends],
            "read": _read(code, fade),
            "more": len(code) < FINE,
        }
        if gif:
            reply["gif"] = _gif(code, fade)
    return reply


def _checked(room: Mapping) -> tuple[Mapping, int, bool]:
    """What the browser has, the tray's round, and whether a GIF is wanted."""
    have, number, gif = room.get("have", {}), room.get("round", 0), room.get("gif", False)
    # bool is an int to Python
    whole = isinstance(number, int) and not isinstance(number, bool) and 0 <= number <= MAX_ROUND
    if not isinstance(have, Mapping) or not whole or not isinstance(gif, bool):
        raise Problem("bad_request")
    return have, number, gif


def _other(digit: object) -> np.ndarray:
    """The digit at the other end, float32 (28, 28) in [0, 1]."""
    if isinstance(digit, Mapping) and "file" in digit:
        raise Problem("bad_request")
    picture, _ = read_digit(digit)
    if not picture.any():
        raise Problem("bad_request")
    return picture


def _key(model: str, ends: np.ndarray) -> str:
    """Names a film by what it is made from."""
    return hashlib.blake2b(model.encode() + ends.tobytes(), digest_size=8).hexdigest()


def _films(
    model: str, ends: np.ndarray, clean_code: np.ndarray, count: int
) -> tuple[np.ndarray, np.ndarray]:
    """The pictures along the codes and those of the cross-fade, each float32 (count, 28, 28)."""
    other_code = engine.encode(model, ends[1:])[0]
    way = np.linspace(0, 1, count, dtype=np.float32)
    return engine.decode(model, _mixed(clean_code, other_code, way)), _mixed(*ends, way)


def _mixed(first: np.ndarray, last: np.ndarray, way: np.ndarray) -> np.ndarray:
    way = way.reshape(-1, *[1] * first.ndim)
    return (1 - way) * first + way * last


def _read(code: np.ndarray, fade: np.ndarray) -> dict[str, list[dict]]:
    """What a reader makes of every picture of the two films."""
    table = list(readings.of(dict(enumerate(np.concatenate([code, fade])))).values())
    return {"code": table[: len(code)], "fade": table[len(code) :]}


def _gif(code: np.ndarray, fade: np.ndarray) -> str | None:
    """The two films side by side, there and back for ever, as base64 of a GIF; None if it fails."""
    frames = [gifs.side_by_side(*pair) for pair in zip(code, fade, strict=True)]
    frames += frames[-2:0:-1]
    times = [_FRAME_MS] * len(frames)
    times[0] = times[len(code) - 1] = _END_MS
    return gifs.animate(frames, times)
