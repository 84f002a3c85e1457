"""How fast programs are answered, and what the page feels of it.

`python -m benchmarks.api`. Programs ask with gradio_client, one call after the other; beside them a
visitor's pen asks the stage 30 times a second, on a line of the page.
"""

import base64
import functools
import json
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median, quantiles
from typing import Annotated

import httpx
import numpy as np
import typer
from gradio_client import Client, handle_file
from PIL import Image

from ae_core.data import stroke_digits
from ae_core.data.strokes import from_strokes
from tests.support import servers

from .support import tables

SIZES = (1, 16, 64, 256)  # digits in a call
PEN_SECONDS = 1 / 30
HEAD = ("endpoint", "digits a call", "a call, ms", "digits a second", "pen meanwhile, ms (p95)")


def main(
    seconds: Annotated[float, typer.Option(min=1, help="Seconds for each row.")] = 5,
    model: Annotated[str, typer.Option(help="Which model is asked.")] = "conv_32",
    markdown: Annotated[bool, typer.Option(help="Print Markdown.")] = False,
) -> None:
    """Measure the endpoints one after the other."""
    digit = np.round(from_strokes(stroke_digits.variants(3)[0]) * 255).astype(np.uint8)
    with servers.serve(*servers.OURS) as server, tempfile.TemporaryDirectory() as folder:
        servers.settle(server.pid)
        client = Client(server.url, verbose=False)
        file = Path(folder) / "digit.png"
        Image.fromarray(digit).save(file)
        rows = [("nobody asks", "", "", "", _idle(server.url, seconds))]

        def one() -> None:
            client.predict(handle_file(file), model, api_name="/denoise")

        rows.append(("/denoise", "1", *_measured(one, 1, server.url, seconds)))
        picture = base64.b64encode(digit.tobytes()).decode()
        (code,) = client.predict([picture], model, api_name="/encode")
        for endpoint, given in (
            ("/denoise_batch", picture),
            ("/encode", picture),
            ("/decode", code),
        ):
            for size in SIZES:
                many = functools.partial(client.predict, [given] * size, model, api_name=endpoint)
                rows.append((endpoint, str(size), *_measured(many, size, server.url, seconds)))
    tables.show(f"Programs, asking {model}", HEAD, rows, markdown)


def _measured(call: Callable[[], object], digits: int, url: str, seconds: float) -> tuple[str, ...]:
    """Median milliseconds of a call, digits a second, and the pen's wait meanwhile."""
    call()  # compiles
    taken = []
    with _pen(url) as waits:
        end = time.perf_counter() + seconds
        while time.perf_counter() < end:
            start = time.perf_counter()
            call()
            taken.append(time.perf_counter() - start)
    return (
        f"{1000 * median(taken):.0f}",
        f"{digits * len(taken) / sum(taken):,.0f}",
        _told(waits),
    )


def _idle(url: str, seconds: float) -> str:
    with _pen(url) as waits:
        time.sleep(seconds)
    return _told(waits)


@contextmanager
def _pen(url: str) -> Iterator[list[float]]:
    """Ask the stage as a moving pen does; the value fills with the seconds that answers took."""
    stroke = [[0.3, 0.2], [0.7, 0.2], [0.5, 0.8]]
    waits: list[float] = []
    lifted = threading.Event()

    def move() -> None:
        with httpx.Client(base_url=url) as visitor:
            turn = 0
            while not lifted.wait(PEN_SECONDS):
                turn += 1
                stroke[0][0] = 0.3 + 0.01 * (turn % 20)  # another digit each time
                ask = {"digit": {"strokes": [stroke]}, "model": "conv_32", "turn": turn}
                ask |= {"noise": "gaussian", "level": 0.5, "seed": 7}
                start = time.perf_counter()
                visitor.post("/lab/stage", content=json.dumps(ask)).raise_for_status()
                waits.append(time.perf_counter() - start)

    hand = threading.Thread(target=move)
    hand.start()
    try:
        yield waits
    finally:
        lifted.set()
        hand.join()


def _told(waits: list[float]) -> str:
    return f"{1000 * median(waits):.0f} ({1000 * quantiles(waits, n=20)[-1]:.0f})"


if __name__ == "__main__":
    typer.run(main)
