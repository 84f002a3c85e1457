"""Inside a net: each layer's output follows from its inputs by the weights given for it."""

import itertools
import threading

import numpy as np
import pytest

from ae_core.inference import autoencoder, layers, runtime
from ae_core.models import presets, store
from ae_core.models.dense import dense_spec
from ae_core.models.spec import dense_layers
from ae_core.noise import add_noise

CLOSE = 1e-3  # of a value, as a part of the layer's largest one
ACTIVATIONS = {
    "linear": lambda x: x,
    "relu": lambda x: np.maximum(x, 0),
    "silu": lambda x: x / (1 + np.exp(-np.maximum(x, -700))),
    "sigmoid": lambda x: 1 / (1 + np.exp(-x)),
}


@pytest.fixture(scope="module")
def pictures(stroke_pictures):
    """A clean digit and two noisy ones."""
    noisy = add_noise("gaussian", stroke_pictures[1:3], 0.5, 0)
    return np.concatenate([stroke_pictures[:1], noisy])


@pytest.fixture
def own():
    """own(spec) → the key of a visitor's net with random weights."""
    made = []

    def add(spec, key="own:layers"):
        rng = np.random.default_rng(3)
        shapes = dense_layers(spec.widths, spec.code_size)
        values = [
            rng.normal(0, 0.2, shape).astype(np.float32)
            for layer in shapes
            for shape in (layer, layer[1:])
        ]
        autoencoder.add(key, spec, values)
        made.append(key)
        return key

    yield add
    for key in made:
        autoencoder.remove(key)


def by_hand(layer, net, key, given) -> np.ndarray:
    """The output of a layer, from its inputs and its weights alone; float64."""
    before = given[0].astype(np.float64)
    if layer.kind in ("conv2d", "dense"):
        kernel, bias = layers.weights(key, layer.name)
        assert kernel.dtype == bias.dtype == np.float32
        assert kernel.size + bias.size == layer.parameters
        if layer.kind == "conv2d":
            before = windows(before, layer.kernel, layer.strides, layer.shape[0])
        before = before @ kernel.reshape(-1, kernel.shape[-1]) + bias
    elif layer.kind == "add":
        before = before + given[1]
    elif layer.kind == "concatenate":
        before = np.concatenate(given, axis=-1)
    elif layer.kind == "maxpooling2d":
        side = layer.kernel * layer.shape[0]
        padded = np.pad(
            before, ((0, 0), *[(0, side - before.shape[1])] * 2, (0, 0)), constant_values=-np.inf
        )
        halves = (len(before), layer.shape[0], layer.kernel, layer.shape[1], layer.kernel, -1)
        before = padded.reshape(halves).max(axis=(2, 4))
    elif layer.kind in ("upsampling2d", "resizing"):
        # the nearest pixel's middle
        at = (2 * np.arange(layer.shape[0]) + 1) * before.shape[1] // (2 * layer.shape[0])
        before = before[:, at][:, :, at]
    elif layer.kind == "permute":
        before = before.transpose(0, 1, 3, 2, 4, 5)
    else:
        assert layer.kind in ("reshape", "flatten", "activation")
        before = before.reshape(-1, *layer.shape)
    return ACTIVATIONS[layer.activation or "linear"](before)


def windows(maps, kernel, strides, side) -> np.ndarray:
    """(n, side, side, kernel × kernel × channels), padded as "same" in Keras."""
    total = max((side - 1) * strides + kernel - maps.shape[1], 0)
    pad = (total // 2, total - total // 2)
    padded = np.pad(maps, ((0, 0), pad, pad, (0, 0)))
    views = np.lib.stride_tricks.sliding_window_view(padded, (kernel, kernel), axis=(1, 2))
    views = views[:, ::strides, ::strides]  # (n, side, side, channels, kernel, kernel)
    return views.transpose(0, 1, 2, 4, 5, 3).reshape(len(maps), side, side, -1)


@pytest.mark.parametrize("key", presets.PRESETS)
def test_every_layer_follows_from_its_inputs_and_its_weights(key, pictures):
    net, values = layers.of(key), layers.trace(key, pictures)
    assert list(values) == [layer.name for layer in net.layers]
    seen = set()
    for layer in net.layers:
        found = values[layer.name]
        assert found.shape == (len(pictures), *layer.shape), layer.name
        begins = pictures if layer.part == "encoder" else values[net.code]
        given = [values[name] for name in layer.inputs] or [begins]
        expected = by_hand(layer, net, key, given)
        near = CLOSE * max(1.0, float(np.abs(expected).max()))
        np.testing.assert_allclose(found, expected, rtol=0, atol=near, err_msg=layer.name)
        seen |= {layer.name}
        assert set(layer.inputs) <= seen
    assert sum(layer.parameters for layer in net.layers) == presets.get(key).parameters


@pytest.mark.parametrize("key", presets.PRESETS)
def test_the_layers_that_compute_are_linked(key, pictures):
    """What leads into each has all the values that go into it, in another order or shape."""
    net, values = layers.of(key), {layers.PICTURE: pictures, **layers.trace(key, pictures)}
    rows = layers.computing(net)
    assert sum(row.parameters for row in rows) == presets.get(key).parameters
    assert not {row.kind for row in rows} & layers.MOVES
    assert rows[-1].inputs[0] in {row.name for row in rows}
    seen = {layers.PICTURE}
    for row in rows:
        assert set(row.inputs) <= seen
        seen |= {row.name}
        before = net.layer(row.name)
        if row.kind == "add":
            assert before.kind == "activation"
            before = net.layer(before.inputs[0])
        begins = (layers.PICTURE if row.part == "encoder" else net.code,)
        for name, given in zip(row.inputs, before.inputs or begins, strict=True):
            np.testing.assert_array_equal(
                np.sort(values[name].ravel()), np.sort(values[given].ravel())
            )


def test_an_addition_is_one_with_the_activation_behind_it():
    rows = {row.name: row for row in layers.computing(layers.of("conv_32"))}
    assert "encoder_04_add" not in rows
    one = rows["encoder_05_activation"]
    assert one.kind == "add"
    assert one.activation == "silu"
    assert one.inputs == ("encoder_01_conv2d", "encoder_03_conv2d")
    assert rows["decoder_12_conv2d"].inputs == ("decoder_08_conv2d",)
    assert rows["decoder_00_dense"].inputs == ("encoder_22_dense",)
    # no addition is behind this one
    assert rows["decoder_22_activation"].inputs == ("decoder_20_conv2d",)


@pytest.mark.parametrize("key", presets.PRESETS)
def test_the_code_and_the_picture_are_those_of_the_model(key, pictures):
    values, restored = layers.trace(key, pictures), autoencoder.reconstruct(key, pictures)
    net = layers.of(key)
    np.testing.assert_allclose(values[net.code], restored[1], rtol=1e-4, atol=1e-4)
    np.testing.assert_allclose(values[net.layers[-1].name], restored[0], atol=1e-5)
    assert net.version == store.checksum(store.read_card(key))[:12]


@pytest.mark.parametrize("numbers", [1, 5, 31])
def test_the_decoder_gets_the_first_numbers_alone(numbers, pictures):
    key = "ordered_32"
    net, whole = layers.of(key), layers.trace(key, pictures)
    few = layers.trace(key, pictures, numbers)
    assert list(few) == list(whole)
    for layer in net.layers:
        same = np.array_equal(few[layer.name], whole[layer.name])
        assert same == (layer.part == "encoder"), layer.name
    restored = autoencoder.reconstruct(key, pictures, numbers)[0]
    np.testing.assert_allclose(few[net.layers[-1].name], restored, atol=1e-5)
    with pytest.raises(ValueError, match="ordered code"):
        layers.trace("conv_32", pictures, numbers)


@pytest.mark.parametrize(
    "spec", [dense_spec(2), dense_spec(8, (32,)), dense_spec(4, (16, 8), code_activation="relu")]
)
def test_a_net_in_numpy_has_layers_too(spec, own, pictures):
    key = own(spec)
    net, values = layers.of(key), layers.trace(key, pictures)
    assert list(values) == [layer.name for layer in net.layers]
    for layer in net.layers:
        begins = pictures if layer.part == "encoder" else values[net.code]
        given = [values[name] for name in layer.inputs] or [begins]
        expected = by_hand(layer, net, key, given)
        np.testing.assert_allclose(values[layer.name], expected, rtol=1e-4, atol=1e-4)
    restored, codes = autoencoder.reconstruct(key, pictures)
    np.testing.assert_array_equal(values[net.code], codes)
    np.testing.assert_array_equal(values[net.layers[-1].name], restored)
    assert sum(layer.parameters for layer in net.layers) == spec.parameters


def test_another_training_of_a_net_is_another_version(own):
    key = own(dense_spec(2))
    before = layers.of(key)
    assert layers.of(key) is before
    kernel, bias = layers.weights(key, "encoder_01_dense")
    values = [kernel + 1, bias, *itertools.chain(*autoencoder.load(key).net.layers[1:])]
    autoencoder.add(key, dense_spec(2), values)
    assert layers.of(key).version != before.version
    np.testing.assert_array_equal(layers.weights(key, "encoder_01_dense")[0], kernel + 1)


def test_nothing_is_kept_of_a_net_that_is_gone(own):
    key = own(dense_spec(2))
    layers.of(key)
    count = len(layers._known)
    autoencoder.remove(key)
    assert len(layers._known) == count - 1


def test_few_nets_are_kept_and_the_last_used_ones(pictures):
    keys = ["dense_16", "dense_32", "conv_4x4x8", "denoise_4x4x16"]
    for key in keys:
        layers.trace(key, pictures)
    assert [wanted[0] for wanted in layers._traced] == keys[1:]
    layers.trace("dense_32", pictures)
    layers.trace("dense_16", pictures)
    assert [wanted[0] for wanted in layers._traced] == ["denoise_4x4x16", "dense_32", "dense_16"]


def test_a_net_is_loaded_once_for_many_threads(monkeypatch, pictures):
    layers._traced.clear()
    made, whole = [], runtime.Net

    def count(*given):
        made.append(given)
        return whole(*given)

    monkeypatch.setattr(layers.runtime, "Net", count)
    found: list = []
    work = lambda: found.append(layers.trace("conv_4x4x8", pictures))  # noqa: E731
    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert len(made) == 1
    assert len(found) == 4
    for one in found:
        np.testing.assert_array_equal(
            one["decoder_08_activation"], found[0]["decoder_08_activation"]
        )


@pytest.mark.parametrize(
    "name", ["encoder_00_flatten", "decoder_07_dense", "", "encoder_01_dense "]
)
def test_there_are_weights_of_layers_that_have_some(name):
    with pytest.raises(KeyError):
        layers.weights("dense_16", name)


def test_no_layers_of_what_is_unknown(own):
    with pytest.raises(KeyError):
        layers.of("cellar")
    spec = presets.get("dense_16")
    autoencoder.add_file("own:file", spec, store.read_litert("dense_16")[0])
    try:
        with pytest.raises(ValueError, match="added by its file"):
            layers.of("own:file")
    finally:
        autoencoder.remove("own:file")


@pytest.fixture
def other(monkeypatch):
    """other(card) lets a model be loaded with another card."""

    def load(change):
        spec, _, card = autoencoder.load("dense_16")
        copy = runtime.Net(store.read_litert("dense_16")[0], ["encode", "decode"])
        monkeypatch.setitem(
            autoencoder._loaded, "dense_16", autoencoder.Loaded(spec, copy, change(card))
        )

    return load


@pytest.mark.parametrize("rows", [None, [], [{"name": "encoder_00_flatten"}], "x"])
def test_a_card_without_its_layers_is_refused(rows, other):
    other(lambda card: {**card, "layers": rows})
    with pytest.raises(store.WeightsError, match="export dense_16"):
        layers.of("dense_16")


def test_weights_that_were_replaced_since_are_refused(other, pictures):
    files = lambda card: {"keras": {"sha256": "0" * 64}}  # noqa: E731
    other(lambda card: {**card, "files": files(card)})
    assert layers.of("dense_16").version == "0" * 12
    with pytest.raises(store.WeightsError, match="replaced"):
        layers.weights("dense_16", "encoder_01_dense")
    with pytest.raises(store.WeightsError, match="replaced"):
        layers.trace("dense_16", pictures)
