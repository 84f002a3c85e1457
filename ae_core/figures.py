"""Arrays become images, and images become files.

Digits are tiled with NumPy; matplotlib draws charts and writes text. It is never used through
pyplot, which keeps one current figure for the whole process, so that threads would share it. All
words on a figure come from the caller.

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
from .pictures import SIDE, check_pictures, to_uint8

if TYPE_CHECKING:  # matplotlib is slow to import and the page has to start fast
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

DIGITS_MAX = 10  # columns of a comparison
FRAME_MS = 1000  # how long a frame of a GIF stays, in milliseconds

# One thread draws: matplotlib opens its fonts anew in every thread, and keeps them open.
_renderer = ThreadPoolExecutor(1, "figures")

_DPI = 100
_MARGIN = 2  # between the tiles of a comparison and around them, in pixels of a digit
_ZOOM = 4  # pixels of a comparison per pixel of a digit

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
        title: the line above it.
        picture: floats (28, 28) in [0, 1], or in [-1, 1] if `signed`.
        notes: at most three lines below it.
        signed: whether it is a difference: shown in colours, and black where it is zero.
    """

    title: str
    picture: np.ndarray
    notes: Sequence[str] = ()
    signed: bool = False


class Codes(NamedTuple):
    """The codes on a sheet: of the clean and of the noisy digit, both (n,) or (h, w, maps)."""

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
        ValueError: if shapes or values are not as said.
    """
    top = check_pictures(top, "top", dtype=np.floating)
    bottom = check_pictures(bottom, "bottom", dtype=np.floating)
    if len(top) != len(bottom) or len(top) > DIGITS_MAX:
        raise ValueError(
            f"Expected rows of one length from 1 to {DIGITS_MAX}; "
            f"received {len(top)} and {len(bottom)}"
        )
    margin = (_MARGIN, 0)
    tiles = np.pad(np.stack([top, bottom]), ((0, 0), (0, 0), margin, margin), constant_values=1)
    rows = np.vstack([np.hstack(list(row)) for row in tiles])
    image = _as_image(np.pad(rows, (0, _MARGIN), constant_values=1))
    size = image.width * _ZOOM, image.height * _ZOOM
    return image.resize(size, Image.Resampling.NEAREST).convert("RGB")


def sheet(caption: str, panels: Sequence[Panel], codes: Codes | None) -> Image.Image:
    """Draw one digit at every stage, and its code, as a figure for slides and reports.

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
        """Write text below (x, y), in pixels from the upper left corner, `size` pixels high."""
        points = size * 72 / _DPI
        style = {"color": _INK, "va": "top", **style}
        figure.text(x / width, 1 - y / height, text, fontsize=points, parse_math=False, **style)

    write(_SHEET_GAP, 26, caption, 24, weight="bold")
    corners = [(_SHEET_GAP + i * (side + _SHEET_GAP), _SHEET_HEAD) for i in range(len(panels))]
    for panel, (left, top) in zip(panels, corners, strict=True):
        write(left, top - 34, panel.title, 22)
        write(left, top + side + 10, "\n".join(panel.notes), 19)
    box = (_SHEET_GAP, height - _SHEET_CODE + 60, width - 2 * _SHEET_GAP, _SHEET_CODE - 108)
    if codes:
        write(_SHEET_GAP, height - _SHEET_CODE + 10, codes.title, 22)
        if codes.clean.ndim == 1:
            rect = (box[0] / width, 48 / height, box[2] / width, box[3] / height)
            _draw_bars(figure.add_axes(rect), codes.clean, codes.noisy)
    picture = render(figure)
    for panel, corner in zip(panels, corners, strict=True):
        shown = _coloured(panel.picture) if panel.signed else np.asarray(panel.picture)
        tile = _as_image(shown).resize((side, side), Image.Resampling.NEAREST)
        picture.paste(tile.convert("RGB"), corner)
    if codes and codes.clean.ndim == 3:
        maps = _as_image(_tile_maps(codes.clean, codes.noisy))
        scale = min(box[2] / maps.width, box[3] / maps.height)
        size = int(maps.width * scale), int(maps.height * scale)
        picture.paste(maps.resize(size, Image.Resampling.NEAREST), box[:2])
    return picture


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

    A frame equal to the one before it is not stored again; that one is shown for two seconds
    instead, so a GIF may hold fewer frames than it was given. A GIF has 256 colours, enough for
    every grey; pictures with more are reduced to them.

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


def _as_image(pixels: np.ndarray) -> Image.Image:
    """An 8-bit image of numbers in [0, 1], (h, w) for grey or (h, w, 3) for RGB."""
    return Image.fromarray(to_uint8(pixels))


def _blank(width: int, height: int) -> Figure:
    """A white figure of this size in pixels."""
    from matplotlib.figure import Figure

    # A hair over the whole number: the canvas rounds its size down.
    return Figure(figsize=((width + 0.01) / _DPI, (height + 0.01) / _DPI), dpi=_DPI)


def _coloured(difference: np.ndarray) -> np.ndarray:
    """Differences (28, 28) in [-1, 1] → RGB (28, 28, 3) in [0, 1]."""
    added, lost = difference.clip(0, 1)[..., None], (-difference).clip(0, 1)[..., None]
    return added * _ALIVE + lost * _QUIET


def _draw_bars(axes: Axes, clean: np.ndarray, noisy: np.ndarray) -> None:
    """A pair of bars for each number of two codes (n,)."""
    places = np.arange(1, len(clean) + 1)
    axes.bar(places - 0.2, clean, 0.36, color=_CLEAN)
    axes.bar(places + 0.2, noisy, 0.36, color=_ALIVE)
    axes.axhline(0, color=_INK, linewidth=0.8)
    axes.set_xlim(0.4, len(clean) + 0.6)
    axes.set_xticks(places)
    axes.tick_params(labelsize=10, length=0, colors=_INK)
    axes.spines[["top", "right", "bottom"]].set_visible(False)


def _tile_maps(clean: np.ndarray, noisy: np.ndarray) -> np.ndarray:
    """Maps (h, w, n) side by side, those of the clean digit above; each pair has its own scale.

    Returns:
        (2 h + 4, n (w + 2), 3) in [0, 1], with a white margin of a pixel around each map.
    """
    top = np.maximum(clean.max((0, 1)), noisy.max((0, 1)))
    rows = []
    for code, colour in ((clean, (1.0, 1.0, 1.0)), (noisy, _ALIVE)):
        grey = np.divide(code, top, out=np.zeros_like(code), where=top > 0).clip(0, 1)
        tiles = [grey[..., k, None] * colour for k in range(code.shape[-1])]
        rows.append(
            np.hstack([np.pad(t, ((1, 1), (1, 1), (0, 0)), constant_values=1) for t in tiles])
        )
    return np.vstack(rows)


def render(figure: Figure) -> Image.Image:
    """Draw a figure of matplotlib, one at a time, as RGB."""
    return _renderer.submit(_render, figure).result()


def _render(figure: Figure) -> Image.Image:
    from matplotlib.backends.backend_agg import FigureCanvasAgg

    canvas = FigureCanvasAgg(figure)
    canvas.draw()
    # `convert` copies, so the picture outlives the canvas whose buffer it was read from
    return Image.fromarray(np.asarray(canvas.buffer_rgba())).convert("RGB")
