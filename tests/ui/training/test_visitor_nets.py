"""The store of visitors' networks: keys, expiry, and use on the stage and in rooms."""

import gc
import weakref

import pytest

from ae_core.inference import autoencoder
from ae_core.models import builder
from ae_core.models.dense import dense_spec
from ui import page, rooms
from ui.live import pipeline, requests, samples
from ui.problems import Problem
from ui.training import visitor_nets

SPEC = dense_spec(4, (32,), noise=("gaussian", 0.5))


@pytest.fixture
def clock(monkeypatch):
    """clock[0] is the time."""
    now = [1000.0]
    monkeypatch.setattr(visitor_nets.time, "monotonic", lambda: now[0])
    return now


def trained():
    """A net that can be used."""
    net = finished()
    autoencoder.add(net.key, SPEC, builder.build(SPEC).get_weights())
    net.epoch = 1
    return net


def finished():
    """A net whose training is over."""
    net = visitor_nets.new(SPEC)
    visitor_nets.finish(net, b"zip")
    return net


def ask(model, **more):
    return {**page.FIRST_VIEW, "digit": samples.first(), "model": model, **more}


def test_keys_are_long_and_unique():
    keys = {visitor_nets.new(SPEC).key for _ in range(20)}
    assert len(keys) == 20
    assert all(key.startswith("own:") and len(key) >= 24 for key in keys)


def test_beyond_the_limit_the_least_recently_used_is_deleted():
    first, second = trained(), finished()
    visitor_nets.find(first.key)  # used later than the second
    for _ in range(visitor_nets.LIMIT - 1):
        finished()
    assert visitor_nets.find(second.key) is None
    assert visitor_nets.find(first.key) is first
    assert autoencoder.loaded(first.key)
    assert len(visitor_nets._nets) == visitor_nets.LIMIT


def test_a_network_that_waits_or_trains_is_not_deleted(clock):
    """Its training would go on, and what it learns would stay in memory without an owner."""
    waiting = visitor_nets.new(SPEC)
    clock[0] += visitor_nets.LIFE + 1
    for _ in range(visitor_nets.LIMIT + 1):
        finished()
    assert visitor_nets.find(waiting.key) is waiting
    visitor_nets.finish(waiting, b"zip")
    clock[0] += visitor_nets.LIFE + 1
    finished()
    assert visitor_nets.find(waiting.key) is None


def test_a_training_that_has_just_begun_pushes_nobody_out():
    """It may be refused yet, or stopped before it has learnt anything."""
    nets = [finished() for _ in range(visitor_nets.LIMIT)]
    begun = [visitor_nets.new(SPEC) for _ in range(8)]
    for net in begun[1:]:
        visitor_nets.remove(net.key)
    assert all(visitor_nets.find(net.key) is net for net in nets)
    visitor_nets.finish(begun[0], b"zip")
    assert [visitor_nets.find(net.key) for net in nets[:2]] == [None, nets[1]]


def test_after_an_hour_without_use_it_is_deleted_from_memory(clock):
    net = trained()
    model = weakref.ref(autoencoder.load(net.key).net)
    clock[0] += visitor_nets.LIFE - 1
    assert visitor_nets.find(net.key) is net  # which counts as use
    clock[0] += visitor_nets.LIFE - 1
    assert visitor_nets.find(net.key) is net
    clock[0] += visitor_nets.LIFE + 1
    assert visitor_nets.find(net.key) is None
    assert not autoencoder.loaded(net.key)
    gc.collect()
    assert model() is None


def test_an_expired_network_is_deleted_though_nobody_asks(clock):
    net, waiting = trained(), visitor_nets.new(SPEC)
    visitor_nets.delete_expired()
    assert autoencoder.loaded(net.key)
    clock[0] += visitor_nets.LIFE + 1
    visitor_nets.delete_expired()
    assert not autoencoder.loaded(net.key)
    assert list(visitor_nets._nets) == [waiting.key]


@pytest.mark.parametrize("key", ["own:nobody", "own:", None, 3, []])
def test_an_unknown_key_is_a_problem(key):
    with pytest.raises(Problem) as caught:
        visitor_nets.get(key)
    assert caught.value.key == "own_gone"


def test_the_stage_can_use_it():
    net = trained()
    reply = pipeline.respond(ask(net.key))
    assert reply["state"] == "ok"
    assert reply["code"]["shape"] == [4]


def test_the_stage_names_a_deleted_network():
    reply = pipeline.respond(ask("own:gone"))
    assert reply["state"] == "problem"
    assert reply["problem"] == {"key": "own_gone", "net": "own:gone"}


def test_compare_shows_it_after_ours():
    net = trained()
    reply = rooms.respond(ask("conv_32", own=[net.key, "own:gone"], room={"name": "compare"}))
    keys = [tile["key"] for tile in reply["tiles"]]
    assert net.key in keys
    assert "own:gone" not in keys
    assert "psnr" in next(tile for tile in reply["tiles"] if tile["key"] == net.key)


@pytest.mark.parametrize("own_", ["own:x", [3], ["conv_32"], ["own:x"] * 5, {}])
def test_a_malformed_list_of_own_networks_is_refused(own_):
    with pytest.raises(Problem) as caught:
        requests.read(ask("conv_32", own=own_))
    assert caught.value.key == "bad_request"


def test_rooms_work_with_it_or_say_why_not():
    net = trained()
    code = pipeline.respond(ask(net.key, room={"name": "code", "held": {"0": 1.0}}))["room"]
    assert code["far"]["other"] is None
    assert code["edited"]
    shown = pipeline.respond(ask(net.key, room={"name": "map"}))["room"]
    assert shown["problem"] == {"key": "map_not_own", "model": "conv_32"}
    morph = pipeline.respond(ask(net.key, room={"name": "morph"}))["room"]
    assert morph["film"]["code"]
