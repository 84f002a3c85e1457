"""How similar a restored digit is to the clean one: MSE, PSNR, SSIM, cross-entropy.

All take two arrays of floats of one shape, (n, 28, 28) or (28, 28), with values in [0, 1], so the
data range is 1. They return a float64 for each picture, as an array of shape (n,), or of shape ()
for a single picture, which `float()` turns into a number.

Knows nothing of models, noise or the page.
"""

from collections.abc import Callable

import numpy as np

from .pictures import SIDE, check_pictures

SSIM_WINDOW = 7  # side of the window in pixels: scikit-image's default
BCE_CLIP = 1e-7  # Keras' epsilon: keeps log() finite
_CHUNK = 256  # pictures scored at once, which takes a few MB


def mse(clean: np.ndarray, restored: np.ndarray) -> np.ndarray:
    """Mean squared error over the pixels of each picture. 0 is perfect, 1 the worst.

    Args:
        clean: floats, shape (n, 28, 28) or (28, 28), values in [0, 1].
        restored: the same shape and range.

    Returns:
        float64 in [0, 1], shape (n,), or () for one picture.

    Raises:
        ValueError: if shapes, types or values are not as said.
    """
    return _score(clean, restored, _mse)


def psnr(clean: np.ndarray, restored: np.ndarray) -> np.ndarray:
    """Peak signal-to-noise ratio of each picture in dB, -10 log10(MSE). Higher is better.

    Identical pictures score infinity, by definition. JSON has no infinity (Python writes
    `Infinity`, which browsers do not read): write null instead, or the MSE. The mean over a batch
    is infinite as soon as one pair is identical.

    Args:
        clean: floats, shape (n, 28, 28) or (28, 28), values in [0, 1].
        restored: the same shape and range.

    Returns:
        float64 of 0 dB or more, shape (n,), or () for one picture.

    Raises:
        ValueError: if shapes, types or values are not as said.
    """
    return _score(clean, restored, _psnr)


def ssim(clean: np.ndarray, restored: np.ndarray) -> np.ndarray:
    """Structural similarity of each picture. 1 is identical; digits seldom fall below 0.1.

    The window is scikit-image's default: 7 x 7, uniform weights, sample covariance. The paper's
    own, a Gaussian of sigma 1.5, gives other figures, so compare only like with like.

    A window that is black in both pictures scores 1, and one that is black in one and nearly black
    in the other scores near 0. So over the MNIST test digits a blank picture scores 0.24 and a
    different digit 0.21, while Gaussian noise of level 0.1, which one hardly sees, costs 0.30.

    Args:
        clean: floats, shape (n, 28, 28) or (28, 28), values in [0, 1].
        restored: the same shape and range.

    Returns:
        float64 in [-1, 1], shape (n,), or () for one picture.

    Raises:
        ValueError: if shapes, types or values are not as said.

    References:
        Wang et al., "Image Quality Assessment: From Error Visibility to Structural Similarity",
        IEEE Transactions on Image Processing 13 (2004), 600-612.
    """
    return _score(clean, restored, _ssim)


def bce(clean: np.ndarray, restored: np.ndarray) -> np.ndarray:
    """Mean binary cross-entropy over the pixels of each picture, in nats. Lower is better.

    The order of the arguments matters. Predictions are clipped to [1e-7, 1 - 1e-7], as in Keras.
    A perfect restoration scores 0 only if the clean picture is pure black and white: grey pixels
    have an entropy of their own, which on MNIST is most of a trained net's loss.

    Args:
        clean: the target; floats, shape (n, 28, 28) or (28, 28), values in [0, 1].
        restored: the prediction; the same shape and range.

    Returns:
        float64 of 0 or more, shape (n,), or () for one picture.

    Raises:
        ValueError: if shapes, types or values are not as said.
    """
    return _score(clean, restored, _bce)


_Metric = Callable[[np.ndarray, np.ndarray], np.ndarray]  # two float64 (n, 28, 28) -> (n,)


def _mse(clean: np.ndarray, restored: np.ndarray) -> np.ndarray:
    return np.square(clean - restored).mean(axis=(-2, -1))


def _psnr(clean: np.ndarray, restored: np.ndarray) -> np.ndarray:
    with np.errstate(divide="ignore"):  # log10(0) is the infinity we mean
        return 0.0 - 10 * np.log10(_mse(clean, restored))  # "0.0 -": 0 dB is not -0 dB


def _ssim(clean: np.ndarray, restored: np.ndarray) -> np.ndarray:
    from scipy.ndimage import uniform_filter  # imported late: it takes longer than all else here

    # one call for all five means over windows; scikit-image makes five calls
    products = np.stack([clean, restored, clean**2, restored**2, clean * restored])
    means = uniform_filter(products, (0, 0, SSIM_WINDOW, SSIM_WINDOW))
    border = (SSIM_WINDOW - 1) // 2  # windows that reach over an edge do not count
    x, y, xx, yy, xy = means[:, :, border:-border, border:-border]
    sample = SSIM_WINDOW**2 / (SSIM_WINDOW**2 - 1)  # covariance of a sample
    vx, vy, vxy = sample * (xx - x * x), sample * (yy - y * y), sample * (xy - x * y)
    c1, c2 = 0.01**2, 0.03**2  # K1 and K2 of the paper, for a data range of 1
    similarity = (2 * x * y + c1) * (2 * vxy + c2) / ((x * x + y * y + c1) * (vx + vy + c2))
    return similarity.mean(axis=(-2, -1))


def _bce(clean: np.ndarray, restored: np.ndarray) -> np.ndarray:
    predicted = np.clip(restored, BCE_CLIP, 1 - BCE_CLIP)
    entropy = clean * np.log(predicted) + (1 - clean) * np.log1p(-predicted)
    return -entropy.mean(axis=(-2, -1))


def _score(clean: np.ndarray, restored: np.ndarray, metric: _Metric) -> np.ndarray:
    """Check both sides, then score them chunk by chunk in float64."""
    clean = check_pictures(clean, "clean", (3, 2), np.floating, empty=True)
    restored = check_pictures(restored, "restored", (3, 2), np.floating, empty=True)
    if clean.shape != restored.shape:
        raise ValueError(
            f"Expected pictures of one shape; received {clean.shape} and {restored.shape}"
        )

    flat = (-1, SIDE, SIDE) if clean.size else (0, SIDE, SIDE)
    left, right = clean.reshape(flat), restored.reshape(flat)
    scores = np.empty(len(left))
    for start in range(0, len(left), _CHUNK):
        part = slice(start, start + _CHUNK)
        scores[part] = metric(left[part].astype(np.float64), right[part].astype(np.float64))
    return scores.reshape(clean.shape[:-2])
