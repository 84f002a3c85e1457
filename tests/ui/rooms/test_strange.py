"""The room "Not a digit?": a drawing ranked among digits, by the classifier or by an error."""

import base64
import dataclasses
import gc
import json

import numpy as np
import pytest

from ae_core import metrics
from ae_core.data import digits, non_digits
from ae_core.explore import novelty
from ae_core.inference import autoencoder, classifier
from ae_core.models import presets, store
from tests.support.alike import assert_alike
from ui import page
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
    assert smiley["by"] == digit["by"] == "classifier"
    assert smiley["share"] > 0.99
    assert smiley["at"] > smiley["limit"]
    assert smiley["error"]["share"] > 0.95
    assert smiley["error"]["times"] > 2
    assert digit["share"] < 0.8
    assert digit["at"] < digit["limit"] == smiley["limit"]


def test_the_samples_need_no_digit_on_the_pad():
    reply = asked({"strokes": []})
    assert reply == {"name": "strange", "samples": asked()["samples"]}
    assert len(reply["samples"]) > 5
    assert asked({"strokes": []}, have=True) == {"name": "strange"}
    assert asked({"strokes": []}, have=3)["problem"] == {"key": "bad_request"}


def test_it_reconstructs_the_clean_drawing():
    digit = drawing("cat")
    reply = asked(digit)
    picture = pictures.read_digit(digit)[0]
    copy = autoencoder.reconstruct("conv_32", picture[None])[0][0]
    grey = np.frombuffer(base64.b64decode(reply["copy"]), np.uint8).reshape(28, 28)
    np.testing.assert_allclose(grey / 255, copy, atol=0.003)
    difference = np.frombuffer(base64.b64decode(reply["difference"]), np.uint8).reshape(28, 28)
    np.testing.assert_allclose((difference - 128.0) / 127, copy - picture, atol=0.005)
    (read,), (none,) = classifier.classify(copy[None])
    assert reply["reading"] == {
        "read": read.argmax(),
        "sure": pytest.approx(read.max(), abs=2e-4),
        "no_digit": pytest.approx(none, abs=2e-4),
    }
    known, error = known_of("conv_32"), float(metrics.mse(picture, copy))
    assert reply["error"]["share"] == pytest.approx(known.errors.share(error), abs=1e-4)
    assert reply["error"]["times"] == pytest.approx(error / known.errors.value(0.5), abs=1e-4)
    evidence = novelty.evidence(classifier.classify(picture[None]).no_digit)[0]
    assert reply["share"] == pytest.approx(known.evidence.share(evidence), abs=1e-4)


def known_of(model):
    return novelty.load(model, store.checksum(store.read_card(model)), classifier.checksum())


def test_whatever_network_of_ours_is_on_the_stage_the_classifier_judges():
    digit = drawing("heart")
    by_net = [asked(digit, model) for model in ("conv_32", "dense_16", "unet")]
    assert len({(reply["share"], reply["at"], reply["limit"]) for reply in by_net}) == 1
    assert len({reply["error"]["times"] for reply in by_net}) == 3


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


def assert_chart(reply):
    """Nearly all digits are on the chart, and about one in twenty beyond the limit."""
    bars, limit = np.array(reply["bars"]), reply["limit"]
    assert len(bars) == strange.BARS
    assert 0.95 < bars.sum() <= 1.01
    edges = np.linspace(0, 1, strange.BARS + 1)
    assert bars[edges[:-1] >= limit].sum() <= 0.06
    assert bars[edges[1:] <= limit].sum() <= 0.96
    assert 0 < limit < 1
    assert all(0 <= place <= 1 for place, _ in reply["ticks"])
    for _, text in reply["ticks"]:
        assert text in WORDS or any(sign.isdigit() or sign in "¼×" for sign in text)


def test_the_chart_covers_nearly_all_test_digits():
    assert_chart(asked())
    assert asked()["net"]["best"] in presets.PRESETS


@pytest.mark.parametrize("model", presets.PRESETS)
def test_so_it_does_where_an_error_judges(model, no_classifier):
    reply = asked(model=model)
    assert reply["by"] == "error"
    assert_chart(reply)


@pytest.fixture
def no_classifier(monkeypatch):
    """The classifier's weights are missing."""

    def missing(pictures):
        raise store.WeightsError("classifier", store.card_of("classifier", store.folder()), "gone")

    monkeypatch.setattr(classifier, "classify", missing)


def test_without_a_classifier_the_error_judges(no_classifier):
    reply = asked(drawing("star"))
    assert reply["reading"] is None
    assert reply["by"] == "error"
    assert reply["share"] == reply["error"]["share"] > 0.9


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
    assert asked({"strokes": lookalike["strokes"]})["share"] < novelty.STRANGE


@pytest.mark.parametrize("have", [1, 0, None, "yes", [], float("nan")])
def test_malformed_requests_are_refused(have):
    assert asked(have=have)["problem"] == {"key": "bad_request"}


OWN = "own:abc"


@pytest.fixture
def own():
    """own(key) makes the network of the visitor the one called `key`."""

    def put(key):
        autoencoder.add_file(OWN, presets.get(key), store.read_litert(key)[0])

    yield put
    autoencoder.remove(OWN)


def of_own(digit):
    view = {**FIRST, "digit": digit}
    ask = dataclasses.replace(
        pictures.make(requests.read(view)), model=OWN, room={"name": "strange"}
    )
    return strange.answer(ask, None)


def test_a_visitor_s_own_network_is_judged_by_its_error_among_digits(own):
    own("dense_16")
    digit, smiley = of_own(FIRST["digit"]), of_own(drawing("smiley"))
    assert digit["by"] == smiley["by"] == "error"
    assert digit["net"] is None
    assert digit["digits"] == strange._DIGITS
    assert digit["share"] == digit["error"]["share"] < smiley["share"]
    assert digit["at"] < smiley["at"]
    assert_chart(digit)


def test_networks_are_judged_among_mnist_once_it_has_come(monkeypatch):
    found = []
    monkeypatch.setattr(strange.samples, "mnist", lambda: found[0] if found else None)
    drawn = strange._digits()
    found.append(digits.make_digits("mnist", np.full((600, 28, 28), 255, np.uint8), None))
    assert drawn.shape == strange._digits().shape == (strange._DIGITS, 28, 28)
    assert drawn.min() == 0
    assert strange._digits().min() == 1


def test_another_network_under_the_same_key_has_errors_of_its_own(own):
    """After each epoch of its training there is one; and none is kept in memory for its errors."""
    picture = pictures.read_digit(FIRST["digit"])[0]
    for key in ("dense_16", "conv_4x4x8"):
        own(key)
        rows = np.concatenate([picture[None], strange._digits()])
        error, *others = metrics.mse(rows, autoencoder.reconstruct(key, rows)[0])
        times = error / np.median(others)
        assert of_own(FIRST["digit"])["error"]["times"] == pytest.approx(times, rel=0.01)
    gc.collect()
    assert len(strange._errors) == 1


def test_missing_measurements_leave_the_stage_as_it_is(monkeypatch, tmp_path):
    monkeypatch.setattr(novelty, "path_of", lambda folder=None: tmp_path / "novelty.json")
    reply = pipeline.respond({**FIRST, "room": {"name": "strange"}})
    assert reply["state"] == "ok"
    assert reply["room"]["problem"] == {
        "key": "strange_missing",
        "file": "novelty.json",
        "command": "python -m benchmarks.novelty",
    }
