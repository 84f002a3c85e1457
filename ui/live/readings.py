"""Readings: what the classifier sees in pictures, for the page and the endpoints.

A reading is {"read": digit, "sure": its probability given that it is a digit, "no_digit": the
probability that it is none}. The page has the same limits, from `ui.page`.
"""

from collections.abc import Mapping

import numpy as np

from ae_core.inference import classifier
from ae_core.models import store
from ui.problems import log_once
from ui.training import visitor_nets

GUESS = 0.5  # a digit less sure than this cannot be read


def of(pictures: Mapping[str, np.ndarray], model: str | None = None) -> dict[str, dict]:
    """Classify pictures by name.

    Args:
        pictures: each float32 (28, 28) in [0, 1]; may be empty.
        model: key of the model in use.

    Returns:
        {name: reading}; {} if the model has learnt symbols, which are no digits, or if the
        classifier's weights cannot be used: pictures can be shown without readings.
    """
    if not pictures or (model and visitor_nets.symbols_of(model)):
        return {}
    try:
        probabilities, no_digit = classifier.classify(np.stack(list(pictures.values())))
    except store.WeightsError as error:
        log_once(str(error))
        return {}
    return {
        name: {
            "read": int(row.argmax()),
            "sure": round(float(row.max()), 4),
            "no_digit": round(float(none), 4),
        }
        for name, row, none in zip(pictures, probabilities, no_digit, strict=True)
    }


def of_each(pictures: np.ndarray, model: str | None = None) -> list[dict]:
    """Classify a batch of pictures.

    Args:
        pictures: float32 (n, 28, 28) in [0, 1].
        model: as in `of`.

    Returns:
        n readings in the same order; [] if `of` gives {}.
    """
    return list(of({str(i): picture for i, picture in enumerate(pictures)}, model).values())


def readable(reading: Mapping) -> bool:
    """Whether a digit can be read: it looks like a digit, and one of the ten stands out."""
    return reading["no_digit"] < classifier.NO_DIGIT and reading["sure"] >= GUESS


def trusted(reading: Mapping) -> bool:
    """Whether this reading of the clean picture can judge others: it is surely a digit."""
    return reading["no_digit"] < classifier.DOUBT and reading["sure"] >= classifier.SURE
