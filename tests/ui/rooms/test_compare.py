"""The room "Compare": every method's result, its scores and reading; and the measured curves."""

import base64
import json

import numpy as np
import pytest

from ae_core import filters, metrics
from ae_core.inference import autoencoder
from ae_core.models import presets, store
from ae_core.noise import NOISES
from ui import page, problems, rooms
from ui.live import samples
from ui.rooms import compare, quality

FIRST = {**page.FIRST_VIEW, "digit": samples.first()}
FILTER_KEYS = ["gaussian_filter", "median", "total_variation", "non_local_means"]


@pytest.fixture(autouse=True)
def _fresh():
    problems.log_once.cache_clear()
    quality._read.cache_clear()
    yield
    quality._read.cache_clear()


def respond(room=None, **changes):
    return rooms.respond({**FIRST, **changes, "room": {"name": "compare", **(room or {})}})


@pytest.fixture(scope="module")
def first():
    """The answer to the first view, with curves."""
    with pytest.MonkeyPatch.context() as patch:
        patch.delenv("AE_WEIGHTS", raising=False)
        return respond({"curves": True})


def pixels(tile) -> np.ndarray:
    return np.frombuffer(base64.b64decode(tile["picture"]), np.uint8).reshape(28, 28)


def shows_the_same(one, other):
    """Two runs of a network may differ in the last bits."""
    np.testing.assert_allclose(pixels(one).astype(int), pixels(other).astype(int), atol=1)
    assert one["psnr"] == pytest.approx(other["psnr"], abs=0.01)
    assert one["ssim"] == pytest.approx(other["ssim"], abs=0.001)
    assert one["reading"]["read"] == other["reading"]["read"]


def by_key(reply):
    return {tile["key"]: tile for tile in reply["tiles"]}


# The tiles


def test_tiles_are_the_noisy_digit_then_networks_then_filters(first):
    assert first["state"] == "ok"
    groups = [tile["group"] for tile in first["tiles"]]
    assert groups == ["noisy", *["net"] * len(presets.PRESETS), *["filter"] * len(FILTER_KEYS)]
    assert list(by_key(first)) == ["noisy", *presets.PRESETS, *FILTER_KEYS]
    json.dumps(first, allow_nan=False)


@pytest.mark.parametrize("key", ["conv_32", "unet", "dense_16"])
def test_a_network_s_tile_matches_the_stage(key, first):
    from ui.live import pipeline

    on_stage = pipeline.respond({**FIRST, "model": key})
    tile = by_key(first)[key]
    theirs = np.frombuffer(base64.b64decode(on_stage["restored"]), np.uint8).astype(int)
    assert np.abs(pixels(tile).ravel().astype(int) - theirs).max() <= 1
    assert tile["psnr"] == pytest.approx(on_stage["scores"]["restored"]["psnr"], abs=0.02)
    assert tile["ssim"] == pytest.approx(on_stage["scores"]["restored"]["ssim"], abs=0.002)
    assert tile["reading"]["read"] == on_stage["readings"]["restored"]["read"]
    assert by_key(first)["noisy"]["picture"] == on_stage["noisy"]
    assert first["clean"]["read"] == on_stage["readings"]["seen"]["read"]


def test_scores_match_the_pictures(first):
    clean = pixels(by_key(respond(level=0))["noisy"]).astype(np.float32) / 255
    for tile in first["tiles"]:
        shown = pixels(tile).astype(np.float32) / 255
        assert tile["psnr"] == pytest.approx(float(metrics.psnr(clean, shown)), abs=0.05)
        assert tile["ssim"] == pytest.approx(float(metrics.ssim(clean, shown)), abs=0.02)


def test_filters_use_the_parameters_of_the_nearest_level():
    noisy = by_key(respond(level=0.6, noise="salt_pepper"))
    source = pixels(noisy["noisy"]).astype(np.float32) / 255
    for key, name in compare.FILTERS.items():
        tuned = quality.parameters(name, "salt_pepper", 0.5)
        expected = filters.apply(name, tuned, source[None])[0]
        np.testing.assert_allclose(pixels(noisy[key]) / 255, expected, atol=0.02)


def test_without_noise_the_noisy_tile_is_perfect():
    tiles = by_key(respond(level=0))
    assert tiles["noisy"]["psnr"] is None
    assert tiles["noisy"]["ssim"] == 1
    assert tiles["dense_16"]["psnr"] < 30


def test_curves_are_sent_only_on_request(first):
    assert "curves" not in respond()
    assert "curves" not in respond({"curves": False})
    assert set(first["curves"]["of"]) <= {"noisy", *presets.PRESETS, *FILTER_KEYS}


@pytest.mark.parametrize("curves", [1, "yes", None, [], {}])
def test_a_malformed_request_is_refused(curves):
    assert respond({"curves": curves})["problem"] == {"key": "bad_request"}


def test_an_empty_pad_gets_no_tiles():
    assert respond(digit={"strokes": []})["state"] == "blank"


def test_the_stage_s_model_makes_no_difference(first):
    others = by_key(respond(model="restore_5x5"))
    assert list(others) == list(by_key(first))
    for key, tile in by_key(first).items():
        shows_the_same(others[key], tile)


# What may be missing


def test_damaged_weights_affect_one_tile(first, monkeypatch):
    real = autoencoder.reconstruct

    def broken(key, pictures, numbers):
        if key == "unet":
            raise store.WeightsError(key, store.path_of(key), "is damaged")
        return real(key, pictures, numbers)

    monkeypatch.setattr(autoencoder, "reconstruct", broken)
    reply = respond()
    assert reply["state"] == "ok"
    tiles = by_key(reply)
    assert tiles["unet"] == {
        "key": "unet",
        "group": "net",
        "problem": {
            "key": "weights",
            "file": "unet/model.weights.h5",
            "command": "python train.py run unet --force",
        },
    }
    for key, tile in by_key(first).items():
        if key != "unet":
            shows_the_same(tiles[key], tile)


def test_without_a_classifier_there_are_pictures(monkeypatch):
    monkeypatch.setattr(compare.readings, "of", lambda pictures, model=None: {})
    reply = respond()
    assert reply["clean"] is None
    assert all(tile["reading"] is None and tile["picture"] for tile in reply["tiles"])


def test_without_any_weights_there_are_filters(monkeypatch, tmp_path):
    monkeypatch.setenv("AE_WEIGHTS", str(tmp_path))
    monkeypatch.setattr(autoencoder, "_loaded", {})
    tiles = by_key(respond())
    assert tiles["conv_32"]["problem"]["key"] == "weights"
    assert tiles["median"]["psnr"] > tiles["noisy"]["psnr"]


# What is known of each: quality.json


GOOD = {
    "data": {"digits": 12},
    "levels": [0.5, 0.25],
    "methods": {
        "noisy": {
            "scores": {
                "clean": {"psnr": 60.0, "ssim": 1.0},
                **{
                    f"{kind} {level}": {"psnr": 9.0, "ssim": 0.4}
                    for kind in NOISES
                    for level in (0.25, 0.5)
                },
            }
        },
        "median": {
            "scores": {
                "clean": {"psnr": 30.0, "ssim": 1, "parameters": {"shape": "diamond", "radius": 1}},
                **{
                    f"{kind} {level}": {
                        "psnr": 14.0,
                        "ssim": 0.5,
                        "parameters": {"shape": "square", "radius": radius},
                    }
                    for kind in NOISES
                    for level, radius in ((0.25, 2), (0.5, 3))
                },
            }
        },
    },
}


@pytest.fixture
def written(tmp_path, monkeypatch):
    """written(text) puts a quality.json beside no weights."""
    monkeypatch.setenv("AE_WEIGHTS", str(tmp_path))

    def write(text):
        (tmp_path / "quality.json").write_text(text)
        quality._read.cache_clear()

    return write


def test_points_are_sorted_and_begin_at_level_0(written):
    written(json.dumps(GOOD))
    found = quality.load()
    assert found.digits == 12
    points = found.methods["noisy"]["blur"]
    assert [point.level for point in points] == [0, 0.25, 0.5]
    assert points[0].psnr == 60


@pytest.mark.parametrize(
    ("level", "radius"), [(0, 1), (0.12, 1), (0.13, 2), (0.3, 2), (0.4, 3), (1.0, 3)]
)
def test_parameters_are_those_of_the_nearest_level(level, radius, written):
    written(json.dumps(GOOD))
    assert quality.parameters("median", "mosaic", level)["radius"] == radius


def _without(path):
    return _with(path, None)


def _with(path, value):
    """`GOOD` as text with the JSON text `value` at a path; without it, if that is None."""
    table = json.loads(json.dumps(GOOD))
    at = table
    for step in path[:-1]:
        at = at[step]
    at[path[-1]] = "HERE"
    if value is None:
        del at[path[-1]]
    return json.dumps(table).replace('"HERE"', str(value))


DAMAGED = {
    "no JSON": "{",
    "a list": "[]",
    "no levels": _without(["levels"]),
    "no methods": _without(["methods"]),
    "methods as a list of numbers": json.dumps({**GOOD, "methods": [1]}),
}


@pytest.mark.parametrize("text", DAMAGED.values(), ids=list(DAMAGED))
def test_without_a_usable_file_filters_are_as_usual_and_there_are_no_curves(text, written, caplog):
    written(text)
    assert quality.load() is None
    assert len(caplog.records) == 1
    assert compare._curves() is None
    for name in compare.FILTERS.values():
        assert quality.parameters(name, "gaussian", 0.5) == filters.FILTERS[name].usual


@pytest.mark.parametrize("value", [None, '"nine"', "NaN", "-1.0"])
def test_a_missing_or_damaged_kind_of_noise_is_left_out_alone(value, written, caplog):
    """As for a kind of noise that is new: nobody has measured it yet."""
    path = ["methods", "median", "scores", "blur 0.5"]
    text = _without(path) if value is None else _with([*path, "psnr"], value)
    written(text)
    found = quality.load()
    assert set(found.methods["noisy"]) == set(NOISES)
    assert set(found.methods["median"]) == set(NOISES) - {"blur"}
    assert "median with noise blur" in caplog.text
    assert quality.parameters("median", "blur", 0.5) == filters.FILTERS["median"].usual
    assert quality.parameters("median", "mosaic", 0.5) == {"shape": "square", "radius": 3}
    of_median = compare._curves()["of"]["median"]
    assert of_median["blur"] == []  # which the chart leaves empty
    assert len(of_median["mosaic"]) == 3


def test_without_measurements_the_tiles_are_there(monkeypatch, tmp_path):
    monkeypatch.setattr(quality.store, "folder", lambda: tmp_path)
    reply = respond({"curves": True})
    assert reply["state"] == "ok"
    assert reply["curves"] is None
    assert by_key(reply)["median"]["picture"]


def test_parameters_that_no_filter_has_are_not_used(written):
    written(json.dumps(GOOD).replace('"radius"', '"size"'))
    assert quality.load() is not None
    assert quality.parameters("median", "blur", 0.5) == filters.FILTERS["median"].usual


def test_the_shipped_measurements_cover_every_tile():
    found = quality.load()
    assert {"noisy", *presets.PRESETS, *compare.FILTERS.values()} <= set(found.methods)
    curves = compare._curves()
    assert curves["digits"] == found.digits >= 1000
    for by_kind in curves["of"].values():
        for points in by_kind.values():
            levels = [level for level, _, _ in points]
            assert levels == sorted(levels)
            assert (levels[0], levels[-1]) == (0, 1)
    assert len(json.dumps(curves)) < 30_000
    for name in compare.FILTERS.values():
        for points in found.methods[name].values():
            assert all(point.parameters in filters.FILTERS[name].grid for point in points)
