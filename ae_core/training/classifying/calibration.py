"""Calibration: one temperature, fitted on training digits that the classifier has not learnt from.

The logits are divided by it, so that answers given 80 % are right in 80 % of the cases. It becomes
part of the weights of the last layer: nothing else has to be kept, and no answer changes.

References:
    Guo et al., "On Calibration of Modern Neural Networks", ICML 2017.
"""

from collections.abc import Callable

import keras
import numpy as np
from scipy.optimize import minimize_scalar
from scipy.special import log_softmax, softmax

from ae_core import evaluation
from ae_core.data.datasets import Digits
from ae_core.inference.classifier import Reading
from ae_core.models import builder
from ae_core.pictures import from_uint8

from .examples import NO_DIGIT, examples

SHARE = 12  # one in so many training digits is kept for calibration
ROUNDS = 3  # each of them is corrupted so many times, each time differently


def split(train: Digits) -> tuple[Digits, Digits]:
    """Training digits to learn from, and the last of them, which are kept for calibration."""
    kept = len(train.images) // SHARE
    return (
        train._replace(images=train.images[:-kept], labels=train.labels[:-kept]),
        train._replace(images=train.images[-kept:], labels=train.labels[-kept:]),
    )


def check_labels(*parts: Digits) -> None:
    """Check that a classifier can learn from digits, or be tested on them.

    Raises:
        ValueError: if one has no label from 0 to 9.
    """
    for digits in parts:
        if len(digits.labels) != len(digits.images) or not set(digits.labels) <= set(range(10)):
            raise ValueError(
                f"Expected a label from 0 to 9 for each picture of {digits.name}: the classifier "
                "learns the ten digits. The other models need no labels."
            )


def calibrate(model: keras.Model, kept: Digits, seed: int = 0) -> float:
    """Divide the logits of a classifier by the temperature that fits it best, in place.

    Args:
        model: of the family "classifier", trained.
        kept: digits that it has not learnt from.
        seed: of their corruption.

    Returns:
        The temperature: above 1 if the classifier was too sure. A second call finds 1.
    """
    rng = np.random.default_rng(seed)
    clean = from_uint8(kept.images)
    rounds = [examples(clean, kept.labels, rng) for _ in range(ROUNDS)]
    pictures, labels = (np.concatenate(parts) for parts in zip(*rounds, strict=True))
    found = temperature(evaluation.forward(builder.with_logits(model))(pictures), labels)
    last = model.get_layer("logits")
    last.set_weights([values / found for values in last.get_weights()])
    return found


def temperature(logits: np.ndarray, labels: np.ndarray) -> float:
    """The temperature with which logits explain labels best.

    Args:
        logits: (n, 11).
        labels: (n,), 0 to `NO_DIGIT`. Non-digits are left out: what is calibrated are the ten
            probabilities given that it is a digit.

    Returns:
        From 1/4 to 4.
    """
    digits = labels != NO_DIGIT
    ten, rows = logits[digits, :NO_DIGIT].astype(np.float64), np.arange(digits.sum())

    def loss(log_temperature: float) -> float:
        """The cross-entropy of the labels at a temperature."""
        return -log_softmax(ten / np.exp(log_temperature), axis=1)[rows, labels[digits]].mean()

    limit = np.log(4)
    return float(np.exp(minimize_scalar(loss, bounds=(-limit, limit), method="bounded").x))


def reader(model: keras.Model) -> Callable[[np.ndarray], Reading]:
    """A Keras classifier as a function, like `inference.classifier.classify` of its LiteRT file.

    Args:
        model: of the family "classifier".

    Returns:
        Pictures, float32 (n, 28, 28) in [0, 1] → their readings.
    """
    forward = evaluation.forward(builder.with_logits(model))

    def read(pictures: np.ndarray) -> Reading:
        """The ten probabilities given that it is a digit, and that of "no digit" among all."""
        logits = forward(pictures)
        no_digit = softmax(logits.astype(np.float64), axis=1)[:, NO_DIGIT].astype(np.float32)
        return Reading(softmax(logits[:, :NO_DIGIT], axis=1), no_digit)

    return read
