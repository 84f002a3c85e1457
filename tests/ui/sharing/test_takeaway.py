"""Taking a model home: what there is, and every file of it."""

import json

import numpy as np
import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from ae_core.inference import autoencoder
from ae_core.models import builder, presets, store
from ae_core.models.dense import dense_spec
from ae_core.scripts import keras_script
from ae_core.training import archive
from ui.live import routes
from ui.problems import Problem
from ui.security import allowed_paths
from ui.training import visitor_nets

SPEC = dense_spec(4, (32,))


@pytest.fixture
def client():
    return TestClient(Starlette(routes=routes.routes()))


@pytest.fixture
def own():
    """A visitor's net, and the Keras model that it is."""
    model, net = builder.build(SPEC, seed=2), visitor_nets.new(SPEC)
    autoencoder.add(net.key, SPEC, model.get_weights())
    yield net, model
    visitor_nets.remove(net.key)


def fetched(client, look, kind):
    """A file at the address that the page is told, which the middleware lets pass."""
    path = f"/{look['files'][kind]['address']}"
    answer = client.get(path)
    allowed = allowed_paths.find(str(answer.request.url.path).replace("%3A", ":"))
    assert allowed is not None
    assert "GET" in allowed.methods
    assert answer.status_code == 200
    name = look["files"][kind]["name"]
    assert answer.headers["content-disposition"] == f'attachment; filename="{name}"'
    assert len(answer.content) == look["files"][kind]["bytes"]
    return answer


@pytest.mark.parametrize("key", presets.PRESETS)
def test_every_file_of_every_model_is_there(client, key):
    look = client.post("/lab/take", json={"take": key, "turn": 4}).json()
    assert look["turn"] == 4
    assert look["script"] == keras_script.script(presets.get(key))
    assert fetched(client, look, "script").text == look["script"]
    assert fetched(client, look, "weights").content == store.path_of(key).read_bytes()
    litert = store.path_of(key, kind="litert").read_bytes()
    assert fetched(client, look, "litert").content == litert
    assert json.loads(fetched(client, look, "notebook").text)["cells"]
    assert f"{key}.tflite" in fetched(client, look, "litert_script").text
    assert all(file["name"].startswith(key) for file in look["files"].values())


def test_a_visitor_s_own_net_is_asked_of_the_server_that_has_it(client, own, tmp_path):
    net, model = own
    visitor_nets.finish(net, archive.dump(model, b"a LiteRT file", {"spec": SPEC.as_json()}))
    look = client.post("/lab/take", json={"take": net.key}).json()
    assert all(file["address"].endswith("?own=1") for file in look["files"].values())
    answer = fetched(client, look, "weights")
    assert answer.headers["cache-control"] == "no-store"
    path = tmp_path / look["files"]["weights"]["name"]
    path.write_bytes(answer.content)
    again = builder.build(SPEC)
    again.load_weights(path)
    for ours, theirs in zip(model.get_weights(), again.get_weights(), strict=True):
        np.testing.assert_array_equal(ours, theirs)
    assert fetched(client, look, "litert").content == b"a LiteRT file"
    assert "pictures" not in look["files"]
    assert client.get(f"/lab/take/{net.key}/own_net.npz").status_code == 404


def test_a_net_of_symbols_comes_with_their_pictures(client, own):
    net, model = own
    net.symbols, net.pictures = ("a", "b"), b"an .npz file"
    visitor_nets.finish(net, archive.dump(model, b"a LiteRT file", {"spec": SPEC.as_json()}))
    look = client.post("/lab/take", json={"take": net.key}).json()
    assert look["script"] == keras_script.script(SPEC, "symbols")
    assert fetched(client, look, "script").text == look["script"]
    assert "own symbols" in fetched(client, look, "notebook").text
    assert fetched(client, look, "pictures").content == b"an .npz file"


def test_a_net_in_training_and_one_that_is_gone_are_problems(client, own):
    net, _ = own
    problem = Problem("unknown_model").as_json()
    assert client.post("/lab/take", json={"take": net.key}).json()["problem"] == problem
    assert client.get(f"/lab/take/{net.key}/own_net.weights.h5").status_code == 404
    visitor_nets.remove(net.key)
    answer = client.post("/lab/take", json={"take": net.key}).json()
    assert answer["problem"]["key"] == "own_gone"


@pytest.mark.parametrize("model", [None, 7, "", "classifier", "../conv_32", ["conv_32"]])
def test_what_is_no_model_is_a_problem(client, model):
    assert (
        client.post("/lab/take", json={"take": model}).json()["problem"]["key"] == "unknown_model"
    )


@pytest.mark.parametrize(
    "path",
    ["conv_32/card.json", "conv_32/dense_16.py", "nobody/nobody.py", "conv_32/..%2Fcard.json"],
)
def test_no_other_file_is_sent(client, path):
    assert client.get(f"/lab/take/{path}").status_code == 404
    assert client.post(f"/lab/take/{path}").status_code in (404, 405)


def test_damaged_weights_are_said(client, monkeypatch, tmp_path):
    monkeypatch.setenv("AE_WEIGHTS", str(tmp_path))
    assert client.post("/lab/take", json={"take": "conv_32"}).json()["problem"]["key"] == "weights"
    assert client.get("/lab/take/conv_32/conv_32.tflite").status_code == 404
    assert client.get("/lab/take/conv_32/conv_32.py").status_code == 200
