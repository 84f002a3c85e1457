"""How soon a change is seen: from a pointer move or slider step to new pixels.

`python -m benchmarks.latency [--before OTHER_CHECKOUT]` opens our page, and a naive one beside it,
in one headless Chromium and measures them in turns: one event at a time, the next one after the
picture has changed. With --check it exits with 1 where a median is above its limit.

Each room is measured twice: while the visitor draws, with the room in view beside the pad, and by
its own control.
"""

import functools
import math
import random
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Annotated

import numpy as np
import typer
from playwright.sync_api import Browser, Page

from tests.support import servers
from tests.support.browser import chromium, wait_for_restored
from ui.rooms import ORDER

from .support import peers, tables

_TIMER = Path(__file__).with_name("support") / "page_timer.js"
_WARM_UP = 10  # events before those that are measured
_STROKE = 30  # moves until the pad is cleared: over old ink nothing changes
_SWEEP = 80  # slider steps of 0.01 in one direction: from 1.0 to 0.2
_SCREEN = {"width": 1366, "height": 768}
_TALLER = {**_SCREEN, "height": 1700}  # for older versions, whose rooms lie below the stage
_MODEL = "conv_32"  # which older checkouts have, too
_REST_MS = 500  # after an event that is not measured, so that its answer is not measured either
_NAIVE_SLIDER = "input[type=range]"

# Causes event number i on a page, and returns its milliseconds.
Cause = Callable[[Page, int], float]

_PEN, _COMPARE = "stage: pointer move", "Compare: slider step"
_INSIDE = "Inside: slider step"
_PEN_BESIDE_COMPARE = "stage: pointer move, Compare open"
_LIMITS_MS = {  # medians: one frame of 17 ms and a little, two frames, and Compare
    _PEN: 20,
    _PEN_BESIDE_COMPARE: 34,
    "Code: pointer move": 34,
    "Inside: pointer move": 34,
    "Map: pointer move": 34,
    "Morph: pointer move": 34,
    "Compare: pointer move": 60,
    "Morph: slider step": 20,
    "stage: slider step": 34,
    "Code: a bar dragged": 34,
    _INSIDE: 34,
    "Map: a place pointed at": 34,
    _COMPARE: 60,
}


def main(
    before: peers.Before = None,
    count: Annotated[int, typer.Option(min=2, help="Pointer moves, and slider steps.")] = 60,
    check: Annotated[bool, typer.Option(help="Exit with 1 above a limit.")] = False,
    markdown: Annotated[bool, typer.Option(help="Print Markdown.")] = False,
) -> None:
    """Measure how soon our page and a naive one show the answer to an event."""
    times = _measure(before, count)
    _show(times, count, markdown)
    met = [
        tables.target(
            f"{label}: at most {limit} ms", bool(np.median(times[label]["after"]) <= limit)
        )
        for label, limit in _LIMITS_MS.items()
    ]
    if check and not all(met):
        raise typer.Exit(1)


def _measure(before: Path | None, count: int) -> dict[str, dict[str, list[float]]]:
    """Cause every event `count` times on every side; {event: {side: ms, "naive": ms}}."""
    with ExitStack() as stack:
        browser = stack.enter_context(chromium())
        ours = {
            side: stack.enter_context(servers.serve(*servers.OURS, root=root))
            for side, root in peers.checkouts(before).items()
        }
        naive = stack.enter_context(servers.serve(*peers.NAIVE))
        pages = {side: _open(browser, server) for side, server in ours.items()}
        for page in pages.values():
            wait_for_restored(page)
        naive_page = _open(browser, naive)
        naive_page.wait_for_selector(_NAIVE_SLIDER)
        for server in (*ours.values(), naive):
            servers.settle(server.pid)

        def measure(some: Mapping[str, Page], cause: Cause) -> dict[str, list[float]]:
            """The ms of an event on some of our pages, in turns with the naive one."""
            sides = {side: (page, cause) for side, page in some.items()}
            return _in_turns(count, {**sides, "naive": (naive_page, _naive_step)})

        times = {_PEN: measure(pages, _move), "stage: slider step": measure(pages, _step)}
        beside = times["stage: pointer move, another visitor trains"] = {}
        for side, page in pages.items():
            with _training(browser, ours[side]):
                beside |= measure({side: page}, _move)
        for room, (picture, label, cause) in _ROOMS.items():
            for page in pages.values():
                _enter(page, room)
            pen = functools.partial(_move, picture=picture)
            times[f"{label.split(':')[0]}: pointer move"] = measure(pages, pen)
            if room == "compare":
                times[_PEN_BESIDE_COMPARE] = measure(pages, _move)
            for page in pages.values():
                page.mouse.up()
            times[label] = measure(pages, cause)
    return times


def _show(times: dict[str, dict[str, list[float]]], count: int, markdown: bool) -> None:
    """Print the medians and 95th percentiles, and by how much ours is ahead."""
    sides = list(times[_PEN])
    head = ["event → new pixels", *(f"{side}, ms (p95)" for side in sides), "naive : after"]
    rows = []
    for label, taken in times.items():
        cells = (f"{np.median(taken[s]):.0f} ({np.percentile(taken[s], 95):.0f})" for s in sides)
        ratio = np.median(taken["naive"]) / np.median(taken["after"])
        rows.append((label, *cells, f"{ratio:.1f} ×"))
    tables.show(f"Event to new pixels, {count} each, in turns: medians", head, rows, markdown)
    tables.note(
        "Naive: gr.Interface(live=True), a slider, model.predict, gr.Image; same weights. Its "
        "slider is measured in every row: gr.Sketchpad answers only when a stroke is finished. "
        f"In the first rows the room that is open at first is in view: {ORDER[0]}; before, none."
    )


def _open(browser: Browser, server: servers.Server) -> Page:
    # without motion Morph does not play by itself, which would count as an answer
    page = browser.new_page(viewport=_SCREEN, reduced_motion="reduce")
    page.add_init_script(path=_TIMER)
    page.goto(server.url)
    return page


@contextmanager
def _training(browser: Browser, server: servers.Server) -> Iterator[None]:
    """Let another visitor train the largest net while the block runs."""
    page = browser.new_page(viewport={"width": 1280, "height": 1700})
    page.goto(f"{server.url}?room=train")
    wait_for_restored(page)
    for name, value in {"layers": 3, "units": 256}.items():
        page.locator(f'[name="train-{name}"][value="{value}"]').check(force=True)
    page.fill('[data-id="train-epochs"]', "15")
    page.click('[data-id="train-start"]')
    # `AE`, `message` and `told` are what older pages call them
    training = """(() => {
        const room = window.lab?.rooms.opened.train ?? AE.rooms.train;
        return (room.trainAnswer ?? room.message ?? room.told)?.state === 'training';
    })()"""
    page.wait_for_function(training, timeout=120_000)
    yield
    if not page.evaluate(training):
        raise RuntimeError("The training ended too soon; measure fewer events.")
    page.close()


def _in_turns(count: int, sides: Mapping[str, tuple[Page, Cause]]) -> dict[str, list[float]]:
    """Cause event after event, on one page and then the next; return the ms of each."""
    pauses = random.Random(0)
    times: dict[str, list[float]] = {side: [] for side in sides}
    for i in range(_WARM_UP + count):
        for side, (page, cause) in sides.items():
            times[side].append(cause(page, i))
            # until the page is idle; at random, so as not to fall into step with the frames
            page.wait_for_timeout(pauses.uniform(100, 130))
    return {side: taken[_WARM_UP:] for side, taken in times.items()}


def _move(page: Page, i: int, picture: str = "restored") -> float:
    """Move the pen one piece further along an eight, until a picture follows."""
    box = page.locator("#pad").bounding_box()

    def at(step: int) -> tuple[float, float]:
        turn = 2 * math.pi * step / _STROKE
        x, y = 0.5 + 0.2 * math.sin(2 * turn), 0.5 - 0.35 * math.cos(turn)
        return box["x"] + x * box["width"], box["y"] + y * box["height"]

    if i % _STROKE == 0:
        page.mouse.up()
        page.locator('[data-id="clear"]').click()
        page.mouse.move(*at(0))
        page.mouse.down()
        page.wait_for_timeout(_REST_MS)
    page.evaluate("picture => timer.arm('pointermove', picture)", picture)
    page.mouse.move(*at(i % _STROKE + 1))
    return page.evaluate("timer.result()")


def _step(
    page: Page, i: int, slider: str = "#level", picture: str = "restored", sweep: int = _SWEEP
) -> float:
    """Press an arrow key on the slider."""
    page.locator(slider).focus()
    if i == 0:
        page.keyboard.press("End")
        page.wait_for_timeout(_REST_MS)
    page.evaluate("picture => timer.arm('input', picture)", picture)
    page.keyboard.press("ArrowLeft" if (i // sweep) % 2 == 0 else "ArrowRight")
    return page.evaluate("timer.result()")


def _naive_step(page: Page, i: int) -> float:
    return _step(page, i, _NAIVE_SLIDER)


def _enter(page: Page, room: str) -> None:
    """Open a room in view beside the pad, and wait until it is filled."""
    page.mouse.up()
    page.locator("#level").fill("0.5")
    page.locator(f'[data-tab="{room}"]').click()
    page.evaluate("scrollTo(0, 0)")
    if page.locator(f'[data-room="{room}"]').bounding_box()["y"] > _SCREEN["height"] - 300:
        page.set_viewport_size(_TALLER)
    page.wait_for_selector(f'[data-room="{room}"][data-state="ok"]')
    page.wait_for_timeout(4 * _REST_MS)


def _compare(page: Page, i: int) -> float:
    """Change the level, and with it the picture of every model and filter."""
    return _step(page, i, picture=f"compare-{_MODEL}")


def _code(page: Page, i: int) -> float:
    """Drag a bar of the code up and down."""
    bar = page.locator('[data-room="code"] [role="slider"]').nth(3)
    bar.scroll_into_view_if_needed()
    box = bar.bounding_box()
    at = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    if i == 0:
        page.mouse.move(*at)
        page.mouse.down()
        page.wait_for_timeout(_REST_MS)
    page.evaluate("timer.arm('pointermove', 'code-edited')")
    step = min(i % 20, 20 - i % 20)  # up and down, ten steps each way
    page.mouse.move(at[0], at[1] + box["height"] * (step - 5.5) * 0.06)
    return page.evaluate("timer.result()")


def _inside(page: Page, i: int) -> float:
    """Change the level, and with it every layer."""
    return _step(page, i, picture="inside-canvas")


def _map(page: Page, i: int) -> float:
    """Point at one place of the map after the other."""
    box = page.locator('[data-room="map"] canvas').first.bounding_box()
    box["height"] = min(box["height"], page.viewport_size["height"] - box["y"])  # in view
    if i == 0:
        page.mouse.up()
        page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
        page.wait_for_timeout(_REST_MS)
    page.evaluate("timer.arm('pointermove', 'map-picture')")
    x, y = 0.5 + 0.35 * math.sin(i / 5), 0.5 + 0.35 * math.cos(i / 7)
    page.mouse.move(box["x"] + x * box["width"], box["y"] + y * box["height"])
    return page.evaluate("timer.result()")


def _morph(page: Page, i: int) -> float:
    """Move the slider between two digits."""
    return _step(page, i, '[data-id="morph-at"]', "morph-picture", sweep=32)


# The picture that follows the pen, and the room's own control.
_ROOMS: Mapping[str, tuple[str, str, Cause]] = {
    "code": ("code-edited", "Code: a bar dragged", _code),
    "inside": ("inside-canvas", _INSIDE, _inside),
    "map": ("map-picture", "Map: a place pointed at", _map),
    "morph": ("morph-picture", "Morph: slider step", _morph),
    "compare": (f"compare-{_MODEL}", _COMPARE, _compare),
}


if __name__ == "__main__":
    typer.run(main)
