"""Make the README's picture of the page: `python -m docs.screenshots` from the root."""

from pathlib import Path

from benchmarks import browser, servers

OUT = Path(__file__).parent


def main() -> None:
    """Take a picture of the first view, once the models are warm."""
    with servers.serve(*servers.OURS) as server, browser.chromium() as chromium:
        page = chromium.new_page(viewport={"width": 1280, "height": 800}, locale="en-US")
        page.goto(server.url)
        browser.wait_for_restored(page)
        page.wait_for_selector('[data-id="restored-read"] b')  # the reader comes after the model
        page.wait_for_timeout(500)
        page.screenshot(path=OUT / "stage.png")


if __name__ == "__main__":
    main()
