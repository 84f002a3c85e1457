"""Built networks: parameters, shapes, initial weights, and the parts that training uses."""

from dataclasses import replace

import keras
import numpy as np
import pytest

from ae_core.models import builder, presets

KEYS = list(presets.PRESETS)  # the autoencoders
PUBLISHED = [key for key in KEYS if presets.PRESETS[key].published]
CONV = [key for key in KEYS if presets.PRESETS[key].family == "conv"]
RESIDUAL = [key for key in KEYS if presets.PRESETS[key].family == "residual"]
CLASSIFIERS = [key for key in presets.ALL if presets.ALL[key].family == "classifier"]
SMALL = replace(presets.PRESETS["conv_16"], widths=(4, 8, 2), hidden=16)


@pytest.fixture(scope="module")
def built():
    """Every model of the table with fresh weights, by key."""
    return {key: builder.build(spec) for key, spec in presets.ALL.items()}


@pytest.fixture
def pictures(stroke_pictures):
    return stroke_pictures[:6]


def numbers(tensor):
    return keras.ops.convert_to_numpy(tensor)


def encoded(model, pictures):
    """The codes alone: a U-Net's encoder gives them first of a list."""
    codes = model.get_layer("encoder")(pictures)
    return numbers(codes[0] if isinstance(codes, list) else codes)


def sides(part, kind):
    """Height and width after every layer of a kind."""
    return [tuple(layer.output.shape[1:3]) for layer in part.layers if isinstance(layer, kind)]


# All of them


@pytest.mark.parametrize("key", presets.ALL)
def test_the_row_states_the_number_of_parameters(built, key):
    counted = sum(int(np.prod(variable.shape)) for variable in built[key].trainable_variables)
    assert counted == presets.ALL[key].parameters


@pytest.mark.parametrize("key", presets.ALL)
def test_every_net_stays_under_two_million_numbers(built, key):
    """Including the statistics of batch normalisation."""
    assert built[key].count_params() < 2_000_000


@pytest.mark.parametrize("key", KEYS)
def test_autoencoders_have_trainable_weights_only(built, key):
    """No batch statistics, so a result does not depend on the batch."""
    assert not built[key].non_trainable_variables


@pytest.mark.parametrize("key", KEYS)
def test_every_model_keeps_the_contract(built, pictures, key):
    """float32 (n, 28, 28) in [0, 1] both ways, and a code of the shape on its row."""
    model = built[key]
    assert model.name == key
    assert model.input_shape == model.output_shape == (None, 28, 28)
    code, restored = encoded(model, pictures), numbers(model(pictures))
    assert code.shape == (6, *presets.PRESETS[key].code_shape)
    assert code.dtype == restored.dtype == np.float32
    assert restored.shape == (6, 28, 28)
    assert restored.min() >= 0
    assert restored.max() <= 1
    # a ReLU came last; the codes of a residual net lie on both sides of zero
    assert (code.min() >= 0) == (key not in RESIDUAL)
    assert np.ptp(restored) > 0


@pytest.mark.parametrize("key", KEYS)
def test_the_model_is_its_decoder_after_its_encoder(built, pictures, key):
    model = built[key]
    apart = model.get_layer("decoder")(model.get_layer("encoder")(pictures))
    np.testing.assert_allclose(numbers(apart), numbers(model(pictures)), atol=1e-6)


@pytest.mark.parametrize("key", [key for key in KEYS if not presets.PRESETS[key].has_skips])
def test_the_decoder_makes_pictures_of_codes(built, key):
    code = np.random.default_rng(0).random((3, *presets.PRESETS[key].code_shape), np.float32)
    drawn = numbers(built[key].get_layer("decoder")(code))
    assert drawn.shape == (3, 28, 28)
    assert drawn.min() >= 0
    assert drawn.max() <= 1


@pytest.mark.parametrize("key", KEYS)
def test_logits_through_a_sigmoid_are_the_picture(built, pictures, key):
    logits = numbers(builder.with_logits(built[key])(pictures)).astype(np.float64)
    assert logits.shape == (6, 28, 28)
    np.testing.assert_allclose(1 / (1 + np.exp(-logits)), numbers(built[key](pictures)), atol=1e-6)


@pytest.mark.parametrize("key", CLASSIFIERS)
def test_logits_of_a_classifier_through_a_softmax_are_its_probabilities(built, pictures, key):
    logits = numbers(builder.with_logits(built[key])(pictures)).astype(np.float64)
    powers = np.exp(logits)
    by_hand = powers / powers.sum(axis=1, keepdims=True)
    np.testing.assert_allclose(by_hand, numbers(built[key](pictures)), atol=1e-6)


def test_layers_can_be_put_before_the_encoder_and_the_decoder(pictures):
    """So noise and the losses on codes belong to the training and not to the model."""
    model = builder.build(presets.PRESETS["dense_16"])
    darker, longer = keras.layers.Rescaling(0.5), keras.layers.Rescaling(3.0)
    more = keras.layers.Rescaling(1.0, offset=1.0)
    led = numbers(builder.with_logits(model, before=darker, between=[longer, more])(pictures))
    codes = 3 * numbers(model.get_layer("encoder")(pictures / 2)) + 1
    picture = numbers(model.get_layer("decoder")(codes))
    np.testing.assert_allclose(1 / (1 + np.exp(-led)), picture, atol=1e-5)
    assert len(model.layers) == 3  # as before: input, encoder and decoder


def test_logits_share_the_weights_of_the_model(pictures):
    model = builder.build(presets.PRESETS["dense_16"])
    head = builder.with_logits(model)
    before = numbers(head(pictures))
    model.trainable_variables[-1].assign_add(np.ones(784, np.float32))  # the last bias
    np.testing.assert_allclose(numbers(head(pictures)), before + 1, atol=1e-5)


# The published nets


@pytest.mark.parametrize("key", CONV)
def test_conv_nets_go_from_28_to_14_7_and_4_and_back(built, key):
    """The first step up is not a doubling: the pool before it had rounded 3.5 up to 4."""
    encoder, decoder = (built[key].get_layer(name) for name in ("encoder", "decoder"))
    assert sides(encoder, keras.layers.MaxPooling2D) == [(14, 14), (7, 7), (4, 4)]
    assert sides(decoder, keras.layers.Resizing) == [(7, 7), (14, 14), (28, 28)]


@pytest.mark.parametrize("key", CONV)
def test_the_decoder_mirrors_the_encoder(built, key):
    spec = presets.PRESETS[key]
    encoder, decoder = (built[key].get_layer(name) for name in ("encoder", "decoder"))
    down = [x for x in encoder.layers if isinstance(x, keras.layers.Conv2D)]
    up = [x for x in decoder.layers if isinstance(x, keras.layers.Conv2D)]
    assert tuple(layer.filters for layer in down) == spec.widths
    assert tuple(layer.filters for layer in up) == (*reversed(spec.widths), 1)
    assert {layer.kernel_size for layer in down + up} == {(spec.kernel, spec.kernel)}
    assert {layer.padding for layer in down + up} == {"same"}
    assert [layer.activation.__name__ for layer in up] == ["relu"] * 3 + ["linear"]


@pytest.mark.parametrize("key", [*PUBLISHED, "unet"])
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


# The residual nets


@pytest.mark.parametrize("key", RESIDUAL)
def test_no_wide_convolution_runs_at_28_by_28(built, key):
    """Down by strides, up by sub-pixel steps: only the last, of one filter, is at 28 x 28."""
    encoder, decoder = (built[key].get_layer(name) for name in ("encoder", "decoder"))
    assert sides(encoder, keras.layers.Conv2D) == [(14, 14)] * 5 + [(7, 7)] * 6
    assert sides(decoder, keras.layers.Conv2D) == [(7, 7)] * 4 + [(14, 14)] * 3 + [(28, 28)]
    (last,) = [
        x for x in decoder.layers if isinstance(x, keras.layers.Conv2D) and x.output.shape[1] == 28
    ]
    assert last.filters == 1


def test_residual_pairs_start_as_the_identity():
    """Of each pair the second convolution starts at zero, and no other."""
    model = builder.build(SMALL)
    for name in ("encoder", "decoder"):
        convolutions = [
            x for x in model.get_layer(name).layers if isinstance(x, keras.layers.Conv2D)
        ]
        started = [np.abs(numbers(layer.kernel)).max() > 0 for layer in convolutions]
        twice = [1, 1, 0, 1, 0]
        pairs = {"encoder": [*twice, *twice, 1], "decoder": [1, 1, 0, 1, 1, 0, 1, 1]}
        assert started == [bool(kind) for kind in pairs[name]]
    sums = [x for x in model.get_layer("encoder").layers if isinstance(x, keras.layers.Add)]
    for layer in sums:
        before, change = layer.input
        given = np.random.default_rng(0).random((2, 28, 28), np.float32)
        parts = keras.Model(model.get_layer("encoder").input, [before, change, layer.output])
        before, change, after = (numbers(part) for part in parts(given))
        assert np.abs(change).max() == 0
        np.testing.assert_array_equal(before, after)


def test_four_channels_become_the_four_pixels_of_a_square():
    """The oracle is TensorFlow's own function for it."""
    import tensorflow as tf

    decoder = builder.build(SMALL).get_layer("decoder")
    steps = [x for x in decoder.layers if isinstance(x, keras.layers.Permute)]
    assert len(steps) == 2
    for step in steps:
        wide = decoder.layers[decoder.layers.index(step) - 1].input
        grown = decoder.layers[decoder.layers.index(step) + 1].output
        code = np.random.default_rng(1).standard_normal((2, 16), np.float32)
        wide, grown = keras.Model(decoder.input, [wide, grown])(code)
        np.testing.assert_array_equal(grown, tf.nn.depth_to_space(wide, 2))


# The U-Net


def test_the_picture_of_a_u_net_depends_on_all_its_maps(built, pictures):
    encoder, decoder = (built["unet"].get_layer(name) for name in ("encoder", "decoder"))
    maps = [numbers(part) for part in encoder(pictures)]
    assert [part.shape[1:] for part in maps] == [(7, 7, 96), (28, 28, 24), (14, 14, 48)]
    picture = numbers(decoder(maps))
    for i in range(len(maps)):
        without = [part * (i != j) for j, part in enumerate(maps)]
        assert np.abs(numbers(decoder(without)) - picture).max() > 1e-3


# The classifiers


@pytest.mark.parametrize("key", CLASSIFIERS)
def test_a_classifier_gives_probabilities(built, pictures, key):
    model = built[key]
    assert model.name == key
    assert model.input_shape == (None, 28, 28)
    seen = numbers(model(pictures))
    assert seen.shape == (6, *presets.ALL[key].code_shape)
    assert seen.dtype == np.float32
    assert seen.min() >= 0
    np.testing.assert_allclose(seen.sum(axis=1), 1, atol=1e-6)
    np.testing.assert_allclose(seen, numbers(model(pictures)), atol=1e-6)  # dropout is for training
    assert np.abs(seen - numbers(model(pictures, training=True))).max() > 1e-3


# Seeds and precision


@pytest.mark.parametrize("key", ["dense_16", "conv_4x4x8", "plain_16", "unet", "classifier"])
def test_the_same_seed_gives_the_same_weights_and_another_others(key):
    spec = presets.ALL[key]
    if spec.family == "residual":
        spec = SMALL
    one, same, other = (builder.build(spec, seed=seed) for seed in (3, 3, 4))
    trio = (model.trainable_variables for model in (one, same, other))
    for a, b, c in zip(*trio, strict=True):
        np.testing.assert_array_equal(numbers(a), numbers(b))
        if len(a.shape) > 1 and np.any(numbers(a)):  # drawn: not a bias, nor a kernel of zeros
            assert (numbers(a) != numbers(c)).any()


def test_layers_of_one_shape_do_not_start_alike():
    """One seed for all layers would give the two 8-to-8 convolutions the same kernels."""
    kernels = [w for w in builder.build(presets.PRESETS["conv_4x4x8"]).get_weights() if w.ndim == 4]
    equals = [k for k in kernels if k.shape == (3, 3, 8, 8)]
    assert len(equals) >= 2
    assert (equals[0] != equals[1]).any()


def test_sixteen_bit_layers_keep_float32_weights_and_pictures(pictures):
    spec = presets.PRESETS["conv_4x4x8"]
    half, full = builder.build(spec, "mixed_bfloat16"), builder.build(spec)
    convolutions = [
        x for x in half.get_layer("encoder").layers if isinstance(x, keras.layers.Conv2D)
    ]
    assert {layer.compute_dtype for layer in convolutions} == {"bfloat16"}
    assert {variable.dtype for variable in half.variables} == {"float32"}
    assert half(pictures).dtype == builder.with_logits(half)(pictures).dtype == "float32"
    np.testing.assert_allclose(numbers(half(pictures)), numbers(full(pictures)), atol=0.02)


@pytest.mark.parametrize("precision", ["mixed_bfloat16", "float16"])
def test_the_code_of_a_residual_net_is_computed_in_float32(pictures, precision):
    """Sixteen bits would round what a visitor moves, and blur what it is standardised by."""
    encoder = builder.build(SMALL, precision).get_layer("encoder")
    last = encoder.layers[-1]
    assert last.units == 16
    assert last.compute_dtype == last.variable_dtype == "float32"
    assert encoder(pictures).dtype == "float32"


def test_refuses_a_row_whose_code_the_net_does_not_have():
    wrong = replace(presets.PRESETS["conv_4x4x8"], code_shape=(4, 4, 9))
    with pytest.raises(ValueError, match=r"Expected a code of \(4, 4, 9\); built \(4, 4, 8\)"):
        builder.build(wrong)
