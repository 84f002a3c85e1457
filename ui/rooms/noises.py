"""Many noises at once: one digit under many draws of the noise, what stays and what wavers."""

from collections import Counter

import numpy as np

from ae_core.noise import RANDOM, add_noise
from ui.live import engine, readings
from ui.live.encoding import encode_picture
from ui.live.pictures import Ask
from ui.problems import Problem

DRAWS = 24


def answer(ask: Ask) -> dict:
    """Restore the current digit under `DRAWS` draws of its noise.

    The first draw is the one on the stage. In `ask.room`, "noisy": true asks for the pictures as
    they were before they were restored, too.

    Returns:
        {"mean": picture, "spread": picture, "restored": row, "noisy": row, if asked for}, pictures
        as base64 of 784 grey bytes. "spread" is twice the standard deviation over the draws, pixel
        by pixel. A row is {"pictures": [picture, …], "each": [reading, …], "read": [[digit, count],
        …], the most frequent digit first}; both are [] where there is no reader.

    Raises:
        Problem: where the noise is the same at every draw, or the wish is none.
    """
    wants_noisy = ask.room.get("noisy", False)
    if not isinstance(wants_noisy, bool):
        raise Problem("bad_request")
    if ask.noise not in RANDOM or ask.level == 0:
        raise Problem("noises_no_chance")
    rng = np.random.default_rng([ask.seed, 1])  # from the seed alone the stage's noise came
    others = np.repeat(ask.corrupted[None], DRAWS - 1, axis=0)
    noisy = np.concatenate([ask.noisy[None], add_noise(ask.noise, others, ask.level, rng)])
    restored, _ = engine.reconstruct(ask.model, noisy)
    reply = {
        "mean": encode_picture(restored.mean(axis=0)),
        # black and white half and half spread by 0.5; no more is possible
        "spread": encode_picture(2 * restored.std(axis=0)),
        "restored": _row(restored),
    }
    return {**reply, "noisy": _row(noisy)} if wants_noisy else reply


def _row(pictures: np.ndarray) -> dict:
    """Pictures and what a reader makes of them; see `answer`."""
    each = list(readings.of(dict(enumerate(pictures))).values())
    return {
        "pictures": [encode_picture(picture) for picture in pictures],
        "each": each,
        "read": Counter(reading["read"] for reading in each).most_common(),
    }
