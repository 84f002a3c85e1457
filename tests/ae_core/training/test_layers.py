"""The facts of layers are those of the Keras models, on every card, and of nets in NumPy."""

import keras
import numpy as np
import pytest

from ae_core.inference import autoencoder
from ae_core.inference import layers as inside
from ae_core.models import builder, presets, store
from ae_core.models.dense import dense_spec
from ae_core.training import export, layers


@pytest.mark.parametrize("key", presets.ALL)
def test_a_shipped_card_has_the_facts_of_its_model(key):
    model = builder.build(presets.get(key))
    facts = layers.facts(model)
    assert store.read_card(key)["layers"] == facts
    assert [row["name"] for row in facts] == export.layer_names(model)
    parts = [model] if key == "classifier" else [model.get_layer(n) for n in ("encoder", "decoder")]
    known = [
        layer
        for part in parts
        for layer in part.layers
        if not isinstance(layer, keras.layers.InputLayer)
    ]
    for row, layer in zip(facts, known, strict=True):
        assert row["parameters"] == sum(value.size for value in layer.get_weights())
        assert tuple(row["shape"]) == layer.output.shape[1:]
        assert row["activation"] == getattr(getattr(layer, "activation", None), "__name__", None)


def test_inputs_are_named_across_a_skip_connection():
    rows = {row["name"]: row for row in store.read_card("unet")["layers"]}
    skipped = rows["decoder_01_concatenate"]["inputs"]
    assert skipped == ["decoder_00_upsampling2d", "encoder_05_conv2d"]
    assert rows["decoder_00_upsampling2d"]["inputs"] == []  # the code
    assert rows["encoder_00_reshape"]["inputs"] == []  # the picture
    assert (
        rows["encoder_03_maxpooling2d"]["kernel"] == rows["encoder_03_maxpooling2d"]["strides"] == 2
    )


@pytest.mark.parametrize(
    "spec", [dense_spec(2), dense_spec(8, (32, 16)), dense_spec(4, (16,), code_activation="relu")]
)
def test_a_net_in_numpy_has_the_layers_of_its_keras_model(spec, stroke_pictures):
    model = builder.build(spec, seed=1)
    autoencoder.add("own:keras", spec, model.get_weights())
    try:
        net = inside.of("own:keras")
        expected = [
            {**row, "shape": tuple(row["shape"]), "inputs": tuple(row["inputs"])}
            for row in layers.facts(model)
        ]
        assert [layer._asdict() for layer in net.layers] == expected
        found = inside.trace("own:keras", stroke_pictures[:3])
        traced = export._signatures(model)["trace"].function(stroke_pictures[:3])
        assert list(found) == list(traced)
        for name, values in found.items():
            np.testing.assert_allclose(values, np.asarray(traced[name]), rtol=1e-4, atol=1e-5)
    finally:
        autoencoder.remove("own:keras")
