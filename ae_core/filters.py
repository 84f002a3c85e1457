"""Classical filters of SciPy and scikit-image, as one table: name → function and its settings.

Two things to know about their results. Clipped Gaussian noise is brighter than 0 on the black
background, and none of these filters removes that grey. And none of them was made to undo a blur
or a mosaic, so there the best of them is the one that does least.

BM3D is missing. The library of its authors (`bm3d` on PyPI, 4.0.3) comes as a binary and may be
used for non-commercial purposes only, and OpenCV leaves its own out of the wheels it publishes.

References:
    Rudin, Osher, Fatemi, "Nonlinear total variation based noise removal algorithms", Physica D
    60 (1992), 259-268, as Chambolle solves it, J. Math. Imaging and Vision 20 (2004), 89-97.
    Buades, Coll, Morel, "A non-local algorithm for image denoising", CVPR 2005.
    Chang, Yu, Vetterli, "Adaptive wavelet thresholding for image denoising and compression",
    IEEE TIP 9 (2000), 1532-1546; averaged over shifts as Coifman and Donoho propose (1995).
"""

import importlib
import threading
from collections.abc import Callable, Iterable, Mapping
from functools import partial
from itertools import product
from types import MappingProxyType
from typing import Any, NamedTuple

import numpy as np

from .pictures import check_pictures

Parameters = dict[str, Any]


class Filter(NamedTuple):
    """A filter and what its parameters may be.

    Attributes:
        function: float32 (n, 28, 28) in [0, 1] and the parameters → floats (n, 28, 28), about
            in [0, 1]. It filters each picture alone.
        grid: the settings that tuning tries.
        usual: one of the grid, used where nothing was tuned: about right for Gaussian noise of
            level 0.5.
    """

    function: Callable[..., np.ndarray]
    grid: tuple[Parameters, ...]
    usual: Parameters


def apply(name: str, parameters: Parameters, pictures: np.ndarray) -> np.ndarray:
    """Filter pictures, each by itself. Half a millisecond each, once scikit-image is imported.

    Args:
        name: a key of `FILTERS`.
        parameters: one of its grid.
        pictures: float32 (n, 28, 28) in [0, 1]. Left unchanged.

    Returns:
        float32 of the same shape, values in [0, 1].

    Raises:
        KeyError: if there is no such filter.
        ValueError: if `pictures` are not as said.
        ImportError: for "wavelets" without PyWavelets, which the benchmarks have and the page
            does not need.
    """
    filtered = FILTERS[name].function(check_pictures(pictures, empty=True), **parameters)
    return np.clip(filtered, 0, 1).astype(np.float32, copy=False)


_importing = threading.Lock()


def _restoration(name: str) -> Callable[..., Any]:
    """A function of scikit-image, imported when first used: the import takes most of a second.

    One thread imports at a time: the parts of scikit-image import each other, and a second thread
    could get a module that is not complete.
    """
    with _importing:
        return getattr(importlib.import_module("skimage.restoration"), name)


def _gaussian(pictures: np.ndarray, sigma: float) -> np.ndarray:
    from scipy import ndimage

    return ndimage.gaussian_filter(pictures, (0, sigma, sigma), mode="nearest")


def _median(pictures: np.ndarray, shape: str, radius: int) -> np.ndarray:
    from scipy import ndimage

    away = np.abs(np.arange(-radius, radius + 1))
    rows, columns = away[:, None], away
    near = rows + columns if shape == "diamond" else np.maximum(rows, columns)
    return ndimage.median_filter(pictures, footprint=(near <= radius)[None], mode="nearest")


def _total_variation(pictures: np.ndarray, weight: float) -> np.ndarray:
    denoise = _restoration("denoise_tv_chambolle")
    return np.stack([denoise(p, weight) for p in pictures])


def _non_local_means(pictures: np.ndarray, h: float) -> np.ndarray:
    denoise = _restoration("denoise_nl_means")
    # Smaller patches lose up to 0.6 dB at Gaussian noise and gain at most 0.04. A window wider
    # than these 5 pixels each way gains 0.1 dB there and takes twice as long.
    options = {"patch_size": 5, "patch_distance": 5, "h": h}
    return np.stack([denoise(p, **options) for p in pictures])


def _wavelets(pictures: np.ndarray, **options: Any) -> np.ndarray:
    # the mean over four shifts of a pixel gains 0.3 to 0.5 dB over none, sixteen shifts no more
    denoise = partial(_restoration("denoise_wavelet"), **options)
    shifted = _restoration("cycle_spin")
    return np.stack([shifted(p, denoise, 1, workers=1) for p in pictures])


def _grid(**values: Iterable) -> tuple[Parameters, ...]:
    """Every combination of the values of each parameter."""
    return tuple(dict(zip(values, chosen, strict=True)) for chosen in product(*values.values()))


# The first setting of every grid, but the median's, changes next to nothing.
FILTERS: Mapping[str, Filter] = MappingProxyType(
    {
        "Gaussian filter": Filter(
            _gaussian,
            _grid(sigma=(0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.9, 1.2, 1.5, 2.0, 3.0)),
            {"sigma": 0.9},
        ),
        "median": Filter(
            _median,
            _grid(shape=("diamond", "square"), radius=(1, 2, 3)),
            {"shape": "diamond", "radius": 2},
        ),
        "total variation": Filter(
            _total_variation,
            _grid(weight=(0.005, 0.02, 0.05, 0.1, 0.15, 0.2, 0.3, 0.45, 0.6, 1.0, 2.0, 4.0)),
            {"weight": 0.2},
        ),
        "non-local means": Filter(
            _non_local_means,
            _grid(h=(0.02, 0.05, 0.1, 0.15, 0.2, 0.3, 0.4, 0.6, 0.9)),
            {"h": 0.2},
        ),
        "wavelets": Filter(
            _wavelets,
            _grid(
                wavelet=("sym4",),
                method=("BayesShrink", "VisuShrink"),
                wavelet_levels=(1, 2),
                sigma=(0.01, 0.05, 0.1, 0.15, 0.2, 0.3, 0.5),
            ),
            {"wavelet": "sym4", "method": "VisuShrink", "wavelet_levels": 1, "sigma": 0.5},
        ),
    }
)
