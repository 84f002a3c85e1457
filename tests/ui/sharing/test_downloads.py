"""Share and keep: links and files of the current digit, made in memory."""

import base64
import dataclasses
import io
import json

import numpy as np
import pytest
from PIL import Image

from ae_core.inference import autoencoder
from ae_core.models import presets
from ui import page
from ui.live import pipeline
from ui.live.pictures import make
from ui.live.requests import read
from ui.sharing import downloads

FIRST = page.first_request()
MARKS = [{"ink": True, "points": [[0.1, 0.5], [0.9, 0.52]]}]


def kept(kind, **changes):
    """The file of what is on show: name, type, bytes."""
    reply = downloads.keep({**FIRST, **changes, "keep": kind})
    assert set(reply) == {"file"}
    file = reply["file"]
    return file["name"], file["type"], base64.b64decode(file["data"])


def grey(text):
    """A picture as the stage sends it, as numbers from 0 to 255."""
    return np.frombuffer(base64.b64decode(text), np.uint8).astype(int).reshape(28, 28)


def problem_of(reply):
    assert set(reply) == {"problem"}
    return reply["problem"]["key"]


@pytest.mark.parametrize("digit", [FIRST["digit"], {**FIRST["digit"], "marks": MARKS}])
def test_sender_and_receiver_of_a_link_see_the_same(digit):
    asked = {**FIRST, "digit": digit, "level": 0.333}
    made = downloads.link(asked)
    here = pipeline.respond({**asked, "digit": made["digit"], "level": made["level"]})
    opened = downloads.link({**FIRST, "open": made["text"]})["opened"]
    there = pipeline.respond({**FIRST, **opened})
    assert here["state"] == there["state"] == "ok"
    for name in ("seen", "noisy"):
        assert there[name] == here[name]
    np.testing.assert_allclose(grey(there["restored"]), grey(here["restored"]), atol=1)
    # the change cannot be seen
    before = pipeline.respond(asked)
    assert np.abs(grey(here["seen"]) - grey(before["seen"])).mean() < 1.5


def test_a_changed_link_is_a_problem():
    text = downloads.link(FIRST)["text"]
    wrong = ("A" if text[20] != "A" else "B").join([text[:20], text[21:]])
    assert problem_of(downloads.link({"open": wrong})) == "link_damaged"
    assert problem_of(downloads.link({"open": None})) == "link_damaged"


@pytest.mark.parametrize(
    ("request_", "key"),
    [
        (None, "bad_request"),
        (7, "bad_request"),
        ({}, "bad_request"),
        ({"digit": {}}, "unknown_model"),
    ],
)
def test_a_malformed_request_is_a_problem(request_, key):
    assert problem_of(downloads.link(request_)) == key
    assert problem_of(downloads.keep(request_)) == "bad_request"


@pytest.mark.parametrize("kind", [None, "gif", ["png"]])
def test_other_kinds_of_files_are_refused(kind):
    assert problem_of(downloads.keep({**FIRST, "keep": kind})) == "bad_request"


def test_an_empty_pad_has_no_file():
    blank = {**FIRST, "digit": {"strokes": []}, "keep": "png"}
    assert problem_of(downloads.keep(blank)) == "blank_long"


@pytest.mark.parametrize("model", ["conv_32", "denoise_4x4x16", "unet"])
@pytest.mark.parametrize("level", [0, 0.5])
def test_the_png_has_the_stage_s_pictures(model, level, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    name, mime, content = kept("png", model=model, level=level)
    assert (name, mime) == (f"autoencoder-gaussian-{level:.2f}.png", "image/png")
    with Image.open(io.BytesIO(content)) as picture:
        assert picture.format == "PNG"
        assert picture.size == (1604, 592 if presets.get(model).has_skips else 824)
        pixels = np.asarray(picture.convert("L")).astype(int)
    reply = pipeline.respond({**FIRST, "model": model, "level": level})
    for column, of in enumerate(("seen", "noisy", "restored")):
        left = 52 + 388 * column
        centres = pixels[126 : 126 + 336 : 12, left + 6 : left + 342 : 12]
        np.testing.assert_allclose(centres, grey(reply[of]), atol=2)
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("model", ["conv_32", "denoise_4x4x16", "unet"])
def test_the_json_has_the_stage_s_numbers(model):
    asked = {**FIRST, "model": model, "digit": {**FIRST["digit"], "marks": MARKS}}
    name, mime, content = kept("json", **asked)
    assert (name, mime) == ("autoencoder-gaussian-0.50.json", "application/json")
    held = json.loads(content)
    reply = pipeline.respond(asked)
    for of, at in (("clean", "seen"), ("noisy", "noisy"), ("restored", "restored")):
        np.testing.assert_allclose(np.array(held["pictures"][of]) * 255, grey(reply[at]), atol=0.52)
    for name, row in reply["scores"].items():
        assert held["scores"][name] == pytest.approx(row, rel=1e-4)
    read = reply["readings"]["restored"]
    assert held["readings"]["restored"] == pytest.approx(read, abs=2e-4)
    assert [held[key] for key in ("model", "noise", "level", "seed")] == [model, "gaussian", 0.5, 7]
    assert held["digit"] == asked["digit"]
    if presets.get(model).has_skips:
        assert held["code"] is None
    else:
        assert held["code"]["shape"] == reply["code"]["shape"]
        np.testing.assert_allclose(held["code"]["noisy"], reply["code"]["noisy"], atol=0.001)


def test_files_say_how_many_numbers_are_used_if_not_all(monkeypatch):
    captions = []
    draw = downloads.figures.sheet
    monkeypatch.setattr(
        downloads.figures,
        "sheet",
        lambda caption, panels, codes: (
            captions.append((caption, codes.title)) or draw(caption, panels, codes)
        ),
    )
    for numbers in (5, None):
        asked = {**FIRST, "model": "ordered_32", "numbers": numbers}
        kept("png", **asked)
        held = json.loads(kept("json", **asked)[2])
        assert held.get("numbers") == numbers
        assert ("numbers" in held) == (numbers is not None)
        restored = np.array(held["pictures"]["restored"]) * 255
        np.testing.assert_allclose(restored, grey(pipeline.respond(asked)["restored"]), atol=0.52)
    (few, of_few), (every, of_all) = captions
    assert few.startswith("Ordered 32: the first 5 of 32 numbers")
    assert of_few.endswith("; only the first 5 used")
    assert every.startswith("Ordered 32: 32 numbers")
    assert "used" not in of_all


def test_the_docstring_names_every_field_of_the_json():
    for field in json.loads(kept("json")[2]):
        assert f'"{field}"' in downloads.record.__doc__


def test_identical_pictures_make_valid_json():
    def refuse(constant):
        pytest.fail(constant)

    held = json.loads(kept("json", level=0)[2], parse_constant=refuse)
    assert held["scores"]["noisy"]["psnr"] is None


def test_an_uploaded_picture_is_kept_as_pixels(monkeypatch):
    from ui.live import uploads

    found = uploads.Upload(make(read(FIRST)).picture, [uploads.WHOLE], False)
    monkeypatch.setattr(uploads, "decode", lambda content, part: found)
    held = json.loads(kept("json", digit={"file": "AAAA"})[2])
    assert set(held["digit"]) == {"pixels"}
    assert len(base64.b64decode(held["digit"]["pixels"])) == 784


def test_marks_on_an_uploaded_picture_are_kept():
    picture = io.BytesIO()
    Image.fromarray(np.pad(np.zeros((120, 20), np.uint8), 50, constant_values=255)).save(
        picture, "PNG"
    )
    file = base64.b64encode(picture.getvalue()).decode()
    content = json.loads(kept("json", digit={"file": file, "marks": MARKS})[2])
    assert set(content["digit"]) == {"pixels", "marks"}
    assert content["digit"]["marks"] == MARKS


def test_files_do_not_contain_the_key_of_a_visitor_s_network(monkeypatch):
    """Whoever has the key has the net."""
    ask = make(read(FIRST))
    monkeypatch.setattr(autoencoder, "spec_of", lambda key: presets.get(ask.model))
    result = autoencoder.run(ask.model, ask.picture, ask.noisy)
    mine = dataclasses.replace(ask, model="own:secret")
    assert "secret" not in json.dumps(downloads.record(mine, result))
    assert downloads.sheet(mine, result)


def test_files_are_made_one_at_a_time():
    """In Gradio's queue, so that drawing keeps its threads."""
    events = {f.targets[0][1]: f for f in page.build().fns.values() if f.targets}
    assert events["keep"].queue
    assert events["keep"].concurrency_limit == 1
