"""How soon a change is seen: pointer move and slider step to new pixels, beside a naive page.

`python -m benchmarks.latency`; with --check it exits with 1 where a target is missed. Both
pages are open in one headless Chromium and are measured in turns, one event at a time, the
next one only after the picture has changed.
"""

import math
import random
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, NamedTuple

import numpy as np
import typer
from playwright.sync_api import Browser, Page

from ui.page import FIRST_VIEW

from . import one_digit, servers, tables
from .browser import chromium, wait_for_restored

MEDIAN_MS, P95_MS, TIMES_FASTER = 30, 80, 4  # the targets
COMPARE_MS = 60  # the target where every model and filter has its say
TIMES_SLOWER = 3  # the target while a net is being trained

_TIMER = Path(__file__).with_name("page_timer.js")
_WARM_UP = 10  # events before those that count
_STROKE = 30  # moves until the pad is cleared: over old ink nothing would change
_SWEEP = 80  # slider steps of 0.01 in one direction: from 1.0 to 0.2 and back
_REST_MS = 500  # after an event that does not count, for its answer not to count either
_NAIVE_SLIDER = "input[type=range]"
_HEAD = ("event → new pixels", "median ms", "p95 ms", "naive median", "naive p95", "ratio")


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
    count: Annotated[int, typer.Option(min=2, help="Pointer moves, and slider steps.")] = 60,
    check: Annotated[bool, typer.Option(help="Exit with 1 where a target is missed.")] = False,
    markdown: Annotated[bool, typer.Option(help="Print Markdown.")] = False,
) -> None:
    """Measure how soon our page and a naive one show the answer to an event."""
    with (
        servers.serve(*servers.OURS) as ours,
        servers.serve(*servers.NAIVE) as naive,
        chromium() as browser,
    ):
        our_page, naive_page = _open(browser, ours), _open(browser, naive)
        wait_for_restored(our_page)
        naive_page.wait_for_selector(_NAIVE_SLIDER)
        for server in (ours, naive):
            servers.settle(server.pid)
        pen = _in_turns(count, (our_page, _move), (naive_page, _naive_step))
        slider = _in_turns(count, (our_page, _step), (naive_page, _naive_step))
        with _training(browser, ours):
            beside = _in_turns(count, (our_page, _move), (naive_page, _naive_step))
        our_page.mouse.up()
        in_rooms = {
            name: _in_turns(count, (_enter(our_page, name), cause), (naive_page, _naive_step))
            for name, cause in _ROOMS.items()
        }
    rows = [
        ("stage: pointer move", *pen),
        ("stage: pointer move, a training under way", *beside),
        ("stage: slider step", *slider),
    ]
    rows += [(_LABELS[name], *taken) for name, taken in in_rooms.items()]
    tables.show(
        f"Event to new pixels, {count} each, in turns", _HEAD, list(map(_row, rows)), markdown
    )
    tables.note(
        "Naive: gr.Interface(live=True), a slider, model.predict, gr.Image; same weights. Its "
        "slider stands in both rows, for gr.Sketchpad answers only when a stroke is finished.",
        markdown,
    )
    tables.note(
        "Counted from the event's listeners; from the event's own time stamp the medians are "
        + ", ".join(f"{name} {np.median(taken.stamp):.0f} ms" for name, taken, _ in rows)
        + ".",
        markdown,
    )
    faster = pen[1].median / pen[0].median
    met = [
        tables.target(text, value, markdown)
        for text, value in (
            (f"pointer median at most {MEDIAN_MS} ms", pen[0].median <= MEDIAN_MS),
            (f"pointer p95 at most {P95_MS} ms", pen[0].p95 <= P95_MS),
            (f"pointer at least {TIMES_FASTER} times faster than naive", faster >= TIMES_FASTER),
            (
                f"pointer median at most {TIMES_SLOWER} times slower beside a training",
                beside[0].median <= TIMES_SLOWER * pen[0].median,
            ),
            *(
                (f"{_LABELS[name]}: median at most {limit} ms", taken[0].median <= limit)
                for name, taken in in_rooms.items()
                for limit in [COMPARE_MS if name == "compare" else MEDIAN_MS]
            ),
        )
    ]
    # last, when no server and no browser runs beside it
    tables.show(one_digit.TITLE, one_digit.HEAD, one_digit.rows(count), markdown)
    if check and not all(met):
        raise typer.Exit(1)


def _row(measured: tuple[str, Taken, Taken]) -> tuple[str, ...]:
    name, ours, naive = measured
    times = (ours.median, ours.p95, naive.median, naive.p95)
    return (name, *(f"{t:.0f}" for t in times), f"{naive.median / ours.median:.1f} ×")


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


def _in_turns(count: int, *sides: tuple) -> tuple[Taken, ...]:
    """Cause event after event, on one page and then the other.

    Args:
        count: events on each page.
        sides: (page, function that causes event number i on it and says how long it took).
    """
    pauses = random.Random(0)
    all_taken = tuple(Taken([], []) for _ in sides)
    for i in range(-_WARM_UP, count):
        for (page, cause), taken in zip(sides, all_taken, strict=True):
            times = cause(page, i + _WARM_UP)
            if i >= 0:
                taken.dispatch.append(times["dispatch"])
                taken.stamp.append(times["stamp"])
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


def _enter(page: Page, room: str) -> Page:
    """Open a room, bring it into sight, and wait for it to be filled."""
    page.mouse.up()
    page.set_viewport_size({"width": 1280, "height": 1700})  # stage and room in sight
    page.locator("#level").fill("0.5")
    page.locator(f'[data-tab="{room}"]').click()
    page.locator(f'[data-room="{room}"]').scroll_into_view_if_needed()
    page.wait_for_selector(f'[data-room="{room}"][data-state="ok"]')
    page.wait_for_timeout(4 * _REST_MS)
    return page


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


_ROOMS = {"compare": _compare, "code": _code, "map": _map, "morph": _morph}
_LABELS = {
    "compare": "Compare: slider step",
    "code": "Code: a bar dragged",
    "map": "Map: a place pointed at",
    "morph": "Morph: slider step",
}


if __name__ == "__main__":
    typer.run(main)
