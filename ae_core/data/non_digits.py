"""Drawings that are no digits, to test networks on pictures unlike those of their training.

They lie in `non_digits.json`, in the format of `stroke_digits`. All were made for this project.
"""

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType

import numpy as np

from .stroke_digits import Strokes, render, smooth, vary

LOOKALIKE = "letter_o"  # not a digit, but its picture looks like one

_PATH = Path(__file__).with_suffix(".json")


@cache
def drawings() -> Mapping[str, Strokes]:
    """The drawings by name, smoothed; read-only. The first is `LOOKALIKE`.

    Each is a list of strokes as `strokes.from_strokes` takes them: lists of (x, y) points in 0..1.
    """
    table = json.loads(_PATH.read_text(encoding="utf-8"))
    return MappingProxyType({name: smooth(strokes) for name, strokes in table.items()})


def make(each: int, seed: int) -> np.ndarray:
    """Draw each drawing but `LOOKALIKE` several times, varied in shape and pen.

    Args:
        each: how many pictures of each drawing, from 0 up.
        seed: the same seed makes the same pictures.

    Returns:
        float32, shape (n, 28, 28), values in [0, 1], 1 = ink, ordered by drawing.
    """
    rng = np.random.default_rng(seed)
    odd = [strokes for name, strokes in drawings().items() if name != LOOKALIKE]
    pictures = [render(vary(strokes, rng), rng) for strokes in odd for _ in range(each)]
    return np.array(pictures, np.float32).reshape(-1, 28, 28)
