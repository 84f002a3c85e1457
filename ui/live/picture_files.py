"""Read the pixels of picture files from outside, whatever else is in the file.

How much work a file makes depends on its size in pixels, not in bytes: 2 kB can hold 16 million.
The header states that size, so it is read first.
"""

import contextlib
import io
import logging
import warnings

import numpy as np
from PIL import Image, ImageOps

from ae_core.data.photos import MAX_SIDE
from ui.problems import Problem

from . import bare_files

MAX_BYTES = 2 * 1024 * 1024
FORMATS = ("PNG", "JPEG", "WEBP", "GIF", "BMP")

_MAX_FRAMES = 60  # of an animation; all together have no more pixels than the largest picture
_MOVING = ("PNG", "WEBP", "GIF")  # formats of animations; further pictures in a JPEG are no frames

# Pillow logs a lot about broken files; the visitor gets a sentence, which is enough
logging.getLogger("PIL").setLevel(logging.ERROR)


def open_header(content: bytes) -> Image.Image:
    """Read the header of a file.

    Raises:
        Problem: if it has too many bytes or pixels, or is not a picture of one of `FORMATS`.
    """
    if len(content) > MAX_BYTES:
        raise Problem("picture_too_big")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            picture = Image.open(io.BytesIO(bare_files.bare(content)), formats=FORMATS)
    except Image.DecompressionBombError:
        raise Problem("picture_too_large", n=MAX_SIDE) from None
    except Exception:  # Pillow's parsers raise errors of many kinds
        raise Problem("bad_picture") from None
    if max(picture.size) > MAX_SIDE:
        raise Problem("picture_too_large", n=MAX_SIDE)
    return picture


def count_pixels(content: bytes) -> int:
    """How many pixels `pixels` would decode; 0 for a file that would be refused."""
    try:
        picture = open_header(content)
    except Problem:
        return 0
    return picture.width * picture.height * _count_frames(picture)


def pixels(picture: Image.Image) -> tuple[np.ndarray, bool]:
    """Decode a file that `open_header` has opened.

    Of an animation it takes the frame with the most on it.

    Returns:
        uint8 (H, W, 4), turned upright; and whether it is a later frame of an animation.

    Raises:
        Exception: of any kind, if the file is cut short or inconsistent.
    """
    tiles = getattr(picture, "tile", ())  # how Pillow unpacks it, from 16 bits for example
    deep = any(";16B" in str(tile[-1]) for tile in tiles)
    frame = _fullest_frame(picture)
    with contextlib.suppress(EOFError):
        picture.seek(frame)
    picture.load()
    upright = picture
    with contextlib.suppress(Exception):  # a picture with broken notes is still a picture
        upright = ImageOps.exif_transpose(picture)
    return _lit(_to_8_bits(upright), deep), frame > 0


def _count_frames(picture: Image.Image) -> int:
    """How many frames of an animation are compared, at most; 1 for a still picture.

    They are not counted: a small file can have a hundred thousand, and each would be read.
    """
    try:
        moves = picture.format in _MOVING and getattr(picture, "is_animated", False)
    except Exception:  # cut short
        return 1
    most = min(_MAX_FRAMES, MAX_SIDE**2 // (picture.width * picture.height))
    return max(1, most) if moves else 1


def _fullest_frame(picture: Image.Image) -> int:
    """The number of the frame that differs most from its own background; of equals the first."""
    frames, best, most = _count_frames(picture), 0, -1.0
    if frames == 1:
        return 0
    for i in range(frames):
        try:
            picture.seek(i)
            small = np.asarray(picture.convert("LA").resize((64, 64)), np.float32)
        except Exception:  # the frames before it are sound
            break
        grey = small[..., 0] * small[..., 1] / 255
        full = float(np.abs(grey - np.median(grey)).mean())
        if full > 1.02 * most:
            best, most = i, full
    return best


def _to_8_bits(picture: Image.Image) -> Image.Image:
    """Scale a grey picture of more than 8 bits, as scanners make them, by its own range.

    Pillow itself would clip: everything above 255 would become white. White in a file of 16 bits
    may be at 1,023 or 4,095, depending on the scanner. Other pictures are returned as they are.
    """
    if not picture.mode.startswith("I"):
        return picture
    values = np.array(picture, np.float32)  # changed in place: the largest one has 64 MB
    np.maximum(values, 0, out=values)
    white = max(255.0, float(np.percentile(values, 99.9)))
    values *= 255 / white
    np.minimum(values, 255, out=values)
    return Image.fromarray(values.astype(np.uint8))


def _lit(picture: Image.Image, deep: bool) -> np.ndarray:
    """The pixels, uint8 (H, W, 4); colours that had 16 bits (`deep`) scaled by their own range.

    Pillow keeps the upper 8 of 16 bits, so that white at 1,023 becomes 3.
    """
    rgba = picture.convert("RGBA")
    if deep:
        pixels = np.asarray(rgba)
        seen = pixels[pixels[..., 3] > 0, :3]
        white = max(1.0, float(np.percentile(seen, 99.9))) if seen.any() else 255.0
        scaled = [min(255, int(value * 255 / white)) for value in range(256)]
        rgba = rgba.point([*scaled * 3, *range(256)])
    return np.array(rgba)
