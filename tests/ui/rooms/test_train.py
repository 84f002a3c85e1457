"""The room "Train": pictures of a network as trained so far."""

import base64

import numpy as np
import pytest

from ae_core.evaluation import corrupt_as_trained
from ae_core.inference import autoencoder
from ae_core.models import builder
from ae_core.models.dense import dense_spec
from ae_core.training import worker
from ui import page, rooms
from ui.live import samples
from ui.training import sessions, visitor_nets

SPEC = dense_spec(4, (32,), noise=("gaussian", 0.5))
FIRST = {**page.FIRST_VIEW, "digit": samples.first()}


@pytest.fixture(autouse=True)
def prepared(monkeypatch):
    """Counts the calls of `prepare`; no worker is started."""
    calls = []
    monkeypatch.setattr(sessions, "prepare", lambda: calls.append(None))
    return calls


@pytest.fixture(autouse=True)
def empty():
    yield
    for key in list(visitor_nets._nets):
        visitor_nets.remove(key)


@pytest.fixture
def net(stroke_pictures):
    """A net after its second epoch."""
    found = visitor_nets.new(SPEC)
    autoencoder.add(found.key, SPEC, builder.build(SPEC).get_weights())
    found.ten, found.epoch = stroke_pictures[:10], 2
    return found


def respond(digit=None, **room):
    request = {**FIRST, "room": {"name": "train", **room}}
    return rooms.respond({**request, "digit": digit} if digit else request)


def pixels(text):
    return np.frombuffer(base64.b64decode(text), np.uint8)


def test_another_set_in_mnists_place_is_not_called_mnist(no_mnist, monkeypatch, tmp_path):
    arrays = {
        f"{name}_{part}": np.zeros((8, 28, 28), np.uint8)
        for name in "xy"
        for part in ("train", "test")
    }
    np.savez(tmp_path / "fashion.npz", **arrays)
    monkeypatch.setenv("MNIST_NPZ", str(tmp_path / "fashion.npz"))
    assert respond()["data"] == "strokes"


def test_before_a_training_it_names_the_data_set(no_mnist):
    assert respond() == {"name": "train", "state": "ok", "data": "strokes", "gone": False}


def test_without_tensorflow_there_is_a_problem_and_no_worker(monkeypatch, prepared):
    monkeypatch.setattr(worker.importlib.util, "find_spec", lambda name: None)
    reply = respond()
    assert reply["state"] == "problem"
    assert reply["problem"] == {"key": "no_tensorflow"}
    assert not prepared


def test_opening_the_room_starts_a_worker(prepared):
    """Before there is a digit, and before the button is pressed."""
    assert respond(digit={"strokes": []})["state"] == "ok"
    assert len(prepared) == 1


def test_ten_digits_and_the_current_one_are_restored(net):
    reply = respond(net=net.key)
    assert (reply["net"], reply["epoch"], len(reply["ten"])) == (net.key, 2, 10)
    for pair in (reply["own"], *reply["ten"]):
        assert pixels(pair["given"]).shape == pixels(pair["restored"]).shape == (784,)
        assert pair["psnr"] > 0
    given = corrupt_as_trained(net.spec, net.ten)
    np.testing.assert_array_equal(
        pixels(reply["ten"][3]["given"]), np.round(given[3] * 255).ravel().astype(np.uint8)
    )
    restored, _ = autoencoder.reconstruct(net.key, given)
    np.testing.assert_allclose(
        pixels(reply["ten"][3]["restored"]), np.round(restored[3] * 255).ravel(), atol=1
    )


def test_the_ten_are_sent_once_per_epoch(net):
    assert "ten" not in respond(net=net.key, have=2)
    assert "ten" in respond(net=net.key, have=1)


def test_an_empty_pad_gets_the_ten(net):
    reply = respond(digit={"strokes": []}, net=net.key)
    assert reply["state"] == "ok"
    assert reply["own"] is None
    assert len(reply["ten"]) == 10


def test_the_current_digit_gets_the_noise_of_the_training(net):
    noisy = respond(net=net.key)["own"]["given"]
    clean = visitor_nets.new(dense_spec(4))
    autoencoder.add(clean.key, clean.spec, builder.build(clean.spec).get_weights())
    clean.ten, clean.epoch = net.ten, 1
    assert respond(net=clean.key)["own"]["given"] != noisy


def test_a_network_without_weights_has_no_pictures():
    reply = respond(net=visitor_nets.new(SPEC).key)
    assert "ten" not in reply
    assert not reply["gone"]


def test_a_deleted_network_is_reported():
    assert respond(net="own:gone")["gone"]


def test_the_file_is_sent_on_request_once_it_exists(net):
    assert "file" not in respond(net=net.key, file=True)
    net.archive = b"PK zip"
    assert base64.b64decode(respond(net=net.key, file=True)["file"]) == b"PK zip"
    assert "file" not in respond(net=net.key)


@pytest.mark.parametrize(
    "wrong", [{"net": 3}, {"net": []}, {"have": 1.5}, {"have": True}, {"file": 1}, {"file": "yes"}]
)
def test_malformed_requests_are_refused(wrong, net):
    assert respond(**{"net": net.key, **wrong})["problem"] == {"key": "bad_request"}
