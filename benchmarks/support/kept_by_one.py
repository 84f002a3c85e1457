"""What one of several replicas keeps for a visitor: a training, its net, a program's call.

A part of `benchmarks.replicas`.
"""

import asyncio
import tempfile
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from gradio_client import Client, handle_file
from PIL import Image

from ae_core.data import stroke_digits
from ae_core.data.strokes import from_strokes
from tests.support import balancer
from tests.support.balancer import Replica

from . import session, tables

_USES = 60  # of a net of a visitor's own
_CALLS = 12  # of programs


async def measure(three: Sequence[Replica], markdown: bool) -> list[bool]:
    """Train while the other two are killed, use the net, lose it; and call as programs do.

    Args:
        three: replicas that are ready, as they are again at the end.
        markdown: print Markdown.

    Returns:
        Whether each target is met.
    """
    with balancer.nginx(*three) as (url, _):
        async with session.opened(url) as visitor:
            async for key, state in visitor.train():
                if state == "training":
                    owner, others = await _owner(visitor, key, three)
                    for other in others:
                        other.kill()
            for other in others:
                await asyncio.to_thread(other.restart)
            marked = Counter([await visitor.use(key) for _ in range(_USES)])
            unmarked = Counter([await visitor.use(key, mark="") for _ in range(_USES)])
            owner.kill()
            orphaned = Counter([await visitor.use(key) for _ in range(2)])
            await asyncio.to_thread(owner.restart)
            cut_short, status = await _cut_short(visitor, three)
        called = await asyncio.to_thread(_calls, url)
    rows = [
        ("a training, while the two others were killed, ended as", state),
        (f"its net used {_USES} times, as the page does", _told(marked)),
        (f"the same without ?own=1: {_USES} times", _told(unmarked)),
        ("when its replica was killed", _told(orphaned)),
        (f"a training whose replica was told to end, which did with {status}, ended as", cut_short),
        (f"{_CALLS} calls of gradio_client, and {_CALLS} as curl makes them", _told(called)),
    ]
    tables.show("What one replica keeps", ("what", "answers"), rows, markdown)
    return [
        tables.target(
            "a training, and the net that came of it, stay with their replica",
            state == "done" and marked == {"ok": _USES},
            markdown,
        ),
        tables.target(
            "a net whose replica is gone is said to be gone",
            set(orphaned) == {"own_gone"},
            markdown,
        ),
        tables.target(
            "who trains is told when their replica ends",
            (cut_short, status) == ("problem", 0),
            markdown,
        ),
        tables.target("programs need no cookie", called == {"ok": 2 * _CALLS}, markdown),
    ]


async def _cut_short(visitor: session.Session, replicas: Sequence[Replica]) -> tuple[str, int]:
    """Tell a replica to end while it trains: the last state of the training, its exit status."""
    async for key, state in visitor.train():
        if state == "training":
            owner, _ = await _owner(visitor, key, replicas)
            ending = asyncio.create_task(asyncio.to_thread(owner.stop))
    status = await ending
    await asyncio.to_thread(owner.restart)
    return state, status


async def _owner(
    visitor: session.Session, key: str, replicas: Sequence[Replica]
) -> tuple[Replica, list[Replica]]:
    """The replica that has a net, and the others."""
    knows = [await visitor.use(key, replica.url) == "ok" for replica in replicas]
    owner = replicas[knows.index(True)]
    return owner, [replica for replica in replicas if replica is not owner]


def _calls(url: str) -> Counter[str]:
    """Calls of the documented kind: what came of them."""
    outcomes: Counter[str] = Counter()
    with tempfile.TemporaryDirectory() as folder:
        picture = Path(folder, "digit.png")
        digit = from_strokes(stroke_digits.variants(3)[0])
        Image.fromarray(np.round(digit * 255).astype(np.uint8)).save(picture)
        client = Client(url, verbose=False, download_files=folder)
        for seed in range(_CALLS):
            scores = client.predict(handle_file(picture), seed=seed, api_name="/denoise")[3]
            outcomes["ok" if scores["restored"]["psnr"] > 5 else str(scores)] += 1
    for _ in range(_CALLS):
        outcomes[session.call(url, "models")] += 1
    return outcomes


def _told(outcomes: Counter[str]) -> str:
    return ", ".join(f"{what}: {number}" for what, number in outcomes.items())
