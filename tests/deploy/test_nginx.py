"""The shipped nginx configuration: which replica gets which request. The replicas are stubs."""

import re
import threading
import urllib.error
import urllib.request
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
import yaml

from tests.support import balancer
from ui.live import encoding
from ui.server import shutdown

COMPOSE = balancer.SITE.with_name("compose.yaml")


class Stub(ThreadingHTTPServer):
    """A replica that answers every request with its port, and records the requests."""

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Answer)
        self.port = self.server_port
        self.asked: list[dict] = []  # the headers
        self.status = 200  # None: it dies during the request
        threading.Thread(target=self.serve_forever, args=(0.02,), daemon=True).start()


class Answer(BaseHTTPRequestHandler):
    """The answer of a `Stub`."""

    def do_GET(self):
        self.rfile.read(int(self.headers.get("Content-Length", 0)))
        self.server.asked.append(dict(self.headers))
        if self.server.status is None:
            self.connection.close()
            return
        body = str(self.server.port).encode()
        self.send_response(self.server.status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    do_POST = do_GET

    def log_message(self, *args):
        """Print nothing."""


@pytest.fixture
def three(nginx):
    """Three replicas."""
    stubs = [Stub() for _ in range(3)]
    yield stubs
    for stub in stubs:
        stub.shutdown()
        stub.server_close()


@pytest.fixture
def ask(three):
    """ask(path, body=None, **headers) → the text of the answer, through nginx."""
    with balancer.nginx(*three) as (url, _):

        def request(path, body=None, **headers):
            asked = urllib.request.Request(url + path, body, headers)
            with urllib.request.urlopen(asked, timeout=10) as answer:
                request.cookie = answer.headers["Set-Cookie"]
                return answer.read().decode()

        yield request


def test_live_requests_go_to_the_replicas_in_turn(ask):
    assert len({ask("lab/stage", b"{}", Cookie="visitor=a") for _ in range(3)}) == 3


def test_requests_that_need_one_replica_go_to_that_of_the_visitor(ask):
    paths = ["gradio_api/queue/join", "gradio_api/queue/data", "lab/stage?own=1", "lab/stop?own=1"]
    homes = set()
    for visitor in range(24):
        (home,) = {ask(path, Cookie=f"visitor={visitor}") for path in paths * 2}
        homes.add(home)
    assert len(homes) == 3


def test_a_program_without_cookies_is_known_by_its_address(ask):
    assert len({ask("gradio_api/call/models", b"{}") for _ in range(6)}) == 1


def test_only_the_page_sets_the_cookie_and_only_once(ask):
    ask("")
    first = ask.cookie
    assert re.fullmatch(r"visitor=\w{32}; Path=/; HttpOnly; SameSite=Lax", first)
    ask("?lang=zh")
    assert ask.cookie != first
    ask("", Cookie=first.split(";")[0])
    assert ask.cookie is None
    ask("config")  # gradio_client asks for this, and keeps cookies for some of its calls only
    assert ask.cookie is None


@pytest.mark.parametrize("path", ["lab/stage", "lab/stage?own=1"])
def test_a_live_request_to_a_dying_replica_is_sent_to_another(three, ask, path):
    home = ask(path, b"{}", Cookie="visitor=a")
    dying = next(stub for stub in three if str(stub.port) == home)
    dying.status = None
    before = len(dying.asked)
    answers = {ask(path, b"{}", Cookie="visitor=a") for _ in range(6)}
    assert home not in answers
    assert len(dying.asked) == before + 1  # then it gets no requests for a while


def test_a_request_that_changes_something_is_not_sent_twice(three, ask):
    for stub in three:
        stub.status = None
    with pytest.raises(urllib.error.HTTPError, match="502"):
        ask("gradio_api/queue/join", b"{}")
    assert sum(len(stub.asked) for stub in three) == 1


def test_a_busy_answer_reaches_the_visitor(three, ask):
    for stub in three:
        stub.status = 503
    for _ in range(6):
        with pytest.raises(urllib.error.HTTPError, match="503"):
            ask("lab/stage", b"{}")
    assert [len(stub.asked) for stub in three] == [2, 2, 2]


def test_a_visitor_cannot_claim_another_address(three, ask):
    ask("lab/stage", b"{}", **{"X-Forwarded-For": "10.1.2.3"})
    (headers,) = [asked for stub in three for asked in stub.asked]
    assert headers["X-Forwarded-For"] == "127.0.0.1"


def test_compose_nginx_and_the_app_agree():
    site, services = balancer.SITE.read_text(), yaml.safe_load(COMPOSE.read_text())["services"]
    replicas = [service for name, service in services.items() if name.startswith("lab-")]
    addresses = [service["networks"]["lab"]["ipv4_address"] for service in replicas]
    lists = [
        re.findall(r"server ([\d.]+):7860", upstream)
        for upstream in re.findall(r"upstream \w+ \{(.*?)\}", site, re.DOTALL)
    ]
    assert lists == [addresses, addresses]
    proxy = services["nginx"]["networks"]["lab"]["ipv4_address"]
    for service in replicas:
        assert service["environment"]["FORWARDED_ALLOW_IPS"] == proxy
        assert int(service["stop_grace_period"].removesuffix("s")) > shutdown.PATIENCE + 1
    allowed = re.search(r"client_max_body_size (\d+)m;", site)
    assert encoding.MAX_TEXT < int(allowed[1]) * 1024**2 < 2 * encoding.MAX_TEXT
