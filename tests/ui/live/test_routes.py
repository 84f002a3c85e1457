"""The routes of live requests: the handlers' answers over HTTP, and limits."""

import asyncio
import base64
import io
import threading
from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest
from PIL import Image
from starlette.applications import Starlette
from starlette.testclient import TestClient

from tests.support.threads import run
from ui import page
from ui.live import encoding, routes, samples, uploads
from ui.live.concurrency import ConcurrencyLimit
from ui.problems import Problem


@pytest.fixture
def client():
    return TestClient(Starlette(routes=routes.routes()))


@pytest.mark.parametrize("name", routes.HANDLERS)
def test_every_route_answers_and_repeats_the_turn(client, name):
    answer = client.post(f"/lab/{name}", json={**page.FIRST_VIEW, "turn": 3})
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "application/json"
    assert answer.json()["turn"] == 3


def test_the_stage_sees_the_digit(client):
    answer = client.post("/lab/stage", json={**page.FIRST_VIEW, "digit": samples.first()}).json()
    assert {"seen", "noisy"} <= set(answer)


@pytest.mark.parametrize(
    "body", [b"", b"\xff\xfe", b"{", b"null", b"[" * 100_000, b"x" * (encoding.MAX_TEXT + 1)]
)
def test_a_body_that_is_not_a_request_is_a_problem(client, body):
    answer = client.post("/lab/stage", content=body)
    assert answer.status_code == 200
    assert answer.json()["problem"] == Problem("bad_request").as_json()


def test_other_methods_and_names_are_not_served(client):
    assert client.get("/lab/stage").status_code == 405
    assert client.post("/lab/cellar", json={}).status_code == 404


def test_a_request_beyond_the_queue_is_refused_at_once(monkeypatch):
    begun, go = threading.Event(), threading.Event()

    def handler(request):
        begun.set()
        assert go.wait(10)
        return {"state": "ok"}

    monkeypatch.setattr(routes, "_LIVE", ConcurrencyLimit(threads=1, waiting=0))
    monkeypatch.setattr(routes, "HANDLERS", {"stage": handler})
    with TestClient(Starlette(routes=routes.routes())) as client, ThreadPoolExecutor() as threads:
        first = threads.submit(client.post, "/lab/stage", json={})
        assert begun.wait(10)
        second = client.post("/lab/stage", json={})
        assert second.status_code == 503
        assert second.headers["retry-after"] == "1"
        assert second.json() == {"state": "problem", "problem": {"key": "busy"}}
        go.set()
        assert first.result(10).json() == {"state": "ok", "turn": None}


@pytest.fixture
def largest():
    """A request with as large a picture as is read, from a file of 25 kB."""
    file = io.BytesIO()
    Image.new("L", (4096, 4096), 255).save(file, "PNG")
    return {**page.FIRST_VIEW, "digit": {"file": base64.b64encode(file.getvalue()).decode()}}


def test_pens_are_answered_while_pictures_wait_to_be_decoded(largest):
    """Eight of the largest pictures have arrived; the pen is answered before any of them."""
    arrived = []

    async def app(scope, receive, send):
        async def received():
            arrived.append(await receive())
            return arrived[-1]

        await Starlette(routes=routes.routes())(scope, received, send)

    async def scene():
        transport = httpx.ASGITransport(app)
        async with httpx.AsyncClient(transport=transport, base_url="http://lab") as visitor:
            with uploads._decoding:
                sent = [visitor.post("/lab/stage", json=largest, timeout=60) for _ in range(8)]
                pictures = [asyncio.create_task(request) for request in sent]
                while len(arrived) < 8:
                    await asyncio.sleep(0)
                pen = visitor.post("/lab/stage", json={**page.FIRST_VIEW, "digit": samples.first()})
                answer = (await asyncio.wait_for(pen, 30)).json()
                assert not any(picture.done() for picture in pictures)
            return answer, [picture.json() for picture in await asyncio.gather(*pictures)]

    pen, pictures = run(scene())
    assert "noisy" in pen
    assert [picture["state"] for picture in pictures] == ["problem"] * 8  # no digit in them
