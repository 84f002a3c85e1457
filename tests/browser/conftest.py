"""The page as visitors meet it: `python app.py` in a process of its own, a real Chromium."""

import itertools
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

from tests.conftest import missing

ROOT = Path(__file__).parents[2]
START_SECONDS = 90


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
        time.sleep(0.2)
    pytest.fail(f"no answer within {START_SECONDS} s: {log.read_text()}")


@pytest.fixture(scope="session")
def server(tmp_path_factory):
    """The app on the weights the repository ships."""
    with serving(tmp_path_factory.mktemp("server")) as running:
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


@pytest.fixture
def visit(chromium, server):
    """visit(path="", **context options) → `Visitor` on a page that has come alive."""
    contexts = []

    def open_page(path: str = "", address: str = "", **options) -> Visitor:
        context = chromium.new_context(
            **{"viewport": {"width": 1280, "height": 900}, "locale": "en-US", **options}
        )
        contexts.append(context)
        visitor = Visitor(context.new_page())
        visitor.page.goto((address or server.address) + path)
        visitor.wait_for_state("ok")
        return visitor

    yield open_page
    for context in contexts:
        context.close()


@pytest.fixture(scope="session")
def script(chromium, server):
    """script(expression, argument) → its value on a page that nobody ever touches."""
    page = chromium.new_page(locale="en-US")
    page.goto(server.address)
    Visitor(page).wait_for_state("ok")
    yield page.evaluate
    page.close()


def alike(one: list[int], other: list[int]) -> bool:
    """Whether two pictures look the same: what goes through a net twice may differ by a grey."""
    return all(abs(a - b) <= 1 for a, b in zip(one, other, strict=True))


class Visitor:
    """What a person does and sees."""

    def __init__(self, page):
        self.page = page
        self.errors: list[str] = []
        self.requests: list[str] = []
        self._unanswered: set = set()  # requests of the page's own lines
        page.on("pageerror", lambda error: self.errors.append(str(error)))
        page.on("console", self._hear)
        page.on("request", self._ask)
        for end in ("requestfinished", "requestfailed"):
            page.on(end, lambda request: self._unanswered.discard(request))

    def _ask(self, request) -> None:
        self.requests.append(request.url)
        if "/lab/" in request.url:
            self._unanswered.add(request)

    def _hear(self, message) -> None:
        """What the page's own policy has blocked is an error as well."""
        if "Content Security Policy" in message.text:
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
        return self.page.inner_text(f'[data-id="{name}"]')

    def settle(self) -> None:
        """Until all that was asked is answered, and the pictures have stopped changing."""
        before = None
        for _ in range(400):
            now = (self.pixels("noisy"), self.pixels("restored"), self.text("verdict"))
            if now == before and not self._unanswered:
                return
            before = now
            self.page.wait_for_timeout(150)
        pytest.fail("the pictures do not settle")

    def draw(self, strokes, during=None) -> None:
        """Draw with the mouse, points in 0..1; `during` is called before the last point."""
        box = self.page.locator("#pad").bounding_box()
        mouse = self.page.mouse

        def at(point):
            return box["x"] + point[0] * box["width"], box["y"] + point[1] * box["height"]

        for stroke in strokes:
            mouse.move(*at(stroke[0]))
            mouse.down()
            for i, (a, b) in enumerate(itertools.pairwise(stroke)):
                if during and i == len(stroke) - 2:
                    during()
                for k in range(1, 7):
                    mouse.move(*at((a[0] + (b[0] - a[0]) * k / 6, a[1] + (b[1] - a[1]) * k / 6)))
                    self.page.wait_for_timeout(8)
            mouse.up()
