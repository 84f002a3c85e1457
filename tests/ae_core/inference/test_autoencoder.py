"""Trained models in use: the contract, one load, and what they are worth."""

import functools
import json
import os
import shutil
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest

from ae_core import evaluation, metrics
from ae_core.artifacts import describe
from ae_core.data import datasets
from ae_core.inference import autoencoder
from ae_core.models import builder, presets, store
from ae_core.noise import NOISES, add_noise
from ae_core.pictures import from_uint8
from ae_core.training import saving

ROOT = Path(__file__).parents[3]
KEYS = list(presets.PRESETS)
DENOISERS = [key for key in KEYS if presets.PRESETS[key].noise]
WITHOUT_SKIPS = [key for key in KEYS if not presets.PRESETS[key].has_skips]
CLASSIFIERS = [key for key in presets.ALL if key not in presets.PRESETS]
HAS_MNIST = bool(os.environ.get("MNIST_NPZ"))
needs_mnist = pytest.mark.skipif(not HAS_MNIST, reason="MNIST_NPZ does not name MNIST's file")


@pytest.fixture
def nothing_loaded(monkeypatch):
    """A process that has not used any model yet; the value is what it will have loaded."""
    monkeypatch.setattr(autoencoder, "_loaded", {})
    return autoencoder._loaded


@pytest.fixture(scope="module")
def fresh_weights(tmp_path_factory):
    """A folder with dense_16 as it is before training, from seed 5."""
    out, spec = tmp_path_factory.mktemp("fresh"), presets.PRESETS["dense_16"]
    saving.save(builder.build(spec, seed=5), {"spec": spec.as_json()}, out)
    return out


# The contract


@pytest.mark.parametrize("key", KEYS)
@pytest.mark.parametrize("n", [1, 5])
def test_every_model_keeps_the_contract(key, n, stroke_pictures):
    """float32 (n, 28, 28) in [0, 1] in and out, a code of the row's shape, the input unchanged."""
    given = stroke_pictures[:n].copy()
    restored, codes = autoencoder.reconstruct(key, given)
    assert restored.shape == (n, 28, 28)
    assert codes.shape == (n, *presets.PRESETS[key].code_shape)
    assert restored.dtype == codes.dtype == np.float32
    assert restored.min() >= 0
    assert restored.max() <= 1
    assert np.isfinite(codes).all()
    np.testing.assert_array_equal(given, stroke_pictures[:n])


@pytest.mark.parametrize("key", KEYS)
def test_a_batch_is_its_digits_one_by_one(key, stroke_pictures):
    together = autoencoder.reconstruct(key, stroke_pictures[:7])
    alone = [autoencoder.reconstruct(key, picture[None]) for picture in stroke_pictures[:7]]
    for whole, *parts in zip(together, *alone, strict=True):
        np.testing.assert_allclose(whole, np.concatenate(parts), atol=1e-5, rtol=1e-5)


@pytest.mark.parametrize("key", WITHOUT_SKIPS)
def test_decoding_the_code_is_reconstructing(key, stroke_pictures):
    restored, codes = autoencoder.reconstruct(key, stroke_pictures[:5])
    np.testing.assert_allclose(autoencoder.encode(key, stroke_pictures[:5]), codes, atol=1e-5)
    np.testing.assert_allclose(autoencoder.decode(key, codes), restored, atol=1e-5)


def test_the_code_of_a_u_net_is_its_deepest_maps_only(stroke_pictures):
    codes = autoencoder.encode("unet", stroke_pictures[:3])
    assert codes.shape == (3, 7, 7, 96)
    deepest, *_ = store.load("unet").get_layer("encoder")(stroke_pictures[:3])
    np.testing.assert_allclose(codes, np.asarray(deepest), atol=1e-4)
    also = autoencoder.reconstruct("unet", stroke_pictures[:3])[1]
    np.testing.assert_allclose(also, codes, atol=1e-5)


def test_codes_may_come_as_lists():
    """As they do from a page or a program."""
    drawn = autoencoder.decode("dense_16", [[1.0] * 16])
    np.testing.assert_array_equal(drawn, autoencoder.decode("dense_16", np.ones((1, 16))))


# Refusals


@pytest.mark.parametrize(
    "images",
    [
        np.zeros((1, 28, 28)),
        np.zeros((1, 28, 28), np.uint8),
        np.zeros((28, 28), np.float32),
        np.zeros((1, 784), np.float32),
        np.zeros((1, 28, 28, 1), np.float32),
        np.zeros((1, 27, 28), np.float32),
        [[0.0]],
    ],
    ids=lambda images: f"{np.asarray(images).dtype}{np.shape(images)}",
)
def test_refuses_other_types_and_shapes(images):
    for function in (autoencoder.reconstruct, autoencoder.encode):
        with pytest.raises(ValueError, match=r"Expected pictures.*; received"):
            function("dense_16", images)


@pytest.mark.parametrize("value", [-0.01, 1.01, np.nan, np.inf, -np.inf])
def test_refuses_pixels_outside_the_range(value):
    images = np.zeros((2, 28, 28), np.float32)
    images[1, 3, 4] = value
    for function in (autoencoder.reconstruct, autoencoder.encode):
        with pytest.raises(ValueError, match=r"Expected pixels of pictures in \[0, 1\]"):
            function("dense_16", images)


def test_refuses_no_pictures():
    with pytest.raises(ValueError, match="received none"):
        autoencoder.reconstruct("dense_16", np.zeros((0, 28, 28), np.float32))


@pytest.mark.parametrize("shape", [(16,), (1, 17), (1, 4, 4, 8), ()])
def test_refuses_codes_of_another_shape(shape):
    with pytest.raises(ValueError, match=r"Expected finite codes .*; received"):
        autoencoder.decode("dense_16", np.zeros(shape, np.float32))


@pytest.mark.parametrize("value", [np.nan, np.inf])
def test_refuses_codes_that_are_not_finite(value):
    with pytest.raises(ValueError, match="Expected finite codes"):
        autoencoder.decode("dense_16", np.full((1, 16), value, np.float32))


def test_no_picture_is_made_of_the_code_of_a_u_net():
    with pytest.raises(ValueError, match="Expected a model without skip connections; unet"):
        autoencoder.decode("unet", np.zeros((1, 7, 7, 96), np.float32))


@pytest.mark.parametrize("key", CLASSIFIERS)
def test_a_classifier_restores_nothing(key, stroke_pictures):
    calls = (
        lambda: autoencoder.load(key),
        lambda: autoencoder.reconstruct(key, stroke_pictures),
        lambda: autoencoder.encode(key, stroke_pictures),
        lambda: autoencoder.decode(key, np.zeros((1, 11), np.float32)),
        lambda: autoencoder.run(key, *stroke_pictures[:2]),
    )
    for call in calls:
        with pytest.raises(KeyError, match=f"Expected a model among .*; received '{key}'"):
            call()
    assert not autoencoder.loaded(key)


@pytest.mark.parametrize("key", ["", "dense_17", "../dense_16", None])
def test_refuses_an_unknown_model(key, stroke_pictures):
    calls = (
        lambda: autoencoder.load(key),
        lambda: autoencoder.reconstruct(key, stroke_pictures),
        lambda: autoencoder.encode(key, stroke_pictures),
        lambda: autoencoder.decode(key, np.zeros((1, 16), np.float32)),
        lambda: autoencoder.run(key, *stroke_pictures[:2]),
    )
    for call in calls:
        with pytest.raises(
            KeyError, match=r"Expected a model among ordered_32, .*, restore_5x5; rec"
        ):
            call()


# Loading


def test_eight_threads_at_once_load_a_model_once(nothing_loaded, monkeypatch, stroke_pictures):
    expected = np.asarray(store.load("dense_16")(stroke_pictures[:8]))
    loads, load, together = [], store.read_litert, threading.Barrier(8)

    def slow_load(key, *args):
        loads.append(key)
        time.sleep(0.2)  # long enough for the others to arrive
        return load(key, *args)

    def work(picture):
        together.wait(timeout=10)
        return autoencoder.reconstruct("dense_16", picture[None])[0][0]

    monkeypatch.setattr(store, "read_litert", slow_load)
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(work, stroke_pictures[:8]))
    assert loads == ["dense_16"]
    np.testing.assert_allclose(answers, expected, atol=1e-5)  # each its own, none another's


def test_a_model_is_loaded_once(nothing_loaded, stroke_pictures):
    net = autoencoder.load("dense_16").net
    autoencoder.reconstruct("dense_16", stroke_pictures[:1])
    assert autoencoder.load("dense_16").net is net


def test_loaded_names_the_models_in_memory(nothing_loaded):
    assert not autoencoder.loaded("dense_16")
    model = autoencoder.load("dense_16")
    assert autoencoder.loaded("dense_16")
    assert not autoencoder.loaded("dense_32")
    assert model.spec is presets.PRESETS["dense_16"]
    assert model.card == store.read_card("dense_16")


def test_only_the_signatures_that_are_used_are_loaded():
    """Each signature has a copy of the weights: `trace` would double the memory of `conv_32`."""
    assert autoencoder.load("conv_32").net.signatures == {"encode", "decode"}
    assert autoencoder.load("unet").net.signatures == {"encode", "reconstruct"}


def test_weights_come_from_the_folder_in_the_environment(
    nothing_loaded, monkeypatch, fresh_weights, stroke_pictures
):
    monkeypatch.setenv("AE_WEIGHTS", str(fresh_weights))
    expected = builder.build(presets.PRESETS["dense_16"], seed=5)(stroke_pictures)
    restored, _ = autoencoder.reconstruct("dense_16", stroke_pictures)
    np.testing.assert_allclose(restored, expected, atol=1e-5)


def test_a_model_that_failed_is_tried_again(
    nothing_loaded, monkeypatch, fresh_weights, tmp_path, stroke_pictures
):
    monkeypatch.setenv("AE_WEIGHTS", str(tmp_path))
    with pytest.raises(store.WeightsError, match="is missing"):
        autoencoder.reconstruct("dense_16", stroke_pictures)
    assert not autoencoder.loaded("dense_16")
    shutil.copytree(fresh_weights, tmp_path, dirs_exist_ok=True)
    autoencoder.reconstruct("dense_16", stroke_pictures)


def test_a_file_that_the_runtime_refuses_is_named(
    nothing_loaded, monkeypatch, fresh_weights, tmp_path, stroke_pictures
):
    """As one may that is newer than the runtime: it matches its card, and cannot be run."""
    shutil.copytree(fresh_weights, tmp_path, dirs_exist_ok=True)
    monkeypatch.setenv("AE_WEIGHTS", str(tmp_path))
    path, card_path = store.path_of("dense_16", kind="litert"), store.card_of("dense_16")
    path.write_bytes(b"of another kind" * 100)
    card = json.loads(card_path.read_text())
    card["files"]["litert"] = describe(path.name, path.read_bytes())
    card_path.write_text(json.dumps(card))
    with pytest.raises(store.WeightsError, match=r"dense_16/model\.tflite cannot be run"):
        autoencoder.reconstruct("dense_16", stroke_pictures)


# A run


def corrupted(picture):
    """The picture, and the picture with noise."""
    return picture, add_noise("gaussian", picture, 0.5, 3)


@pytest.mark.parametrize("noise", NOISES)
def test_a_run_agrees_with_reconstruct_and_metrics(noise, stroke_pictures):
    key, picture = "denoise_4x4x16", stroke_pictures[3]
    noisy = add_noise(noise, picture, 0.6, 11)
    result = autoencoder.run(key, picture, noisy)
    restored, codes = autoencoder.reconstruct(key, np.stack([noisy, picture]))
    np.testing.assert_allclose(result.restored, restored[0], atol=1e-5)
    np.testing.assert_allclose(result.noisy_code, codes[0], atol=1e-5)
    np.testing.assert_allclose(result.clean_code, codes[1], atol=1e-5)
    assert list(result.scores) == ["noisy", "restored"]
    for name, made in (("noisy", noisy), ("restored", result.restored)):
        for metric in ("mse", "psnr", "ssim"):
            by_hand = getattr(metrics, metric)(picture[None], made[None])[0]
            assert result.scores[name][metric] == pytest.approx(by_hand, rel=1e-4)
            assert type(result.scores[name][metric]) is float


def test_the_restored_picture_is_drawn_from_the_noisy_code(stroke_pictures):
    result = autoencoder.run("dense_32", *corrupted(stroke_pictures[0]))
    drawn = autoencoder.decode("dense_32", result.noisy_code[None])[0]
    np.testing.assert_allclose(drawn, result.restored, atol=1e-5)
    assert np.abs(result.noisy_code - result.clean_code).max() > 0


def test_of_an_ordered_code_the_first_numbers_alone_can_be_used(stroke_pictures):
    picture, noisy = corrupted(stroke_pictures[0])
    restored, codes = autoencoder.reconstruct("ordered_32", noisy[None], numbers=5)
    short = codes.copy()
    short[:, 5:] = 0
    assert codes[:, 5:].all()  # given whole
    by_hand = autoencoder.decode("ordered_32", short)
    np.testing.assert_allclose(restored, by_hand, atol=1e-5)
    np.testing.assert_allclose(autoencoder.decode("ordered_32", codes, 5), by_hand, atol=1e-5)
    result = autoencoder.run("ordered_32", picture, noisy, 5)
    np.testing.assert_allclose(result.restored, by_hand[0], atol=1e-5)
    np.testing.assert_allclose(result.noisy_code, codes[0], atol=1e-5)
    whole = autoencoder.run("ordered_32", picture, noisy)  # not the same cached result
    assert whole.scores["restored"]["mse"] < result.scores["restored"]["mse"]


def test_numbers_of_a_code_without_order_or_too_many_are_refused(stroke_pictures):
    one = stroke_pictures[:1]
    for call in (
        lambda key, k: autoencoder.reconstruct(key, one, k),
        lambda key, k: autoencoder.run(key, one[0], one[0], k),
        lambda key, k: autoencoder.decode(key, autoencoder.encode(key, one), k),
    ):
        with pytest.raises(ValueError, match="the numbers of dense_16 have none"):
            call("dense_16", 5)
        with pytest.raises(ValueError, match="a count of their numbers"):
            call("ordered_32", 33)


def test_without_noise_both_codes_are_the_same(stroke_pictures):
    result = autoencoder.run("dense_16", stroke_pictures[0], stroke_pictures[0])
    np.testing.assert_allclose(result.noisy_code, result.clean_code, atol=1e-6)
    assert result.scores["noisy"]["mse"] == 0
    assert result.scores["noisy"]["psnr"] == np.inf


@pytest.mark.parametrize(
    "picture",
    [
        np.zeros((28, 28)),
        np.full((28, 28), 2, np.float32),
        np.full((28, 28), np.nan, np.float32),
    ],
    ids=["float64", "too bright", "nan"],
)
@pytest.mark.parametrize("side", ["clean", "noisy"])
def test_a_run_refuses_other_pictures(side, picture, stroke_pictures):
    given = {"clean": stroke_pictures[0], "noisy": stroke_pictures[0]}
    with pytest.raises(ValueError, match="Expected"):
        autoencoder.run("dense_16", **{**given, side: picture})


def test_a_u_net_restores_alone_as_in_a_batch(stroke_pictures):
    result = autoencoder.run("unet", *corrupted(stroke_pictures[4]))
    (_, restored), codes = autoencoder.reconstruct("unet", np.stack(corrupted(stroke_pictures[4])))
    np.testing.assert_allclose(result.restored, restored, atol=1e-5)
    np.testing.assert_allclose(result.clean_code, codes[0], atol=1e-4)


# What the shipped models are worth


@pytest.mark.parametrize("key", KEYS)
def test_shipped_models_reconstruct_clean_digits(key, stroke_pictures):
    """On digits that none of them was trained on; a blank answer would score above 0.08."""
    blank = metrics.mse(stroke_pictures, np.zeros_like(stroke_pictures)).mean()
    restored, _ = autoencoder.reconstruct(key, stroke_pictures)
    assert metrics.mse(stroke_pictures, restored).mean() < blank / 4


@pytest.mark.parametrize("key", DENOISERS)
def test_shipped_denoisers_remove_most_of_the_noise(key, stroke_pictures):
    noisy = add_noise("gaussian", stroke_pictures, 0.5, 3)
    restored, _ = autoencoder.reconstruct(key, noisy)
    left = metrics.mse(stroke_pictures, restored).mean()
    assert left < metrics.mse(stroke_pictures, noisy).mean() / 3
    assert metrics.ssim(stroke_pictures, restored).mean() > 0.7


@pytest.mark.parametrize("code", [16, 32])
def test_our_denoisers_beat_their_clean_twins_at_every_level(code, stroke_pictures):
    """The published denoiser was trained at level 0.5 only, and falls behind at 1.0."""
    for level in (0.25, 0.5, 1.0):
        noisy = add_noise("gaussian", stroke_pictures, level, 3)
        ours, twin, published = (
            metrics.psnr(stroke_pictures, autoencoder.reconstruct(key, noisy)[0]).mean()
            for key in (f"conv_{code}", f"plain_{code}", "denoise_4x4x16")
        )
        assert ours > twin + 1, level
        if level == 1.0:
            assert ours > published + 1


@pytest.mark.parametrize("code", [16, 32])
def test_the_codes_of_ours_are_spread_around_zero(code, stroke_pictures):
    """Standardised over the training digits; other hands' digits lie there too, if less evenly."""
    codes = autoencoder.encode(f"conv_{code}", stroke_pictures)
    assert np.abs(codes.mean(axis=0)).max() < 1.5
    assert 0.3 < codes.std() < 3


@pytest.mark.parametrize("key", ["dense_16", "dense_32", "conv_4x4x8"])
def test_models_trained_on_clean_digits_do_not_remove_noise(key, stroke_pictures):
    """The lesson on their rows: a denoiser leaves less than half of what they leave."""
    noisy = add_noise("gaussian", stroke_pictures, 0.5, 3)
    left = {
        k: metrics.mse(stroke_pictures, autoencoder.reconstruct(k, noisy)[0]).mean()
        for k in (key, "denoise_4x4x16")
    }
    assert left["denoise_4x4x16"] < left[key] / 2


@needs_mnist
@pytest.mark.parametrize("key", KEYS)
def test_the_scores_on_the_card_are_found_again(key):
    """Its scores are found again on every tenth test digit, within four percent.

    An SSIM near zero has no percents to speak of; a tenth of the digits tells it to 0.005.
    """
    pictures = from_uint8(datasets.load_mnist("test").images[::10])
    card = autoencoder.load(key).card["metrics"]
    for level in ("clean", "0.5"):
        given = pictures
        if level != "clean":
            given = add_noise("gaussian", pictures, float(level), evaluation.SEED)
        restored, _ = autoencoder.reconstruct(key, given)
        for metric in ("mse", "bce", "psnr", "ssim"):
            found = getattr(metrics, metric)(pictures, restored).mean()
            near = 0.005 if metric == "ssim" else 2e-5
            assert found == pytest.approx(card[level][metric], rel=0.04, abs=near), (level, metric)


def test_the_result_of_the_same_pair_is_cached(stroke_pictures):
    clean, noisy = stroke_pictures[:2]
    first = autoencoder.run("dense_16", clean, noisy)
    assert autoencoder.run("dense_16", clean.copy(), noisy.copy()) is first
    assert autoencoder.run("dense_16", noisy, clean) is not first
    with pytest.raises(ValueError, match="read-only"):
        first.noisy_code[0] = 1


def test_parallel_calls_return_what_single_calls_return(stroke_pictures):
    noisy = add_noise("gaussian", stroke_pictures, 0.5, 3)
    pairs = list(zip(stroke_pictures[:24], noisy[:24], strict=True))
    for key in ("conv_32", "unet"):
        ask = functools.partial(_run_uncached, key)
        alone = [ask(pair) for pair in pairs]
        with ThreadPoolExecutor(12) as threads:
            together = list(threads.map(ask, pairs))
        for one, other in zip(alone, together, strict=True):
            np.testing.assert_allclose(one.restored, other.restored, atol=1e-5)
            np.testing.assert_allclose(one.noisy_code, other.noisy_code, atol=1e-4)


def _run_uncached(key, pair):
    return autoencoder._run(autoencoder.load(key).net, np.stack(pair).tobytes(), None)
