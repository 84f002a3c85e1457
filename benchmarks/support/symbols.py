"""Three sets of symbols that the benchmark of own symbols draws for itself: letters, faces, arrows.

None of these shapes is among the sets that the page offers.
"""

import math

from ae_core.data.symbols import ready
from ae_core.data.symbols.reading import Symbol

DRAWINGS = 10  # of each symbol: eight to learn from, two held out
SETS = ("letters", "faces", "arrows")

_LETTERS: ready.Shapes = {
    "H": [[[0.2, 0.1], [0.2, 0.9]], [[0.8, 0.1], [0.8, 0.9]], [[0.2, 0.5], [0.8, 0.5]]],
    "K": [[[0.25, 0.1], [0.25, 0.9]], [[0.75, 0.1], [0.27, 0.52], [0.27, 0.52], [0.78, 0.9]]],
    "R": [
        [
            [0.25, 0.9],
            [0.25, 0.1],
            [0.25, 0.1],
            [0.6, 0.12],
            [0.74, 0.3],
            [0.6, 0.48],
            [0.27, 0.52],
        ],
        [[0.27, 0.52], [0.78, 0.9]],
    ],
    "W": [
        [[0.1, 0.12], [0.3, 0.88], [0.3, 0.88], [0.5, 0.3]],
        [[0.5, 0.3], [0.7, 0.88], [0.7, 0.88], [0.9, 0.12]],
    ],
    "X": [[[0.15, 0.1], [0.85, 0.9]], [[0.85, 0.1], [0.15, 0.9]]],
}


def sets(seed: int = 2026) -> dict[str, tuple[Symbol, ...]]:
    """The sets by name; the same seed gives the same drawings."""
    shapes = (_LETTERS, _faces(), _arrows())
    return {
        name: ready.draw(table, DRAWINGS, seed + i)
        for i, (name, table) in enumerate(zip(SETS, shapes, strict=True))
    }


def _ring(x: float, y: float, radius: float) -> list[list[float]]:
    angles = [math.tau * k / 10 - 1.5 for k in range(11)]
    points = [[x + radius * math.cos(a), y + radius * math.sin(a)] for a in angles[:-1]]
    return [*points, points[0]]


def _faces() -> ready.Shapes:
    mouths = {
        "laughs": [[0.28, 0.56], [0.38, 0.74], [0.5, 0.79], [0.62, 0.74], [0.72, 0.56]],
        "cries": [[0.3, 0.78], [0.4, 0.67], [0.5, 0.63], [0.6, 0.67], [0.7, 0.78]],
        "plain": [[0.3, 0.68], [0.7, 0.68]],
        "zigzag": [[0.28, 0.66], [0.39, 0.74], [0.5, 0.65], [0.61, 0.74], [0.72, 0.66]],
    }
    eyes = [[[0.36, 0.36], [0.36, 0.37]], [[0.64, 0.36], [0.64, 0.37]]]
    return {name: [_ring(0.5, 0.5, 0.42), *eyes, mouth] for name, mouth in mouths.items()}


def _arrows() -> ready.Shapes:
    arrow = [[[0.1, 0.5], [0.9, 0.5]], [[0.6, 0.24], [0.9, 0.5], [0.9, 0.5], [0.6, 0.76]]]
    return {
        name: [_turned(stroke, turns) for stroke in arrow]
        for turns, name in enumerate(("right", "down", "left", "up"))
    }


def _turned(stroke: list[list[float]], quarters: int) -> list[list[float]]:
    for _ in range(quarters):
        stroke = [[1 - y, x] for x, y in stroke]
    return stroke
