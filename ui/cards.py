"""The markup of "About this model": a card for each model of the menu, and one for visitors' own.

`static/scripts/about/card.js` fetches it when a card is first opened. Figures come from the model
cards in the weights folder.
"""

from typing import Any

from ae_core import evaluation
from ae_core.models import presets
from ae_core.models.spec import ModelSpec

from . import how, sources
from .elements import words

_KNOWN = ("mnist", "strokes")  # data sets that words describe; others are named
OWN = "own"  # the card of a visitor's own network, which the script fills in


def markup(measured: how.Cards) -> str:
    """The dialog as HTML, every card in it hidden.

    Args:
        measured: as `how.cards` gives it. A model without a card gets a note instead of figures.
    """
    articles = "".join(
        _article(spec.key, _rows(spec, measured.get(spec.key))) for spec in presets.PRESETS.values()
    )
    own = [
        ("card_who", words("p", "card_who_own")),
        ("card_what", '<p data-own="fact"></p>'),
        ("card_parameters", '<p data-own="parameters"></p>'),
        ("card_code", '<p data-own="code"></p>'),
        ("card_good", '<p data-own="scores"></p>'),
    ]
    return (
        '<dialog class="share card" data-id="card-panel">'
        f"{articles}{_article(OWN, own)}"
        '<p class="card-links">'
        '<button type="button" data-id="card-inside" data-t="card_inside" hidden></button> '
        '<button type="button" data-id="card-code" data-t="card_take_code"></button></p>'
        '<button type="button" class="icon share-close" data-id="card-close" '
        'data-t-label="share_close" data-t-title="share_close">×</button></dialog>'
    )


def _article(key: str, rows: list[tuple[str, str]]) -> str:
    heading = "" if key == OWN else f' data-t="model_{key}"'
    terms = "".join(f"<div>{words('dt', term)}<dd>{text}</dd></div>" for term, text in rows)
    return (
        f'<article data-card="{key}" hidden><h2 id="card-{key}"{heading}></h2>'
        f"<dl>{terms}</dl></article>"
    )


def _rows(spec: ModelSpec, card: dict[str, Any] | None) -> list[tuple[str, str]]:
    """Pairs of a term (key of a word) and its description (HTML)."""
    who = words("p", "card_who_published" if spec.published else "card_who_ours")
    if cited := sources.of_model(spec.key):
        who += f'<ul class="how-cited">{cited}</ul>'
    maps = len(spec.code_shape) > 1
    shape = " × ".join(map(str, spec.code_shape))
    return [
        ("card_who", who),
        ("card_what", words("p", f"fact_{spec.key}") + _layers(spec)),
        ("card_parameters", f"<p>{spec.parameters:,}</p>"),
        (
            "card_code",
            words("p", "card_maps" if maps else "how_numbers", n=f"{spec.code_size:,}", s=shape),
        ),
        ("card_trained", _training(spec, card) if card else words("p", "how_missing")),
        ("card_good", _scores(spec, card) if card else words("p", "how_missing")),
        ("card_teaches", words("p", f"teaches_{spec.key}")),
    ]


def _layers(spec: ModelSpec) -> str:
    widths = ", ".join(map(str, spec.widths))
    values = {"w": widths, "k": spec.kernel, "h": spec.hidden, "n": spec.code_size}
    return words("p", f"card_family_{spec.family}", **values)


def _training(spec: ModelSpec, card: dict[str, Any]) -> str:
    kind = "clean" if spec.noise is None else "level" if spec.published else "every"
    name, n = card["data"]["name"], f"{card['data']['digits']:,}"
    data = words("p", f"card_on_{name if name in _KNOWN else 'others'}", n=n, name=name)
    passes = words("p", "card_epochs", e=card["epochs"], b=card["recipe"]["batch_size"])
    begun = words("p", f"card_begun_{spec.begins_as}") if spec.begins_as else ""
    return (
        data + words("p", f"card_noise_{kind}") + passes + begun + words("p", f"loss_{spec.loss}")
    )


def _scores(spec: ModelSpec, card: dict[str, Any]) -> str:
    metrics = card["metrics"]
    heads = "".join(
        f'<th scope="col">{words("span", key)}</th>'
        for key in ("noise", "card_mse", "card_psnr", "card_ssim")
    )
    rows = ""
    for level in evaluation.LEVELS:
        score = metrics[level]
        name = (
            f"<span>{float(level):.2f}</span>" if level != "clean" else words("span", "card_none")
        )
        ssim = f"{score['ssim']:.3f}".replace("-", "−")  # it can be below 0
        cells = (f"{score['mse']:.4f}", f"{score['psnr']:.1f} dB", ssim)
        figures = "".join(f"<td>{cell}</td>" for cell in cells)
        rows += f'<tr><th scope="row">{name}</th>{figures}</tr>'
    measured = words("p", "card_measured", n=f"{metrics['digits']:,}")
    table = f"<table><thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table>"
    return measured + table + (_published(spec, card) if spec.published else "")


def _published(spec: ModelSpec, card: dict[str, Any]) -> str:
    """The published figure, and ours measured in the same way."""
    publication = spec.published
    assert publication is not None
    theirs = words("b", f"how_published_{spec.key}", **how.published(publication.figure))
    key, figure = how.rebuilt(spec.loss, publication.reference_on, card)
    ours = words("b", key, v=figure)
    epochs = words("span", "card_published_epochs", a=publication.recipe.epochs, b=card["epochs"])
    return (
        f"<p>{words('span', 'card_published')} {theirs}. {words('span', 'card_ours')} {ours}. "
        f"{epochs}</p>" + words("p", f"how_source_{spec.key}")
    )
