"""Visitors' trainings beside each other: the queue, stopping, shutdown."""

import time

import pytest

from ae_core.training import worker
from ui.training import progress, sessions, visitor_nets

from .fakes import REQUEST, states


def test_without_tensorflow_no_training_starts(monkeypatch, fake_workers):
    monkeypatch.setattr(worker.importlib.util, "find_spec", lambda name: None)
    assert list(sessions.train(REQUEST)) == [
        {"state": "problem", "problem": {"key": "no_tensorflow"}}
    ]
    assert not fake_workers
    assert not visitor_nets._nets


def test_a_wrong_key_stops_nothing(fake_workers):
    replies = []
    for reply in sessions.train(REQUEST):
        replies.append(reply)
        for wrong in (None, {}, {"stop": "own:other"}, {"stop": None}, {"stop": ["x"]}, 3):
            sessions.stop(wrong)
    reply = replies[-1]
    assert reply["state"] == "done"
    assert not reply["stopped"]


def test_visitors_train_one_after_the_other_and_see_their_position(fake_workers):
    first, second, third = (sessions.train(REQUEST) for _ in range(3))
    assert next(first)["state"] == "starting"
    assert next(second)["place"] == 1
    assert next(third)["place"] == 2
    assert not fake_workers or len(fake_workers) == 1
    assert states(first)[-1] == "done"
    assert next(second)["state"] == "starting"
    assert next(third)["place"] == 1
    third.close()
    assert states(second)[-1] == "done"


def test_closing_the_page_leaves_the_queue(fake_workers):
    first, second, third = (sessions.train(REQUEST) for _ in range(3))
    for replies in (first, second, third):
        next(replies)
    second.close()
    assert next(third)["place"] == 1
    first.close()
    assert next(third)["state"] == "starting"
    third.close()


def test_a_waiting_visitor_can_stop(fake_workers):
    first, second = sessions.train(REQUEST), sessions.train(REQUEST)
    next(first)
    sessions.stop({"stop": next(second)["key"]})
    assert list(second)[-1]["state"] == "stopped"
    assert len(sessions._queue) == 1
    first.close()


def test_a_class_of_thirty_finds_a_place_and_keeps_its_networks(fake_workers):
    pupils = [sessions.train(REQUEST) for _ in range(30)]
    assert [next(replies).get("place", 0) for replies in pupils] == list(range(30))
    for replies in reversed(pupils):
        replies.close()
    assert visitor_nets.LIMIT >= 30


def test_a_full_queue_refuses_before_a_network_is_created(fake_workers, monkeypatch):
    """A network more would make the oldest of other visitors expire."""
    waiting = [sessions.train(REQUEST) for _ in range(1 + sessions.WAITING)]
    for replies in waiting:
        next(replies)
    with monkeypatch.context() as patch:
        patch.setattr(visitor_nets, "new", lambda spec: pytest.fail("a network was created"))
        refused = list(sessions.train(REQUEST))
    assert refused == [{"state": "problem", "problem": {"key": "train_full"}}]
    for replies in waiting:
        replies.close()
    assert not visitor_nets._nets


ENDED = {"state": "problem", "problem": {"key": "train_ended"}}


def test_shutdown_ends_running_and_waiting_trainings_at_once(fake_workers, monkeypatch):
    monkeypatch.setattr(progress, "_PATIENCE", 60)  # which nobody waits for
    monkeypatch.setattr(sessions, "_QUEUE_PATIENCE", 60)
    trains, waits = sessions.train(REQUEST), sessions.train(REQUEST)
    next(trains)
    next(trains)
    next(waits)
    start = time.monotonic()
    sessions.end()
    assert list(trains) == list(waits)[-1:] == [ENDED]
    assert time.monotonic() - start < 30
    assert fake_workers[0].killed
    assert len(fake_workers) == 1
    assert not visitor_nets._nets


def test_after_shutdown_no_training_starts(fake_workers):
    sessions.end()
    assert list(sessions.train(REQUEST))[-1] == ENDED
    assert not visitor_nets._nets
    assert all(job.killed for job in fake_workers)
