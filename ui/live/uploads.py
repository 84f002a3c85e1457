"""Decode picture files from outside, after counting their pixels.

The work that a file makes depends on its size in pixels, not in bytes: 2 kB can hold 16 million.
The file's header has the size.
"""

import base64
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

from ae_core.data.photos import MAX_SIDE, from_canvas, place_ink
from ae_core.data.ink import find_ink
from typing import NamedTuple
from ui.problems import Problem

MAX_BYTES = 2 * 1024 * 1024
FORMATS = ("PNG", "JPEG", "WEBP", "GIF", "BMP")

# The largest picture takes 200 MB and most of a second: one at a time, for the page and for
# programs together, so that the other core serves pens.
_decoding = threading.Lock()
_MAX_OPENED = 4  # pictures of one request whose header is read to count pixels
_FILE = {"_type": "gradio.FileData"}  # by which Gradio recognises the description of a file
_FIELD = re.compile(rb'"file"\s*:\s*"')

# Pillow logs a lot about broken files; the visitor gets a sentence, which is enough
logging.getLogger("PIL").setLevel(logging.ERROR)


def decode(content: bytes) -> np.ndarray:
    """A picture file → float32 (28, 28) in [0, 1], as `photos.from_canvas` makes it.

    The size in bytes is checked first, then the size in pixels; only then is it decoded.

    Raises:
        Problem: if it has too many bytes or pixels, or is not a picture of one of `FORMATS`.
    """
    picture = _open(content)
    try:
        with _decoding:
            upright = ImageOps.exif_transpose(picture)
            return from_canvas(np.asarray(_to_8_bits(upright).convert("RGBA")))
    except Exception:  # cut short, or inconsistent inside
        raise Problem("bad_picture") from None


def find(content):
    picture = _open(content)
    found = find_ink(np.asarray(_to_8_bits(ImageOps.exif_transpose(picture)).convert("RGBA")))
    if found is None:
        return Look(np.zeros((28,28),np.float32), [])
    return Look(place_ink(found.ink), found.boxes)


class Look(NamedTuple):
    picture: np.ndarray
    boxes: list


def may_hold_file(body: bytes) -> bool:
    """Whether the digit of a live request may be a picture file, without parsing the JSON.

    JSON can also spell the field's name with escapes. The page never does, so any escape counts.
    """
    return _FIELD.search(body) is not None or b"\\u" in body


def count_pixels(body: bytes, live: bool) -> int:
    """How many pixels `decode` would decode for a request.

    A request holds one picture at most. If it holds more than a few, their headers are not read,
    and together they count as one of the largest.

    Args:
        body: of the request.
        live: whether it is a live request of the page; otherwise it is a call of Gradio's queue.
    """
    try:
        request = orjson.loads(body)
    except ValueError:  # will be refused
        return 0
    found = _files_of_page(request) if live else _files_of_call(request)
    counted = sum(map(_size_in_pixels, islice(found, _MAX_OPENED)))
    return counted + (MAX_SIDE**2 if next(found, None) is not None else 0)


def find_upload(value: object) -> Path | None:
    """The file that a description of Gradio's names, if it was uploaded and still exists."""
    if not isinstance(value, dict) or value.get("meta") != _FILE:
        return None
    try:
        path = Path(FileData.model_validate(value).path).resolve()
        inside = path.is_relative_to(Path(get_upload_folder()).resolve())
        return path if inside and path.is_file() else None
    except (ValueError, OSError):  # not a description, or not a name that a file can have
        return None


def _open(content: bytes) -> Image.Image:
    """Read the header of a file.

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
    except Exception:  # Pillow's parsers raise errors of many kinds
        raise Problem("bad_picture") from None
    if max(picture.size) > MAX_SIDE:
        raise Problem("picture_too_large", n=MAX_SIDE)
    return picture


def _size_in_pixels(content: bytes) -> int:
    try:
        width, height = _open(content).size
    except Problem:  # will be refused without decoding
        return 0
    return width * height


def _files_of_page(request: object) -> Iterator[bytes]:
    """The picture file in a request of the page: its digit, if that came as a file."""
    digit = request.get("digit") if isinstance(request, dict) else None
    if isinstance(digit, dict) and isinstance(text := digit.get("file"), str):
        yield _from_base64(text)


def _files_of_call(call: object) -> Iterator[bytes]:
    """The picture files in a call: uploads, data: URIs, and those in requests of the page."""
    waiting = [call]
    while waiting:
        value = waiting.pop()
        if isinstance(value, dict):
            if path := find_upload(value):
                with contextlib.suppress(OSError):  # deleted in the meantime
                    yield path.read_bytes()
            waiting.extend(value.values())
        elif isinstance(value, list):
            waiting.extend(item for item in value if isinstance(item, dict | list | str))
        elif isinstance(value, str) and value.startswith("data:"):
            yield _from_base64(value.partition(",")[2])
        elif isinstance(value, str) and value.lstrip().startswith("{"):
            # a slow request of the page, as JSON text
            with contextlib.suppress(ValueError):
                yield from _files_of_page(orjson.loads(value))


def _from_base64(text: str) -> bytes:
    try:
        return base64.b64decode(text)
    except ValueError:  # not base64
        return b""


def _to_8_bits(picture: Image.Image) -> Image.Image:
    """A grey picture of 16 bits, as scanners make them, without its lower eight; others unchanged.

    Pillow itself would clip: everything above 255 of 65,535 would become white.
    """
    if not picture.mode.startswith("I"):
        return picture
    return Image.fromarray((np.asarray(picture) >> 8).clip(0, 255).astype(np.uint8))
