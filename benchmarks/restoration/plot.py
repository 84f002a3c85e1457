"""The figure of `benchmarks.quality`: PSNR and SSIM against the level of each kind of noise."""

from pathlib import Path
from typing import Any

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from ae_core.figures import render, save_png
from ae_core.models.spec import MIXED
from ae_core.noise import NOISES

from .scores import best_filter, cell

_BEST = "best filter"  # at each level, by the measure shown
# Colours of Okabe and Ito, which colour-blind readers can tell apart
# (https://jfly.uni-koeln.de/color/). Nets have solid lines.
_STYLES = {
    "noisy": {"color": "#000000", "linestyle": ":"},
    _BEST: {"color": "#E69F00", "linestyle": "--"},
    "best linear 32": {"color": "#CC79A7", "linestyle": "-."},
    "denoise_4x4x16": {"color": "#56B4E9"},
    "conv_16": {"color": "#009E73"},
    "conv_32": {"color": "#0072B2"},
    "unet": {"color": "#D55E00"},
}
_OTHERS = {"color": "0.82", "linewidth": 0.8, "zorder": 1}
_DOT, _STAR = {"marker": "o", "markersize": 3.5}, {"marker": "*", "markersize": 9}
_MEASURES = {"psnr": ("PSNR, dB", (3, 32)), "ssim": ("SSIM", (0, 1))}
_COLUMNS = 3  # kinds of noise side by side
_COLOURS = 128  # in the file: a third of the bytes, without a visible difference
_SIZE, _DPI = (9, 9), 200  # inches of 100 pixels as a README shows it, 900 wide


def save(results: dict[str, Any], path: Path) -> None:
    """Draw what `quality.compare` returns and write it as a PNG, atomically.

    A dot says that a net was trained on this kind of noise at this level, a star that it was
    trained on no other. The other methods are thin and grey. The noisy digit and the filters,
    which are told that there is no noise, are not drawn at level 0.
    """
    figure = Figure(_SIZE, dpi=_DPI, layout="constrained")
    kinds, measures = list(NOISES), list(_MEASURES)
    rows = -(-len(kinds) // _COLUMNS) * len(measures)
    panels = figure.subplots(rows, _COLUMNS, sharex=True)
    for i, kind in enumerate(kinds):
        band, column = divmod(i, _COLUMNS)
        for j, measure in enumerate(measures):
            axes = panels[band * len(measures) + j, column]
            _panel(axes, results, kind, measure)
            if j == 0:
                axes.set_title(kind.replace("_", " & "), fontweight="bold")
            if column == 0:
                axes.set_ylabel(_MEASURES[measure][0])
    for axes in panels[-1]:
        axes.set_xlabel("level of noise")
    names = [name for name in _STYLES if name in results["methods"] or name == _BEST]
    handles = [Line2D([], [], label=name, **_STYLES[name]) for name in names]
    handles.append(Line2D([], [], label="all others", **_OTHERS))
    for mark, label in ((_DOT, "trained here"), (_STAR, "trained here only")):
        handles.append(Line2D([], [], label=label, color="0.4", linestyle="none", **mark))
    figure.legend(handles=handles, loc="outside lower center", ncols=5, frameon=False)
    save_png(render(figure).quantize(_COLOURS), path)


def _panel(axes: Axes, results: dict[str, Any], kind: str, measure: str) -> None:
    """Draw one measure against the level of one kind of noise."""
    levels, methods = [0.0, *results["levels"]], results["methods"]
    for name, about in methods.items():
        shown = levels if about["group"] in ("linear", "net") else levels[1:]
        values = [about["scores"][cell(kind, level)][measure] for level in shown]
        marked = [i for i, level in enumerate(shown) if trained(about, kind, level)]
        mark = _STAR if isinstance(about["noise"], list) else _DOT
        axes.plot(shown, values, markevery=marked, **mark, **_STYLES.get(name, _OTHERS))
    cells = [cell(kind, level) for level in results["levels"]]
    best = [methods[best_filter(results, where, measure)]["scores"][where] for where in cells]
    axes.plot(results["levels"], [row[measure] for row in best], **_STYLES[_BEST])
    axes.set(xlim=(-0.02, 1.02), ylim=_MEASURES[measure][1])
    axes.grid(color="0.93")
    axes.spines[["top", "right"]].set_visible(False)


def trained(about: dict[str, Any], kind: str, level: float) -> bool:
    """Whether a net was trained on this kind of noise at this level; level 0 is clean digits.

    Args:
        about: an entry of the "methods" that `quality.compare` returns.
        kind: a key of `NOISES`.
        level: from 0 to 1.
    """
    if about["group"] != "net":
        return False
    if about["noise"] is None:
        return level == 0
    return about["noise"] in (MIXED, [kind, level])
