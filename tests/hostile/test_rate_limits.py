"""Token buckets: a burst passes, then the rate, for each name separately."""

import pytest

from ui.security.rate_limits import Buckets


class Clock:
    """Seconds that pass when a test says so."""

    def __init__(self):
        self.now = 0.0

    def __call__(self):
        return self.now


@pytest.fixture
def clock():
    return Clock()


def test_a_burst_is_served_and_then_the_rate(clock):
    buckets = Buckets(rate=2, burst=5, clock=clock)
    assert [buckets.take("a") for _ in range(7)] == [0, 0, 0, 0, 0, 1, 1]
    clock.now += 1
    assert [buckets.take("a") for _ in range(3)] == [0, 0, 1]
    clock.now += 1_000
    assert sum(not buckets.take("a") for _ in range(20)) == 5  # full is full


def test_each_name_has_its_own_bucket(clock):
    buckets = Buckets(rate=1, burst=1, clock=clock)
    assert [buckets.take("a"), buckets.take("a"), buckets.take("b")] == [0, 1, 0]


def test_after_the_reported_wait_the_tokens_are_there(clock):
    buckets = Buckets(rate=0.3, burst=4, clock=clock)
    buckets.take("a", 4)
    wait = buckets.take("a", 3)
    assert wait == 10
    clock.now += wait
    assert buckets.take("a", 3) == 0


def test_a_refusal_takes_no_tokens(clock):
    buckets = Buckets(rate=1, burst=2, clock=clock)
    buckets.take("a", 2)
    clock.now += 1
    assert buckets.take("a", 2) == 1
    assert buckets.take("a", 1) == 0


def test_only_the_latest_names_are_remembered(clock):
    buckets = Buckets(rate=1, burst=1, max_names=100, clock=clock)
    for number in range(10_000):
        buckets.take(str(number))
    assert len(buckets) == 100
    assert buckets.take("9999") == 1
    assert buckets.take("0") == 0
