"""What is said of restored digits: how near they are, and whether a reader reads them."""

from collections.abc import Callable
from typing import Any

import numpy as np

from ae_core import metrics
from ae_core.evaluation import in_batches

Read = Callable[[np.ndarray], np.ndarray]  # float32 (n, 28, 28) → float32 (n, 10), probabilities
Score = dict[str, Any]

PERFECT = 60.0  # dB; to round pixels to 8 bits costs more (59 dB)
SURE = 0.9  # probability from which on the reader is sure of a digit


def cell(kind: str, level: float) -> str:
    """Name of one kind of noise at one level; at level 0 all kinds are the same, "clean"."""
    return f"{kind} {level:g}" if level else "clean"


def mean_psnr(clean: np.ndarray, restored: np.ndarray) -> float:
    """Mean PSNR in dB, each picture counted as `PERFECT` at most.

    One perfect picture would make the mean infinite, and there are some: a small block may
    fall beside the strokes of a digit and leave it as it was. No net comes near that limit.
    """
    return float(np.minimum(metrics.psnr(clean, restored), PERFECT).mean())


def score(clean: np.ndarray, restored: np.ndarray, labels: np.ndarray, read: Read) -> Score:
    """Score restored digits.

    Args:
        clean: float32 (n, 28, 28) in [0, 1].
        restored: the same shape and range.
        labels: (n,), what digit each is, 0 to 9.
        read: the reader.

    Returns:
        Means over the digits: "mse"; "psnr" in dB, as `mean_psnr`; "ssim"; "read", the share of
        the digits that the reader takes for what they are.
    """
    return {
        "mse": round(float(metrics.mse(clean, restored).mean()), 6),
        "psnr": round(mean_psnr(clean, restored), 3),
        "ssim": round(float(metrics.ssim(clean, restored).mean()), 4),
        "read": round(float((in_batches(read, restored).argmax(axis=-1) == labels).mean()), 4),
    }


def share_sure(pictures: np.ndarray, read: Read) -> float:
    """The share of pictures of which the reader is sure, whatever it takes them for."""
    return round(float((in_batches(read, pictures).max(axis=-1) >= SURE).mean()), 4)


def best_filter(results: dict[str, Any], where: str, measure: str) -> str:
    """Name of the filter whose mean of a measure ("psnr", "ssim") is highest in a cell.

    Args:
        results: what `quality.compare` returns.
        where: the cell.
        measure: a key of its scores of which more is better.
    """
    methods = results["methods"]
    names = [name for name, about in methods.items() if about["group"] == "filter"]
    return max(names, key=lambda name: methods[name]["scores"][where][measure])
