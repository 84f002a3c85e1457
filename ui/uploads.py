"""Picture files from outside: bytes → uint8 pixels, refused before they can do harm.

How much work a file is stands in its head, in pixels: 2 kB can hold 16 million of them.
"""

import base64
import binascii
import contextlib
import io
import json
import logging
import re
import threading
import warnings
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from gradio.data_classes import FileData
from gradio.utils import get_upload_folder
from PIL import Image, ImageOps

from ae_core import images

from .problems import Problem

MAX_BYTES = 2 * 1024 * 1024
# the largest picture takes 200 MB and most of a second: one at a time, the other core is for pens
_one = threading.Lock()
FORMATS = ("PNG", "JPEG", "WEBP", "GIF", "BMP")

_FILE = {"_type": "gradio.FileData"}  # what Gradio knows a file by
_FIELD = re.compile(rb'"file"\s*:\s*"')

# a broken file makes Pillow's parsers talkative; the visitor is told, the log need not be
logging.getLogger("PIL").setLevel(logging.ERROR)


def decode(content: bytes) -> np.ndarray:
    """A picture file → float32 (28, 28), as `images.from_canvas` makes it.

    The size in bytes is checked first, then the size in pixels, and only then is anything decoded.

    Raises:
        Problem: if it is too big, too large, or no picture of a known format.
    """
    picture = _opened(content)
    try:
        with _one:
            upright = ImageOps.exif_transpose(picture)
            return images.from_canvas(np.asarray(_in_8_bits(upright).convert("RGBA")))
    except Exception:  # cut short, or inconsistent inside
        raise Problem("bad_picture") from None


def may_carry(body: bytes) -> bool:
    """Whether a live request may have a picture file for its digit. Does not read the JSON.

    A field's name can also be spelt with escapes, which the page has no use for.
    """
    return _FIELD.search(body) is not None or b"\\u" in body


def pixels(body: bytes) -> int:
    """How many pixels `decode` would unpack for a request: those of all picture files in it."""
    return sum(map(_pixels, _contents(body)))


def stored(value: object) -> Path | None:
    """The file that Gradio's description of one leads to, if it was uploaded and is there."""
    if not isinstance(value, dict) or value.get("meta") != _FILE:
        return None
    try:
        path = Path(FileData.model_validate(value).path).resolve()
        inside = path.is_relative_to(Path(get_upload_folder()).resolve())
        return path if inside and path.is_file() else None
    except (ValueError, OSError):  # no description of a file, or no name that one can have
        return None


def _opened(content: bytes) -> Image.Image:
    """Read a file's head.

    Raises:
        Problem: as `decode`.
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
    return picture


def _pixels(content: bytes) -> int:
    try:
        width, height = _opened(content).size
    except Problem:  # refused undecoded
        return 0
    return width * height


def _contents(body: bytes) -> Iterator[bytes]:
    """The picture files in a request: a digit's, those that were uploaded, and data: URIs."""
    waiting: list[object] = [body.decode(errors="replace")]
    while waiting:
        value = waiting.pop()
        if isinstance(value, dict):
            if isinstance(text := value.get("file"), str):
                yield _from_base64(text)
            elif path := stored(value):
                with contextlib.suppress(OSError):  # swept meanwhile
                    yield path.read_bytes()
            waiting.extend(value.values())
        elif isinstance(value, list):
            waiting.extend(item for item in value if isinstance(item, dict | list | str))
        elif isinstance(value, str) and value.startswith("data:"):
            yield _from_base64(value.partition(",")[2])
        elif isinstance(value, str) and value.lstrip().startswith("{"):
            # the body; and in it, as text, what the page asks through Gradio's queue
            with contextlib.suppress(ValueError, RecursionError):
                waiting.append(json.loads(value))


def _from_base64(text: str) -> bytes:
    try:
        return base64.b64decode(text)
    except (binascii.Error, ValueError):
        return b""


def _in_8_bits(picture: Image.Image) -> Image.Image:
    """A grey picture of 16 bits, as scanners make them, loses the lower eight; others stay.

    Left to Pillow, all that is lighter than 255 of 65,535 would become white.
    """
    if not picture.mode.startswith("I"):
        return picture
    return Image.fromarray((np.asarray(picture) >> 8).clip(0, 255).astype(np.uint8))
