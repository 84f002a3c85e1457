"""Run headless Chromium: the one that `CHROMIUM` names, else the system's."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Browser, Page, TimeoutError, sync_playwright

_FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    # Chromium's own requests would count as the page's, or take its time.
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
_SHOWN = '#stage[data-state="ok"], #stage [data-state="ok"]'


@contextmanager
def chromium() -> Iterator[Browser]:
    """Run Chromium and close it at the end."""
    path = os.environ.get("CHROMIUM") or shutil.which("chromium") or "/usr/bin/chromium"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=_FLAGS)
        try:
            yield browser
        finally:
            browser.close()


def wait_for_restored(page: Page, patience: float = 90) -> None:
    """Wait until our page shows its first restored digit.

    Raises:
        RuntimeError: if it does not within `patience` seconds; with the text that the page shows.
    """
    try:
        page.wait_for_selector(_SHOWN, state="attached", timeout=1000 * patience)
    except TimeoutError:
        text = page.locator('[data-id="verdict"]').text_content(timeout=1000)
        raise RuntimeError(f"No restored digit within {patience:g} s; it says: {text}") from None
