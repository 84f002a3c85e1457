"""One digit through a model, without a page: Keras's two ways, and ours."""

import time
from collections.abc import Callable
from statistics import median

import numpy as np

from ae_core import images, inference, specs, stroke_digits, weights

TITLE = "One digit through a model, median ms"
HEAD = ("model", "model.predict", "model(x)", "reconstruct", "predict : ours")


def rows(count: int) -> list[tuple[str, ...]]:
    """Median milliseconds of each way, for every model; the three take turns.

    The picture goes in as a float32 array and has to come back as one.
    """
    digit = images.from_strokes(stroke_digits.variants(3)[0])[np.newaxis]
    table = []
    for key in specs.SPECS:
        model = weights.load(key)
        ways: list[Callable[[], object]] = [
            lambda model=model: model.predict(digit, verbose=0),
            lambda model=model: model(digit).numpy(),
            lambda key=key: inference.reconstruct(key, digit),
        ]
        for way in ways:  # the first call traces
            way()
        taken: list[list[float]] = [[] for _ in ways]
        for _ in range(count):
            for way, times in zip(ways, taken, strict=True):
                start = time.perf_counter()
                way()
                times.append(1000 * (time.perf_counter() - start))
        predict, call, ours = map(median, taken)
        table.append(
            (key, f"{predict:.1f}", f"{call:.2f}", f"{ours:.2f}", f"{predict / ours:.0f} ×")
        )
    return table
