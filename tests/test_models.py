"""The nets are those of the table: counted, measured and taken apart."""

from dataclasses import replace

import keras
import numpy as np
import pytest

from ae_core import models, specs

KEYS = list(specs.SPECS)
CONV = [key for key in KEYS if specs.SPECS[key].family == "conv"]


@pytest.fixture(scope="module")
def built():
    """Every model of the table with fresh weights, by key."""
    return {key: models.build(spec) for key, spec in specs.SPECS.items()}


@pytest.fixture
def pictures(stroke_pictures):
    return stroke_pictures[:6]


def numbers(tensor):
    return keras.ops.convert_to_numpy(tensor)


def sides(part, kind):
    """Height and width after every layer of a kind."""
    return [tuple(layer.output.shape[1:3]) for layer in part.layers if isinstance(layer, kind)]


@pytest.mark.parametrize("key", KEYS)
def test_the_row_counts_the_parameters_right(built, key):
    counted = sum(int(np.prod(variable.shape)) for variable in built[key].trainable_variables)
    assert counted == specs.SPECS[key].parameters
    assert not built[key].non_trainable_variables


@pytest.mark.parametrize("key", KEYS)
def test_every_model_keeps_the_contract(built, pictures, key):
    """float32 (n, 28, 28) in [0, 1] both ways, and a code of the shape on its row."""
    model = built[key]
    assert model.name == key
    assert model.input_shape == model.output_shape == (None, 28, 28)
    code = numbers(model.get_layer("encoder")(pictures))
    restored = numbers(model(pictures))
    assert code.shape == (6, *specs.SPECS[key].code_shape)
    assert code.dtype == restored.dtype == np.float32
    assert restored.shape == (6, 28, 28)
    assert restored.min() >= 0
    assert restored.max() <= 1
    assert code.min() >= 0  # a ReLU came last
    assert np.ptp(restored) > 0


@pytest.mark.parametrize("key", KEYS)
def test_the_model_is_its_decoder_after_its_encoder(built, pictures, key):
    model = built[key]
    apart = model.get_layer("decoder")(model.get_layer("encoder")(pictures))
    np.testing.assert_allclose(numbers(apart), numbers(model(pictures)), atol=1e-6)


@pytest.mark.parametrize("key", KEYS)
def test_the_decoder_draws_from_a_code_alone(built, key):
    code = np.random.default_rng(0).random((3, *specs.SPECS[key].code_shape), np.float32)
    drawn = numbers(built[key].get_layer("decoder")(code))
    assert drawn.shape == (3, 28, 28)
    assert drawn.min() >= 0
    assert drawn.max() <= 1


@pytest.mark.parametrize("key", KEYS)
def test_logits_through_a_sigmoid_are_the_picture(built, pictures, key):
    logits = numbers(models.with_logits(built[key])(pictures)).astype(np.float64)
    assert logits.shape == (6, 28, 28)
    np.testing.assert_allclose(1 / (1 + np.exp(-logits)), numbers(built[key](pictures)), atol=1e-6)


def test_logits_share_the_weights_of_the_model(pictures):
    model = models.build(specs.SPECS["dense_16"])
    head = models.with_logits(model)
    before = numbers(head(pictures))
    model.trainable_variables[-1].assign_add(np.ones(784, np.float32))  # the last bias
    np.testing.assert_allclose(numbers(head(pictures)), before + 1, atol=1e-5)


@pytest.mark.parametrize("key", CONV)
def test_the_way_down_is_28_14_7_4_and_the_way_up_is_4_7_14_28(built, key):
    """The first step up is not a doubling: the pool before it had rounded 3.5 up to 4."""
    encoder, decoder = (built[key].get_layer(name) for name in ("encoder", "decoder"))
    assert sides(encoder, keras.layers.MaxPooling2D) == [(14, 14), (7, 7), (4, 4)]
    assert sides(decoder, keras.layers.Resizing) == [(7, 7), (14, 14), (28, 28)]


@pytest.mark.parametrize("key", CONV)
def test_the_decoder_mirrors_the_encoder(built, key):
    spec = specs.SPECS[key]
    encoder, decoder = (built[key].get_layer(name) for name in ("encoder", "decoder"))
    down = [x for x in encoder.layers if isinstance(x, keras.layers.Conv2D)]
    up = [x for x in decoder.layers if isinstance(x, keras.layers.Conv2D)]
    assert tuple(layer.filters for layer in down) == spec.widths
    assert tuple(layer.filters for layer in up) == (*reversed(spec.widths), 1)
    assert {layer.kernel_size for layer in down + up} == {(spec.kernel, spec.kernel)}
    assert {layer.padding for layer in down + up} == {"same"}
    assert [layer.activation.__name__ for layer in up] == ["relu"] * 3 + ["linear"]


@pytest.mark.parametrize("key", KEYS)
def test_biases_start_at_zero_and_kernels_do_not(built, key):
    for variable in built[key].trainable_variables:
        started = np.abs(numbers(variable)).max()
        assert (started == 0) == (variable.name == "bias")


def test_truncated_normal_has_the_published_spread(built):
    """Sigma 0.1, cut at two sigma: 0.88 of it is left."""
    kernel = numbers(built["restore_3x3"].trainable_variables[2])
    assert kernel.shape == (3, 3, 64, 64)
    assert np.abs(kernel).max() <= 0.2 + 1e-6
    assert kernel.std() == pytest.approx(0.088, abs=0.002)


@pytest.mark.parametrize("key", ["dense_16", "conv_4x4x8"])
def test_the_same_seed_gives_the_same_weights_and_another_others(key):
    spec = specs.SPECS[key]
    one, same, other = (models.build(spec, seed=seed).get_weights() for seed in (3, 3, 4))
    for a, b in zip(one, same, strict=True):
        np.testing.assert_array_equal(a, b)
    for a, c in zip(one, other, strict=True):
        if a.ndim > 1:  # a kernel; biases start at zero
            assert (a != c).any()


def test_layers_of_one_shape_do_not_start_alike():
    """One seed for all layers would give the two 8-to-8 convolutions the same kernels."""
    kernels = [w for w in models.build(specs.SPECS["conv_4x4x8"]).get_weights() if w.ndim == 4]
    equals = [k for k in kernels if k.shape == (3, 3, 8, 8)]
    assert len(equals) >= 2
    assert (equals[0] != equals[1]).any()


def test_sixteen_bit_layers_keep_float32_weights_and_pictures(pictures):
    spec = specs.SPECS["conv_4x4x8"]
    half, full = models.build(spec, "mixed_bfloat16"), models.build(spec)
    convolutions = [
        x for x in half.get_layer("encoder").layers if isinstance(x, keras.layers.Conv2D)
    ]
    assert {layer.compute_dtype for layer in convolutions} == {"bfloat16"}
    assert {variable.dtype for variable in half.variables} == {"float32"}
    assert half(pictures).dtype == models.with_logits(half)(pictures).dtype == "float32"
    np.testing.assert_allclose(numbers(half(pictures)), numbers(full(pictures)), atol=0.02)


def test_refuses_a_row_whose_code_the_net_does_not_have():
    wrong = replace(specs.SPECS["conv_4x4x8"], code_shape=(4, 4, 9))
    with pytest.raises(ValueError, match=r"Expected a code of \(4, 4, 9\); built \(4, 4, 8\)"):
        models.build(wrong)
