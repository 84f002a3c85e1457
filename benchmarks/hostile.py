"""What nobody should send: requests of every kind, raw bytes, the same for the same seed.

None of them is to be answered with anything but 2xx or 4xx. Those that are no HTTP may be hung up
on. They come from many addresses, so that what one address is allowed hides nothing behind it; one
in fifty comes from the same.
"""

import base64
import copy
import io
import itertools
import json
import random
import zlib
from collections.abc import Callable, Iterator, Mapping
from typing import NamedTuple

from PIL import Image

from ui import links, page, rooms

MARKUP = '<img src=x onerror="ae_fuzz()"><script>ae_fuzz()</script>'
_API = "/gradio_api"


class Case(NamedTuple):
    """One connection's worth of bytes.

    Attributes:
        endpoint: what it is aimed at, for the table.
        what: what is wrong with it.
        content: the bytes.
        broken: whether it is no HTTP, so that hanging up is an answer.
    """

    endpoint: str
    what: str
    content: bytes
    broken: bool = False


class Target(NamedTuple):
    """What is known of the server under test.

    Attributes:
        routes: every (method, path) it knows, "{name}" where a path takes anything.
        events: of each event of Gradio's queue its number, how many inputs it takes and the
            components that trigger it.
        names: of events, documented or not.
        upload: path of a file on the server, a picture that was uploaded before.
    """

    routes: list[tuple[str, str]]
    events: list[tuple[int, int, list[int]]]
    names: list[str]
    upload: str


class _Json(str):
    """JSON text that `json` would not write."""


def cases(count: int, seed: int, target: Target) -> Iterator[Case]:
    """`count` cases, kind after kind."""
    rng = random.Random(seed)
    for kind in itertools.islice(itertools.cycle(_KINDS), count):
        yield kind(rng, target)


# --- Values

_DEEP = [50, 900, 100_000]  # lists in lists; Python's parser gives up at about 1,000
_ODD: list[object] = [
    *(None, True, False, 0, -1, 1, 2**31, 2**63, 2**64, -(2**200), 0.5, -0.0, 1e308, 5e-324),
    *(_Json(text) for text in ("NaN", "Infinity", "-Infinity", "1e999", "9" * 5000, "0x10", "01")),
    *("", " ", "a" * 70_000, MARKUP, "\0", "\ud800", "\u202e", "😀" * 500, "null", "{}", "%s%n"),
    *("../../../../etc/passwd", "/etc/passwd", "file:///etc/passwd", "C:\\boot.ini", "app.py"),
    *("http://127.0.0.1:1/", "https://example.com/x.png", "data:image/png;base64,AAAA"),
    *("own:", "own:" + "A" * 22, "own:" + MARKUP, "conv_32\0", "__class__", "{0.__class__}"),
    *([], {}, [[]], [None], [[[]]], {"": ""}, {MARKUP: MARKUP}, {"__proto__": {"x": 1}}),
    *(_Json("[" * n + "]" * n) for n in _DEEP),
    *(_Json('{"a":' * n + "1" + "}" * n) for n in _DEEP),
    _Json('{"digit":1,"digit":2}'),
    _Json("[" + "0," * 500_000 + "0]"),
    *({"path": path, "meta": {"_type": "gradio.FileData"}} for path in ("/etc/passwd", "app.py")),
    {"path": "https://example.com/x.png", "meta": {"_type": "gradio.FileData"}},
    {"path": "/etc/passwd", "meta": None},
    {"path": 3, "meta": {"_type": "gradio.FileData"}, "url": MARKUP},
]
_FIELDS = (
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
_HUGE_STROKES = [_Json("[[" + ",".join(["[0,0]"] * n) + "]]") for n in (20_000, 600_000, 1_000_000)]


def _text(value: object) -> str:
    """JSON of a value that may hold `_Json`."""
    if isinstance(value, _Json):
        return str(value)
    if isinstance(value, dict):
        return "{" + ",".join(f"{json.dumps(k)}:{_text(v)}" for k, v in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ",".join(map(_text, value)) + "]"
    return json.dumps(value)


def _spoilt(rng: random.Random, value: object, times: int) -> object:
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
            holder[key][rng.choice(_FIELDS)] = copy.deepcopy(rng.choice(_ODD))
        elif way < 0.4 and isinstance(holder[key], list):
            holder[key] = holder[key] * rng.choice((0, 2, 300))
        else:
            holder[key] = copy.deepcopy(rng.choice(_ODD))
    return root[0]


# --- Requests


def _request(
    rng: random.Random,
    method: str,
    path: str,
    body: bytes = b"",
    headers: Mapping[str, str] | None = None,
) -> bytes:
    many = f"203.0.{rng.randrange(256)}.{rng.randrange(256)}"
    lines = {
        "Host": "127.0.0.1",
        "Connection": "close",
        "X-Forwarded-For": many if rng.random() > 0.02 else "198.51.100.7",
        "Content-Length": str(len(body)),
        **(headers or {}),
    }
    if method in ("GET", "HEAD") and not body:
        del lines["Content-Length"]
    head = f"{method} {path} HTTP/1.1\r\n" + "".join(f"{k}: {v}\r\n" for k, v in lines.items())
    return head.encode("utf-8", "surrogatepass") + b"\r\n" + body


def _post(rng: random.Random, path: str, value: object, **headers: str) -> bytes:
    body = _text(value).encode("utf-8", "surrogatepass")
    way = rng.random()
    if way < 0.04:
        body = body[: rng.randrange(len(body) + 1)]
    elif way < 0.08 and len(body) < 10_000:
        body = bytes(rng.choice((byte, byte ^ 1 << rng.randrange(8))) for byte in body)
    elif way < 0.1:
        body = body.decode("utf-8", "replace").encode("utf-16")
    return _request(rng, "POST", path, body, {"Content-Type": "application/json", **headers})


_STAGE = page.first_request()
_LINK = links.pack(_STAGE)
_WISH = {"code": 3, "layers": 1, "units": 64, "loss": "bce", "noise": "none", "epochs": 1}


def _stage(rng: random.Random, target: Target) -> Case:
    value = _spoilt(rng, _STAGE, rng.choice((1, 1, 2, 5)))
    return Case("/lab/stage", "values", _post(rng, "/lab/stage", value))


def _room(rng: random.Random, target: Target) -> Case:
    asked = {"name": rng.choice(rooms.ORDER)} | {
        rng.choice(_FIELDS): rng.choice(_ODD) for _ in range(rng.randrange(4))
    }
    value = {**_STAGE, "level": rng.random(), "room": asked}
    path = rng.choice(("/lab/room", "/lab/stage"))
    return Case("/lab/room", asked["name"], _post(rng, path, value))


def _strokes(rng: random.Random, target: Target) -> Case:
    digit = (
        {"strokes": rng.choice(_HUGE_STROKES)}
        if rng.random() < 0.2
        else {
            "strokes": [
                [
                    [rng.choice((0, 1, -9, 9, 1e300, 0.5)) for _ in range(rng.choice((2, 2, 2, 3)))]
                    for _ in range(rng.randrange(50))
                ]
                for _ in range(rng.choice((1, 2, 400)))
            ]
        }
    )
    return Case("/lab/stage", "strokes", _post(rng, "/lab/stage", {**_STAGE, "digit": digit}))


def _picture(rng: random.Random, target: Target) -> Case:
    what = rng.choice(list(_FILES))
    text = base64.b64encode(_FILES[what]).decode()
    value = {**_STAGE, "digit": {rng.choice(("file", "file", "pixels")): text}}
    return Case("/lab/stage", f"file: {what}", _post(rng, "/lab/stage", value))


def _link(rng: random.Random, target: Target) -> Case:
    way = rng.random()
    if way < 0.5:  # edited by hand
        place = rng.randrange(len(_LINK))
        text = _LINK[:place] + rng.choice("AZaz09-_=<%😀") + _LINK[place + rng.randrange(3) :]
    elif way < 0.9:  # made by hand, and its checksum is right
        content = _text(_spoilt(rng, ["conv_32", "gaussian", 50, 7, [[0, 0, 5, 5]], []], 2))
        text = _packed(content.encode("utf-8", "surrogatepass"))
    else:
        text = _packed(b"[" * rng.choice((10_000, 10_000_000)))
    value = {"open": text} if rng.random() < 0.9 else {"open": rng.choice(_ODD)}
    return Case("/lab/link", "links", _post(rng, "/lab/link", value))


def _packed(content: bytes) -> str:
    squeezer = zlib.compressobj(9, wbits=-15)
    body = b"\x01" + squeezer.compress(content) + squeezer.flush()
    checksum = zlib.crc32(body).to_bytes(4, "little")
    return base64.urlsafe_b64encode(body + checksum).decode().rstrip("=")


def _tray_or_stop(rng: random.Random, target: Target) -> Case:
    name = rng.choice(("tray", "stop", "health", "link", MARKUP.replace(" ", "%20")))
    value = {"round": rng.choice(_ODD), "stop": rng.choice(_ODD), "turn": rng.choice(_ODD)}
    return Case("/lab/tray, stop", "values", _post(rng, f"/lab/{name}", value))


def _join(rng: random.Random, target: Target) -> Case:
    number, inputs, triggers = rng.choice(target.events)
    asked = {**_STAGE, "keep": rng.choice(("png", "gif", MARKUP, 3)), "train": _WISH}
    value = {
        "data": [json.dumps(_spoilt(rng, asked, 1), default=str)] * inputs,
        "fn_index": number,
        "session_hash": f"fuzz{rng.randrange(500)}",
        "trigger_id": rng.choice([*triggers, None]),
        "event_data": None,
    }
    if rng.random() < 0.8:
        value = _spoilt(rng, value, rng.choice((1, 2)))
    return Case("/gradio_api/queue/join", "values", _post(rng, f"{_API}/queue/join", value))


def _call(rng: random.Random, target: Target) -> Case:
    name = rng.choice([*target.names, "keep", "train", "lambda", "..%2f", MARKUP.split()[0]])
    file = {"path": target.upload, "meta": {"_type": "gradio.FileData"}}
    data = [file, "dense_16", "gaussian", 0.5, 7]
    if rng.random() < 0.3:
        value = dict(zip(("image", "model", "noise", "level", "seed"), data, strict=True))
        path = f"{_API}/call/v2/{name}"
    else:
        value, path = {"data": data}, f"{_API}/call/{name}"
    if rng.random() < 0.9:
        value = _spoilt(rng, value, rng.choice((1, 2)))
    return Case("/gradio_api/call", name[:20], _post(rng, path, value))


def _queue(rng: random.Random, target: Target) -> Case:
    session = rng.choice((f"fuzz{rng.randrange(500)}", "x" * 300, MARKUP.replace(" ", "+"), "%00"))
    path = (
        rng.choice(
            (
                f"{_API}/queue/data?session_hash={session}",
                f"{_API}/queue/data",
                f"{_API}/call/denoise/{session}",
                f"{_API}/heartbeat/{session}",
                f"{_API}/upload_progress?upload_id={session}",
            )
        )
        .replace("<", "%3C")
        .replace(">", "%3E")
        .replace('"', "%22")
    )
    return Case("/gradio_api/queue/data …", "sessions", _request(rng, "GET", path))


def _cancel(rng: random.Random, target: Target) -> Case:
    value = {"session_hash": f"fuzz{rng.randrange(500)}", "fn_index": 0, "event_id": "a" * 32}
    path = rng.choice((f"{_API}/cancel", f"{_API}/reset"))
    return Case("/gradio_api/cancel, reset", "values", _post(rng, path, _spoilt(rng, value, 1)))


def _upload(rng: random.Random, target: Target) -> Case:
    what = rng.choice(list(_FILES))
    name = rng.choice(
        ("a.png", "../../app.py", "..", "", "a" * 5000, "a\0b.png", "x.html", "a;b\\", MARKUP)
    )
    field = rng.choice(("files", "files", "files", "file", MARKUP))
    part = rng.choice(
        (
            f'Content-Disposition: form-data; name="{field}"; filename="{name}"\r\n\r\n',
            f'Content-Disposition: form-data; name="{field}"\r\n\r\n',
            f"Content-Disposition: form-data; filename*=utf-8''{name}\r\n\r\n",
            "\r\n",
        )
    )
    parts = [b"--b\r\n" + part.encode() + _FILES[what] + b"\r\n"] * rng.choice((1, 1, 1, 0, 40))
    body = b"".join(parts)[:_MAX_UPLOAD] + rng.choice((b"--b--\r\n", b"", b"--b"))
    kind = rng.choice(
        ("multipart/form-data; boundary=b",) * 5
        + ("multipart/form-data", "multipart/form-data; boundary=" + "b" * 500, "text/html", "")
    )
    path = f"{_API}/upload" + rng.choice(("", "", "?upload_id=u", "?upload_id=" + "u" * 3000))
    content = _request(rng, "POST", path, body, {"Content-Type": kind})
    return Case("/gradio_api/upload", what, content)


def _mcp(rng: random.Random, target: Target) -> Case:
    value = {
        "jsonrpc": "2.0",
        "id": 1,
        "method": rng.choice(("tools/list", "tools/call", "initialize", "resources/read", MARKUP)),
        "params": {"name": "denoise", "arguments": {"image": rng.choice(_ODD), "model": "conv_32"}},
    }
    path = f"{_API}/mcp" + rng.choice(("/", "", "/http", "/sse", "/messages/?session_id=1", "/x"))
    content = _post(rng, path, _spoilt(rng, value, 1), Accept="application/json, text/event-stream")
    return Case("/gradio_api/mcp", "values", content)


_PLACES = (
    *("..%2f..%2f..%2fetc%2fpasswd", "../" * 8 + "etc/passwd", "/etc/passwd", "//etc/passwd"),
    *("..%5c..%5capp.py", "%2e%2e/%2e%2e/app.py", "....//....//app.py", "/proc/self/environ"),
    *("%00", "a%00.png", "%ff%fe", "a" * 300, "a/" * 600, "%0d%0aSet-Cookie:x=y", "app.py", ""),
    *("http://127.0.0.1:1/", "https://example.com/a.png", "file:///etc/passwd", "0", "-1", "nan"),
    "%3Cimg%20src=x%20onerror=%22ae_fuzz()%22%3E",
)


def _route(rng: random.Random, target: Target) -> Case:
    """Every route that Gradio and the page know, with hostile text wherever it takes any."""
    method, path = rng.choice(target.routes)
    while "{" in path:
        start, rest = path.split("{", 1)
        path = start + rng.choice(_PLACES) + rest.split("}", 1)[1]
    method = method if rng.random() < 0.8 else rng.choice(("GET", "POST", "PUT", "PATCH", "DELETE"))
    body = b"" if method == "GET" else _text(rng.choice(_ODD)).encode("utf-8", "surrogatepass")
    query = rng.choice(("", "", "?deep_link=", "?page=", "?all_endpoints=", "?session_hash=", "?"))
    query += rng.choice(_PLACES) if query else ""
    name = path.split("/")[1] if path.count("/") == 1 else "/".join(path.split("/")[1:3])
    content = _request(rng, method, path + query, body, {"Content-Type": "application/json"})
    return Case("every other route", name[:30], content)


def _file(rng: random.Random, target: Target) -> Case:
    prefix = rng.choice((f"{_API}/file=", f"{_API}/file/", "/assets/", "/static/", "/svelte/"))
    path = prefix + rng.choice((*_PLACES, target.upload, target.upload + "/../../../app.py"))
    headers = {"Range": rng.choice(("bytes=0-1-2", "bytes=9-1", "bytes=-5", "x", "bytes=0-" * 50))}
    content = _request(rng, rng.choice(("GET", "HEAD")), path, headers=headers)
    return Case("files", "traversal", content)


def _head(rng: random.Random, target: Target) -> Case:
    """The page itself, asked for with hostile headers."""
    name = rng.choice(
        (
            *(
                "Host",
                "X-Forwarded-Host",
                "X-Forwarded-Proto",
                "X-Gradio-Server",
                "Origin",
                "Cookie",
            ),
            *("Referer", "Accept-Encoding", "Accept-Language", "If-None-Match", "User-Agent"),
            *("X-Forwarded-For", "Content-Encoding", "Upgrade", "Expect", "X-Direct-Url"),
        )
    )
    value = rng.choice(
        (
            *(
                MARKUP,
                "a" * 30_000,
                "",
                "[::",
                "http://[",
                "evil.example",
                "\x7f",
                "é",
                "*",
                "null",
            ),
            *("127.0.0.1, 10.0.0.1", "websocket", "100-continue", "br;q=nan", "http://a/b?c#d"),
        )
    )
    path = rng.choice(("/", "/config", f"{_API}/info", f"{_API}/openapi.json", "/manifest.json"))
    content = _request(rng, "GET", path, headers={name: value})
    return Case("the page, odd headers", name, content, broken=value in ("", "\x7f", "é"))


_MAX_UPLOAD = 6_000_000  # bytes: more than enough
_POST = b"POST /lab/stage HTTP/1.1\r\nHost: a\r\n"
_RAW: Mapping[str, bytes] = {
    "no HTTP": b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + bytes(range(256)),
    "HTTP/2": b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
    "HTTP/0.9": b"GET /\r\n\r\n",
    "HTTP/9.9": b"GET / HTTP/9.9\r\nHost: a\r\n\r\n",
    "bare line ends": b"GET / HTTP/1.1\nHost: a\nConnection: close\n\n",
    "folded header": b"GET / HTTP/1.1\r\nHost: a\r\n b\r\nConnection: close\r\n\r\n",
    "blank in a name": b"GET / HTTP/1.1\r\nHost : a\r\n\r\n",
    "zero byte": b"GET /\0 HTTP/1.1\r\nHost: \0\r\n\r\n",
    "not ASCII": "GET /é😀 HTTP/1.1\r\nHost: a\r\n\r\n".encode(),
    "fragment": b"GET /#/../.. HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n",
    "whole address": b"GET http://example.com/ HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n",
    "CONNECT": b"CONNECT example.com:80 HTTP/1.1\r\nHost: a\r\n\r\n",
    "TRACE": b"TRACE / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n",
    "no method": b" / HTTP/1.1\r\nHost: a\r\n\r\n",
    "long address": b"GET /" + b"a" * 70_000 + b" HTTP/1.1\r\nHost: a\r\n\r\n",
    "long header": b"GET / HTTP/1.1\r\nHost: a\r\nX: " + b"a" * 2_000_000 + b"\r\n\r\n",
    "many headers": b"GET / HTTP/1.1\r\nHost: a\r\n" + b"X: y\r\n" * 100_000 + b"\r\n",
    "two lengths": _POST + b"Content-Length: 2\r\nContent-Length: 3\r\n\r\n{}x",
    "length below zero": _POST + b"Content-Length: -1\r\n\r\n{}",
    "length of words": _POST + b"Content-Length: two\r\n\r\n{}",
    "endless length": _POST + b"Content-Length: 99999999999999999999\r\n\r\n{}",
    "large length": _POST + b"Content-Length: 9000000000\r\n\r\n{}",
    "length and chunks": _POST
    + b"Content-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
    "chunk of words": _POST + b"Transfer-Encoding: chunked\r\n\r\nzz\r\n{}\r\n0\r\n\r\n",
    "chunk below zero": _POST + b"Transfer-Encoding: chunked\r\n\r\n-1\r\n{}\r\n0\r\n\r\n",
    "vast chunk": _POST + b"Transfer-Encoding: chunked\r\n\r\nfffffffffffffffff\r\n{}\r\n",
    "short chunk": _POST + b"Transfer-Encoding: chunked\r\n\r\n1\r\n{}\r\n0\r\n\r\n",
    "many chunks": _POST
    + b"Connection: close\r\nTransfer-Encoding: chunked\r\n\r\n"
    + b"1\r\n{\r\n" * 30_000
    + b"0\r\n\r\n",
    "too many chunks": _POST
    + b"Connection: close\r\nTransfer-Encoding: chunked\r\n\r\n"
    + (b"10000\r\n" + b" " * 65_536 + b"\r\n") * 90,
    "trailers": _POST
    + b"Connection: close\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n"
    + b"X: y\r\n" * 20_000
    + b"\r\n",
    "unknown encoding": _POST + b"Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n",
    "WebSocket": b"GET /lab/stage HTTP/1.1\r\nHost: a\r\n"
    b"Upgrade: websocket\r\nConnection: Upgrade\r\n"
    b"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n",
    "one after another": b"GET /lab/health HTTP/1.1\r\nHost: a\r\n\r\n" * 50
    + b"GET /robots.txt HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n",
}


def _raw(rng: random.Random, target: Target) -> Case:
    what = rng.choice(list(_RAW))
    return Case("raw HTTP", what, _RAW[what], broken=True)


def _garbled(rng: random.Random, target: Target) -> Case:
    content = bytearray(_post(rng, "/lab/stage", _STAGE))
    for _ in range(rng.randrange(1, 9)):
        content[rng.randrange(min(len(content), 400))] = rng.randrange(256)
    if rng.random() < 0.3:
        content = content[: rng.randrange(len(content))]
    return Case("raw HTTP", "garbled", bytes(content), broken=True)


# --- Files


def _png(width: int, height: int) -> bytes:
    file = io.BytesIO()
    Image.new("1", (width, height)).save(file, "PNG", compress_level=9)
    return file.getvalue()


def _gif(frames: int) -> bytes:
    file = io.BytesIO()
    shades = [Image.new("L", (64, 64), shade % 256) for shade in range(frames)]
    shades[0].save(file, "GIF", save_all=True, append_images=shades[1:])
    return file.getvalue()


PICTURE = _png(60, 60)
_FILES: Mapping[str, bytes] = {
    "a picture": PICTURE,
    "a bomb of 400 megapixels": _png(20_000, 20_000),
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

_KINDS: tuple[Callable[[random.Random, Target], Case], ...] = (
    *(_stage, _room, _strokes, _picture, _link, _tray_or_stop, _stage, _room),
    *(_join, _call, _queue, _cancel, _upload, _mcp, _join, _call),
    *(_route, _route, _file, _head, _raw, _garbled),
)
