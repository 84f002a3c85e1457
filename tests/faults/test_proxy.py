"""The page starts where the environment names a proxy, which cannot reach this machine."""

import contextlib
import http.server
import os
import threading

import httpx
import pytest

from tests.browser.conftest import serving
from ui.server import connections

PROXIES = ("http_proxy", "https_proxy", "all_proxy", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY")


class Refusing(http.server.BaseHTTPRequestHandler):
    """A proxy to which no host is known."""

    def do_GET(self):
        """Answer as proxies do that reach nobody."""
        self.send_error(502)

    do_HEAD = do_CONNECT = do_GET

    def log_message(self, *_):
        """Say nothing."""


@contextlib.contextmanager
def absent():
    """The address of a proxy where nobody listens."""
    yield "http://127.0.0.1:9"


@contextlib.contextmanager
def refusing():
    """The address of a proxy that answers 502."""
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Refusing) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


@pytest.mark.parametrize("proxy", [absent, refusing])
def test_the_page_starts_behind_a_proxy_that_cannot_reach_it(proxy, tmp_path, monkeypatch):
    for name in (*PROXIES, "NO_PROXY", "no_proxy"):
        monkeypatch.delenv(name, raising=False)
    with (
        proxy() as address,
        serving(tmp_path, **dict.fromkeys(PROXIES, address)) as server,
    ):
        assert httpx.get(server.address).status_code == 200
    assert "Traceback" not in server.log()


@pytest.mark.parametrize("name", ["NO_PROXY", "no_proxy"])
def test_exceptions_from_the_proxy_are_kept_and_extended(monkeypatch, name):
    for other in ("NO_PROXY", "no_proxy"):
        monkeypatch.setenv(other, "")
    monkeypatch.setenv(name, "intranet.example,10.0.0.0/8")
    monkeypatch.setenv("GRADIO_SERVER_NAME", "192.0.2.7")
    connections.bypass_proxies_for_this_machine()
    hosts = "intranet.example,10.0.0.0/8,localhost,127.0.0.1,::1,192.0.2.7"
    assert os.environ["NO_PROXY"] == os.environ["no_proxy"] == hosts
