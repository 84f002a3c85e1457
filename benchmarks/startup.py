"""How soon the page answers and restores, what it holds in memory, and what it fetches.

`python -m benchmarks.startup`; with --check it exits with 1 where a target is missed. The peer
is a bare `gr.Blocks` page, started in turns with ours: what it takes is Gradio's own share.
"""

import time
from statistics import median
from typing import Annotated
from urllib.parse import urlsplit

import typer

from . import servers, tables
from .browser import chromium, wait_for_restored

RATIO = 1.3  # the target: our time to HTTP 200 over the bare page's

_TRANSFERRED = """performance.getEntries().reduce((sum, e) => sum + (e.transferSize || 0), 0)"""


def main(
    runs: Annotated[int, typer.Option(min=1, help="Starts of each page.")] = 5,
    visits: Annotated[int, typer.Option(min=1, help="Starts with a browser.")] = 2,
    check: Annotated[bool, typer.Option(help="Exit with 1 where a target is missed.")] = False,
    markdown: Annotated[bool, typer.Option(help="Print Markdown.")] = False,
) -> None:
    """Measure how our page starts, beside a bare one."""
    ours, bare = _answer_times(runs)
    seconds, memory, requests, size = _first_pictures(visits)
    ratio = median(ours) / median(bare)
    outside = sorted({url for url in requests if not _is_ours(url)})
    rows = [
        (f"HTTP 200, median of {runs}", f"{median(ours):.2f} s"),
        (f"bare gr.Blocks page, median of {runs}", f"{median(bare):.2f} s"),
        ("ratio", f"{ratio:.2f} ×"),
        (f"first restored digit on the page, median of {visits}", f"{median(seconds):.2f} s"),
        ("resident memory, all models loaded", f"{median(memory):.0f} MB"),
        ("requests of one visit", f"{len(requests)}"),
        ("bytes of one visit", f"{size / 1000:.0f} kB"),
        ("of these requests to other hosts", f"{len(outside)}"),
    ]
    tables.show("Starting up", ("what", "measured"), rows, markdown)
    met = [
        tables.target(
            f"HTTP 200 in at most {RATIO} times the bare page's", ratio <= RATIO, markdown
        ),
        tables.target(
            f"nothing fetched from outside{': ' if outside else ''}{', '.join(outside)}",
            not outside,
            markdown,
        ),
    ]
    if check and not all(met):
        raise typer.Exit(1)


def _answer_times(runs: int) -> tuple[list[float], list[float]]:
    """Seconds from the start of the process to HTTP 200: ours, and the bare page's."""
    ours, bare = [], []
    for _ in range(runs):
        for command, times in ((servers.OURS, ours), (servers.BARE, bare)):
            with servers.serve(*command) as server:
                times.append(server.seconds)
    return ours, bare


def _first_pictures(visits: int) -> tuple[list[float], list[float], list[str], float]:
    """Open the page as soon as it answers, and wait for the first restored digit.

    Returns:
        Seconds from the start of the process and MB in RAM, one of each per visit; the URLs
        that the last visit asked for, and the bytes that came.
    """
    seconds, memory = [], []
    with chromium() as browser:
        for _ in range(visits):
            with servers.serve(*servers.OURS) as server:
                requests: list[str] = []
                page = browser.new_context().new_page()  # nothing cached from the last visit
                page.on("request", lambda request, urls=requests: urls.append(request.url))
                page.goto(server.url)
                wait_for_restored(page)
                seconds.append(time.perf_counter() - server.started)
                servers.settle(server.pid)
                memory.append(servers.resident_mb(server.pid))
                size = page.evaluate(_TRANSFERRED)
                page.close()
    return seconds, memory, [url for url in requests if urlsplit(url).hostname], size


def _is_ours(url: str) -> bool:
    return urlsplit(url).hostname in ("127.0.0.1", "localhost")


if __name__ == "__main__":
    typer.run(main)
