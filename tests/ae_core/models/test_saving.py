"""Saving: the LiteRT file, the precision of weights, and the old files after a save that fails."""

import json

import keras
import numpy as np
import pytest

from ae_core.artifacts import describe
from ae_core.inference import runtime
from ae_core.models import builder, presets, store
from ae_core.training import export, saving

from .stored import FILES, KEY, assert_same, card_for, change_card, names

# The LiteRT file alone


@pytest.mark.parametrize("damage", ["damaged", "missing", "not on the card"])
def test_a_litert_file_is_made_anew_from_the_weights(out, unconverted, damage):
    path, card_path = store.path_of(KEY, out, "litert"), store.card_of(KEY, out)
    weights = store.path_of(KEY, out).read_bytes()
    before = json.loads(card_path.read_text())
    if damage == "damaged":
        path.write_bytes(b"damaged")
    else:
        path.unlink()
    if damage == "not on the card":
        change_card(out, lambda card: card["files"].pop("litert"))
    with pytest.raises(store.WeightsError):
        store.read_litert(KEY, out)
    assert saving.make_litert(KEY, out) == path
    content, card = store.read_litert(KEY, out)
    assert content.startswith(b"LiteRT of ")
    assert store.path_of(KEY, out).read_bytes() == weights
    assert card == {**before, "files": {**before["files"], "litert": describe(path.name, content)}}
    assert [layer["name"] for layer in card["layers"]] == export.layer_names(store.load(KEY, out))
    assert names(out / KEY) == FILES


def test_no_litert_file_is_made_from_damaged_weights(out, unconverted):
    store.path_of(KEY, out).write_bytes(b"damaged")
    before = store.path_of(KEY, out, "litert").read_bytes()
    with pytest.raises(store.WeightsError, match="is damaged"):
        saving.make_litert(KEY, out)
    assert store.path_of(KEY, out, "litert").read_bytes() == before


@pytest.mark.parametrize(
    ("key", "storage"), [(KEY, "float32"), ("plain_16", "float16"), ("classifier", "float32")]
)
def test_a_litert_file_stores_weights_as_the_row_says_but_for_classifiers(
    key, storage, monkeypatch
):
    """Batch normalisation becomes part of a classifier's kernels, which then need 32 bits."""
    asked = []
    monkeypatch.setattr(export, "convert", lambda model, storage: asked.append(storage) or b"")
    saving._litert(builder.build(presets.ALL[key]))
    assert asked == [storage]


# Weights of other precisions


def test_weights_of_a_sixteen_bit_training_load_into_a_float32_model(unconverted, tmp_path):
    key = "conv_4x4x8"
    trained = builder.build(presets.PRESETS[key], "mixed_bfloat16", seed=3)
    saving.save(trained, card_for(key), tmp_path)
    back = store.load(key, tmp_path)
    assert_same(back, trained)
    assert {layer.compute_dtype for layer in back.layers} == {"float32"}


@pytest.fixture(scope="module")
def trained_16():
    """plain_16 as if trained: no weight is a number that sixteen bits hold exactly."""
    made = builder.build(presets.PRESETS["plain_16"], seed=1)
    rng = np.random.default_rng(0)
    made.set_weights(
        [np.float32(0.01) * rng.random(w.shape, np.float32) + w for w in made.get_weights()]
    )
    return made


def test_weights_kept_in_sixteen_bits_load_as_they_were_measured(
    trained_16, tmp_path, stroke_pictures
):
    """The figures on a card are measured on `rounded`; a load from disk gives the same."""
    before = trained_16.get_weights()
    rounded = saving.rounded(trained_16)
    for old, new in zip(before, rounded.get_weights(), strict=True):
        np.testing.assert_array_equal(new, old.astype(np.float16).astype(np.float32))
    saving.save(trained_16, card_for("plain_16"), tmp_path)
    for old, new in zip(before, trained_16.get_weights(), strict=True):
        np.testing.assert_array_equal(old, new)
    parameters = presets.get("plain_16").parameters
    for kind in store.KINDS:
        size = store.path_of("plain_16", tmp_path, kind).stat().st_size
        assert 2 * parameters < size < 2.1 * parameters
    back = store.load("plain_16", tmp_path)
    assert {variable.dtype for variable in back.variables} == {"float32"}
    assert_same(rounded, back)
    content, _ = store.read_litert("plain_16", tmp_path)
    few = stroke_pictures[:2]
    restored = runtime.Net(content).run("reconstruct", few)["reconstruction"]
    np.testing.assert_allclose(restored, rounded(few), atol=1e-4)


def test_a_classifier_comes_back_with_the_statistics_of_its_layers(
    unconverted, tmp_path, stroke_pictures
):
    classifier = builder.build(presets.CLASSIFIER, seed=2)
    classifier(stroke_pictures, training=True)  # updates them
    saving.save(classifier, card_for("classifier"), tmp_path)
    back = np.asarray(store.load("classifier", tmp_path)(stroke_pictures))
    np.testing.assert_allclose(back, np.asarray(classifier(stroke_pictures)), atol=2e-3)
    fresh = np.asarray(builder.build(presets.CLASSIFIER, seed=2)(stroke_pictures))
    assert np.abs(back - fresh).max() > 0.01


# A save that fails


def assert_untouched(out, saved):
    assert names(out / KEY) == FILES
    for name in FILES:
        assert (out / KEY / name).read_bytes() == (saved / KEY / name).read_bytes()


@pytest.mark.parametrize("error", [OSError("disk full"), KeyboardInterrupt()])
def test_a_save_that_fails_in_the_weights_leaves_the_old_files(
    out, saved, other, unconverted, monkeypatch, error
):
    def fail(model, path):
        path.write_bytes(b"half")
        raise error

    monkeypatch.setattr(keras.Model, "save_weights", fail)
    with pytest.raises(type(error)):
        saving.save(other, card_for(KEY), out)
    assert_untouched(out, saved)


def test_a_save_that_fails_in_the_card_leaves_the_old_files(out, saved, other, unconverted):
    with pytest.raises(TypeError):
        saving.save(other, {**card_for(KEY), "seed": object()}, out)
    assert_untouched(out, saved)


@pytest.mark.parametrize("at", ["write_bytes", "write_text"], ids=["LiteRT", "card"])
def test_a_full_disk_halfway_leaves_the_old_files(out, saved, other, unconverted, monkeypatch, at):
    def fail(path, content, *args, **options):
        path.touch()
        raise OSError("disk full")

    with monkeypatch.context() as patch:
        patch.setattr(store.Path, at, fail)
        with pytest.raises(OSError, match="disk full"):
            saving.save(other, card_for(KEY), out)
        with pytest.raises(OSError, match="disk full"):
            saving.make_litert(KEY, out)
    assert_untouched(out, saved)


def test_a_failed_conversion_leaves_the_old_files(out, saved, other, monkeypatch):
    def fail(model, storage):
        raise export.ExportError("it is not the same")

    monkeypatch.setattr(export, "convert", fail)
    with pytest.raises(export.ExportError):
        saving.save(other, card_for(KEY), out)
    with pytest.raises(export.ExportError):
        saving.make_litert(KEY, out)
    assert_untouched(out, saved)
