"""Malformed requests to the running app: 2xx or 4xx, no traceback, no file, no markup that runs."""

import json
import re
import socket
from urllib.parse import urlsplit

import httpx
import pytest

from tests.browser.conftest import serving
from tests.hostile.properties.strategies import MARKUP
from ui import page

API = "/gradio_api"
POST = b"POST /lab/stage HTTP/1.1\r\nHost: a\r\n"
CHUNKED = POST + b"Connection: close\r\nTransfer-Encoding: chunked\r\n\r\n"
# Whole connections. The server may also hang up on these.
BROKEN = {
    "TLS": b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + bytes(range(256)),
    "HTTP/2": b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
    "HTTP/0.9": b"GET /\r\n\r\n",
    "blank in a name": b"GET / HTTP/1.1\r\nHost : a\r\n\r\n",
    "zero byte": b"GET /\0 HTTP/1.1\r\nHost: \0\r\n\r\n",
    "not ASCII": "GET /é HTTP/1.1\r\nHost: a\r\n\r\n".encode(),
    "another host": b"GET http://example.com/ HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n",
    "CONNECT": b"CONNECT example.com:80 HTTP/1.1\r\nHost: a\r\n\r\n",
    "long address": b"GET /" + b"a" * 70_000 + b" HTTP/1.1\r\nHost: a\r\n\r\n",
    "many headers": b"GET / HTTP/1.1\r\nHost: a\r\n" + b"X: y\r\n" * 100_000 + b"\r\n",
    "two lengths": POST + b"Content-Length: 2\r\nContent-Length: 3\r\n\r\n{}x",
    "negative length": POST + b"Content-Length: -1\r\n\r\n{}",
    "endless length": POST + b"Content-Length: 99999999999999999999\r\n\r\n{}",
    "length and chunks": POST + b"Content-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
    "chunk of words": CHUNKED + b"zz\r\n{}\r\n0\r\n\r\n",
    "vast chunk": CHUNKED + b"fffffffffffffffff\r\n{}\r\n",
    "many chunks": CHUNKED + b"1\r\n{\r\n" * 30_000 + b"0\r\n\r\n",
    "many trailers": CHUNKED + b"0\r\n" + b"X: y\r\n" * 20_000 + b"\r\n",
    "unknown encoding": POST + b"Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n",
    "WebSocket": b"GET /lab/stage HTTP/1.1\r\nHost: a\r\nUpgrade: websocket\r\n"
    b"Connection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
    b"Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n",
}
HEADERS = [
    *(("Accept-Encoding", "br;q=nan"), ("Accept-Language", "x" * 3000), ("Cookie", "a=b;;=;\\")),
    *(("X-Forwarded-For", "[::1"), ("X-Forwarded-Proto", "javascript"), ("Origin", "null")),
    *(("X-Forwarded-Host", MARKUP), ("Referer", "http://[/"), ("Range", "bytes=9-1")),
    *(("X-Gradio-Server", "http://127.0.0.1:1/"), ("Expect", "100-continue")),
]
PATHS = [
    *("..%2f..%2f..%2fetc%2fpasswd", "../" * 8 + "etc/passwd", "/etc/passwd", "//etc/passwd"),
    *("..%5capp.py", "%2e%2e/%2e%2e/app.py", "/proc/self/environ", "app.py", "%00", "%ff%fe"),
    *("a" * 300, "%0d%0aSet-Cookie:x=y", "http://127.0.0.1:1/", "file:///etc/passwd", ""),
]
SESSIONS = [
    *(f"{API}/queue/data", f"{API}/queue/data?session_hash=%00", f"{API}/call/denoise/unknown"),
    *(f"{API}/queue/data?session_hash=" + "x" * 300, f"{API}/upload_progress?upload_id=x"),
]
PART = 'Content-Disposition: form-data; name="files"; filename="{}"\r\n\r\nx\r\n'
FORM = "multipart/form-data; boundary=b"
UPLOADS = {
    "parent folder": (FORM, "--b\r\n" + PART.format("../../app.py") + "--b--\r\n"),
    "dots": (FORM, "--b\r\n" + PART.format("..") + "--b--\r\n"),
    "no name": (FORM, "--b\r\n" + PART.format("") + "--b--\r\n"),
    "long name": (FORM, "--b\r\n" + PART.format("a" * 5000) + "--b--\r\n"),
    "zero byte": (FORM, "--b\r\n" + PART.format("a\0b.png") + "--b--\r\n"),
    "markup": (FORM, "--b\r\n" + PART.format(MARKUP) + "--b--\r\n"),
    "no file": (FORM, "--b\r\n" + PART.replace("filename", "x").format("") + "--b--\r\n"),
    "no head": (FORM, "--b\r\n\r\nx\r\n--b--\r\n"),
    "no end": (FORM, "--b\r\n" + PART.format("a.png")),
    "forty files": (FORM, ("--b\r\n" + PART.format("a.png")) * 40 + "--b--\r\n"),
    "no boundary": ("multipart/form-data", "x"),
    "long boundary": ("multipart/form-data; boundary=" + "b" * 500, "x"),
    "no form": ("text/html", "x"),
    "empty": ("", ""),
}
CALL = {"jsonrpc": "2.0", "id": 1, "method": "tools/call"}
MCP = [
    *("", "{", "null", "[]", "3", "{}", '{"jsonrpc": "1.0"}', "[" * 900, '{"id": NaN}'),
    json.dumps({**CALL, "method": MARKUP}),
    json.dumps({**CALL, "method": "resources/read", "params": {"uri": "file:///etc/passwd"}}),
    *(
        json.dumps({**CALL, "params": {"name": name, "arguments": {"image": image}}})
        for name, image in (
            *(("denoise", "/etc/passwd"), ("denoise", "file:///etc/passwd"), ("denoise", 3)),
            *(("denoise", "http://127.0.0.1:1/a.png"), ("denoise", None), (MARKUP, "x")),
            *(("denoise", {"path": "/etc/passwd"}), ("denoise", "data:image/png;base64,!")),
        )
    ),
]


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    """The app with MCP. At the end it still restores a digit, and its log holds no traceback."""
    with serving(tmp_path_factory.mktemp("malformed"), GRADIO_MCP_SERVER="True") as running:
        yield running
        answer = httpx.post(f"{running.address}/lab/stage", json=page.first_request(), timeout=60)
        assert answer.json()["state"] == "ok"
        assert "Traceback" not in running.log()


def sent(server, content: bytes, patience: float = 1) -> bytes:
    """The answer to the bytes of one connection, as far as it comes within `patience` seconds."""
    address, answer = urlsplit(server.address), b""
    with socket.create_connection((address.hostname, address.port), timeout=patience) as connection:
        try:
            connection.sendall(content)
            while piece := connection.recv(65536):
                answer += piece
        except (ConnectionError, TimeoutError):
            pass
    return answer


def asked(server, method: str, path: str, body: bytes = b"", **headers: str) -> bytes:
    lines = {"Host": "127.0.0.1", "Connection": "close", "Content-Length": len(body), **headers}
    head = "".join(f"{name.replace('_', '-')}: {value}\r\n" for name, value in lines.items())
    return sent(server, f"{method} {path} HTTP/1.1\r\n{head}\r\n".encode() + body, patience=30)


def assert_harmless(answer: bytes) -> None:
    head, _, body = answer.partition(b"\r\n\r\n")
    slash_added = re.search(rb"(?i)\nlocation: http://[^/]+/gradio_api/mcp/\r\n", answer)
    assert re.match(rb"HTTP/1\.1 [24]\d\d ", answer) or slash_added, answer[:300]
    for leak in (b"Traceback (most recent call last)", b"root:x:0:", b"the page: `python app.py`"):
        assert leak not in body
    assert b"text/html" not in head.lower() or MARKUP.encode() not in body


@pytest.mark.parametrize("content", BROKEN.values(), ids=list(BROKEN))
def test_broken_http_is_refused_or_hung_up_on(server, content):
    if answer := sent(server, content):
        assert_harmless(answer)


@pytest.mark.parametrize(("name", "value"), HEADERS)
def test_odd_headers_are_harmless(server, name, value):
    assert_harmless(asked(server, "GET", "/", **{name: value}))


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("prefix", [f"{API}/file=", f"{API}/file/", "/assets/", "/static/"])
def test_no_file_is_read_by_its_path(server, prefix, path):
    assert_harmless(asked(server, "GET", prefix + path))


@pytest.mark.parametrize("path", SESSIONS)
def test_unknown_sessions_have_no_answers(server, path):
    assert_harmless(asked(server, "GET", path))


@pytest.mark.parametrize(("kind", "body"), UPLOADS.values(), ids=list(UPLOADS))
def test_uploads_are_kept_or_refused(server, kind, body):
    assert_harmless(asked(server, "POST", f"{API}/upload", body.encode(), Content_Type=kind))


@pytest.mark.parametrize("text", MCP)
@pytest.mark.parametrize("slash", ["", "/"])
def test_mcp_reads_no_file_and_fetches_nothing(server, slash, text):
    accepts = {"Accept": "application/json, text/event-stream", "Content_Type": "application/json"}
    assert_harmless(asked(server, "POST", f"{API}/mcp{slash}", text.encode(), **accepts))
