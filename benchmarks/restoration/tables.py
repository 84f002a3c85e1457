"""The short tables of `benchmarks.quality`; weights/quality.json has all figures."""

from typing import Any

from ae_core.models.spec import MIXED
from ae_core.noise import NOISES
from benchmarks.support import tables

from .scores import best_filter, cell

_GAUSSIAN = (
    "",
    "clean: MSE",
    "σ 0.25: PSNR",
    "σ 0.5: PSNR",
    "σ 1.0: PSNR",
    "σ 0.5: SSIM",
    "σ 0.5: read right",
)
_HALF = 0.5  # level at which the other kinds are compared


def show(results: dict[str, Any], markdown: bool) -> None:
    """Print the tables of what `quality.compare` returns, on levels 0.25, 0.5 and 1."""
    source = results["data"]
    tables.show(
        f"Gaussian noise, means over {source['digits']:,} {source['name']} test digits",
        _GAUSSIAN,
        [_gaussian(results, name) for name in results["methods"]],
        markdown,
    )
    tables.note(
        "PSNR in dB. Filters are tuned, and the linear maps fitted, to training digits for each "
        "kind and level of noise, which no net is told. Read right: by the shipped classifier."
    )
    nets = [k for k, about in results["methods"].items() if about["noise"] == MIXED]
    tables.show(
        f"The other kinds of noise at level {_HALF:g}: PSNR / SSIM / read right",
        ("", "noisy", "best filter", *nets),
        [_half(results, kind, nets) for kind in NOISES if kind != "gaussian"],
        markdown,
    )


def _gaussian(results: dict[str, Any], name: str) -> tuple[str, ...]:
    scores = results["methods"][name]["scores"]
    half = scores[cell("gaussian", 0.5)]
    return (
        name,
        f"{scores['clean']['mse']:.4f}",
        f"{scores[cell('gaussian', 0.25)]['psnr']:.1f}",
        f"{half['psnr']:.1f}",
        f"{scores[cell('gaussian', 1.0)]['psnr']:.1f}",
        f"{half['ssim']:.3f}",
        _read(half),
    )


def _read(row: dict[str, Any]) -> str:
    """The share that is read rightly, as text; "-" where today's classifier was not asked."""
    return f"{row['read']:.1%}" if "read" in row else "-"


def _half(results: dict[str, Any], kind: str, nets: list[str]) -> tuple[str, ...]:
    where = cell(kind, _HALF)

    def text(name: str) -> str:
        row = results["methods"][name]["scores"][where]
        return f"{row['psnr']:.1f} / {row['ssim']:.3f} / {_read(row)}"

    best = best_filter(results, where, "psnr")
    return kind, text("noisy"), f"{text(best)} ({best})", *map(text, nets)
