"""How well a classifier reads, and whether it is as sure as it is right. Knows nothing of Keras."""

from collections.abc import Callable
from typing import Any

import numpy as np

from ae_core.evaluation import SEED, in_batches
from ae_core.inference.classifier import NO_DIGIT, Reading, is_sure
from ae_core.noise import NOISES, add_noise

LEVELS = (0.25, 0.5, 1.0)
BINS = 15
FALSE_ALARMS = 0.05  # share of the digits that a detector of non-digits may flag

Read = Callable[[np.ndarray], Reading]


def calibration_error(probabilities: np.ndarray, labels: np.ndarray, bins: int = BINS) -> float:
    """The expected calibration error: how far the confidence of answers is from their accuracy.

    Args:
        probabilities: (n, k), each row summing to 1; the largest of a row is its confidence.
        labels: (n,).
        bins: how many, of equal width, the answers are sorted into by their confidence.

    Returns:
        The mean over the answers of |accuracy - confidence| of their bin, from 0 to 1.

    References:
        Guo et al., "On Calibration of Modern Neural Networks", ICML 2017.
    """
    sure = probabilities.max(axis=1).astype(np.float64)
    right = probabilities.argmax(axis=1) == labels
    places = np.minimum((sure * bins).astype(int), bins - 1)
    gaps = np.bincount(places, weights=right - sure, minlength=bins)
    return float(np.abs(gaps).sum() / len(labels))


def measure(read: Read, digits: np.ndarray, labels: np.ndarray, others: np.ndarray) -> dict:
    """Score a classifier.

    Args:
        read: the classifier.
        digits: float32 (n, 28, 28) in [0, 1], clean.
        labels: (n,), what they are.
        others: float32 (m, 28, 28) in [0, 1], which are no digits.

    Returns:
        Plain JSON types. For the clean digits "accuracy", "calibration_error" and
        "called_no_digit", the share wrongly called none; "noisy": {kind: {level: {"accuracy",
        "calibration_error"}}}. For the non-digits "others", their count; "sure", the share that it
        is sure to read a digit in; and "found", the share whose "no digit" is more probable than
        that of 95 % of the digits.
    """
    clean, none = _read_all(read, digits), _read_all(read, others)
    limit = np.quantile(clean.no_digit, 1 - FALSE_ALARMS)
    noisy = {
        kind: {
            f"{level:g}": _score(_read_all(read, add_noise(kind, digits, level, SEED)), labels)
            for level in LEVELS
        }
        for kind in NOISES
    }
    return {
        **_score(clean, labels),
        "called_no_digit": _share(clean.no_digit >= NO_DIGIT),
        "noisy": noisy,
        "others": len(others),
        "sure": _share(is_sure(none)),
        "found": _share(none.no_digit > limit),
    }


def _read_all(read: Read, pictures: np.ndarray) -> Reading:
    joined = in_batches(lambda part: np.column_stack(read(part)), pictures)
    return Reading(joined[:, :-1], joined[:, -1])


def _score(reading: Reading, labels: np.ndarray) -> dict[str, Any]:
    return {
        "accuracy": round(float((reading.probabilities.argmax(axis=1) == labels).mean()), 5),
        "calibration_error": round(calibration_error(reading.probabilities, labels), 4),
    }


def _share(true: np.ndarray) -> float:
    return round(float(true.mean()), 4)
