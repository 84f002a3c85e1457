"""Replicas behind nginx with the shipped configuration: drawing goes on when one of them ends."""

import asyncio
import re
import urllib.request

import numpy as np
import pytest

from ae_core.data import stroke_digits
from ae_core.data.strokes import from_strokes
from tests.support import balancer, session
from tests.support.threads import run
from tests.support.visitors import draw_during


@pytest.fixture(scope="module")
def three(nginx):
    """Three replicas, of which tests end two, one after the other."""
    with balancer.replicas(3) as started:
        yield started


@pytest.fixture(scope="module")
def url(three):
    """Of the page, past nginx."""
    with balancer.nginx(*three) as (address, _):
        yield address


def test_every_replica_has_the_same_page(url):
    pages = [urllib.request.urlopen(url).read().decode() for _ in range(6)]  # they take turns
    assert len(set(pages)) == 3
    assert len({re.sub(r'"app_id":\s*\d+', "", page) for page in pages}) == 1


def test_programs_without_cookies_find_their_answers(url):
    assert [session.call(url, "models") for _ in range(9)] == ["ok"] * 9


def test_visitors_who_draw_get_no_error_when_a_replica_is_stopped(three, url):
    statuses = []

    async def ends():
        await asyncio.sleep(0.7)
        statuses.append(await asyncio.to_thread(three[0].stop))
        await asyncio.sleep(0.7)

    tally = run(draw_during(url, ends, visitors=10))
    assert tally.errors == []
    assert tally.turned_away == []
    assert len(tally.waits) > 40
    assert max(tally.waits) < 6000  # then the page would say that it has no answer
    assert statuses == [0]


@pytest.mark.browser
def test_a_stroke_goes_on_when_its_replica_is_killed(three, url, visit):
    visitor = visit(address=url)
    page, failures = visitor.page, []
    visitor.listen("requestfailed", lambda request: failures.append(request.url))
    visitor.listen("response", lambda answer: answer.ok or failures.append(answer.url))
    page.evaluate(
        """() => {
            const verdict = document.querySelector('[data-id="verdict"]');
            window.said = [];
            const note = () => said.push(verdict.dataset.kind, verdict.textContent);
            new MutationObserver(note).observe(verdict, {attributes: true, childList: true});
        }"""
    )
    page.click('[data-id="clear"]')
    strokes = stroke_digits.variants(2)[0]
    visitor.draw(strokes, during=three[2].kill)
    visitor.settle()
    seen = np.array(visitor.pixels("seen")).reshape(28, 28) / 255
    assert np.abs(seen - from_strokes(strokes)).mean() < 0.02
    said = set(page.evaluate("said"))
    assert "problem" not in said
    assert visitor.text("verdict") in said
    assert page.locator(".toast-wrap *").count() == 0
    assert failures == []
    assert visitor.errors == []
