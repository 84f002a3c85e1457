"""Ready-made sets of symbols to begin with: letters and faces.

`ready.json` holds one shape of each symbol, in the format of `stroke_digits`; all were made for
this project.
"""

import json
from functools import cache
from pathlib import Path

import numpy as np

from ae_core.data.stroke_digits import smooth, vary

from .making import STRENGTH
from .reading import Symbol

DRAWINGS = 8  # of each symbol
SHAKE = 0.015  # standard deviation by which each control point moves, in sides of the pad

Shapes = dict[str, list[list[list[float]]]]  # by name, the strokes of a symbol


@cache
def sets() -> dict[str, tuple[Symbol, ...]]:
    """The sets by name, always the same; not to be changed."""
    table = json.loads(Path(__file__).with_suffix(".json").read_text(encoding="utf-8"))
    return {name: draw(shapes, DRAWINGS, seed=0) for name, shapes in table.items()}


def draw(shapes: Shapes, count: int, seed: int) -> tuple[Symbol, ...]:
    """Draw each symbol several times, as one hand does.

    Args:
        shapes: the strokes of each symbol by its name, as control points.
        count: drawings of each symbol.
        seed: the same seed gives the same drawings.
    """
    rng = np.random.default_rng(seed)
    return tuple(
        Symbol(name, [_draw(shape, rng) for _ in range(count)]) for name, shape in shapes.items()
    )


def _draw(shape: list[list[list[float]]], rng: np.random.Generator) -> list:
    return vary(smooth([_shaken(stroke, rng) for stroke in shape]), rng, STRENGTH)


def _shaken(stroke: list[list[float]], rng: np.random.Generator) -> list[list[float]]:
    """Each point moved a little, equal points alike, so that corners and closed strokes stay so."""
    moves: dict[tuple[float, ...], np.ndarray] = {}
    for point in stroke:
        moves.setdefault(tuple(point), rng.normal(0, SHAKE, 2))
    return [(np.array(point) + moves[tuple(point)]).tolist() for point in stroke]
