"""Visitors who come and go: they open the page and leave it, or begin a training and leave that.

Their connections end as those of a closed tab do: in the middle of whatever was being said.
"""

import json
import re
import uuid
from urllib.parse import urljoin

import aiohttp

from ui.page import first_request

_NET = {"code": 8, "layers": 1, "units": 32, "loss": "bce", "noise": "none", "epochs": 15}
_LINK = re.compile(r"""(?:src|href)=["'](\.?/[^"']+\.(?:js|css))["']""")
_WAIT = aiohttp.ClientTimeout(total=120)


async def look(url: str) -> None:
    """Load the page and what it names, open its two streams as the script does, and be gone.

    Raises:
        aiohttp.ClientError: if anything is not there.
    """
    async with aiohttp.ClientSession(timeout=_WAIT, raise_for_status=True) as session:
        async with session.get(url) as answer:
            markup = await answer.text()
        for link in dict.fromkeys(_LINK.findall(markup)):
            async with session.get(urljoin(url, link)) as answer:
                await answer.read()
        caller = _caller()
        beats = await session.get(f"{url}gradio_api/heartbeat/{caller['session_hash']}")
        await beats.content.readline()
        event = {"data": [json.dumps({**first_request(), "keep": "png"})], **caller}
        await _join(session, url, "keep", event)
        told = await session.get(f"{url}gradio_api/queue/data", params=caller)
        await told.content.readline()  # the event is under way; what comes of it, nobody hears
        for stream in (beats, told):
            stream.close()


async def abandon(url: str, state: str) -> None:
    """Begin a training, and be gone once it is "starting" or "training".

    Raises:
        aiohttp.ClientError: if it cannot be begun.
        RuntimeError: if it ends before.
    """
    timeout = aiohttp.ClientTimeout(total=600)
    # a reply of a training holds more than aiohttp takes for a line
    async with aiohttp.ClientSession(
        timeout=timeout, read_bufsize=2**24, raise_for_status=True
    ) as session:
        caller = _caller()
        wish = json.dumps({**first_request(), "train": _NET})
        await _join(session, url, "train", {"data": [wish], **caller})
        told = await session.get(f"{url}gradio_api/queue/data", params=caller)
        said = rf"\"state\": \"{state}\"".encode()
        async for line in told.content:
            if said in line:
                break
        else:
            raise RuntimeError(f"A training ended before it was {state}")
        told.close()


def _caller() -> dict[str, str]:
    return {"session_hash": uuid.uuid4().hex[:11]}


async def _join(session: aiohttp.ClientSession, url: str, name: str, event: dict) -> None:
    """Stand in the queue for the event called `name`."""
    async with session.get(f"{url}config") as answer:
        events = (await answer.json())["dependencies"]
    index = next(event["id"] for event in events if event["targets"][0][1] == name)
    async with session.post(f"{url}gradio_api/queue/join", json={**event, "fn_index": index}):
        pass
