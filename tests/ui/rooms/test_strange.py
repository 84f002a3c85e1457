"""The room "How strange?": the error of a drawing compared with test digits'."""

import base64
import dataclasses
import json

import numpy as np
import pytest

from ae_core import metrics
from ae_core.data import non_digits
from ae_core.explore import novelty
from ae_core.inference import autoencoder, classifier
from ae_core.models import presets, store
from tests.support.alike import assert_alike
from ui import page, rooms
from ui.live import pictures, pipeline, requests, samples
from ui.rooms import strange
from ui.words import WORDS

FIRST = page.first_request()


def asked(digit=None, model="conv_32", changes=None, **room):
    """The room's part of the stage's answer, as the browser gets it."""
    view = {**FIRST, "model": model, "room": {"name": "strange", **room}, **(changes or {})}
    reply = pipeline.respond({**view, "digit": digit or view["digit"]})
    return json.loads(json.dumps(reply["room"], allow_nan=False))


def drawing(name):
    return samples.drawn(non_digits.drawings()[name])


def test_a_smiley_is_strange_and_a_digit_is_not():
    smiley, digit = asked(drawing("smiley")), asked()
    assert smiley["share"] > 0.99
    assert smiley["times"] > smiley["limit"] > 1
    assert digit["share"] < 0.8
    assert digit["times"] < digit["limit"] == smiley["limit"]


def test_it_reconstructs_the_clean_drawing():
    digit = drawing("cat")
    reply = asked(digit)
    picture = pictures.read_digit(digit)[0]
    copy = autoencoder.reconstruct("conv_32", picture[None])[0][0]
    grey = np.frombuffer(base64.b64decode(reply["copy"]), np.uint8).reshape(28, 28)
    np.testing.assert_allclose(grey / 255, copy, atol=0.003)
    difference = np.frombuffer(base64.b64decode(reply["difference"]), np.uint8).reshape(28, 28)
    np.testing.assert_allclose((difference - 128.0) / 127, copy - picture, atol=0.005)
    read = classifier.classify(copy[None])[0]
    assert reply["reading"] == {"read": read.argmax(), "sure": pytest.approx(read.max(), abs=2e-4)}
    card = store.read_card("conv_32")
    known = novelty.load("conv_32", store.checksum(card))
    error = float(metrics.mse(picture, copy))
    assert reply["share"] == pytest.approx(known.share(error), abs=1e-4)
    assert reply["times"] == pytest.approx(error / known.error(0.5), abs=1e-4)


@pytest.mark.parametrize(
    "changes",
    [
        {"noise": "mosaic", "level": 0.9},
        {"level": 0},
        {"digit": {**FIRST["digit"], "marks": [{"ink": True, "points": [[0, 0.5], [1, 0.5]]}]}},
    ],
)
def test_noise_and_marks_by_hand_make_no_difference(changes):
    assert_alike(asked(changes=changes, digit=changes.get("digit")), asked())


@pytest.mark.parametrize("model", presets.PRESETS)
def test_the_chart_covers_nearly_all_test_digits(model):
    reply = asked(model=model)
    assert len(reply["bars"]) == strange.BARS
    assert 0.95 < sum(reply["bars"]) <= 1.01
    # Half of the digits are on either side of the usual error, 3 of the 8 octaves along. A few are
    # copied so well that they lie before the chart.
    known = novelty.load(model, store.checksum(store.read_card(model)))
    before = known.share(strange.RANGE[0] * known.error(0.5))
    shown = sum(reply["bars"][: strange.BARS * 3 // 8])
    assert before + shown == pytest.approx(0.5, abs=0.002)
    low, high = reply["range"]
    assert low < 1 < reply["limit"] < high
    assert reply["net"]["best"] in presets.PRESETS


def test_samples_are_sent_once_with_names_and_strokes():
    reply = asked()
    assert "samples" not in asked(have=True)
    assert [sample["name"] for sample in reply["samples"]] == ["four", *non_digits.drawings()]
    for sample in reply["samples"]:
        assert f"strange_sample_{sample['name']}" in WORDS
        picture = pictures.read_digit({"strokes": sample["strokes"]})[0]
        grey = np.frombuffer(base64.b64decode(sample["pixels"]), np.uint8).reshape(28, 28)
        np.testing.assert_allclose(grey / 255, picture, atol=0.05)
    ordinary, lookalike = reply["samples"][:2]
    assert asked({"strokes": ordinary["strokes"]})["share"] < 0.5
    assert asked({"strokes": lookalike["strokes"]})["share"] < 0.5


@pytest.mark.parametrize("have", [1, 0, None, "yes", [], float("nan")])
def test_malformed_requests_are_refused(have):
    assert asked(have=have)["problem"] == {"key": "bad_request"}


def test_a_visitor_s_own_network_suggests_another():
    ask = dataclasses.replace(
        pictures.make(requests.read(FIRST)), model="own:abc", room={"name": "strange"}
    )
    reply = rooms._answer_or_problem(strange.answer, ask, None)
    assert reply == {"problem": {"key": "strange_own", "model": "plain_16"}}
    assert novelty.load("plain_16", store.checksum(store.read_card("plain_16"))).best == (
        "plain_16"
    )


def test_missing_measurements_leave_the_stage_as_it_is(monkeypatch, tmp_path):
    monkeypatch.setattr(novelty, "path_of", lambda folder=None: tmp_path / "novelty.json")
    reply = pipeline.respond({**FIRST, "room": {"name": "strange"}})
    assert reply["state"] == "ok"
    assert reply["room"]["problem"] == {
        "key": "strange_missing",
        "file": "novelty.json",
        "command": "python -m benchmarks.novelty",
    }


def test_without_a_classifier_there_is_a_result(monkeypatch):
    monkeypatch.setattr(strange.readings, "of", lambda pictures: {})
    reply = asked(drawing("star"))
    assert reply["reading"] is None
    assert reply["share"] > 0.9
