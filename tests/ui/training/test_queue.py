"""The bounded queue."""

import threading

from ui.training.queue import Queue


def test_members_are_served_in_order_and_move_up_when_one_leaves():
    queue = Queue(3)
    a, b, c = (queue.enter() for _ in range(3))
    assert [queue.position(ticket) for ticket in (a, b, c)] == [0, 1, 2]
    queue.leave(b)  # tired of waiting
    assert [queue.position(ticket) for ticket in (a, c)] == [0, 1]
    queue.leave(a)
    assert queue.position(c) == 0


def test_a_full_queue_refuses_until_a_member_leaves():
    queue = Queue(2)
    first, second = queue.enter(), queue.enter()
    assert queue.enter() is None
    queue.leave(first)
    assert queue.enter() not in (None, first, second)
    assert len(queue) == 2


def test_of_many_threads_at_once_no_more_than_the_limit_enter():
    queue, tickets = Queue(5), []
    threads = [threading.Thread(target=lambda: tickets.append(queue.enter())) for _ in range(40)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    entered = [ticket for ticket in tickets if ticket is not None]
    assert len(entered) == len(set(entered)) == len(queue) == 5
