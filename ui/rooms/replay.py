"""Replay: the current digit, restored by a net as it was at every moment of its training."""

import functools
import logging
import threading
from collections.abc import Callable, Mapping

import numpy as np

from ae_core import figures, metrics
from ae_core.explore import playback
from ae_core.models import presets, snapshots
from ae_core.pictures import SIDE
from ui.live import engine, readings, samples
from ui.live.encoding import encode
from ui.live.pictures import Ask, read_digit
from ui.problems import Problem
from ui.sharing import gifs

from . import replay_captions

log = logging.getLogger("autoencoder_lab")

DEFAULT = "conv_32"  # where the stage's model has no snapshots

_SURE = 0.5  # a reading of the clean digit less sure than this is a guess, and judges nothing
_FRAME_MS = 200  # of a GIF of the visitor's digit; as the page plays it
_END_MS = 2000
_BAR = 6  # height of the bar below it, in pixels
_ACCENT = (242, 102, 27)
_TRACK = (221, 215, 206)
_drawing = threading.Lock()  # figures take seconds: one at a time, whoever asks


def answer(ask: Ask) -> dict:
    """Restore the current noisy digit at every moment of a training.

    The room may ask, in `ask.room`:
        "net": a key of `snapshots.PLANS`; without it the stage's model, if it is one, else
            `DEFAULT`.
        "gif": "own", for the film as a GIF; "ten", for the same of ten digits, as tutorials
            show it.

    Returns:
        {"net", "nets": all that there are, "film": base64 of n × 784 grey bytes, "psnr": n of
        them, "noisy_psnr": that of what the net is given, None where there is no noise, "read": n
        readings, or none where there is no reader, "clean": the reading of the clean digit or
        None, "stages": n of `learning.STAGES`, "moments": n, in epochs, "losses": of each moment,
        "curve": loss after each whole epoch, "digits": how many an epoch has, "loss": which; see
        `ModelSpec`}. {"gif", "of"}: base64, or None if it could not be made, and which it is.

    Raises:
        Problem: if the request is not as said, or the snapshots or weights cannot be used.
    """
    net, gif = _checked(ask)
    film = _told(playback.restore, net, ask.noisy[None])[:, 0]
    about = _told(playback.load, net)
    clean = np.repeat(ask.picture[None], len(film) + 1, axis=0)
    *psnr, noisy_psnr = metrics.psnr(clean, np.concatenate([film, ask.noisy[None]])).tolist()
    read = readings.of({"clean": ask.picture, **dict(enumerate(film))})
    clean_read, of_film = read.pop("clean", None), list(read.values())
    right = None
    if clean_read and clean_read["sure"] >= _SURE:
        right = [row["read"] == clean_read["read"] for row in of_film]
    reply = {
        "net": net,
        "nets": list(snapshots.PLANS),
        "film": encode(np.round(film * 255)),
        "psnr": [round(value, 2) for value in psnr],
        "noisy_psnr": round(noisy_psnr, 2) if np.isfinite(noisy_psnr) else None,
        "read": of_film,
        "clean": clean_read,
        "stages": replay_captions.stages(film, about.of_ten, ask.picture, psnr, noisy_psnr, right),
        "moments": list(about.moments),
        "losses": [round(loss, 4) for loss in about.losses],
        "curve": [round(loss, 4) for loss in about.curve],
        "digits": about.digits,
        "loss": presets.get(net).loss,
    }
    if gif:
        made = _own_gif(ask.noisy, film) if gif == "own" else _ten_gif(net)
        reply |= {"gif": made, "of": gif}
    return reply


def _checked(ask: Ask) -> tuple[str, str | None]:
    """Which net, and which GIF is wanted."""
    usual = ask.model if ask.model in snapshots.PLANS else DEFAULT
    net, gif = ask.room.get("net", usual), ask.room.get("gif")
    if not isinstance(net, str) or net not in snapshots.PLANS or gif not in (None, "own", "ten"):
        raise Problem("bad_request")
    return net, gif


def _told(function: Callable, *args):
    """What `replay` answers, its failures as a `Problem`."""
    try:
        return engine.call(function, *args)
    except snapshots.SnapshotsError as error:
        raise Problem("replay_missing", file=error.file, command=error.command) from None


def _own_gif(noisy: np.ndarray, film: np.ndarray) -> str | None:
    """What the net is given beside what it makes of it, and a bar for the time that has passed."""
    frames = [
        _with_bar(gifs.side_by_side(noisy, picture), k / (len(film) - 1))
        for k, picture in enumerate(film)
    ]
    times = [_FRAME_MS] * len(frames)
    times[-1] = _END_MS
    return gifs.animate(frames, times)


def _with_bar(frame: np.ndarray, share: float) -> np.ndarray:
    """A grey frame as RGB, with a bar below it that is full at 1."""
    frame = np.repeat(frame[..., None], 3, axis=2)
    below = np.full((_BAR + gifs.GAP, *frame.shape[1:]), 255, np.uint8)
    left, right = gifs.GAP, frame.shape[1] - gifs.GAP
    below[:_BAR, left:right] = _TRACK
    below[:_BAR, left : left + round(share * (right - left))] = _ACCENT
    return np.vstack([frame, below])


def _ten_gif(net: str) -> str | None:
    """The tutorials' figure at every moment, on the samples of the tray; made once."""
    tray = samples.tray()
    digits = np.stack([_sample(digit) for digit in tray["digits"]])
    try:
        with _drawing:
            return _figures(net, digits.tobytes())
    except OSError as error:  # the film stands without it
        log.warning("no GIF: %s", error)
        return None


@functools.lru_cache(maxsize=2 * len(snapshots.PLANS))  # test digits may come while it runs
def _figures(net: str, pixels: bytes) -> str:
    digits = np.frombuffer(pixels, np.float32).reshape(-1, SIDE, SIDE)
    given, film = _told(playback.ten, net, digits)
    frames = [figures.comparison(given, painted) for painted in film]
    return encode(np.frombuffer(figures.gif_bytes(frames), np.uint8))


def _sample(digit: Mapping) -> np.ndarray:
    return read_digit({"pixels": digit["pixels"]})[0]
