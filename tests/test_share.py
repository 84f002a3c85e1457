"""Sharing and keeping: a link to what is on show, and files of it, made in memory."""

import base64
import io
import json

import numpy as np
import pytest
from PIL import Image

from ae_core import inference, specs
from ui import page, share, stage, warmup
from ui.requests import read

from .alike import assert_alike

FIRST = page.first_request()
MARKS = [{"ink": True, "points": [[0.1, 0.5], [0.9, 0.52]]}]


@pytest.fixture(autouse=True)
def warm(monkeypatch):
    monkeypatch.setattr(warmup, "is_warming", lambda: False)


def kept(kind, **changes):
    """The file of what is on show: name, type, bytes."""
    reply = share.keep({**FIRST, **changes, "keep": kind})
    assert set(reply) == {"file"}
    file = reply["file"]
    return file["name"], file["type"], base64.b64decode(file["data"])


def problem_of(reply):
    assert set(reply) == {"problem"}
    return reply["problem"]["key"], reply["problem"]["of"]


@pytest.mark.parametrize("digit", [FIRST["digit"], {**FIRST["digit"], "marks": MARKS}])
def test_who_shows_the_links_drawing_shows_what_the_link_opens_to(digit):
    asked = {**FIRST, "digit": digit, "level": 0.333}
    made = share.link(asked)
    here = stage.respond({**asked, "digit": made["digit"], "level": made["level"]})
    opened = share.link({**FIRST, "open": made["text"]})["opened"]
    assert_alike(stage.respond({**FIRST, **opened}), here)
    assert here["state"] == "ok"
    # and nobody saw it change
    before = stage.respond(asked)
    grey = [
        np.frombuffer(base64.b64decode(r["seen"]), np.uint8).astype(int) for r in (here, before)
    ]
    assert np.abs(grey[0] - grey[1]).mean() < 1.5


def test_a_link_that_was_tampered_with_is_a_problem_of_the_link():
    text = share.link(FIRST)["text"]
    wrong = ("A" if text[20] != "A" else "B").join([text[:20], text[21:]])
    assert problem_of(share.link({"open": wrong})) == ("link_damaged", "link")
    assert problem_of(share.link({"open": None})) == ("link_damaged", "link")


@pytest.mark.parametrize("request_", [None, 7, {}, {"digit": {}}])
def test_what_is_no_request_is_told_where_it_was_asked(request_):
    assert problem_of(share.link(request_))[1] == "link"
    assert problem_of(share.keep(request_))[1] == "keep"


@pytest.mark.parametrize("kind", [None, "gif", ["png"]])
def test_no_other_file_is_made(kind):
    assert problem_of(share.keep({**FIRST, "keep": kind})) == ("bad_request", "keep")


def test_of_an_empty_pad_and_while_warming_there_is_nothing_to_keep(monkeypatch):
    blank = {**FIRST, "digit": {"strokes": []}, "keep": "png"}
    assert problem_of(share.keep(blank)) == ("blank_long", "keep")
    monkeypatch.setattr(warmup, "is_warming", lambda: True)
    inference.load(FIRST["model"])
    assert "file" in share.keep({**FIRST, "keep": "json"})
    monkeypatch.setattr(inference, "loaded", lambda key: False)
    assert problem_of(share.keep({**FIRST, "keep": "json"})) == ("warming", "keep")


@pytest.mark.parametrize("model", ["conv_32", "denoise_4x4x16", "unet"])
@pytest.mark.parametrize("level", [0, 0.5])
def test_the_picture_is_a_png_with_what_the_stage_shows(model, level, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    name, mime, content = kept("png", model=model, level=level)
    assert (name, mime) == (f"autoencoder-gaussian-{level:.2f}.png", "image/png")
    with Image.open(io.BytesIO(content)) as picture:
        assert picture.format == "PNG"
        assert picture.size == (1604, 592 if specs.get(model).skips else 824)
        pixels = np.asarray(picture.convert("L")).astype(int)
    reply = stage.respond({**FIRST, "model": model, "level": level})
    for column, of in enumerate(("seen", "noisy", "restored")):
        grey = np.frombuffer(base64.b64decode(reply[of]), np.uint8).reshape(28, 28)
        left = 52 + 388 * column
        centres = pixels[126 : 126 + 336 : 12, left + 6 : left + 342 : 12]
        np.testing.assert_allclose(centres, grey, atol=2)
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("model", ["conv_32", "denoise_4x4x16", "unet"])
def test_the_numbers_are_those_that_the_stage_shows(model):
    asked = {**FIRST, "model": model, "digit": {**FIRST["digit"], "marks": MARKS}}
    name, mime, content = kept("json", **asked)
    assert (name, mime) == ("autoencoder-gaussian-0.50.json", "application/json")
    held = json.loads(content)
    reply = stage.respond(asked)
    for of, at in (("clean", "seen"), ("noisy", "noisy"), ("restored", "restored")):
        grey = np.frombuffer(base64.b64decode(reply[at]), np.uint8).reshape(28, 28)
        np.testing.assert_allclose(np.array(held["pictures"][of]) * 255, grey, atol=0.51)
    # two requests go through the net twice, and perhaps in other company
    for name, row in reply["scores"].items():
        assert held["scores"][name] == pytest.approx(row, abs=1e-3)
    reading = reply["readings"]["restored"]
    assert held["readings"]["restored"] == pytest.approx(reading, abs=1e-3)
    assert [held[key] for key in ("model", "noise", "level", "seed")] == [model, "gaussian", 0.5, 7]
    assert held["digit"] == asked["digit"]
    if specs.get(model).skips:
        assert held["code"] is None
    else:
        assert held["code"]["shape"] == reply["code"]["shape"]
        np.testing.assert_allclose(held["code"]["noisy"], reply["code"]["noisy"], atol=0.001)


def test_the_docstring_names_every_field_of_the_numbers():
    for field in json.loads(kept("json")[2]):
        assert f'"{field}"' in share.record.__doc__


def test_identical_pictures_make_valid_json():
    def refuse(constant):
        pytest.fail(constant)

    held = json.loads(kept("json", level=0)[2], parse_constant=refuse)
    assert held["scores"]["noisy"]["psnr"] is None


def test_an_upload_under_way_is_kept_as_its_pixels(monkeypatch):
    from ui import uploads

    monkeypatch.setattr(uploads, "decode", lambda content: read(FIRST).picture)
    held = json.loads(kept("json", digit={"file": "AAAA"})[2])
    assert set(held["digit"]) == {"pixels"}
    assert len(base64.b64decode(held["digit"]["pixels"])) == 784


def test_the_key_of_a_net_of_ones_own_goes_nowhere(monkeypatch):
    """Whoever has the key has the net."""
    ask = read(FIRST)
    monkeypatch.setattr(inference, "spec", lambda key: specs.get(ask.model))
    result = inference.run(ask.model, ask.picture, ask.noisy)
    mine = ask._replace(model="own:secret")
    assert "secret" not in json.dumps(share.record(mine, FIRST["digit"], result))
    assert share.sheet(mine, result)


def test_getting_warm_a_sheet_is_made(monkeypatch):
    made = []
    monkeypatch.setattr(share, "sheet", lambda *args: made.append(args))
    share.warm(FIRST)
    assert len(made) == 1


def test_files_are_made_one_at_a_time():
    """Who waits for a file waits in Gradio's queue, and takes no thread from who draws."""
    events = {f.targets[0][1]: f for f in page.build().fns.values() if f.targets}
    assert events["keep"].queue
    assert events["keep"].concurrency_limit == 1
