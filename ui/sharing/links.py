"""Pack the digit and its settings into the text of a link, and unpack it.

The settings are the model, the noise with its level and seed, and how many of the first numbers of
the code are used, if not all.

The text is base64url of a version byte, JSON compressed by deflate, and a CRC-32 of both. The CRC
is little-endian: then any changed character is a burst of errors of at most 32 bits, which a
CRC-32 always detects.

Coordinates are rounded to thousandths of the pad, which is the pad's own grid, and points within
half a thousandth of the line without them are left out. A link therefore holds a slightly
different drawing; its sender has to show what `unpack` returns, so that both see the same.
"""

import base64
import json
import zlib
from collections.abc import Mapping
from itertools import accumulate

import numpy as np

from ae_core.data.strokes import MAX_COORDINATE
from ae_core.models import presets
from ui.live import pictures, requests
from ui.live.encoding import encode_picture
from ui.problems import Problem

MAX_TEXT = 1_800  # characters: with the page's address a link stays under 2,000
_VERSION = b"\x01"
_GRID = 1_000  # steps across the pad
_TOLERANCE = 0.5  # steps by which a line may move when points are left out
_LEVELS = 100  # steps of the level, as on the slider
_MAX_JSON = 20_000  # characters: deflate can expand a text a thousandfold
_FARTHEST = int(MAX_COORDINATE * _GRID)


def pack(request: object) -> str:
    """Write the current digit and its settings as text.

    Args:
        request: the stage's request, as `requests.read` takes it.

    Returns:
        At most `MAX_TEXT` characters of A-Z, a-z, 0-9, "-" and "_".

    Raises:
        Problem: if the request is malformed, the model is a visitor's own, or the text would be
            too long.
    """
    checked = requests.read(request)
    if checked.model not in presets.PRESETS:
        raise Problem("link_own_model")
    digit = checked.digit
    marks = [[int(mark.get("ink") is True), *_packed(mark["points"])] for mark in _marks(digit)]
    drawn: str | list[list[int]]
    if "strokes" in digit and "pixels" not in digit and "file" not in digit:
        drawn = [_packed(stroke) for stroke in digit["strokes"] if stroke]
    else:
        drawn = base64.b64decode(encode_picture(pictures.draw(digit)[0])).hex()
    level = round(checked.level * _LEVELS)
    values = [checked.model, checked.noise, level, checked.seed, drawn, marks]
    if checked.numbers is not None:
        values.append(checked.numbers)
    content = json.dumps(values, separators=(",", ":"))
    deflate = zlib.compressobj(9, wbits=-15)  # no header: version and checksum are ours
    body = _VERSION + deflate.compress(content.encode()) + deflate.flush()
    text = base64.urlsafe_b64encode(body + _checksum(body)).decode().rstrip("=")
    if len(text) > MAX_TEXT or len(content) > _MAX_JSON:
        raise Problem("link_too_long")
    return text


def unpack(text: object) -> dict:
    """Read the text of a link.

    Returns:
        {"digit", "model", "noise", "level", "seed", "numbers"}, as in the stage's request.

    Raises:
        Problem: if a character is wrong or missing, or the content is not a valid request.
    """
    try:
        model, noise, level, seed, drawn, marks, *rest = json.loads(_content(text))
        (numbers,) = rest or [None]
        if type(level) is not int:  # bool is an int to Python
            raise ValueError("Expected the level in whole steps")
        state = {"model": model, "noise": noise, "level": level / _LEVELS, "seed": seed}
        if isinstance(drawn, str):
            digit: dict = {"pixels": base64.b64encode(bytes.fromhex(drawn)).decode()}
        else:
            digit = {"strokes": [_unpacked(moves) for moves in drawn]}
        if marks != []:
            digit["marks"] = [
                {"ink": bool(ink), "points": _unpacked(moves)} for ink, *moves in marks
            ]
        state |= {"digit": digit, "numbers": numbers}
        state["numbers"] = requests.read(state).numbers
    except (ValueError, TypeError, LookupError, OverflowError, RecursionError, zlib.error, Problem):
        raise Problem("link_damaged") from None
    return state


def _content(text: object) -> bytes:
    if not isinstance(text, str) or len(text) > MAX_TEXT:
        raise ValueError("Expected a text of a link")
    raw = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
    # the last character may have bits beyond the last byte; only one spelling is accepted
    if base64.urlsafe_b64encode(raw).decode().rstrip("=") != text:
        raise ValueError("Expected base64url as it is written")
    body, checksum = raw[:-4], raw[-4:]
    if body[:1] != _VERSION or checksum != _checksum(body):
        raise ValueError("Expected another checksum")
    inflate = zlib.decompressobj(wbits=-15)
    content = inflate.decompress(body[1:], _MAX_JSON)
    if not inflate.eof:
        raise ValueError(f"Expected at most {_MAX_JSON} characters")
    return content


def _checksum(body: bytes) -> bytes:
    return zlib.crc32(body).to_bytes(4, "little")


def _marks(digit: Mapping) -> list:
    return [mark for mark in digit.get("marks", []) if mark["points"]]


def _packed(points: list) -> list[int]:
    """Points [[x, y], …] → [x, y, dx, dy, …] in steps of the grid: the first, then the moves."""
    grid = np.rint(np.asarray(points) * _GRID).astype(int)
    return np.diff(_simplified(grid), axis=0, prepend=0).ravel().tolist()


def _unpacked(numbers: list[int]) -> list[list[float]]:
    if len(numbers) % 2 or not all(type(n) is int and abs(n) <= 2 * _FARTHEST for n in numbers):
        raise ValueError("Expected pairs of whole numbers")
    across, down = accumulate(numbers[::2]), accumulate(numbers[1::2])
    return [[x / _GRID, y / _GRID] for x, y in zip(across, down, strict=True)]


def _simplified(line: np.ndarray) -> np.ndarray:
    """Leave out points of a line (n, 2) that lie within `_TOLERANCE` of the line without them.

    Simplifying a simplified line changes nothing.

    References:
        Douglas and Peucker, "Algorithms for the reduction of the number of points required to
        represent a digitized line or its caricature", Cartographica 10 (1973), 112-122.
    """
    kept = np.zeros(len(line), bool)
    kept[[0, -1]] = True
    sections = [(0, len(line) - 1)]
    while sections:
        first, last = sections.pop()
        if last - first < 2:
            continue
        distances = _distance(line[first + 1 : last], line[first], line[last])
        farthest = int(distances.argmax())
        if distances[farthest] > _TOLERANCE:
            middle = first + 1 + farthest
            kept[middle] = True
            sections += [(first, middle), (middle, last)]
    return line[kept]


def _distance(points: np.ndarray, start: np.ndarray, end: np.ndarray) -> np.ndarray:
    """Distances of points (n, 2) from the segment between two others: (n,)."""
    segment, from_start = end - start, points - start
    part = (from_start @ segment / max(segment @ segment, 1)).clip(0, 1)
    return np.hypot(*(from_start - part[:, None] * segment).T)
