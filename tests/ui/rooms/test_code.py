"""The room "Code": edited codes, the strip of one number, and distances."""

import base64
import json
from types import SimpleNamespace

import numpy as np
import pytest

from ae_core.explore import latent_map
from ae_core.inference import autoencoder
from ui import problems
from ui.live import engine, pipeline, readings, requests, samples
from ui.live.encoding import encode_picture
from ui.live.pictures import make
from ui.page import FIRST_VIEW
from ui.problems import Problem
from ui.rooms import code

FIRST = {**FIRST_VIEW, "digit": samples.first()}
FLAT = ("conv_32", "dense_16")


@pytest.fixture(autouse=True)
def _fresh_log():
    problems.log_once.cache_clear()


@pytest.fixture
def distances(monkeypatch):
    """A machine whose maps say how far test digits lie apart."""
    monkeypatch.setattr(latent_map, "load", lambda key: SimpleNamespace(same=6.0, other=8.0))


def asked(model: str = "conv_32", **room):
    """The room's answer, and the stage's result that it was given."""
    ask = make(requests.read({**FIRST, "model": model, "room": {"name": "code", **room}}))
    result = engine.run(model, ask.picture, ask.noisy)
    return code.answer(ask, result), result


def pixels(text: str) -> np.ndarray:
    return np.frombuffer(base64.b64decode(text), np.uint8).reshape(28, 28) / 255


def painted(model: str, numbers: np.ndarray) -> np.ndarray:
    return autoencoder.decode(model, numbers[None])[0]


@pytest.mark.parametrize("model", FLAT)
def test_without_edits_the_picture_is_the_restored_one(model):
    reply, result = asked(model)
    assert reply["edited"] == encode_picture(result.restored)
    assert reply["strip"] is None
    assert reply["model"] == model
    assert reply["reading"] is None  # the stage has it
    assert reply["far"]["edited"] == reply["far"]["noisy"]
    json.dumps(reply, allow_nan=False)


@pytest.mark.parametrize("model", FLAT)
def test_edited_numbers_are_decoded_with_the_others_unchanged(model):
    reply, result = asked(model, held={"3": 1.25, "10": 2})
    expected = result.noisy_code.copy()
    expected[[3, 10]] = 1.25, 2
    np.testing.assert_allclose(pixels(reply["edited"]), painted(model, expected), atol=0.003)
    assert reply["far"]["edited"] == pytest.approx(
        np.linalg.norm(expected - result.clean_code), rel=1e-5
    )


def test_the_clean_code_decodes_without_the_noise():
    _, result = asked()
    held = {str(i): round(float(v), 3) for i, v in enumerate(result.clean_code)}
    reply, _ = asked(held=held)
    np.testing.assert_allclose(
        pixels(reply["edited"]), painted("conv_32", result.clean_code), atol=0.02
    )
    assert reply["far"]["edited"] < 0.01 < reply["far"]["noisy"]


def test_a_strip_varies_one_number_over_the_range_of_the_test_digits():
    reply, result = asked(held={"5": -1.0, "7": 9.0}, strip=7)
    strip = reply["strip"]
    span = autoencoder.load("conv_32").card["code_range"]
    assert strip["number"] == 7
    assert len(strip["values"]) == len(strip["pictures"]) == code.STEPS
    assert strip["values"][0] == pytest.approx(span["low"][7], abs=1e-3)
    assert strip["values"][-1] == pytest.approx(span["high"][7], abs=1e-3)
    for value, picture, reading in zip(*(list(strip.values())[1:]), strict=True):
        numbers = result.noisy_code.copy()
        numbers[[5, 7]] = -1.0, value
        expected = painted("conv_32", numbers)
        np.testing.assert_allclose(pixels(picture), expected, atol=0.003)
        assert reading["read"] == readings.of({0: expected})[0]["read"]


def test_a_strip_without_edits_leaves_the_picture_as_it_is():
    reply, result = asked(strip=0)
    assert reply["edited"] == encode_picture(result.restored)
    assert len(reply["strip"]["pictures"]) == code.STEPS


def test_what_is_new_is_decoded_and_read_in_one_batch(monkeypatch):
    batches = []
    for module, name in ((autoencoder, "decode"), (readings, "of")):
        inner = getattr(module, name)

        def counted(*args, name=name, inner=inner):
            batches.append((name, len(args[1 if name == "decode" else 0])))
            return inner(*args)

        monkeypatch.setattr(module, name, counted)
    asked(held={"1": 0.5}, strip=2)
    assert batches == [("decode", 1 + code.STEPS), ("of", 1 + code.STEPS)]
    batches.clear()
    asked()
    assert batches == [("of", 0)]  # nothing: the stage has read the picture


def test_edits_meant_for_another_model_are_ignored():
    reply, result = asked("dense_16", of="conv_32", held={"31": 1.0}, strip=30)
    assert reply["edited"] == encode_picture(result.restored)
    assert reply["strip"] is None


@pytest.mark.parametrize(
    "room",
    [
        {"held": [1.0]},
        {"held": "3"},
        {"held": {"32": 1.0}},
        {"held": {"-1": 1.0}},
        {"held": {"three": 1.0}},
        {"held": {"03": 1.0}},
        {"held": {"3": None}},
        {"held": {"3": "1"}},
        {"held": {"3": True}},
        {"held": {"3": float("nan")}},
        {"held": {"3": float("inf")}},
        {"held": {"3": 1e6}},
        {"held": {"3": -(10**400)}},
        {"held": {str(i): 0 for i in range(33)}},
        {"strip": 32},
        {"strip": -1},
        {"strip": "3"},
        {"strip": 3.0},
        {"strip": True},
        {"strip": [3]},
    ],
)
def test_malformed_edits_are_refused(room):
    with pytest.raises(Problem) as raised:
        asked(**room)
    assert raised.value.key == "bad_request"


@pytest.mark.parametrize(
    ("model", "key"),
    [("unet", "code_none"), ("conv_4x4x8", "code_maps"), ("restore_3x3", "code_maps")],
)
def test_a_model_without_a_short_code_suggests_another(model, key):
    with pytest.raises(Problem) as raised:
        asked(model)
    assert raised.value.key == key
    assert raised.value.as_json()["model"] == "conv_32"


def test_distances_between_test_digits_come_from_the_map(distances):
    far = asked(held={"0": 3.0})[0]["far"]
    assert (far["same"], far["other"]) == (6.0, 8.0)
    assert far["noisy"] > 0
    assert far["edited"] != far["noisy"]


def test_without_a_map_those_distances_are_none(monkeypatch, tmp_path):
    def missing(key):
        raise latent_map.MapError(key, tmp_path / "map.json", "is missing")

    monkeypatch.setattr(latent_map, "load", missing)
    far = asked()[0]["far"]
    assert far["same"] is far["other"] is None


def test_without_a_classifier_there_are_pictures(monkeypatch):
    monkeypatch.setattr(readings, "of", lambda pictures, model=None: {})
    reply, _ = asked(held={"3": 1.0}, strip=3)
    assert reply["reading"] is None
    assert reply["strip"]["readings"] == []
    assert len(reply["strip"]["pictures"]) == code.STEPS


def test_the_stage_s_answer_contains_the_room_s():
    reply = pipeline.respond({**FIRST, "room": {"name": "code", "held": {"2": -1.5}}})
    assert reply["state"] == "ok"
    assert reply["room"]["name"] == "code"
    assert reply["room"]["edited"] != reply["restored"]


def test_on_an_empty_pad_the_room_is_not_asked():
    blank = {**FIRST, "digit": {"strokes": []}, "room": {"name": "code", "held": {"2": 1}}}
    assert pipeline.respond(blank)["room"] == {"name": "code"}


def test_a_malformed_edit_leaves_the_stage_as_it_is():
    reply = pipeline.respond({**FIRST, "room": {"name": "code", "strip": 99}})
    assert reply["state"] == "ok"
    assert reply["room"] == {"name": "code", "problem": {"key": "bad_request"}}
