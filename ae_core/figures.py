"""The way out: arrays become pictures, and pictures become files.

Figures are drawn on matplotlib's own objects, never through pyplot: pyplot keeps one current
figure for the whole process, and the page draws in several threads at once. They hold numbers
and no words, so there is nothing in them to translate.

Knows nothing of models, noise or the page.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from PIL import Image

from .files import replacing
from .specs import SIDE

if TYPE_CHECKING:  # matplotlib is slow to import and the page has to start fast
    from matplotlib.figure import Figure
    from matplotlib.image import AxesImage

DIGITS_MAX = 10  # columns of a comparison
FRAME_MS = 1000  # how long a frame of a GIF stays, in milliseconds

_DPI = 100
_GAP = 8  # between tiles and around them, in pixels
_DIGIT_ZOOM = 4  # figure pixels per pixel of a digit
_MAP_ZOOM = 24  # figure pixels per number of a code map
_SCALE_ROOM = 88  # right of the code maps, for the grey scale and its numbers, in pixels


def comparison(top: np.ndarray, bottom: np.ndarray) -> Image.Image:
    """Draw digits in one row over their reconstructions in another, as the tutorials do.

    Black is 0 and white is 1 whatever the values are, so that rows and figures can be compared.
    A digit's pixel is a square of 4 x 4 pixels; tiles are 112 pixels wide, 8 apart on white.

    Args:
        top: floats, shape (n, 28, 28) with n from 1 to 10, values in [0, 1].
        bottom: the same shape and range.

    Returns:
        RGB, 120 n + 8 pixels wide and 248 high.

    Raises:
        ValueError: if shapes or values are outside what is said above.
    """
    for name, digits in (("top", top), ("bottom", bottom)):
        if digits.ndim != 3 or digits.shape[1:] != (SIDE, SIDE):
            raise ValueError(
                f"Expected {name} of shape (n, {SIDE}, {SIDE}); received {digits.shape}"
            )
        if not 1 <= len(digits) <= DIGITS_MAX:
            raise ValueError(f"Expected 1 to {DIGITS_MAX} digits in {name}; received {len(digits)}")
        if not (digits.min() >= 0 and digits.max() <= 1):
            raise ValueError(
                f"Expected pixels of {name} in [0, 1]; "
                f"received {digits.min():.4g} to {digits.max():.4g}"
            )
    if len(top) != len(bottom):
        raise ValueError(f"Expected as many digits below; received {len(top)} and {len(bottom)}")

    figure, _ = _tiled([*top, *bottom], len(top), _DIGIT_ZOOM, (0.0, 1.0))
    return _drawn(figure)


def code_bars(code: np.ndarray) -> Image.Image:
    """Draw a code: bars for a row of numbers, grey maps for a stack of 4 x 4 maps.

    The scale follows the values, so two codes drawn apart are compared by the numbers on it
    and not by height or grey alone. It always holds 0: bars stand on it, and in the maps of a
    code without negative numbers 0 is black.

    Args:
        code: floats, all finite; shape (k,) for a flat code, (4, 4, c) for c maps.

    Returns:
        RGB, 640 x 240 pixels for a flat code; for maps, up to eight in a row, as large as they
        need, with the grey scale at the right.

    Raises:
        ValueError: if `code` has another shape, is empty, or holds a NaN or an infinity.
    """
    flat, maps = code.ndim == 1, code.ndim == 3 and code.shape[:2] == (4, 4)
    if not (flat or maps) or code.size == 0:
        raise ValueError(f"Expected a code of shape (k,) or (4, 4, c); received {code.shape}")
    if not np.isfinite(code).all():
        raise ValueError("Expected finite numbers in the code; received a NaN or an infinity")
    return _bars(code) if flat else _maps(code)


def save_png(image: Image.Image, path: Path) -> None:
    """Write a PNG whole or not at all.

    Args:
        image: any picture that a PNG can hold.
        path: the file to write or replace. Its folder has to exist.

    Raises:
        OSError: if it cannot be written; the old file, if any, is left as it was.
    """
    with replacing(path) as temporary:
        image.save(temporary, format="PNG")


def epoch_gif(frames: Sequence[Image.Image], path: Path) -> None:
    """Join frames into a GIF that loops for ever at one frame a second.

    Written whole or not at all. A frame equal to the one before it is not stored again: that
    one stays for two seconds instead, so a GIF may hold fewer frames than it was given. A GIF
    has 256 colours, enough for every grey; pictures with more are reduced to them.

    Args:
        frames: at least one picture, all of one size.
        path: the file to write or replace. Its folder has to exist.

    Raises:
        ValueError: if there are no frames, or they differ in size.
        OSError: if it cannot be written; the old file, if any, is left as it was.
    """
    sizes = sorted({frame.size for frame in frames})
    if len(sizes) != 1:
        raise ValueError(f"Expected one or more frames of one size; received sizes {sizes}")
    with replacing(path) as temporary:
        frames[0].save(
            temporary,
            format="GIF",
            save_all=True,
            append_images=list(frames[1:]),
            duration=FRAME_MS,
            loop=0,
        )


def _bars(code: np.ndarray) -> Image.Image:
    from matplotlib.figure import Figure

    figure = Figure(figsize=(6.4, 2.4), dpi=_DPI, layout="tight")
    axes = figure.add_subplot()
    axes.bar(np.arange(len(code)), code, color="0.35")
    axes.axhline(0, color="black", linewidth=0.8)
    axes.set_xlim(-0.75, len(code) - 0.25)
    axes.xaxis.get_major_locator().set_params(integer=True)
    axes.spines[["top", "right"]].set_visible(False)
    return _drawn(figure)


def _maps(code: np.ndarray) -> Image.Image:
    scale = (min(0.0, float(code.min())), max(0.0, float(code.max())))
    if scale[0] == scale[1]:
        scale = (0.0, 1.0)  # all zeros: black, as zeros are elsewhere
    maps = list(np.moveaxis(code, -1, 0))
    figure, drawn = _tiled(maps, min(8, len(maps)), _MAP_ZOOM, scale, right=_SCALE_ROOM)
    for axes in figure.axes:  # a line around each map, where white would run into the margin
        axes.set_axis_on()
        axes.set(xticks=[], yticks=[])

    width, height = figure.get_size_inches() * _DPI
    left = width - _SCALE_ROOM + _GAP
    rect = (left / width, _GAP / height, 16 / width, 1 - 2 * _GAP / height)
    figure.colorbar(drawn, cax=figure.add_axes(rect))
    return _drawn(figure)


def _tiled(
    tiles: Sequence[np.ndarray],
    columns: int,
    zoom: int,
    scale: tuple[float, float],
    right: int = 0,
) -> tuple[Figure, AxesImage]:
    """Lay square tiles out in rows, each number a square of `zoom` x `zoom` whole pixels.

    Returns:
        The figure, with `right` pixels left free at its right side, and one of its pictures,
        which carries the grey scale.
    """
    from matplotlib.figure import Figure

    side = len(tiles[0]) * zoom
    rows = -(-len(tiles) // columns)
    width = columns * (side + _GAP) + _GAP + right
    height = rows * (side + _GAP) + _GAP
    # A hair over the whole number: the canvas rounds its size down.
    figure = Figure(figsize=((width + 0.01) / _DPI, (height + 0.01) / _DPI), dpi=_DPI)
    for i, tile in enumerate(tiles):
        row, column = divmod(i, columns)
        left = _GAP + column * (side + _GAP)
        bottom = height - (row + 1) * (side + _GAP)
        rect = (left / width, bottom / height, side / width, side / height)
        axes = figure.add_axes(rect)
        axes.set_axis_off()
        drawn = axes.imshow(
            tile, cmap="gray", vmin=scale[0], vmax=scale[1], interpolation="nearest", aspect="auto"
        )
    return figure, drawn


def _drawn(figure: Figure) -> Image.Image:
    """Draw a figure and hand its pixels over as RGB."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg

    canvas = FigureCanvasAgg(figure)
    canvas.draw()
    # `convert` copies, so the picture outlives the canvas whose buffer it was read from.
    return Image.fromarray(np.asarray(canvas.buffer_rgba())).convert("RGB")
