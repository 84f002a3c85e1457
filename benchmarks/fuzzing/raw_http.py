"""What is no HTTP, or hardly: whole connections, byte by byte."""

from collections.abc import Mapping

_POST = b"POST /lab/stage HTTP/1.1\r\nHost: a\r\n"
RAW: Mapping[str, bytes] = {
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
    "one after another": b"GET /robots.txt HTTP/1.1\r\nHost: a\r\n\r\n" * 50
    + b"GET /robots.txt HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n",
}
