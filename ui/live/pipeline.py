"""Answer a request of the stage with everything that the stage shows."""

import numpy as np

from ae_core.inference import autoencoder
from ui import rooms
from ui.problems import Problem, log_once

from . import code_range, engine, pictures, readings, requests
from .encoding import encode_difference, encode_picture, finite
from .pictures import Ask


def respond(request: object) -> dict:
    """Corrupt and restore the current digit, classify the pictures, and answer for the open room.

    Args:
        request: from the browser, parsed; it may hold anything.

    Returns:
        {"state": "ok" | "blank" | "problem", "readings": {…}, …}:
        "seen" and "noisy" if there is a digit; "restored", "difference", "code" and "scores" if
        the state is "ok"; "problem" as `Problem.as_json` gives it.
        "digit" and "found" if the digit came as a file: what it has become, and {"boxes",
        "laterFrame"} as in `uploads.Upload`.
        "readings" of "seen", "noisy" and "restored", if they are in the answer, as in
        `readings.of`; {} for a blank pad, without the classifier, or for a net that has learnt
        symbols.
        "room": the answer of the open room, if it is one of `rooms.BESIDE`.
    """
    reply: dict = {}
    model = None
    shown: dict[str, np.ndarray] = {}
    try:
        ask = pictures.make(requests.read(request))
        model = ask.model
        reply["seen"] = encode_picture(ask.picture)
        if ask.found:
            reply["digit"] = {"pixels": reply["seen"]}
            reply["found"] = {"boxes": ask.found.boxes, "laterFrame": ask.found.later_frame}
        room = ask.room.get("name", "")
        if not ask.picture.any():
            beside = {"room": rooms.answer_blank(room, ask)} if room in rooms.BESIDE else {}
            return {**reply, "state": "blank", "readings": {}, **beside}
        reply["noisy"] = encode_picture(ask.noisy)
        shown = {"seen": ask.picture, "noisy": ask.noisy}
        result = engine.run(ask.model, ask.picture, ask.noisy, ask.numbers)
        shown["restored"] = result.restored
        reply |= {"state": "ok", **_restored(ask, result)}
        if room in rooms.BESIDE:
            reply["room"] = rooms.answer(room, ask, result)
    except Problem as problem:
        log_once(str(problem))
        reply |= {"state": "problem", "problem": problem.as_json()}
    return {**reply, "readings": readings.of(shown, model)}


def _restored(ask: Ask, result: autoencoder.Result) -> dict:
    # a code with skip connections around it says little, and is larger than the rest of the answer
    skips = autoencoder.spec_of(ask.model).has_skips
    return {
        "restored": encode_picture(result.restored),
        "difference": encode_difference(result.restored, ask.picture),
        "scores": finite(result.scores),
        "code": None if skips else _code(result, ask.numbers, autoencoder.load(ask.model).card),
    }


def _code(result: autoencoder.Result, numbers: int | None, card: dict) -> dict:
    """Both codes, whole, and the scale of their bars; "used": how many numbers the decoder gets."""
    codes = np.stack([result.clean_code, result.noisy_code])
    low, high = code_range.of(card, codes)
    # as float64, since a rounded float32 would be written with more decimals than three
    clean, noisy = codes.astype(float).round(3)
    return {
        "shape": list(noisy.shape),
        "clean": clean.ravel().tolist(),
        "noisy": noisy.ravel().tolist(),
        "used": numbers or noisy.size,
        "low": low,
        "high": high,
    }
