"""The worker that is started ahead of the next training."""

from ui.training import sessions

from .fakes import REQUEST, states


def test_one_worker_is_started_ahead_and_the_next_training_takes_it(fake_workers):
    sessions.prepare()
    sessions.prepare()
    assert len(fake_workers) == 1
    assert states(sessions.train(REQUEST))[-1] == "done"
    assert len(fake_workers) == 1
    sessions.prepare()
    assert len(fake_workers) == 2
    assert fake_workers[1].alive()


def test_during_a_training_no_other_worker_is_started(fake_workers):
    """It would take the memory and the processor that the training needs."""
    replies = sessions.train(REQUEST)
    next(replies)
    sessions.prepare()
    assert len(fake_workers) == 0
    next(replies)
    sessions.prepare()
    assert len(fake_workers) == 1
    replies.close()


def test_a_ready_worker_that_has_ended_is_replaced(fake_workers):
    sessions.prepare()
    fake_workers[0].died = True
    sessions.prepare()
    assert len(fake_workers) == 2
    fake_workers[1].died = True
    assert states(sessions.train(REQUEST))[-1] == "done"
    assert fake_workers[2].spec is not None


def test_a_ready_worker_that_failed_is_not_replaced(fake_workers):
    sessions.prepare()
    fake_workers[0].died = fake_workers[0].broken = True
    sessions.prepare()
    sessions.prepare()
    assert len(fake_workers) == 1


def test_shutdown_kills_the_ready_worker_and_starts_no_other(fake_workers):
    sessions.prepare()
    sessions.end()
    assert fake_workers[0].killed
    sessions.prepare()
    assert len(fake_workers) == 1
