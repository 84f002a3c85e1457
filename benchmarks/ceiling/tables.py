"""The tables of `benchmarks.ceiling`."""

from collections.abc import Mapping
from typing import Any

from ae_core.noise import NOISES
from benchmarks.restoration.scores import Score, best_filter, cell
from benchmarks.support import tables

from .nets import LEVELS, NETS

_MAIN = "conv_32"
OURS = (_MAIN, "conv_16", "unet")
_GAUSSIAN = ("Gaussian noise", *(f"σ {sigma:g}: dB, SSIM" for sigma in LEVELS))

Scores = Mapping[str, Mapping[str, Score]]  # method → cell → score


def gaussian(known: Scores, shipped: Scores, trained: Scores, markdown: bool) -> None:
    """Print how well digits can be restored from Gaussian noise.

    Args:
        known: the scores of known digits.
        shipped: those of our nets; `OURS` are shown.
        trained: those of nets that are not shipped.
        markdown: as Markdown.
    """
    cells = [cell("gaussian", level) for level in LEVELS]
    methods = {**known, **{key: shipped[key] for key in OURS if key in shipped}, **trained}
    rows = [
        (name, *(_text(table[where]) for where in cells))
        for name, table in methods.items()
        if all(where in table for where in cells)
    ]
    tables.show("What can be had under Gaussian noise", _GAUSSIAN, rows, markdown)


def kinds(quality: Mapping[str, Any], trained: Scores, markdown: bool) -> None:
    """Print our nets at each kind and level of noise, beside what may be better.

    The last two columns say how much worse `conv_32` is than the best of all others, and the best
    of ours than the best filter or net that is not shipped.

    Args:
        quality: what `benchmarks.quality` has written.
        trained: nets that are not shipped.
        markdown: as Markdown.
    """
    others = [key for key in trained if not _is_alone(key)]
    rows = []
    for kind in NOISES:
        for level in LEVELS:
            where = cell(kind, level)
            ours = {key: quality["methods"][key]["scores"][where] for key in OURS}
            best, similar = (best_filter(quality, where, measure) for measure in ("psnr", "ssim"))
            rivals = {name: quality["methods"][name]["scores"][where] for name in (best, similar)}
            rivals |= {key: table[where] for key, table in trained.items() if where in table}
            alone = [f"{_text(rivals[key])} ({key})" for key in rivals if _is_alone(key)]
            rows.append(
                (
                    where,
                    f"{_text(rivals[best])} ({best})",
                    *(_text(ours[key]) for key in OURS),
                    *(_text(rivals[key]) for key in others),
                    ", ".join(alone),
                    behind({_MAIN: ours[_MAIN]}, ours | rivals),
                    behind(ours, rivals),
                )
            )
    head = (
        "dB, SSIM",
        "best filter",
        *OURS,
        *others,
        "trained on it alone",
        f"{_MAIN} behind by",
        "best of ours behind by",
    )
    tables.show("Each kind of noise", head, rows, markdown)


def _is_alone(key: str) -> bool:
    return key in NETS and len(NETS[key].kinds) == 1


def behind(ours: Mapping[str, Score], rivals: Mapping[str, Score]) -> str:
    """By how much the best of ours is worse than the best of the rivals: "0.3 dB, 0.012" (SSIM).

    A measure in which ours are no worse is left out.
    """
    parts = []
    for measure, form in (("psnr", "{:.1f} dB"), ("ssim", "{:.3f}")):
        gap = max(row[measure] for row in rivals.values()) - max(
            row[measure] for row in ours.values()
        )
        if float(form.split()[0].format(gap)) > 0:
            parts.append(form.format(gap))
    return ", ".join(parts)


def trainings(runs: Mapping[str, Mapping[str, Any]], markdown: bool) -> None:
    """Print how far each training is, and what its last epoch brought.

    Args:
        runs: by net, what `nets.losses_of` returns.
        markdown: as Markdown.
    """
    head = ("", "parameters", "epochs", "minutes", "loss", "at σ 0.5, test digits")
    rows = []
    for key, run in runs.items():
        history = run["epochs"]
        losses, validation = (
            [epoch[name] for epoch in history] for name in ("loss", "validation_loss")
        )
        rows.append(
            (
                key,
                f"{run['parameters']:,}",
                f"{len(history)} of {run['recipe']['epochs']}",
                f"{sum(epoch['seconds'] for epoch in history) / 60:.0f}",
                _last(losses),
                "" if None in validation else _last(validation),
            )
        )
    tables.show("Trainings; in brackets what the last epoch changed", head, rows, markdown)


def _last(losses: list[float]) -> str:
    change = f" ({losses[-1] - losses[-2]:+.4f})" if len(losses) > 1 else ""
    return f"{losses[-1]:.4f}{change}"


def _text(row: Score) -> str:
    return f"{row['psnr']:.1f}, {row['ssim']:.3f}"
