"""The model card of a weights folder: its README.md, written from the JSON cards."""

from pathlib import Path

from ae_core import evaluation
from ae_core.artifacts import replacing
from ae_core.models import presets, store

_HEAD = """# The weights

Written by `python train.py` from the cards of the models; do not edit by hand. The models are
autoencoders of {what} (28 x 28 grey pixels in [0, 1]), and a small classifier that names the
digit in a picture. Each has a folder, with

- `card.json`: how it was trained, how good it is, what layers it has (`python train.py layers KEY`
  writes the layers again), and the SHA-256 of the next two files, which are loaded only if they
  match,
- `model.weights.h5`: the weights as Keras writes them, for further training
  (`python train.py run KEY --force` trains the model again),
- `model.tflite`: a LiteRT file, which runs without TensorFlow; `ae_core/training/export.py` says
  what is in it (`python train.py export KEY` makes it from the weights),
- `map.json`: of every model whose code alone gives a picture, the codes of 3,000 test digits laid
  out in the plane (`python train.py maps KEY`),
- `snapshots.zip` and `snapshots.json`: of five models, the network at a few moments of its
  training, which the page replays (`python train.py snapshots KEY`).

The models are meant for teaching: they show what a code is, and what noise does to it. The
autoencoders were trained on {data}; they reconstruct anything else badly. The classifier has also
seen drawings made for it, of digits and of other things.{thanks}
"""
_MNIST = {
    "what": "MNIST digits",
    "data": "MNIST alone, so they know Western handwritten digits, one per picture,\ncentred",
    "thanks": " MNIST: Y. LeCun, C. Cortes, C. J. C. Burges.",
}


def write(out: Path) -> None:
    """Write `out`/README.md from the cards of the models whose weights are there and whole."""
    with replacing(out / "README.md") as temporary:
        temporary.write_text(text(out), encoding="utf-8")


def text(out: Path) -> str:
    """The model card as Markdown. Models whose weights are missing or damaged are left out."""
    cards = {}
    for key in presets.ALL:
        try:
            cards[key] = store.read_card(key, out)
        except store.WeightsError:
            continue
    return "\n".join(
        [_head(cards), _training_table(cards), "", _score_table(cards), "", *_notes(cards)]
    )


def _head(cards: dict) -> str:
    """The introduction, which names the data sets unless all models learnt from MNIST."""
    names = sorted({card["data"]["name"] for card in cards.values()} or {"mnist"})
    others = {"what": "pictures", "data": ", ".join(names), "thanks": ""}
    return _HEAD.format(**(_MNIST if names == ["mnist"] else others))


def _training_table(cards: dict) -> str:
    rows = ["| model | code | parameters | trained on | recipe | training loss | file |"]
    rows.append("|---|---|---:|---|---|---:|---|")
    for key, card in cards.items():
        spec, recipe = presets.ALL[key], card["recipe"]
        code = "-" if spec.family == "classifier" else " x ".join(map(str, spec.code_shape))
        rows.append(
            f"| `{key}` | {code} | {spec.parameters:,} | {card['data']['name']}, {spec.trained_on} "
            f"| {recipe['name']}: {card['epochs']} epochs of batches of {recipe['batch_size']}, "
            f"{recipe['precision']}, seed {card['seed']}, {card['minutes']} min{_start(card)} "
            f"| {card['history']['loss'][-1]:.4f} ({spec.loss}) "
            f"| {card['files']['keras']['bytes'] / 1e6:.2f} MB |"
        )
    return "\n".join(rows)


def _start(card: dict) -> str:
    """With what the training began, if not with fresh weights, as text."""
    if "began_with" not in card:
        return ""
    key, sha256 = card["began_with"]["key"], card["began_with"]["sha256"]
    return f", begun with `{key}` {sha256[:8]}"


def _score_table(cards: dict) -> str:
    titles = ("clean", *(f"sigma {sigma}" for sigma in evaluation.SIGMAS))
    rows = ["Scores over the test digits, PSNR in dB / SSIM, by the noise on the input"]
    rows.append("(Gaussian, clipped to [0, 1]):\n")
    rows.append("| model | clean MSE | clean BCE | " + " | ".join(titles) + " |")
    rows.append("|---" * (3 + len(titles)) + "|")
    for key, card in cards.items():
        if presets.ALL[key].family == "classifier":
            continue
        scores = card["metrics"]
        cells = [f"{scores[c]['psnr']:.1f} / {scores[c]['ssim']:.3f}" for c in evaluation.LEVELS]
        clean = scores["clean"]
        numbers = f"{clean['mse']:.4f} | {clean['bce']:.4f}"
        rows.append(f"| `{key}` | {numbers} | " + " | ".join(cells) + " |")
    for key, card in cards.items():
        if presets.ALL[key].family == "classifier":
            right = card["metrics"]["accuracy"]
            rows.append(f"\n`{key}` names {right:.2%} of the clean test digits correctly.")
    return "\n".join(rows)


def _notes(cards: dict) -> list[str]:
    notes = [f"- `{key}`: {presets.ALL[key].source}. {presets.ALL[key].lesson}" for key in cards]
    return [*notes, ""]
