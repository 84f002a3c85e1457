"""How sure is it: the digit restored under many draws of the noise; their mean and their spread."""

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

    The first draw is the one on the stage.

    Args:
        ask: its `room` may have "noisy": true, to get the noisy pictures as well.

    Returns:
        "mean": mean of the restored pictures; "spread": twice their standard deviation. Pictures
        are base64 of 784 grey bytes.
        "restored", and "noisy" if wanted: {"pictures": [picture, …], "each": [reading, …],
        "read": [[digit, count], …], the most frequent digit first; None in place of a digit
        counts those that cannot be read}. Without a classifier "each" and "read" are [].

    Raises:
        Problem: if the noise is not random or its level is 0, or "noisy" is not a boolean.
    """
    wants_noisy = ask.room.get("noisy", False)
    if not isinstance(wants_noisy, bool):
        raise Problem("bad_request")
    if ask.noise not in RANDOM or ask.level == 0:
        raise Problem("noises_no_chance")
    rng = np.random.default_rng([ask.seed, 1])  # another stream than the stage's noise
    others = np.repeat(ask.corrupted[None], DRAWS - 1, axis=0)
    noisy = np.concatenate([ask.noisy[None], add_noise(ask.noise, others, ask.level, rng)])
    restored, _ = engine.reconstruct(ask.model, noisy, ask.numbers)
    reply = {
        "mean": encode_picture(restored.mean(axis=0)),
        # no standard deviation exceeds 0.5: half of the draws black, half of them white
        "spread": encode_picture(2 * restored.std(axis=0)),
        "restored": _describe(restored, ask.model),
    }
    return {**reply, "noisy": _describe(noisy, ask.model)} if wants_noisy else reply


def _describe(pictures: np.ndarray, model: str) -> dict:
    """Pictures and their readings; see "restored" of `answer`."""
    each = readings.of_each(pictures, model)
    return {
        "pictures": [encode_picture(picture) for picture in pictures],
        "each": each,
        "read": Counter(
            reading["read"] if readings.readable(reading) else None for reading in each
        ).most_common(),
    }
