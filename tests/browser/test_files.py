"""The page's own files: fetched once, found below any address, and understood by older browsers."""

import pytest

from tests.browser.conftest import Visitor, serving
from tests.browser.rest import HURRY
from ui import page as ui_page
from ui.rooms import ORDER

pytestmark = pytest.mark.browser

OURS = """() => performance.getEntriesByType("resource")
    .filter(({ name }) => name.includes("/lab/static/"))
    .map(({ name, transferSize, startTime }) => [name, transferSize, startTime])"""
GRADIO = """() => Math.max(...performance.getEntriesByType("resource")
    .filter(({ name }) => name.includes("/assets/"))
    .map(({ startTime }) => startTime))"""

NOT_YET = {"cards.html", "symbols.json"}  # fetched when they are asked for


def visit_once(context, address):
    """(path of ours, bytes, start in ms) of each fetch of a visit, and when Gradio's last began."""
    page = context.new_page()
    page.goto(address)
    Visitor(page).wait_for_state("ok")
    page.wait_for_function("Object.keys(lab.opened).length")
    # the rooms' scripts come last
    all_of_them = len(ui_page.files().files.keys() - NOT_YET)
    page.wait_for_function(f"new Set(({OURS})().map(([name]) => name)).size >= {all_of_them}")
    found = [(name.split("/lab/")[1], *rest) for name, *rest in page.evaluate(OURS)]
    last = page.evaluate(GRADIO)
    page.close()
    return found, last


def test_a_second_visit_fetches_nothing_of_ours_again(chromium, server):
    context = chromium.new_context(locale="en-US")
    first, gradios_last = visit_once(context, server.address)
    files = ui_page.files()
    folder = files.folder.removeprefix("lab/")
    sent = [path.removeprefix(f"{folder}/") for path, size, _ in first if size]
    assert len(sent) == len(set(sent))  # what was preloaded is not fetched twice
    assert (
        set(sent) == files.files.keys() - NOT_YET
    )  # the rooms' scripts come once the page is there
    begun = {path.removeprefix(f"{folder}/"): start for path, _, start in first}
    assert all(begun[path] < gradios_last for path in files.at_once)  # not one after the other
    second, _ = visit_once(context, server.address)
    assert {path for path, *_ in second} == {path for path, *_ in first}
    assert [path for path, size, _ in second if size] == []
    context.close()


OPENED = {
    **{"how": ".how[open]", "share": '[data-id="share-panel"][open]'},
    **{"tour": ".tour-card", "present": ".lab.presenting"},
    **{"take": '[data-id="take-panel"][open]'},
}


@pytest.mark.parametrize("button", OPENED)
def test_a_click_on_what_has_not_come_yet_is_answered_once_it_has(other_page, server, button):
    page, failed = other_page, []

    def note(request):
        if request.url.endswith("/later.js"):
            failed.append(request)

    visitor = Visitor(page)
    visitor.listen("requestfailed", note)
    network = page.context.new_cdp_session(page)  # playwright's routes would disable the cache
    network.send("Network.enable")
    network.send("Network.setBlockedURLs", {"urls": ["*/later.js"]})
    page.add_init_script(HURRY)
    page.goto(server.address)
    visitor.wait_for_state("ok")
    for name in ("share", button, button):
        page.click(f'[data-id="{name}"]')
    visitor.wait_for_change(lambda: len(failed), len(failed))  # it has been asked for again
    assert not any(page.locator(selector).count() for selector in OPENED.values())
    network.send("Network.setBlockedURLs", {"urls": []})
    page.wait_for_selector(OPENED[button])
    opened = [name for name, selector in OPENED.items() if page.locator(selector).count()]
    assert opened == [button]  # the last one, and once
    assert not visitor.errors


@pytest.fixture(scope="module")
def below(tmp_path_factory):
    """A server that a proxy shows below /tools/lab."""
    folder = tmp_path_factory.mktemp("below")
    with serving(folder, GRADIO_ROOT_PATH="/tools/lab") as running:
        yield running


def test_the_page_works_below_the_root_of_a_host(chromium, below):
    page = chromium.new_page(locale="en-US", viewport={"width": 1280, "height": 1600})
    base = "http://host.example/tools/lab"

    def proxy(route):
        url = route.request.url.replace(base, below.address)
        if "heartbeat" in url:
            route.abort()
            return
        named = {"x-forwarded-host": "host.example", "x-forwarded-proto": "http"}
        headers = {**route.request.headers, **named}
        route.fulfill(response=route.fetch(url=url, headers=headers))

    page.route(f"{base}/**", proxy)
    strays = []
    page.route(
        lambda url: not url.startswith(base),
        lambda route: (strays.append(route.request.url), route.abort()),
    )
    page.goto(f"{base}/?room=code")
    visitor = Visitor(page)
    visitor.wait_for_state("ok")
    page.wait_for_selector('[data-room="code"][data-state="ok"]')
    assert not [url for url in strays if "/lab/" in url]
    assert not visitor.errors
    page.close()


def test_the_page_lives_without_what_safari_15_lacks(other_page, server):
    """The functions of the list in tests/scripts that a page can be without."""
    page = other_page
    page.set_viewport_size({"width": 1280, "height": 1600})
    page.add_init_script(
        """for (const name of ["timeout", "any"]) delete AbortSignal[name];
        for (const name of ["toSorted", "toReversed", "toSpliced", "with", "findLast"])
            delete Array.prototype[name];
        delete Array.fromAsync;
        delete Object.groupBy;
        delete URL.canParse;
        delete Element.prototype.checkVisibility;
        delete PointerEvent.prototype.getCoalescedEvents;
        delete window.requestIdleCallback;"""
    )
    visitor = Visitor(page)
    page.goto(server.address)
    visitor.wait_for_state("ok")
    assert page.evaluate("AbortSignal.timeout") is None
    for name in ORDER:
        page.click(f'[data-tab="{name}"]')
        page.wait_for_selector(f'[data-room="{name}"][data-state="ok"]', timeout=60_000)
    visitor.draw([[(0.3, 0.2), (0.7, 0.2), (0.4, 0.8)]])
    page.click('[data-id="tour"]')
    page.keyboard.press("Escape")
    visitor.settle()
    assert any(visitor.pixels("restored"))
    assert not visitor.errors
