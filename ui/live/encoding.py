"""Answers as JSON text for the page's scripts, and pictures as base64 inside them.

Live requests arrive over `routes`, slow ones through Gradio's queue. Both carry JSON text: Gradio's
page copies the value of every component at each event, number by number, and text is copied whole.
"""

import base64
import logging
import math
from collections.abc import Callable, Generator
from contextlib import closing

import numpy as np
import orjson

from ae_core.pictures import to_uint8

from . import uploads

log = logging.getLogger("autoencoder_lab")

MAX_TEXT = 2 * uploads.MAX_BYTES  # a file in base64 and the rest of the request

Handler = Callable[[object], dict]
Streamer = Callable[[object], Generator[dict, None, None]]
_FAULT = {"state": "problem", "problem": {"key": "server"}}


def json_handler(handler: Handler) -> Callable[[object], str]:
    """Wrap a handler so that it takes and returns JSON text.

    Every answer repeats the request's "turn", so that the page can tell which of two answers is
    the later one.

    Args:
        handler: request (parsed JSON; None if it was not JSON) → answer.

    Returns:
        JSON text → JSON text. It never raises: a failure of `handler` is logged, and the answer
        is the problem "server".
    """

    def answer(text: object = None) -> str:
        request = parse(text)
        turn = _turn(request)
        try:
            return write({**handler(request), "turn": turn})
        except Exception as error:  # our fault: the visitor sees a sentence, the log the cause
            log.exception("a request failed: %s", error)
            return write({**_FAULT, "turn": turn})

    return answer


def json_stream(streamer: Streamer) -> Callable[[object], Generator[str, None, None]]:
    """Wrap a handler that answers several times, so that it takes and yields JSON text.

    Every answer repeats the request's "turn": Gradio does not hand on an answer that is the same
    text as the last, and a problem may well be.

    Args:
        streamer: request, as in `json_handler` → answers. Each answer has to be complete in
            itself: the page may miss one that is soon followed by another. Closing the generator
            of texts closes this one.
    """

    def answers(text: object = None) -> Generator[str, None, None]:
        request = parse(text)
        turn = _turn(request)
        try:
            with closing(streamer(request)) as replies:
                for reply in replies:
                    yield write({**reply, "turn": turn})
        except Exception as error:  # as in `json_handler`
            log.exception("a request failed: %s", error)
            yield write({**_FAULT, "turn": turn})

    return answers


def _turn(request: object) -> int | None:
    turn = request.get("turn") if isinstance(request, dict) else None
    return turn if isinstance(turn, int) else None


def parse(text: object) -> object:
    """Parse JSON text or bytes; None if it is not JSON, or longer than `MAX_TEXT`."""
    if not isinstance(text, str | bytes) or len(text) > MAX_TEXT:
        return None
    try:
        return orjson.loads(text)
    except ValueError:
        return None


def write(reply: dict) -> str:
    """Write an answer as JSON. NaN and infinities, which JSON does not have, become null."""
    return orjson.dumps(reply).decode()


def finite(scores: dict) -> dict:
    """Scores with null for what is not finite: the PSNR of identical pictures is infinite."""
    return {
        name: {k: v if math.isfinite(v) else None for k, v in row.items()}
        for name, row in scores.items()
    }


def encode(pixels: np.ndarray) -> str:
    """uint8 pixels of any shape → base64 of the bytes, which a canvas paints without decoding."""
    return base64.b64encode(np.ascontiguousarray(pixels, np.uint8).tobytes()).decode("ascii")


def encode_picture(picture: np.ndarray) -> str:
    """float32 (28, 28) in [0, 1] → base64 of 784 grey bytes."""
    return encode(to_uint8(picture))


def encode_difference(restored: np.ndarray, picture: np.ndarray) -> str:
    """The signed difference of two pictures → base64 of 784 bytes, 128 + 127 × difference."""
    return encode(np.round(128 + 127 * (restored - picture)))
