"""Replay: the current digit restored by a network at each recorded moment of its training."""

import functools
import logging
import threading
from collections.abc import Callable
from typing import TypeVar

import numpy as np

from ae_core import figures, metrics
from ae_core.explore import playback
from ae_core.models import presets, snapshots
from ae_core.pictures import SIDE, to_uint8
from ui.live import engine, readings, samples
from ui.live.encoding import encode
from ui.live.pictures import Ask, read_digit
from ui.problems import Problem
from ui.sharing import gifs

from . import replay_captions

log = logging.getLogger("autoencoder_lab")

_Result = TypeVar("_Result")

DEFAULT = "conv_32"  # if the stage's model has no snapshots

_FRAME_MS = 200  # of the GIF of the visitor's digit
_END_MS = 2000  # of its last frame
_BAR = 6  # height in pixels of the progress bar below it
_ACCENT = (226, 87, 13)  # RGB of the bar
_TRACK = (221, 215, 206)  # RGB of what the bar has not reached
_drawing = threading.Lock()  # figures take seconds, so one is made at a time for all visitors


def answer(ask: Ask) -> dict:
    """Restore the current noisy digit with a network at each moment of its training.

    Args:
        ask: its `room` may have
            "net": a key of `snapshots.PLANS`; by default the stage's model, or else `DEFAULT`;
            "gif": "own", to get the film as a GIF; "ten", to get a GIF of ten digits, as
                tutorials show them.

    Returns:
        "net": its key; "nets": all keys to choose from.
        "moments": of n snapshots, in epochs; the following lists are as long:
        "film": the restored pictures, base64 of n × 784 grey bytes;
        "psnr": of each, in dB; "losses": training loss at each; "stages": one of
        `replay_captions.STAGES` for each; "read": reading of each, [] where `readings.of_each`
        gives none.
        "noisy_psnr": of the network's input, None without noise.
        "clean": reading of the clean digit, or None.
        "curve": training loss after each epoch; "loss": its name in `ModelSpec`; "digits":
        training digits in an epoch.
        "gif", if wanted: base64, or None if it could not be made; "of": "own" or "ten".

    Raises:
        Problem: if `ask.room` is not as above, or snapshots or weights cannot be used.
    """
    net, gif = _check_room(ask)
    film = _call(playback.restore, net, ask.noisy[None])[:, 0]
    about = _call(playback.load, net)
    clean = np.repeat(ask.picture[None], len(film) + 1, axis=0)
    *psnr, noisy_psnr = metrics.psnr(clean, np.concatenate([film, ask.noisy[None]])).tolist()
    read = readings.of_each(np.concatenate([ask.picture[None], film]), ask.model)
    clean_read, film_read = (read[0], read[1:]) if read else (None, [])
    right = None
    if clean_read and readings.trusted(clean_read):
        right = [
            readings.readable(reading) and reading["read"] == clean_read["read"]
            for reading in film_read
        ]
    reply = {
        "net": net,
        "nets": list(snapshots.PLANS),
        "film": encode(to_uint8(film)),
        "psnr": [round(value, 2) for value in psnr],
        "noisy_psnr": round(noisy_psnr, 2) if np.isfinite(noisy_psnr) else None,
        "read": film_read,
        "clean": clean_read,
        "stages": replay_captions.stages(film, about.of_ten, ask.picture, psnr, noisy_psnr, right),
        "moments": list(about.moments),
        "losses": [round(loss, 4) for loss in about.losses],
        "curve": [round(loss, 4) for loss in about.curve],
        "digits": about.digits,
        "loss": presets.get(net).loss,
    }
    if gif:
        reply["gif"] = _own_gif(ask.noisy, film) if gif == "own" else _ten_gif(net)
        reply["of"] = gif
    return reply


def _check_room(ask: Ask) -> tuple[str, str | None]:
    """Key of the network, and which GIF is wanted."""
    usual = ask.model if ask.model in snapshots.PLANS else DEFAULT
    net, gif = ask.room.get("net", usual), ask.room.get("gif")
    if not isinstance(net, str) or net not in snapshots.PLANS or gif not in (None, "own", "ten"):
        raise Problem("bad_request")
    return net, gif


def _call(function: Callable[..., _Result], *args: object) -> _Result:
    """Call a function of `playback`; its errors become a `Problem`."""
    try:
        return engine.call(function, *args)
    except snapshots.SnapshotsError as error:
        raise Problem("replay_missing", file=error.file, command=error.command) from None


def _own_gif(noisy: np.ndarray, film: np.ndarray) -> str | None:
    """Input beside output at each moment, and a progress bar: base64 of a GIF, None if it fails."""
    frames = [
        _with_bar(gifs.side_by_side(noisy, picture), k / (len(film) - 1))
        for k, picture in enumerate(film)
    ]
    times = [_FRAME_MS] * len(frames)
    times[-1] = _END_MS
    return gifs.animate(frames, times)


def _with_bar(frame: np.ndarray, share: float) -> np.ndarray:
    """A grey frame, uint8 (h, w), as RGB with a progress bar below it that is full at 1."""
    frame = np.repeat(frame[..., None], 3, axis=2)
    below = np.full((_BAR + gifs.GAP, *frame.shape[1:]), 255, np.uint8)
    left, right = gifs.GAP, frame.shape[1] - gifs.GAP
    below[:_BAR, left:right] = _TRACK
    below[:_BAR, left : left + round(share * (right - left))] = _ACCENT
    return np.vstack([frame, below])


def _ten_gif(net: str) -> str | None:
    """The tutorials' figure at each moment, of the page's first ten samples; None if it fails."""
    ten = samples.choose()["digits"]
    digits = np.stack([read_digit({"pixels": digit["pixels"]})[0] for digit in ten])
    try:
        with _drawing:
            return _figures(net, digits.tobytes())
    except OSError as error:  # the room's other answers do not need it
        log.warning("no GIF: %s", error)
        return None


@functools.lru_cache(maxsize=2 * len(snapshots.PLANS))  # twice: MNIST digits may replace strokes
def _figures(net: str, pixels: bytes) -> str:
    digits = np.frombuffer(pixels, np.float32).reshape(-1, SIDE, SIDE)
    noisy, film = _call(playback.corrupt_and_restore, net, digits)
    frames = [figures.comparison(noisy, restored) for restored in film]
    return encode(np.frombuffer(figures.gif_bytes(frames), np.uint8))
