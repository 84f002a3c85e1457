"""A sheet of digits restored from known ones, and the curves of the trainings.

The digits on the sheet are MNIST's, and the restored ones mixtures of them, so the sheet is not
part of the repository.
"""

from collections.abc import Mapping
from pathlib import Path

import numpy as np
from matplotlib.figure import Figure
from PIL import Image

from ae_core import evaluation
from ae_core.figures import render, save_png
from ae_core.inference import autoencoder
from ae_core.noise import add_noise
from ae_core.pictures import from_uint8, to_uint8

from .known import KnownDigits

BESIDE = ("conv_32", "unet")  # shipped nets whose pictures stand beside
_GAP = 2  # between pictures, in pixels of a digit
_ZOOM = 3  # pixels per pixel of a digit


def strips(known: KnownDigits, images: np.ndarray, clean: np.ndarray, sigma: float) -> np.ndarray:
    """Some digits with noise and their restorations, side by side.

    Args:
        known: of this sigma.
        images: uint8 (n, 28, 28), its digits.
        clean: float32 (m, 28, 28) in [0, 1].
        sigma: of the noise.

    Returns:
        float32 (m, 5, 28, 28): the noisy digit, the mean of the known ones, the likeliest of them,
        and what the nets `BESIDE` paint.
    """
    noisy = add_noise("gaussian", clean, sigma, evaluation.SEED)
    mean, likeliest = known.restore(noisy)
    nets = (autoencoder.reconstruct(key, noisy)[0] for key in BESIDE)
    return np.stack([noisy, mean, from_uint8(images[likeliest]), *nets], axis=1)


def draw(clean: np.ndarray, of_each_sigma: list[np.ndarray]) -> Image.Image:
    """Draw a row for each digit: itself, and its `strips` at each level of noise."""
    grid = np.concatenate([clean[:, None], *of_each_sigma], axis=1)
    framed = np.pad(grid, ((0, 0), (0, 0), (_GAP, 0), (_GAP, 0)), constant_values=0.5)
    rows, columns, side, _ = framed.shape
    page = framed.swapaxes(1, 2).reshape(rows * side, columns * side)
    sheet = Image.fromarray(to_uint8(page))
    return sheet.resize((sheet.width * _ZOOM, sheet.height * _ZOOM), Image.Resampling.NEAREST)


def save_curves(curves: Mapping[str, Mapping[str, list[float]]], path: Path) -> None:
    """Draw the loss of each training against its epochs, and write it as a PNG.

    Args:
        curves: by net, {"loss" | "validation_loss": a number for each epoch}.
        path: of the file.
    """
    figure = Figure((3.5 * len(curves), 3), dpi=120, layout="constrained")
    for panel, (name, losses) in zip(
        figure.subplots(1, len(curves), squeeze=False)[0], curves.items(), strict=True
    ):
        for label, values in losses.items():
            panel.plot(range(1, len(values) + 1), values, marker=".", label=label)
        panel.set(title=name, xlabel="epoch")
        panel.grid(color="0.93")
        panel.legend(frameon=False)
    save_png(render(figure), path)
