"""The stage's handler: any request is answered with something that the page can show."""

import base64
import json
import logging

import numpy as np
import pytest

from ae_core.inference import autoencoder, classifier
from ae_core.noise import add_noise
from ui import problems
from ui.live import pipeline, samples
from ui.page import FIRST_VIEW

FIRST = {**FIRST_VIEW, "digit": samples.first()}


@pytest.fixture(autouse=True)
def _fresh_log():
    problems.log_once.cache_clear()


@pytest.fixture
def no_classifier(monkeypatch):
    """A process that has not loaded the classifier."""
    monkeypatch.setattr(classifier, "_nets", [])


def bytes_of(text: str) -> np.ndarray:
    return np.frombuffer(base64.b64decode(text), np.uint8)


def test_the_first_view_is_a_restored_digit():
    reply = pipeline.respond(FIRST)
    assert reply["state"] == "ok"
    for name in ("seen", "noisy", "restored", "difference"):
        assert bytes_of(reply[name]).shape == (784,)
    assert reply["scores"]["restored"]["psnr"] > reply["scores"]["noisy"]["psnr"] + 5
    assert reply["code"]["shape"] == [32]
    assert len(reply["code"]["noisy"]) == 32
    assert reply["readings"]["seen"]["read"] == reply["readings"]["restored"]["read"] == 3
    json.dumps(reply, allow_nan=False)


def test_a_code_comes_with_its_range_over_the_test_digits():
    for model in ("ordered_32", "conv_32"):
        card = autoencoder.load(model).card["code_range"]
        code = pipeline.respond({**FIRST, "model": model})["code"]
        assert (code["low"], code["high"]) == (card["low"], card["high"])
        assert min(code["noisy"]) < 0 < max(code["noisy"])
    assert max(code["low"]) < 0 < min(code["high"])  # each number is centred
    # the published nets end in a ReLU
    assert min(pipeline.respond({**FIRST, "model": "dense_16"})["code"]["low"]) >= 0


def test_a_code_with_skip_connections_around_it_is_not_sent():
    reply = pipeline.respond({**FIRST, "model": "unet"})
    assert reply["state"] == "ok"
    assert reply["code"] is None
    assert len(json.dumps(reply)) < 6000


def test_the_readings_are_those_of_the_pictures_shown():
    reply = pipeline.respond({**FIRST, "level": 1})
    names = ("seen", "noisy", "restored")
    pictures = [bytes_of(reply[name]).reshape(28, 28) / np.float32(255) for name in names]
    expected = classifier.classify(np.stack(pictures).astype(np.float32)).probabilities
    assert list(reply["readings"]) == list(names)
    for name, row in zip(names, expected, strict=True):
        assert reply["readings"][name]["read"] == row.argmax()
        assert reply["readings"][name]["sure"] == pytest.approx(row.max(), abs=0.03)


@pytest.mark.parametrize("content", [None, b"half a file"])
def test_without_the_classifier_the_stage_works_and_the_log_says_so_once(
    monkeypatch, tmp_path, caplog, no_classifier, content
):
    from ae_core.models import store

    autoencoder.load(FIRST["model"])
    if content:
        (tmp_path / "classifier").mkdir()
        (tmp_path / "classifier" / "card.json").write_bytes(
            store.card_of("classifier").read_bytes()
        )
        (tmp_path / "classifier" / "model.tflite").write_bytes(content)
    monkeypatch.setenv("AE_WEIGHTS", str(tmp_path))
    for _ in range(5):
        reply = pipeline.respond(FIRST)
    assert reply["state"] == "ok"
    assert reply["readings"] == {}
    (record,) = caplog.records
    command = "export classifier" if content else "run classifier --force"
    assert f"python train.py {command}" in record.message


def test_the_pictures_are_what_the_core_gives():
    reply = pipeline.respond(FIRST)
    seen = bytes_of(reply["seen"]).reshape(28, 28).astype(np.float32) / 255
    noisy = add_noise("gaussian", seen, 0.5, FIRST["seed"])
    result = autoencoder.run(FIRST["model"], seen, noisy)
    restored = bytes_of(reply["restored"]).reshape(28, 28) / 255
    np.testing.assert_allclose(restored, result.restored, atol=0.02)
    difference = (bytes_of(reply["difference"]).reshape(28, 28) - 128.0) / 127
    np.testing.assert_allclose(difference, result.restored - seen, atol=0.03)


ORDERED = {**FIRST, "model": "ordered_32"}


@pytest.mark.parametrize("numbers", [1, 2, 8])
def test_everything_shown_is_of_the_first_numbers(numbers):
    whole, reply = pipeline.respond(ORDERED), pipeline.respond({**ORDERED, "numbers": numbers})
    codes = np.array([[reply["code"][of] for of in ("clean", "noisy")]], np.float32)[0]
    codes[:, numbers:] = 0
    restored = autoencoder.decode("ordered_32", codes)[1]
    np.testing.assert_allclose(bytes_of(reply["restored"]) / 255, restored.ravel(), atol=0.02)
    seen = bytes_of(reply["seen"]).reshape(28, 28) / np.float32(255)
    scores = autoencoder.scores(seen, seen, restored)["restored"]
    assert reply["scores"]["restored"] == pytest.approx(scores, rel=0.01)
    difference = (bytes_of(reply["difference"]).reshape(28, 28) - 128.0) / 127
    np.testing.assert_allclose(difference, restored - seen, atol=0.03)
    read = classifier.classify(restored[None]).probabilities[0]
    assert reply["readings"]["restored"]["sure"] == pytest.approx(read.max(), abs=0.03)
    # the bars are those of the whole code
    assert (whole["code"]["used"], reply["code"]["used"]) == (32, numbers)
    assert reply["code"]["noisy"] == whole["code"]["noisy"]
    assert reply["noisy"] == whole["noisy"]


def test_the_digit_is_painted_worse_and_worse_with_fewer_numbers():
    errors = [
        pipeline.respond({**ORDERED, "level": 0, "numbers": k})["scores"]["restored"]["mse"]
        for k in (32, 8, 2)
    ]
    assert errors[0] < errors[1] / 2 < errors[2] / 4


def test_the_infinite_psnr_without_noise_is_null():
    reply = pipeline.respond({**FIRST, "level": 0})
    assert reply["scores"]["noisy"]["psnr"] is None
    assert reply["code"]["noisy"] == pytest.approx(reply["code"]["clean"], abs=1e-3)
    json.dumps(reply, allow_nan=False)


def test_a_new_digit_has_the_same_noise_and_a_new_level_scales_it():
    blank_corner = lambda reply: bytes_of(reply["noisy"]).reshape(28, 28)[:2].astype(float)  # noqa: E731
    one = blank_corner(pipeline.respond(FIRST))
    other_digit = {"strokes": [[[0.5, 0.2], [0.5, 0.8]]]}
    np.testing.assert_array_equal(
        one, blank_corner(pipeline.respond({**FIRST, "digit": other_digit}))
    )
    half = blank_corner(pipeline.respond({**FIRST, "level": 0.25}))
    unclipped = one < 255
    np.testing.assert_allclose(half[unclipped] * 2, one[unclipped], atol=2)
    assert not np.array_equal(one, blank_corner(pipeline.respond({**FIRST, "seed": 8})))


@pytest.mark.parametrize("digit", [{"strokes": []}, {"strokes": [[]]}])
def test_a_blank_pad_asks_for_a_digit(digit):
    reply = pipeline.respond({**FIRST, "digit": digit})
    assert reply["state"] == "blank"
    assert not bytes_of(reply["seen"]).any()
    assert reply["readings"] == {}


def test_a_bad_request_is_one_problem_and_one_line_in_the_log(caplog):
    with caplog.at_level(logging.WARNING):
        for _ in range(30):
            reply = pipeline.respond({**FIRST, "level": float("nan")})
    assert reply == {"state": "problem", "problem": {"key": "bad_level"}, "readings": {}}
    assert len(caplog.records) == 1
    assert "\n" not in caplog.text.strip()


def test_a_damaged_weights_file_is_named_with_its_remedy_and_other_models_work(
    monkeypatch, tmp_path, caplog
):
    from ae_core.models import store

    classifier.classify(np.zeros((1, 28, 28), np.float32))
    for key in ("dense_16", "dense_32"):
        (tmp_path / key).mkdir()
        for path in (store.path_of(key, kind="litert"), store.card_of(key)):
            (tmp_path / key / path.name).write_bytes(path.read_bytes())
    broken = tmp_path / "dense_16" / "model.tflite"
    broken.write_bytes(broken.read_bytes()[:-1] + b"?")
    monkeypatch.setenv("AE_WEIGHTS", str(tmp_path))
    monkeypatch.setattr(autoencoder, "_loaded", {})
    reply = pipeline.respond({**FIRST, "model": "dense_16"})
    assert reply["state"] == "problem"
    assert reply["problem"] == {
        "key": "weights",
        "file": "dense_16/model.tflite",
        "command": "python train.py export dense_16",
    }
    assert bytes_of(reply["noisy"]).any()  # noise needs no weights
    assert list(reply["readings"]) == ["seen", "noisy"]  # nor does reading need the model's
    assert pipeline.respond({**FIRST, "model": "dense_32"})["state"] == "ok"


@pytest.mark.parametrize("span", [None, {}, {"high": [1]}, {"low": "abc", "high": [1] * 32}])
def test_a_card_without_a_code_range_is_no_problem(monkeypatch, span):
    loaded = autoencoder.load(FIRST["model"])
    monkeypatch.setitem(
        autoencoder._loaded, FIRST["model"], loaded._replace(card={"code_range": span})
    )
    code = pipeline.respond(FIRST)["code"]
    assert len(code["low"]) == len(code["high"]) == 32
