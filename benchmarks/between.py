"""What nets paint where there is no digit: between two codes, beside one, and at zero.

`python -m benchmarks.between` decodes codes that no digit has. Whether the pictures are digits is
measured by what no decoder was trained to please: how far the nearest training digit is, how many
are combs, and how they differ from test digits to a network of the benchmark's own (`realism`). It
also draws a sheet of pictures between digits of ours, docs/between_KEY.png.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import track

from ae_core import artifacts
from ae_core.data import datasets
from ae_core.evaluation import ArrayFunction
from ae_core.inference import runtime
from ae_core.inference.classifier import SURE
from ae_core.models import presets, store

from .realism import sheet
from .realism.combs import RARE
from .realism.measure import PAIRS, STEP, Scores, baselines, load_judge, measure
from .support import tables

ROOT = Path(__file__).resolve().parent.parent
KEYS = ("conv_32", "ordered_32", "conv_16", "plain_32", "plain_16")

# Wanted at most: the distance, as a share of that of reconstructed digits; the share of combs; and
# half of the KID of the nets that were trained to please a classifier between two digits.
DISTANCE, COMBS = 1.12, 0.015
KID = {
    "conv_32": {"midpoints": 44, "moved": 2.4},
    "conv_16": {"midpoints": 24, "moved": 2.9},
}
_NAMES = {"ratio": "distance", "combs": "share of combs", "kid": "KID"}
_HEAD = ("", "distance, rms", "distance, mean", "combs", "KID", "again: MSE", "sure")


def main(
    keys: Annotated[list[str] | None, typer.Argument(help="Models with a flat code.")] = None,
    folder: Annotated[
        Path | None, typer.Option(help="Folder of their weights instead of weights/.")
    ] = None,
    out: Annotated[Path | None, typer.Option(help="Folder of the sheets instead of docs/.")] = None,
    check: Annotated[bool, typer.Option(help="Exit with 1 above a bound.")] = False,
    markdown: Annotated[bool, typer.Option(help="Print Markdown.")] = False,
) -> None:
    """Measure the pictures that nets paint between digits, and draw some."""
    try:
        codecs = {key: codec(key, folder) for key in keys or KEYS}
        judge = load_judge()
    except (datasets.DataError, store.WeightsError, KeyError, ValueError) as error:
        raise typer.BadParameter(str(error.args[0])) from None
    results = {}
    for key, (encode, decode) in track(codecs.items(), console=Console(stderr=True)):
        results[key] = measure(encode, decode, judge)
        path = (out or ROOT / "docs") / f"between_{key}.png"
        path.parent.mkdir(parents=True, exist_ok=True)
        with artifacts.replacing(path) as new:
            sheet.draw(encode, decode).save(new, "PNG", optimize=True)
    rows = [_row(name, scores) for name, scores in baselines(judge).items()]
    rows += [
        _row(f"{key} {name}", scores)
        for key, table in results.items()
        for name, scores in table.items()
    ]
    tables.show(f"{PAIRS:,} pairs of test digits", _HEAD, rows, markdown)
    tables.note(
        "Distance: to the nearest training digit after a slight blur, root mean square or mean, as "
        "a share of that of test digits reconstructed by the same net (in the first two rows: of "
        "the digits themselves). Combs: more of the picture "
        f"alternates from pixel to pixel than of {RARE:.0%} of the test digits. KID: × 1000, to "
        f"other test digits. Moved: a random step of {STEP:g} of each number's spread. Zero: the "
        f"code of zeros. Sure: p ≥ {SURE:g} by the shipped classifier."
    )
    met = [tables.target(text, held) for text, held in targets(results)]
    if check and not all(met):
        raise typer.Exit(1)


def codec(key: str, folder: Path | None = None) -> tuple[ArrayFunction, ArrayFunction]:
    """Return encoder and decoder of a model.

    Args:
        key: of the model.
        folder: of the weights; the usual one if None.

    Raises:
        KeyError: if there is no such model.
        ValueError: if its code is not flat, or skip connections pass it.
        WeightsError: if its LiteRT file is missing or damaged.
    """
    spec = presets.get(key)
    if len(spec.code_shape) != 1 or spec.has_skips or spec.family == "classifier":
        raise ValueError(f"Expected a model with a flat code; received {key!r}")
    net = runtime.Net(store.read_litert(key, folder)[0], ("encode", "decode"))
    return (
        lambda pictures: net.run("encode", pictures)["code"],
        lambda codes: net.run("decode", codes)["reconstruction"],
    )


def targets(results: Mapping[str, Mapping[str, Scores]]) -> list[tuple[str, bool]]:
    """Return what is wanted of each model in `KID`, and whether it is reached.

    Args:
        results: the scores of each model, as `measure` returns them.
    """
    found = []
    for key in (key for key in results if key in KID):
        for name in ("midpoints", "moved", "zero"):
            bounds = {"ratio": DISTANCE, "combs": COMBS, "kid": KID[key].get(name)}
            for score, bound in bounds.items():
                if bound is not None:  # there is no KID of the one picture of the code of zeros
                    value = results[key][name][score]
                    words = f"{key} {name}: {_NAMES[score]} {value:.3g}, at most {bound:g}"
                    found.append((words, value <= bound))
    return found


def _row(name: str, scores: Scores) -> tuple[str, ...]:
    kid, again = scores["kid"], scores["again"]
    return (
        name,
        f"{scores['ratio']:.2f}",
        f"{scores['mean_ratio']:.2f}",
        f"{scores['combs']:.1%}",
        "" if kid is None else f"{kid:.1f}",
        "" if again is None else f"{again:.4f}",
        f"{scores['sure']:.1%}",
    )


if __name__ == "__main__":
    typer.run(main)
