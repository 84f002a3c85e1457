"""Pack the values of a net's layers for the browser, 8 bits each, reduced until they fit."""

import base64
import functools

import numpy as np

from ui.live.encoding import encode

EACH = 90  # bytes of an answer that a layer takes beside its values
_MOST_HALVINGS = 2
_SMALL = 4  # maps of this side or less are not halved: they would say nothing


def by_unit(values: np.ndarray) -> np.ndarray:
    """Values of a layer, channels last, by unit: (k,) or (k, side, side)."""
    if values.ndim == 1:
        return values
    return values[None] if values.ndim == 2 else np.moveaxis(values, 2, 0)


@functools.lru_cache(maxsize=256)
def fit(shapes: tuple[tuple[int, ...], ...], selected: int | None, budget: int) -> list[int]:
    """Choose how many times to halve the maps of each layer, so that all fit; the largest first.

    Args:
        shapes: of the layers' values by unit, first of the picture, last of the restored one.
        selected: index of the layer that keeps as much detail as fits; None: none.
        budget: bytes of base64, and `EACH` for every layer.

    Returns:
        The number for each layer, from 0 to `_MOST_HALVINGS`.
    """
    halvings = [0] * len(shapes)
    while True:
        sizes = [_size(*both) for both in zip(shapes, halvings, strict=True)]
        can = [
            place
            for place, shape in enumerate(shapes)
            # the picture and the restored one stay as they are: averaged noise is no noise
            if place not in (0, len(shapes) - 1)
            and halvings[place] < _MOST_HALVINGS
            and _side(shape, halvings[place]) > _SMALL
        ]
        if not can or sum(sizes) + EACH * len(sizes) <= budget:
            return halvings
        halvings[max(can, key=lambda place: (place != selected, sizes[place]))] += 1


def _side(shape: tuple[int, ...], times: int) -> int:
    """The side of maps that were halved so many times; 1 for a flat layer."""
    return -(-shape[1] // 2**times) if len(shape) == 3 else 1


def _size(shape: tuple[int, ...], times: int) -> int:
    """Bytes of base64 of a layer whose maps were halved so many times."""
    return 4 * -(-shape[0] * _side(shape, times) ** 2 // 3)


def _halved(maps: np.ndarray) -> np.ndarray:
    """Maps (k, side, side) at half their side, by averaging; an odd last row stands alone."""
    if maps.shape[1] % 2:
        maps = np.pad(maps, ((0, 0), (0, 1), (0, 1)), "edge")
    side = maps.shape[1] // 2
    return maps.reshape(len(maps), side, 2, side, 2).mean(axis=(2, 4))


def pack(values: np.ndarray, halvings: int, show: str) -> dict:
    """Values by unit for the browser.

    Returns:
        {"values": base64 of a byte for each, unit by unit, row by row; "side": of the maps, 0 if
        the layer is flat; "low", "high": what the bytes 0 and 255 mean}. For "difference", low is
        -high.
    """
    for _ in range(halvings if values.ndim == 3 else 0):
        values = _halved(values)
    low, high = float(values.min()), float(values.max())
    if show == "difference":
        high = max(-low, high)
        low = -high
    scale = 255 / (high - low) if high > low else 0
    return {
        "values": encode(np.rint((values - np.float32(low)) * np.float32(scale))),
        "side": values.shape[1] if values.ndim == 3 else 0,
        "low": short(low),
        "high": short(high),
    }


def pack_finely(values: np.ndarray) -> dict:
    """Flat values with 24 bits each, so that sums of them come out as the net's own.

    Returns:
        {"values": base64 of three bytes for each, the lowest first; "low", "high": what the
        numbers 0 and 2 ** 24 - 1 mean}.
    """
    low, high = float(values.min()), float(values.max())
    scale = (2**24 - 1) / (high - low) if high > low else 0
    numbers = np.rint((values.astype(np.float64) - low) * scale).astype("<u4")
    three = numbers.view(np.uint8).reshape(-1, 4)[:, :3]
    return {
        "values": base64.b64encode(three.tobytes()).decode(),
        "low": low,
        "high": high,
    }


def short(value: float, digits: int = 6) -> float:
    """The value with so many digits, as it is sent."""
    return float(f"{value:.{digits}g}")
