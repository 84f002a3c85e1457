"""What several tests of the page draw, click and compare."""

import io

from PIL import Image, ImageDraw

from ui.words import WORDS

SEVEN = [[(0.25, 0.2), (0.75, 0.2), (0.6, 0.45), (0.4, 0.85)]]
ONE = [[(0.5, 0.15), (0.5, 0.5), (0.5, 0.85)]]


def english(key: str, **values) -> str:
    """A text as the page shows it in English."""
    return WORDS[key][0].format(**values).replace(" %", "\u00a0%")


def distance(a, b) -> float:
    """The mean absolute difference of two pictures, in grey levels."""
    return sum(abs(x - y) for x, y in zip(a, b, strict=True)) / len(a)


def choose(visitor, model: str, noise: str = "gaussian", level: str = "0.5") -> None:
    """Choose a model, and a kind and level of noise; wait for the pictures."""
    visitor.page.select_option("#model", model)
    visitor.page.locator(f'input[value="{noise}"]').check(force=True)
    visitor.page.locator("#level").fill(level)
    visitor.settle()


def swipe(visitor, x: float, y: float, up: float, right: float = 0) -> None:
    """Move a finger from a point of the window, by so many pixels; down if `up` is negative."""
    touch = visitor.page.context.new_cdp_session(visitor.page)
    kinds = ["touchStart", *["touchMove"] * 6, "touchEnd"]
    for k, kind in enumerate(kinds):
        share = min(k, 6) / 6
        at = [{"x": x + right * share, "y": y - up * share}] if kind != "touchEnd" else []
        touch.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": at})
        visitor.next_frame()
    touch.detach()


def open_tab(visitor) -> str:
    """The name of the room whose tab is open."""
    return visitor.page.locator('[role="tab"][aria-selected="true"]').get_attribute("data-tab")


def open_panel(visitor) -> str:
    """Open the panel "Share"; return its `path_of`."""
    visitor.page.click('[data-id="share"]')
    visitor.page.wait_for_function("document.querySelector('[data-id=\"share-field\"]').value")
    return path_of(visitor)


def path_of(visitor) -> str:
    """The link in the panel, without the server's address."""
    link = visitor.page.input_value('[data-id="share-field"]')
    assert len(link) < 2000
    return "/" + link.split("/", 3)[3]


def close_panel(visitor) -> None:
    visitor.page.keyboard.press("Escape")
    assert visitor.page.locator('[data-id="share-panel"]').is_hidden()
    visitor.settle()


def change_everything(visitor) -> None:
    """Draw a seven, scribble over it, and change every control."""
    page = visitor.page
    page.click('[data-id="clear"]')
    visitor.draw(SEVEN)
    page.click(f'text="{english("scribble")}"')
    visitor.draw([[(0.2, 0.6), (0.8, 0.62)]])
    page.select_option("#model", "dense_16")
    page.locator('input[value="salt_pepper"]').check(force=True)
    page.locator("#level").fill("0.31")
    page.click('[data-id="renew"]')
    visitor.settle()


def picture(text_colour="black", paper="white", size=(400, 300)) -> bytes:
    """A PNG of a seven on paper."""
    image = Image.new("RGB", size, paper)
    ImageDraw.Draw(image).line([(150, 60), (260, 60), (200, 240)], text_colour, 20, joint="curve")
    stream = io.BytesIO()
    image.save(stream, "PNG")
    return stream.getvalue()


def upload(visitor, name: str, content: bytes, kind: str = "image/png") -> None:
    visitor.page.set_input_files(
        '[data-id="upload"]', {"name": name, "mimeType": kind, "buffer": content}
    )
