"""Weights come back as they were saved, or are refused with the file and the way to mend it."""

import json
import shutil

import numpy as np
import pytest

from ae_core import models, specs, weights

KEYS = list(specs.SPECS)


def card_for(key):
    return {"key": key, "spec": specs.SPECS[key].as_json(), "seed": 0}


@pytest.fixture(scope="module")
def model():
    """dense_16 with fresh weights."""
    return models.build(specs.SPECS["dense_16"], seed=1)


@pytest.fixture(scope="module")
def saved(model, tmp_path_factory):
    """A folder with the weights of `model` and of dense_32, never changed."""
    out = tmp_path_factory.mktemp("weights")
    weights.save(model, card_for("dense_16"), out)
    weights.save(models.build(specs.SPECS["dense_32"]), card_for("dense_32"), out)
    return out


@pytest.fixture
def out(saved, tmp_path):
    """A copy of `saved` to spoil."""
    return shutil.copytree(saved, tmp_path / "weights")


def refusal(out, key="dense_16"):
    """The error with which weights are refused: it names the file and the command."""
    with pytest.raises(weights.WeightsError) as refused:
        weights.load(key, out)
    error = refused.value
    assert error.file in {f"{key}.weights.h5", f"{key}.json"}
    assert error.command == f"python train.py {key} --force"
    assert str(out / error.file) in str(error)
    assert error.command in str(error)
    assert "\n" not in str(error)
    return error


# There and back


def test_loaded_weights_give_the_same_pictures(model, saved, stroke_pictures):
    back = weights.load("dense_16", saved)
    np.testing.assert_array_equal(np.asarray(back(stroke_pictures)), model(stroke_pictures))


def test_saving_leaves_two_files_and_nothing_else(model, tmp_path):
    path = weights.save(model, card_for("dense_16"), tmp_path / "new" / "folder")
    assert path == weights.path_of("dense_16", tmp_path / "new" / "folder")
    assert sorted(p.name for p in path.parent.iterdir()) == ["dense_16.json", "dense_16.weights.h5"]


def test_the_card_says_what_lies_beside_it(saved):
    card = weights.read_card("dense_16", saved)
    path = weights.path_of("dense_16", saved)
    assert card["file"]["name"] == path.name
    assert card["file"]["bytes"] == path.stat().st_size
    assert {"key", "spec", "seed"} < set(card)  # what was given is kept
    assert card == json.loads(weights.card_of("dense_16", saved).read_text())


def test_saving_again_replaces_the_pair(out, stroke_pictures):
    other = models.build(specs.SPECS["dense_16"], seed=2)
    weights.save(other, card_for("dense_16"), out)
    back = weights.load("dense_16", out)
    np.testing.assert_array_equal(np.asarray(back(stroke_pictures)), other(stroke_pictures))


def test_weights_of_a_sixteen_bit_training_load_into_a_float32_model(tmp_path, stroke_pictures):
    key = "conv_4x4x8"
    trained = models.build(specs.SPECS[key], "mixed_bfloat16", seed=3)
    weights.save(trained, card_for(key), tmp_path)
    back = weights.load(key, tmp_path)
    for one, other in zip(back.get_weights(), trained.get_weights(), strict=True):
        np.testing.assert_array_equal(one, other)
    assert {layer.compute_dtype for layer in back.layers} == {"float32"}


def test_the_folder_is_where_the_environment_says(monkeypatch, tmp_path, shipped_weights):
    assert weights.folder() == shipped_weights
    monkeypatch.setenv("AE_WEIGHTS", str(tmp_path))
    assert weights.folder() == tmp_path
    assert weights.path_of("dense_16") == tmp_path / "dense_16.weights.h5"
    assert weights.card_of("dense_16").parent == tmp_path


@pytest.mark.parametrize("key", ["", "dense_17", "../dense_16"])
def test_no_path_is_made_of_an_unknown_key(key, saved):
    for function in (weights.path_of, weights.card_of, weights.read_card, weights.load):
        with pytest.raises(KeyError, match="Expected a model among"):
            function(key, saved)


# What is refused


@pytest.mark.parametrize("share", [0, 0.1, 0.5, 0.999])
def test_refuses_a_file_cut_short(out, share):
    path = weights.path_of("dense_16", out)
    path.write_bytes(path.read_bytes()[: int(path.stat().st_size * share)])
    assert refusal(out).file == "dense_16.weights.h5"


@pytest.mark.parametrize("place", [0, 0.3, 0.6, 0.999])
def test_refuses_one_flipped_bit(out, place):
    path = weights.path_of("dense_16", out)
    content = bytearray(path.read_bytes())
    content[int(len(content) * place)] ^= 1
    path.write_bytes(content)
    error = refusal(out)
    assert error.file == "dense_16.weights.h5"
    assert "damaged" in str(error)


@pytest.mark.parametrize("name", ["dense_16.weights.h5", "dense_16.json"])
def test_refuses_half_a_pair(out, name):
    (out / name).unlink()
    error = refusal(out)
    assert error.file == name
    assert "is missing" in str(error)


@pytest.mark.parametrize("name", ["dense_16.weights.h5", "dense_16.json"])
def test_refuses_a_folder_in_the_place_of_a_file(out, name):
    (out / name).unlink()
    (out / name).mkdir()
    assert refusal(out).file == name


@pytest.mark.parametrize(
    "text", ["", "{", "null", "[]", '"text"', "{}", '{"file": 3}', '{"file": {"sha256": 1}}', "\0"]
)
def test_refuses_a_card_that_is_no_card(out, text):
    weights.card_of("dense_16", out).write_text(text)
    assert refusal(out).file == "dense_16.json"


def test_refuses_a_card_that_is_not_text(out):
    weights.card_of("dense_16", out).write_bytes(b"\xff\xfe\x00\x80")
    assert refusal(out).file == "dense_16.json"


@pytest.mark.parametrize("spec", [None, [], "dense", 16])
def test_refuses_a_card_whose_spec_is_none(out, spec):
    path = weights.card_of("dense_16", out)
    path.write_text(json.dumps({**json.loads(path.read_text()), "spec": spec}))
    refusal(out)


def test_refuses_weights_and_card_of_two_trainings(out):
    before = weights.card_of("dense_16", out).read_text()
    weights.save(models.build(specs.SPECS["dense_16"], seed=9), card_for("dense_16"), out)
    weights.card_of("dense_16", out).write_text(before)
    assert "damaged" in str(refusal(out))


def test_refuses_another_models_weights(out):
    shutil.copy(weights.path_of("dense_32", out), weights.path_of("dense_16", out))
    assert refusal(out).file == "dense_16.weights.h5"


def test_refuses_another_models_weights_with_their_card(out):
    shutil.copy(weights.path_of("dense_32", out), weights.path_of("dense_16", out))
    shutil.copy(weights.card_of("dense_32", out), weights.card_of("dense_16", out))
    assert "another architecture" in str(refusal(out))


@pytest.mark.parametrize(
    ("field", "value"), [("family", "conv"), ("widths", [64]), ("kernel", 3), ("code_shape", [17])]
)
def test_refuses_a_card_of_another_architecture(out, field, value):
    path = weights.card_of("dense_16", out)
    card = json.loads(path.read_text())
    card["spec"][field] = value
    path.write_text(json.dumps(card))
    assert "another architecture" in str(refusal(out))


@pytest.mark.filterwarnings("ignore:Skipping nested container")  # Keras says so as well
def test_refuses_a_whole_file_that_does_not_fit_the_model(tmp_path):
    """The card matches the file and the row, yet the file holds another net."""
    other = models.build(specs.SPECS["dense_32"])
    other.name = "dense_16"
    weights.save(other, card_for("dense_16"), tmp_path)
    assert "does not fit the model" in str(refusal(tmp_path))


def test_a_card_may_say_other_words_than_the_row(out):
    """Only the architecture has to agree: rewording a lesson does not cost the weights."""
    path = weights.card_of("dense_16", out)
    card = json.loads(path.read_text())
    card["spec"]["lesson"] = "another lesson"
    path.write_text(json.dumps(card))
    assert weights.load("dense_16", out).name == "dense_16"


# A save that fails


def names(folder):
    return sorted(path.name for path in folder.iterdir())


def assert_untouched(out, saved):
    """Both files are as they were, nothing lies beside them, and they load."""
    assert names(out) == names(saved)
    for path in saved.iterdir():
        assert (out / path.name).read_bytes() == path.read_bytes()
    weights.load("dense_16", out)


@pytest.mark.parametrize("error", [OSError("disk full"), KeyboardInterrupt()])
def test_a_save_that_fails_in_the_weights_leaves_the_old_pair(out, saved, monkeypatch, error):
    other = models.build(specs.SPECS["dense_16"], seed=2)

    def fail(path):
        path.write_bytes(b"half")
        raise error

    monkeypatch.setattr(other, "save_weights", fail)
    with pytest.raises(type(error)):
        weights.save(other, card_for("dense_16"), out)
    assert_untouched(out, saved)


def test_a_save_that_fails_in_the_card_leaves_the_old_pair(out, saved):
    other = models.build(specs.SPECS["dense_16"], seed=2)
    with pytest.raises(TypeError):
        weights.save(other, {**card_for("dense_16"), "seed": object()}, out)
    assert_untouched(out, saved)


def test_a_full_disk_at_the_card_leaves_the_old_pair(out, saved, monkeypatch):
    other = models.build(specs.SPECS["dense_16"], seed=2)

    def fail(path, text, *args, **options):
        path.write_bytes(b"half")
        raise OSError("disk full")

    monkeypatch.setattr(weights.Path, "write_text", fail)
    with pytest.raises(OSError, match="disk full"):
        weights.save(other, card_for("dense_16"), out)
    monkeypatch.undo()
    assert_untouched(out, saved)


# What is shipped


@pytest.mark.parametrize("key", KEYS)
def test_shipped_weights_load_and_match_their_card(key, shipped_weights, stroke_pictures):
    card = weights.read_card(key, shipped_weights)
    model = weights.load(key, shipped_weights)
    assert card["key"] == key
    assert card["file"]["bytes"] == weights.path_of(key, shipped_weights).stat().st_size
    assert card["epochs"] == len(card["history"]["loss"]) == card["recipe"]["epochs"]
    assert card["data"]["name"] == card["metrics"]["on"] == "mnist"
    assert card["data"]["digits"] == 60_000
    assert card["metrics"]["digits"] == 10_000
    codes = np.asarray(model.get_layer("encoder")(stroke_pictures))
    assert codes.std() > 0
    assert len(card["code_range"]["low"]) == codes.shape[-1]
    assert np.isfinite(np.asarray(model(stroke_pictures))).all()


@pytest.mark.parametrize("key", KEYS)
def test_shipped_weights_reach_the_published_figure(key, shipped_weights):
    """Read from the card; with MNIST present the card itself is checked elsewhere."""
    spec, card = specs.SPECS[key], weights.read_card(key, shipped_weights)
    if spec.target_on == "train":
        reached = card["history"]["loss"][-1]
    else:
        reached = card["metrics"]["clean"][spec.loss]
    assert reached <= spec.target


@pytest.mark.parametrize("key", KEYS)
def test_shipped_weights_were_made_by_the_recipe_on_the_row(key, shipped_weights):
    card = weights.read_card(key, shipped_weights)
    name = card["recipe"]["name"]
    row = json.loads(json.dumps(getattr(specs.SPECS[key], name).__dict__))
    made = {field: value for field, value in card["recipe"].items() if field != "name"}
    if row["precision"] == "fastest":  # decided when it was trained
        assert made.pop("precision") in ("float32", "mixed_bfloat16")
        del row["precision"]
    assert made == row
