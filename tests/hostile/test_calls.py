"""What comes for Gradio's queue: calls as the page and programs make them pass, others do not."""

import json

import gradio as gr
import pytest

from ui.security import gradio_calls

JOIN, CALL = "/gradio_api/queue/join", "/gradio_api/call/denoise"
FILE = {"meta": {"_type": "gradio.FileData"}}


@pytest.fixture(scope="module")
def checked():
    """Of a small page: a private event of text, and a documented one of a file and a number."""
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


def test_what_the_page_and_programs_send_passes(checked, uploaded):
    assert joined(checked) is None
    assert joined(checked, event_data=None, trigger_id=None) is None
    assert joined(checked, data=[None]) is None
    assert joined(checked, fn_index=1, data=[uploaded, 0.5]) is None
    assert called(checked, [uploaded, 0.5]) is None
    assert called(checked, [None, None], session_hash="abc") is None
    second = "/gradio_api/call/v2/denoise"
    assert checked.problem(second, json.dumps({"image": uploaded}).encode()) is None
    assert checked.problem("/gradio_api/upload", b"anything") is None


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"fn_index": 99}, "no such event"),
        ({"fn_index": True}, "no such event"),
        ({"fn_index": 2, "data": []}, "no such event"),
        ({"fn_index": None}, "no such event"),
        ({"data": []}, "a list of 1"),
        ({"data": "x"}, "a list of 1"),
        ({"data": [3]}, "should be text"),
        ({"data": [{"path": "/etc/passwd", **FILE}]}, "should hold no file"),
        ({"data": [[[{"a": {"path": "/etc/passwd", **FILE}}]]]}, "should hold no file"),
        ({"trigger_id": 1_000}, "Nothing on the page"),
        ({"trigger_id": "1"}, "Nothing on the page"),
        ({"session_hash": "a/../b"}, "session_hash"),
        ({"session_hash": 7}, "session_hash"),
        ({"session_hash": "é"}, "session_hash"),
        ({"event_id": "a" * 65}, "event_id"),
        ({"batched": True}, "nothing but"),
    ],
)
def test_what_could_not_be_handled_is_said_in_a_sentence(checked, fields, said):
    assert said in joined(checked, **fields)


@pytest.mark.parametrize(
    "body",
    [
        *(b"", b"\xff", b"[]", b"null", b"3", b"[" * 100_000, b'{"data":' * 100_000),
        *(b'{"data": [NaN]}', b'{"data": [-Infinity]}', b'{"data": [' + b"9" * 5000 + b"]}"),
    ],
)
@pytest.mark.parametrize("path", [JOIN, CALL, "/gradio_api/cancel", "/gradio_api/mcp/"])
def test_what_is_no_json_object_is_refused(checked, body, path):
    assert checked.problem(path, body).startswith("This should be")


def test_private_events_have_no_name(checked):
    assert "there are denoise" in called(checked, ["{}"], "/gradio_api/call/keep")
    assert "there are denoise" in called(checked, ["{}"], "/gradio_api/call/v2/keep")


@pytest.mark.parametrize("level", ["0.5", True, [], {}])
def test_a_number_is_a_number(checked, level):
    assert called(checked, [None, level]) == "level should be a number."


@pytest.mark.parametrize(
    "path",
    [
        *(
            "/etc/passwd",
            "app.py",
            "https://example.com/a.png",
            "file:///etc/passwd",
            "",
            "\0",
            ".",
        ),
        *("{folder}", "{file}/../../../../etc/passwd", "{file}x", "a" * 5000, None, 3),
    ],
)
def test_a_file_is_one_that_was_uploaded(checked, uploaded, path):
    if isinstance(path, str):
        folder = uploaded["path"].rpartition("/")[0]
        path = path.replace("{file}", uploaded["path"]).replace("{folder}", folder)
    answers = {called(checked, [{**uploaded, "path": path}, 0.5]), called(checked, [path or 3, 1])}
    answers.add(called(checked, [{**uploaded, "meta": None}, 0.5]))
    answers.add(called(checked, [{"path": uploaded["path"]}, 0.5]))
    assert answers == {"image should be a file that was sent to /gradio_api/upload."}


def test_a_link_does_not_lead_out_of_the_folder(checked, uploaded, tmp_path):
    (tmp_path / "secret").write_text("x")
    link = tmp_path / "gradio" / "link"
    link.symlink_to(tmp_path / "secret")
    assert called(checked, [{**uploaded, "path": str(link)}, 0.5]) is not None


def test_named_arguments_are_those_of_the_endpoint(checked):
    def asked(**named):
        return checked.problem("/gradio_api/call/v2/denoise", json.dumps(named).encode())

    assert asked(image=None, level=1) is None
    assert asked(level=1) == "Missing: image."
    assert "nothing but image, level" in asked(image=None, strength=1)
    assert asked(image=None, level="x") == "level should be a number."


@pytest.mark.parametrize(
    "body", [{}, {"session_hash": "a", "event_id": "b", "fn_index": "c"}, {"event_id": {}}]
)
def test_cancelling_names_what_it_means(checked, body):
    assert checked.problem("/gradio_api/cancel", json.dumps(body).encode())


def test_an_assistant_cannot_name_a_file_of_the_server(checked):
    def tool(image):
        body = {"method": "tools/call", "params": {"name": "d", "arguments": {"image": image}}}
        return checked.problem("/gradio_api/mcp/", json.dumps(body).encode())

    assert tool("data:image/png;base64,AAAA") is None
    assert "as text" in tool({"path": "/etc/passwd", **FILE})
