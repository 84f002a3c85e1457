"""Drive headless Firefox over WebDriver BiDi, which it speaks itself: a driver is not needed.

References:
    https://www.w3.org/TR/webdriver-bidi/
"""

import asyncio
import re
import shutil
import subprocess
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import aiohttp

_PATIENCE = 180  # seconds for any one thing


class Tab:
    """A tab of Firefox.

    Attributes:
        errors: what the page's scripts have thrown or reported.
    """

    def __init__(self, socket: aiohttp.ClientWebSocketResponse):
        self.errors: list[str] = []
        self._socket, self._number, self._context = socket, 0, ""

    async def start(self) -> None:
        """Begin a session and listen for errors."""
        await self._send("session.new", capabilities={})
        await self._send("session.subscribe", events=["log.entryAdded"])
        tree = await self._send("browsingContext.getTree")
        self._context = tree["contexts"][0]["context"]

    async def go(self, url: str, width: int = 1280, height: int = 1400) -> None:
        """Open an address in a window of this size, in pixels."""
        size = {"width": width, "height": height}
        await self._send("browsingContext.setViewport", context=self._context, viewport=size)
        await self._send(
            "browsingContext.navigate", context=self._context, url=url, wait="complete"
        )

    async def ask(self, expression: str) -> object:
        """The value of an expression in JavaScript: a string, a number, a boolean or null."""
        answer = await self._send(
            "script.evaluate",
            expression=expression,
            target={"context": self._context},
            awaitPromise=True,
        )
        if answer["type"] != "success":
            raise RuntimeError(answer["exceptionDetails"]["text"])
        return answer["result"].get("value")

    async def wait(self, condition: str) -> None:
        """Wait until an expression is true.

        Raises:
            TimeoutError: if it is not in time.
        """
        async with asyncio.timeout(_PATIENCE):
            while not await self.ask(f"Boolean({condition})"):
                await asyncio.sleep(0.1)

    async def draw(self, points: list[tuple[float, float]]) -> None:
        """Draw a stroke with the mouse; points in pixels of the window."""
        moves = [
            {"type": "pointerMove", "x": round(x), "y": round(y), "duration": 30} for x, y in points
        ]
        down, up = {"type": "pointerDown", "button": 0}, {"type": "pointerUp", "button": 0}
        mouse = {"type": "pointer", "id": "mouse", "actions": [moves[0], down, *moves[1:], up]}
        await self._send("input.performActions", context=self._context, actions=[mouse])

    async def _send(self, method: str, **params: object) -> dict:
        self._number += 1
        await self._socket.send_json({"id": self._number, "method": method, "params": params})
        while True:
            message = await self._socket.receive_json(timeout=_PATIENCE)
            if message.get("method") == "log.entryAdded":
                entry = message["params"]
                if entry["level"] == "error":
                    self.errors.append(str(entry["text"]))
            elif message.get("id") == self._number:
                if message["type"] == "error":
                    raise RuntimeError(f"{method}: {message['message']}")
                return message["result"]


def find() -> str | None:
    """Path of Firefox; None if it is not installed."""
    return shutil.which("firefox-esr") or shutil.which("firefox")


@asynccontextmanager
async def opened() -> AsyncIterator[Tab]:
    """Run Firefox with a new profile, and close it at the end."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as profile:
        command = [str(find()), "--headless", "--no-remote", "--remote-debugging-port", "0"]
        log = Path(profile) / "log"
        with log.open("w") as stream:
            process = subprocess.Popen(
                [*command, "--profile", profile, "about:blank"], stdout=stream, stderr=stream
            )
        try:
            address = await _address(log)
            async with (
                aiohttp.ClientSession() as http,
                # answers of a page may be long
                http.ws_connect(f"{address}/session", max_msg_size=0) as socket,
            ):
                tab = Tab(socket)
                await tab.start()
                yield tab
        finally:
            process.terminate()
            process.wait(20)


async def _address(log: Path) -> str:
    async with asyncio.timeout(_PATIENCE):
        while not (found := re.search(r"WebDriver BiDi listening on (ws://\S+)", log.read_text())):
            await asyncio.sleep(0.1)
    return found[1]
