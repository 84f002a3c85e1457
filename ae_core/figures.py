"""The way out: arrays become pictures, and pictures become files.

Figures are drawn on matplotlib's own objects, never through pyplot: pyplot keeps one current
figure for the whole process, which threads would share. They hold no words of their own: a
`sheet` says what it is given to say.

Knows nothing of models, noise or the page.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from PIL import Image

from .artifacts import replacing
from .pictures import SIDE

if TYPE_CHECKING:  # matplotlib is slow to import and the page has to start fast
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

DIGITS_MAX = 10  # columns of a comparison
FRAME_MS = 1000  # how long a frame of a GIF stays, in milliseconds

# Matplotlib opens its fonts anew in every thread that draws, and keeps them open.
_pen = ThreadPoolExecutor(1, "figures")

_DPI = 100
_GAP = 8  # between tiles and around them, in pixels
_ZOOM = 4  # figure pixels per pixel of a digit

_SHEET_ZOOM = 12
_SHEET_GAP = 52  # around the panels of a sheet, in pixels
_SHEET_HEAD = 120  # above them: caption and titles
_SHEET_NOTES = 84  # below them
_SHEET_CODE = 284  # the code's part of a sheet
_ALIVE = (1.0, 0.54, 0.3)  # the noisy code, and ink that was added
_QUIET = (0.59, 0.67, 0.75)  # ink that was lost
_CLEAN = "#8d857c"  # the clean code
_INK = "#1d1b19"


class Panel(NamedTuple):
    """One picture of a sheet.

    Attributes:
        title: what stands above it.
        picture: floats (28, 28), in [0, 1]; of a difference in [-1, 1].
        notes: lines below it, three at most.
        signed: whether it is a difference: shown in colours, and black where it is zero.
    """

    title: str
    picture: np.ndarray
    notes: Sequence[str] = ()
    signed: bool = False


class Codes(NamedTuple):
    """The code of a sheet: the clean and the noisy digit's, of one shape, (n,) or (h, w, maps)."""

    title: str
    clean: np.ndarray
    noisy: np.ndarray


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

    return drawn(_tiled([*top, *bottom], len(top)))


def sheet(caption: str, panels: Sequence[Panel], codes: Codes | None) -> Image.Image:
    """Draw what one digit became as a figure for slides and reports.

    Panels stand side by side under the caption, black 0 and white 1, a digit's pixel a square of
    12 x 12 pixels; below them the code: a pair of bars for each number, grey of the clean and
    orange of the noisy digit, or a row of small maps of each.

    Args:
        caption: one line.
        panels: at least one.
        codes: without them the figure ends with the panels.

    Returns:
        RGB, 388 pixels wide for each panel and 52 more; 824 high, or 592 without codes.
    """
    side = SIDE * _SHEET_ZOOM
    width = len(panels) * (side + _SHEET_GAP) + _SHEET_GAP
    below = _SHEET_NOTES + (_SHEET_CODE if codes else _SHEET_GAP)
    height = _SHEET_HEAD + side + below
    figure = _blank(width, height)

    def write(x: float, y: float, text: str, size: float, **style: Any) -> None:
        # sizes in pixels, from the upper left corner
        points = size * 72 / _DPI
        style = {"color": _INK, "va": "top", **style}
        figure.text(x / width, 1 - y / height, text, fontsize=points, parse_math=False, **style)

    write(_SHEET_GAP, 26, caption, 24, weight="bold")
    for i, panel in enumerate(panels):
        left = _SHEET_GAP + i * (side + _SHEET_GAP)
        write(left, _SHEET_HEAD - 34, panel.title, 22)
        rect = (left / width, below / height, side / width, side / height)
        shown = _coloured(panel.picture) if panel.signed else panel.picture
        axes = figure.add_axes(rect)
        axes.set_axis_off()
        axes.imshow(shown, cmap="gray", vmin=0, vmax=1, interpolation="nearest", aspect="auto")
        write(left, _SHEET_HEAD + side + 10, "\n".join(panel.notes), 19)
    if codes:
        write(_SHEET_GAP, height - _SHEET_CODE + 10, codes.title, 22)
        inner = width - 2 * _SHEET_GAP, _SHEET_CODE - 108
        rect = (_SHEET_GAP / width, 48 / height, inner[0] / width, inner[1] / height)
        axes = figure.add_axes(rect)
        (_bars if codes.clean.ndim == 1 else _maps)(axes, codes.clean, codes.noisy)
    return drawn(figure)


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
    """Write the GIF of `gif_bytes`, whole or not at all.

    Args:
        frames: at least one picture, all of one size.
        path: the file to write or replace. Its folder has to exist.

    Raises:
        ValueError: if there are no frames, or they differ in size.
        OSError: if it cannot be written; the old file, if any, is left as it was.
    """
    content = gif_bytes(frames)
    with replacing(path) as temporary:
        temporary.write_bytes(content)


def gif_bytes(frames: Sequence[Image.Image]) -> bytes:
    """Join frames into a GIF that loops for ever at one frame a second.

    A frame equal to the one before it is not stored again: that
    one stays for two seconds instead, so a GIF may hold fewer frames than it was given. A GIF
    has 256 colours, enough for every grey; pictures with more are reduced to them.

    Args:
        frames: at least one picture, all of one size.

    Raises:
        ValueError: if there are no frames, or they differ in size.
    """
    sizes = sorted({frame.size for frame in frames})
    if len(sizes) != 1:
        raise ValueError(f"Expected one or more frames of one size; received sizes {sizes}")
    file = io.BytesIO()
    others = list(frames[1:])
    frames[0].save(
        file, format="GIF", save_all=True, append_images=others, duration=FRAME_MS, loop=0
    )
    return file.getvalue()


def _tiled(digits: Sequence[np.ndarray], columns: int) -> Figure:
    """Lay digits out in rows, each of their pixels a square of whole pixels."""
    side = SIDE * _ZOOM
    rows = -(-len(digits) // columns)
    width = columns * (side + _GAP) + _GAP
    height = rows * (side + _GAP) + _GAP
    figure = _blank(width, height)
    for i, digit in enumerate(digits):
        row, column = divmod(i, columns)
        left = _GAP + column * (side + _GAP)
        bottom = height - (row + 1) * (side + _GAP)
        rect = (left / width, bottom / height, side / width, side / height)
        axes = figure.add_axes(rect)
        axes.set_axis_off()
        axes.imshow(digit, cmap="gray", vmin=0, vmax=1, interpolation="nearest", aspect="auto")
    return figure


def _blank(width: int, height: int) -> Figure:
    """A figure of so many pixels, all white."""
    from matplotlib.figure import Figure

    # A hair over the whole number: the canvas rounds its size down.
    return Figure(figsize=((width + 0.01) / _DPI, (height + 0.01) / _DPI), dpi=_DPI)


def _coloured(difference: np.ndarray) -> np.ndarray:
    """Differences (28, 28) in [-1, 1] → RGB (28, 28, 3) in [0, 1]."""
    added, lost = difference.clip(0, 1)[..., None], (-difference).clip(0, 1)[..., None]
    return added * _ALIVE + lost * _QUIET


def _bars(axes: Axes, clean: np.ndarray, noisy: np.ndarray) -> None:
    places = np.arange(1, len(clean) + 1)
    axes.bar(places - 0.2, clean, 0.36, color=_CLEAN)
    axes.bar(places + 0.2, noisy, 0.36, color=_ALIVE)
    axes.axhline(0, color=_INK, linewidth=0.8)
    axes.set_xlim(0.4, len(clean) + 0.6)
    axes.set_xticks(places)
    axes.tick_params(labelsize=10, length=0, colors=_INK)
    axes.spines[["top", "right", "bottom"]].set_visible(False)


def _maps(axes: Axes, clean: np.ndarray, noisy: np.ndarray) -> None:
    """Maps (h, w, n) side by side, the clean digit's above, each pair to a scale of its own."""
    top = np.maximum(clean.max((0, 1)), noisy.max((0, 1)))
    rows = []
    for code, colour in ((clean, (1.0, 1.0, 1.0)), (noisy, _ALIVE)):
        grey = np.divide(code, top, out=np.zeros_like(code), where=top > 0).clip(0, 1)
        tiles = [grey[..., k, None] * colour for k in range(code.shape[-1])]
        rows.append(
            np.hstack([np.pad(t, ((1, 1), (1, 1), (0, 0)), constant_values=1) for t in tiles])
        )
    axes.set_axis_off()
    axes.set_anchor("NW")
    axes.imshow(np.vstack(rows), interpolation="nearest")


def drawn(figure: Figure) -> Image.Image:
    """Draw a figure, one at a time, and hand its pixels over as RGB."""
    return _pen.submit(_draw, figure).result()


def _draw(figure: Figure) -> Image.Image:
    from matplotlib.backends.backend_agg import FigureCanvasAgg

    canvas = FigureCanvasAgg(figure)
    canvas.draw()
    # `convert` copies, so the picture outlives the canvas whose buffer it was read from.
    return Image.fromarray(np.asarray(canvas.buffer_rgba())).convert("RGB")
