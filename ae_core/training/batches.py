"""Inputs and targets of a net: the batches of an epoch, and the validation digits."""

import keras
import numpy as np

from ae_core import evaluation
from ae_core.models.spec import MIXED, ModelSpec
from ae_core.noise import add_noise
from ae_core.pictures import from_uint8

from .augmentation import augment
from .classifying.examples import examples


class Batches(keras.utils.PyDataset):
    """The batches of one epoch. Batch i depends on (seed, epoch, i) alone.

    Order and noise are drawn from independent streams.

    Args:
        spec: the model. Noise of every kind is added in the graph, not here, but for a classifier:
            see `classifying.examples`.
        images: uint8 (n, 28, 28), the training digits.
        labels: uint8 (n,); used by a classifier alone.
        batch_size: digits in a batch; the last batch may be smaller. A classifier gets a few
            pictures more, which are no digits.
        seed: of order, augmentation and noise.
        epoch: 1 for the first.
    """

    def __init__(
        self,
        spec: ModelSpec,
        images: np.ndarray,
        labels: np.ndarray | None,
        batch_size: int,
        seed: int,
        epoch: int,
    ):
        super().__init__()
        self.noise, self.images, self.batch_size = spec.noise, images, batch_size
        self.augment = spec.augment
        self.labels = labels if spec.loss == "labels" else None
        order, noise = np.random.SeedSequence(seed, spawn_key=(epoch,)).spawn(2)
        self.order = np.random.default_rng(order).permutation(len(images))
        self._streams = noise.spawn(len(self))

    def __len__(self) -> int:
        return -(-len(self.images) // self.batch_size)

    def __getitem__(self, i: int) -> tuple[np.ndarray, np.ndarray]:
        chosen = self.order[i * self.batch_size : (i + 1) * self.batch_size]
        clean = from_uint8(self.images[chosen])
        rng = np.random.default_rng(self._streams[i])
        if self.labels is not None:
            return examples(clean, self.labels[chosen], rng)
        if self.augment:
            clean = augment(clean, rng)
        if self.noise is None or self.noise == MIXED:
            return clean, clean
        kind, level = self.noise
        return add_noise(kind, clean, level, rng), clean


def validation(
    spec: ModelSpec, images: np.ndarray, labels: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Inputs and targets of a net on digits that it does not learn from.

    Args:
        spec: the model; see `evaluation.corrupt_as_trained`.
        images: uint8 (n, 28, 28).
        labels: uint8 (n,); used by a classifier alone.

    Returns:
        The inputs, float32 (n, 28, 28) in [0, 1], the same at every call; and the targets: the
        clean pictures, or the labels of a classifier, whose inputs hold non-digits as well.
    """
    clean = from_uint8(images)
    if spec.loss == "labels":
        return examples(clean, labels, np.random.default_rng(evaluation.SEED))
    return evaluation.corrupt_as_trained(spec, clean), clean
