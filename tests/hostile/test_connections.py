"""Connections of uvicorn with our protocol: time and size of a request are limited."""

import socket
import threading
import time

import pytest
import uvicorn

from ui.server import connections

HEAD = b"POST / HTTP/1.1\r\nHost: a\r\n"


async def app(scope, receive, send):
    """Answers at once, whatever is still being sent."""
    if scope["type"] == "http":
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": b"here"})


@pytest.fixture(scope="module")
def port():
    """Of a uvicorn that gives a head 0.3 s and a request 0.6 s."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(connections, "HEAD_SECONDS", 0.3)
        patch.setattr(connections, "REQUEST_SECONDS", 0.6)
        patch.setitem(uvicorn.config.HTTP_PROTOCOLS, "auto", "")
        connections.install()
        config = uvicorn.Config(app, port=0, lifespan="off", log_level="error")
        server = uvicorn.Server(config)
        server.install_signal_handlers = lambda: None
        thread = threading.Thread(target=server.run)
        thread.start()
        while not server.started:
            time.sleep(0.01)
        yield server.servers[0].sockets[0].getsockname()[1]
        server.should_exit = True
        thread.join(10)


@pytest.fixture
def connection(port):
    with socket.create_connection(("127.0.0.1", port), timeout=5) as connection:
        yield connection


def until_closed(connection) -> tuple[bytes, float]:
    """What comes, and after how many seconds the other side has hung up."""
    start, received = time.monotonic(), b""
    try:
        while piece := connection.recv(65536):
            received += piece
    except ConnectionResetError:
        pass
    return received, time.monotonic() - start


def test_a_request_is_answered_and_the_next_one_too(connection):
    for _ in range(3):
        connection.sendall(HEAD + b"Content-Length: 2\r\n\r\n{}")
        assert connection.recv(65536).startswith(b"HTTP/1.1 200")


@pytest.mark.parametrize("sent", [b"", b"P", HEAD, HEAD + b"X: "])
def test_a_head_that_does_not_arrive_closes_the_connection(connection, sent):
    connection.sendall(sent)
    received, seconds = until_closed(connection)
    assert received == b""
    assert 0.2 < seconds < 2


def test_empty_lines_after_an_answer_do_not_hold_the_connection(connection):
    connection.sendall(HEAD + b"Content-Length: 2\r\n\r\n{}")
    assert connection.recv(65536).startswith(b"HTTP/1.1 200")
    connection.sendall(b"\r\n")
    _, seconds = until_closed(connection)
    assert seconds < 2


def poured(connection, piece: bytes, most: int, pause: float = 0) -> bool:
    """Send `piece` over and over; whether the other side let `most` bytes through."""
    sent = 0
    try:
        while sent < most:
            connection.sendall(piece)
            sent += len(piece)
            time.sleep(pause)
    except (BrokenPipeError, ConnectionResetError):
        return False
    return True


def test_a_head_that_arrives_byte_by_byte_has_no_more_time(connection):
    connection.sendall(HEAD + b"X: ")
    assert not poured(connection, b"a", most=200, pause=0.02)


def test_a_body_that_does_not_arrive_closes_the_connection(connection):
    connection.sendall(HEAD + b"Content-Length: 20\r\n\r\n{")
    received, seconds = until_closed(connection)
    assert b"here" in received
    assert seconds < 2


@pytest.mark.parametrize(
    ("start", "endless"),
    [
        (b"GET /", b"a"),
        (HEAD + b"X: ", b"a"),
        (HEAD, b"X: y\r\n"),
        (HEAD + b"Transfer-Encoding: chunked\r\n\r\n", b"10000\r\n" + b" " * 65536 + b"\r\n"),
        (HEAD + b"Transfer-Encoding: chunked\r\n\r\n0\r\nX: ", b"a"),
    ],
)
def test_an_endless_request_is_cut_off(connection, start, endless):
    connection.sendall(start)
    much = endless * (262_144 // len(endless))
    assert not poured(connection, much, most=4 * connections.MAX_REQUEST)


def test_a_space_trusts_the_hub_s_proxies_and_other_servers_only_localhost(monkeypatch):
    trusted = uvicorn.middleware.proxy_headers._TrustedHosts(connections.SPACE_PROXIES)
    told = "8.8.8.8, 10.0.0.1, 198.51.100.7, 10.16.3.80"  # the visitor wrote the first two
    assert trusted.get_trusted_client_address(told)[0] == "198.51.100.7"
    monkeypatch.setitem(uvicorn.config.HTTP_PROTOCOLS, "auto", "")
    for name in ("SPACE_ID", "SYSTEM", "FORWARDED_ALLOW_IPS"):
        monkeypatch.delenv(name, raising=False)
    connections.install()
    assert uvicorn.Config(app).forwarded_allow_ips == "127.0.0.1,::1"
    monkeypatch.setenv("FORWARDED_ALLOW_IPS", "")  # so that it is put back
    monkeypatch.delenv("FORWARDED_ALLOW_IPS")
    monkeypatch.setenv("SPACE_ID", "someone/lab")
    connections.install()
    assert uvicorn.Config(app).forwarded_allow_ips == connections.SPACE_PROXIES
