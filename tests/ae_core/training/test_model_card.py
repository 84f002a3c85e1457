"""The model card says what the cards say, and the one that ships is up to date."""

import json
import shutil

import pytest

from ae_core.models import builder, presets, store
from ae_core.models.presets import ALL, PRESETS
from ae_core.training import export, model_card, saving

SCORES = {"mse": 0.0123, "bce": 0.0987, "psnr": 20.44, "ssim": 0.8764}


@pytest.fixture(scope="module")
def saved(tmp_path_factory):
    """Fresh weights of a published model, one of ours and a classifier; made-up scores."""
    out = tmp_path_factory.mktemp("three")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(export, "convert", lambda model, storage: b"LiteRT")
        for key, metrics in {
            "dense_16": {level: SCORES for level in ("clean", "0.25", "0.5", "0.75", "1.0")},
            "unet": {level: SCORES for level in ("clean", "0.25", "0.5", "0.75", "1.0")},
            "classifier": {"accuracy": 0.98765},
        }.items():
            card = {
                "spec": ALL[key].as_json(),
                "recipe": {"name": "ours", "batch_size": 64, "precision": "float32"},
                "seed": 0,
                "epochs": 3,
                "minutes": 1.5,
                "data": {"name": "mnist"},
                "history": {"loss": [0.5, 0.25]},
                "metrics": metrics,
            }
            saving.save(builder.build(ALL[key]), card, out)
    return out


@pytest.fixture
def three(saved, tmp_path):
    """A copy of `saved` to damage."""
    return shutil.copytree(saved, tmp_path / "three")


def rows_of(text, key):
    return [line for line in text.splitlines() if line.startswith(f"| `{key}` |")]


def test_the_shipped_card_is_what_the_json_files_give(shipped_weights):
    text = (shipped_weights / "README.md").read_text(encoding="utf-8")
    assert text == model_card.text(shipped_weights)


@pytest.mark.parametrize("key", PRESETS)
def test_every_model_is_listed_with_its_figures(key, shipped_weights):
    text = model_card.text(shipped_weights)
    card = json.loads(store.card_of(key, shipped_weights).read_text())
    made, scored = rows_of(text, key)
    assert f"{PRESETS[key].parameters:,}" in made
    assert PRESETS[key].trained_on in made
    assert f"{card['metrics']['0.5']['psnr']:.1f} / {card['metrics']['0.5']['ssim']:.3f}" in scored
    assert PRESETS[key].lesson in text


@pytest.mark.parametrize("key", [key for key in ALL if key not in PRESETS])
def test_every_classifier_is_listed_with_its_accuracy(key, shipped_weights):
    text = model_card.text(shipped_weights)
    card = json.loads(store.card_of(key, shipped_weights).read_text())
    assert f"`{key}` names {card['metrics']['accuracy']:.2%} of the clean test digits" in text


def test_a_classifier_has_no_picture_scores_and_no_code(three):
    text = model_card.text(three)
    (made,) = rows_of(text, "classifier")
    assert made.startswith("| `classifier` | - | 164,531 | mnist, every noise |")
    assert "(labels)" in made
    assert "`classifier` names 98.77% of the clean test digits correctly." in text


def test_our_and_published_models_are_in_one_table(three):
    text = model_card.text(three)
    scores = "| 0.0123 | 0.0987 |" + " 20.4 / 0.876 |" * 5
    for key, trained_on in (("dense_16", "clean"), ("unet", "every noise")):
        made, scored = rows_of(text, key)
        assert f"mnist, {trained_on} |" in made
        assert "ours: 3 epochs of batches of 64, float32, seed 0, 1.5 min" in made
        assert scored == f"| `{key}` {scores}"


def test_it_says_mnist_only_where_all_have_learnt_from_mnist(three):
    assert "autoencoders of MNIST digits" in model_card.text(three)
    path = store.card_of("unet", three)
    card = json.loads(path.read_text())
    path.write_text(json.dumps({**card, "data": {"name": "letters.npz"}}))
    text = model_card.text(three)
    assert "autoencoders of pictures (28 x 28" in text
    assert "trained on letters.npz, mnist;" in text
    assert "MNIST" not in text


def test_the_file_holds_the_text(three):
    model_card.write(three)
    assert (three / "README.md").read_text(encoding="utf-8") == model_card.text(three)


def test_a_model_without_weights_is_left_out(tmp_path):
    for key in presets.ALL:
        assert f"`{key}`" not in model_card.text(tmp_path)


@pytest.mark.parametrize("kind", store.KINDS)
def test_a_damaged_model_is_left_out(three, kind):
    store.path_of("unet", three, kind).write_bytes(b"damaged")
    text = model_card.text(three)
    assert "`unet`" not in text
    assert "`classifier`" in text
