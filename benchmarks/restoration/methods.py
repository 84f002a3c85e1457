"""The methods that `benchmarks.quality` compares: none, classical filters, linear maps, nets.

Filters and linear maps are fitted to training digits for each kind and level of noise
separately. This favours them: a net is not told which noise it is given.
"""

from collections.abc import Callable
from functools import lru_cache, partial
from typing import Literal, NamedTuple

import numpy as np

from ae_core import evaluation
from ae_core.inference import autoencoder
from ae_core.models import presets, store
from ae_core.models.spec import ModelSpec
from ae_core.noise import add_noise

from . import filters, linear

TUNED_ON = 200  # training digits that filters are tuned on, which takes most of their time
FITTED_ON = 60_000  # training digits that linear maps are fitted to: all of MNIST
SEED = evaluation.SEED + 1  # of the noise on training digits; the test digits have another

Restore = Callable[[np.ndarray], np.ndarray]  # float32 (n, 28, 28) in [0, 1] → the same


class Method(NamedTuple):
    """A way to restore digits.

    Attributes:
        group: "input" for the noisy digit itself.
        fitted: kind and level of the noise → the function that restores.
        noise: what a net was trained to undo, as in `ae_core.models.spec.ModelSpec`.
        weights: `store.checksum` of a net; None for other methods.
    """

    group: Literal["input", "filter", "linear", "net"]
    fitted: Callable[[str, float], Restore]
    noise: tuple[str, float] | str | None = None
    weights: str | None = None


def untouched() -> dict[str, Method]:
    """Return the noisy digit itself as a method."""
    return {"noisy": Method("input", lambda kind, level: lambda pictures: pictures)}


def tuned_filters(train: np.ndarray, each: filters.Map) -> dict[str, Method]:
    """Return the classical filters.

    Args:
        train: float32 (n, 28, 28) in [0, 1], training digits.
        each: `map`, or that of a pool of processes.
    """
    clean = train[:TUNED_ON]

    def fitted(name: str, kind: str, level: float) -> Restore:
        return filters.tune(name, add_noise(kind, clean, level, SEED), clean, each)

    return {name: Method("filter", partial(fitted, name)) for name in filters.FILTERS}


def linear_maps(train: np.ndarray) -> dict[str, Method]:
    """Return PCA of clean digits, and the best linear map from noisy to clean ones.

    Args:
        train: float32 (n, 28, 28) in [0, 1], training digits.
    """
    clean = train[:FITTED_ON]
    pca = linear.fit(clean, clean)

    @lru_cache(maxsize=1)  # one fit gives both sizes
    def best(kind: str, level: float) -> dict[int, linear.LinearMap]:
        return linear.fit(add_noise(kind, clean, level, SEED), clean)

    return {f"PCA {k}": Method("linear", lambda kind, level, k=k: pca[k]) for k in linear.SIZES} | {
        f"best linear {k}": Method("linear", lambda kind, level, k=k: best(kind, level)[k])
        for k in linear.SIZES
    }


def trained_nets() -> dict[str, Method]:
    """Return the models whose weights exist.

    Raises:
        WeightsError: if some of them are damaged.
    """

    def reconstruct(key: str, pictures: np.ndarray) -> np.ndarray:
        return evaluation.in_batches(lambda part: autoencoder.reconstruct(key, part)[0], pictures)

    def net(key: str, spec: ModelSpec) -> Method:
        restore, weights = partial(reconstruct, key), store.checksum(store.read_card(key))
        return Method("net", lambda kind, level: restore, spec.noise, weights)

    return {
        key: net(key, spec) for key, spec in presets.PRESETS.items() if store.path_of(key).is_file()
    }
