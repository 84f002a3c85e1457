"""The room "How sure is it?": many draws of the noise, their mean, spread and readings."""

import base64
import json

import numpy as np
import pytest

from ae_core import noise
from ae_core.inference import autoencoder, classifier
from ae_core.models import store
from ui import problems, rooms
from ui.live import pipeline, readings, samples
from ui.page import FIRST_VIEW
from ui.rooms.noises import DRAWS

FIRST = {**FIRST_VIEW, "digit": samples.first(), "model": "dense_16"}


@pytest.fixture(autouse=True)
def _fresh_log():
    problems.log_once.cache_clear()


def asked(wish: dict | None = None, **changes) -> dict:
    """What the room answers, as the browser gets it."""
    reply = rooms.respond({**FIRST, **changes, "room": {"name": "noises", **(wish or {})}})
    return json.loads(json.dumps(reply, allow_nan=False))


def picture(text: str) -> np.ndarray:
    return np.frombuffer(base64.b64decode(text), np.uint8).reshape(28, 28) / 255


def pictures(row: dict) -> np.ndarray:
    return np.stack([picture(text) for text in row["pictures"]])


def test_the_first_draw_is_the_stage_s():
    on_stage, answer = pipeline.respond(FIRST), asked({"noisy": True})
    assert answer["state"] == "ok"
    assert answer["noisy"]["pictures"][0] == on_stage["noisy"]
    np.testing.assert_allclose(
        pictures(answer["restored"])[0], picture(on_stage["restored"]), atol=0.005
    )
    assert answer["restored"]["each"][0]["read"] == on_stage["readings"]["restored"]["read"]


@pytest.mark.parametrize("kind", sorted(noise.RANDOM))
def test_every_draw_differs(kind):
    """Even the first and the second, which would be equal if the seed were used twice."""
    row = asked({"noisy": True}, noise=kind, level=0.6)["noisy"]["pictures"]
    assert len(row) == DRAWS
    assert row[0] != row[1]
    # a block has few possible positions
    assert len(set(row)) >= (DRAWS // 2 if kind == "occlusion" else DRAWS)


def test_noisy_and_restored_pictures_are_in_the_same_order():
    answer = asked({"noisy": True})
    noisy = pictures(answer["noisy"]).astype(np.float32)
    restored, _ = autoencoder.reconstruct(FIRST["model"], noisy)
    np.testing.assert_allclose(pictures(answer["restored"]), restored, atol=0.02)


def test_mean_and_spread_are_of_the_restored_pictures():
    answer = asked(level=0.9)
    restored = pictures(answer["restored"])
    np.testing.assert_allclose(picture(answer["mean"]), restored.mean(axis=0), atol=0.005)
    np.testing.assert_allclose(picture(answer["spread"]), 2 * restored.std(axis=0), atol=0.01)


def test_more_noise_spreads_more():
    spread = [picture(asked(level=level)["spread"]).mean() for level in (0.1, 0.4, 1)]
    assert spread == sorted(spread)


def test_readings_are_counted_most_frequent_first():
    answer = asked({"noisy": True}, level=1)
    for name in ("restored", "noisy"):
        row = answer[name]
        counts = [count for _, count in row["read"]]
        assert counts == sorted(counts, reverse=True)
        assert sum(counts) == len(row["each"]) == DRAWS
        for digit, count in row["read"]:
            seen = [one["read"] if readings.readable(one) else None for one in row["each"]]
            assert seen.count(digit) == count


def test_what_cannot_be_read_is_counted_apart():
    row = asked({"noisy": True}, noise="salt_pepper", level=1)["noisy"]
    assert row["read"] == [[None, DRAWS]]


def test_noisy_pictures_are_sent_only_on_request():
    assert "noisy" not in asked()
    assert "noisy" not in asked({"noisy": False})


def test_the_same_seed_gives_the_same_draws():
    first, again, other = (asked({"noisy": True}, seed=seed) for seed in (5, 5, 6))
    assert first["noisy"]["pictures"] == again["noisy"]["pictures"] != other["noisy"]["pictures"]
    np.testing.assert_allclose(pictures(first["restored"]), pictures(again["restored"]), atol=0.005)


@pytest.mark.parametrize("change", [{"noise": "blur"}, {"noise": "mosaic"}, {"level": 0}])
def test_noise_that_is_not_random_is_refused(change):
    answer = asked(**change)
    assert (answer["state"], answer["problem"]) == ("problem", {"key": "noises_no_chance"})


@pytest.mark.parametrize("wish", ["yes", 1, None, [True]])
def test_a_malformed_request_is_refused(wish):
    assert asked({"noisy": wish})["problem"] == {"key": "bad_request"}


def test_an_empty_pad_gets_no_draws():
    assert asked(digit={"strokes": []}) == {"name": "noises", "state": "blank"}


@pytest.mark.parametrize("model", ["conv_16", "unet", "denoise_4x4x16"])
def test_every_family_of_models_answers(model):
    assert len(asked(model=model)["restored"]["pictures"]) == DRAWS


def test_marks_by_hand_are_in_every_draw():
    marks = [{"ink": False, "points": [[0.0, 0.75], [1.0, 0.75]]}]
    digit = {**FIRST["digit"], "marks": marks}
    whole, rubbed = (
        pictures(asked({"noisy": True}, digit=d, level=0.05)["noisy"])
        for d in (FIRST["digit"], digit)
    )
    assert (rubbed.sum(axis=(1, 2)) < 0.97 * whole.sum(axis=(1, 2))).all()


def test_without_a_classifier_there_are_pictures(monkeypatch, tmp_path):
    def missing(pictures):
        raise store.WeightsError("classifier", tmp_path / "card.json", "is missing")

    monkeypatch.setattr(classifier, "classify", missing)
    row = asked()["restored"]
    assert (row["each"], row["read"], len(row["pictures"])) == ([], [], DRAWS)
