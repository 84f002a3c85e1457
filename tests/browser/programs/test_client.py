"""The documented endpoints as programs call them, and what they refuse."""

import base64
import json
import re
import urllib.request

import httpx
import numpy as np
import pytest
from gradio_client import Client, handle_file
from gradio_client.exceptions import AppError
from PIL import Image

from ae_core.data import stroke_digits
from ae_core.data.photos import from_canvas
from ae_core.data.strokes import from_strokes
from ae_core.inference import autoencoder, classifier
from ae_core.noise import add_noise
from tests.browser.conftest import ROOT


@pytest.fixture(scope="module")
def client(server):
    return Client(server.address, verbose=False)


@pytest.fixture(scope="module")
def five(tmp_path_factory):
    """A picture file of a five, white ink on black."""
    path = tmp_path_factory.mktemp("pictures") / "five.png"
    picture = from_strokes(stroke_digits.variants(5)[0])
    Image.fromarray(np.round(picture * 255).astype(np.uint8)).resize((280, 280)).save(path)
    return path


def ask(client, picture, model="dense_32", noise="gaussian", level=0.3, seed=5):
    return client.predict(handle_file(picture), model, noise, level, seed, api_name="/denoise")


def test_denoise_gives_what_the_core_gives(client, five):
    noisy, restored, code, scores = ask(client, five)
    digit = from_canvas(np.asarray(Image.open(five)))
    corrupted = add_noise("gaussian", digit, 0.3, 5)
    expected = autoencoder.run("dense_32", digit, corrupted)
    for path, picture in ((noisy, corrupted), (restored, expected.restored)):
        pixels = np.asarray(Image.open(path).convert("L"))
        assert pixels.shape == (28, 28)
        np.testing.assert_allclose(pixels / 255, picture, atol=0.01)
    np.testing.assert_allclose(code, expected.noisy_code, atol=1e-3)
    assert scores["restored"]["psnr"] == pytest.approx(
        expected.scores["restored"]["psnr"], abs=0.01
    )


def test_the_same_seed_gives_the_same_noise(client, five):
    first, again, other = (np.array(ask(client, five, seed=s)[2]) for s in (5, 5, 6))
    np.testing.assert_allclose(first, again, atol=1e-4)
    assert np.abs(first - other).max() > 0.01


def test_the_scores_say_what_a_reader_reads(client, five):
    scores = ask(client, five)[3]
    digit = from_canvas(np.asarray(Image.open(five)))
    noisy = add_noise("gaussian", digit, 0.3, 5)
    restored = autoencoder.run("dense_32", digit, noisy).restored
    expected = classifier.classify(np.stack([digit, noisy, restored])).probabilities
    for name, row in zip(("clean", "noisy", "restored"), expected, strict=True):
        assert scores[name]["read"] == row.argmax()
        assert scores[name]["sure"] == pytest.approx(row.max(), abs=0.01)
    assert scores["clean"]["read"] == 5


def test_the_model_need_not_be_named(client, five):
    code = client.predict(handle_file(five), api_name="/denoise")[2]
    assert len(code) == 32
    named = ask(client, five, model="conv_32", level=0.5, seed=0)[2]
    np.testing.assert_allclose(named, code, atol=1e-4)


def test_where_shortcuts_lead_past_the_code_there_is_none(client, five):
    code, scores = ask(client, five, model="unet")[2:]
    assert code is None
    assert scores["restored"]["psnr"] > 5


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"model": "dense_17"}, "no such model"),
        ({"noise": "fog"}, "no such noise"),
        ({"level": 1.5}, "between 0 and 1"),
        ({"seed": -1}, "whole number"),
        ({"picture": ROOT / "README.md"}, "cannot be read as a picture"),
        ({"picture": "blank"}, "Nothing written was found in this picture"),
    ],
)
def test_bad_input_is_one_sentence(client, five, server, tmp_path, change, sentence):
    if change.get("picture") == "blank":
        change = {"picture": tmp_path / "blank.png"}
        Image.new("L", (40, 40), 255).save(change["picture"])
    with pytest.raises(AppError, match=sentence):
        ask(client, **{"picture": five, **change})
    assert "Traceback" not in server.log()


def test_a_batch_restores_what_one_call_has_spoilt(client, five):
    noisy, restored, code, _ = ask(client, five)
    grey = [np.asarray(Image.open(path).convert("L")) for path in (noisy, restored)]
    corrupted = [base64.b64encode(grey[0].tobytes()).decode()] * 3
    for answer in client.predict(corrupted, "dense_32", api_name="/denoise_batch"):
        pixels = np.frombuffer(base64.b64decode(answer), np.uint8).reshape(28, 28)
        np.testing.assert_allclose(pixels, grey[1].astype(float), atol=2)
    for same in client.predict(corrupted, "dense_32", api_name="/encode"):
        np.testing.assert_allclose(same, code, atol=0.1)


PICTURE = base64.b64encode(bytes(784)).decode()


def call(server, endpoint: str, body: object) -> tuple[int, str]:
    """A call as curl makes it: the status of its first step, and what is told in the end."""
    text = body if isinstance(body, str) else json.dumps(body)
    url = f"{server.address}/gradio_api/call/v2/{endpoint}"
    first = httpx.post(url, content=text, headers={"Content-Type": "application/json"}, timeout=60)
    if first.status_code != 200:
        return first.status_code, first.json()["detail"]
    return 200, httpx.get(f"{url}/{first.json()['event_id']}", timeout=60).text


@pytest.mark.parametrize(
    ("endpoint", "body", "sentence"),
    [
        ("encode", {"pictures": [PICTURE], "model": "dense_17"}, "no such model; /models lists"),
        ("encode", {"pictures": ["x"]}, "pictures[0] should be base64 of 784 bytes"),
        ("encode", {"pictures": [PICTURE] * 257}, "a list of 1 to 256; received 257."),
        (
            "encode",
            {"pictures": [PICTURE], "model": "unet"},
            "unet has skip connections",
        ),
        ("decode", {"codes": [[0.5] * 31]}, "Each code of conv_32 should be finite numbers"),
    ],
)
def test_what_an_endpoint_refuses_is_an_event_of_one_sentence(server, endpoint, body, sentence):
    status, told = call(server, endpoint, body)
    assert status == 200
    assert told.startswith('event: error\ndata: {"error": "')
    assert sentence in told
    assert "Traceback" not in server.log()


@pytest.mark.parametrize(
    ("endpoint", "body", "status"),
    [
        ("encode", "{", 400),
        ("decode", '{"codes": [[NaN]]}', 400),
        ("decode", '{"codes": [[1e999]]}', 400),
        ("encode", {}, 400),
        ("encode", {"pictures": [PICTURE], "colour": 1}, 400),
        ("fly", {}, 400),
        ("denoise", {"image": {"path": "/etc/passwd"}}, 400),
        ("encode", {"pictures": ["x" * 5_000_000]}, 413),
    ],
)
def test_what_is_no_call_at_all_is_refused_by_its_status(server, endpoint, body, status):
    assert call(server, endpoint, body)[0] == status


def test_the_readme_example_runs(server, five, monkeypatch, tmp_path):
    readme = (ROOT / "README.md").read_text()
    example = re.search(r"```python\n(from gradio_client.*?)```", readme, re.DOTALL).group(1)
    example = example.replace("http://127.0.0.1:7860", server.address)
    (tmp_path / "digit.png").write_bytes(five.read_bytes())
    monkeypatch.chdir(tmp_path)
    names = {}
    exec(example, names)
    assert Image.open(names["restored"]).size == (28, 28)
    assert len(names["code"]) > 0


def post(server, body: bytes) -> dict:
    """A raw request to the stage's line, as no page would make it."""
    with urllib.request.urlopen(f"{server.address}/lab/stage", body, timeout=60) as answer:
        return json.load(answer)


REST = {"model": "dense_16", "noise": "blur", "level": 0.5, "seed": 1}


@pytest.mark.parametrize(
    "value",
    [
        *(None, 3, "x", [], {}, {"digit": 1}),
        *({"digit": digit, **REST} for digit in ({"strokes": [[[1e308, 1]]]}, {"pixels": "<b>"})),
        {"digit": {"strokes": [[[0.5, 0.5]] * 200_000]}, **REST},
    ],
)
def test_a_malformed_live_request_is_a_problem_not_a_traceback(server, value):
    for form in (value, json.dumps(value)):  # as JSON, and as JSON text in JSON
        assert post(server, json.dumps(form).encode())["state"] == "problem"
    assert "Traceback" not in server.log()
