"""Calls that meet share one; each gets its own answer, whoever made the call."""

import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from ae_core.together import Together


class Slow:
    """Doubles numbers, once it is allowed to; remembers what it was given at a time."""

    def __init__(self):
        self.calls: list[list[int]] = []
        self.begun, self.go = threading.Event(), threading.Event()

    def __call__(self, numbers):
        self.calls.append(list(numbers))
        self.begun.set()
        assert self.go.wait(10)
        if 13 in numbers:
            raise ValueError("thirteen")
        return [2 * number for number in numbers]


def waiting(function: Together) -> int:
    return len(function._waiting)


def until(is_so) -> None:
    end = time.monotonic() + 10
    while not is_so():
        assert time.monotonic() < end
        time.sleep(0.001)


@pytest.fixture
def pool():
    with ThreadPoolExecutor(16) as threads:
        yield threads


def test_who_comes_alone_calls_alone_and_at_once():
    slow = Slow()
    slow.go.set()
    twice = Together(slow, most=8)
    assert [twice(3), twice(4)] == [6, 8]
    assert slow.calls == [[3], [4]]


def test_those_who_come_meanwhile_share_the_next_call(pool):
    slow = Slow()
    twice = Together(slow, most=4)
    answers = [pool.submit(twice, 0)]
    assert slow.begun.wait(10)
    for number in range(1, 7):
        answers.append(pool.submit(twice, number))
        until(lambda expected=number: waiting(twice) == expected)
    slow.go.set()
    assert [answer.result(10) for answer in answers] == [0, 2, 4, 6, 8, 10, 12]
    assert slow.calls == [[0], [1, 2, 3, 4], [5, 6]]


def test_an_error_is_raised_to_all_who_shared_it_and_to_nobody_else(pool):
    slow = Slow()
    twice = Together(slow, most=2)
    answers = [pool.submit(twice, 0)]
    assert slow.begun.wait(10)
    for place, number in enumerate((13, 1, 2), 1):
        answers.append(pool.submit(twice, number))
        until(lambda expected=place: waiting(twice) == expected)
    slow.go.set()
    for answer in answers[1:3]:
        with pytest.raises(ValueError, match="thirteen"):
            answer.result(10)
    assert (answers[0].result(10), answers[3].result(10)) == (0, 4)
    assert twice(5) == 10


def test_many_threads_get_each_its_own(pool):
    twice = Together(lambda numbers: [2 * number for number in numbers], most=3)
    assert list(pool.map(twice, range(2000))) == [2 * number for number in range(2000)]
