"""The room "Map": places of the current digit, and the decoded picture of a place."""

import base64
import json
import re
from itertools import combinations
from pathlib import Path

import numpy as np
import pytest

from ae_core.data import stroke_digits
from ae_core.explore import latent_map, map_making
from ae_core.inference import autoencoder, classifier
from ae_core.models.dense import dense_spec
from ae_core.models.spec import dense_layers
from ui import problems
from ui.live import pipeline, samples
from ui.page import FIRST_VIEW
from ui.training import visitor_nets

STATIC = Path(__file__).parents[3] / "ui" / "static"


@pytest.fixture(autouse=True)
def _fresh_log():
    problems.log_once.cache_clear()


def ask(room=None, **change) -> dict:
    """The stage's whole answer, the map being open."""
    request = {**FIRST_VIEW, "digit": samples.first(), **change}
    return pipeline.respond({**request, "room": {"name": "map", **(room or {})}})


def picture(text: str) -> np.ndarray:
    return np.frombuffer(base64.b64decode(text), np.uint8).reshape(28, 28) / np.float32(255)


def test_the_digit_is_where_the_map_places_its_codes():
    answer = ask()["room"]
    found = latent_map.load(FIRST_VIEW["model"])
    reply = ask()
    codes = np.float32([reply["code"]["clean"], reply["code"]["noisy"]])
    np.testing.assert_allclose([answer["clean"], answer["noisy"]], found.place(codes), atol=0.003)
    assert answer["clean"] != answer["noisy"]
    assert answer["at"] == answer["noisy"]
    json.dumps(answer, allow_nan=False)


def test_without_noise_both_places_are_the_same():
    answer = ask(level=0)["room"]
    assert answer["clean"] == pytest.approx(answer["noisy"], abs=2e-4)


def test_a_place_is_decoded():
    found = latent_map.load(FIRST_VIEW["model"])
    place = found.points[7, :2].astype(float).round(4).tolist()
    answer = ask({"at": place})["room"]
    assert answer["at"] == place
    expected = autoencoder.decode(FIRST_VIEW["model"], found.code(np.array([place])))[0]
    np.testing.assert_allclose(picture(answer["picture"]), expected, atol=0.003)
    assert answer["reading"]["read"] == classifier.classify(expected[None]).probabilities.argmax()
    assert ask({"at": [1 - place[0], 1 - place[1]]})["room"]["picture"] != answer["picture"]
    assert ask()["room"]["picture"] != answer["picture"]


def test_near_counts_the_nearest_test_digits():
    found = latent_map.load(FIRST_VIEW["model"])
    place = [0.31, 0.4]
    near = ask({"at": place})["room"]["near"]["at"]
    order = np.linalg.norm(found.points[:, :2] - np.float32(place), axis=1).argsort()[:10]
    counts = np.bincount(found.points[order, 2].astype(int), minlength=10)
    assert near["count"] == counts.max()
    assert counts[near["digit"]] == counts.max()


def test_the_map_is_sent_once():
    answer = ask()["room"]
    found = latent_map.load(FIRST_VIEW["model"])
    places = np.frombuffer(base64.b64decode(answer["dots"]["places"]), "<u2").reshape(-1, 2)
    np.testing.assert_allclose(places / 65535, found.points[:, :2], atol=1e-4)
    assert [int(d) for d in answer["dots"]["labels"]] == found.points[:, 2].tolist()
    assert "dots" not in ask({"version": answer["version"]})["room"]
    other = ask({"version": answer["version"]}, model="dense_16")["room"]
    assert other["version"] != answer["version"]
    assert "dots" in other
    assert len(json.dumps(ask({"version": answer["version"]})["room"])) < 2500


@pytest.mark.parametrize(
    "at",
    [
        *("here", 0.5, [], [0.5], [0.1, 0.2, 0.3], [-0.1, 0.5], [0.5, 1.01], [True, 0.5]),
        *(["0", "0"], [float("nan"), 0.5], [float("inf"), 0.5], [None, 0.5], {"x": 0.5, "y": 0.5}),
    ],
)
def test_a_malformed_place_is_refused_and_the_stage_answers(at):
    reply = ask({"at": at})
    assert reply["state"] == "ok"
    assert reply["room"]["problem"]["key"] == "bad_request"


@pytest.mark.parametrize("known", [7, None, ["x"], {}, "x" * 10_000])
def test_an_unknown_version_of_the_map_gets_the_map(known):
    assert "dots" in ask({"version": known})["room"]


def test_a_model_with_skip_connections_suggests_another():
    problem = ask(model="unet")["room"]["problem"]
    assert problem == {"key": "map_no_code", "model": "conv_32"}


@pytest.mark.parametrize("model", ["conv_16", "plain_32", "dense_32", "conv_4x4x8", "restore_5x5"])
def test_other_models_have_a_map(model):
    answer = ask(model=model)["room"]
    assert len(answer["dots"]["labels"]) == 3000
    assert picture(answer["picture"]).max() > 0.3


@pytest.fixture
def own():
    """own(code size) → the key of a visitor's finished net."""
    keys = []

    def make(size):
        spec = dense_spec(size, (8,))
        net = visitor_nets.new(spec)
        keys.append(net.key)
        rng = np.random.default_rng(1)
        layers = dense_layers(spec.widths, size)
        shapes = [shape for layer in layers for shape in (layer, layer[1:])]
        values = [rng.normal(0, 0.1, shape).astype(np.float32) for shape in shapes]
        autoencoder.add(net.key, spec, values)
        if size == 2:
            digits, labels = stroke_digits.make(60, seed=2)
            net.map = map_making.make_for_plane(
                net.key, autoencoder.encode(net.key, digits), labels
            )
        return net.key

    yield make
    for key in keys:
        visitor_nets.remove(key)


def test_the_plane_of_two_numbers_is_painted_all_over_and_the_digit_is_where_its_code_is(own):
    key = own(2)
    reply = ask(model=key)
    answer = reply["room"]
    plane, side = answer["dots"]["plane"], answer["dots"]["plane"]["side"]
    low, high = np.array(plane["low"]), np.array(plane["high"])
    share = (np.array(reply["code"]["noisy"]) - low) / (high - low)
    np.testing.assert_allclose(answer["noisy"], np.clip([share[0], 1 - share[1]], 0, 1), atol=0.01)
    painted = np.frombuffer(base64.b64decode(plane["pictures"]), np.uint8).reshape(side, side, 784)
    column, row = 3, side - 1  # a picture of the lowest row
    code = low + (high - low) * [(column + 0.5) / side, 1 - (row + 0.5) / side]
    expected = autoencoder.decode(key, code[None].astype(np.float32))[0].ravel()
    np.testing.assert_allclose(painted[row, column] / 255, expected, atol=0.01)
    assert len(answer["dots"]["labels"]) == 60
    assert "dots" not in ask({"version": answer["version"]}, model=key)["room"]
    assert ask()["room"]["dots"]["plane"] is None


def test_a_larger_net_of_a_visitor_has_no_map(own):
    problem = ask(model=own(4))["room"]["problem"]
    assert problem == {"key": "map_not_own", "model": "conv_32"}


def test_a_missing_map_affects_this_room_only(monkeypatch, tmp_path):
    monkeypatch.setattr(latent_map, "path_of", lambda key, folder=None: tmp_path / "map.json")
    reply = ask()
    assert reply["state"] == "ok"
    assert reply["room"]["problem"] == {
        "key": "map_missing",
        "file": f"{FIRST_VIEW['model']}/map.json",
        "command": f"python train.py maps {FIRST_VIEW['model']}",
    }


def test_on_an_empty_pad_the_room_is_not_asked():
    reply = ask(digit={"strokes": []})
    assert reply["state"] == "blank"
    assert reply["room"] == {"name": "map"}  # and nothing else


# The colours of the classes under deficiencies of colour vision, simulated as by Machado, Oliveira,
# Fernandes, "A Physiologically-based Model for Simulation of Color Vision Deficiency", IEEE TVCG 15
# (2009), severity 1, in linear RGB.
SIGHT = {
    "usual": np.eye(3),
    "protanopia": [
        [0.152286, 1.052583, -0.204868],
        [0.114503, 0.786281, 0.099216],
        [-0.003882, -0.048116, 1.051998],
    ],
    "deuteranopia": [
        [0.367322, 0.860646, -0.227968],
        [0.280085, 0.672501, 0.047413],
        [-0.011820, 0.042940, 0.968881],
    ],
    "tritanopia": [
        [1.255528, -0.076749, -0.178779],
        [-0.078411, 0.930809, 0.147602],
        [0.004733, 0.691367, 0.303900],
    ],
}


def colours() -> np.ndarray:
    """Linear RGB of the ten colours in map/painting.js, (10, 3)."""
    script = (STATIC / "scripts" / "map" / "painting.js").read_text()
    table = script.split("DIGIT_COLOURS = [", 1)[1].split("]", 1)[0]
    found = re.findall(r'"#(\w{6})"', table)
    assert len(found) == 10
    return linear([[int(text[i : i + 2], 16) / 255 for i in (0, 2, 4)] for text in found])


def linear(colour) -> np.ndarray:
    colour = np.asarray(colour)
    return np.where(colour <= 0.04045, colour / 12.92, ((colour + 0.055) / 1.055) ** 2.4)


@pytest.mark.parametrize("sight", SIGHT)
def test_colours_differ_under_every_colour_vision(sight):
    from skimage.color import rgb2lab

    seen = np.clip(colours() @ np.asarray(SIGHT[sight]).T, 0, 1)
    encoded = np.where(seen <= 0.0031308, 12.92 * seen, 1.055 * seen ** (1 / 2.4) - 0.055)
    table = rgb2lab(encoded[None])[0]
    # 2.3 is just noticeable; ten times as much can be told apart in small marks
    assert min(np.linalg.norm(a - b) for a, b in combinations(table, 2)) > 23


def test_colours_contrast_with_the_background():
    light = colours() @ [0.2126, 0.7152, 0.0722]
    dark = linear(np.array([0x0B, 0x0A, 0x09]) / 255) @ [0.2126, 0.7152, 0.0722]
    assert ((light + 0.05) / (dark + 0.05)).min() > 4.5
