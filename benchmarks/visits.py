"""What a visit costs: requests and bytes until the first restored digit, and on a second visit.

`python -m benchmarks.visits [--before OTHER_CHECKOUT]` opens our page in headless Chromium with an
empty cache, then again in the same browser, beside the smallest page that Gradio can serve. With
--check it exits with 1 where ours costs more than is allowed beyond that.
"""

from collections.abc import Callable, Mapping
from contextlib import ExitStack
from typing import Annotated, NamedTuple

import typer
from playwright.sync_api import Browser, BrowserContext, Page

from tests.support import servers
from tests.support.browser import chromium, wait_for_restored

from .support import peers, tables

_MORE_REQUESTS, _MORE_KILOBYTES = 35, 250  # than a bare page, until the first digit
_QUIET_MS = 3000  # after what is waited for: scripts of rooms that are not yet open
_BARE = "a bare gr.Blocks"


class Visit(NamedTuple):
    """What one visit has fetched over the network; what came from the cache is left out.

    Attributes:
        requests: how many.
        kilobytes: heads and bodies, as compressed, in 1,000 bytes.
    """

    requests: int
    kilobytes: float

    def __str__(self) -> str:
        return f"{self.requests}, {self.kilobytes:.0f} kB"


def main(
    before: peers.Before = None,
    check: Annotated[bool, typer.Option(help="Exit with 1 above what is allowed.")] = False,
    markdown: Annotated[bool, typer.Option(help="Print Markdown.")] = False,
) -> None:
    """Count requests and bytes of a first and of a second visit."""
    rows = []
    first_visits: dict[str, Visit] = {}
    with ExitStack() as stack:
        browser = stack.enter_context(chromium())
        sides: dict[str, tuple[servers.Server, Callable[[Page], object]]] = {
            side: (stack.enter_context(servers.serve(*servers.OURS, root=root)), wait_for_restored)
            for side, root in peers.checkouts(before).items()
        }
        bare = stack.enter_context(servers.serve(*peers.BARE))
        sides[_BARE] = (bare, lambda page: page.wait_for_selector("text=Hello"))
        for side, (server, wait) in sides.items():
            first, second = visits(browser, server.url, wait)
            rows.append((side, *map(str, (*first, *second))))
            first_visits[side] = first[0]
    head = ["", "first visit, until it is there", "in all", "second, until it is there", "in all"]
    tables.show("Requests, and bytes over the network", head, rows, markdown)
    tables.note(f"In all: {_QUIET_MS / 1000:g} s later.")
    ours, bare_page = first_visits["after"], first_visits[_BARE]
    most = Visit(bare_page.requests + _MORE_REQUESTS, bare_page.kilobytes + _MORE_KILOBYTES)
    met = ours.requests <= most.requests and ours.kilobytes <= most.kilobytes
    tables.target(f"a first visit costs at most {most}", met)
    if check and not met:
        raise typer.Exit(1)


def visits(browser: Browser, url: str, wait: Callable[[Page], object]) -> list[tuple[Visit, Visit]]:
    """Visit a page twice in one browser with an empty cache.

    Args:
        browser: to open it in.
        url: of the page.
        wait: waits until a page is there.

    Returns:
        Of the first and of the second visit: until the page is there, and in all.
    """
    context = browser.new_context(locale="en-US")
    found = [_visit(context, url, wait) for _ in range(2)]
    context.close()
    return found


def _visit(
    context: BrowserContext, url: str, wait: Callable[[Page], object]
) -> tuple[Visit, Visit]:
    page = context.new_page()
    session = context.new_cdp_session(page)
    cached: set[str] = set()
    sizes: dict[str, float] = {}

    def note(event: Mapping) -> None:
        sizes[event["requestId"]] = event["encodedDataLength"]

    def note_head(event: Mapping) -> None:
        response = event["response"]
        if response.get("fromDiskCache") or response.get("fromPrefetchCache"):
            cached.add(event["requestId"])
        sizes[event["requestId"]] = response["encodedDataLength"]

    session.on("Network.requestServedFromCache", lambda event: cached.add(event["requestId"]))
    session.on("Network.responseReceived", note_head)
    session.on("Network.loadingFinished", note)
    session.send("Network.enable")

    def so_far() -> Visit:
        fetched = {key: size for key, size in sizes.items() if key not in cached}
        return Visit(len(fetched), sum(fetched.values()) / 1000)

    page.goto(url)
    wait(page)
    there = so_far()
    page.wait_for_timeout(_QUIET_MS)
    every = so_far()
    page.close()
    return there, every


if __name__ == "__main__":
    typer.run(main)
