"""Drawings that are no digits, to see what a network makes of what it has never met.

They are kept as the built-in digits are (see `stroke_digits`), in `non_digits.json`. Every one was
made for this project.
"""

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType

import numpy as np

from .stroke_digits import Strokes, render, smooth, vary

LOOKALIKE = "letter_o"  # no digit, but nothing in its picture says so

_PATH = Path(__file__).with_suffix(".json")


@cache
def drawings() -> Mapping[str, Strokes]:
    """The drawings by name, smoothed; to read only. The first is `LOOKALIKE`.

    Each is a list of strokes, a stroke a list of (x, y) points in 0..1, as `images.from_strokes`
    takes them.
    """
    table = json.loads(_PATH.read_text(encoding="utf-8"))
    return MappingProxyType({name: smooth(strokes) for name, strokes in table.items()})


def make(each: int, seed: int) -> np.ndarray:
    """Draw everything but `LOOKALIKE` many times over, as different hands and pens would.

    Args:
        each: how often each drawing is made, from 0 up.
        seed: the same seed makes the same pictures.

    Returns:
        float32, shape (n, 28, 28), values in [0, 1], 1 = ink; one drawing's pictures in a row.
    """
    rng = np.random.default_rng(seed)
    odd = [strokes for name, strokes in drawings().items() if name != LOOKALIKE]
    pictures = [render(vary(strokes, rng), rng) for strokes in odd for _ in range(each)]
    return np.array(pictures, np.float32).reshape(-1, 28, 28)
