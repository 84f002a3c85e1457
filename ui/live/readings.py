"""Readings: what the classifier sees in pictures, for the page and the endpoints."""

from collections.abc import Mapping

import numpy as np

from ae_core.inference import classifier
from ae_core.models import store
from ui.problems import log_once


def of(pictures: Mapping[str, np.ndarray]) -> dict[str, dict]:
    """Classify pictures by name.

    Args:
        pictures: each float32 (28, 28) in [0, 1]; may be empty.

    Returns:
        {name: {"read": digit, "sure": its probability}}. {} if the classifier's weights cannot be
        used: the pictures can be shown without readings.
    """
    if not pictures:
        return {}
    try:
        table = classifier.classify(np.stack(list(pictures.values())))
    except store.WeightsError as error:
        log_once(str(error))
        return {}
    return {
        name: {"read": int(row.argmax()), "sure": round(float(row.max()), 4)}
        for name, row in zip(pictures, table, strict=True)
    }


def of_each(pictures: np.ndarray) -> list[dict]:
    """Classify a batch of pictures.

    Args:
        pictures: float32 (n, 28, 28) in [0, 1].

    Returns:
        n readings as of `of`, in the same order; [] without a classifier.
    """
    return list(of({str(i): picture for i, picture in enumerate(pictures)}).values())
