"""Lines and squares printed on paper: found by their direction and number, taken away.

Ruling is thin, straight, parallel, long and lighter than the pen. Along its direction the mean of
what stands out from the paper, capped at the level of the lines, is the ruling itself; where the
pen crosses, the pen's share of the pixel is kept.
"""

from typing import NamedTuple

import numpy as np

_MAX_TURN = 17.0  # degrees; a sheet may lie so far askew
_LEAST = 3  # fewer parallel lines are no ruling
_FILLED = 0.35  # of the picture's breadth; so much of it a line covers
_LIGHTER = 0.8  # than the pen are the lines; …
_SPAN = 0.75  # … or they reach over so much of the picture's breadth, …
_BARS = 4  # … or are more than the parallel strokes of two digits
_ALONG = 0.16  # of the picture's breadth, over which the mean along the lines is taken
_NEAR = 4  # pixels from a line; what lies flat farther off is a stroke of the pen, …
_BESIDE = 6  # … and so is all at a line where it is as flat so many pixels aside


class Lines(NamedTuple):
    """Parallel lines.

    Attributes:
        slope: how far they fall per pixel to the right.
        level: how far they stand out from the paper.
        rows: their places once they are sheared level, in pixels.
    """

    slope: float
    level: float
    rows: np.ndarray


def remove(away: np.ndarray, noise: float) -> tuple[np.ndarray, bool]:
    """Take ruled lines away, across and down.

    Args:
        away: float (h, w), about 0 on the paper and positive where something stands out from it.
            Left unchanged.
        noise: the spread of the paper.

    Returns:
        The same without lines, and whether there were any.
    """
    ruled = False
    for _ in range(2):  # across, then down; the picture is turned over twice
        if lines := find(away, noise):
            away, ruled = _take_away(away, lines, noise), True
        away = away.T
    return away, ruled


def find(away: np.ndarray, noise: float) -> Lines | None:
    """Lines across the picture, None if there are fewer than three."""
    height, width = away.shape
    if min(height, width) < 64:
        return None
    high = float(np.percentile(away, 99.9))
    seen = np.clip(away, 0, high)
    y, x = np.nonzero(seen > max(0.03, 3 * noise, 0.06 * high))
    if not len(y):
        return None
    keep = slice(None, None, max(1, len(y) // 40_000))
    weights = np.minimum(seen[y, x], 0.4 * high)[keep]
    y, x = y[keep], x[keep] - width / 2

    def sharpness(degrees: float) -> float:
        rows = np.rint(y - x * np.tan(np.deg2rad(degrees))).astype(np.intp) + width
        return float(np.square(np.bincount(rows, weights)).sum())

    angle = max(np.arange(-_MAX_TURN, _MAX_TURN + 0.1, 0.5), key=sharpness)
    angle = max(angle + np.arange(-0.5, 0.51, 0.1), key=sharpness)
    slope = float(np.tan(np.deg2rad(angle)))

    # how much of each row, so slanted, stands out, and how far
    sheared = _shear(seen, slope)
    capped = np.minimum(sheared, 0.6 * high)
    share = (sheared > max(0.02, 2 * noise, 0.04 * high)).sum(axis=1) / width
    mean = capped.sum(axis=1) / width
    ground = _running_median(mean, max(9, height // 12))
    peaks = (share > _FILLED) & (mean - ground > max(0.01, 0.3 * noise))
    starts = np.flatnonzero(np.diff(peaks.astype(int), prepend=0) == 1)
    ends = np.flatnonzero(np.diff(peaks.astype(int), append=0) == -1)
    thin = (ends - starts) < 0.025 * height + 3
    if thin.sum() < _LEAST:
        return None
    rows = np.array(
        [s + mean[s : e + 1].argmax() for s, e in zip(starts[thin], ends[thin], strict=True)]
    )
    inside = sheared[rows] > max(0.02, 2 * noise, 0.04 * high)
    level = float(np.median([np.median(v[i]) for v, i in zip(sheared[rows], inside, strict=True)]))
    # three bars of a digit are as dark as its pen, and do not span the picture
    reach = np.median([np.ptp(np.flatnonzero(line)) for line in inside]) / width
    if level < _LIGHTER * high or reach > _SPAN or len(rows) > _BARS:
        return Lines(slope, level, rows)
    return None


def _take_away(away: np.ndarray, lines: Lines, noise: float) -> np.ndarray:
    """What stands out less the lines; where something darker crosses them, its share."""
    from scipy import ndimage

    sheared = _shear(away, lines.slope)
    cap = 1.35 * lines.level + 2 * noise
    along = max(9, round(_ALONG * away.shape[1]))
    line = ndimage.uniform_filter1d(np.clip(sheared, 0, cap), along, axis=1, mode="nearest")
    rows = np.arange(len(line))
    beside = np.maximum(
        *(line[np.clip(rows + step, 0, len(line) - 1)] for step in (-_BESIDE, _BESIDE))
    )
    near = np.abs(rows[:, None] - _all_rows(lines.rows, len(line))).min(axis=1) <= _NEAR
    line[~near[:, None] | (beside > 0.9 * lines.level)] = 0
    spread = ndimage.maximum_filter1d(line, 3, axis=0)
    line = np.where(line > 0.25 * lines.level, spread, line)
    high = float(np.percentile(sheared[sheared > 0.5 * sheared.max()], 60))
    rest = (sheared - line) / np.maximum(1 - line / max(high, 1e-6), 0.35)
    return _unshear(rest, lines.slope, away.shape[0])


def _all_rows(rows: np.ndarray, height: int) -> np.ndarray:
    """Those found, and others as far apart: in the corners of a turned sheet they are short."""
    first, reach = rows[0], rows[-1] - rows[0]
    gap = reach / max(1, round(reach / float(np.median(np.diff(rows)))))
    return np.concatenate([rows, np.arange(first, -1, -gap), np.arange(first, height, gap)])


def _shear(values: np.ndarray, slope: float) -> np.ndarray:
    """Columns moved by whole pixels so that lines of this slope lie across; padded with zeros."""
    height, width = values.shape
    fall = np.rint((np.arange(width) - width / 2) * slope).astype(np.intp)
    pad = int(np.abs(fall).max())
    padded = np.pad(values, ((pad, pad), (0, 0)))
    rows = np.arange(height + 2 * pad)[:, None] + fall[None, :]
    inside = (rows >= 0) & (rows < len(padded))
    return np.where(inside, padded[np.clip(rows, 0, len(padded) - 1), np.arange(width)], 0)


def _unshear(values: np.ndarray, slope: float, height: int) -> np.ndarray:
    width = values.shape[1]
    fall = np.rint((np.arange(width) - width / 2) * slope).astype(np.intp)
    pad = int(np.abs(fall).max())
    rows = np.arange(height)[:, None] + pad - fall[None, :]
    return values[rows, np.arange(width)]


def _running_median(values: np.ndarray, size: int) -> np.ndarray:
    from scipy import ndimage

    return ndimage.median_filter(values, size, mode="nearest")
