"""Pictures of symbols: each drawing is varied into hundreds, as the built-in digits are.

A fifth of the drawings of each symbol, at least one, is held out: nothing learns from them.
"""

from collections.abc import Sequence

import numpy as np

from ae_core.data.digits import Digits, make_digits
from ae_core.data.stroke_digits import Strokes, vary
from ae_core.data.strokes import PEN_WIDTH, from_strokes
from ae_core.pictures import to_uint8

from .reading import Symbol

NAME = "symbols"  # of the data set
TRAINED = 5_000  # about so many pictures to train on, of all drawings together
TESTED = 600  # about so many to test on
STRENGTH = 0.5  # of the variations, as `stroke_digits.vary` takes it: those of one hand
_EACH = (100, 500)  # fewest and most variations of a drawing to train on
_EACH_TESTED = (15, 100)  # fewest and most to test on
_WIDTHS = 0.1  # standard deviation of the logarithm of the pen's width; the pad's pen has only one
_HELD_OUT = 5  # every fifth drawing is held out


def split(symbol: Symbol) -> tuple[list[Strokes], list[Strokes]]:
    """The drawings to learn from, and those held out: every fifth. There are at least five."""
    parts: tuple[list[Strokes], list[Strokes]] = ([], [])
    for number, drawing in enumerate(symbol.drawings, 1):
        parts[number % _HELD_OUT == 0].append(drawing)
    return parts


def make(symbols: Sequence[Symbol], seed: int = 0) -> tuple[Digits, Digits]:
    """Draw symbols, varied in shape and pen.

    Args:
        symbols: as `reading.check` gives them.
        seed: the same symbols and seed give the same pictures.

    Returns:
        Pictures to train on, in random order; and pictures of held-out drawings to test on: first
        each as it was drawn, symbol after symbol, then variations in random order. A label is the
        index of a symbol in `symbols`.
    """
    rng = np.random.default_rng(seed)
    learnt: list[tuple[int, Strokes]] = []
    held_out: list[tuple[int, Strokes]] = []
    for label, symbol in enumerate(symbols):
        to_learn, to_test = split(symbol)
        learnt += [(label, drawing) for drawing in to_learn]
        held_out += [(label, drawing) for drawing in to_test]
    train = _vary(learnt, _each(TRAINED, len(learnt), _EACH), rng)
    test_images, test_labels = _vary(held_out, _each(TESTED, len(held_out), _EACH_TESTED), rng)
    drawn_images = to_uint8(np.stack([from_strokes(drawing) for _, drawing in held_out]))
    drawn_labels = np.array([label for label, _ in held_out], np.uint8)
    return (
        make_digits(NAME, *train),
        make_digits(
            NAME,
            np.concatenate([drawn_images, test_images]),
            np.concatenate([drawn_labels, test_labels]),
        ),
    )


def _each(total: int, drawings: int, limits: tuple[int, int]) -> int:
    """How many variations of each drawing make about `total` pictures, within the limits."""
    return int(np.clip(total // drawings, *limits))


def _vary(
    drawings: list[tuple[int, Strokes]], each: int, rng: np.random.Generator
) -> tuple[np.ndarray, np.ndarray]:
    """Variations of labelled drawings in random order: uint8 (n, 28, 28), and labels (n,)."""
    pictures = [_draw(one, rng) for _, one in drawings for _ in range(each)]
    labels = np.repeat(np.array([label for label, _ in drawings], np.uint8), each)
    order = rng.permutation(len(labels))
    return to_uint8(np.stack(pictures))[order], labels[order]


def _draw(drawing: Strokes, rng: np.random.Generator) -> np.ndarray:
    """One variation of a drawing, float32 (28, 28)."""
    width = PEN_WIDTH * np.exp(rng.normal(0, _WIDTHS))
    return from_strokes(vary(drawing, rng, STRENGTH), float(width))
