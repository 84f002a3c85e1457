"""A sheet of pictures between two digits, to look at: our own stroke digits, never MNIST's."""

from itertools import combinations

import numpy as np
from PIL import Image

from ae_core.data import stroke_digits
from ae_core.evaluation import SEED, in_batches
from ae_core.pictures import SIDE

from .measure import Net

SHARES = (0, 1 / 3, 1 / 2, 2 / 3, 1)  # of the second digit's code
PAIRS = 36

_COLUMNS = 3
_GAP = 1  # between the pictures of a pair, in pixels of a digit
_APART = 9  # between columns of pairs
_ZOOM = 3  # pixels per pixel of a digit
_GREYS = 16  # as many as the eye needs, and a file of half the size


def digit_pairs() -> tuple[np.ndarray, np.ndarray]:
    """Return `PAIRS` pairs of stroke digits of two classes, float32 (PAIRS, 28, 28) each.

    They are pairs of classes without repetition, in order, and always the same.
    """
    pictures, labels = stroke_digits.make(90, SEED)  # nine of each, as many as a class has pairs
    of_class = [iter(pictures[labels == digit]) for digit in range(10)]
    classes = list(combinations(range(10), 2))
    chosen = np.random.default_rng(SEED).choice(len(classes), PAIRS, replace=False)
    pairs = [[next(of_class[digit]) for digit in classes[i]] for i in np.sort(chosen)]
    first, second = np.swapaxes(np.array(pairs), 0, 1)
    return first, second


def draw(encode: Net, decode: Net) -> Image.Image:
    """Draw the pairs as a net decodes them: five pictures each, the ends and three in between.

    Args:
        encode: float32 (n, 28, 28) in [0, 1] → codes (n, k).
        decode: float32 (n, k) → float32 (n, 28, 28) in [0, 1].

    Returns:
        Grey, 1,386 pixels wide and 1,047 high. The ends are reconstructions too.
    """
    first, second = (in_batches(encode, digits) for digits in digit_pairs())
    mixtures = [(1 - share) * first + share * second for share in SHARES]
    codes = np.stack(mixtures, axis=1).reshape(-1, first.shape[1]).astype(np.float32)
    pictures = in_batches(decode, codes).reshape(PAIRS, len(SHARES), SIDE, SIDE)
    strips = np.pad(pictures, ((0, 0), (0, 0), (_GAP, 0), (_GAP, 0)), constant_values=1)
    strips = strips.swapaxes(1, 2).reshape(PAIRS, SIDE + _GAP, -1)
    # down the columns, so that pairs of one class follow each other
    columns = np.pad(
        strips.reshape(_COLUMNS, -1, strips.shape[-1]),
        ((0, 0), (0, _GAP), (0, _APART)),
        constant_values=1,
    )
    grid = np.hstack(list(columns))[:, : _GAP - _APART]
    greys = np.round(grid * (_GREYS - 1)) * (255 // (_GREYS - 1))
    sheet = Image.fromarray(greys.astype(np.uint8))
    size = sheet.width * _ZOOM, sheet.height * _ZOOM
    return sheet.resize(size, Image.Resampling.NEAREST)
