"""Calls of Gradio's queue: those of the page and of programs pass, harmful ones are refused."""

import asyncio
import json
from types import SimpleNamespace

import gradio as gr
import pytest

from ui.security import gradio_calls

JOIN, CALL = "/gradio_api/queue/join", "/gradio_api/call/denoise"
FILE = {"meta": {"_type": "gradio.FileData"}}


@pytest.fixture(scope="module")
def checked():
    """The calls of a page with a private event, and a public one that takes a file and a number."""
    with gr.Blocks(analytics_enabled=False) as page:
        text, file, number = gr.HTML(), gr.File(), gr.Number(value=3)
        kept = text.change(lambda a: a, text, text, api_name="keep", api_visibility="private")

        def denoise(image: str, level: float = 0.5):
            return level

        gr.Button().click(denoise, [file, number], number, api_name="denoise")
        kept.failure(js="() => {}")  # an event of the browser alone, the third
    return gradio_calls.Calls(page)


@pytest.fixture
def uploaded(tmp_path, monkeypatch):
    """A file as an upload leaves it: the JSON that names it."""
    monkeypatch.setenv("GRADIO_TEMP_DIR", str(tmp_path / "gradio"))
    path = tmp_path / "gradio" / "abc" / "five.png"
    path.parent.mkdir(parents=True)
    path.write_bytes(b"x")
    return {"path": str(path), **FILE}


def joined(checked, **fields) -> str | None:
    body = {"data": ["{}"], "fn_index": 0, "session_hash": "abc", **fields}
    return checked.problem(JOIN, json.dumps(body).encode())


def called(checked, data, path=CALL, **fields) -> str | None:
    return checked.problem(path, json.dumps({"data": data, **fields}).encode())


def called_by_name(checked, **named) -> str | None:
    return checked.problem("/gradio_api/call/v2/denoise", json.dumps(named).encode())


def test_calls_of_the_page_and_of_programs_pass(checked, uploaded):
    assert joined(checked) is None
    assert joined(checked, event_data=None, trigger_id=None) is None
    assert joined(checked, data=[None]) is None
    assert joined(checked, fn_index=1, data=[uploaded, 0.5]) is None
    assert called(checked, [uploaded, 0.5]) is None
    assert called(checked, [None, None], session_hash="abc") is None
    assert called_by_name(checked, image=uploaded) is None
    cancelled = {"session_hash": "a", "event_id": "b", "fn_index": 0}
    assert checked.problem("/gradio_api/cancel", json.dumps(cancelled).encode()) is None
    assert checked.problem("/gradio_api/upload", b"anything") is None


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"fn_index": 99}, "no such event"),
        ({"fn_index": "99"}, "no such event"),
        ({"fn_index": True}, "no such event"),
        ({"fn_index": 2, "data": []}, "no such event"),
        ({"fn_index": None}, "no such event"),
        ({"data": []}, "a list of 1"),
        ({"data": "x"}, "a list of 1"),
        ({"data": [{"path": "/etc/passwd", **FILE}]}, "no file here"),
        ({"data": [[[{"a": {"path": "/etc/passwd", **FILE}}]]]}, "no file here"),
        ({"session_hash": "a" * 65}, "session_hash"),
    ],
)
def test_a_call_that_gradio_would_fail_at_is_refused(checked, fields, sentence):
    assert sentence in joined(checked, **fields)


@pytest.mark.parametrize(
    "body",
    [
        *(b"", b"\xff", b"[]", b"null", b"3", b"[" * 100_000, b'{"data":' * 100_000),
        *(b'{"data": [NaN]}', b'{"data": [-Infinity]}', b'{"data": [' + b"9" * 5000 + b"]}"),
        *(b'{"data": [1e999]}', b'{"data": ["\\ud800"]}'),
    ],
)
@pytest.mark.parametrize("path", [JOIN, CALL, "/gradio_api/cancel", "/gradio_api/mcp/"])
def test_anything_but_a_json_object_is_refused(checked, body, path):
    assert checked.problem(path, body).startswith("This should be")


@pytest.mark.parametrize("path", [JOIN, CALL, "/gradio_api/mcp"])
def test_a_call_of_too_many_values_is_refused(checked, path):
    for values in ([[]] * 20_001, [{"a": 1}] * 10_001, [[0.5] * 10_000] * 2):
        body = json.dumps({"data": [values], "fn_index": 0}).encode()
        assert checked.problem(path, body) == "A call should hold at most 20,000 values."
    assert joined(checked, data=[[0.5] * 8192]) is None


@pytest.fixture
def page():
    with gr.Blocks(analytics_enabled=False) as page:
        text = gr.HTML()
        text.change(lambda a: a, text, text, api_visibility="private")
    page.queue()
    return page


def leave_unread(page, session: str, count: int) -> None:
    page._queue.pending_messages_per_session[session] = answers = asyncio.Queue()
    for i in range(count):
        answers.put_nowait(f"answer {i}")


def unread(page) -> dict[str, list[str]]:
    """{session: its unread answers}, taken out."""
    queues = page._queue.pending_messages_per_session
    return {name: [q.get_nowait() for _ in range(q.qsize())] for name, q in queues.items()}


def test_beyond_a_thousand_the_oldest_unread_answers_are_dropped(page):
    checked = gradio_calls.Calls(page)
    leave_unread(page, "first", 600)
    leave_unread(page, "second", 400)
    assert joined(checked) is None
    assert [len(answers) for answers in unread(page).values()] == [600, 400]
    leave_unread(page, "first", 600)
    leave_unread(page, "second", 600)
    leave_unread(page, "third", 450)
    assert joined(checked) is None
    assert [len(answers) for answers in unread(page).values()] == [0, 550, 450]
    leave_unread(page, "first", 3)
    leave_unread(page, "second", 999)
    assert joined(checked) is None
    assert unread(page)["first"] == ["answer 2"]


def test_what_nobody_watches_ends(page):
    ended = []

    def streamer(text):
        try:
            for i in range(1000):
                yield f"{text} {i}"
        finally:
            ended.append(text)

    handler = gradio_calls.while_read(page, streamer)
    leave_unread(page, "reads", 100)
    leave_unread(page, "rests", 101)
    for session, most in (("reads", 1000), ("rests", 1), ("new", 1000)):
        assert len(list(handler("a", SimpleNamespace(session_hash=session)))) == most
    watched = handler("b", SimpleNamespace(session_hash="reads"))
    assert next(watched) == "b 0"
    watched.close()
    assert ended == ["a", "a", "a", "b"]


def test_private_events_have_no_name(checked):
    assert "there are denoise" in called(checked, ["{}"], "/gradio_api/call/keep")
    assert "there are denoise" in called(checked, ["{}"], "/gradio_api/call/v2/keep")


@pytest.mark.parametrize(
    "path",
    [
        *("/etc/passwd", "app.py", "https://example.com/a.png", "file:///etc/passwd"),
        *("", "\0", ".", "{folder}", "{file}/../../../../etc/passwd", "{file}x", "a" * 5000),
        *(None, 3),
    ],
)
def test_only_an_uploaded_file_can_be_named(checked, uploaded, path):
    if isinstance(path, str):
        folder = uploaded["path"].rpartition("/")[0]
        path = path.replace("{file}", uploaded["path"]).replace("{folder}", folder)
    named = {**uploaded, "path": path}
    answers = {called(checked, [named, 0.5]), called(checked, [path or 3, 1])}
    answers.add(called(checked, [{**uploaded, "meta": None}, 0.5]))
    answers.add(called(checked, [{"path": uploaded["path"]}, 0.5]))
    answers.add(called_by_name(checked, image=named))
    assert answers == {"A file should be one that was sent to /gradio_api/upload."}


def test_a_link_does_not_lead_out_of_the_folder(checked, uploaded, tmp_path):
    (tmp_path / "secret").write_text("x")
    link = tmp_path / "gradio" / "link"
    link.symlink_to(tmp_path / "secret")
    assert called(checked, [{**uploaded, "path": str(link)}, 0.5]) is not None


def test_named_inputs_are_those_of_the_endpoint(checked):
    assert called_by_name(checked, image=None, level=1) is None
    for inputs in ({"level": 1}, {"image": None, "strength": 1}):
        assert called_by_name(checked, **inputs).startswith("Expected image, level; received ")


@pytest.mark.parametrize("path", [JOIN, CALL, "/gradio_api/cancel", "/gradio_api/mcp"])
@pytest.mark.parametrize("depth", [101, 900])
def test_a_call_that_is_nested_deeply_is_refused(checked, path, depth):
    """Gradio quotes a call that it refuses, and fails at a thousand lists in one another."""
    body = b'{"trigger_id": ' + b"[" * depth + b"]" * depth + b"}"
    assert checked.problem(path, body) == "This is nested too deeply."


def test_an_mcp_tool_cannot_be_given_a_file_of_the_server(checked):
    def tool(image):
        body = {"method": "tools/call", "params": {"name": "d", "arguments": {"image": image}}}
        return checked.problem("/gradio_api/mcp/", json.dumps(body).encode())

    assert tool("data:image/png;base64,AAAA") is None
    assert "no file here" in tool({"path": "/etc/passwd", **FILE})
