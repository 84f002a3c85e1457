"""The figure of a sweep: quality of the reconstruction against the size of the code."""

from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from ae_core.figures import render, save_png

from .grid import Result

if TYPE_CHECKING:
    from matplotlib.axes import Axes

# Colours of Okabe and Ito, which the colour-blind tell apart (https://jfly.uni-koeln.de/color/).
_COLOURS = {"bce": "#0072B2", "mse": "#D55E00"}
_MARKS = ("o", "s", "^", "D")  # of nets with 0, 1, 2 … hidden layers
_USUAL, _SMALLEST_LARGEST = 4.0, (2.5, 6.5)  # size of marks, in points: of one width, of several
_COLUMNS = 9  # of the legend
_MEASURES = {"psnr": "PSNR, dB", "mse": "MSE"}
_SIZE, _DPI = (9, 4.2), 200  # inches of 100 pixels as a README shows it, 900 wide
_COLOURS_KEPT = 128  # in the file: a third of the bytes, and no difference to be seen
# between the points of the two losses, and of two depths of nets, as a share of a step of the code
_SPREAD, _STEP = 0.05, 0.04


def save(results: Sequence[Result], path: Path) -> None:
    """Draw PSNR and MSE on the test digits against the size of the code; write a PNG.

    A point is a run: its mark says how many hidden layers the net has, its size how wide they
    are. A line joins the means over layers, units and seeds of one loss, and its band reaches
    from the worst run to the best.

    Args:
        results: one or more, of one plan.
        path: the file to write or replace. Its folder has to exist.
    """
    from matplotlib.figure import Figure
    from matplotlib.lines import Line2D

    figure = Figure(_SIZE, dpi=_DPI, layout="constrained")
    for axes, measure in zip(figure.subplots(1, len(_MEASURES)), _MEASURES, strict=True):
        _panel(axes, results, measure)
    losses = [loss for loss in _COLOURS if any(r.run.loss == loss for r in results)]
    handles = [Line2D([], [], label=loss, color=_COLOURS[loss]) for loss in losses]
    point = partial(Line2D, [], [], color="0.4", linestyle="none")
    for layers in sorted({r.run.layers for r in results}):
        label = f"{layers} hidden layer" + "s" * (layers != 1)
        handles.append(point(label=label, marker=_mark(layers), markersize=_USUAL))
    sizes = _sizes(results)
    if len(sizes) > 1:
        for units, size in sizes.items():
            handles.append(point(label=f"{units} units", marker="o", markersize=size))
    look = {"frameon": False, "fontsize": "small", "columnspacing": 1.2, "handletextpad": 0.5}
    figure.legend(handles=handles, loc="outside lower center", ncols=_COLUMNS, **look)
    plan, some = results[0].run.plan, results[0].run.spec
    figure.suptitle(f"{plan.data}, trained on: {some.trained_on}, {plan.epochs} epochs", size=10)
    save_png(render(figure).quantize(_COLOURS_KEPT), path)


def _panel(axes: "Axes", results: Sequence[Result], measure: str) -> None:
    """One measure against the code, a line a loss."""
    codes, depths = (sorted({getattr(r.run, n) for r in results}) for n in ("code", "layers"))
    sizes = _sizes(results)
    for side, (loss, colour) in zip((-1, 1), _COLOURS.items(), strict=True):
        of_loss = [r for r in results if r.run.loss == loss]
        for result in of_loss:
            layers, units = result.run.layers, result.run.units
            axes.plot(
                result.run.code * 2 ** (side * (_SPREAD + _STEP * depths.index(layers))),
                getattr(result, measure),
                color=colour,
                alpha=0.55,
                linewidth=0,
                marker=_mark(layers),
                markersize=sizes.get(units, _USUAL),
            )
        some = [c for c in codes if any(r.run.code == c for r in of_loss)]
        values = [[getattr(r, measure) for r in of_loss if r.run.code == c] for c in some]
        axes.plot(some, [np.mean(v) for v in values], color=colour)
        ends = [min(v) for v in values], [max(v) for v in values]
        axes.fill_between(some, *ends, color=colour, alpha=0.12, linewidth=0)
    axes.set_xscale("log", base=2)
    axes.set_xticks(codes, [str(code) for code in codes])
    axes.set(xlabel="numbers in the code", ylabel=_MEASURES[measure])
    axes.grid(color="0.93")
    axes.spines[["top", "right"]].set_visible(False)


def _mark(layers: int) -> str:
    return _MARKS[layers % len(_MARKS)]


def _sizes(results: Sequence[Result]) -> dict[int, float]:
    """How large the marks of nets are, by the units of their hidden layers, rising."""
    units = sorted({r.run.units for r in results} - {0})
    if len(units) < 2:
        return dict.fromkeys(units, _USUAL)
    return dict(zip(units, np.linspace(*_SMALLEST_LARGEST, len(units)).tolist(), strict=True))
