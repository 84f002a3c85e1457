"""Picture files from outside: bytes → uint8 pixels, refused before they can do harm.

The work that a file makes is its size in pixels, which its header tells: 2 kB can hold 16 million.
"""

import base64
import binascii
import contextlib
import io
import logging
import re
import threading
import warnings
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

import numpy as np
import orjson
from gradio.data_classes import FileData
from gradio.utils import get_upload_folder
from PIL import Image, ImageOps

from ae_core.data.photos import MAX_SIDE, from_canvas
from ui.problems import Problem

MAX_BYTES = 2 * 1024 * 1024
# The largest picture takes 200 MB and most of a second: one at a time, the other core is for pens.
# Also for calls of programs, which do not come by the page's lane for files.
_one = threading.Lock()
FORMATS = ("PNG", "JPEG", "WEBP", "GIF", "BMP")

_LOOKED_AT = 4  # pictures in a request
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
            return from_canvas(np.asarray(_in_8_bits(upright).convert("RGBA")))
    except Exception:  # cut short, or inconsistent inside
        raise Problem("bad_picture") from None


def may_carry(body: bytes) -> bool:
    """Whether a live request may have a picture file for its digit. Does not read the JSON.

    A field's name can also be spelt with escapes, which the page has no use for.
    """
    return _FIELD.search(body) is not None or b"\\u" in body


def pixels(body: bytes, live: bool) -> int:
    """How many pixels `decode` would unpack for a request.

    It has one picture, or none: of more than a few the rest are not looked at, and count as one of
    the largest.

    Args:
        body: what was sent.
        live: whether it is a live request of the page, else a call.
    """
    try:
        request = orjson.loads(body)
    except ValueError:  # nobody will decode anything of it
        return 0
    found = _of_page(request) if live else _of_call(request)
    counted = sum(map(_pixels, islice(found, _LOOKED_AT)))
    return counted + (MAX_SIDE**2 if next(found, None) is not None else 0)


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
        raise Problem("picture_too_large", n=MAX_SIDE) from None
    except Exception:  # Pillow's parsers raise errors of many kinds on bytes of no kind
        raise Problem("bad_picture") from None
    if max(picture.size) > MAX_SIDE:
        raise Problem("picture_too_large", n=MAX_SIDE)
    return picture


def _pixels(content: bytes) -> int:
    try:
        width, height = _opened(content).size
    except Problem:  # refused undecoded
        return 0
    return width * height


def _of_page(request: object) -> Iterator[bytes]:
    """The picture file in a request of the page: its digit's, if that came as a file."""
    digit = request.get("digit") if isinstance(request, dict) else None
    if isinstance(digit, dict) and isinstance(text := digit.get("file"), str):
        yield _from_base64(text)


def _of_call(call: object) -> Iterator[bytes]:
    """The picture files in a call: what was uploaded, data: URIs, and in requests of the page."""
    waiting = [call]
    while waiting:
        value = waiting.pop()
        if isinstance(value, dict):
            if path := stored(value):
                with contextlib.suppress(OSError):  # swept meanwhile
                    yield path.read_bytes()
            waiting.extend(value.values())
        elif isinstance(value, list):
            waiting.extend(item for item in value if isinstance(item, dict | list | str))
        elif isinstance(value, str) and value.startswith("data:"):
            yield _from_base64(value.partition(",")[2])
        elif isinstance(value, str) and value.lstrip().startswith("{"):
            # what the page asks through Gradio's queue is text
            with contextlib.suppress(ValueError):
                yield from _of_page(orjson.loads(value))


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
