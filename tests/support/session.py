"""A visitor in Python for what takes more than one request: a training, and a program's call."""

import json
import re
import urllib.request
import uuid
from collections.abc import AsyncGenerator, AsyncIterator, Mapping
from contextlib import asynccontextmanager

import aiohttp

from ui.page import first_request

NET = {"code": 16, "layers": 1, "units": 64, "loss": "bce", "noise": "none", "epochs": 4}
# Searched for in the raw text: after its first answer Gradio sends differences only.
_KEY = re.compile(rb"own:[\w-]{10,}")
_STATE = re.compile(rb'\\"state\\": ?\\"(\w+)\\"')


class Session:
    """A visitor with the page open, in a browser that keeps cookies; made by `opened`.

    Attributes:
        http: the browser's connections.
        markup: HTML of the page.
        caller: the session hash by which Gradio knows the visitor, as parameters of a request.
    """

    def __init__(self, http: aiohttp.ClientSession, url: str, markup: str):
        self.http, self._url, self.markup = http, url, markup
        self.caller = {"session_hash": uuid.uuid4().hex[:11]}

    @asynccontextmanager
    async def asked(self, name: str, request: object) -> AsyncIterator[aiohttp.ClientResponse]:
        """Join Gradio's queue for an event, as the page does, and yield the stream of its messages.

        Args:
            name: of the event.
            request: see `ui.live.encoding`.

        Raises:
            aiohttp.ClientResponseError: if the server refuses the request.
        """
        async with self.http.get(f"{self._url}config") as answer:
            events = (await answer.json())["dependencies"]
        index = next(event["id"] for event in events if event["targets"][0][1] == name)
        join = {"data": [json.dumps(request)], "fn_index": index, **self.caller}
        async with self.http.post(f"{self._url}gradio_api/queue/join", json=join) as answer:
            answer.raise_for_status()
        messages = f"{self._url}gradio_api/queue/data"
        async with self.http.get(messages, params=self.caller) as stream:
            yield stream

    async def train(self, net: Mapping = NET) -> AsyncGenerator[tuple[str, str], None]:
        """Train a net. To close the generator before its end is to leave the page.

        Yields:
            The net's key and the state of the training (see `ui.training.sessions`) whenever the
            state changes.
        """
        key, state = "", ""
        async with self.asked("train", {**first_request(), "train": net}) as stream:
            async for row in stream.content:
                if found := _KEY.search(row):
                    key = found[0].decode()
                if (found := _STATE.search(row)) and found[1].decode() != state:
                    state = found[1].decode()
                    yield key, state

    async def use(self, key: str, url: str = "") -> str:
        """Restore the first digit with a net that this visitor has trained.

        Args:
            key: of the net.
            url: address to ask instead of the page's own.

        Returns:
            "ok", or the key of the problem.
        """
        text = json.dumps({**first_request(), "model": key})
        async with self.http.post(f"{url or self._url}lab/stage?own=1", data=text) as answer:
            reply = await answer.json()
            return reply["problem"]["key"] if reply["state"] == "problem" else reply["state"]


@asynccontextmanager
async def opened(url: str) -> AsyncIterator[Session]:
    """Open the page at `url` and keep the cookies that it sets."""
    jar, patience = aiohttp.CookieJar(unsafe=True), aiohttp.ClientTimeout(total=600)
    # An answer of a training is longer than aiohttp's default for a line.
    async with aiohttp.ClientSession(cookie_jar=jar, timeout=patience, read_bufsize=2**24) as http:
        async with http.get(url) as page:
            page.raise_for_status()
            markup = await page.text()
        yield Session(http, url, markup)


def call(url: str, name: str) -> str:
    """Call an endpoint without arguments as `curl` does: a POST, then its answer as a stream.

    Returns:
        "ok", or the answer or error in words.
    """
    address = f"{url}gradio_api/call/{name}"
    request = urllib.request.Request(
        address, b'{"data": []}', headers={"Content-Type": "application/json"}
    )
    try:
        with urllib.request.urlopen(request, timeout=30) as answer:
            event = json.load(answer)["event_id"]
        with urllib.request.urlopen(f"{address}/{event}", timeout=30) as answer:
            text = answer.read().decode()
    except OSError as error:
        return str(error)
    return "ok" if text.startswith("event: complete") else text
