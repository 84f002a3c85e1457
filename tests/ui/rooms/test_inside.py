"""The room "Inside": the values of every layer, and what is looked at, in an answer that fits."""

import base64
import json

import numpy as np
import pytest

from ae_core.data import stroke_digits
from ae_core.explore import firing
from ae_core.inference import autoencoder, layers
from ae_core.models import presets
from ae_core.models.dense import dense_spec
from ae_core.models.spec import dense_layers
from ui import rooms
from ui.live import encoding, pictures, pipeline, requests, samples
from ui.page import FIRST_VIEW
from ui.rooms import inside, inside_values
from ui.training import visitor_nets

KEYS = list(presets.PRESETS)
FIRST = {**FIRST_VIEW, "digit": samples.first()}


def ask(model="conv_32", change=None, **room) -> dict:
    """The room's part of the stage's answer."""
    wish = {"name": "inside", "of": model, "version": version(model), **room}
    reply = pipeline.respond({**FIRST, "model": model, **(change or {}), "room": wish})
    assert reply["state"] == "ok"
    return reply["room"]


def version(model) -> str:
    return layers.of(model).version


def unpacked(packed) -> np.ndarray:
    """Values by unit, (k,) or (k, side, side)."""
    values = np.frombuffer(base64.b64decode(packed["values"]), np.uint8) / 255
    values = packed["low"] + (packed["high"] - packed["low"]) * values
    side = packed["side"]
    return values.reshape(-1, side, side) if side else values


def traced(model, show="noisy", change=None) -> dict[str, np.ndarray]:
    """What the room's values are made of, by unit."""
    asked = pictures.make(requests.read({**FIRST, "model": model, **(change or {})}))
    both = np.stack([asked.noisy, asked.picture])
    values = {"picture": both, **layers.trace(model, both, asked.numbers)}
    chosen = {
        "noisy": lambda pair: pair[0],
        "clean": lambda pair: pair[1],
        "difference": lambda pair: pair[0] - pair[1],
    }[show]
    return {name: inside_values.by_unit(chosen(pair)) for name, pair in values.items()}


def averaged(maps, side) -> np.ndarray:
    """Maps at a half or a quarter of their side, each new pixel by itself."""
    while maps.shape[1] > side:
        half = -(-maps.shape[1] // 2)
        rows = [
            [maps[:, 2 * r : 2 * r + 2, 2 * c : 2 * c + 2].mean(axis=(1, 2)) for c in range(half)]
            for r in range(half)
        ]
        maps = np.moveaxis(np.array(rows), 2, 0)
    return maps


def computing(model) -> tuple[layers.Layer, ...]:
    return layers.computing(layers.of(model))


@pytest.mark.parametrize("show", inside.SHOWS)
@pytest.mark.parametrize("model", KEYS)
def test_the_values_of_every_layer(model, show):
    answer, expected = ask(model, show=show), traced(model, show)
    assert answer["model"] == model
    assert answer["version"] == version(model)
    assert "net" not in answer
    assert answer["layer"] is None
    assert list(answer["values"]) == ["picture", *(layer.name for layer in computing(model))]
    for name, packed in answer["values"].items():
        values, whole = unpacked(packed), expected[name]
        assert values.shape[0] == whole.shape[0]
        if whole.ndim == 3:
            side = whole.shape[1]
            assert packed["side"] in (side, -(-side // 2), -(-side // 4)), name
            assert packed["side"] >= min(side, 4)
            whole = averaged(whole, packed["side"])
        step = (packed["high"] - packed["low"]) / 255
        np.testing.assert_allclose(values, whole, rtol=0, atol=0.51 * step + 1e-5, err_msg=name)
        if show == "difference":
            assert packed["low"] == -packed["high"]


@pytest.mark.parametrize("model", KEYS)
def test_an_answer_fits_whatever_is_looked_at(model):
    assert len(encoding.write({"name": "inside", **ask(model)})) <= inside.MAX_BYTES
    for layer in computing(model):
        at = [layer.shape[0] // 2] * 2 if len(layer.shape) > 1 else None
        answer = ask(model, layer=layer.name, unit=0, at=at)
        assert len(encoding.write({"name": "inside", **answer})) <= inside.MAX_SELECTED_BYTES


@pytest.mark.parametrize("model", ["conv_32", "ordered_32"])
def test_what_is_looked_at_is_sent_whole(model):
    """With a pixel, whose inputs take room too; only the widest layer is halved."""
    halved = []
    for layer in computing(model):
        at = [layer.shape[0] // 2] * 2 if len(layer.shape) > 1 else None
        side = ask(model, layer=layer.name, unit=0, at=at)["values"][layer.name]["side"]
        whole = layer.shape[0] if len(layer.shape) > 1 else 0
        if side != whole:
            assert side == whole / 2
            halved.append(layer.shape)
    assert halved == [(14, 14, 64)]


@pytest.mark.parametrize("model", KEYS)
def test_the_whole_answer_of_the_stage_fits(model):
    wish = {"name": "inside", "version": version(model)}
    answer = pipeline.respond({**FIRST, "model": model, "room": wish})
    assert answer["state"] == "ok"
    assert "net" not in answer["room"]
    assert len(encoding.write(answer)) <= inside.MAX_BYTES


def test_what_fits_is_not_reduced():
    for model in ("dense_16", "dense_32"):
        sides = {packed["side"] for packed in ask(model)["values"].values()}
        assert sides == {0, 28}


@pytest.mark.parametrize("model", KEYS)
def test_the_net_is_sent_once(model):
    for known in (None, "", "0" * 12, ["x"]):
        answer = ask(model, version=known)
        assert "net" in answer
    net, about = answer["net"], layers.of(model)
    assert net["code"] == about.code
    assert [row["name"] for row in net["layers"]] == [layer.name for layer in computing(model)]
    first = json.loads(encoding.write(net))["layers"][0]
    idle = first.pop("idle")
    assert first == json.loads(json.dumps(computing(model)[0]._asdict()))
    assert idle == firing.units(model)[first["name"]].idle.tolist()
    assert len(net["digits"]) == len(firing.digits()[0])
    seven = next(digit for digit in net["digits"] if digit["label"] == 7)
    assert seven["pixels"] == samples.drawn(stroke_digits.variants(7)[0])["pixels"]
    assert len(encoding.write(net)) < 60_000
    assert "net" not in ask(model, version=answer["version"])


def test_a_layer_that_hands_on_values_has_no_idle_units():
    """In the U-Net there are some in front of them."""
    rows = ask("unet", version=None)["net"]["layers"]
    handing = [
        row for row in rows if row["kind"] in ("maxpooling2d", "upsampling2d", "concatenate")
    ]
    assert handing
    assert not any(row["idle"] for row in handing)
    assert any(row["idle"] for row in rows)


def test_the_networks_own_value_is_as_fine_as_what_stands_beside_it():
    """Three decimals of thousands are more than six digits."""
    name, fine = "decoder_16_conv2d", 0
    for unit in range(8):
        values = traced("ordered_32")[name][unit]
        at = [int(place) for place in np.unravel_index(np.abs(values).argmax(), values.shape)]
        pixel = ask("ordered_32", layer=name, unit=unit, at=at)["layer"]["pixel"]
        assert pixel["value"] == float(f"{values[tuple(at)]:.9g}")
        fine += pixel["value"] != float(f"{pixel['value']:.6g}")
    assert fine


@pytest.mark.parametrize(
    ("model", "name", "unit"),
    [
        ("conv_32", "encoder_10_conv2d", 17),
        ("conv_32", "encoder_22_dense", 5),
        ("unet", "decoder_07_conv2d", 3),
        ("unet", "decoder_05_concatenate", 71),
        ("restore_5x5", "decoder_05_conv2d", 63),
        ("dense_16", "decoder_02_activation", 0),
    ],
)
def test_the_layer_and_the_unit_that_are_looked_at(model, name, unit):
    for show in inside.SHOWS:
        both = ask(model, layer=name, unit=unit, show=show)
        answer, packed = both["layer"], both["values"][name]
        whole = traced(model, show)[name]
        assert answer["name"] == name
        # a number needs no place
        assert (answer["pixel"] is None) == (not name.endswith("dense") or show == "difference")
        values, one = unpacked(packed), unpacked(answer["unit"])
        if values.ndim == 3:
            assert packed["side"] >= min(7, whole.shape[1])
            wanted = averaged(whole, packed["side"])
        else:
            wanted = whole
        step = (packed["high"] - packed["low"]) / 255
        np.testing.assert_allclose(values, wanted, rtol=0, atol=0.51 * step + 1e-5)
        found = answer["unit"]
        assert found["number"] == unit
        step = (found["high"] - found["low"]) / 255
        np.testing.assert_allclose(
            one.ravel(), whole[unit].ravel(), rtol=0, atol=0.51 * step + 1e-5
        )
        assert found["value"] == pytest.approx(float(whole[unit].max()), rel=1e-5)
        fires = firing.units(model)[name]
        assert found["best"] == fires.best[unit].tolist()
        assert found["best_values"] == pytest.approx(fires.values[unit].tolist(), rel=1e-5)
        assert ask(model, layer=name, show=show)["layer"]["unit"] is None


def finely(packed):
    """The values that were packed with 24 bits each."""
    low, middle, high = np.frombuffer(base64.b64decode(packed["values"]), np.uint8).reshape(-1, 3).T
    numbers = low + 256.0 * middle + 65_536.0 * high
    return packed["low"] + (packed["high"] - packed["low"]) * numbers / (2**24 - 1)


@pytest.mark.parametrize("at", [[0, 0], [6, 13], [13, 0], [13, 13]])
@pytest.mark.parametrize("name", ["encoder_01_conv2d", "encoder_02_conv2d", "decoder_12_conv2d"])
def test_a_pixel_is_its_window_times_the_kernel(name, at):
    """With the weights that the browser fetches, and the window as it was sent."""
    layer = layers.of("conv_32").layer(name)
    for show in ("noisy", "clean"):
        pixel = ask(layer=name, unit=7, at=at, show=show)["layer"]["pixel"]
        kernel, bias = layers.weights("conv_32", name)
        window = finely(pixel["window"])
        assert window.size == layer.kernel**2 * kernel.shape[2]
        before = window @ kernel[..., 7].ravel().astype(np.float64) + bias[7]
        assert pixel["at"] == at
        assert pixel["before"] == pytest.approx(before, rel=1e-2, abs=1e-2)
        assert pixel["value"] == pytest.approx(
            before / (1 + np.exp(-max(before, -700))), rel=1e-2, abs=1e-2
        )
        assert pixel["value"] == pytest.approx(traced("conv_32", show)[name][(7, *at)], rel=1e-5)
        if at == [13, 13]:  # over the edge there is nothing
            assert np.abs(window.reshape(layer.kernel, layer.kernel, -1)[-1]).max() < 1e-3


@pytest.mark.parametrize("name", ["encoder_21_dense", "encoder_22_dense", "decoder_00_dense"])
def test_a_number_is_what_comes_in_times_its_weights(name):
    pixel = ask(layer=name, unit=7)["layer"]["pixel"]
    kernel, bias = layers.weights("conv_32", name)
    many = len(kernel) > 1_000
    assert finely(pixel["window"]).size == (144 if many else len(kernel))
    weights = kernel[pixel["of"], 7] if many else kernel[:, 7]
    before = finely(pixel["window"]) @ weights + (pixel["rest"] or 0) + bias[7]
    assert pixel["at"] is None
    assert pixel["before"] == pytest.approx(before, rel=1e-3, abs=1e-3)
    value = traced("conv_32")[name][7]
    assert pixel["value"] == pytest.approx(value, rel=1e-5)
    silu = before / (1 + np.exp(-max(before, -700)))
    after = before if name == "encoder_22_dense" else silu
    assert value == pytest.approx(after, rel=1e-3, abs=1e-3)


def test_the_decoder_gets_the_first_numbers_alone():
    wish = {"name": "inside", "layer": "decoder_00_dense", "unit": 0}
    asked = {**FIRST, "model": "ordered_32", "numbers": 5, "room": wish}
    window = finely(rooms.respond(asked)["layer"]["pixel"]["window"])
    assert window[:5].all()
    assert np.abs(window[5:]).max() < 1e-3


def test_a_pixel_of_no_convolution_and_of_a_difference():
    pixel = ask(layer="encoder_05_activation", unit=2, at=[3, 4])["layer"]["pixel"]
    value = traced("conv_32")["encoder_05_activation"][2, 3, 4]
    assert pixel == {
        "at": [3, 4],
        "value": pytest.approx(value, rel=1e-5),
        "window": None,
        "before": None,
        "of": None,
        "rest": None,
    }
    looked = ask(layer="encoder_01_conv2d", unit=2, at=[3, 4], show="difference")["layer"]
    assert looked["pixel"] is None
    assert looked["unit"]["number"] == 2


def test_the_first_numbers_alone():
    few, whole = ask("ordered_32", {"numbers": 5}), ask("ordered_32")
    expected = traced("ordered_32", change={"numbers": 5})
    last = "decoder_22_activation"
    np.testing.assert_allclose(unpacked(few["values"][last]), expected[last], atol=0.003)
    assert few["values"][last] != whole["values"][last]
    assert few["values"]["encoder_22_dense"] == whole["values"]["encoder_22_dense"]
    stage = pipeline.respond({**FIRST, "model": "ordered_32", "numbers": 5})["restored"]
    restored = np.frombuffer(base64.b64decode(stage), np.uint8).reshape(28, 28) / 255
    np.testing.assert_allclose(unpacked(few["values"][last])[0], restored, atol=0.005)


def test_what_is_meant_for_another_model_is_ignored():
    wish = {"layer": "encoder_10_conv2d", "unit": 40, "at": [1, 1], "show": "clean"}
    answer = ask("dense_16", of="conv_32", **wish)
    assert answer["layer"] is None
    assert answer["values"] == ask("dense_16", show="clean")["values"]


@pytest.mark.parametrize(
    "wish",
    [
        {"show": "dirty"},
        {"show": None},
        {"show": ["clean"]},
        {"layer": "cellar"},
        {"layer": 3},
        {"layer": {}},
        {"layer": "encoder_20_flatten"},  # computes nothing
        {"layer": "encoder_04_add"},  # one with the activation behind it
        {"layer": "encoder_01_conv2d", "unit": 32},
        {"layer": "encoder_01_conv2d", "unit": -1},
        {"layer": "encoder_01_conv2d", "unit": True},
        {"layer": "encoder_01_conv2d", "unit": 1.0},
        {"layer": "encoder_21_dense", "unit": 512},
        {"layer": "decoder_22_activation", "unit": 1},
        {"layer": "encoder_01_conv2d", "unit": 1, "at": [0, 14]},
        {"layer": "encoder_01_conv2d", "unit": 1, "at": [-1, 0]},
        {"layer": "encoder_01_conv2d", "unit": 1, "at": [0, 0, 0]},
        {"layer": "encoder_01_conv2d", "unit": 1, "at": [0, None]},
        {"layer": "encoder_01_conv2d", "unit": 1, "at": "00"},
        {"layer": "encoder_21_dense", "unit": 1, "at": [0, 0]},  # it has no pixels
    ],
)
def test_a_wrong_wish_is_refused(wish):
    assert ask(**wish) == {"name": "inside", "problem": {"key": "bad_request"}}


def test_a_net_of_a_visitor():
    spec = dense_spec(3, (16,))
    rng = np.random.default_rng(0)
    net = visitor_nets.new(spec)
    values = [
        rng.normal(0, 0.1, shape).astype(np.float32)
        for layer in dense_layers(spec.widths, 3)
        for shape in (layer, layer[1:])
    ]
    autoencoder.add(net.key, spec, values)
    try:
        wish = {"layer": "encoder_01_dense", "unit": 15, "version": None}
        answer = ask(net.key, **wish)
        assert [row["shape"] for row in answer["net"]["layers"]][:2] == [(16,), (3,)]
        expected = traced(net.key)
        for name, packed in answer["values"].items():
            step = (packed["high"] - packed["low"]) / 255
            np.testing.assert_allclose(unpacked(packed), expected[name], atol=0.51 * step + 1e-5)
        assert answer["layer"]["unit"]["value"] == pytest.approx(
            float(expected["encoder_01_dense"][15]), rel=1e-5
        )
    finally:
        visitor_nets.remove(net.key)
    wish = {"name": "inside", **wish}
    assert rooms.respond({**FIRST, "model": net.key, "room": wish})["state"] == "problem"


def test_a_flat_picture_of_one_value_has_values():
    packed = inside_values.pack(np.zeros((2, 4, 4), np.float32), 0, "noisy")
    assert (packed["low"], packed["high"], packed["side"]) == (0, 0, 4)
    assert not unpacked(packed).any()
