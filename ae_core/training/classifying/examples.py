"""What the classifier learns from: digits and non-digits, clean and corrupted.

Every kind of noise is equally frequent, at every level; the full level, where little or nothing is
left to read, is drawn more often than chance would. Digits and non-digits are corrupted alike, so
that the noise does not give away which is which: where nothing is left to read, the best answer is
how often each digit, and no digit, occurs.
"""

import functools

import numpy as np
from scipy.ndimage import gaussian_filter

from ae_core.data import non_digits, stroke_digits
from ae_core.data.stroke_digits import render, vary
from ae_core.noise import NOISES, add_noise
from ae_core.pictures import SIDE
from ae_core.training.augmentation import augment

NO_DIGIT = 10  # the label of what is no digit

CLEAN = 0.4  # share of pictures left as they are
FULL = 0.1  # share of pictures corrupted at level 1
OTHERS = 0.15  # non-digits for each given digit
BLANK = 0.03  # share of the non-digits that are blank, so that noise alone is left
DRAWN = 0.05  # digits drawn with the page's pen for each given digit
_EACH = 60  # pictures of each drawing
_KINDS = tuple(NOISES)


def examples(
    digits: np.ndarray, labels: np.ndarray, rng: np.random.Generator
) -> tuple[np.ndarray, np.ndarray]:
    """Add drawn digits and non-digits to digits; then distort, soften or sharpen, and corrupt all.

    Args:
        digits: float32 (n, 28, 28) in [0, 1], clean. Left unchanged.
        labels: uint8 (n,), 0 to 9.
        rng: source of everything that is drawn.

    Returns:
        Pictures, float32 (m, 28, 28) in [0, 1]: the digits in their order, then drawn ones, then
        the others; and labels, uint8 (m,), 0 to `NO_DIGIT`.
    """
    (drawn, drawn_labels), pool = _drawn_digits(), _non_digits()
    some = rng.integers(len(drawn), size=round(DRAWN * len(digits)))
    others = pool[rng.integers(len(pool), size=round(OTHERS * len(digits)))]
    others[rng.random(len(others)) < BLANK] = 0
    pictures = _change_pen(augment(np.concatenate([digits, drawn[some], others]), rng), rng)
    none = np.full(len(others), NO_DIGIT)
    wanted = np.concatenate([labels, drawn_labels[some], none]).astype(np.uint8)
    return corrupt(pictures, rng), wanted


def corrupt(pictures: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Corrupt each picture with a kind and a level drawn for it; some stay clean.

    Args:
        pictures: float32 (n, 28, 28) in [0, 1]. Left unchanged.
        rng: source of kinds, levels and noise.

    Returns:
        float32 (n, 28, 28) in [0, 1].
    """
    noisy = pictures.copy()
    draws, kinds = rng.random(len(noisy)), rng.integers(len(_KINDS), size=len(noisy))
    levels = np.where(draws < CLEAN + FULL, 1.0, rng.random(len(noisy)))
    for i in np.flatnonzero(draws >= CLEAN):
        noisy[i] = add_noise(_KINDS[kinds[i]], noisy[i], float(levels[i]), rng)
    return noisy


def _change_pen(pictures: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Make half of the pictures softer or harder at the edges, and a little thinner or thicker.

    MNIST's digits were scanned; non-digits are drawn by a program. Without this the classifier
    would know a non-digit by its pen.
    """
    chosen = rng.random(len(pictures)) < 0.5
    softened = gaussian_filter(pictures[chosen], rng.uniform(0.2, 0.7), axes=(1, 2))
    gain = rng.uniform(1.0, 3.0, (len(softened), 1, 1)).astype(np.float32)
    middle = rng.uniform(0.35, 0.6, (len(softened), 1, 1)).astype(np.float32)
    result = pictures.copy()
    # black stays black, as the middle is at least 0.35 and the gain may be small
    result[chosen] = np.clip((softened - middle) * gain + middle, 0, 1) * (softened > 0.02)
    return result


@functools.cache
def _drawn_digits() -> tuple[np.ndarray, np.ndarray]:
    """Digits to choose from, float32 (n, 28, 28), and their labels.

    The last shape of each digit is left out: those measure whether digits from other hands are
    taken for digits.
    """
    rng = np.random.default_rng(12)
    pairs = [
        (render(vary(vary(shape, rng), rng), rng), digit)
        for digit in stroke_digits.DIGITS
        for shape in stroke_digits.variants(digit)[:-1]
        for _ in range(_EACH)
    ]
    pictures, labels = zip(*pairs, strict=True)
    return np.array(pictures, np.float32), np.array(labels, np.uint8)


@functools.cache
def _non_digits() -> np.ndarray:
    """Non-digits to choose from, float32 (n, 28, 28): made once a process, in half a minute."""
    pool = non_digits.make_for_training(_EACH, seed=11).reshape(-1, SIDE, SIDE)
    pool.flags.writeable = False
    return pool
