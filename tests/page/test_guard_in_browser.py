"""The guard lets the page be: nothing that it does is refused or blocked, in a frame neither."""

import pytest

from ui.rooms import ORDER

pytestmark = pytest.mark.browser

# what the browser says where a policy stands in the way, in the console or as an event
WATCH = """window.violations = [];
addEventListener("securitypolicyviolation",
    e => violations.push(`${e.violatedDirective} ${e.blockedURI}`));"""


@pytest.fixture
def watched(visit, server):
    """A visitor whose browser keeps what was blocked and what was refused."""
    visitor = visit()
    visitor.page.context.add_init_script(WATCH)
    visitor.refused = []
    visitor.page.on(
        "response",
        lambda r: visitor.refused.append(f"{r.status} {r.url}") if r.status >= 400 else None,
    )
    visitor.page.goto(server.address)
    visitor.wait_for_state("ok")
    return visitor


def keep(visitor, button: str) -> bytes:
    with visitor.page.expect_download(timeout=60_000) as caught:
        visitor.page.click(button)
    return caught.value.path().read_bytes()


def test_nothing_that_the_page_does_is_blocked(watched):
    page = watched.page
    for name in ORDER:
        page.click(f'[data-tab="{name}"]')
        page.wait_for_timeout(400)
    page.click('[data-tab="morph"]')
    page.wait_for_timeout(500)
    assert keep(watched, '[data-id="morph-gif"]').startswith(b"GIF8")
    page.click('[data-tab="train"]')
    page.locator("#train-epochs").fill("1")
    page.click('[data-id="train-start"]')
    page.wait_for_selector('[data-id="train-result"]:visible', timeout=90_000)
    page.click('[data-id="share"]')
    assert keep(watched, '[data-keep="png"]').startswith(b"\x89PNG")
    assert keep(watched, '[data-keep="json"]').startswith(b"{")
    page.keyboard.press("Escape")
    page.click("footer button")  # "Use via API"
    page.wait_for_selector("text=/denoise", timeout=20_000)
    assert page.evaluate("violations") == []
    # what Gradio's panel asks for on the off chance; Gradio has neither here
    asked = ("/gradio_api/mcp/schema", "/monitoring/summary")
    assert [line for line in watched.refused if not line.endswith(asked)] == []
    assert watched.errors == []


@pytest.mark.parametrize(
    ("origin", "shown"),
    [
        ("https://huggingface.co", True),
        ("https://someone-lab.hf.space", True),
        ("https://elsewhere.example", False),
    ],
)
def test_the_hub_may_show_it_in_a_frame_and_others_may_not(chromium, server, origin, shown):
    page = chromium.new_context().new_page()
    markup = f'<iframe src="{server.address}" width="1200" height="800"></iframe>'
    page.route(f"{origin}/", lambda route: route.fulfill(body=markup, content_type="text/html"))
    page.goto(f"{origin}/")
    frame = page.frame_locator("iframe")
    if shown:
        frame.locator('[data-state="ok"]').wait_for(state="attached", timeout=60_000)
    else:
        page.wait_for_timeout(2000)
        assert frame.locator("#stage").count() == 0
    page.context.close()
