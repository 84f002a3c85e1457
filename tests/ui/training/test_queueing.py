"""A queue with an end."""

import threading

from ui.training.queueing import Turns


def test_who_came_first_is_served_first_and_all_others_move_up():
    turns = Turns(3)
    assert all(turns.enter(name) for name in "abc")
    assert [turns.before(name) for name in "abc"] == [0, 1, 2]
    turns.leave("b")  # tired of waiting
    assert [turns.before(name) for name in "ac"] == [0, 1]
    turns.leave("a")
    assert turns.before("c") == 0


def test_a_full_queue_takes_nobody_until_somebody_leaves():
    turns = Turns(2)
    assert turns.enter("a")
    assert turns.enter("b")
    assert not turns.enter("c")
    turns.leave("a")
    assert turns.enter("c")
    assert len(turns) == 2


def test_of_many_at_once_no_more_than_the_limit_get_in():
    turns, entered = Turns(5), []
    threads = [
        threading.Thread(target=lambda i=i: turns.enter(str(i)) and entered.append(i))
        for i in range(40)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(entered) == len(turns) == 5
