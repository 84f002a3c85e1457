"""Weights come back as they were saved, or are refused with the file and the command."""

import json
import shutil

import numpy as np
import pytest

from ae_core.artifacts import describe
from ae_core.inference import runtime
from ae_core.models import builder, presets, store
from ae_core.training import saving

from .stored import FILES, KEY, assert_same, card_for, change_card, names


def test_keras_and_litert_are_the_network_that_was_saved(model, saved, stroke_pictures):
    back = store.load(KEY, saved)
    np.testing.assert_array_equal(np.asarray(back(stroke_pictures)), model(stroke_pictures))
    content, card = store.read_litert(KEY, saved)
    assert card == store.read_card(KEY, saved)
    restored = runtime.Net(content).run("reconstruct", stroke_pictures)["reconstruction"]
    np.testing.assert_allclose(restored, np.asarray(model(stroke_pictures)), atol=1e-5)


def test_saving_leaves_three_files_in_the_models_folder(model, unconverted, tmp_path):
    path = saving.save(model, card_for(KEY), tmp_path / "new")
    assert path == store.path_of(KEY, tmp_path / "new")
    assert names(tmp_path / "new") == [KEY]
    assert names(path.parent) == FILES


def test_the_card_describes_the_files_beside_it(saved):
    card = store.read_card(KEY, saved)
    assert list(card["files"]) == ["keras", "litert"]
    for kind, about in card["files"].items():
        path = store.path_of(KEY, saved, kind)
        assert about == describe(path.name, path.read_bytes())
    assert store.checksum(card) == card["files"]["keras"]["sha256"]
    assert card_for(KEY).items() < card.items()


def test_saving_again_replaces_all_files(out, other, unconverted):
    before = {name: (out / KEY / name).read_bytes() for name in FILES}
    saving.save(other, card_for(KEY), out)
    store.read_card(KEY, out)
    assert_same(store.load(KEY, out), other)
    assert all((out / KEY / name).read_bytes() != content for name, content in before.items())


def test_keras_and_litert_are_read_without_each_other(out):
    store.path_of(KEY, out, "litert").write_bytes(b"damaged")
    assert store.load(KEY, out).name == KEY
    store.path_of("dense_32", out).unlink()
    store.read_litert("dense_32", out)


def test_the_folder_is_where_the_environment_says(monkeypatch, tmp_path, shipped_weights):
    assert store.folder() == shipped_weights
    monkeypatch.setenv("AE_WEIGHTS", str(tmp_path))
    assert store.path_of(KEY) == tmp_path / KEY / "model.weights.h5"
    assert store.card_of(KEY) == tmp_path / KEY / "card.json"


@pytest.mark.parametrize("key", ["", "dense_17", "../dense_16"])
def test_no_path_is_made_of_an_unknown_key(key, saved):
    for function in (store.path_of, store.card_of, store.read_card, store.load):
        with pytest.raises(KeyError, match="Expected a model among"):
            function(key, saved)


# What is refused


def refusal(out, key=KEY):
    """The error with which a model is refused."""
    with pytest.raises(store.WeightsError) as refused:
        store.read_card(key, out)
    error = refused.value
    litert = error.file == f"{key}/model.tflite"
    command = f"export {key}" if litert else f"run {key} --force"
    assert error.command == f"python train.py {command}"
    assert str(error) == f"{out / error.file} {error.why}; make it again with: {error.command}"
    return error


each_kind = pytest.mark.parametrize("kind", store.KINDS)
each_file = pytest.mark.parametrize("name", FILES)


@each_kind
@pytest.mark.parametrize("share", [0, 0.5, 0.999])
def test_refuses_a_file_cut_short(out, kind, share):
    path = store.path_of(KEY, out, kind)
    path.write_bytes(path.read_bytes()[: int(path.stat().st_size * share)])
    assert refusal(out).file == f"{KEY}/{path.name}"


@each_kind
def test_refuses_one_flipped_bit(out, kind):
    path = store.path_of(KEY, out, kind)
    content = bytearray(path.read_bytes())
    content[len(content) // 3] ^= 1
    path.write_bytes(content)
    error = refusal(out)
    assert (error.file, "damaged" in error.why) == (f"{KEY}/{path.name}", True)


@each_file
def test_refuses_a_missing_file_and_a_folder_in_its_place(out, name):
    (out / KEY / name).unlink()
    error = refusal(out)
    assert (error.file, error.why) == (f"{KEY}/{name}", "is missing")
    (out / KEY / name).mkdir()
    error = refusal(out)
    assert (error.file, error.why) == (f"{KEY}/{name}", "cannot be read")


@pytest.mark.parametrize(
    "content",
    [
        *(b"", b"{", b"null", b"[]", b'"text"', b"{}", b"\xff\xfe\x00\x80", b'{"files": 3}'),
        b'{"files": {"keras": {"sha256": 1}, "litert": {}}}',
    ],
)
def test_refuses_a_card_that_is_no_card(out, content):
    store.card_of(KEY, out).write_bytes(content)
    assert refusal(out).file == f"{KEY}/card.json"


@pytest.mark.parametrize("spec", [None, [], "dense", 16])
def test_refuses_a_card_whose_spec_is_none(out, spec):
    change_card(out, lambda card: card.update(spec=spec))
    refusal(out)


@each_file
def test_refuses_files_of_two_trainings(out, other, unconverted, name):
    before = (out / KEY / name).read_bytes()
    saving.save(other, card_for(KEY), out)
    (out / KEY / name).write_bytes(before)
    assert "damaged" in refusal(out).why


def test_refuses_another_models_files_with_their_card(out):
    shutil.rmtree(out / KEY)
    shutil.copytree(out / "dense_32", out / KEY)
    assert "another architecture" in refusal(out).why


@pytest.mark.parametrize(
    ("field", "value"),
    [("family", "conv"), ("widths", [64]), ("kernel", 3), ("hidden", 9), ("code_shape", [17])],
)
def test_refuses_a_card_of_another_architecture(out, field, value):
    change_card(out, lambda card: card["spec"].update({field: value}))
    assert "another architecture" in refusal(out).why


@pytest.mark.filterwarnings("ignore:Skipping nested container")  # Keras reports it as well
def test_refuses_a_whole_file_that_does_not_fit_the_model(tmp_path):
    """Card and file belong together, yet the file holds another net."""
    path = store.path_of(KEY, tmp_path)
    path.parent.mkdir()
    builder.build(presets.PRESETS["dense_32"]).save_weights(path)
    card = {**card_for(KEY), "files": {"keras": describe(path.name, path.read_bytes())}}
    store.card_of(KEY, tmp_path).write_text(json.dumps(card))
    with pytest.raises(store.WeightsError, match="does not fit the model"):
        store.load(KEY, tmp_path)


def test_a_card_may_say_other_words_than_the_row(out):
    change_card(out, lambda card: card["spec"].update(lesson="another lesson"))
    assert store.load(KEY, out).name == KEY
