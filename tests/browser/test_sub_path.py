"""Under a path of another site, behind the nginx of docs/hosting.md as it is written there.

And in a frame on a school's page, where the browser lets it store nothing.
"""

import re

import httpx
import pytest

from tests.browser.conftest import FEW_DIGITS, serving
from tests.conftest import ROOT
from tests.support import balancer, session
from tests.support.threads import run
from ui.rooms import ORDER
from ui.words import WORDS

HOSTING = (ROOT / "docs" / "hosting.md").read_text(encoding="utf-8")
(LOCATION,) = re.findall(r"```nginx\n(location /demo/ \{\n.*?\n\}\n)```", HOSTING, re.DOTALL)
(SETTING,) = re.findall(r"```sh\n(\w+)=(\S+) python app\.py\n```", HOSTING)
SCHOOL = "http://localhost:*"  # another origin than 127.0.0.1, on this machine as well
PAGE = 'location = /school { default_type text/html; return 200 "<h1>School</h1>"; }'
PASS = "proxy_pass http://127.0.0.1:7860"


def site(address: str, location: str = LOCATION):
    """A site with the location of the docs, in front of the app at `address`."""
    assert PASS in location
    location = location.replace(PASS, f"proxy_pass {address}")
    return balancer.nginx_of(lambda port: f"server {{ listen 127.0.0.1:{port};\n{location} }}")


@pytest.fixture(scope="module")
def told(nginx, tmp_path_factory):
    """The address of an app that knows its path and its school, without nginx."""
    settings = {**dict([SETTING]), "AE_FRAME_ANCESTORS": SCHOOL, "PYTHONPATH": FEW_DIGITS}
    with serving(tmp_path_factory.mktemp("told"), **settings) as server:
        yield server.address


@pytest.mark.browser
def test_everything_works_under_a_path(told, visit):
    with site(told) as (url, _):
        visitor = visit(address=f"{url}demo/", notes_requests=True)
        page, refused = visitor.page, []
        visitor.listen("response", lambda got: got.status < 400 or refused.append(got.url))
        page.reload()
        visitor.wait_for_state("ok")
        for name in ORDER[1:]:
            page.click(f'[data-tab="{name}"]')
            visitor.settle()
            assert page.url == f"{url}demo/?room={name}"
            assert page.get_attribute(f"#room-{name}", "data-state") == "ok"
        page.go_back()
        assert page.url == f"{url}demo/?room={ORDER[-2]}"
        page.click('[data-id="share"]')
        page.wait_for_function("document.querySelector('[data-id=\"share-field\"]').value")
        assert page.input_value('[data-id="share-field"]').startswith(f"{url}demo/?room=")
        for kind in ("png", "json"):
            with page.expect_download(timeout=30_000) as caught:
                page.click(f'[data-keep="{kind}"]')
            assert caught.value.suggested_filename.endswith(kind)
        page.keyboard.press("Escape")
        image = page.locator('canvas[data-id="restored"]').screenshot()
        page.set_input_files(
            '[data-id="upload"]', {"name": "a.png", "mimeType": "image/png", "buffer": image}
        )
        visitor.settle()
        assert page.locator('[data-id="file-note"]').is_hidden()
        page.click('[data-tab="train"]')
        page.click('[data-id="train-start"]')
        page.click('[data-id="train-stop"]:enabled')  # once the queue has answered
        visitor.wait_for_text("train-says", WORDS["train_nothing"][0])
        page.click("footer button")  # "Use via API"
        page.wait_for_selector("text=/denoise", timeout=20_000)
        assert f'Client("{url}demo")' in "".join(page.locator("pre").all_inner_texts())
        asked_for = [path for path in visitor.requests if path.startswith("http")]
        assert not [path for path in asked_for if not path.startswith(f"{url}demo/")]
        # what Gradio's panel asks for on the off chance
        off_chance = ("/gradio_api/mcp/schema", "/monitoring/summary")
        assert not [path for path in refused if not path.endswith(off_chance)]
        assert not visitor.errors


@pytest.mark.parametrize("end", ["", "/"])
def test_the_path_may_be_passed_on_or_taken_off(told, end):
    with site(told, LOCATION.replace(f"{PASS};", f"{PASS}{end};")) as (url, _):
        base = f"{url}demo/"
        moved = httpx.get(base[:-1])
        assert (moved.status_code, moved.headers["location"]) == (301, base)
        page = httpx.get(base)
        assert f'"root":"{base[:-1]}"' in page.text
        for link in re.findall(r"<([^>]+)>", page.headers["link"]):
            assert httpx.get(base + link).status_code == 200
        assert httpx.get(f"{base}lab/health").json()["state"] == "ready"
        assert session.call(base, "models") == "ok"
        assert run(first_state(base)) == "starting"


async def first_state(url: str) -> str:
    """The first state of a training, which is left then."""
    async with session.opened(url) as visitor:
        training = visitor.train()
        _, state = await anext(training)
        await training.aclose()
        return state


@pytest.mark.browser
def test_a_server_that_was_not_told_says_what_to_set(server, visit, nginx):
    with site(server.address, LOCATION.replace(f"{PASS};", f"{PASS}/;")) as (url, _):
        visitor = visit(address=f"{url}demo/")
        visitor.page.click('[data-id="share"]')
        visitor.page.click('[data-keep="png"]')
        said = WORDS["root_path"][0].format(here=f"{url}demo", root=url.rstrip("/"))
        visitor.wait_for_text("keep-note", said)
        visitor.page.keyboard.press("Escape")
        visitor.page.click('[data-tab="train"]')
        visitor.page.click('[data-id="train-start"]')
        visitor.wait_for_text("train-says", said)


NO_STORAGE = """if (window !== top) for (const name of ["localStorage", "sessionStorage"])
    Object.defineProperty(window, name, {get() { throw new DOMException("", "SecurityError"); }});
"""


@pytest.mark.browser
def test_the_code_of_share_shows_the_page_where_it_is_allowed(told, visit, chromium):
    with site(told, LOCATION + PAGE) as (url, _):
        teacher = visit(address=f"{url}demo/", details=False)
        teacher.page.locator("#level").fill("0.31")
        teacher.settle()
        teacher.page.click('[data-id="share"]')
        teacher.page.click(f'text="{WORDS["share_teachers"][0]}"')
        teacher.page.click(f'text="{WORDS["share_embed"][0]}"')
        for name in ("head", "samples", "tabs", *ORDER[1:]):
            teacher.page.uncheck(f'.share input[value="{name}"]')
        teacher.wait_until("document.querySelector('[data-id=embed-field]').value")
        code = teacher.page.input_value('[data-id="embed-field"]')

        context = chromium.new_context(viewport={"width": 1000, "height": 900})
        context.add_init_script(NO_STORAGE)
        page, errors = context.new_page(), []
        page.on("pageerror", lambda error: errors.append(str(error)))
        school = url.replace("127.0.0.1", "localhost") + "school"
        page.goto(school)
        page.evaluate("code => document.body.insertAdjacentHTML('beforeend', code)", code)
        frame = page.frame_locator("iframe")
        frame.locator('[data-state="ok"]:not(.room)').wait_for(state="attached", timeout=60_000)
        frame.locator("#level").fill("0.32")
        frame.locator('[data-id="level-out"]', has_text="0.32").wait_for()
        assert frame.locator('input[value="gaussian"]').is_checked()
        for gone in (".lab-head", ".samples", ".tabs"):
            assert frame.locator(gone).is_hidden()
        frame.locator('[data-id="details"]').click()  # which it can't remember
        frame.locator('canvas[data-id="seen"]').wait_for()
        assert errors == []
        page.goto(f"{url}school")  # which is not on the list
        page.evaluate("code => document.body.insertAdjacentHTML('beforeend', code)", code)
        for _ in range(200):
            if page.frames[1].url.startswith("chrome-error:"):
                break
            page.wait_for_timeout(20)
        assert page.frames[1].url.startswith("chrome-error:")
        context.close()
