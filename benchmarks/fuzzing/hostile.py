"""What nobody should send: requests of every kind, raw bytes, the same for the same seed.

None of them is to be answered with anything but 2xx or 4xx. Those that are no HTTP may be hung up
on. They come from many addresses, so that what one address is allowed hides nothing behind it; one
in fifty comes from the same.
"""

import base64
import itertools
import json
import random
import zlib
from collections.abc import Callable, Iterator, Mapping
from typing import NamedTuple

from ui import page, rooms
from ui.sharing import links

from .raw_http import RAW
from .rubbish import FIELDS, FILES, HUGE_STROKES, MARKUP, ODD, PLACES, corrupted, written

_MAX_UPLOAD = 6_000_000  # bytes: more than enough
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
        endpoints: of each documented one the names of its parameters.
        upload: path of a file on the server, a picture that was uploaded before.
    """

    routes: list[tuple[str, str]]
    events: list[tuple[int, int, list[int]]]
    endpoints: dict[str, list[str]]
    upload: str


def cases(count: int, seed: int, target: Target) -> Iterator[Case]:
    """`count` cases, kind after kind."""
    rng = random.Random(seed)
    for kind in itertools.islice(itertools.cycle(_KINDS), count):
        yield kind(rng, target)


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
    body = written(value).encode("utf-8", "surrogatepass")
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
    value = corrupted(rng, _STAGE, rng.choice((1, 1, 2, 5)))
    return Case("/lab/stage", "values", _post(rng, "/lab/stage", value))


def _room(rng: random.Random, target: Target) -> Case:
    asked = {"name": rng.choice(rooms.ORDER)} | {
        rng.choice(FIELDS): rng.choice(ODD) for _ in range(rng.randrange(4))
    }
    value = {**_STAGE, "level": rng.random(), "room": asked}
    path = rng.choice(("/lab/room", "/lab/stage"))
    return Case("/lab/room", asked["name"], _post(rng, path, value))


def _strokes(rng: random.Random, target: Target) -> Case:
    digit = (
        {"strokes": rng.choice(HUGE_STROKES)}
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
    what = rng.choice(list(FILES))
    text = base64.b64encode(FILES[what]).decode()
    value = {**_STAGE, "digit": {rng.choice(("file", "file", "pixels")): text}}
    return Case("/lab/stage", f"file: {what}", _post(rng, "/lab/stage", value))


def _link(rng: random.Random, target: Target) -> Case:
    way = rng.random()
    if way < 0.5:  # edited by hand
        place = rng.randrange(len(_LINK))
        text = _LINK[:place] + rng.choice("AZaz09-_=<%😀") + _LINK[place + rng.randrange(3) :]
    elif way < 0.9:  # made by hand, and its checksum is right
        text = packed_link(corrupted(rng, ["conv_32", "gaussian", 50, 7, [[0, 0, 5, 5]], []], 2))
    else:
        text = _squeezed(b"[" * rng.choice((10_000, 10_000_000)))
    value = {"open": text} if rng.random() < 0.9 else {"open": rng.choice(ODD)}
    return Case("/lab/link", "links", _post(rng, "/lab/link", value))


def packed_link(content: object) -> str:
    """The text of a link that holds anything at all, under a checksum that is right."""
    return _squeezed(written(content).encode("utf-8", "surrogatepass"))


def _squeezed(content: bytes) -> str:
    squeezer = zlib.compressobj(9, wbits=-15)
    body = b"\x01" + squeezer.compress(content) + squeezer.flush()
    checksum = zlib.crc32(body).to_bytes(4, "little")
    return base64.urlsafe_b64encode(body + checksum).decode().rstrip("=")


def _tray_or_stop(rng: random.Random, target: Target) -> Case:
    name = rng.choice(("tray", "stop", "health", "link", MARKUP.replace(" ", "%20")))
    value = {"round": rng.choice(ODD), "stop": rng.choice(ODD), "turn": rng.choice(ODD)}
    return Case("/lab/tray, stop", "values", _post(rng, f"/lab/{name}", value))


def _join(rng: random.Random, target: Target) -> Case:
    number, inputs, triggers = rng.choice(target.events)
    asked = {**_STAGE, "keep": rng.choice(("png", "gif", MARKUP, 3)), "train": _WISH}
    value = {
        "data": [json.dumps(corrupted(rng, asked, 1), default=str)] * inputs,
        "fn_index": number,
        "session_hash": f"fuzz{rng.randrange(500)}",
        "trigger_id": rng.choice([*triggers, None]),
        "event_data": None,
    }
    if rng.random() < 0.8:
        value = corrupted(rng, value, rng.choice((1, 2)))
    return Case("/gradio_api/queue/join", "values", _post(rng, f"{_API}/queue/join", value))


def _call(rng: random.Random, target: Target) -> Case:
    name = rng.choice(list(target.endpoints))
    usual = {
        "image": {"path": target.upload, "meta": {"_type": "gradio.FileData"}},
        "model": rng.choice(("dense_16", "conv_32", "unet")),
        "noise": "gaussian",
        "level": 0.5,
        "seed": 7,
        "pictures": [base64.b64encode(bytes(784)).decode()] * rng.randrange(4),
        "codes": [[0.1] * 16] * rng.randrange(4),
    }
    named = {parameter: usual.get(parameter) for parameter in target.endpoints[name]}
    value: object = named
    if way := rng.random() < 0.5:
        value = {"data": list(named.values())}
    if rng.random() < 0.9:
        value = corrupted(rng, value, rng.choice((1, 2)))
    if rng.random() < 0.1:
        name = rng.choice(("keep", "train", "lambda", "..%2f", MARKUP.split()[0]))
    path = f"{_API}/call/{name}" if way else f"{_API}/call/v2/{name}"
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
    return Case("/gradio_api/cancel, reset", "values", _post(rng, path, corrupted(rng, value, 1)))


def _upload(rng: random.Random, target: Target) -> Case:
    what = rng.choice(list(FILES))
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
    parts = [b"--b\r\n" + part.encode() + FILES[what] + b"\r\n"] * rng.choice((1, 1, 1, 0, 40))
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
        "params": {"name": "denoise", "arguments": {"image": rng.choice(ODD), "model": "conv_32"}},
    }
    path = f"{_API}/mcp" + rng.choice(("/", "", "/http", "/sse", "/messages/?session_id=1", "/x"))
    content = _post(
        rng, path, corrupted(rng, value, 1), Accept="application/json, text/event-stream"
    )
    return Case("/gradio_api/mcp", "values", content)


def _route(rng: random.Random, target: Target) -> Case:
    """Every route that Gradio and the page know, with hostile text wherever it takes any."""
    method, path = rng.choice(target.routes)
    while "{" in path:
        start, rest = path.split("{", 1)
        path = start + rng.choice(PLACES) + rest.split("}", 1)[1]
    method = method if rng.random() < 0.8 else rng.choice(("GET", "POST", "PUT", "PATCH", "DELETE"))
    body = b"" if method == "GET" else written(rng.choice(ODD)).encode("utf-8", "surrogatepass")
    query = rng.choice(("", "", "?deep_link=", "?page=", "?all_endpoints=", "?session_hash=", "?"))
    query += rng.choice(PLACES) if query else ""
    name = path.split("/")[1] if path.count("/") == 1 else "/".join(path.split("/")[1:3])
    content = _request(rng, method, path + query, body, {"Content-Type": "application/json"})
    return Case("every other route", name[:30], content)


def _file(rng: random.Random, target: Target) -> Case:
    prefix = rng.choice((f"{_API}/file=", f"{_API}/file/", "/assets/", "/static/", "/svelte/"))
    path = prefix + rng.choice((*PLACES, target.upload, target.upload + "/../../../app.py"))
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


def _raw(rng: random.Random, target: Target) -> Case:
    what = rng.choice(list(RAW))
    return Case("raw HTTP", what, RAW[what], broken=True)


def _garbled(rng: random.Random, target: Target) -> Case:
    content = bytearray(_post(rng, "/lab/stage", _STAGE))
    for _ in range(rng.randrange(1, 9)):
        content[rng.randrange(min(len(content), 400))] = rng.randrange(256)
    if rng.random() < 0.3:
        content = content[: rng.randrange(len(content))]
    return Case("raw HTTP", "garbled", bytes(content), broken=True)


_KINDS: tuple[Callable[[random.Random, Target], Case], ...] = (
    *(_stage, _room, _strokes, _picture, _link, _tray_or_stop, _stage, _room),
    *(_join, _call, _queue, _cancel, _upload, _mcp, _join, _call),
    *(_route, _route, _file, _head, _raw, _garbled),
)
