"""The losses that the rows of the table name.

A loss takes targets and logits, and gives a number for each picture. Targets are float32
(n, 28, 28) in [0, 1] and logits of that shape; a classifier's are labels (n,) and logits (n, 11).
"""

import keras
from keras import ops

_LOG_SHARE = 0.05
_LOG_FLOOR = 2e-4  # an MSE so small needs no more care: 37 dB


def bce(clean: keras.KerasTensor, logits: keras.KerasTensor) -> keras.KerasTensor:
    """Binary cross-entropy, the mean over pixels."""
    return ops.mean(ops.binary_crossentropy(clean, logits, from_logits=True), axis=(1, 2))


def mse(clean: keras.KerasTensor, logits: keras.KerasTensor) -> keras.KerasTensor:
    """Squared error, the mean over pixels."""
    return ops.mean(ops.square(clean - ops.sigmoid(logits)), axis=(1, 2))


def bce_and_log_mse(clean: keras.KerasTensor, logits: keras.KerasTensor) -> keras.KerasTensor:
    """Cross-entropy plus the logarithm of the picture's MSE, which is what PSNR measures.

    Cross-entropy alone is dominated by the pictures that no net can restore. With the logarithm
    alone training does not start: every sigmoid saturates at black.
    """
    return bce(clean, logits) + _LOG_SHARE * ops.log1p(mse(clean, logits) / _LOG_FLOOR)


def label_cross_entropy(labels: keras.KerasTensor, logits: keras.KerasTensor) -> keras.KerasTensor:
    """Cross-entropy of a classifier: minus the logarithm of the right label's probability."""
    return keras.losses.sparse_categorical_crossentropy(labels, logits, from_logits=True)


LOSSES = {"bce": bce, "mse": mse, "log": bce_and_log_mse, "labels": label_cross_entropy}
