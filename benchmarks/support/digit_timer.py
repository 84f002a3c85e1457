"""Print as JSON the median milliseconds of one digit through each model: WAY COUNT [MODEL …].

`one_digit` runs this file as it stands, also on the `ae_core` of another checkout: it imports
nothing of this folder. The picture goes in as a float32 array and has to come back as one.
"""

import json
import sys
import time
from collections.abc import Callable
from statistics import median

import numpy as np

from ae_core.data import stroke_digits
from ae_core.data.strokes import from_strokes
from ae_core.inference import autoencoder
from ae_core.models import presets, store


def _way(name: str, key: str) -> Callable[[], object]:
    digit = from_strokes(stroke_digits.variants(3)[0])[np.newaxis]
    if name == "reconstruct":
        return lambda: autoencoder.reconstruct(key, digit)
    model = store.load(key)
    if name == "model(x)":
        return lambda: model(digit).numpy()
    return lambda: model.predict(digit, verbose=0)


def _median_ms(way: Callable[[], object], count: int) -> float:
    way()  # the first call loads, and traces
    taken = []
    for _ in range(count):
        start = time.perf_counter()
        way()
        taken.append(1e3 * (time.perf_counter() - start))
    return median(taken)


if __name__ == "__main__":
    name, count, *keys = sys.argv[1:]
    found = {key: _median_ms(_way(name, key), int(count)) for key in keys or presets.PRESETS}
    print(json.dumps(found))
