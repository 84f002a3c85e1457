"""What needs more than one request, made in Python: a training and its net, a program's call."""

import json
import re
import urllib.request
import uuid
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager

import aiohttp

from ui.page import first_request

NET = {"code": 16, "layers": 1, "units": 64, "loss": "bce", "noise": "none", "epochs": 4}
# in the raw text: what Gradio sends after the first answer are only changes to it
_KEY = re.compile(rb"own:[\w-]{10,}")
_STATE = re.compile(rb'\\"state\\": \\"(\w+)\\"')


class Session:
    """A visitor who trains a net and uses it, with a browser that keeps cookies; see `opened`."""

    def __init__(self, http: aiohttp.ClientSession, url: str):
        self._http, self._url = http, url

    async def train(self, net: Mapping = NET) -> AsyncIterator[tuple[str, str]]:
        """Train a net, by way of Gradio's queue as the page does.

        Yields:
            The net's key and the state of the training, as of `ui.training`, at each new state.
        """
        caller = {"session_hash": uuid.uuid4().hex[:11]}
        async with self._http.get(f"{self._url}config") as answer:
            events = (await answer.json())["dependencies"]
        index = next(event["id"] for event in events if event["targets"][0][1] == "train")
        text = json.dumps({**first_request(), "train": net})
        join = {"data": [text], "fn_index": index, **caller}
        async with self._http.post(f"{self._url}gradio_api/queue/join", json=join) as answer:
            answer.raise_for_status()
        key, state = "", ""
        async with self._http.get(f"{self._url}gradio_api/queue/data", params=caller) as stream:
            async for row in stream.content:
                if found := _KEY.search(row):
                    key = found[0].decode()
                if (found := _STATE.search(row)) and found[1].decode() != state:
                    state = found[1].decode()
                    yield key, state

    async def use(self, key: str, url: str = "", mark: str = "?own=1") -> str:
        """Restore the first digit with a net.

        Args:
            key: the net's.
            url: ask there instead of at the page's server.
            mark: what the page puts to the address of a request that names a net of one's own.

        Returns:
            "ok", or the key of the problem.
        """
        text = json.dumps({**first_request(), "model": key})
        async with self._http.post(f"{url or self._url}lab/stage{mark}", data=text) as answer:
            reply = await answer.json()
            return reply["problem"]["key"] if reply["state"] == "problem" else reply["state"]


@asynccontextmanager
async def opened(url: str) -> AsyncIterator[Session]:
    """Open the page at `url`, and keep the cookies that it sets."""
    options = {"cookie_jar": aiohttp.CookieJar(unsafe=True), "read_bufsize": 2**24}
    async with aiohttp.ClientSession(**options) as http:
        async with http.get(url) as page:
            page.raise_for_status()
        yield Session(http, url)


def call(url: str, name: str) -> str:
    """Call an endpoint that takes nothing as `curl` does: a POST, then its answer as a stream.

    Returns:
        "ok", or what else came.
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
