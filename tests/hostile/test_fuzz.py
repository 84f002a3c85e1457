"""A short run of `benchmarks.fuzz` against the real app; the long one has ten thousand requests."""

import pytest

from benchmarks import fuzz
from benchmarks.fuzzing import hostile
from tests.support.threads import apart

CASES = 330  # fifteen of each kind


@pytest.fixture(scope="module")
def outcome(tmp_path_factory):
    home = str(tmp_path_factory.mktemp("keras"))
    with fuzz.serve(MNIST_NPZ="", KERAS_HOME=home) as server:
        yield apart(fuzz.run, server, CASES, 1)


def test_nothing_fails_and_the_visitor_beside_it_is_served(outcome):
    assert outcome.failures == []
    assert outcome.counts.total() == CASES
    assert len(outcome.waits["during"]) > 10


def test_rubbish_of_every_kind_was_sent_and_most_of_it_refused(outcome):
    kinds = {kind for _, kind in outcome.counts}
    assert {"2xx", "4xx", "hung up"} <= kinds
    refused = sum(count for (_, kind), count in outcome.counts.items() if kind == "4xx")
    assert refused > CASES / 4
    endpoints = {endpoint for endpoint, _ in outcome.counts}
    assert len(endpoints) > 10


TARGET = hostile.Target(
    routes=[("GET", "/assets/{path}")],
    events=[(0, 1, [3])],
    endpoints={"denoise": ["image", "model"]},
    upload="/nowhere/a.png",
)


def test_the_same_seed_sends_the_same():
    first, again, other = (list(hostile.cases(66, seed, TARGET)) for seed in (5, 5, 6))
    assert first == again != other


GOOD = b"HTTP/1.1 200 OK\r\ncontent-type: text/html\r\n\r\n"


@pytest.mark.parametrize(
    ("answer", "wrong"),
    [
        (GOOD + b"hello", False),
        (b"HTTP/1.1 404 Not Found\r\n\r\n", False),
        (b"HTTP/1.1 500 Oh\r\n\r\n", True),
        (b"HTTP/1.1 302 Found\r\n\r\n", True),
        (b"", True),
        (b"junk", True),
        (GOOD + b"Traceback (most recent call last):", True),
        (GOOD + b"root:x:0:0:root", True),
        (GOOD + b'<img src=x onerror="ae_fuzz()">', True),
        (GOOD.replace(b"html", b"plain") + b'<img src=x onerror="ae_fuzz()">', False),
    ],
)
def test_the_judge_sees_what_is_wrong(answer, wrong):
    case = hostile.Case("/", "a case", b"")
    assert bool(fuzz.judged(case, answer)[1]) == wrong


def test_what_is_no_http_may_be_hung_up_on():
    assert fuzz.judged(hostile.Case("/", "a case", b"", broken=True), b"") == ("hung up", None)
