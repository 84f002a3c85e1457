"""Small nets for tests of training: their graphs are traced in a second."""

from dataclasses import replace

import numpy as np

from ae_core.models import builder
from ae_core.models.presets import CLASSIFIER as CLASSIFIER_ROW
from ae_core.models.presets import PRESETS
from ae_core.models.spec import MIXED, Recipe

DENSE = PRESETS["dense_16"]
DENOISER = replace(DENSE, noise=("gaussian", 0.5))
# all that our own models train with: mixed corruption, augmentation, "log", losses on codes
OURS = replace(
    DENSE, loss="log", noise=MIXED, augment=True, has_ordered_code=True, learns_between=True
)
CLASSIFIER = replace(CLASSIFIER_ROW, widths=(8, 16, 16), hidden=32)
RECIPE = Recipe(batch_size=64, epochs=3, learning_rate=0.01, schedule="warmup_cosine")


# a residual net, and one around fewer numbers that begins as it
LONGER = replace(
    PRESETS["conv_32"], widths=(2, 4, 2), hidden=8, code_shape=(6,), learns_between=False
)
SHORTER = replace(
    LONGER, key="conv_16", code_shape=(3,), has_ordered_code=False, begins_as="conv_32"
)


def start():
    """A net with fresh weights for `SHORTER` to begin as."""
    return builder.build(LONGER, seed=5)


def finish(run):
    """Train the epochs that are left; returns them."""
    return list(run.epochs())


def assert_same_weights(one, other, atol=1e-5):
    for a, b in zip(one.get_weights(), other.get_weights(), strict=True):
        np.testing.assert_allclose(a, b, atol=atol)
