"""How well the way in reads photographs of a digit on paper.

`python -m benchmarks.way_in` makes photographs (see `photographs`), sends each file through
the way in as an upload, and asks the classifier what it reads. It prints, for all of them and by
condition, the share read rightly, the share refused in words (no digit found, or "cannot be read"),
and the share read wrongly with a probability of 0.9 or more; then how often two digits on a sheet
are told apart, and how often nothing is found on an empty one. `--check` fails where a target is
missed; `--sheet` keeps pictures of those that were not read. It takes five minutes.
"""

import time
from collections import defaultdict
from collections.abc import Mapping
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import Annotated, NamedTuple

import numpy as np
import typer
from PIL import Image
from rich.console import Console
from rich.progress import track

from ae_core.data.strokes import from_strokes
from ae_core.inference import classifier
from benchmarks.support import tables
from ui.live import readings, uploads
from ui.problems import Problem

from . import photographs

FIRST_SEED = 1_000_000  # the tests' are below
WANTED = 0.95  # of the photographs, read rightly
ALLOWED = 0.02  # of them, read wrongly and surely
_TILE = 170  # pixels, on the sheet of failures
console = Console(stderr=True)


class Result(NamedTuple):
    """What became of one photograph."""

    picture: np.ndarray
    found: int  # digits
    right: bool
    refused: bool
    wrong: bool  # and sure of it
    seconds: float  # of the processor
    conditions: Mapping[str, str] = {}
    drawn: bool = False  # whether the same digit, drawn on the pad, is read rightly


def main(
    count: Annotated[int, typer.Option(min=10, help="Photographs of one digit.")] = 2000,
    sheet: Annotated[Path | None, typer.Option(help="A PNG of those that were not read.")] = None,
    markdown: Annotated[bool, typer.Option(help="Print Markdown.")] = False,
    workers: Annotated[int, typer.Option(min=1, help="Processes.")] = 2,
    check: Annotated[bool, typer.Option(help="Fail where a target is missed.")] = False,
) -> None:
    """Measure the way in on synthetic photographs."""
    rows, failed = defaultdict(list), []
    drawn, everything = [], []
    seeds = range(FIRST_SEED, FIRST_SEED + count)
    with ProcessPoolExecutor(workers) as pool:
        done = pool.map(_measure, seeds, chunksize=8)
        for seed, result in zip(seeds, track(done, total=count, console=console), strict=True):
            everything.append(result)
            for condition in result.conditions.items():
                rows[condition].append(result)
            drawn.append(result.drawn)
            if not result.right:
                failed.append((seed, result))
        others = max(10, count // 20)
        told = {
            digits: list(pool.map(_count, range(1, others + 1), [digits] * others, chunksize=8))
            for digits in (2, 0)
        }
    table = [("all", *_shares(everything))]
    table += [(f"{name}: {value}", *_shares(rows[name, value])) for name, value in sorted(rows)]
    head = ("", "photographs", "right", "refused", "wrong and sure")
    tables.show(f"{count:,} photographs of a digit", head, table, markdown)
    tables.note(f"The same digits drawn on the pad: {np.mean(drawn):.1%} right")
    seconds = [result.seconds for result in everything]
    tables.note(
        f"Processor time a picture: median {1000 * np.median(seconds):.0f} ms, "
        f"95 % below {1000 * np.quantile(seconds, 0.95):.0f} ms"
    )
    two, none = (np.mean(np.array(told[digits]) == digits) for digits in (2, 0))
    tables.note(
        f"Of {others} sheets with two digits, two are found on {two:.1%}; "
        f"of {others} empty ones, nothing is found on {none:.1%}"
    )
    if sheet:
        _draw(failed).save(sheet)
    right = np.mean([result.right for result in everything])
    wrong = np.mean([result.wrong for result in everything])
    met = [
        tables.target(f"{right:.1%} are read rightly ({WANTED:.0%} wanted)", right >= WANTED),
        tables.target(f"{wrong:.1%} wrongly and surely ({ALLOWED:.0%} allowed)", wrong <= ALLOWED),
    ]
    if check and not all(met):
        raise typer.Exit(1)


def _measure(seed: int) -> Result:
    photograph = photographs.make(seed)
    drawn, *_ = _verdict(from_strokes(photograph.strokes), photograph.digits[0])
    return read(photograph)._replace(conditions=photograph.conditions, drawn=drawn)


def _count(number: int, digits: int) -> int:
    """How many digits are found on a sheet that holds so many."""
    return read(photographs.make(FIRST_SEED - digits * 10_000 - number, digits)).found


def read(photograph: photographs.Photograph) -> Result:
    """Send one photograph through the way in, and classify what comes out."""
    start = time.process_time()
    try:
        upload = uploads.decode(photograph.content)
    except Problem:
        blank = np.zeros((28, 28), np.float32)
        return Result(blank, 0, False, True, False, time.process_time() - start)
    seconds = time.process_time() - start
    verdict = _verdict(upload.picture, next(iter(photograph.digits), -1))
    return Result(upload.picture, len(upload.boxes), *verdict, seconds)


def _verdict(picture: np.ndarray, digit: int) -> tuple[bool, bool, bool]:
    """Whether it is read rightly, not read, or read wrongly and surely."""
    (reading,) = readings.of_each(picture[None])
    able = readings.readable(reading)
    right = able and reading["read"] == digit
    return right, not able, able and not right and reading["sure"] >= classifier.SURE


def _shares(results: list[Result]) -> list[str]:
    columns = ([getattr(r, name) for r in results] for name in ("right", "refused", "wrong"))
    return [f"{len(results):,}", *(f"{100 * np.mean(column):.1f} %" for column in columns)]


def _draw(failed: list[tuple[int, Result]]) -> Image.Image:
    """Each photograph above what was found in it."""
    failed = sorted(failed, key=lambda pair: not pair[1].wrong)[:60]
    page = Image.new("RGB", (10 * _TILE, 2 * _TILE * max(1, -(-len(failed) // 10))), "grey")
    for i, (seed, result) in enumerate(failed):
        x, y = i % 10 * _TILE, i // 10 * 2 * _TILE
        picture = photographs.open_picture(photographs.make(seed))
        picture.thumbnail((_TILE - 4, _TILE - 4))
        page.paste(picture, (x, y))
        found = Image.fromarray((255 * result.picture).astype(np.uint8))
        page.paste(found.resize((_TILE - 4, _TILE - 4)), (x, y + _TILE))
    return page


if __name__ == "__main__":
    typer.run(main)
