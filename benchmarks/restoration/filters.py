"""Tune the classical filters of `ae_core.filters` on training digits.

A filter is tuned for each kind and level of noise separately. This favours it: a net is not told
which noise it is given.
"""

from collections.abc import Callable, Iterable
from functools import partial
from typing import NamedTuple

import numpy as np

from ae_core.filters import FILTERS, Parameters, apply

from .scores import mean_psnr

Map = Callable[..., Iterable]  # `map`, or that of a pool of processes

_PART = 500  # digits sent to a process at a time


class Tuned(NamedTuple):
    """A filter with its parameters.

    Attributes:
        name: a key of `FILTERS`.
        parameters: one of its grid.
        each: `map`, or that of a pool whose processes share the pictures.
    """

    name: str
    parameters: Parameters
    each: Map = map

    def __call__(self, pictures: np.ndarray) -> np.ndarray:
        """Filter each picture separately: float32 (n, 28, 28) in [0, 1] → the same."""
        parts = [pictures[i : i + _PART] for i in range(0, len(pictures), _PART)]
        return np.concatenate(list(self.each(partial(apply, self.name, self.parameters), parts)))


def tune(name: str, noisy: np.ndarray, clean: np.ndarray, each: Map = map) -> Tuned:
    """Return a filter with the parameters that restore these digits best in mean PSNR.

    Args:
        name: a key of `FILTERS`.
        noisy: float32 (n, 28, 28) in [0, 1].
        clean: the same digits without noise.
        each: `map`, or that of a pool whose processes share the grid.
    """
    grid = FILTERS[name].grid
    scores = list(each(partial(_score, name, noisy, clean), grid))
    return Tuned(name, grid[int(np.argmax(scores))], each)


def _score(name: str, noisy: np.ndarray, clean: np.ndarray, parameters: Parameters) -> float:
    return mean_psnr(clean, apply(name, parameters, noisy))
