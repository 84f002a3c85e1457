"""The way out: arrays become pictures, and pictures become files.

Figures are drawn on matplotlib's own objects, never through pyplot: pyplot keeps one current
figure for the whole process, which threads would share. They hold digits and no words, so
there is nothing in them to translate.

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

DIGITS_MAX = 10  # columns of a comparison
FRAME_MS = 1000  # how long a frame of a GIF stays, in milliseconds

_DPI = 100
_GAP = 8  # between tiles and around them, in pixels
_ZOOM = 4  # figure pixels per pixel of a digit


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

    return _drawn(_tiled([*top, *bottom], len(top)))


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


def _tiled(digits: Sequence[np.ndarray], columns: int) -> Figure:
    """Lay digits out in rows, each of their pixels a square of whole pixels."""
    from matplotlib.figure import Figure

    side = SIDE * _ZOOM
    rows = -(-len(digits) // columns)
    width = columns * (side + _GAP) + _GAP
    height = rows * (side + _GAP) + _GAP
    # A hair over the whole number: the canvas rounds its size down.
    figure = Figure(figsize=((width + 0.01) / _DPI, (height + 0.01) / _DPI), dpi=_DPI)
    for i, digit in enumerate(digits):
        row, column = divmod(i, columns)
        left = _GAP + column * (side + _GAP)
        bottom = height - (row + 1) * (side + _GAP)
        rect = (left / width, bottom / height, side / width, side / height)
        axes = figure.add_axes(rect)
        axes.set_axis_off()
        axes.imshow(digit, cmap="gray", vmin=0, vmax=1, interpolation="nearest", aspect="auto")
    return figure


def _drawn(figure: Figure) -> Image.Image:
    """Draw a figure and hand its pixels over as RGB."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg

    canvas = FigureCanvasAgg(figure)
    canvas.draw()
    # `convert` copies, so the picture outlives the canvas whose buffer it was read from.
    return Image.fromarray(np.asarray(canvas.buffer_rgba())).convert("RGB")
