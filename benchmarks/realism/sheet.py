"""A sheet of pictures between two digits, to look at: our own stroke digits, never MNIST's."""

from itertools import combinations

import numpy as np
from PIL import Image

from ae_core.data import stroke_digits
from ae_core.evaluation import SEED, ArrayFunction, in_batches
from ae_core.pictures import SIDE

SHARES = (0, 1 / 3, 1 / 2, 2 / 3, 1)  # of the second digit's code
PAIRS = 36  # 45 pairs of classes, less nine

_COLUMNS = 3
_GAP = 1  # between the pictures of a pair, in pixels of a digit
_APART = 9  # between columns of pairs
_ZOOM = 3  # pixels per pixel of a digit
_GREYS = 16  # more make a larger file that looks the same


def digit_pairs() -> tuple[np.ndarray, np.ndarray]:
    """Return `PAIRS` pairs of stroke digits, float32 (PAIRS, 28, 28) each, always the same.

    All pairs of classes but those of consecutive digits, in order: 0 and 2, 0 and 3, … 7 and 9.
    """
    pictures, labels = stroke_digits.make(90, SEED)  # nine of each; no class is in more pairs
    of_class = [iter(pictures[labels == digit]) for digit in range(10)]
    classes = [pair for pair in combinations(range(10), 2) if pair[1] - pair[0] > 1]
    pairs = [[next(of_class[digit]) for digit in pair] for pair in classes]
    first, second = np.swapaxes(np.array(pairs), 0, 1)
    return first, second


def draw(encode: ArrayFunction, decode: ArrayFunction) -> Image.Image:
    """Draw the pairs as a net decodes them: five pictures each, the ends and three in between.

    Args:
        encode: float32 (n, 28, 28) in [0, 1] → codes (n, k).
        decode: float32 (n, k) → float32 (n, 28, 28) in [0, 1].

    Returns:
        Grey, 1,362 pixels wide and 1,047 high. The ends are reconstructions too.
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
