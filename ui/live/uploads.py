"""Turn picture files from outside into digits, and count their pixels beforehand.

`picture_files` says what a file may be.
"""

import base64
import contextlib
import re
import threading
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import NamedTuple

import numpy as np
import orjson
from gradio.data_classes import FileData
from gradio.utils import get_upload_folder

from ae_core.data.photos import MAX_SIDE, find_digits
from ui.problems import Problem

from . import picture_files
from .picture_files import FORMATS as FORMATS
from .picture_files import MAX_BYTES as MAX_BYTES

Crop = tuple[float, float, float, float]  # x0, y0, x1, y1 as fractions of the upright picture
WHOLE: Crop = (0.0, 0.0, 1.0, 1.0)

# The largest picture takes 260 MB, or 500 if its colours have 16 bits, and a second or more: one is
# decoded at a time, for the page and for programs together, so that the other core serves those who
# draw.
_decoding = threading.Lock()
_MAX_OPENED = 4  # pictures of one request whose header is read to count pixels
_FILE = {"_type": "gradio.FileData"}  # by which Gradio recognises the description of a file
_FIELD = re.compile(rb'"file"\s*:\s*"')
_MARGIN = 0.15  # paper around a digit that belongs to its box, as a share of its longer side


class Upload(NamedTuple):
    """What was found in a picture file.

    Attributes:
        picture: float32 (28, 28) in [0, 1], as `photos.from_canvas` makes it.
        boxes: a crop for each digit found, with some paper around it, the one in `picture` first.
        later_frame: whether it is a later frame of an animation, the fullest one.
    """

    picture: np.ndarray
    boxes: list[Crop]
    later_frame: bool


def decode(content: bytes, crop: Crop = WHOLE) -> Upload:
    """Find the digits in a picture file, or in a part of it.

    The size in bytes is checked first, then the size in pixels; only then is it decoded.

    Raises:
        Problem: if it has too many bytes or pixels, is not a picture of one of `FORMATS`, or no
            digit is found in it.
    """
    picture = picture_files.open_header(content)
    try:
        with _decoding:
            pixels, later_frame = picture_files.pixels(picture)
            left, right = _span(crop[0], crop[2], pixels.shape[1])
            top, bottom = _span(crop[1], crop[3], pixels.shape[0])
            part = pixels[top:bottom, left:right]
            found = find_digits(part)
    except Exception:  # cut short, or inconsistent inside
        raise Problem("bad_picture") from None
    if not found.boxes:
        raise Problem("blank_picture")
    height, width = part.shape[:2]
    corner = np.array([left, top, left, top])
    boxes = [np.array(box) * (width, height, width, height) + corner for box in found.boxes]
    whole = np.array(pixels.shape[1::-1] * 2)
    return Upload(found.image, [_widened(box, whole) for box in boxes], later_frame)


def _span(start: float, end: float, size: int) -> tuple[int, int]:
    """Fractions of a side → the first pixel and the one after the last; at least one pixel."""
    first = min(int(start * size), size - 1)
    return first, max(first + 1, min(size, round(end * size)))


def _widened(box: np.ndarray, whole: np.ndarray) -> Crop:
    """A box in pixels with a margin, as fractions of the whole picture."""
    margin = _MARGIN * max(box[2] - box[0], box[3] - box[1])
    x0, y0, x1, y1 = ((box + margin * np.array([-1, -1, 1, 1])) / whole).clip(0, 1).round(4)
    return float(x0), float(y0), float(x1), float(y1)


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
    counted = sum(map(picture_files.count_pixels, islice(found, _MAX_OPENED)))
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


def _files_of_page(request: object) -> Iterator[bytes]:
    """The picture file in a request of the page: its digit, if that came as a file."""
    digit = request.get("digit") if isinstance(request, dict) else None
    if isinstance(digit, dict) and isinstance(text := digit.get("file"), str):
        yield _from_base64(text)


def _files_of_call(call: object) -> Iterator[bytes]:
    """The picture files in a call: uploads, data: URIs, and those in requests of the page."""
    waiting = [call]
    if isinstance(call, dict):
        # the inputs, of an MCP tool "params"; those that have names stand in the call itself
        waiting = [call[name] for name in ("data", "params") if name in call] or waiting
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
