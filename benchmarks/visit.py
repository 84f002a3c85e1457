"""What one visit fetches, and how soon after the start of the server it shows a restored digit.

`python -m benchmarks.visit`; with --check it exits with 1 where a target is missed. What starting
and serving cost without a browser is measured by `benchmarks.serving`.
"""

import time
from statistics import median
from typing import Annotated
from urllib.parse import urlsplit

import typer

from tests.support import servers
from tests.support.browser import chromium, wait_for_restored

from .support import tables

_TRANSFERRED = """performance.getEntries().reduce((sum, e) => sum + (e.transferSize || 0), 0)"""


def main(
    visits: Annotated[int, typer.Option(min=1, help="Each to a server just started.")] = 2,
    check: Annotated[bool, typer.Option(help="Exit with 1 where a target is missed.")] = False,
    markdown: Annotated[bool, typer.Option(help="Print Markdown.")] = False,
) -> None:
    """Open the page as soon as it answers, and wait for the first restored digit."""
    seconds = []
    with chromium() as browser:
        for _ in range(visits):
            with servers.serve(*servers.OURS) as server:
                asked: list[str] = []
                page = browser.new_context().new_page()  # nothing cached from the last visit
                page.on("request", lambda request, urls=asked: urls.append(request.url))
                page.goto(server.url)
                wait_for_restored(page)
                seconds.append(time.perf_counter() - server.started)
                size = page.evaluate(_TRANSFERRED)
                page.close()
    hosts = [host for url in asked if (host := urlsplit(url).hostname)]  # data: has none
    outside = sorted(set(hosts) - {"127.0.0.1", "localhost"})
    rows = [
        (f"start → first restored digit, median of {visits}", f"{median(seconds):.2f} s"),
        ("requests", f"{len(hosts)}"),
        ("bytes", f"{size / 1000:.0f} kB"),
    ]
    tables.show("One visit", ("what", "measured"), rows, markdown)
    met = tables.target(
        f"nothing fetched from outside{': ' if outside else ''}{', '.join(outside)}",
        not outside,
        markdown,
    )
    if check and not met:
        raise typer.Exit(1)


if __name__ == "__main__":
    typer.run(main)
