"""The route of a layer's weights: which bytes, to whom, and for how long."""

import numpy as np
import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from ae_core.inference import autoencoder, layers
from ae_core.models import presets
from ae_core.models.dense import dense_spec
from ae_core.models.spec import dense_layers
from ui.live import routes, weights
from ui.live.concurrency import QueueFull
from ui.security import allowed_paths
from ui.training import visitor_nets


@pytest.fixture
def client():
    return TestClient(Starlette(routes=routes.routes()))


@pytest.fixture
def own():
    """The key of a visitor's net."""
    spec = dense_spec(2)
    net = visitor_nets.new(spec)
    values = [
        np.full(shape, 0.25, np.float32)
        for layer in dense_layers((), 2)
        for shape in (layer, layer[1:])
    ]
    autoencoder.add(net.key, spec, values)
    yield net.key
    visitor_nets.remove(net.key)


def path_of(model, layer, version=None) -> str:
    version = layers.of(model).version if version is None else version
    return f"/lab/weights/{model}/{layer}?v={version}"


@pytest.mark.parametrize("model", presets.PRESETS)
def test_every_layer_with_weights_is_served(client, model):
    for layer in layers.of(model).layers:
        answer = client.get(path_of(model, layer.name))
        if not layer.parameters:
            assert answer.status_code == 404
            continue
        assert answer.status_code == 200
        assert answer.headers["content-type"] == "application/octet-stream"
        assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"
        kernel, bias = layers.weights(model, layer.name)
        found = np.frombuffer(answer.content, "<f4")
        np.testing.assert_array_equal(found[: kernel.size], kernel.ravel())
        np.testing.assert_array_equal(found[kernel.size :], bias)


def test_a_visitor_s_own_net_is_kept_by_its_browser_alone(client, own):
    answer = client.get(path_of(own, "encoder_01_dense"))
    assert answer.status_code == 200
    assert answer.headers["cache-control"] == "private, max-age=31536000, immutable"
    assert len(answer.content) == 4 * (784 * 2 + 2)
    path = path_of(own, "encoder_01_dense")
    visitor_nets.remove(own)
    assert client.get(path).status_code == 404


@pytest.mark.parametrize(
    ("model", "layer", "version"),
    [
        ("dense_16", "encoder_01_dense", ""),
        ("dense_16", "encoder_01_dense", "000000000000"),
        ("dense_16", "encoder_09_dense", None),
        ("dense_16", "encoder_00_flatten", None),
        ("classifier", "encoder_01_dense", ""),
        ("cellar", "encoder_01_dense", ""),
        ("own:cellar", "encoder_01_dense", ""),
    ],
)
def test_what_there_is_not_is_not_found(client, model, layer, version):
    answer = client.get(path_of(model, layer, version))
    assert answer.status_code == 404
    assert "cache-control" not in answer.headers
    assert client.get("/lab/weights/dense_16/encoder_01_dense").status_code == 404


def test_a_request_beyond_the_queue_is_refused(client, monkeypatch):
    async def full(*_):
        raise QueueFull

    monkeypatch.setattr(routes._FILES, "run", full)
    answer = client.get(path_of("dense_16", "encoder_01_dense"))
    assert answer.status_code == 503
    assert answer.headers["retry-after"] == "1"


def test_the_path_passes_the_guard(own):
    for model in ("conv_32", own):
        allowed = allowed_paths.find(f"{weights.PATH}/{model}/encoder_01_conv2d")
        assert allowed.methods == ("GET", "HEAD")
        assert allowed.counted
    for path in ("conv_32", "conv_32/", "conv_32/../x", "a:b/encoder_01_dense", "conv_32/a/b"):
        assert allowed_paths.find(f"{weights.PATH}/{path}") is None
