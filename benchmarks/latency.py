"""How soon a change is seen: pointer move and slider step to new pixels, beside a naive page.

`python -m benchmarks.latency [--before OTHER_CHECKOUT]`; with --check it exits with 1 where a
target is missed. All pages are open in one headless Chromium and are measured in turns, one event
at a time, the next one only after the picture has changed.
"""

import math
import random
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Annotated, NamedTuple

import numpy as np
import typer
from playwright.sync_api import Browser, Page

from tests.support import servers
from tests.support.browser import chromium, wait_for_restored
from ui.page import FIRST_VIEW

from .support import tables

# The targets: medians of one frame (of 17 ms, and a little), of two, and of Compare; the pen's p95;
# how many times faster than the naive page; how many times slower while a net is being trained.
FRAME_MS, TWO_FRAMES_MS, COMPARE_MS, P95_MS = 20, 34, 60, 80
TIMES_FASTER, COMPARE_TIMES_FASTER, TIMES_SLOWER = 4, 5, 3

_TIMER = Path(__file__).with_name("support") / "page_timer.js"
_WARM_UP = 10  # events before those that count
_STROKE = 30  # moves until the pad is cleared: over old ink nothing would change
_SWEEP = 80  # slider steps of 0.01 in one direction: from 1.0 to 0.2 and back
_REST_MS = 500  # after an event that does not count, for its answer not to count either
_NAIVE_SLIDER = "input[type=range]"


# causes event number i on a page, and says how long it took
Cause = Callable[[Page, int], dict[str, float]]


class Taken(NamedTuple):
    """Milliseconds of each event, from its dispatch in the page and from its own time stamp."""

    dispatch: list[float]
    stamp: list[float]

    @property
    def median(self) -> float:
        return float(np.median(self.dispatch))

    @property
    def p95(self) -> float:
        return float(np.percentile(self.dispatch, 95))


def main(
    before: servers.Before = None,
    count: Annotated[int, typer.Option(min=2, help="Pointer moves, and slider steps.")] = 60,
    check: Annotated[bool, typer.Option(help="Exit with 1 where a target is missed.")] = False,
    markdown: Annotated[bool, typer.Option(help="Print Markdown.")] = False,
) -> None:
    """Measure how soon our page and a naive one show the answer to an event."""
    with ExitStack() as stack:
        browser = stack.enter_context(chromium())
        ours = {
            name: stack.enter_context(servers.serve(*servers.OURS, root=root))
            for name, root in servers.checkouts(before).items()
        }
        naive = stack.enter_context(servers.serve(*servers.NAIVE))
        pages = {name: _open(browser, server) for name, server in ours.items()}
        for page in pages.values():
            wait_for_restored(page)
        naive_page = _open(browser, naive)
        naive_page.wait_for_selector(_NAIVE_SLIDER)
        for server in (*ours.values(), naive):
            servers.settle(server.pid)

        def in_turns(some: Mapping[str, Page], cause: Cause) -> dict[str, Taken]:
            sides = {name: (page, cause) for name, page in some.items()}
            return _in_turns(count, {**sides, "naive": (naive_page, _naive_step)})

        rows = {_PEN: in_turns(pages, _move), _LEVEL: in_turns(pages, _step), _BESIDE: {}}
        for name, page in pages.items():
            with _training(browser, ours[name]):
                rows[_BESIDE] |= in_turns({name: page}, _move)
        for room, (label, cause) in _ROOMS.items():
            for page in pages.values():
                _enter(page, room)
            rows[label] = in_turns(pages, cause)
    sides = list(rows[_PEN])
    head = ["event → new pixels", *(f"{side} {what}" for side in sides for what in ("ms", "p95"))]
    lines = [_line(label, [taken[side] for side in sides]) for label, taken in rows.items()]
    title = f"Event to new pixels, {count} each, in turns: medians"
    tables.show(title, [*head, "naive : after"], lines, markdown)
    tables.note(
        "Naive: gr.Interface(live=True), a slider, model.predict, gr.Image; same weights. Its "
        "slider stands in every row, for gr.Sketchpad answers only when a stroke is finished.",
        markdown,
    )
    stamps = (f"{row} {np.median(taken['after'].stamp):.0f} ms" for row, taken in rows.items())
    tables.note(
        "Counted from the event's listeners; from the event's own time stamp the medians are "
        f"{', '.join(stamps)}.",
        markdown,
    )
    met = [tables.target(text, value, markdown) for text, value in _targets(rows)]
    if check and not all(met):
        raise typer.Exit(1)


def _line(label: str, sides: list[Taken]) -> tuple[str, ...]:
    *_, ours, naive = sides
    times = (f"{time:.0f}" for taken in sides for time in (taken.median, taken.p95))
    return (label, *times, f"{naive.median / ours.median:.1f} ×")


def _targets(rows: dict[str, dict[str, Taken]]) -> Iterator[tuple[str, bool]]:
    """The targets, and whether each is met."""
    for label, limit in _LIMITS.items():
        yield f"{label}: median at most {limit} ms", rows[label]["after"].median <= limit
    for label, times in ((_PEN, TIMES_FASTER), (_COMPARE, COMPARE_TIMES_FASTER)):
        ours, naive = rows[label]["after"], rows[label]["naive"]
        text = f"{label}: at least {times} times faster than naive"
        yield text, naive.median >= times * ours.median
    pen, beside = rows[_PEN]["after"], rows[_BESIDE]["after"]
    yield f"{_PEN}: p95 at most {P95_MS} ms", pen.p95 <= P95_MS
    yield (
        f"{_BESIDE}: median at most {TIMES_SLOWER} times slower",
        beside.median <= TIMES_SLOWER * pen.median,
    )


def _open(browser: Browser, server: servers.Server) -> Page:
    page = browser.new_page(viewport={"width": 1280, "height": 1000})
    page.add_init_script(path=_TIMER)
    page.goto(server.url)
    return page


@contextmanager
def _training(browser: Browser, server: servers.Server) -> Iterator[None]:
    """Have another visitor train the largest net there is, from the first epoch on."""
    page = browser.new_page(viewport={"width": 1280, "height": 1700})
    page.goto(f"{server.url}?room=train")
    wait_for_restored(page)
    for name, value in {"layers": 3, "units": 256}.items():
        page.locator(f'[name="train-{name}"][value="{value}"]').check(force=True)
    page.fill('[data-id="train-epochs"]', "15")
    page.click('[data-id="train-start"]')
    under_way = "AE.rooms.train.told.state === 'training'"
    page.wait_for_function(under_way, timeout=120_000)
    yield
    if not page.evaluate(under_way):
        raise RuntimeError("The training was over too soon; measure fewer events.")
    page.close()


def _in_turns(count: int, sides: Mapping[str, tuple[Page, Cause]]) -> dict[str, Taken]:
    """Cause event after event, on one page and then the next."""
    pauses = random.Random(0)
    all_taken = {name: Taken([], []) for name in sides}
    for i in range(-_WARM_UP, count):
        for name, (page, cause) in sides.items():
            times = cause(page, i + _WARM_UP)
            if i >= 0:
                all_taken[name].dispatch.append(times["dispatch"])
                all_taken[name].stamp.append(times["stamp"])
            # long enough to be at rest; uneven, so as not to fall into step with the frames
            page.wait_for_timeout(pauses.uniform(100, 130))
    return all_taken


def _move(page: Page, i: int) -> dict[str, float]:
    """Move the pen one piece further along an eight."""
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
    page.evaluate("timer.arm('pointermove')")
    page.mouse.move(*at(i % _STROKE + 1))
    return page.evaluate("timer.result()")


def _step(
    page: Page, i: int, slider: str = "#level", picture: str = "restored", sweep: int = _SWEEP
) -> dict[str, float]:
    """Press an arrow key on the slider."""
    page.locator(slider).focus()
    if i == 0:
        page.keyboard.press("End")
        page.wait_for_timeout(_REST_MS)
    page.evaluate("picture => timer.arm('input', picture)", picture)
    page.keyboard.press("ArrowLeft" if (i // sweep) % 2 == 0 else "ArrowRight")
    return page.evaluate("timer.result()")


def _naive_step(page: Page, i: int) -> dict[str, float]:
    return _step(page, i, _NAIVE_SLIDER)


def _enter(page: Page, room: str) -> None:
    """Open a room, bring it into sight, and wait for it to be filled."""
    page.mouse.up()
    page.set_viewport_size({"width": 1280, "height": 1700})  # stage and room in sight
    page.locator("#level").fill("0.5")
    page.locator(f'[data-tab="{room}"]').click()
    page.locator(f'[data-room="{room}"]').scroll_into_view_if_needed()
    page.wait_for_selector(f'[data-room="{room}"][data-state="ok"]')
    page.wait_for_timeout(4 * _REST_MS)


def _compare(page: Page, i: int) -> dict[str, float]:
    """Change the level: every model and every filter has another picture."""
    return _step(page, i, picture=f"compare-{FIRST_VIEW['model']}")


def _code(page: Page, i: int) -> dict[str, float]:
    """Drag a bar of the code up and down."""
    box = page.locator('[data-room="code"] [role="slider"]').nth(3).bounding_box()
    at = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    if i == 0:
        page.mouse.move(*at)
        page.mouse.down()
        page.wait_for_timeout(_REST_MS)
    page.evaluate("timer.arm('pointermove', 'code-edited')")
    step = min(i % 20, 20 - i % 20)  # up and down, ten steps each way
    page.mouse.move(at[0], at[1] + box["height"] * (step - 5.5) * 0.06)
    return page.evaluate("timer.result()")


def _map(page: Page, i: int) -> dict[str, float]:
    """Point at one place of the map after the other."""
    box = page.locator('[data-room="map"] canvas').first.bounding_box()
    if i == 0:
        page.mouse.up()
        page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
        page.wait_for_timeout(_REST_MS)
    page.evaluate("timer.arm('pointermove', 'map-picture')")
    x, y = 0.5 + 0.35 * math.sin(i / 5), 0.5 + 0.35 * math.cos(i / 7)
    page.mouse.move(box["x"] + x * box["width"], box["y"] + y * box["height"])
    return page.evaluate("timer.result()")


def _morph(page: Page, i: int) -> dict[str, float]:
    """Move the slider between two digits."""
    return _step(page, i, '[data-id="morph-at"]', "morph-picture", sweep=32)


_PEN, _LEVEL = "stage: pointer move", "stage: slider step"
_BESIDE = "stage: pointer move, a training under way"
_COMPARE, _CODE = "Compare: slider step", "Code: a bar dragged"
_MAP, _MORPH = "Map: a place pointed at", "Morph: slider step"
_ROOMS: Mapping[str, tuple[str, Cause]] = {
    "compare": (_COMPARE, _compare),
    "code": (_CODE, _code),
    "map": (_MAP, _map),
    "morph": (_MORPH, _morph),
}
_LIMITS = {
    _PEN: FRAME_MS,
    _MORPH: FRAME_MS,
    **dict.fromkeys((_LEVEL, _CODE, _MAP), TWO_FRAMES_MS),
    _COMPARE: COMPARE_MS,
}


if __name__ == "__main__":
    typer.run(main)
