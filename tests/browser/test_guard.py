"""The guard lets the page be: nothing that it does is refused or blocked, in a frame neither."""

from urllib.parse import quote

import pytest

from tests.hostile.strategies import MARKUP
from tests.ui.sharing.test_links import forged
from ui.rooms import ORDER
from ui.words import WORDS

pytestmark = pytest.mark.browser


@pytest.fixture
def watched(visit):
    """A visitor whose `refused` are the requests of the page that were, its loading included."""
    visitor = visit()
    visitor.refused = []
    visitor.page.on(
        "response",
        lambda r: visitor.refused.append(f"{r.status} {r.url}") if r.status >= 400 else None,
    )
    visitor.page.reload()
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
    page.click('[data-id="share"]')
    assert keep(watched, '[data-keep="png"]').startswith(b"\x89PNG")
    assert keep(watched, '[data-keep="json"]').startswith(b"{")
    page.keyboard.press("Escape")
    page.click("footer button")  # "Use via API"
    page.wait_for_selector("text=/denoise", timeout=20_000)
    # what Gradio's panel asks for on the off chance; Gradio has neither here
    asked = ("/gradio_api/mcp/schema", "/monitoring/summary")
    assert [line for line in watched.refused if not line.endswith(asked)] == []
    assert watched.errors == []  # a policy in the way would be one, as here:
    page.evaluate("new Image().src = 'https://elsewhere.example/a.png'")
    page.wait_for_timeout(300)
    assert "elsewhere.example" in watched.errors[0]


def test_a_call_that_is_refused_is_said_and_the_page_can_ask_again(visit):
    visitor = visit()
    page = visitor.page
    said = "Too many requests from your address; try again in 9 s."
    page.route("**/queue/join*", lambda route: route.fulfill(status=429, json={"detail": said}))
    page.click('[data-id="share"]')
    page.click('[data-keep="png"]')
    failed = WORDS["server"][0]
    page.wait_for_selector(f'[data-id="keep-note"]:text-is("{failed}")')
    page.wait_for_selector(f'text="{said}"')
    page.keyboard.press("Escape")
    page.click('[data-tab="train"]')
    page.click('[data-id="train-start"]')
    page.wait_for_selector(f'[data-id="train-says"]:text-is("{failed}")')
    page.unroute("**/queue/join*")
    page.click('[data-id="share"]')
    assert keep(visitor, '[data-keep="json"]').startswith(b"{")
    assert page.locator('[data-id="train-start"]').is_enabled()


SPACE = "https://someone-lab.hf.space"


@pytest.mark.parametrize(
    ("origin", "shown"),
    [
        ("https://huggingface.co", True),
        ("https://elsewhere.example", False),
        ("https://huggingface.co.elsewhere.example", False),
    ],
)
def test_a_space_is_shown_in_a_frame_of_the_hub_s_and_of_nobody_else_s(
    chromium, server, origin, shown
):
    page = chromium.new_context().new_page()

    def space(route):
        """What the Hub's proxy does, but for streams."""
        if "heartbeat" in route.request.url:
            route.abort()
            return
        named = {"x-forwarded-host": SPACE.removeprefix("https://"), "x-forwarded-proto": "https"}
        url = route.request.url.replace(SPACE, server.address)
        headers = {**route.request.headers, **named}
        route.fulfill(response=route.fetch(url=url, headers=headers))

    page.route(f"{SPACE}/**", space)
    frame = f'<iframe src="{SPACE}/" width="1200" height="800"></iframe>'
    page.route(f"{origin}/host", lambda route: route.fulfill(body=frame, content_type="text/html"))
    page.goto(f"{origin}/host")
    if shown:
        inside = page.frame_locator("iframe").locator('[data-state="ok"]')
        inside.wait_for(state="attached", timeout=60_000)
    else:
        page.wait_for_function("!document.querySelector('iframe').contentDocument")
        page.wait_for_timeout(500)
        assert page.frames[1].url.startswith("chrome-error:")
    page.context.close()


ASKED = ("room", "hide", "lang", "how", "__theme", "view", "deep_link", "page")


@pytest.mark.parametrize(
    "path",
    [
        "/?" + "&".join(f"{name}={quote(MARKUP)}" for name in ASKED),
        f"/#s={quote(MARKUP)}",
        # the checksum of this link is right, as only someone with bad intentions makes it
        "/#s=" + forged([MARKUP, MARKUP, 50, 7, [[0, 0, 5, 5]], []]),
    ],
)
def test_markup_in_an_address_stays_text(visit, path):
    assert_no_markup(visit(path))


def test_markup_in_a_file_s_name_and_in_what_the_browser_keeps_stays_text(visit):
    visitor = visit()
    for key in ("ae.lang", "ae.theme"):
        visitor.page.evaluate("pair => localStorage.setItem(...pair)", [key, MARKUP])
    visitor.page.reload()
    visitor.wait_for_state("ok")
    file = {"name": f"{MARKUP}.png", "mimeType": "image/png", "buffer": b"no picture"}
    visitor.page.set_input_files('[data-id="upload"]', file)
    visitor.page.wait_for_selector('[data-id="file-note"]')
    assert_no_markup(visitor)


def assert_no_markup(visitor) -> None:
    """Neither an element of it in the page, nor its script run."""
    visitor.page.wait_for_timeout(300)
    assert visitor.page.locator('img[src="x"]').count() == 0
    assert not [error for error in visitor.errors if "ae_fuzz" in error]
