"""A training's progress, its end in time or not, and the network that is left."""

import pytest

from ae_core.inference import autoencoder, runtime
from ae_core.training import worker
from ui.training import progress, sessions, visitor_nets

from .fakes import REQUEST, SYMBOLS, WISH, Job, states


def test_a_training_ends_with_a_network_that_can_be_used(fake_workers, monkeypatch, no_mnist):
    replies = list(sessions.train(REQUEST))
    assert states(replies) == ["starting", "training", "testing", "done"]
    assert fake_workers[0].name == "strokes"
    last = replies[-1]
    assert last["losses"] == [0.3, 0.3]
    assert last["facts"]["group"] == "own"
    assert last["facts"]["key"] == last["key"]
    assert last["facts"]["widths"] == [32]
    assert not last["stopped"]
    assert autoencoder.load(last["key"]).card == {"epochs": 2}
    assert visitor_nets.find(last["key"]).archive == b"zip"
    assert fake_workers[0].killed
    assert {reply["key"] for reply in replies} == {last["key"]}


def test_during_training_and_after_the_network_runs_in_numpy(fake_workers, no_mnist):
    """So the page can restore a digit after every epoch without a conversion to LiteRT."""
    kinds = {}
    for reply in sessions.train(REQUEST):
        if autoencoder.loaded(reply["key"]):
            kinds[reply["state"]] = type(autoencoder.load(reply["key"]).net)
    assert set(kinds.values()) == {runtime.DenseNet}
    assert {"training", "done"} <= set(kinds)


def test_a_net_of_two_numbers_has_a_map_and_others_have_none(fake_workers):
    for code, size in ((2, 40), (8, None)):
        *_, last = sessions.train({"train": {**WISH, "code": code}})
        plane = visitor_nets.find(last["key"]).map
        assert (plane and len(plane.points)) == size


def test_the_time_left_is_told_from_the_second_epoch_and_ends_when_time_is_up(
    fake_workers, monkeypatch
):
    monkeypatch.setattr(progress, "SECONDS", 2.0)
    replies = [reply for reply in sessions.train(REQUEST) if "done" in reply]
    assert "left" not in replies[0]
    assert replies[-1]["epoch"] == 1
    assert replies[-1]["left"] <= 2.0  # not the worker's 3


def test_a_training_stopped_after_an_epoch_keeps_its_network(fake_workers):
    for reply in sessions.train({"train": {**WISH, "epochs": 15}}):
        if reply.get("epoch") == 1:
            sessions.stop({"stop": reply["key"]})
    assert reply["state"] == "done"
    assert reply["stopped"]
    assert reply["epoch"] < 15
    assert autoencoder.loaded(reply["key"])


def test_a_training_stopped_before_the_first_epoch_keeps_nothing(fake_workers):
    for reply in sessions.train(REQUEST):
        sessions.stop({"stop": reply["key"]})
    assert reply == {"key": reply["key"], "state": "stopped"}
    assert all(job.killed for job in fake_workers)
    assert visitor_nets.find(reply["key"]) is None
    assert not autoencoder.loaded(reply["key"])


def test_without_an_epoch_in_time_there_is_no_network(fake_workers, monkeypatch):
    monkeypatch.setattr(progress, "SECONDS", -1)
    replies = list(sessions.train({"train": {**WISH, "epochs": 15}}))
    assert fake_workers[0].killed
    assert replies[-1]["state"] == "stopped"  # not one epoch had been done


def test_a_training_that_runs_out_of_time_keeps_its_network(fake_workers, monkeypatch):
    replies = sessions.train({"train": {**WISH, "epochs": 15}})
    for reply in replies:
        if reply.get("epoch") == 1 and reply["state"] == "training":
            now = progress.time.monotonic() + progress.SECONDS + 1
            monkeypatch.setattr(progress.time, "monotonic", lambda now=now: now)
    assert reply["state"] == "done"
    assert reply["late"]
    assert not reply["stopped"]
    assert 1 <= reply["epoch"] < 15


def test_a_stopped_training_whose_time_then_runs_out_is_both(fake_workers, monkeypatch):
    for reply in sessions.train({"train": {**WISH, "epochs": 15}}):
        if reply.get("epoch") == 1 and reply["state"] == "training":
            sessions.stop({"stop": reply["key"]})
            now = progress.time.monotonic() + progress.SECONDS + 1
            monkeypatch.setattr(progress.time, "monotonic", lambda now=now: now)
    assert (reply["state"], reply["stopped"], reply["late"]) == ("done", True, True)


def test_a_failed_training_is_one_problem_and_logs_its_traceback_once(
    fake_workers, monkeypatch, caplog
):
    def fails(self, patience):
        raise worker.JobError("the loss is no number")

    monkeypatch.setattr(Job, "message", fails)
    reply = list(sessions.train(REQUEST))[-1]
    assert reply == {"state": "problem", "problem": {"key": "train_failed"}}
    assert sum("the loss is no number" in record.getMessage() for record in caplog.records) == 1
    assert fake_workers[0].killed
    assert not visitor_nets._nets


def test_symbols_are_learnt_and_the_network_knows_their_names(fake_workers):
    *_, last = sessions.train({"train": {"symbols": SYMBOLS}})
    job, net = fake_workers[0], visitor_nets.find(last["key"])
    assert (job.name, [symbol["name"] for symbol in job.symbols]) == ("symbols", list("AEMT"))
    assert job.symbols[0]["drawings"][0][0][0] == tuple(SYMBOLS[0]["drawings"][0][0][0])
    assert job.spec.code_size == 12
    assert last["facts"]["symbols"] == list("AEMT")
    assert net.symbols == tuple("AEMT") == visitor_nets.symbols_of(net.key)
    assert (net.map.key, net.map.code_shape) == (net.key, (12,))
    assert net.errors.value(0.5) == pytest.approx(0.015)
    assert net.tested == 10


def test_symbols_that_are_learnt_are_not_lost_with_their_map(fake_workers, monkeypatch):
    for reply in sessions.train({"train": {"symbols": SYMBOLS}}):
        if reply["state"] == "testing":
            fake_workers[0].unmapped = True
    assert (reply["state"], reply["late"], reply["facts"]["key"]) == ("done", False, reply["key"])
    net = visitor_nets.get(reply["key"])
    assert (net.map, net.archive, net.pictures, net.tested) == (None, b"zip", b"npz", 10)
    assert fake_workers[0].killed


def test_a_network_that_learns_digits_has_no_symbols(fake_workers):
    *_, last = sessions.train(REQUEST)
    assert last["facts"]["symbols"] == []
    assert visitor_nets.symbols_of(last["key"]) == ()
    assert visitor_nets.symbols_of("conv_32") == ()
    assert visitor_nets.symbols_of("own:gone") == ()


def test_symbols_have_less_time_to_learn_than_digits(fake_workers, monkeypatch):
    monkeypatch.setattr(progress, "SYMBOL_SECONDS", -1)
    assert list(sessions.train({"train": {"symbols": SYMBOLS}}))[-1]["state"] == "stopped"
    assert list(sessions.train(REQUEST))[-1]["state"] == "done"


def test_what_was_learnt_in_time_is_not_late_while_its_map_is_made(fake_workers, monkeypatch):
    states = []
    for reply in sessions.train({"train": {"symbols": SYMBOLS}}):
        states.append(reply["state"])
        if reply["state"] == "testing":
            now = progress.time.monotonic() + progress.SYMBOL_SECONDS + 1
            monkeypatch.setattr(progress.time, "monotonic", lambda now=now: now)
    assert states[-2:] == ["testing", "done"]
    assert not reply["late"]
    assert not fake_workers[0].stopped


def test_symbols_have_as_long_to_be_done_as_digits(fake_workers, monkeypatch):
    for seconds, last in ((progress.SECONDS - 1, "done"), (progress.SECONDS + 60, "problem")):
        with monkeypatch.context() as patch:
            begun = progress.time.monotonic()
            for reply in sessions.train({"train": {"symbols": SYMBOLS}}):
                if reply["state"] == "testing":
                    patch.setattr(progress.time, "monotonic", lambda now=begun + seconds: now)
        assert reply["state"] == last
