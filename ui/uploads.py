"""Picture files from outside: bytes → uint8 pixels, refused before they can do harm."""

import io
import logging
import threading
import warnings

import numpy as np
from PIL import Image, ImageOps

from ae_core import images

from .problems import Problem

MAX_BYTES = 2 * 1024 * 1024
_at_once = threading.BoundedSemaphore(2)  # the largest picture takes 200 MB while it is decoded
FORMATS = ("PNG", "JPEG", "WEBP", "GIF", "BMP")

# a broken file makes Pillow's parsers talkative; the visitor is told, the log need not be
logging.getLogger("PIL").setLevel(logging.ERROR)


def decode(content: bytes) -> np.ndarray:
    """A picture file → float32 (28, 28), as `images.from_canvas` makes it.

    The size in bytes is checked first, then the size in pixels (which stands in the file's
    head), and only then is anything decoded: a 100 kB file can unpack to 300 MB.

    Raises:
        Problem: if it is too big, too large, or no picture of a known format.
    """
    if len(content) > MAX_BYTES:
        raise Problem("picture_too_big")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            picture = Image.open(io.BytesIO(content), formats=FORMATS)
    except Image.DecompressionBombError:
        raise Problem("picture_too_large", n=images.MAX_SIDE) from None
    except Exception:  # Pillow's parsers raise errors of many kinds on bytes of no kind
        raise Problem("bad_picture") from None
    if max(picture.size) > images.MAX_SIDE:
        raise Problem("picture_too_large", n=images.MAX_SIDE)
    try:
        with _at_once:
            upright = ImageOps.exif_transpose(picture)
            return images.from_canvas(np.asarray(_in_8_bits(upright).convert("RGBA")))
    except Exception:  # cut short, or inconsistent inside
        raise Problem("bad_picture") from None


def _in_8_bits(picture: Image.Image) -> Image.Image:
    """A grey picture of 16 bits, as scanners make them, loses the lower eight; others stay.

    Left to Pillow, all that is lighter than 255 of 65,535 would become white.
    """
    if not picture.mode.startswith("I"):
        return picture
    return Image.fromarray((np.asarray(picture) >> 8).clip(0, 255).astype(np.uint8))
