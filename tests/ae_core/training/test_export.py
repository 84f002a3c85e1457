"""LiteRT files do what their Keras models do, and hold what `export` says, in plain operators."""

from typing import Any, NamedTuple

import keras
import numpy as np
import pytest
from ai_edge_litert import schema_py_generated as schema
from ai_edge_litert.interpreter import Interpreter

from ae_core.inference import runtime
from ae_core.models import builder, presets, store
from ae_core.noise import NOISES, add_noise
from ae_core.training import export

AUTOENCODERS = list(presets.PRESETS)
IN_SIXTEEN_BITS = [key for key, spec in presets.PRESETS.items() if spec.storage == "float16"]
CLOSE = 1e-4  # of a pixel or a probability; of a code's number, as a part of the largest one


class Shipped(NamedTuple):
    """A model as it is shipped, in both forms."""

    key: str
    model: keras.Model
    content: bytes
    net: runtime.Net


@pytest.fixture(scope="module")
def shipped():
    """shipped(key) → `Shipped`, each read once."""
    known: dict[str, Shipped] = {}

    def get(key: str) -> Shipped:
        if key not in known:
            content, _ = store.read_litert(key)
            known[key] = Shipped(key, store.load(key), content, runtime.Net(content))
        return known[key]

    return get


@pytest.fixture(scope="module")
def pictures(stroke_pictures):
    """Clean digits, and digits under every kind of noise, weak and strong."""
    parts = [stroke_pictures[:12]]
    for number, kind in enumerate(NOISES):
        for level in (0.3, 1.0):
            parts.append(add_noise(kind, stroke_pictures[4 * number :][:4], level, seed(kind)))
    return np.concatenate(parts)


def seed(kind: str) -> int:
    return list(NOISES).index(kind)


def parts_of(model: keras.Model) -> list[keras.Model]:
    if any(layer.name == "decoder" for layer in model.layers):
        return [model.get_layer("encoder"), model.get_layer("decoder")]
    return [model]


# The same network


@pytest.mark.parametrize("key", AUTOENCODERS)
def test_every_signature_agrees_with_keras(key, shipped, pictures):
    _, model, _, net = shipped(key)
    encoder, decoder = parts_of(model)
    codes = encoder(pictures)
    restored = np.asarray(decoder(codes))
    codes = np.asarray(codes[0] if isinstance(codes, list) else codes)
    near = {"atol": CLOSE * max(1.0, float(np.abs(codes).max())), "rtol": 0}
    both = net.run("reconstruct", pictures)
    np.testing.assert_allclose(both["reconstruction"], restored, atol=CLOSE, rtol=0)
    np.testing.assert_allclose(both["code"], codes, **near)
    np.testing.assert_allclose(net.run("encode", pictures)["code"], codes, **near)
    if "decode" in net.signatures:
        painted = net.run("decode", codes)["reconstruction"]
        np.testing.assert_allclose(painted, restored, atol=CLOSE, rtol=0)


def test_a_classifier_agrees_with_keras(shipped, pictures):
    _, model, _, net = shipped("classifier")
    seen, joint = net.run("classify", pictures), np.asarray(model(pictures))
    np.testing.assert_allclose(seen["no_digit"], joint[:, 10], atol=CLOSE, rtol=0)
    digits = seen["probabilities"] * (1 - seen["no_digit"])[:, None]
    np.testing.assert_allclose(digits, joint[:, :10], atol=CLOSE, rtol=0)
    np.testing.assert_allclose(seen["probabilities"].sum(axis=1), 1, atol=1e-5)


def test_what_is_surely_no_digit_has_probabilities_all_the_same():
    """Those of all eleven are too small there to be divided by their sum."""
    model = builder.build(presets.CLASSIFIER)
    last = model.get_layer("logits")
    kernel, bias = last.get_weights()
    bias[10] = 200.0
    last.set_weights([kernel, bias])
    seen = runtime.Net(export.convert(model)).run("classify", np.zeros((1, 28, 28), np.float32))
    assert seen["no_digit"] == pytest.approx(1)
    assert seen["probabilities"].sum() == pytest.approx(1, abs=1e-5)


@pytest.mark.parametrize("key", presets.ALL)
def test_the_trace_is_the_output_of_every_layer(key, shipped, pictures):
    _, model, _, net = shipped(key)
    some = pictures[::20]
    expected: dict[str, np.ndarray] = {}
    names, given = iter(export.layer_names(model)), some
    for part in parts_of(model):
        layers = [layer for layer in part.layers if not isinstance(layer, keras.layers.InputLayer)]
        values = keras.Model(part.input, [layer.output for layer in layers])(given, training=False)
        expected |= {next(names): np.asarray(value) for value in values}
        given = part(given, training=False)
    assert next(names, None) is None
    traced = net.run("trace", some)
    assert set(traced) == set(expected)
    for name, values in expected.items():
        near = CLOSE * max(1.0, float(np.abs(values).max()))
        np.testing.assert_allclose(traced[name], values, atol=near, rtol=0, err_msg=name)


def test_layers_are_named_by_part_place_and_kind(shipped):
    assert export.layer_names(shipped("dense_16").model) == [
        *("encoder_00_flatten", "encoder_01_dense"),
        *("decoder_00_dense", "decoder_01_reshape", "decoder_02_activation"),
    ]
    first, *_, last = export.layer_names(shipped("classifier").model)
    assert (first, last) == ("classifier_00_reshape", "classifier_17_softmax")


# What is in a file


def signatures(content: bytes) -> dict[str, Any]:
    """Of each way its inputs and outputs, with shape and type."""
    interpreter = Interpreter(model_content=content)
    found = {}
    for way in interpreter.get_signature_list():
        runner = interpreter.get_signature_runner(way)
        found[way] = tuple(
            {name: (tuple(about["shape"]), about["dtype"]) for name, about in details.items()}
            for details in (runner.get_input_details(), runner.get_output_details())
        )
    return found


@pytest.mark.parametrize("key", presets.ALL)
def test_a_file_has_the_documented_signatures_and_names(key, shipped):
    spec = presets.get(key)
    picture = {"picture": ((1, 28, 28), np.float32)}
    restored = {"reconstruction": ((1, 28, 28), np.float32)}
    code = {"code": ((1, *spec.code_shape), np.float32)}
    found = signatures(shipped(key).content)
    given, traced = found.pop("trace")
    assert given == picture
    assert set(traced) == set(export.layer_names(shipped(key).model))
    assert {kind for _, kind in traced.values()} == {np.float32}
    if spec.family == "classifier":
        answer = {"probabilities": ((1, 10), np.float32), "no_digit": ((1,), np.float32)}
        assert found == {"classify": (picture, answer)}
        return
    expected = {"encode": (picture, code), "reconstruct": (picture, restored | code)}
    if not spec.has_skips:
        expected["decode"] = (code, restored)
    assert found == expected


@pytest.mark.parametrize("key", presets.ALL)
def test_a_file_needs_nothing_but_built_in_operators(key, shipped):
    """Neither TensorFlow's own (Flex) nor custom ones: any LiteRT runtime has them."""
    model = schema.ModelT.InitFromPackedBuf(shipped(key).content, 0)
    assert model.operatorCodes
    for operator in model.operatorCodes:
        assert operator.builtinCode != schema.BuiltinOperator.CUSTOM
        assert not operator.customCode


@pytest.mark.parametrize("key", IN_SIXTEEN_BITS)
def test_weights_of_sixteen_bits_take_two_bytes_each(key, shipped):
    """Whatever the number of ways through them; what is around them is little."""
    around = 96_000
    assert 0 <= len(shipped(key).content) - 2 * presets.get(key).parameters < around


# What is refused


def test_a_file_that_differs_from_its_model_is_refused():
    """Weights that sixteen bits do not hold, in sixteen bits."""
    model = builder.build(presets.PRESETS["dense_16"], seed=3)
    model.set_weights([value * 40 for value in model.get_weights()])
    with pytest.raises(export.ExportError, match=r"of dense_16 within .*LiteRT file is .* away"):
        export.convert(model, "float16")


@pytest.mark.parametrize("way", ["reconstruction", "code"])
def test_nan_is_refused(way, monkeypatch):
    model = builder.build(presets.PRESETS["dense_16"], seed=3)

    class Senseless:
        def __init__(self, content):
            pass

        def run(self, _, pictures):
            answer = {"reconstruction": np.asarray(model(pictures))}
            answer["code"] = np.asarray(model.get_layer("encoder")(pictures))
            return {**answer, way: np.full_like(answer[way], np.nan)}

    monkeypatch.setattr(export.runtime, "Net", Senseless)
    with pytest.raises(export.ExportError, match=f"the {way} of dense_16"):
        export._check(model, b"")


def test_the_converter_prints_nothing_on_standard_error(capfd):
    """The converter writes its progress there, past every setting of TensorFlow."""
    export.convert(builder.build(presets.PRESETS["dense_16"]))
    assert capfd.readouterr().err == ""
