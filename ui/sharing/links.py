"""What a link carries, as text: a drawing, the model, and the noise with its level and seed.

A text is base64url of one byte that says how to read the rest, JSON squeezed by deflate, and a
CRC-32 over both. The checksum stands low byte first: then a changed character is one burst of
errors to it, however it falls, and a burst of up to 32 bits is always found.

Strokes become whole thousandths of the pad, the pad's own grid, and lose the points that lie
within half a thousandth of the line without them. What is packed is therefore not quite what was
drawn; whoever makes a link has to show what `unpack` gives, so that both see the same.
"""

import base64
import json
import zlib
from itertools import accumulate

import numpy as np

from ae_core.data.strokes import MAX_COORDINATE
from ae_core.models import presets
from ui.live import pictures, requests
from ui.live.encoding import encode_picture
from ui.problems import Problem

MAX_TEXT = 1_800  # characters: with an address around it a link stays under 2,000
_VERSION = b"\x01"
_GRID = 1_000  # steps across the pad
_TOLERANCE = 0.5  # steps that a line may move when points are left out
_LEVELS = 100  # steps of the level, as the slider has
_MAX_JSON = 20_000  # characters: a few bytes could unpack to a thousand times as many
_FARTHEST = int(MAX_COORDINATE * _GRID)


def pack(request: object) -> str:
    """The current digit and what is done to it, as text.

    Args:
        request: the stage's value, as `requests.read` takes it.

    Returns:
        At most `MAX_TEXT` characters of A-Z, a-z, 0-9, "-" and "_".

    Raises:
        Problem: if the request is none, its model is the visitor's own, or too much is drawn.
    """
    checked = requests.read(request)
    if checked.model not in presets.PRESETS:
        raise Problem("link_own_model")
    digit = checked.digit
    marks = [[int(mark.get("ink") is True), *_packed(mark["points"])] for mark in _marks(digit)]
    if "strokes" in digit and "pixels" not in digit and "file" not in digit:
        drawn = [_packed(stroke) for stroke in digit["strokes"] if stroke]
    else:
        drawn = base64.b64decode(encode_picture(pictures.draw(digit)[0])).hex()
    level = round(checked.level * _LEVELS)
    content = json.dumps(
        [checked.model, checked.noise, level, checked.seed, drawn, marks], separators=(",", ":")
    )
    squeezer = zlib.compressobj(9, wbits=-15)  # no header: version and checksum are ours
    body = _VERSION + squeezer.compress(content.encode()) + squeezer.flush()
    text = base64.urlsafe_b64encode(body + _checksum(body)).decode().rstrip("=")
    if len(text) > MAX_TEXT or len(content) > _MAX_JSON:
        raise Problem("link_too_long")
    return text


def unpack(text: object) -> dict:
    """What a text carries: {"digit", "model", "noise", "level", "seed"}, as the stage asks it.

    Raises:
        Problem: if any character is wrong or missing, or it holds what the stage would not ask.
    """
    try:
        model, noise, level, seed, drawn, marks = json.loads(_content(text))
        if type(level) is not int:  # bool is an int to Python
            raise ValueError("Expected the level in whole steps")
        state = {"model": model, "noise": noise, "level": level / _LEVELS, "seed": seed}
        if isinstance(drawn, str):
            digit = {"pixels": base64.b64encode(bytes.fromhex(drawn)).decode()}
        else:
            digit = {"strokes": [_unpacked(numbers) for numbers in drawn]}
        if marks != []:
            digit["marks"] = [
                {"ink": bool(ink), "points": _unpacked(numbers)} for ink, *numbers in marks
            ]
        requests.read(state := {"digit": digit, **state})
    except (ValueError, TypeError, OverflowError, RecursionError, zlib.error, Problem):
        raise Problem("link_damaged") from None
    return state


def _content(text: object) -> bytes:
    if not isinstance(text, str) or len(text) > MAX_TEXT:
        raise ValueError("Expected a text of a link")
    raw = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
    # the last character may hold bits that belong to no byte: one spelling only
    if base64.urlsafe_b64encode(raw).decode().rstrip("=") != text:
        raise ValueError("Expected base64url as it is written")
    body, checksum = raw[:-4], raw[-4:]
    if body[:1] != _VERSION or checksum != _checksum(body):
        raise ValueError("Expected another checksum")
    squeezed = zlib.decompressobj(wbits=-15)
    content = squeezed.decompress(body[1:], _MAX_JSON)
    if not squeezed.eof:
        raise ValueError(f"Expected at most {_MAX_JSON} characters")
    return content


def _checksum(body: bytes) -> bytes:
    return zlib.crc32(body).to_bytes(4, "little")


def _marks(digit: dict) -> list:
    return [mark for mark in digit.get("marks", []) if mark["points"]]


def _packed(points: list) -> list[int]:
    """Points of the pad → x and y of the first in steps of the grid, then how far each moves."""
    grid = np.rint(np.asarray(points) * _GRID).astype(int)
    return np.diff(_simplified(grid), axis=0, prepend=0).ravel().tolist()


def _unpacked(numbers: list[int]) -> list[list[float]]:
    if len(numbers) % 2 or not all(type(n) is int and abs(n) <= 2 * _FARTHEST for n in numbers):
        raise ValueError("Expected pairs of whole numbers")
    across, down = accumulate(numbers[::2]), accumulate(numbers[1::2])
    return [[x / _GRID, y / _GRID] for x, y in zip(across, down, strict=True)]


def _simplified(line: np.ndarray) -> np.ndarray:
    """Leave out points of a line (n, 2) that lie within `_TOLERANCE` of the line without them.

    Doing it twice changes nothing more.

    References:
        Douglas and Peucker, "Algorithms for the reduction of the number of points required to
        represent a digitized line or its caricature", Cartographica 10 (1973), 112-122.
    """
    kept = np.zeros(len(line), bool)
    kept[[0, -1]] = True
    spans = [(0, len(line) - 1)]
    while spans:
        first, last = spans.pop()
        if last - first < 2:
            continue
        away = _distance(line[first + 1 : last], line[first], line[last])
        farthest = int(away.argmax())
        if away[farthest] > _TOLERANCE:
            middle = first + 1 + farthest
            kept[middle] = True
            spans += [(first, middle), (middle, last)]
    return line[kept]


def _distance(points: np.ndarray, start: np.ndarray, end: np.ndarray) -> np.ndarray:
    """Of points (n, 2) from the piece of line between two others: (n,)."""
    way, from_start = end - start, points - start
    part = (from_start @ way / max(way @ way, 1)).clip(0, 1)
    return np.hypot(*(from_start - part[:, None] * way).T)
