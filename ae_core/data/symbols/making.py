"""Pictures of symbols: each drawing becomes hundreds, as the built-in digits do.

A fifth of the drawings of each symbol, at least one, is held out: nothing learns from them.
"""

from collections.abc import Sequence

import numpy as np

from ae_core.data.digits import Digits, made
from ae_core.data.stroke_digits import Strokes, vary
from ae_core.data.strokes import PEN_WIDTH, from_strokes

from .reading import Symbol

NAME = "symbols"  # of the data set
TRAINED = 5_000  # pictures, about, of all drawings together
TESTED = 600
STRENGTH = 0.5  # of the variations, see `stroke_digits.vary`: those of one hand
_EACH = (100, 500)  # variations of a drawing to train on, from, to
_EACH_TESTED = (15, 100)
_WIDTHS = 0.1  # standard deviation of the pen's width, as a share: the pad's pen has but one
_HELD_OUT = 5  # every fifth drawing


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
        Pictures to train on, in random order, and pictures of held-out drawings to test on: at
        first each as it was drawn, a symbol after the other, then variations in random order.
        Labels are places in `symbols`.
    """
    rng = np.random.default_rng(seed)
    parts = [split(symbol) for symbol in symbols]
    learnt, held = ([(i, one) for i, p in enumerate(parts) for one in p[k]] for k in (0, 1))
    plain = [from_strokes(drawing) for _, drawing in held]
    train = _vary(learnt, _each(TRAINED, len(learnt), _EACH), rng)
    test = _vary(held, _each(TESTED, len(held), _EACH_TESTED), rng)
    labels = np.array([label for label, _ in held], np.uint8)
    return (
        made(NAME, *train),
        made(NAME, np.concatenate([_bytes(plain), test[0]]), np.concatenate([labels, test[1]])),
    )


def _each(total: int, drawings: int, limits: tuple[int, int]) -> int:
    return int(np.clip(total // drawings, *limits))


def _vary(
    drawings: list[tuple[int, Strokes]], each: int, rng: np.random.Generator
) -> tuple[np.ndarray, np.ndarray]:
    pictures = [_draw(one, rng) for _, one in drawings for _ in range(each)]
    labels = np.repeat(np.array([label for label, _ in drawings], np.uint8), each)
    order = rng.permutation(len(labels))
    return _bytes(pictures)[order], labels[order]


def _draw(drawing: Strokes, rng: np.random.Generator) -> np.ndarray:
    width = PEN_WIDTH * np.exp(rng.normal(0, _WIDTHS))
    return from_strokes(vary(drawing, rng, STRENGTH), float(width))


def _bytes(pictures: list[np.ndarray]) -> np.ndarray:
    return np.round(np.stack(pictures) * 255).astype(np.uint8)
