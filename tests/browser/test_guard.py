"""The page under its own security policy: it works, framing is limited, markup stays text."""

from urllib.parse import quote

import pytest

from tests.hostile.properties.strategies import MARKUP
from tests.ui.sharing.test_links import forged
from ui.rooms import ORDER
from ui.words import WORDS

pytestmark = pytest.mark.browser


def keep(visitor, button: str) -> bytes:
    with visitor.page.expect_download(timeout=60_000) as caught:
        visitor.page.click(button)
    return caught.value.path().read_bytes()


def test_nothing_that_the_page_does_is_refused_or_blocked(visit):
    visitor = visit()
    page, refused = visitor.page, []

    def note(response):
        if response.status >= 400:
            refused.append(f"{response.status} {response.url}")

    visitor.listen("response", note)
    page.reload()
    visitor.wait_for_state("ok")
    for name in ORDER:
        page.click(f'[data-tab="{name}"]')
        visitor.settle()
    page.click('[data-id="share"]')
    assert keep(visitor, '[data-keep="png"]').startswith(b"\x89PNG")
    assert keep(visitor, '[data-keep="json"]').startswith(b"{")
    page.keyboard.press("Escape")
    page.click("footer button")  # "Use via API"
    page.wait_for_selector("text=/denoise", timeout=20_000)
    # what Gradio's panel asks for on the off chance; Gradio has neither here
    asked = ("/gradio_api/mcp/schema", "/monitoring/summary")
    assert [line for line in refused if not line.endswith(asked)] == []
    assert visitor.errors == []  # what the policy blocks would be one, as here:
    with page.expect_console_message(lambda said: "Content Security Policy" in said.text):
        page.evaluate("new Image().src = 'https://elsewhere.example/a.png'")
    assert "elsewhere.example" in visitor.errors[0]


def test_a_refused_call_is_reported_and_can_be_repeated(visit):
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
    page.click(".toast-close")  # what Gradio says lies over the page for ten seconds
    page.click('[data-tab="train"]')
    page.click('[data-id="train-start"]')
    page.wait_for_selector(f'[data-id="train-says"]:text-is("{failed}")')
    page.click(".toast-close")
    page.unroute("**/queue/join*")
    page.click('[data-id="share"]')
    assert keep(visitor, '[data-keep="json"]').startswith(b"{")
    assert page.locator('[data-id="train-start"]').is_enabled()


SPACE = "https://someone-lab.hf.space"


@pytest.mark.parametrize(
    ("origin", "shown"),
    [
        ("https://huggingface.co", True),
        ("https://huggingface.co.elsewhere.example", False),
    ],
)
def test_only_the_hub_may_show_a_space_in_a_frame(chromium, server, origin, shown):
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
        inside = page.frame_locator("iframe").locator('[data-state="ok"]:not(.room)')
        inside.wait_for(state="attached", timeout=60_000)
    else:
        page.wait_for_function("!document.querySelector('iframe').contentDocument")
        for _ in range(100):
            if page.frames[1].url.startswith("chrome-error:"):
                break
            page.wait_for_timeout(20)
        assert page.frames[1].url.startswith("chrome-error:")
    page.unroute_all(behavior="ignoreErrors")  # of what is still fetched
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


def test_markup_in_a_file_name_and_in_local_storage_stays_text(visit):
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
    """The page has no element of it, and has not run its script."""
    visitor.settle()
    assert visitor.page.locator('img[src="x"]').count() == 0
    assert not [error for error in visitor.errors if "ae_fuzz" in error]
