"""The page as visitors meet it: `python app.py` in a process of its own, a real Chromium."""

import os
import re
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Error

from tests.browser.rest import OBSERVE
from tests.conftest import missing

ROOT = Path(__file__).parents[2]
# PYTHONPATH of a process whose trainings are short; see `sitecustomize` there
FEW_DIGITS = os.pathsep.join((str(ROOT / "tests" / "support" / "few_digits"), str(ROOT)))
START_SECONDS = 90
DESK = {"width": 1280, "height": 900}
PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True}


class Server:
    """A running app: its address, its process, its log so far."""

    def __init__(self, address: str, pid: int, log: Path):
        self.address, self.pid, self._log = address, pid, log

    def log(self) -> str:
        """What it printed, without the two lines that TensorFlow's C++ prints when loaded."""
        noise = re.compile(r"^(I0000|WARNING: All log messages before absl).*\n", re.MULTILINE)
        return noise.sub("", self._log.read_text())


@contextmanager
def serving(folder: Path, command: Sequence[str] = ("app.py",), **environment: str):
    """Run the app with no MNIST in sight, plus `environment`."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    settings = {**os.environ, "GRADIO_SERVER_PORT": str(port), "KERAS_HOME": str(folder / "keras")}
    settings.pop("MNIST_NPZ", None)
    log = folder / "server.log"
    with log.open("w") as stream:
        process = subprocess.Popen(
            [sys.executable, *command],
            cwd=ROOT,
            env={**settings, **environment},
            stdout=stream,
            stderr=subprocess.STDOUT,
        )
    address = f"http://127.0.0.1:{port}"
    try:
        _wait(address, process, log)
        yield Server(address, process.pid, log)
    finally:
        process.terminate()
        process.wait(20)


def _wait(address: str, process: subprocess.Popen, log: Path) -> None:
    end = time.monotonic() + START_SECONDS
    while time.monotonic() < end:
        assert process.poll() is None, log.read_text()
        with suppress(httpx.TransportError):
            httpx.get(address, timeout=5)
            return
        time.sleep(0.05)
    pytest.fail(f"no answer within {START_SECONDS} s: {log.read_text()}")


@pytest.fixture(scope="session")
def server(tmp_path_factory):
    """The app on the weights the repository ships, whose trainings have few digits."""
    with serving(tmp_path_factory.mktemp("server"), PYTHONPATH=FEW_DIGITS) as running:
        yield running


@pytest.fixture(scope="session")
def chromium():
    """A headless Chromium."""
    path = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
    if path is None:
        missing("no Chromium on this machine; install it or name it in CHROMIUM")
    from playwright.sync_api import sync_playwright

    quiet = ("networking", "timer-throttling")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=path,
            args=["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-component-update"]
            + [f"--disable-background-{name}" for name in quiet],
        )
        yield browser
        browser.close()


class Tab:
    """A tab of a browser context of its own, which one visitor after another uses.

    A page that the tab has shown before takes a third of the time to load.

    Args:
        chromium: the browser.
        phone: whether it has a touch screen and lays pages out as phones do.
    """

    def __init__(self, chromium, phone: bool):
        self.context = chromium.new_context(has_touch=phone, is_mobile=phone, locale="en-US")
        self.context.add_init_script(OBSERVE)
        self.page = self.context.new_page()
        self._emulation = self.context.new_cdp_session(self.page)
        self._agent = self.page.evaluate("navigator.userAgent")

    def prepare(self, viewport: dict, locale: str, permissions: Sequence[str], **media) -> None:
        """Set what playwright's options of the same names say."""
        self.page.set_viewport_size(viewport)
        self.page.emulate_media(**media)
        self.context.grant_permissions(permissions)
        language = {"userAgent": self._agent, "acceptLanguage": locale}
        self._emulation.send("Emulation.setUserAgentOverride", language)

    def clear(self) -> None:
        """Close the page, and forget what it has stored."""
        self.page.unroute_all(behavior="ignoreErrors")
        self.page.mouse.up()
        self.page.mouse.move(0, 0)
        if self.page.url.startswith("http"):
            # what is on show would be kept for the next visitor
            self.page.evaluate(
                "() => { if (window.lab) lab.keep = () => {};"
                "localStorage.clear(); sessionStorage.clear(); }"
            )
        self.page.goto("about:blank")
        self.context.clear_permissions()
        for page in self.context.pages:
            if page != self.page:
                page.close()


@pytest.fixture(scope="session")
def free_tabs() -> dict[bool, list[Tab]]:
    """Tabs that no visitor uses, by whether they are a phone's."""
    return {False: [], True: []}


@pytest.fixture
def visit(chromium, server, free_tabs):
    """visit(path="", **options as playwright's contexts have) → `Visitor` on a page that is ready.

    Each visitor has storage and settings of their own.
    """
    visitors = []

    def open_page(
        path: str = "",
        address: str = "",
        *,
        viewport: dict = DESK,
        has_touch: bool = False,
        locale: str = "en-US",
        color_scheme: str = "light",
        reduced_motion: str = "no-preference",
        permissions: Sequence[str] = (),
        details: bool = True,  # whether "Details" is on; a visitor finds it off
        notes_requests: bool = False,
    ) -> Visitor:
        tab = free_tabs[has_touch].pop() if free_tabs[has_touch] else Tab(chromium, has_touch)
        visitor = Visitor(tab.page, notes_requests)
        visitors.append((visitor, tab, has_touch))
        media = {"color_scheme": color_scheme, "reduced_motion": reduced_motion}
        tab.prepare(viewport, locale, permissions, **media)
        visitor.page.goto((address or server.address) + path)
        visitor.wait_for_state("ok")
        visitor.page.evaluate("lab.buttons.bring()")  # what else it needs from the start
        visitor.wait_until("!isOpening()")  # until then the open room is inert
        if details:
            visitor.page.evaluate("document.querySelector('[data-id=details]').click()")
        return visitor

    yield open_page
    for visitor, tab, phone in visitors:
        visitor.leave()
        try:
            tab.clear()
        except Error:  # the page was closed, or is gone
            tab.context.close()
        else:
            free_tabs[phone].append(tab)


@pytest.fixture
def other_page(chromium, server, free_tabs):
    """A page of its own in the context of a tab, for a test that changes it for good.

    What the app has sent to visitors before is kept there, which a new context would fetch again.
    """
    tab = free_tabs[False].pop() if free_tabs[False] else Tab(chromium, phone=False)
    page = tab.context.new_page()
    page.set_viewport_size(DESK)
    yield page
    with suppress(Error):  # it may have no storage
        page.evaluate("localStorage.clear()")
    tab.clear()
    free_tabs[False].append(tab)


def alike(one: list[int], other: list[int]) -> bool:
    """Whether two pictures look the same: what goes through a net twice may differ by a grey."""
    return all(abs(a - b) <= 1 for a, b in zip(one, other, strict=True))


class Visitor:
    """What a person does and sees.

    Args:
        page: playwright's page.
        notes_requests: whether its requests are noted. A page makes 150 as it opens, each of which
            costs playwright and the test some messages.

    Attributes:
        page: playwright's page.
        errors: exceptions of its scripts, words that are missing, and what its security policy has
            blocked.
        requests: the URLs it has asked for, if they are noted.
    """

    def __init__(self, page, notes_requests: bool = False):
        self.page = page
        self.errors: list[str] = []
        self._listeners: list[tuple] = []
        self.listen("pageerror", lambda error: self.errors.append(str(error)))
        self.listen("console", self._note_console)
        if notes_requests:
            self.requests: list[str] = []
            self.listen("request", lambda request: self.requests.append(request.url))

    def listen(self, event: str, listener) -> None:
        """Call `listener` with events of the page, until the visitor leaves."""
        self.page.on(event, listener)
        self._listeners.append((event, listener))

    def leave(self) -> None:
        """Listen to the page no longer."""
        for event, listener in self._listeners:
            self.page.remove_listener(event, listener)

    def _note_console(self, message) -> None:
        if "Content Security Policy" in message.text or "There are no words" in message.text:
            self.errors.append(message.text)

    def wait_for_state(self, state: str) -> None:
        """Until that is the state of the stage; rooms have their own."""
        stage = f'[data-state="{state}"]:not(.room)'
        self.page.wait_for_selector(stage, timeout=60_000, state="attached")

    def pixels(self, name: str) -> list[int]:
        """The red bytes of the picture called `name`: "seen", "noisy", "restored", "difference"."""
        return self.page.evaluate(
            """name => {
                const c = document.querySelector(`canvas[data-id="${name}"]`);
                const d = c.getContext("2d").getImageData(0, 0, c.width, c.height).data;
                return Array.from({length: d.length / 4}, (_, i) => d[4 * i]);
            }""",
            name,
        )

    def text(self, name: str) -> str:
        """What is written there; behind a question mark, what unfolding it would show."""
        element = self.page.locator(f'[data-id="{name}"]').first
        return element.evaluate("e => e.closest('.hint') ? e.textContent.trim() : e.innerText")

    def wait_until(self, condition: str, argument=None, patience: float = 30) -> None:
        """Wait until an expression in JavaScript, or a function of `argument`, is true.

        Args:
            condition: is evaluated at every frame of the page.
            argument: what a function is called with.
            patience: in seconds; then the test fails.
        """
        self.page.wait_for_function(condition, arg=argument, timeout=1000 * patience)

    def wait_for_text(self, name: str, text: str) -> None:
        """Wait until the text of the element called `name` contains `text`."""
        self.wait_until(
            """([name, text]) => document.querySelector(`[data-id="${name}"]`).textContent
                .replaceAll("\\u00a0", " ").includes(text.replaceAll("\\u00a0", " "))""",
            [name, text],
        )

    def wait_for_change(self, look, before, after=""):
        """Wait until `look()` is no longer `before`, and return it; `after` is for the failure."""
        end = time.monotonic() + 30
        while (now := look()) == before:
            assert time.monotonic() < end, f"nothing changes {after}"
            self.next_frame()
        return now

    def settle(self) -> None:
        """Wait until every request is answered, and what the answers say is written."""
        if not self.page.evaluate("comesToRest(60_000)"):
            pytest.fail("the page does not settle")

    def tab_stops(self, count: int) -> set[str]:
        """Press Tab `count` times; the names and data of all elements that had the focus."""
        self.page.evaluate(
            """() => {
                window.tabStops = new Set();
                addEventListener("focusin", ({ target: { id, name, dataset } }) => {
                    for (const value of [id, name, ...Object.values(dataset)]) tabStops.add(value);
                });
            }"""
        )
        self.page.locator("body").press("Tab")
        for _ in range(count - 1):
            self.page.keyboard.press("Tab")
        return set(self.page.evaluate("[...tabStops]"))

    def next_frame(self) -> None:
        """Wait until the page has painted a frame."""
        self.page.evaluate("new Promise(go => requestAnimationFrame(() => setTimeout(go)))")

    def draw(self, strokes, during=None) -> None:
        """Draw with the mouse, points in 0..1; `during` is called before the last point."""
        box = self.page.locator("#pad").bounding_box()
        mouse = self.page.mouse

        def at(point):
            return box["x"] + point[0] * box["width"], box["y"] + point[1] * box["height"]

        for stroke in strokes:
            mouse.move(*at(stroke[0]))
            mouse.down()
            for i, point in enumerate(stroke[1:], 2):
                if during and i == len(stroke):
                    during()
                mouse.move(*at(point), steps=3)
            mouse.up()
