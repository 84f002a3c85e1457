"""Drawings that are no digits: letters, signs, faces, things, scribbles.

They lie in `non_digits.json`, in the format of `stroke_digits`, in three groups. "samples" are
shown on the page; the classifier learns from them and from "training"; "held_out" only serves to
measure: no network has learnt from these shapes, and nothing was tuned on them. All were made for
this project. Signs that can be taken for a digit (l, S, Z, B, q, g, b …) are left out, except
`LOOKALIKE`, which shows on the page that a network cannot tell it from one.
"""

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Literal

import numpy as np

from . import stroke_digits
from .stroke_digits import Strokes, render, smooth, vary

Group = Literal["samples", "training", "held_out"]

LOOKALIKE = "letter_o"  # not a digit, but its picture looks like one

_PATH = Path(__file__).with_suffix(".json")


@cache
def drawings(group: Group = "samples") -> Mapping[str, Strokes]:
    """The drawings of a group by name, smoothed; read-only.

    Each is a list of strokes as `strokes.from_strokes` takes them: lists of (x, y) points in 0..1.
    The first of the samples is `LOOKALIKE`.
    """
    table = json.loads(_PATH.read_text(encoding="utf-8"))[group]
    return MappingProxyType({name: smooth(strokes) for name, strokes in table.items()})


def make(each: int, seed: int, group: Group = "held_out") -> np.ndarray:
    """Draw each non-digit of a group several times, varied in shape and pen; never `LOOKALIKE`.

    Args:
        each: how many pictures of each drawing, from 0 up.
        seed: the same seed makes the same pictures.
        group: which drawings.

    Returns:
        float32, shape (n, 28, 28), values in [0, 1], 1 = ink, ordered by drawing.
    """
    rng = np.random.default_rng(seed)
    odd = [strokes for name, strokes in drawings(group).items() if name != LOOKALIKE]
    pictures = [render(vary(strokes, rng), rng) for strokes in odd for _ in range(each)]
    return np.array(pictures, np.float32).reshape(-1, 28, 28)


def make_for_training(each: int, seed: int) -> np.ndarray:
    """Draw the pictures from which a classifier learns what is no digit.

    Half are drawings of "samples" and "training", each varied twice. Half are made up: scribbles,
    loose strokes, and two signs side by side, digits among them.

    Args:
        each: how many pictures of each drawing, from 1 up.
        seed: the same seed makes the same pictures.

    Returns:
        float32, shape (n, 28, 28), values in [0, 1], 1 = ink; the drawings first.
    """
    rng = np.random.default_rng(seed)
    shapes = [
        strokes
        for group in ("samples", "training")
        for name, strokes in drawings(group).items()
        if name != LOOKALIKE
    ]
    signs = shapes + [shape for digit in range(10) for shape in stroke_digits.variants(digit)]
    pictures = [render(vary(vary(shape, rng), rng), rng) for shape in shapes for _ in range(each)]
    made_up = (_scribble, _loose_strokes, lambda rng: _pair(signs, rng))
    pictures += [render(made_up[i % len(made_up)](rng), rng) for i in range(each * len(shapes))]
    return np.array(pictures, np.float32)


def _scribble(rng: np.random.Generator) -> Strokes:
    """One winding line, too long for a digit."""
    return smooth([rng.uniform(0, 1, (rng.integers(9, 22), 2)).tolist()])


def _loose_strokes(rng: np.random.Generator) -> Strokes:
    """Three to seven short strokes, anywhere."""
    strokes = []
    for _ in range(rng.integers(3, 8)):
        bend = rng.uniform(-0.25, 0.25, (rng.integers(2, 5), 2)).cumsum(axis=0)
        strokes.append((bend + rng.uniform(0.2, 0.8, 2)).tolist())
    return smooth(strokes)


def _pair(signs: list[Strokes], rng: np.random.Generator) -> Strokes:
    """Two signs side by side."""
    pair = []
    for left in (0.0, 0.55):
        sign = vary(signs[rng.integers(len(signs))], rng)
        pair += [[(0.45 * x + left, y) for x, y in stroke] for stroke in sign]
    return pair
