"""Measurements over the test digits by `benchmarks.quality`: the curves, and the tuned filters.

Both are in weights/quality.json. If something is missing or damaged there, that kind of noise has
no curve, and the filter its usual parameters.
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
        parameters: of a filter, tuned on training digits; None for other methods.
    """

    level: float
    psnr: float
    ssim: float
    parameters: filters.Parameters | None


class Quality(NamedTuple):
    """The checked content of quality.json.

    Attributes:
        digits: number of test digits.
        methods: method → kind of noise → points by rising level, the first at level 0. Kinds
            that are missing or damaged in the file are missing here.
    """

    digits: int
    methods: dict[str, dict[str, tuple[Point, ...]]]


def load() -> Quality | None:
    """The measurements, read once per process and weights folder; None without a usable file."""
    return _read(store.folder() / "quality.json")


def parameters(name: str, kind: str, level: float) -> filters.Parameters:
    """The parameters of a filter, tuned at the measured level nearest to `level`.

    Args:
        name: a key of `filters.FILTERS`.
        kind: a key of `noise.NOISES`.
        level: from 0 to 1.

    Returns:
        The filter's usual parameters, if it was not tuned for this kind of noise.
    """
    filter_, found = filters.FILTERS[name], load()
    points = found.methods.get(name, {}).get(kind, ()) if found else ()
    tuned = [(abs(p.level - level), p.parameters) for p in points if p.parameters in filter_.grid]
    nearest = min(tuned, key=lambda row: row[0], default=(0, None))[1]
    return filter_.usual if nearest is None else nearest


@lru_cache(maxsize=4)
def _read(path: Path) -> Quality | None:
    try:
        table = json.loads(path.read_text(encoding="utf-8"))
        levels = sorted(_number(level, 0, 1) for level in table["levels"])
        digits = int(_number(table["data"]["digits"], 1, 1e9))
        methods = dict(table["methods"])
    except Exception as error:  # anybody may have written the file: anything may be wrong
        log_once(f"{path} cannot be used, so there are no curves: {error!r}")
        return None
    return Quality(digits, {name: _curves(name, methods[name], levels) for name in methods})


def _curves(name: str, method: Any, levels: list[float]) -> dict[str, tuple[Point, ...]]:
    """The points of a method by kind of noise, without the kinds that cannot be used."""
    found = {}
    for kind in NOISES:
        try:
            found[kind] = _points(method["scores"], kind, levels)
        except Exception as error:  # as in `_read`
            log_once(f"quality.json: no curve of {name} with noise {kind}: {error!r}")
    return found


def _points(scores: Any, kind: str, levels: list[float]) -> tuple[Point, ...]:
    # at level 0 all kinds are the same
    rows = [(0.0, scores["clean"]), *((level, scores[f"{kind} {level:g}"]) for level in levels)]
    return tuple(
        Point(level, _number(row["psnr"], 0, 200), _number(row["ssim"], -1, 1), _parameters(row))
        for level, row in rows
    )


def _parameters(row: dict[str, Any]) -> filters.Parameters | None:
    found = row.get("parameters")
    return found if isinstance(found, dict) else None


def _number(value: object, low: float, high: float) -> float:
    number = float(value) if isinstance(value, int | float) else math.nan
    if not low <= number <= high:
        raise ValueError(f"Expected a number from {low:g} to {high:g}; received {value!r}")
    return number
