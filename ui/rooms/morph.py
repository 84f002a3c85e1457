"""Morph: from the current digit to another one, through their codes and by mixing pixels."""

import hashlib
from collections.abc import Mapping

import numpy as np

from ae_core.inference import autoencoder
from ae_core.pictures import to_uint8
from ui.live import engine, readings, samples
from ui.live.encoding import encode, encode_picture
from ui.live.pictures import Ask, read_digit
from ui.problems import Problem
from ui.sharing import gifs
from ui.training import visitor_nets
from ui.values import is_whole

COARSE = 9  # pictures in a film while the digit changes: one for each place of the filmstrip
FINE = 33  # pictures once it rests: one for each place of the slider
# The sample at the other end until one is chosen. Half-way from the page's first digit, a 3, to a 6
# the cross-fade is neither, so the difference from mixing codes shows at once.
FIRST = 6
MAX_ROUND = 1_000_000  # of samples
_INSTEAD = "conv_32"  # suggested where a model cannot decode a code alone

_FRAME_MS = 60  # of the GIF
_END_MS = 700  # of its first and last frame


def answer(ask: Ask, result: autoencoder.Result) -> dict:
    """Interpolate linearly from the current digit's clean code to another digit's.

    Args:
        ask: its `room` may have
            "other": the other digit, as `pictures.read_digit` takes it, but not a file; by default
                one of the samples;
            "round": number of the set of ten samples;
            "have": {"film": key, "frames": how many, "tray": round, "of": as in the tray}, what
                the browser has and does not need again;
            "gif": true, to get the film as a GIF.
        result: the stage's, for the same request.

    Returns:
        "film", unless the browser has it: {"key", "code": the decoded pictures, base64 of
        n × 784 grey bytes, "ends": the two digits, whose mixture is the cross-fade, "read":
        {"code", "fade": n readings each, [] without a classifier}, "more": whether there is a
        finer film}. A new film has `COARSE` pictures, so that drawing stays quick; when it is
        asked for again with the same ends, it has `FINE`.
        "tray", unless the browser has it: {"round", "of", "first", …}, the samples as in
        `samples.choose`. "of" is "" for digits; for a net that has learnt symbols it is the net's
        key, and the samples are drawings of its symbols. "first" is the one at the other end.
        "gif", if wanted: base64, or None if it could not be made.

    Raises:
        Problem: if `ask.room` is not as above, or the model decodes from more than its code.
    """
    if autoencoder.spec_of(ask.model).has_skips:
        raise Problem("morph_no_code", model=_INSTEAD)
    have, number, gif = _check_room(ask.room)
    reply: dict = {}
    symbols = visitor_nets.symbols_of(ask.model)
    of, first = (ask.model, 1) if symbols else ("", FIRST)
    sample = None
    if have.get("tray") != number or have.get("of", "") != of or "other" not in ask.room:
        ten = _drawings(ask.model, number) if symbols else samples.choose({"round": number})
        reply["tray"] = {"round": number, "of": of, "first": first, **ten}
        sample = {"pixels": ten["digits"][first]["pixels"]}
    other = _draw(ask.room.get("other", sample))
    ends = np.stack([ask.picture, other])
    key = _film_key(ask, ends)
    same = have.get("film") == key
    if gif or not (same and have.get("frames") == FINE):
        code, fade = _interpolate(ask, ends, result.clean_code, FINE if same or gif else COARSE)
        read = readings.of_each(np.concatenate([code, fade]), ask.model)
        reply["film"] = {
            "key": key,
            "code": encode(to_uint8(code)),
            "ends": [encode_picture(end) for end in ends],
            "read": {"code": read[: len(code)], "fade": read[len(code) :]},
            "more": len(code) < FINE,
        }
        if gif:
            reply["gif"] = _gif(code, fade)
    return reply


def _drawings(model: str, number: int) -> dict:
    """A held-out drawing of each symbol that a net has learnt, as in `samples.choose`."""
    net = visitor_nets.get(model)
    assert net.ten is not None  # the worker sends them before the weights that the stage has used
    each = [net.ten[label :: len(net.symbols)] for label in range(len(net.symbols))]
    return {
        "source": "symbols",
        "fetch": "",
        "fetched": None,
        "digits": [
            {"label": label, "pixels": encode_picture(drawn[number % len(drawn)])}
            for label, drawn in enumerate(each)
        ],
    }


def _check_room(room: Mapping) -> tuple[Mapping, int, bool]:
    """ "have", "round" and "gif" of `ask.room`."""
    have, number, gif = room.get("have", {}), room.get("round", 0), room.get("gif", False)
    if not isinstance(have, Mapping) or not isinstance(gif, bool):
        raise Problem("bad_request")
    if not is_whole(number, 0, MAX_ROUND):
        raise Problem("bad_request")
    return have, number, gif


def _draw(digit: object) -> np.ndarray:
    """The digit at the other end: float32 (28, 28) in [0, 1], not blank."""
    if isinstance(digit, Mapping) and "file" in digit:
        raise Problem("bad_request")
    picture, _ = read_digit(digit)
    if not picture.any():
        raise Problem("bad_request")
    return picture


def _film_key(ask: Ask, ends: np.ndarray) -> str:
    """A hash of everything that a film depends on."""
    of = f"{ask.model} {ask.numbers}".encode()
    return hashlib.blake2b(of + ends.tobytes(), digest_size=8).hexdigest()


def _interpolate(
    ask: Ask, ends: np.ndarray, clean_code: np.ndarray, count: int
) -> tuple[np.ndarray, np.ndarray]:
    """Make the decoded pictures and the cross-fade.

    Args:
        ask: has the model, and how many numbers of its code are used.
        ends: float32 (2, 28, 28), the two digits.
        clean_code: float32 (*code_shape), the code of the first.
        count: number of pictures.

    Returns:
        Both float32 (count, 28, 28) in [0, 1].
    """
    other_code = engine.encode(ask.model, ends[1:])[0]
    decoded = engine.decode(ask.model, _mix(clean_code, other_code, count), ask.numbers)
    return decoded, _mix(ends[0], ends[1], count)


def _mix(first: np.ndarray, last: np.ndarray, count: int) -> np.ndarray:
    """`count` arrays at equal steps from the first to the last: (count, *first.shape)."""
    share = np.linspace(0, 1, count, dtype=np.float32).reshape(-1, *[1] * first.ndim)
    return (1 - share) * first + share * last


def _gif(code: np.ndarray, fade: np.ndarray) -> str | None:
    """Both films side by side, there and back in a loop: base64 of a GIF, None if it fails."""
    frames = [gifs.side_by_side(*pair) for pair in zip(code, fade, strict=True)]
    frames += frames[-2:0:-1]
    times = [_FRAME_MS] * len(frames)
    times[0] = times[len(code) - 1] = _END_MS
    return gifs.animate(frames, times)
