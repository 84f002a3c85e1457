"""Make the README's film of a digit drawn and restored: `python -m docs.film`."""

import io
from pathlib import Path

from PIL import Image
from playwright.sync_api import Page

from ae_core.artifacts import replacing
from ae_core.data import stroke_digits
from tests.support import browser, servers

OUT = Path(__file__).parent / "drawing.gif"
_WINDOW = {"width": 1100, "height": 700}  # pad, pictures and the sentence side by side
_DRAWN = stroke_digits.variants(2)[1]
_ANSWER_MS = 120  # until the restored digit is painted
_FRAME_MS = 70
_END_MS = 2500  # of the last frame


def main() -> None:
    """Draw with the mouse, take a picture at every point, and write docs/drawing.gif."""
    with servers.serve(*servers.OURS) as server, browser.chromium() as chromium:
        page = chromium.new_page(viewport=_WINDOW, locale="en-US")
        page.goto(server.url)
        browser.wait_for_restored(page)
        page.wait_for_selector(
            '[data-id="restored-read"] b'
        )  # the classifier answers after the model
        frames = _film(page)
    # With one palette, the parts that stay the same are left out of all frames but the first.
    palette = frames[-1].quantize()
    frames = [frame.quantize(palette=palette, dither=Image.Dither.NONE) for frame in frames]
    times = [_FRAME_MS] * (len(frames) - 1) + [_END_MS]
    with replacing(OUT) as new:
        frames[0].save(new, save_all=True, append_images=frames[1:], duration=times, loop=0)
    print(f"{OUT}: {len(frames)} frames, {OUT.stat().st_size / 1000:.0f} kB")


def _film(page: Page) -> list[Image.Image]:
    page.click('[data-id="clear"]')
    page.wait_for_selector('[data-state="blank"]', state="attached")
    pad = page.locator("#pad").bounding_box()
    top = pad["y"] - 34  # including the captions
    clip = {"x": 0, "y": top, "width": _WINDOW["width"], "height": pad["height"] + 42}

    def shot() -> Image.Image:
        page.wait_for_timeout(_ANSWER_MS)
        return Image.open(io.BytesIO(page.screenshot(clip=clip))).convert("RGB")

    frames = [shot()]
    for stroke in _DRAWN:
        for i, (x, y) in enumerate(stroke):
            page.mouse.move(pad["x"] + x * pad["width"], pad["y"] + y * pad["height"])
            if i == 0:
                page.mouse.down()
            frames.append(shot())
        page.mouse.up()
    page.wait_for_timeout(1000)  # for the last answer, and the verdict
    return [*frames, shot()]


if __name__ == "__main__":
    main()
