"""Visitors who come and go: they open the page and leave it, or begin a training and leave that.

Their connections end as those of a closed tab do: in the middle of whatever was being said.
"""

import re
from contextlib import aclosing
from urllib.parse import urljoin

from ui.page import first_request

from . import session

_NET = {"code": 8, "layers": 1, "units": 32, "loss": "bce", "noise": "none", "epochs": 15}
_LINK = re.compile(r"""(?:src|href)=["'](\.?/[^"']+\.(?:js|css))["']""")


async def look(url: str) -> None:
    """Load the page and what it names, open its two streams as the script does, and be gone.

    Raises:
        aiohttp.ClientError: if anything is not there.
    """
    async with session.opened(url) as visitor:
        for link in dict.fromkeys(_LINK.findall(visitor.markup)):
            async with visitor.http.get(urljoin(url, link)) as answer:
                answer.raise_for_status()
                await answer.read()
        beat = f"{url}gradio_api/heartbeat/{visitor.caller['session_hash']}"
        picture = {**first_request(), "keep": "png"}
        async with visitor.http.get(beat) as beats, visitor.asked("keep", picture) as told:
            await beats.content.readline()
            await told.content.readline()  # it is under way; what comes of it, nobody hears


async def abandon(url: str, state: str) -> None:
    """Begin a training, and be gone once it is "starting" or "training".

    Raises:
        aiohttp.ClientError: if it cannot be begun.
        RuntimeError: if it ends before.
    """
    async with session.opened(url) as visitor, aclosing(visitor.train(_NET)) as training:
        async for _, now in training:
            if now == state:
                return
    raise RuntimeError(f"A training ended before it was {state}")
