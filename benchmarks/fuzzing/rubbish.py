"""Rubbish to build requests of: JSON values, names of files, and files."""

import copy
import io
import json
import random
from collections.abc import Mapping

from PIL import Image

MARKUP = '<img src=x onerror="ae_fuzz()"><script>ae_fuzz()</script>'


class Json(str):
    """JSON text that `json` would not write."""


_DEEP = [50, 900, 100_000]  # lists in lists; Python's parser gives up at about 1,000
ODD: list[object] = [
    *(None, True, False, 0, -1, 1, 2**31, 2**63, 2**64, -(2**200), 0.5, -0.0, 1e308, 5e-324),
    *(Json(text) for text in ("NaN", "Infinity", "-Infinity", "1e999", "9" * 5000, "0x10", "01")),
    *("", " ", "a" * 70_000, MARKUP, "\0", "\ud800", "\u202e", "😀" * 500, "null", "{}", "%s%n"),
    *("../../../../etc/passwd", "/etc/passwd", "file:///etc/passwd", "C:\\boot.ini", "app.py"),
    *("http://127.0.0.1:1/", "https://example.com/x.png", "data:image/png;base64,AAAA"),
    *("own:", "own:" + "A" * 22, "own:" + MARKUP, "conv_32\0", "__class__", "{0.__class__}"),
    *([], {}, [[]], [None], [[[]]], {"": ""}, {MARKUP: MARKUP}, {"__proto__": {"x": 1}}),
    *(Json("[" * n + "]" * n) for n in _DEEP),
    *(Json('{"a":' * n + "1" + "}" * n) for n in _DEEP),
    Json('{"digit":1,"digit":2}'),
    Json("[" + "0," * 500_000 + "0]"),
    *({"path": path, "meta": {"_type": "gradio.FileData"}} for path in ("/etc/passwd", "app.py")),
    {"path": "https://example.com/x.png", "meta": {"_type": "gradio.FileData"}},
    {"path": "/etc/passwd", "meta": None},
    {"path": 3, "meta": {"_type": "gradio.FileData"}, "url": MARKUP},
]
FIELDS = (
    *(
        "room",
        "own",
        "open",
        "stop",
        "keep",
        "round",
        "turn",
        "net",
        "gif",
        "file",
        "have",
        "marks",
    ),
    *("strokes", "pixels", "name", "model", "noise", "level", "seed", "digit", "points", "ink"),
    *("values", "place", "to", "other", "code", "at", "steps", MARKUP),
)
HUGE_STROKES = [Json("[[" + ",".join(["[0,0]"] * n) + "]]") for n in (20_000, 600_000, 1_000_000)]


def written(value: object) -> str:
    """JSON of a value that may hold `Json`."""
    if isinstance(value, Json):
        return str(value)
    if isinstance(value, dict):
        return "{" + ",".join(f"{json.dumps(k)}:{written(v)}" for k, v in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ",".join(map(written, value)) + "]"
    return json.dumps(value)


def corrupted(rng: random.Random, value: object, times: int) -> object:
    """A copy of JSON values in which something is replaced, left out, doubled or put in."""
    root = [json.loads(json.dumps(value))]
    for _ in range(times):
        holder, key = root, 0
        while isinstance(holder[key], dict | list) and holder[key] and rng.random() < 0.75:
            holder = holder[key]
            key = rng.choice(list(holder) if isinstance(holder, dict) else range(len(holder)))
        way = rng.random()
        if way < 0.15 and isinstance(holder, dict):
            del holder[key]
        elif way < 0.3 and isinstance(holder[key], dict):
            holder[key][rng.choice(FIELDS)] = copy.deepcopy(rng.choice(ODD))
        elif way < 0.4 and isinstance(holder[key], list):
            holder[key] = holder[key] * rng.choice((0, 2, 300))
        else:
            holder[key] = copy.deepcopy(rng.choice(ODD))
    return root[0]


# parts of addresses
PLACES = (
    *("..%2f..%2f..%2fetc%2fpasswd", "../" * 8 + "etc/passwd", "/etc/passwd", "//etc/passwd"),
    *("..%5c..%5capp.py", "%2e%2e/%2e%2e/app.py", "....//....//app.py", "/proc/self/environ"),
    *("%00", "a%00.png", "%ff%fe", "a" * 300, "a/" * 600, "%0d%0aSet-Cookie:x=y", "app.py", ""),
    *("http://127.0.0.1:1/", "https://example.com/a.png", "file:///etc/passwd", "0", "-1", "nan"),
    "%3Cimg%20src=x%20onerror=%22ae_fuzz()%22%3E",
)


def _png(width: int, height: int) -> bytes:
    file = io.BytesIO()
    Image.new("1", (width, height)).save(file, "PNG", compress_level=1)
    return file.getvalue()


def _gif(frames: int) -> bytes:
    file = io.BytesIO()
    shades = [Image.new("L", (64, 64), shade % 256) for shade in range(frames)]
    shades[0].save(file, "GIF", save_all=True, append_images=shades[1:])
    return file.getvalue()


PICTURE = _png(60, 60)
FILES: Mapping[str, bytes] = {
    "a picture": PICTURE,
    "a bomb of 100 megapixels": _png(10_000, 10_000),
    "a bomb of 16 megapixels": _png(4_000, 4_000),
    "a line": _png(40_000, 1),
    "many frames": _gif(300),
    "cut short": PICTURE[: len(PICTURE) // 2],
    "no end": PICTURE[:-12],
    "a flipped byte": PICTURE[:60] + bytes([PICTURE[60] ^ 255]) + PICTURE[61:],
    "a size that lies": PICTURE[:16] + b"\xff\xff\xff\xff\xff\xff\xff\xff" + PICTURE[24:],
    "a BMP that lies": b"BM" + bytes(12) + b"\x28\0\0\0" + b"\xff\xff\xff\x7f" * 2 + bytes(28),
    "text": b"not a picture at all",
    "empty": b"",
    "a page": f"<html>{MARKUP}</html>".encode(),
    "SVG": f"<svg xmlns='http://www.w3.org/2000/svg'>{MARKUP}</svg>".encode(),
    "a pickle": b"cos\nsystem\n(S'touch ae_fuzz_was_here'\ntR.",
    "a zip": b"PK\x03\x04" + bytes(200),
    "HDF5": b"\x89HDF\r\n\x1a\n" + bytes(200),
    "2 MB": b"\x89PNG\r\n\x1a\n" + bytes(2_000_000),
    "3 MB": bytes(3_000_000),
}
