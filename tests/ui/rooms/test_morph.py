"""The room "Morph": interpolated films between two digits, and their GIF."""

import base64
import io
import json

import numpy as np
import pytest
from PIL import Image

from ae_core.inference import classifier
from ae_core.models import store
from ui import problems
from ui.live import engine, pipeline, samples
from ui.live.pictures import read_digit
from ui.page import FIRST_VIEW
from ui.rooms import morph

FIRST = {**FIRST_VIEW, "digit": samples.first()}
SEVEN = {"strokes": [[[0.3, 0.2], [0.7, 0.2], [0.45, 0.8]]]}


@pytest.fixture(autouse=True)
def _fresh_log(no_mnist):
    problems.log_once.cache_clear()


def asked(model: str = "conv_32", digit: dict | None = None, **room) -> dict:
    """What the room answers, as the browser gets it."""
    view = {**FIRST, "model": model, "room": {"name": "morph", **room}}
    reply = pipeline.respond({**view, "digit": digit or view["digit"]})
    return json.loads(json.dumps(reply["room"], allow_nan=False))


def pictures(text: str) -> np.ndarray:
    return np.frombuffer(base64.b64decode(text), np.uint8).reshape(-1, 28, 28) / 255


def seen(digit: dict) -> np.ndarray:
    return read_digit(digit)[0]


def having(answer: dict, frames: int) -> dict:
    return {"film": answer["film"]["key"], "frames": frames, "tray": 0}


@pytest.mark.parametrize("model", ["conv_32", "conv_16", "dense_16", "denoise_4x4x16"])
def test_the_film_interpolates_linearly_between_clean_codes(model):
    film = asked(model, other=SEVEN)["film"]
    ends = np.stack([seen(FIRST["digit"]), seen(SEVEN)])
    codes = engine.encode(model, ends)
    walk = pictures(film["code"])
    assert len(walk) == morph.COARSE
    for at in (0, 0.25, 0.5, 1):
        expected = engine.decode(model, (1 - at) * codes[:1] + at * codes[1:])[0]
        np.testing.assert_allclose(walk[round(8 * at)], expected, atol=0.01)
    for end, given in zip(film["ends"], ends, strict=True):
        np.testing.assert_allclose(pictures(end)[0], given, atol=0.003)


def test_every_picture_of_both_films_is_classified():
    film = asked(other=SEVEN)["film"]
    ends = np.stack([seen(FIRST["digit"]), seen(SEVEN)])
    half, none = (row[0] for row in classifier.classify(ends.mean(axis=0, keepdims=True)))
    assert len(film["read"]["code"]) == len(film["read"]["fade"]) == morph.COARSE
    for name in ("code", "fade"):
        assert (film["read"][name][0]["read"], film["read"][name][-1]["read"]) == (3, 7)
    middle = film["read"]["fade"][4]
    assert middle == {
        "read": half.argmax(),
        "sure": pytest.approx(half.max(), abs=2e-4),
        "no_digit": pytest.approx(none, abs=2e-4),
    }


def test_a_film_is_sent_once_and_finer_when_asked_again():
    first = asked(other=SEVEN, have={"tray": 0})
    assert first["film"]["more"]
    assert "tray" not in first
    again = asked(other=SEVEN, have=having(first, morph.COARSE))
    assert again["film"]["key"] == first["film"]["key"]
    assert not again["film"]["more"]
    fine, coarse = (pictures(reply["film"]["code"]) for reply in (again, first))
    assert len(fine) == morph.FINE
    np.testing.assert_allclose(fine[::4], coarse, atol=0.01)
    assert asked(other=SEVEN, have=having(first, morph.FINE)) == {"name": "morph"}


@pytest.mark.parametrize(
    "change",
    [
        {"model": "conv_16"},
        {"digit": {"strokes": [[[0.5, 0.2], [0.5, 0.8]]]}},
        {"other": {"strokes": [[[0.5, 0.2], [0.5, 0.8]]]}},
    ],
)
def test_another_digit_or_model_gives_a_new_coarse_film(change):
    first = asked(other=SEVEN)
    other = asked(**{"other": SEVEN, **change}, have=having(first, morph.FINE))
    assert other["film"]["key"] != first["film"]["key"]
    assert len(pictures(other["film"]["code"])) == morph.COARSE


def test_noise_makes_no_difference():
    """Both digits go in clean, so what the browser has stays good."""
    have = having(asked(other=SEVEN), morph.FINE)
    noisy = {**FIRST, "model": "conv_32", "noise": "mosaic", "level": 0.9}
    reply = pipeline.respond({**noisy, "room": {"name": "morph", "other": SEVEN, "have": have}})
    assert reply["room"] == {"name": "morph"}


def test_without_another_digit_a_sample_is_used():
    reply = asked()
    tray = reply["tray"]
    assert (tray["round"], tray["source"], len(tray["digits"])) == (0, "strokes", 10)
    sample = tray["digits"][tray["first"]]
    assert reply["film"]["ends"][1] == sample["pixels"]
    # what the browser then sends is the same digit, so it gets the finer film at once
    chosen = asked(other={"pixels": sample["pixels"]}, have=having(reply, morph.COARSE))
    assert not chosen["film"]["more"]


def test_another_round_gives_other_samples():
    first, second = (asked(other=SEVEN, round=i)["tray"]["digits"] for i in (0, 1))
    assert [d["pixels"] for d in first] != [d["pixels"] for d in second]


def test_the_gif_plays_both_films_there_and_back():
    reply = asked(other=SEVEN, gif=True, have=having(asked(other=SEVEN), morph.FINE))
    walk = pictures(reply["film"]["code"])
    assert len(walk) == morph.FINE
    with Image.open(io.BytesIO(base64.b64decode(reply["gif"]))) as gif:
        assert gif.format == "GIF"
        assert gif.size == (496, 256)
        assert gif.info["loop"] == 0
        assert 40 < gif.n_frames <= 64  # equal pictures in a row are one that stays for longer
        left, right = (slice(16, 240), slice(16, 240)), (slice(16, 240), slice(256, 480))
        shown = np.asarray(gif.convert("L")) / 255
        np.testing.assert_allclose(shown[left][::8, ::8], walk[0], atol=0.01)
        np.testing.assert_allclose(shown[right][4::8, 4::8], seen(FIRST["digit"]), atol=0.01)
        gif.seek(gif.n_frames - 1)
        back = np.asarray(gif.convert("L")) / 255
        np.testing.assert_allclose(back[left][::8, ::8], walk[1], atol=0.01)


def test_a_gif_that_cannot_be_made_leaves_the_film(monkeypatch):
    def fail(self, *args, **options):
        raise OSError("no room")

    monkeypatch.setattr(Image.Image, "save", fail)
    reply = asked(other=SEVEN, gif=True)
    assert reply["gif"] is None
    assert len(pictures(reply["film"]["code"])) == morph.FINE


def test_a_model_with_skip_connections_suggests_another():
    assert asked("unet", other=SEVEN)["problem"] == {"key": "morph_no_code", "model": "conv_32"}


@pytest.mark.parametrize(
    "room",
    [
        {"other": None},
        {"other": []},
        {"other": {"strokes": []}},  # nothing to walk to
        {"other": {"pixels": "AAAA"}},
        {"other": {"file": base64.b64encode(b"x").decode()}},
        {"have": []},
        {"have": None},
        {"round": -1},
        {"round": 1.5},
        {"round": True},
        {"round": 10**9},
        {"gif": "yes"},
    ],
)
def test_malformed_requests_are_refused(room):
    assert asked(**{"other": SEVEN, **room})["problem"] == {"key": "bad_request"}


def test_malformed_claims_of_what_the_browser_has_are_ignored():
    for have in ({"film": {}}, {"film": 7, "frames": "33"}, {"tray": []}):
        assert asked(other=SEVEN, have=have)["film"]["more"]


def test_without_a_classifier_there_is_a_film(monkeypatch, tmp_path):
    def missing(pictures):
        raise store.WeightsError("classifier", tmp_path / "card.json", "is missing")

    monkeypatch.setattr(classifier, "classify", missing)
    film = asked(other=SEVEN)["film"]
    assert film["read"] == {"code": [], "fade": []}
    assert len(pictures(film["code"])) == morph.COARSE
