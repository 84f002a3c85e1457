"""The middleware around a small app: what passes, what is refused, and with which sentence."""

import asyncio
import base64
import json
import re

import pytest
from PIL import Image
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import JSONResponse, StreamingResponse
from starlette.routing import Route, WebSocketRoute
from starlette.testclient import TestClient
from starlette.websockets import WebSocketDisconnect

from tests.support.threads import run
from ui import settings
from ui.live import encoding, uploads
from ui.security import allowed_paths, headers, incoming, middleware

JOIN = "/gradio_api/queue/join"
UPLOAD = "/gradio_api/upload"
POLICY = headers.make(settings.HUB)["Content-Security-Policy"]


async def echo(request: Request):
    seen = {"headers": list(request.headers), "query": request.url.query}
    return JSONResponse({"size": len(await request.body()), "path": request.url.path, **seen})


async def broken(request: Request):
    async def stream():
        yield b"data: it is like this\n\n"
        raise RuntimeError("and then it was not")

    return StreamingResponse(stream(), media_type="text/event-stream")


async def upload(request: Request):
    raise {b"type": TypeError, b"disk": OSError}[await request.body()]("no")


def small_app(check=lambda path, body: None, **options):
    routes = [
        Route("/gradio_api/queue/data", broken),
        Route("/assets/gone.js", lambda request: JSONResponse({}, 404)),
        Route(UPLOAD, upload, methods=["POST"]),
        WebSocketRoute("/{path:path}", echo),
        Route("/{path:path}", echo, methods=["GET", "POST", "PUT"]),
    ]
    return Starlette(
        routes=routes, middleware=[Middleware(middleware.Guard, check=check, **options)]
    )


@pytest.fixture
def visitor():
    """A client with its own address at a new app."""
    return TestClient(small_app(), client=("203.0.113.9", 1), raise_server_exceptions=False)


def detail(answer) -> str:
    assert answer.headers["content-type"] == "application/json"
    assert list(answer.json()) == ["detail"]
    assert re.fullmatch(r"[A-Z].*\.", answer.json()["detail"])
    return answer.json()["detail"]


@pytest.mark.parametrize("path", ["/", "/lab/health", "/nothing", "/gradio_api/queue/data"])
def test_every_answer_has_the_headers(visitor, path):
    sent = visitor.get(path).headers
    wanted = headers.make(settings.HUB)
    assert {name: sent.get(name) for name in wanted} == wanted


def test_files_named_after_their_content_are_kept_for_good_where_they_are_there(visitor):
    def kept(path: str) -> str | None:
        return visitor.get(path).headers.get("cache-control")

    assert kept("/assets/Blocks-D1GWYZdr.js") == "public, max-age=31536000, immutable"
    assert kept("/assets/gone.js") is None
    for path in ("/", "/static/img/logo.svg", "/theme.css", "/lab/health"):
        assert kept(path) is None


def test_the_policy_names_no_other_host_but_for_frames():
    policy = dict(part.split(" ", 1) for part in POLICY.split("; "))
    assert policy["default-src"] == "'none'"
    assert policy.pop("frame-ancestors") == "'self' https://huggingface.co https://*.hf.space"
    assert not re.search(r"https?:|\*", " ".join(policy.values()))


@pytest.mark.parametrize(
    ("ancestors", "older"),
    [
        ("https://school.example https://*.school.example:8443", None),
        ("'self'", "SAMEORIGIN"),
        ("'none'", "DENY"),
        ("*", None),
    ],
)
def test_others_may_show_the_page_in_a_frame_where_it_is_told(ancestors, older):
    app = small_app(settings=settings.Settings(ancestors, ""))
    sent = TestClient(app).get("/").headers
    assert sent["content-security-policy"].endswith(f"; frame-ancestors {ancestors}")
    assert sent.get("x-frame-options") == older


@pytest.mark.parametrize("root", ["/demo", "https://school.example/demo"])
def test_a_sub_path_is_taken_off_where_a_proxy_leaves_it(root):
    client = TestClient(small_app(settings=settings.Settings(settings.HUB, root)))
    for path, found in {
        **{"/demo": "/", "/demo/": "/", "/": "/"},
        **{"/demo/lab/health": "/lab/health", "/lab/health": "/lab/health"},
    }.items():
        assert client.get(path).json()["path"] == found
    for path in ("/demonstration", "/other/lab/health", "/demo/docs", "/demo/demo/lab/health"):
        assert client.get(path).status_code == 404


@pytest.mark.parametrize(
    "path",
    [
        *("/docs", "/login", "/monitoring", "/svelte/x.js", "/gradio_api/run/denoise", "/pwa_icon"),
        *("/gradio_api/api/denoise", "/gradio_api/proxy=https://a.hf.space", "/gradio_api/user"),
        *("/gradio_api/file=https://example.com/a.png", "/gradio_api/file=app.py", "/lab/../app"),
        *("/gradio_api/component_server", "/gradio_api/process_recording", "/gradio_api/runs"),
        *("/gradio_api/vibe-code", "/gradio_api/deep_link", "/gradio_api/stream/a/b/1/playlist"),
        *(
            "/gradio_api/upload_progress",
            "/gradio_api/mcp/sse",
            "/assets/%00",
            "/assets/" + "a" * 300,
            "/assets/%0d%0aX",
        ),
    ],
)
def test_paths_that_are_not_needed_are_404(visitor, path):
    answer = visitor.get(path)
    assert (answer.status_code, detail(answer)) == (404, "There is nothing here.")


@pytest.mark.parametrize(
    ("method", "path"), [("PUT", "/"), ("GET", JOIN), ("POST", "/lab/health"), ("DELETE", UPLOAD)]
)
def test_other_methods_are_refused_with_those_allowed(visitor, method, path):
    answer = visitor.request(method, path)
    assert answer.status_code == 405
    assert answer.headers["allow"] in detail(answer)


def test_a_body_arrives_whole(visitor):
    assert visitor.post("/lab/stage", content=b"x" * 100_000).json()["size"] == 100_000
    pieces = (b"x" * 10_000 for _ in range(10))
    assert visitor.post("/lab/stage", content=pieces).json()["size"] == 100_000


@pytest.mark.parametrize(
    ("path", "most"), [("/lab/stage", encoding.MAX_TEXT), ("/gradio_api/cancel", 4096)]
)
@pytest.mark.parametrize("chunked", [False, True])
def test_a_body_too_large_is_refused(visitor, path, most, chunked):
    def sent(size):
        return iter([b" " * size]) if chunked else b" " * size

    assert visitor.post(path, content=sent(most)).status_code == 200
    answer = visitor.post(path, content=sent(most + 1))
    assert (answer.status_code, str(most) in detail(answer)) == (413, True)


def test_an_endless_body_is_refused_early():
    read = []

    async def receive():
        read.append(2**20)
        return {"type": "http.request", "body": b" " * 2**20, "more_body": True}

    scope = {"type": "http", "path": "/lab/stage", "method": "POST", "headers": []}
    sent = run(_answered(small_app(), scope, receive))
    assert sent[0]["status"] == 413
    assert sum(read) < encoding.MAX_TEXT + incoming._READ_BEYOND + 2**21


def test_a_body_that_is_too_slow_is_refused(monkeypatch):
    monkeypatch.setattr(incoming, "BODY_SECONDS", 0.05)

    async def receive():
        await asyncio.sleep(0.02)
        return {"type": "http.request", "body": b" ", "more_body": True}

    scope = {"type": "http", "path": "/lab/stage", "method": "POST", "headers": []}
    assert run(_answered(small_app(), scope, receive))[0]["status"] == 408


def test_a_client_that_leaves_while_sending_is_not_answered():
    async def receive():
        return {"type": "http.disconnect"}

    scope = {"type": "http", "path": "/lab/stage", "method": "POST", "headers": []}
    assert run(_answered(small_app(), scope, receive)) == []


@pytest.mark.parametrize("path", ["/", "/nothing"])
def test_a_client_that_leaves_before_the_answer_is_no_error(path):
    """uvloop raises a RuntimeError for a connection that was closed a moment ago."""

    async def send(message):
        raise RuntimeError("closed")

    async def receive():
        return {"type": "http.request"}

    app = middleware.Guard(small_app(), check=lambda path, body: None)
    scope = {"type": "http", "path": path, "method": "GET", "headers": [], "query_string": b""}
    run(app({**scope, "client": ("203.0.113.9", 1)}, receive, send))


async def _answered(app, scope, receive) -> list[dict]:
    sent = []

    async def send(message):
        sent.append(message)

    full = {"query_string": b"", "client": ("203.0.113.9", 1), "root_path": "", **scope}
    await app({"http_version": "1.1", "scheme": "http", **full}, receive, send)
    return sent


def test_long_headers_and_malformed_hosts_are_refused(visitor):
    assert visitor.get("/", headers={"x": "y" * 20_000}).status_code == 431
    assert visitor.get("/lab/" + "a/" * 600).status_code == 414
    for name in ("host", "x-forwarded-host"):
        answer = visitor.get("/", headers={name: '"><script>'})
        assert (answer.status_code, name in detail(answer)) == (400, True)
    for host in ("example.com:8080", "[::1]:7860", "a.b-c.example"):
        assert visitor.get("/", headers={"host": host}).status_code == 200


def test_headers_that_gradio_would_trust_do_not_reach_it(visitor):
    asked = {"x-gradio-server": "http://evil.example", "range": "bytes=0-1-2"}
    assert not set(asked) & set(visitor.get("/", headers=asked).json()["headers"])


def test_the_page_ignores_its_query(visitor):
    """Gradio answers an unknown ?page= with a server error."""
    assert visitor.get("/?page=x&room=map").json()["query"] == ""
    assert visitor.get("/gradio_api/info?all_endpoints=1").json()["query"] == "all_endpoints=1"


def test_an_upload_has_no_query():
    """Gradio would keep every ?upload_id= for good."""
    scopes = []

    async def app(scope, receive, send):
        scopes.append(scope)
        await JSONResponse([])(scope, receive, send)

    guarded = middleware.Guard(app, check=lambda path, body: None)
    TestClient(guarded).post(f"{UPLOAD}?upload_id=a", content=b"x")
    assert [scope["query_string"] for scope in scopes] == [b""]


def test_a_failed_check_is_400_except_for_live_requests(visitor):
    app = small_app(lambda path, body: "That is wrong." if body == b"{}" else None)
    client = TestClient(app)
    answer = client.post(JOIN, content=b"{}")
    assert (answer.status_code, detail(answer)) == (400, "That is wrong.")
    assert client.post(JOIN, content=b"[]").status_code == 200
    assert client.post("/lab/stage", content=b"{}").status_code == 200  # checks for itself


def test_a_failing_stream_is_ended(visitor):
    answer = visitor.get("/gradio_api/queue/data")
    assert (answer.status_code, answer.text) == (200, "data: it is like this\n\n")


def test_a_malformed_upload_is_400_and_a_failing_disk_500(visitor):
    assert visitor.post(UPLOAD, content=b"type").status_code == 400
    assert visitor.post(UPLOAD, content=b"disk").status_code == 500


def test_websockets_are_closed(visitor):
    with pytest.raises(WebSocketDisconnect), visitor.websocket_connect("/lab/stage"):
        pass


# --- How often


@pytest.fixture
def tight(monkeypatch):
    """An app that allows an address twenty pages and one more every ten seconds."""
    monkeypatch.setitem(middleware.ALLOWANCES, "page", (0.1, 20))
    return small_app()


def burst(app, address: str) -> list[int]:
    client = TestClient(app, client=(address, 1))
    return [client.get("/config").status_code for _ in range(22)]


def test_beyond_its_allowance_an_address_is_told_when_to_come_back(tight):
    assert burst(tight, "203.0.113.9") == [200] * 20 + [429] * 2
    client = TestClient(tight, client=("203.0.113.9", 2))
    answer = client.get("/config")
    assert 8 <= int(answer.headers["retry-after"]) <= 10
    assert f"try again in {answer.headers['retry-after']} s" in detail(answer)
    assert client.get("/robots.txt").status_code == 200  # costs next to nothing
    assert client.post("/lab/stage").status_code == 200


def test_other_addresses_are_served_and_an_ipv6_network_counts_as_one(tight):
    burst(tight, "203.0.113.9")
    burst(tight, "2001:db8:0:1::1")
    assert burst(tight, "::ffff:203.0.113.9")[0] == 429
    assert burst(tight, "2001:db8:0:1::2")[0] == 429
    assert burst(tight, "203.0.113.10")[0] == 200
    assert burst(tight, "2001:db8:0:2::1")[0] == 200


@pytest.mark.parametrize("address", ["127.0.0.1", "::1", "::ffff:127.0.0.1"])
def test_localhost_is_not_limited(tight, address):
    assert set(burst(tight, address)) == {200}


def test_a_class_of_thirty_behind_one_address_is_served(visitor):
    """Each loads the page, trains two nets, keeps three files and draws; all at once."""
    for _ in range(30):
        assert visitor.get("/").status_code == 200
        assert {visitor.post(JOIN, content=b"{}").status_code for _ in range(5)} == {200}
        drawn = [visitor.post("/lab/stage", content=b" " * 100_000) for _ in range(3)]
        assert {answer.status_code for answer in drawn} == {200}


def test_each_of_thirty_behind_one_address_may_send_two_of_the_largest_pictures(largest):
    client = TestClient(small_app(), client=("203.0.113.9", 1))
    path, body = carriers(*largest)["line"]
    assert {client.post(path, content=body).status_code for _ in range(60)} == {200}


def test_bytes_of_live_requests_are_counted(visitor, monkeypatch):
    monkeypatch.setitem(middleware.ALLOWANCES, "live", (1000, 5_000_000))
    client = TestClient(small_app(), client=("203.0.113.9", 1))
    codes = [client.post("/lab/stage", content=b" " * 2_000_000).status_code for _ in range(3)]
    assert codes == [200, 200, 429]
    assert client.post("/lab/stage", content=b" " * 1000).status_code == 200


@pytest.fixture
def largest(tmp_path, monkeypatch):
    """A picture of 4096 x 4096 pixels in 25 kB: as base64, and as Gradio describes an upload."""
    monkeypatch.setenv("GRADIO_TEMP_DIR", str(tmp_path))
    path = tmp_path / "blank.png"
    Image.new("L", (4096, 4096), 255).save(path)
    described = {"path": str(path), "meta": {"_type": "gradio.FileData"}}
    return base64.b64encode(path.read_bytes()).decode(), described


def carriers(text: str, described: dict) -> dict[str, tuple[str, bytes]]:
    """Every way to have a picture decoded: where it is sent, and what."""
    asked = json.dumps({"digit": {"file": text}})
    return {
        "line": ("/lab/stage", asked.encode()),
        "escaped": ("/lab/room", asked.replace("file", "\\u0066ile").encode()),
        "spaced": ("/lab/link", asked.replace('":', '"\n:\t').encode()),
        "queue": (JOIN, json.dumps({"data": [asked]}).encode()),
        "program": ("/gradio_api/call/denoise", json.dumps({"data": [described]}).encode()),
        "by name": ("/gradio_api/call/v2/denoise", json.dumps({"image": described}).encode()),
        "mcp": ("/gradio_api/mcp", json.dumps({"image": f"data:image/png;base64,{text}"}).encode()),
    }


@pytest.mark.parametrize("way", carriers("", {}))
def test_pixels_are_counted_wherever_a_picture_is_decoded(monkeypatch, largest, way):
    monkeypatch.setitem(middleware.ALLOWANCES, "pixels", (4096, 2 * 4096**2))
    client = TestClient(small_app(), client=("203.0.113.9", 1))
    path, body = carriers(*largest)[way]
    codes = [client.post(path, content=body).status_code for _ in range(3)]
    assert codes == [200, 200, 429]
    assert client.post("/lab/stage", json={"digit": {"strokes": []}}).status_code == 200


def test_only_uploaded_files_are_opened_to_count_pixels(monkeypatch, largest, tmp_path):
    monkeypatch.setenv("GRADIO_TEMP_DIR", str(tmp_path / "elsewhere"))
    assert uploads.count_pixels(carriers(*largest)["program"][1], live=False) == 0


def test_beside_the_inputs_of_a_call_nothing_is_opened(largest):
    described = largest[1]
    body = json.dumps({"data": [None], "others": [described]}).encode()
    assert uploads.count_pixels(body, live=False) == 0
    tool = {"method": "tools/call", "params": {"arguments": {"image": described}}, "data": []}
    assert uploads.count_pixels(json.dumps(tool).encode(), live=False) == 4096**2


def test_uploads_of_all_senders_together_are_limited(monkeypatch):
    monkeypatch.setattr(middleware, "ALL_UPLOADS", (1, 5_000_000))
    app = small_app()
    codes = [
        TestClient(app, client=(f"203.0.113.{n}", 1), raise_server_exceptions=False)
        .post(UPLOAD, content=b" " * 2_000_000)
        .status_code
        for n in range(3)
    ]
    assert codes[2] == 429
    assert 429 not in codes[:2]


def test_open_requests_of_one_address_are_limited(monkeypatch):
    monkeypatch.setattr(middleware, "MAX_OPEN", 3)
    held = asyncio.Event()

    async def hold(scope, receive, send):
        await held.wait()
        await JSONResponse({})(scope, receive, send)

    async def crowd():
        app = middleware.Guard(hold, check=lambda path, body: None)
        scope = {"type": "http", "path": "/", "method": "GET", "headers": []}

        async def receive():
            return {"type": "http.request"}

        asked = [asyncio.create_task(_answered(app, dict(scope), receive)) for _ in range(5)]
        await asyncio.sleep(0.05)
        held.set()
        first = [answer[0]["status"] for answer in await asyncio.gather(*asked)]
        return first, (await _answered(app, dict(scope), receive))[0]["status"]

    assert run(crowd()) == ([200, 200, 200, 429, 429], 200)


# --- The table


def test_every_allowed_path_has_a_size_limit_and_a_known_allowance():
    for allowed in allowed_paths.ALLOWED:
        assert (allowed.max_bytes > 0) == ("POST" in allowed.methods)
        assert allowed.max_bytes <= encoding.MAX_TEXT
        assert allowed.counted in (None, *middleware.ALLOWANCES)
