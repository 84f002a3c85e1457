""" "When it fails": with the shipped weights each set-up shows what its sentence says."""

import base64
import html
import json
import re

import numpy as np

from ae_core.inference import classifier
from ae_core.models import presets
from ui import how
from ui.live import pipeline, requests, samples
from ui.live.readings import readable
from ui.words import WORDS


def answer(name, **changes):
    """The stage's answer to a set-up, and its readings."""
    reply = pipeline.respond({**how.failure(name), **changes})
    assert reply["state"] == "ok"
    return reply, reply["readings"]


def grey(text: str) -> np.ndarray:
    return np.frombuffer(base64.b64decode(text), np.uint8).reshape(28, 28) / 255


def surely(reading, digit: int) -> bool:
    """Whether a tick would stand under it, or a cross."""
    doubt = reading["no_digit"] >= classifier.DOUBT
    return reading["read"] == digit and reading["sure"] >= classifier.SURE and not doubt


def gain(reply) -> float:
    """By how many dB restoring brought the picture closer to the digit."""
    return reply["scores"]["restored"]["psnr"] - reply["scores"]["noisy"]["psnr"]


def digits_said(name: str) -> list[int]:
    """The digits in what is said to be seen, in English; the Chinese sentence has the same ones."""
    english, chinese = (re.sub(r"32|5×5", "", text) for text in WORDS[f"how_{name}_seen"])
    assert set(re.findall(r"\d", english)) == set(re.findall(r"\d", chinese))
    return [int(digit) for digit in re.findall(r"\d", english)]


def test_each_has_its_own_digit_model_and_words():
    views = [how.failure(name) for name in how.FAILURES]
    assert len(views) == 4
    for part in ("digit", "model"):
        assert len({json.dumps(view[part]) for view in views}) == 4
    first = samples.first()
    assert all(view["digit"] != first for view in views)
    for view in views:
        requests.read(view)  # as a visitor's own


def test_the_markup_holds_them():
    found = re.findall(r'data-try="(\w+)" data-view="([^"]*)"', how.markup(how.cards()))
    assert {name: json.loads(html.unescape(view)) for name, view in found} == {
        name: how.failure(name) for name in how.FAILURES
    }


def test_a_net_that_never_met_noise_paints_blots():
    assert digits_said("unmet") == [4, 4]
    reply, read = answer("unmet")
    assert presets.get(how.failure("unmet")["model"]).noise is None
    assert surely(read["seen"], 4)
    assert surely(read["noisy"], 4)  # the noise is light
    assert read["restored"]["no_digit"] > 0.8
    assert gain(reply) < -2


def test_a_net_that_learnt_another_noise_makes_another_digit():
    assert digits_said("beyond") == [3, 9, 9, 9]
    reply, read = answer("beyond")
    kind, level = presets.get(how.failure("beyond")["model"]).noise
    assert kind != how.failure("beyond")["noise"]
    assert level == how.failure("beyond")["level"]
    assert surely(read["seen"], 9)
    assert surely(read["noisy"], 9)
    assert surely(read["restored"], 3)
    assert gain(reply) < 0.5
    other, back = answer("beyond", model="conv_32")
    assert surely(back["restored"], 9)
    assert gain(other) > 5


def test_of_a_face_a_digit_is_made():
    assert digits_said("no_digit") == [0]
    reply, read = answer("no_digit")
    assert how.failure("no_digit")["level"] == 0
    assert read["seen"]["no_digit"] > 0.9
    assert read["restored"]["read"] == 0
    assert read["restored"]["sure"] > 0.99
    assert read["restored"]["no_digit"] < 0.1
    seen, restored = grey(reply["seen"]), grey(reply["restored"])
    y, x = np.mgrid[:28, :28]
    far = np.hypot(y - 13.5, x - 13.5)
    ink, inside, outline = seen > 0.5, far < 6, far > 8
    assert (ink & inside).sum() > 40  # eyes and mouth
    assert seen[ink & inside].mean() - seen[~ink & inside].mean() > 0.8
    assert restored[ink & inside].mean() - restored[~ink & inside].mean() < 0.25
    assert restored[ink & outline].mean() > 0.8


def test_of_half_a_digit_another_is_made_clean_and_surely():
    assert digits_said("gone") == [3, 5, 3, 5]
    reply, read = answer("gone")
    assert surely(read["seen"], 5)
    assert surely(read["restored"], 3)
    assert read["restored"]["sure"] > 0.99
    assert not readable(read["noisy"])  # too much is gone
    assert gain(reply) > 3  # and still much closer to the digit than what was left of it
    seen, noisy = grey(reply["seen"]), grey(reply["noisy"])
    rows = np.flatnonzero(seen.max(axis=1) > 0.5)
    lowest = rows[len(rows) * 3 // 4]  # where the lowest part begins
    assert (noisy[:lowest][seen[:lowest] > 0.5] == 0).mean() > 0.95  # the block hid the rest
    assert (noisy[lowest:][seen[lowest:] > 0.5] > 0.5).mean() > 0.9
