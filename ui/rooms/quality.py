"""What `benchmarks.quality` found out over the test digits: curves, and how filters are set.

Both stand in weights/quality.json. The page does without where that file is missing or damaged:
no curves then, and filters as they are usually set.
"""

import json
import math
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple

from ae_core import filters
from ae_core.models import store
from ae_core.noise import NOISES
from ui.problems import log_once


class Point(NamedTuple):
    """Means over the test digits at one kind and level of noise.

    Attributes:
        level: from 0 to 1.
        psnr: in dB.
        ssim: from -1 to 1.
        parameters: those a filter was tuned to, on training digits; None of all else.
    """

    level: float
    psnr: float
    ssim: float
    parameters: filters.Parameters | None


class Quality(NamedTuple):
    """What quality.json holds, checked.

    Attributes:
        digits: how many test digits the means are over.
        methods: method → kind of noise → its points, by rising level; level 0 comes first.
    """

    digits: int
    methods: dict[str, dict[str, tuple[Point, ...]]]


def load() -> Quality | None:
    """The figures, read once per process and folder of weights; None where there are none."""
    return _read(store.folder() / "quality.json")


def parameters(name: str, kind: str, level: float) -> filters.Parameters:
    """What a filter was tuned to at the level nearest to this one.

    Args:
        name: a key of `filters.FILTERS`.
        kind: a key of `noise.NOISES`.
        level: from 0 to 1.
    """
    about, found = filters.FILTERS[name], load()
    points = found.methods.get(name, {}).get(kind, ()) if found else ()
    tuned = [point for point in points if point.parameters in about.grid]
    if not tuned:
        return about.usual
    return min(tuned, key=lambda point: abs(point.level - level)).parameters


@lru_cache(maxsize=4)
def _read(path: Path) -> Quality | None:
    try:
        table = json.loads(path.read_text(encoding="utf-8"))
        levels = sorted(_number(level, 0, 1) for level in table["levels"])
        return Quality(
            digits=int(_number(table["data"]["digits"], 1, 1e9)),
            methods={
                name: {kind: _points(about["scores"], kind, levels) for kind in NOISES}
                for name, about in table["methods"].items()
            },
        )
    except Exception as error:  # a file written by other hands: anything may be amiss
        log_once(f"{path} cannot be used, so there are no curves: {type(error).__name__} {error}")
        return None


def _points(scores: dict[str, Any], kind: str, levels: list[float]) -> tuple[Point, ...]:
    # at level 0 all kinds are the same
    cells = [(0.0, scores["clean"]), *((level, scores[f"{kind} {level:g}"]) for level in levels)]
    return tuple(
        Point(level, _number(row["psnr"], 0, 200), _number(row["ssim"], -1, 1), _parameters(row))
        for level, row in cells
    )


def _parameters(row: dict[str, Any]) -> filters.Parameters | None:
    found = row.get("parameters")
    return found if isinstance(found, dict) else None


def _number(value: object, low: float, high: float) -> float:
    number = float(value) if isinstance(value, int | float) else math.nan
    if not low <= number <= high:
        raise ValueError(f"Expected a number from {low:g} to {high:g}; received {value!r}")
    return number
