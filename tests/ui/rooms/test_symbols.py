"""A visitor's net that has learnt symbols, on the stage and in the rooms."""

import base64

import numpy as np
import pytest

from ae_core.data.symbols import making, ready
from ae_core.explore import novelty
from ae_core.inference import autoencoder
from ae_core.models.dense import symbols_spec
from ae_core.models.spec import dense_layers
from tests.ui.training.fakes import symbols_map
from ui import rooms
from ui.live import pipeline, samples
from ui.page import first_request
from ui.sharing import downloads
from ui.training import visitor_nets

SYMBOLS = ready.sets()["letters"][:3]
DRAWN = {"strokes": samples.as_json(SYMBOLS[1].drawings[0])}


@pytest.fixture(autouse=True)
def few_pictures(monkeypatch):
    """Nothing learns here: of what it would learn from there is one picture of each drawing."""
    monkeypatch.setattr(making, "_EACH", (1, 1))


def known(symbols=SYMBOLS):
    """A finished net that knows nothing, with all that a training of symbols brings."""
    spec = symbols_spec(len(symbols))
    net = visitor_nets.new(spec, tuple(symbol.name for symbol in symbols))
    rng = np.random.default_rng(1)
    layers = dense_layers(spec.widths, spec.code_size)
    shapes = [shape for layer in layers for shape in (layer, layer[1:])]
    values = [rng.normal(0, 0.1, shape).astype(np.float32) for shape in shapes]
    autoencoder.add(net.key, spec, values)
    _, test = making.make(symbols)
    n = len(symbols)
    net.ten = np.stack([test.pictures[test.labels == i % n][i // n] for i in range(10)])
    codes = rng.normal(size=(40, 2)).astype(np.float32)
    net.map = symbols_map(codes, np.arange(40, dtype=np.uint8) % n, spec.code_size)
    net.errors, net.tested = novelty.ranks(np.linspace(0.1, 0.2, 500)), 500
    return net


@pytest.fixture
def net():
    made = known()
    yield made
    visitor_nets.remove(made.key)


def stage(net, digit=DRAWN, **room):
    return pipeline.respond(
        {**first_request(), "digit": digit, "model": net.key, "own": [net.key], "room": room}
    )


def alone(net, name, **room):
    request = {**first_request(), "digit": DRAWN, "model": net.key, "own": [net.key]}
    return rooms.respond({**request, "room": {"name": name, **room}})


def test_the_classifier_stands_back_while_it_is_in_use(net):
    assert stage(net)["readings"] == {}
    assert pipeline.respond({**first_request(), "own": [net.key]})["readings"]
    assert alone(net, "compare")["clean"] is None
    assert all(tile.get("reading") is None for tile in alone(net, "compare")["tiles"])
    assert alone(net, "noises")["restored"]["each"] == []
    assert stage(net, name="code", held={"0": 1.0}, strip=1)["room"]["reading"] is None
    assert stage(net, name="morph")["room"]["film"]["read"] == {"code": [], "fade": []}
    film = alone(net, "replay")  # of a net for digits, and of what may be none
    assert (film["clean"], film["read"]) == (None, [])
    ask = {**first_request(), "digit": DRAWN, "model": net.key, "keep": "json"}
    record = base64.b64decode(downloads.keep(ask)["file"]["data"])
    assert b'"readings": {}' in record or b'"readings":{}' in record


def test_its_map_is_of_its_symbols(net):
    answer = stage(net, name="map")["room"]
    assert answer["dots"]["plane"] is None
    assert set(answer["dots"]["labels"]) == {"0", "1", "2"}
    assert answer["near"]["clean"]["digit"] in (0, 1, 2)
    assert answer["reading"] is None


def test_morph_offers_held_out_drawings_of_each_symbol(net):
    tray = stage(net, name="morph")["room"]["tray"]
    assert (tray["of"], tray["first"], tray["source"]) == (net.key, 1, "symbols")
    assert [sample["label"] for sample in tray["digits"]] == [0, 1, 2]
    for place, sample in enumerate(tray["digits"]):
        pixels = np.frombuffer(base64.b64decode(sample["pixels"]), np.uint8)
        np.testing.assert_array_equal(pixels, np.round(net.ten[place] * 255).ravel())
    other = stage(net, name="morph", round=1)["room"]["tray"]["digits"]
    assert other != tray["digits"]


def test_morph_sends_other_samples_when_the_model_knows_something_else(net):
    has = {"have": {"tray": 0, "of": ""}, "other": DRAWN}
    assert stage(net, name="morph", **has)["room"]["tray"]["of"] == net.key
    has["have"]["of"] = net.key
    assert "tray" not in stage(net, name="morph", **has)["room"]
    digits = pipeline.respond({**first_request(), "room": {"name": "morph", **has}})
    assert digits["room"]["tray"]["of"] == ""
    assert len(digits["room"]["tray"]["digits"]) == 10


def test_how_strange_a_drawing_is_is_told_among_drawings_of_the_symbols(net):
    answer = stage(net, name="strange")["room"]
    assert (answer["by"], answer["digits"], answer["net"]) == ("error", 500, None)
    error = answer["error"]["times"] * net.errors.value(0.5)
    assert answer["error"]["share"] == pytest.approx(net.errors.share(error), abs=0.01)


def test_inside_shows_the_drawings_that_fire_its_units(net):
    answer = stage(net, name="inside")["room"]
    assert [one["label"] for one in answer["net"]["digits"]] == list("AEMAEMAEMA")
    layer = [one["name"] for one in answer["net"]["layers"] if one["kind"] == "dense"][-1]
    unit = stage(net, name="inside", layer=layer, unit=400)["room"]["layer"]["unit"]
    assert len(unit["best"]) == 5
    assert max(unit["best"]) < 10
    firing = autoencoder.reconstruct(net.key, net.ten)[0].reshape(10, 784)[:, 400]
    assert unit["best"][0] == int(firing.argmax())


def test_ten_symbols_are_no_more_than_the_rooms_can_show():
    many = [SYMBOLS[i % 3]._replace(name=str(i)) for i in range(10)]
    net = known(many)
    try:
        assert len(stage(net, name="morph", round=3)["room"]["tray"]["digits"]) == 10
        assert set(stage(net, name="map")["room"]["dots"]["labels"]) == set("0123456789")
    finally:
        visitor_nets.remove(net.key)
