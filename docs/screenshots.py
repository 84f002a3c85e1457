"""Make the README's pictures of the page: `python -m docs.screenshots` from the root."""

from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Browser, Page

from tests.support import browser, servers
from ui.rooms import ORDER

OUT = Path(__file__).parent
_TRAINING_MS = 120_000
_REST_MS = 1500  # until a room shows all its answers


def main() -> None:
    """Take a picture of the stage as it opens, one of each room, and one of symbols on the map."""
    with servers.serve(*servers.OURS) as server, browser.chromium() as chromium:
        _stage(chromium, server.url)
        for room in ORDER:
            _room(chromium, f"{server.url.rstrip('/')}/?room={room}", room)
        _room(chromium, f"{server.url.rstrip('/')}/?room=train", "train", "symbols")


def _replay(page: Page) -> None:
    page.locator('[data-id="replay-at"]').focus()
    for _ in range(2):
        page.keyboard.press("ArrowRight")


def _train(page: Page) -> None:
    page.click('[data-id="train-start"]')
    page.wait_for_selector('[data-id="train-result"]:not([hidden])', timeout=_TRAINING_MS)


def _symbols(page: Page) -> None:
    page.locator('[name="train-what"][value="symbols"]').check(force=True)
    page.click('[data-id="train-symbols-letters"]')
    _train(page)
    page.click('[data-id="train-map"]')
    page.wait_for_selector('[data-room="map"][data-state="ok"]')
    page.mouse.move(0, 0)


def _strange(page: Page) -> None:
    page.click('[data-id="strange-samples"] [data-name="smiley"]')


# Rooms in which the visitor has to do something first.
_SHOW: dict[str, Callable[[Page], None]] = {
    "replay": _replay,
    "train": _train,
    "symbols": _symbols,
    "strange": _strange,
}


def _stage(chromium: Browser, url: str) -> None:
    page = chromium.new_page(viewport={"width": 1280, "height": 840}, locale="en-US")
    page.goto(url)
    browser.wait_for_restored(page)
    page.wait_for_selector('[data-id="restored-read"] b')  # the classifier answers after the model
    page.wait_for_timeout(_REST_MS)
    page.screenshot(path=OUT / "stage.png")
    page.close()


def _room(chromium: Browser, url: str, room: str, name: str | None = None) -> None:
    name = name or room
    page = chromium.new_page(
        viewport={"width": 1280, "height": 1000}, locale="en-US", reduced_motion="reduce"
    )  # Morph would play by itself
    page.goto(url)
    browser.wait_for_restored(page)
    page.locator(f'[data-room="{room}"]').scroll_into_view_if_needed()
    page.wait_for_selector(f'[data-room="{room}"][data-state="ok"]')
    page.wait_for_timeout(_REST_MS)
    _SHOW.get(name, lambda page: None)(page)
    page.wait_for_timeout(_REST_MS)
    page.locator(".rooms").screenshot(path=OUT / f"{name}.png")
    page.close()


if __name__ == "__main__":
    main()
