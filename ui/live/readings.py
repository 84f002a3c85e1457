"""What a reader makes of the pictures on show, for the page and the endpoint."""

from collections.abc import Mapping

import numpy as np

from ae_core.inference import classifier
from ae_core.models import store
from ui.problems import log_once


def of(pictures: Mapping[str, np.ndarray]) -> dict[str, dict]:
    """Read pictures, one after the other.

    Args:
        pictures: by name, each float32 (28, 28) in [0, 1]; perhaps none.

    Returns:
        {name: {"read": the digit, "sure": its probability}}, or nothing at all where the
        reader's weights cannot be used: every picture is there to see without it.
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
    """Read a batch of pictures.

    Args:
        pictures: float32 (n, 28, 28) in [0, 1].

    Returns:
        n readings as of `of`, in the same order; [] without a classifier.
    """
    return list(of({str(i): picture for i, picture in enumerate(pictures)}).values())
