"""Print the median milliseconds of one digit through a model: WAY KEY COUNT.

WAY is "reconstruct" (LiteRT, as the page does it) or "model.predict" (Keras). A process measures
one of them, so that the other framework is not imported.
"""

import sys
import time
from statistics import median

import numpy as np

from ae_core.data import stroke_digits
from ae_core.data.strokes import from_strokes
from ae_core.inference import autoencoder
from ae_core.models import store


def main(way: str, key: str, count: int) -> None:
    """Print the median of `count` runs; the first run, which loads the model, does not count."""
    digit = from_strokes(stroke_digits.variants(3)[0])[np.newaxis]
    model = store.load(key) if way == "model.predict" else None
    times = []
    for _ in range(count + 1):
        start = time.perf_counter()
        if model:
            model.predict(digit, verbose=0)
        else:
            autoencoder.reconstruct(key, digit)
        times.append(1e3 * (time.perf_counter() - start))
    print(median(times[1:]))


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], int(sys.argv[3]))
