"""How good a model is: its scores over test digits, clean and at several levels of noise."""

from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np

from . import metrics
from .noise import add_noise

if TYPE_CHECKING:
    import keras

SIGMAS = (0.25, 0.5, 0.75, 1.0)  # Gaussian, clipped to [0, 1]
SEED = 2026
_BATCH = 500

Reconstruct = Callable[[np.ndarray], np.ndarray]


def evaluate(reconstruct: Reconstruct, pictures: np.ndarray) -> dict[str, dict[str, float]]:
    """Score a model on pictures, clean and under Gaussian noise.

    Args:
        reconstruct: float32 (n, 28, 28) → float32 (n, 28, 28), both in [0, 1].
        pictures: float32 (n, 28, 28) in [0, 1], clean.

    Returns:
        {"clean" | "0.25" | "0.5" | "0.75" | "1.0": {"mse", "bce", "psnr", "ssim"}}, each the
        mean over the pictures of the reconstruction's score against the clean picture. The
        noise is drawn from a fixed seed, so two calls agree.
    """
    table = {"clean": scores(reconstruct, pictures, pictures)}
    for sigma in SIGMAS:
        noisy = add_noise("gaussian", pictures, sigma, SEED)
        table[str(sigma)] = scores(reconstruct, pictures, noisy)
    return table


def forward(model: "keras.Model") -> Reconstruct:
    """A Keras model, with one output, as a function of arrays."""
    return lambda pictures: model.predict(pictures, batch_size=_BATCH, verbose=0)


def scores(reconstruct: Reconstruct, clean: np.ndarray, given: np.ndarray) -> dict[str, float]:
    """Mean "mse", "bce", "psnr" and "ssim" of what a model makes of pictures.

    Args:
        reconstruct: as of `evaluate`.
        clean: float32 (n, 28, 28) in [0, 1]: what they should become.
        given: likewise: what they are.
    """
    restored = in_batches(reconstruct, given)
    return {
        name: round(float(getattr(metrics, name)(clean, restored).mean()), 5)
        for name in ("mse", "bce", "psnr", "ssim")
    }


def in_batches(function: Callable[[np.ndarray], np.ndarray], pictures: np.ndarray) -> np.ndarray:
    """`function` of all pictures, a few hundred at a time, joined: memory stays small."""
    parts = range(0, len(pictures), _BATCH)
    return np.concatenate([function(pictures[i : i + _BATCH]) for i in parts])


def code_range(codes: np.ndarray) -> dict[str, list[float]]:
    """What the codes of the data span: the 0.5th and the 99.5th percentile.

    Args:
        codes: float32 (n, ..., k), the codes of n pictures.

    Returns:
        {"low": k numbers, "high": k numbers}: per number of a flat code, per map of a
        convolutional one.
    """
    low, high = np.percentile(codes.reshape(-1, codes.shape[-1]), [0.5, 99.5], axis=0)
    return {"low": low.round(3).tolist(), "high": high.round(3).tolist()}
