"""The map of a model: places of codes, codes of places, and files that are whole or refused."""

import json
import shutil
from dataclasses import FrozenInstanceError
from types import SimpleNamespace

import numpy as np
import pytest
from typer.testing import CliRunner

from ae_core.data import datasets, stroke_digits
from ae_core.explore import latent_map, map_fitting, map_making, neighbours
from ae_core.inference.classifier import Reading
from ae_core.models import presets, store
from ae_core.training.cli import commands, train_model

KEY = "dense_16"
CHECKSUM = "c" * 64


@pytest.fixture(scope="module")
def clusters():
    """(codes, labels) of ten clouds in 16 dimensions, 60 codes each."""
    rng = np.random.default_rng(3)
    labels = np.repeat(np.arange(10), 60).astype(np.uint8)
    centres = rng.normal(size=(10, 16)) * 3
    return (centres[labels] + rng.normal(size=(600, 16))).astype(np.float32), labels


@pytest.fixture(scope="module")
def made(clusters):
    """A map of the clouds, made in a few steps."""
    codes, labels = clusters
    with pytest.MonkeyPatch.context() as patch:
        _hurry(patch, 400)
        return map_making.make(
            KEY, CHECKSUM, codes, codes, labels, _decode_black, _classify_all_as_0
        )


def _hurry(patch, steps):
    patch.setattr(map_fitting, "STEPS", steps)
    patch.setattr(map_fitting, "LAYOUT_STEPS", steps)
    patch.setattr(map_fitting, "LAYOUT_BATCH", 500)


def _decode_black(codes):
    return np.zeros((len(codes), 28, 28), np.float32)


def _classify_all_as_0(pictures):
    table = np.eye(10, dtype=np.float32)[np.zeros(len(pictures), int)]
    return Reading(table, np.zeros(len(pictures), np.float32))


@pytest.fixture
def folder(tmp_path, made):
    """A folder with the map, and the card of the weights that it was made for."""
    latent_map.save(made, tmp_path)
    store.card_of(KEY, tmp_path).write_text(json.dumps({"files": {"keras": {"sha256": CHECKSUM}}}))
    return tmp_path


def test_codes_of_a_class_lie_together_whatever_the_labels(made, clusters):
    codes, labels = clusters
    assert made.quality["agree"] > 0.9
    assert made.quality["agree"] > made.quality["agree_pca"]
    assert made.quality["readable"] == 1
    others = np.roll(labels, 7)  # other labels, the same places
    with pytest.MonkeyPatch.context() as patch:
        _hurry(patch, 400)
        again = map_making.make(KEY, CHECKSUM, codes, codes, others, _decode_black)
    np.testing.assert_allclose(again.points[:, :2], made.points[:, :2], atol=0.02)
    assert "readable" not in again.quality


def test_the_code_of_a_codes_place_is_near_the_code(made, clusters):
    """Two numbers cannot hold sixteen; but the cloud they belong to is kept."""
    codes, labels = clusters
    back = made.code(made.place(codes))
    assert back.shape == codes.shape
    centres = np.stack([codes[labels == d].mean(axis=0) for d in range(10)])
    belongs = np.linalg.norm(back[:, None] - centres, axis=2).argmin(axis=1)
    assert (belongs == labels).mean() > 0.8


def test_every_code_has_a_place_inside_the_map(made, clusters):
    places = made.place(clusters[0] * 100)
    assert places.shape == (600, 2)
    assert places.min() >= 0
    assert places.max() <= 1


def test_codes_of_one_class_are_nearer_than_those_of_two(made, clusters):
    codes, labels = clusters
    pairs = np.linalg.norm(codes[:, None] - codes, axis=2)
    same = labels[:, None] == labels
    expected = np.median(pairs[same & ~np.eye(600, dtype=bool)]), np.median(pairs[~same])
    assert (made.same, made.other) == pytest.approx(expected, rel=0.03)


def test_the_map_of_two_numbers_is_their_plane(clusters):
    codes, labels = clusters[0][:, :2] * [1, 20], clusters[1]
    plane = map_making.make_for_plane("mine", codes.astype(np.float32), labels)
    places = plane.place(codes)
    inside = ((places > 0) & (places < 1)).all(axis=1)
    assert inside.mean() > 0.98
    np.testing.assert_allclose(plane.code(places)[inside], codes[inside], rtol=1e-3, atol=1e-3)
    np.testing.assert_array_equal(plane.points[:, 2], labels)
    right, up = np.argmax(codes, axis=0)
    assert places[right, 0] == places[:, 0].max()  # the first number to the right
    assert places[up, 1] == places[:, 1].min()  # the second one upwards
    assert plane.quality == {"agree": round(map_making.agreement(plane.points[:, :2], labels), 4)}
    assert plane.near(places[:1]).labels.shape == (1, 10)


def test_codes_that_are_all_alike_have_a_plane():
    codes = np.zeros((20, 2), np.float32)
    plane = map_making.make_for_plane("mine", codes, np.arange(20, dtype=np.uint8) % 10)
    assert np.isfinite(plane.place(codes)).all()
    assert np.isfinite(plane.code(np.float32([[0, 0], [1, 1]]))).all()


def test_near_gives_the_nearest_digits_and_whether_they_are_far(made):
    dot = made.points[5]
    near = made.near(np.array([dot[:2], [-9, -9]]), 3)
    assert near.labels.shape == (2, 3)
    assert near.labels[0, 0] == dot[2]
    assert near.apart.tolist() == [False, True]


def test_neighbours_are_those_of_an_exhaustive_search(clusters):
    rows = clusters[0][:50]
    distances = np.linalg.norm(rows[:, None] - clusters[0], axis=2)
    order, found = neighbours.nearest(rows, clusters[0], 4, chunk=7)
    np.testing.assert_array_equal(order, distances.argsort(axis=1)[:, :4])
    np.testing.assert_allclose(found, np.sort(distances, axis=1)[:, :4], atol=1e-4)


def test_what_is_saved_is_what_is_loaded_but_for_rounding(made, folder, clusters):
    loaded = latent_map.load(KEY, folder)
    codes = clusters[0]
    np.testing.assert_allclose(loaded.place(codes), made.place(codes), atol=0.004)
    np.testing.assert_allclose(
        loaded.code(made.points[:, :2]), made.code(made.points[:, :2]), atol=0.05
    )
    np.testing.assert_allclose(loaded.points, made.points, atol=1e-5)
    assert (loaded.same, loaded.other) == pytest.approx((made.same, made.other), abs=1e-3)
    assert dict(loaded.quality) == dict(made.quality)
    assert len(loaded.version) == 12
    assert latent_map.load(KEY, folder) is loaded
    assert sorted(path.name for path in (folder / KEY).iterdir()) == ["card.json", "map.json"]


def test_a_map_cannot_be_changed(folder):
    loaded = latent_map.load(KEY, folder)
    with pytest.raises(FrozenInstanceError):
        loaded.same = 1
    with pytest.raises(ValueError, match="read-only"):
        loaded.points[0] = 0
    with pytest.raises(TypeError):
        loaded.quality["agree"] = 1


def test_codes_on_a_grid_keep_their_shape(clusters):
    codes, labels = clusters
    grid = np.tile(codes[:60, :8], (1, 16)).reshape(60, 4, 4, 8)
    with pytest.MonkeyPatch.context() as patch:
        _hurry(patch, 5)
        made = map_making.make("conv_4x4x8", CHECKSUM, grid, grid, labels[::10], _decode_black)
    assert made.place(grid).shape == (60, 2)
    assert made.code(made.place(grid)).shape == (60, 4, 4, 8)


def _cut(path):
    path.write_text(path.read_text()[:500])


def _without_places(path):
    content = json.loads(path.read_text())
    del content["places"]
    path.write_text(json.dumps(content))


def _one_digit_other(path):
    text = path.read_text()
    path.write_text(text.replace('"same": ', '"same": 1'))


def _no_map_at_all(path):
    path.write_text("[]")


def _of_another_model(path):
    content = json.loads(path.read_text())
    del content["sha256"]
    content["key"] = "dense_32"
    path.write_text(json.dumps({"sha256": latent_map._digest(content), **content}))


@pytest.mark.parametrize(
    ("damage", "why"),
    [
        (lambda path: path.unlink(), "is missing"),
        (_cut, "cannot be read"),
        (_without_places, "cannot be read"),
        (_no_map_at_all, "cannot be read"),
        (_one_digit_other, "is damaged"),
        (_of_another_model, "another model"),
    ],
)
def test_a_map_that_is_not_whole_is_refused_and_says_what_to_do(folder, damage, why):
    latent_map.load(KEY, folder)
    damage(latent_map.path_of(KEY, folder))
    with pytest.raises(latent_map.MapError, match=why) as caught:
        latent_map.load(KEY, folder)
    assert caught.value.file == f"{KEY}/map.json"
    assert caught.value.command == f"python train.py maps {KEY}"
    assert caught.value.command in str(caught.value)


def test_a_map_made_for_other_weights_is_refused_until_it_is_made_anew(folder):
    card = store.card_of(KEY, folder)
    whole = card.read_text()
    card.write_text(whole.replace("c" * 64, "d" * 64 + " "))
    with pytest.raises(latent_map.MapError, match="other weights"):
        latent_map.load(KEY, folder)
    card.write_text("{")
    with pytest.raises(latent_map.MapError, match="cannot be checked"):
        latent_map.load(KEY, folder)
    card.write_text(whole)
    latent_map.load(KEY, folder)


def test_refuses_an_unknown_model(tmp_path):
    with pytest.raises(KeyError):
        latent_map.load("nonsense", tmp_path)


@pytest.mark.parametrize(
    "key", [key for key, spec in presets.PRESETS.items() if not spec.has_skips]
)
def test_the_shipped_maps_are_small_and_true(key):
    path = latent_map.path_of(key)
    assert path.stat().st_size < (150_000 if len(presets.get(key).code_shape) == 1 else 500_000)
    found = latent_map.load(key)
    assert len(found.points) == map_making.SHOWN
    assert found.quality["agree"] > found.quality["agree_pca"] + 0.1
    assert found.quality["agree"] > 0.6
    assert 0 < found.same < found.other


def test_noise_is_drawn_for_each_picture(stroke_pictures):
    noisy = map_making.any_noise(stroke_pictures)
    assert noisy.shape == stroke_pictures.shape
    assert noisy.dtype == np.float32
    changed = np.abs(noisy - stroke_pictures).mean(axis=(1, 2))
    assert len(np.unique(changed.round(5))) > 50
    np.testing.assert_array_equal(noisy, map_making.any_noise(stroke_pictures))


def test_a_map_of_a_trained_model_lies_beside_its_weights(tmp_path, shipped_weights, monkeypatch):
    """Without a classifier there is no figure of its readability."""
    shutil.copytree(shipped_weights / KEY, tmp_path / KEY)
    latent_map.path_of(KEY, tmp_path).unlink()
    monkeypatch.setenv("AE_WEIGHTS", str(tmp_path))
    _hurry(monkeypatch, 20)
    pictures, labels = stroke_digits.make(80, seed=3)
    digits = datasets.Digits("strokes", np.round(pictures * 255).astype(np.uint8), labels, "")
    made = map_making.make_for_model(KEY, tmp_path, digits, digits)
    assert made is latent_map.load(KEY)
    assert made.weights == store.checksum(store.read_card(KEY))
    assert made.points[:, 2].tolist() == labels.tolist()
    assert set(made.quality) == {"agree", "agree_pca", "agree_code"}


def test_a_net_with_skip_connections_has_no_map(tmp_path):
    with pytest.raises(ValueError, match="unet has some"):
        map_making.make_for_model("unet", tmp_path, None, None)


@pytest.fixture
def command(monkeypatch, tmp_path):
    """command(*arguments) → exit code, models that maps were made of. dense_16 is trained."""
    called = []

    def make_for_model(key, folder, *_digits):
        if key != KEY:
            raise store.WeightsError(key, store.path_of(key, folder), "is missing")
        called.append(key)
        return SimpleNamespace(quality={"agree": 0.9})

    monkeypatch.setattr(map_making, "make_for_model", make_for_model)
    monkeypatch.setattr(train_model, "load_digits", lambda name, split: None)
    monkeypatch.setattr(train_model, "is_trained", lambda key, out: key in (KEY, "unet"))

    def call(*arguments):
        result = CliRunner().invoke(commands.app, ["maps", *arguments, "--out", str(tmp_path)])
        return result.exit_code, called

    return call


def test_the_command_makes_the_maps_of_what_is_trained(command):
    assert command() == (0, [KEY])


def test_the_command_makes_the_map_of_the_model_named_and_trains_nothing(command):
    assert command(KEY) == (0, [KEY])
    assert command("dense_32") == (1, [KEY])
