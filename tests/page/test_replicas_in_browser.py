"""Three replicas behind nginx, as it is shipped: who draws does not see that one has ended."""

import asyncio
import os
import re
import urllib.request
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
import yaml

from ae_core import images, stroke_digits
from benchmarks import balancer, session
from benchmarks.replicas import draw_during
from ui import shutdown, wire
from ui.words import WORDS

from .conftest import ROOT, Visitor

TOO = ROOT / "deploy" / "compose.yaml"


@pytest.fixture(scope="module")
def three():
    """Three replicas. Where there is no nginx, tests are skipped; in CI they fail."""
    if balancer.find_nginx() is None:
        message = "no nginx on this machine; install nginx-light"
        if os.environ.get("AE_REQUIRE_BROWSER"):
            pytest.fail(message)
        pytest.skip(message)
    with balancer.replicas(3) as started:
        yield started


@pytest.fixture(scope="module")
def url(three):
    """Of the page, past nginx."""
    with balancer.nginx(*three) as (address, _):
        yield address


def get(address, **headers):
    return urllib.request.urlopen(urllib.request.Request(address, headers=headers), timeout=30)


# ---- the files that are shipped ----


def test_compose_and_nginx_name_the_same_replicas():
    site, services = balancer.SITE.read_text(), yaml.safe_load(TOO.read_text())["services"]
    replicas = [service for name, service in services.items() if name.startswith("lab-")]
    addresses = [service["networks"]["lab"]["ipv4_address"] for service in replicas]
    lists = [
        re.findall(r"server ([\d.]+):7860", upstream)
        for upstream in re.findall(r"upstream \w+ \{(.*?)\}", site, re.DOTALL)
    ]
    assert lists == [addresses, addresses]
    proxy = services["nginx"]["networks"]["lab"]["ipv4_address"]
    for service in replicas:
        assert service["environment"]["FORWARDED_ALLOW_IPS"] == proxy
        assert service["environment"]["AE_LISTEN"] == "ready"
        assert int(service["stop_grace_period"].removesuffix("s")) > shutdown.PATIENCE + 1


def test_nginx_lets_through_what_the_app_would_read():
    allowed = re.search(r"client_max_body_size (\d+)m;", balancer.SITE.read_text())
    assert wire.MAX_TEXT < int(allowed[1]) * 1024**2 < 2 * wire.MAX_TEXT


# ---- all there ----


def test_every_replica_has_the_same_page(url):
    pages = [get(url).read().decode() for _ in range(6)]  # they take turns
    assert len(set(pages)) == 3
    assert len({re.sub(r'"app_id":\s*\d+', "", page) for page in pages}) == 1


def test_a_browser_stays_with_one_replica_and_browsers_are_spread(url):
    assert "visitor=" in get(url).headers["Set-Cookie"]
    assert get(url, Cookie="visitor=a").headers["Set-Cookie"] is None
    homes = {}
    for visitor in range(24):
        cookie = f"visitor={visitor}"
        seen = {get(f"{url}gradio_api/app_id", Cookie=cookie).read() for _ in range(3)}
        (homes[visitor],) = seen
    assert len(set(homes.values())) == 3


def test_programs_without_cookies_find_their_answers(url):
    assert [session.call(url, "models") for _ in range(9)] == ["ok"] * 9


# ---- one after another ends ----


def test_visitors_who_draw_see_no_error_when_replicas_end(three, url):
    statuses = []

    async def ends():
        await asyncio.sleep(0.7)
        three[0].kill()
        await asyncio.sleep(0.7)
        statuses.append(await asyncio.to_thread(three[1].stop))
        await asyncio.sleep(0.7)

    with ThreadPoolExecutor(1) as pool:  # in this thread Playwright's loop may be running
        tally = pool.submit(asyncio.run, draw_during(url, ends, visitors=10)).result()
    assert tally.errors == []
    assert tally.turned_away == []
    assert len(tally.waits) > 40
    assert max(tally.waits) < 2500
    assert statuses == [0]


@pytest.mark.browser
def test_a_stroke_goes_on_where_its_replica_dies(three, url, chromium):
    three[0].restart()
    page = chromium.new_page(viewport={"width": 1280, "height": 900}, locale="en-US")
    failures = []
    page.on("requestfailed", lambda request: failures.append(request.url))
    page.on("response", lambda answer: answer.ok or failures.append(answer.url))
    visitor = Visitor(page)
    page.goto(url)
    visitor.wait_for_state("ok")
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
    assert np.abs(seen - images.from_strokes(strokes)).mean() < 0.02
    said = set(page.evaluate("said"))
    assert "problem" not in said
    assert WORDS["warming"][0] not in said
    assert visitor.text("verdict") in said
    assert page.locator(".toast-wrap *").count() == 0
    assert failures == []
    assert visitor.errors == []
    page.close()
