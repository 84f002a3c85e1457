"""The markup of "How it works". Its figures come from the model cards in the weights folder.

`static/scripts/about/how.js` adds the pictures of the digit on the pad, and sets up the failures.
"""

import html
import json
import re
from pathlib import Path
from typing import Any

from ae_core.data import non_digits, stroke_digits
from ae_core.models import presets, store
from ae_core.models.spec import ModelSpec

from . import sources
from .elements import words
from .live import samples
from .problems import log_once
from .rooms import quality

_PAGE = Path(__file__).parent / "static" / "markup" / "how.html"

LEVELS = ("0.25", "0.5", "1.0")  # of Gaussian noise, in the table of our models
_SIX_LEVEL = "0.5"  # the level in the table of the published six, at which three were trained
_LOSS_OF = "conv_32"  # the model whose training loss is drawn
_CHART = (320, 96)  # px, width and height of that drawing

# What "Try it" puts on the stage: a digit and its shape, or the name of a drawing; model, noise,
# level, seed. They were chosen among the built-in drawings so that the failure is plain to see. The
# words `how_<name>_seen` say what is seen, and tests/ui/test_failures.py checks that it is true.
FAILURES: dict[str, tuple[tuple[int, int] | str, str, str, float, int]] = {
    "unmet": ((4, 0), "plain_32", "gaussian", 0.3, 1),
    "beyond": ((9, 1), "restore_5x5", "speckle", 0.5, 1),
    "no_digit": ("smiley", "conv_16", "gaussian", 0.0, 1),
    "gone": ((5, 1), "conv_32", "occlusion", 0.9, 3),
}

Cards = dict[str, dict[str, Any]]  # model → card


def markup(measured: Cards) -> str:
    """The explanation as HTML.

    Args:
        measured: as `cards` gives it. A model without a card gets a note in the tables instead of
            figures.
    """
    page = _PAGE.read_text(encoding="utf-8")
    for name, text in {
        "learn": words("p", "how_learn", p=f"{presets.get(_LOSS_OF).parameters:,}"),
        "loss": _loss(measured.get(_LOSS_OF)),
        "cases": "".join(map(_case, FAILURES)),
        "ours": _ours(measured),
        "six": _six(measured),
        "data": _data(measured),
        "papers": sources.markup("paper"),
        "tutorials": sources.markup("tutorial"),
    }.items():
        page = page.replace(f"<!-- {name} -->", text)
    return page


def failure(name: str) -> dict[str, Any]:
    """What "Try it" puts on the stage: the values of a request, see `requests.Request`.

    Args:
        name: a key of `FAILURES`.
    """
    drawing, model, noise, level, seed = FAILURES[name]
    if isinstance(drawing, str):
        strokes = non_digits.drawings()[drawing]
    else:
        strokes = stroke_digits.variants(drawing[0])[drawing[1]]
    digit = {"strokes": samples.drawn(strokes)["strokes"]}
    return {"digit": digit, "model": model, "noise": noise, "level": level, "seed": seed}


def published(figure: str) -> dict[str, str]:
    """The numbers in the published figure, in order: {"a": first, "b": second, …}."""
    found = re.findall(r"\d[\d.]*(?:-\d[\d.]*)?", figure)
    return dict(zip("abc", found, strict=False))


def rebuilt(loss: str, reference_on: str, card: dict[str, Any]) -> tuple[str, str]:
    """Our loss of a published model, measured as the published one was.

    Args:
        loss: as in `ModelSpec`.
        reference_on: as in `Publication`.
        card: of the weights.

    Returns:
        The key of the words that say which loss it is, and the loss.
    """
    if reference_on == "test":
        return "how_loss_test", f"{card['metrics']['clean'][loss]:.4f}"
    return "how_loss_train", f"{card['history']['loss'][-1]:.4f}"


def cards() -> Cards:
    """The cards of the models, but for those that are missing or do not match their weights."""
    return {key: card for key in presets.PRESETS if (card := _card(key))}


def _card(key: str) -> dict[str, Any] | None:
    try:
        return store.read_card(key)
    except store.WeightsError as error:
        log_once(str(error))
        return None


def _case(name: str) -> str:
    view = html.escape(json.dumps(failure(name)))
    return (
        f'<div><dt id="how-{name}" data-t="how_{name}"></dt>'
        f"{words('dd', f'how_{name}_seen')}{words('dd', f'how_{name}_is')}"
        f'<dd><button type="button" data-try="{name}" data-view="{view}" data-t="how_try" '
        f'aria-describedby="how-{name}"></button></dd></div>'
    )


def _ours(cards: Cards) -> str:
    heads = [
        words("span", "how_network"),
        words("span", "how_clean"),
        *(_psnr_head(level) for level in LEVELS),
    ]
    rows = [_noisy()]
    for spec in presets.PRESETS.values():
        if spec.published:
            continue
        cells = []
        if spec.key in cards:
            scores = cards[spec.key]["metrics"]
            cells = [_figure(f"{scores['clean']['mse']:.4f}")]
            cells += [_decibels(scores[level]["psnr"]) for level in LEVELS]
        rows.append([_name(spec), *cells])
    digits = next((card["metrics"]["digits"] for card in cards.values()), None)
    lead = words("p", "how_ours", n=f"{digits:,}") if digits else ""
    return lead + _table("how-ours", heads, [row for row in rows if row])


def _noisy() -> list[str]:
    """The first row of our table: the noisy picture itself; [] if it was not measured."""
    found = quality.load()
    points = found.methods.get("noisy", {}).get("gaussian", ()) if found else ()
    psnr = {point.level: point.psnr for point in points}
    if not all(float(level) in psnr for level in LEVELS):
        return []
    figures = [_decibels(psnr[float(level)]) for level in LEVELS]
    return [words("span", "how_noisy"), _figure("0"), *figures]


def _six(cards: Cards) -> str:
    columns = ("how_network", "how_published", "how_rebuilt", "how_epochs")
    heads = [*(words("span", key) for key in columns), _psnr_head(_SIX_LEVEL)]
    rows = []
    for spec in presets.PRESETS.values():
        if not spec.published:
            continue
        name = _name(spec) + words("small", f"how_source_{spec.key}")
        cells = [words("span", f"how_published_{spec.key}", **published(spec.published.figure))]
        if spec.key in cards:
            card = cards[spec.key]
            key, figure = rebuilt(spec.loss, spec.published.reference_on, card)
            cells += [
                words("b", key, v=figure),
                _figure(f"{spec.published.recipe.epochs} : {card['epochs']}"),
                _decibels(card["metrics"][_SIX_LEVEL]["psnr"]),
            ]
        rows.append([name, *cells])
    return _table("how-six", heads, rows)


def _data(cards: Cards) -> str:
    """A note that names the data the networks have learnt, if it is not MNIST."""
    names = sorted({card["data"]["name"] for card in cards.values()} - {"mnist"})
    return words("p", "how_data_others", names=", ".join(names)) if names else ""


def _loss(card: dict[str, Any] | None) -> str:
    """The training loss by epoch, as a line that fills the chart's height."""
    if not card:
        return ""
    losses, (width, height) = card["history"]["loss"], _CHART
    step, span = width / max(len(losses) - 1, 1), max(losses) - min(losses) or 1
    heights = [height * (max(losses) - loss) / span for loss in losses]
    points = " ".join(f"{i * step:.1f},{y:.1f}" for i, y in enumerate(heights))
    box = f"-4 -4 {width + 8} {height + 8}"
    return (
        f'<figure class="how-loss"><svg viewBox="{box}" aria-hidden="true">'
        f'<polyline points="{points}"/></svg><figcaption>{words("b", "how_loss")} '
        f"{words('span', 'how_passes', n=len(losses))}</figcaption></figure>"
    )


def _table(name: str, heads: list[str], rows: list[list[str]]) -> str:
    """A table of HTML elements. A row with too few cells ends with a note that they are missing."""
    head = "".join(f'<th scope="col">{text}</th>' for text in heads)
    return (
        f'<table class="{name}"><thead><tr>{head}</tr></thead>'
        f"<tbody>{''.join(_row(heads, row) for row in rows)}</tbody></table>"
    )


def _row(heads: list[str], row: list[str]) -> str:
    # on a phone a row is shown as a list, so every cell repeats its column's head
    cells = "".join(
        f'<td><span class="of">{head}</span>{text}</td>'
        for head, text in zip(heads[1:], row[1:], strict=False)
    )
    if missing := len(heads) - len(row):
        cells += f'<td colspan="{missing}">{words("span", "how_missing")}</td>'
    return f'<tr><th scope="row">{row[0]}</th>{cells}</tr>'


def _name(spec: ModelSpec) -> str:
    return words("span", f"model_{spec.key}")


def _psnr_head(level: str) -> str:
    return words("span", "how_psnr", l=f"{float(level):.2f}")


def _decibels(value: float) -> str:
    return words("span", "db", v=f"{value:.1f}")


def _figure(text: str) -> str:
    return f"<span>{text}</span>"
