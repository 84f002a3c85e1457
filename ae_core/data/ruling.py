"""Find lines and squares printed on paper, and remove them.

Ruling is thin, straight, parallel, long and lighter than the pen. The mean contrast along its
direction, with each pixel capped at the contrast of the lines, is the ruling itself: that is
subtracted. Where the pen crosses a line, the pen's share of the pixel is kept.
"""

from typing import NamedTuple

import numpy as np

_LEAST_SIDE = 64  # pixels; ruling is not looked for in smaller pictures
_MAX_TURN = 17.0  # degrees; how far askew a sheet may lie
_LEAST = 3  # fewer parallel lines are no ruling
_FILLED = 0.35  # a line covers at least this share of the picture's width
# Parallel lines are ruling if any of these holds; else they may be the bars of a digit.
_LIGHTER = 0.8  # their contrast is below this share of the pen's
_SPAN = 0.75  # they span more than this share of the picture's width
_BARS = 4  # there are more of them than two digits have parallel strokes
# What stands out: above a contrast, above so many times the noise, and above a share of the pen's
# contrast. Faint pixels count only once the direction is known and whole rows are summed.
_SEEN = (0.03, 3, 0.06)
_MARKED = (0.02, 2, 0.04)
_MEAN = (0.01, 0.3, 0)  # of a row's mean, in which the noise is averaged out
# A pixel counts up to this share of the pen's contrast, so that a stroke does not outweigh lines:
_CAP_FOR_SLOPE, _CAP_FOR_ROWS = 0.4, 0.6
_POINTS = 40_000  # of what is seen, so many give the slope: enough, and soon done
_THICK, _BLUR = 0.025, 3  # a line is thinner than this share of the height and these pixels
_ALONG = 0.16  # the mean along a line is taken over this share of the picture's width
# A stroke of the pen that runs along the lines is kept:
_NEAR = 4  # where it is farther than this from every line, in pixels
_BESIDE = 6  # where it is as dark this many pixels above or below a line, …
_AS_DARK = 0.9  # … which is this share of the lines' contrast
# A pixel of a line has at most 1.35 times the lines' contrast and twice the noise:
_DARKEST_LINE = (1.35, 2)
_LINE = 0.25  # where there is more than this share of the lines' contrast, a row more is blurred
_PEN = (0.5, 60)  # the pen's contrast: this percentile of what is above this share of the highest
_LEFT = 0.35  # where line and pen cross, the rest is divided by no less than this


class Lines(NamedTuple):
    """Parallel lines.

    Attributes:
        slope: how far they fall per pixel to the right, in pixels.
        level: their median contrast.
        rows: the row of each, int (n,), once `_shear` has made them horizontal.
    """

    slope: float
    level: float
    rows: np.ndarray


def remove(contrast: np.ndarray, noise: float) -> tuple[np.ndarray, bool]:
    """Remove ruled lines, both across and down the picture.

    Args:
        contrast: float (h, w), about 0 on the paper and positive for ink and lines. Left unchanged.
        noise: the spread of the paper about 0.

    Returns:
        The contrast without the lines, float (h, w), and whether there were any.
    """
    ruled = False
    for _ in range(2):  # once across and once, transposed, down; the second turns it back
        if lines := _find(contrast, noise):
            contrast, ruled = _subtract(contrast, lines, noise), True
        contrast = contrast.T
    return contrast, ruled


def _find(contrast: np.ndarray, noise: float) -> Lines | None:
    """The ruled lines that run across the picture; None if there are none."""
    height, width = contrast.shape
    if min(height, width) < _LEAST_SIDE:
        return None
    high = float(np.percentile(contrast, 99.9))
    seen = np.clip(contrast, 0, high)
    slope = _find_slope(seen, high, noise)
    if slope is None:
        return None
    sheared = _shear(seen, slope)
    marked = sheared > _limit(_MARKED, noise, high)
    share = marked.sum(axis=1) / width
    mean = np.minimum(sheared, _CAP_FOR_ROWS * high).sum(axis=1) / width
    rows = _find_rows(share, mean, noise, height)
    if len(rows) < _LEAST:
        return None
    marked = marked[rows]
    level = float(np.median([np.median(v[i]) for v, i in zip(sheared[rows], marked, strict=True)]))
    span = np.median([np.ptp(np.flatnonzero(line)) for line in marked]) / width
    if level < _LIGHTER * high or span > _SPAN or len(rows) > _BARS:
        return Lines(slope, level, rows)
    return None


def _limit(parts: tuple[float, float, float], noise: float, high: float = 0.0) -> float:
    """The contrast above which something stands out; see `_SEEN`."""
    contrast, times_noise, share = parts
    return max(contrast, times_noise * noise, share * high)


def _find_slope(seen: np.ndarray, high: float, noise: float) -> float | None:
    """The slope along which the contrast (h, w) lines up best; None if there is none."""
    width = seen.shape[1]
    y, x = np.nonzero(seen > _limit(_SEEN, noise, high))
    if not len(y):
        return None
    keep = slice(None, None, max(1, len(y) // _POINTS))
    weights = np.minimum(seen[y, x], _CAP_FOR_SLOPE * high)[keep]
    y, x = y[keep], x[keep] - width / 2

    def sharpness(degrees: float) -> float:
        """The sum of the squared contrast of each row: largest where rows run along the lines."""
        rows = np.rint(y - x * np.tan(np.deg2rad(degrees))).astype(np.intp) + width
        return float(np.square(np.bincount(rows, weights)).sum())

    angle = max(np.arange(-_MAX_TURN, _MAX_TURN + 0.1, 0.5), key=sharpness)
    angle = max(angle + np.arange(-0.5, 0.51, 0.1), key=sharpness)
    return float(np.tan(np.deg2rad(angle)))


def _find_rows(share: np.ndarray, mean: np.ndarray, noise: float, height: int) -> np.ndarray:
    """The rows, int (n,), on which a thin line lies.

    Args:
        share: of each row, how much of the picture's width stands out.
        mean: of each row, the contrast.
        noise: the spread of the paper.
        height: of the picture, in pixels.
    """
    ground = _running_median(mean, max(9, height // 12))
    peaks = (share > _FILLED) & (mean - ground > _limit(_MEAN, noise))
    starts = np.flatnonzero(np.diff(peaks.astype(int), prepend=0) == 1)
    ends = np.flatnonzero(np.diff(peaks.astype(int), append=0) == -1)
    thin = (ends - starts) < _THICK * height + _BLUR
    bands = zip(starts[thin], ends[thin], strict=True)
    return np.array([start + mean[start : end + 1].argmax() for start, end in bands], np.intp)


def _subtract(contrast: np.ndarray, lines: Lines, noise: float) -> np.ndarray:
    """The contrast (h, w) less that of the lines; where the pen crosses them, the pen's share."""
    from scipy import ndimage

    sheared = _shear(contrast, lines.slope)
    times_level, times_noise = _DARKEST_LINE
    cap = times_level * lines.level + times_noise * noise
    along = max(9, round(_ALONG * contrast.shape[1]))
    line = ndimage.uniform_filter1d(np.clip(sheared, 0, cap), along, axis=1, mode="nearest")
    rows = np.arange(len(line))
    beside = np.maximum(
        *(line[np.clip(rows + step, 0, len(line) - 1)] for step in (-_BESIDE, _BESIDE))
    )
    near = np.abs(rows[:, None] - _all_rows(lines.rows, len(line))).min(axis=1) <= _NEAR
    line[~near[:, None] | (beside > _AS_DARK * lines.level)] = 0
    spread = ndimage.maximum_filter1d(line, 3, axis=0)
    line = np.where(line > _LINE * lines.level, spread, line)
    share, percentile = _PEN
    pen = float(np.percentile(sheared[sheared > share * sheared.max()], percentile))
    rest = (sheared - line) / np.maximum(1 - line / max(pen, 1e-6), _LEFT)
    return _unshear(rest, lines.slope, contrast.shape[0])


def _all_rows(rows: np.ndarray, height: int) -> np.ndarray:
    """The rows found, and more at the same distance up to both edges.

    In the corners of a turned sheet lines are too short to be found.
    """
    first, reach = rows[0], rows[-1] - rows[0]
    gap = reach / max(1, round(reach / float(np.median(np.diff(rows)))))
    return np.concatenate([rows, np.arange(first, -1, -gap), np.arange(first, height, gap)])


def _shear(values: np.ndarray, slope: float) -> np.ndarray:
    """Move columns by whole pixels until lines of this slope are horizontal; pad with zeros."""
    height, width = values.shape
    fall = np.rint((np.arange(width) - width / 2) * slope).astype(np.intp)
    pad = int(np.abs(fall).max())
    padded = np.pad(values, ((pad, pad), (0, 0)))
    rows = np.arange(height + 2 * pad)[:, None] + fall[None, :]
    inside = (rows >= 0) & (rows < len(padded))
    return np.where(inside, padded[np.clip(rows, 0, len(padded) - 1), np.arange(width)], 0)


def _unshear(values: np.ndarray, slope: float, height: int) -> np.ndarray:
    """Undo `_shear` on a picture of this height."""
    width = values.shape[1]
    fall = np.rint((np.arange(width) - width / 2) * slope).astype(np.intp)
    pad = int(np.abs(fall).max())
    rows = np.arange(height)[:, None] + pad - fall[None, :]
    return values[rows, np.arange(width)]


def _running_median(values: np.ndarray, size: int) -> np.ndarray:
    from scipy import ndimage

    return ndimage.median_filter(values, size, mode="nearest")
