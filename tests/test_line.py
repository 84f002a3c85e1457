"""The page's line: over HTTP what the handlers say, whatever comes in."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from ui import line, page, samples, wire
from ui.lanes import Lane
from ui.problems import Problem


@pytest.fixture
def client():
    return TestClient(Starlette(routes=line.routes()))


@pytest.mark.parametrize("name", line.HANDLERS)
def test_every_line_answers_and_echoes_the_turn(client, name):
    answer = client.post(f"/lab/{name}", json={**page.FIRST_VIEW, "turn": 3})
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "application/json"
    assert answer.json()["turn"] == 3


def test_the_stage_sees_the_digit(client):
    answer = client.post("/lab/stage", json={**page.FIRST_VIEW, "digit": samples.first()}).json()
    assert {"seen", "noisy"} <= set(answer)


@pytest.mark.parametrize(
    "body", [b"", b"\xff\xfe", b"{", b"null", b"[" * 100_000, b"x" * (wire.MAX_TEXT + 1)]
)
def test_what_is_no_request_is_refused_in_words(client, body):
    answer = client.post("/lab/stage", content=body)
    assert answer.status_code == 200
    assert answer.json()["problem"] == Problem("bad_request").as_json()


def test_other_methods_and_names_are_no_lines(client):
    assert client.get("/lab/stage").status_code == 405
    assert client.post("/lab/cellar", json={}).status_code == 404


def test_with_too_much_to_do_the_server_says_so_at_once(monkeypatch):
    begun, go = threading.Event(), threading.Event()

    def handler(request):
        begun.set()
        assert go.wait(10)
        return {"state": "ok"}

    monkeypatch.setattr(line, "_LIVE", Lane(threads=1, waiting=0))
    monkeypatch.setattr(line, "HANDLERS", {"stage": handler})
    with TestClient(Starlette(routes=line.routes())) as client, ThreadPoolExecutor() as threads:
        first = threads.submit(client.post, "/lab/stage", json={})
        assert begun.wait(10)
        second = client.post("/lab/stage", json={})
        assert second.status_code == 503
        assert second.headers["retry-after"] == "1"
        assert second.json() == {"state": "problem", "problem": {"key": "busy"}}
        go.set()
        assert first.result(10).json() == {"state": "ok", "turn": None}
