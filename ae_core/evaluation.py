"""Scores of a model over test digits, clean and at several levels of Gaussian noise."""

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

import numpy as np

from . import metrics
from .codes import first_numbers
from .noise import add_noise

if TYPE_CHECKING:
    import keras

    from .models.spec import ModelSpec

SIGMAS = (0.25, 0.5, 0.75, 1.0)  # levels of Gaussian noise
LEVELS = ("clean", *map(str, SIGMAS))  # the keys of `evaluate`'s table
SEED = 2026
_BATCH = 500

ArrayFunction = Callable[[np.ndarray], np.ndarray]


def evaluate(reconstruct: ArrayFunction, pictures: np.ndarray) -> dict[str, dict[str, float]]:
    """Score a model on pictures, clean and under Gaussian noise.

    Args:
        reconstruct: float32 (n, 28, 28) → float32 (n, 28, 28), both in [0, 1].
        pictures: float32 (n, 28, 28) in [0, 1], clean.

    Returns:
        {"clean" | "0.25" | "0.5" | "0.75" | "1.0": {"mse", "bce", "psnr", "ssim"}}: the score of
        each reconstruction against the clean picture, averaged over the pictures. The seed of the
        noise is fixed, so two calls agree.
    """
    table = {"clean": scores(reconstruct, pictures, pictures)}
    for sigma in SIGMAS:
        noisy = add_noise("gaussian", pictures, sigma, SEED)
        table[str(sigma)] = scores(reconstruct, pictures, noisy)
    return table


def evaluate_lengths(
    encode: ArrayFunction, decode: ArrayFunction, pictures: np.ndarray, sizes: Iterable[int]
) -> dict[str, dict[str, dict[str, float]]]:
    """Score what a net with an ordered code restores from the first numbers alone.

    Args:
        encode: float32 (n, 28, 28) → codes, float32 (n, k).
        decode: codes → float32 (n, 28, 28) in [0, 1].
        pictures: float32 (n, 28, 28) in [0, 1], clean.
        sizes: how many numbers to keep, each from 1 to k.

    Returns:
        {size: {"clean" | "0.5": scores}}, as `evaluate` gives them.
    """
    noisy = add_noise("gaussian", pictures, 0.5, SEED)
    codes = {"clean": in_batches(encode, pictures), "0.5": in_batches(encode, noisy)}
    return {
        str(size): {
            level: _means(pictures, in_batches(decode, first_numbers(given, size)))
            for level, given in codes.items()
        }
        for size in sizes
    }


def corrupt_as_trained(spec: "ModelSpec", clean: np.ndarray, seed: int = SEED) -> np.ndarray:
    """Pictures as a model gets them in training: noisy if it learns to remove noise.

    Args:
        spec: the model. One that learns from every kind of noise is given Gaussian noise 0.5.
        clean: float32 (n, 28, 28) in [0, 1].
        seed: of the noise.

    Returns:
        float32 (n, 28, 28) in [0, 1]; `clean` itself if the model was trained without noise.
    """
    if spec.shown_noise is None:
        return clean
    kind, level = spec.shown_noise
    return add_noise(kind, clean, level, seed)


def forward(model: "keras.Model") -> ArrayFunction:
    """A Keras model with one output, as a function of arrays.

    It is called, 500 rows at a time: `predict` would trace a graph first, for a second or more.
    """
    return lambda rows: in_batches(lambda part: np.asarray(model(part, training=False)), rows)


def scores(reconstruct: ArrayFunction, clean: np.ndarray, given: np.ndarray) -> dict[str, float]:
    """Mean "mse", "bce", "psnr" and "ssim" of the reconstructions of `given` against `clean`.

    Args:
        reconstruct: as in `evaluate`.
        clean: float32 (n, 28, 28) in [0, 1].
        given: float32 (n, 28, 28) in [0, 1], the same pictures as the model gets them.
    """
    return _means(clean, in_batches(reconstruct, given))


def _means(clean: np.ndarray, restored: np.ndarray) -> dict[str, float]:
    """Each metric, averaged over the pictures and rounded to five digits."""
    return {
        name: round(float(getattr(metrics, name)(clean, restored).mean()), 5)
        for name in ("mse", "bce", "psnr", "ssim")
    }


def in_batches(function: ArrayFunction, pictures: np.ndarray) -> np.ndarray:
    """Apply a function to pictures, 500 at a time to bound the memory, and join the results."""
    parts = range(0, len(pictures), _BATCH)
    return np.concatenate([function(pictures[i : i + _BATCH]) for i in parts])


def code_range(codes: np.ndarray) -> dict[str, list[float]]:
    """The range of the codes of a data set: their 0.5th and 99.5th percentile.

    Args:
        codes: float32 (n, ..., k), the codes of n pictures.

    Returns:
        {"low": k numbers, "high": k numbers}: for each number of a flat code, or each map of a
        convolutional one.
    """
    low, high = np.percentile(codes.reshape(-1, codes.shape[-1]), [0.5, 99.5], axis=0)
    return {"low": low.round(3).tolist(), "high": high.round(3).tolist()}
