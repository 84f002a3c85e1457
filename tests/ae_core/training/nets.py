"""Small nets for tests of training: their graphs are traced in a second."""

from dataclasses import replace

import keras
import numpy as np

from ae_core.models.presets import CRITIC, PRESETS
from ae_core.models.spec import MIXED, Recipe

DENSE = PRESETS["dense_16"]
DENOISER = replace(DENSE, noise=("gaussian", 0.5))
# all that our own models train with: mixed corruption, augmentation, "log" and the penalty
OURS = replace(DENSE, loss="log", noise=MIXED, augment=True, interpolation_penalty=0.1)
CLASSIFIER = replace(CRITIC, widths=(8, 16, 16), hidden=32)  # on clean digits alone
RECIPE = Recipe(batch_size=64, epochs=3, learning_rate=0.01, schedule="warmup_cosine")


def untrained_critic():
    """Pictures → probabilities of ten digits, from fresh weights."""
    start = keras.initializers.GlorotUniform(seed=8)
    layers = [keras.layers.Flatten(), keras.layers.Dense(10, "softmax", kernel_initializer=start)]
    return keras.Sequential([keras.Input((28, 28)), *layers])


def finish(run):
    """Train the epochs that are left; returns them."""
    return list(run.epochs())


def assert_same_weights(one, other, atol=1e-5):
    for a, b in zip(one.get_weights(), other.get_weights(), strict=True):
        np.testing.assert_allclose(a, b, atol=atol)
