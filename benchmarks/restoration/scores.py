"""Scores of restored digits: how close they are, and whether a classifier reads them."""

from collections.abc import Callable
from typing import Any

import numpy as np

from ae_core import metrics
from ae_core.evaluation import in_batches
from ae_core.inference import classifier

Classify = Callable[[np.ndarray], classifier.Reading]
Score = dict[str, Any]

PERFECT = 60.0  # dB; rounding pixels to 8 bits gives 59 dB


def cell(kind: str, level: float) -> str:
    """Return the name of a kind of noise at a level; at level 0 all kinds are "clean"."""
    return f"{kind} {level:g}" if level else "clean"


def mean_psnr(clean: np.ndarray, restored: np.ndarray) -> float:
    """Return the mean PSNR in dB, where a picture counts as `PERFECT` at most.

    One perfect picture would make the mean infinite, and some are: a missing block beside the
    strokes changes nothing. No net comes near the limit.
    """
    return float(np.minimum(metrics.psnr(clean, restored), PERFECT).mean())


def score(clean: np.ndarray, restored: np.ndarray, labels: np.ndarray, classify: Classify) -> Score:
    """Score restored digits.

    Args:
        clean: float32 (n, 28, 28) in [0, 1].
        restored: the same shape and range.
        labels: (n,), the class of each, 0 to 9.
        classify: the classifier.

    Returns:
        Means over the digits: "mse"; "psnr" in dB, as `mean_psnr`; "ssim"; "read", the share
        that is classified correctly.
    """
    read = in_batches(lambda part: classify(part).probabilities, restored).argmax(axis=-1)
    return {
        "mse": round(float(metrics.mse(clean, restored).mean()), 6),
        "psnr": round(mean_psnr(clean, restored), 3),
        "ssim": round(float(metrics.ssim(clean, restored).mean()), 4),
        "read": round(float((read == labels).mean()), 4),
    }


def share_sure(pictures: np.ndarray, classify: Classify) -> float:
    """Return the share of pictures in which the classifier is sure of a digit, right or wrong."""
    sure = in_batches(lambda part: classifier.is_sure(classify(part)), pictures)
    return round(float(sure.mean()), 4)


def best_filter(results: dict[str, Any], where: str, measure: str) -> str:
    """Return the name of the filter whose mean of a measure is highest in a cell.

    Args:
        results: what `quality.compare` returns.
        where: the cell.
        measure: "psnr" or "ssim".
    """
    methods = results["methods"]
    names = [name for name, about in methods.items() if about["group"] == "filter"]
    return max(names, key=lambda name: methods[name]["scores"][where][measure])
