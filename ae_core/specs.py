"""The models on offer, as data: one row each. Adding a model is adding a row.

Knows nothing of Keras: the rows are built into networks by `models`, trained by `training`.
"""

import math
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from types import MappingProxyType
from typing import Any, Literal

SIDE = 28  # a picture is SIDE x SIDE pixels


@dataclass(frozen=True)
class Recipe:
    """How a model is trained with Adam.

    Attributes:
        batch_size: pictures per step.
        epochs: passes over the training digits.
        learning_rate: the rate; with `schedule` "warmup_cosine", its peak.
        schedule: "constant", or "warmup_cosine": linear from 0 to the peak over the first tenth
            of all steps, then along a half cosine to 0.
        precision: "float32", or "fastest": whichever of float32 and mixed_bfloat16 takes less
            time per step on this machine. Weights are float32 either way.
    """

    batch_size: int
    epochs: int
    learning_rate: float = 0.001
    schedule: Literal["constant", "warmup_cosine"] = "constant"
    precision: Literal["float32", "fastest"] = "float32"


@dataclass(frozen=True)
class ModelSpec:
    """One autoencoder: what it is, how it was published, how we train it.

    Attributes:
        key: its name in code, files and the API.
        family: "dense" or "conv"; says which function of `models` builds it.
        widths: conv: filters of the three encoder blocks; the decoder mirrors them.
            dense: units of hidden layers before the code (none in the published nets).
        kernel: side of the convolution kernels in pixels; None for dense nets.
        code_shape: shape of the code of one picture.
        loss: "mse", or "bce": binary cross-entropy on logits, averaged over pixels.
        initializer: "glorot" (the Keras default), "he", or "truncated_normal" (sigma 0.1);
            biases start at zero always.
        noise: kind and level of the corruption it is trained to undo; None: clean in, clean out.
        parameters: count of trainable numbers.
        published: the recipe as published.
        fast: our recipe: same net, same loss, less time to the published figure.
        published_figure: what the publication states, in its own metric.
        target: the loss to reach, as a number: `target_on` says which.
        target_on: "train": mean training loss of the last epoch; "test": loss on test digits.
        source: where the system comes from.
        lesson: the one thing it teaches.
    """

    key: str
    family: Literal["dense", "conv"]
    code_shape: tuple[int, ...]
    loss: Literal["mse", "bce"]
    parameters: int
    published: Recipe
    fast: Recipe
    published_figure: str
    target: float
    target_on: Literal["train", "test"]
    source: str
    lesson: str
    widths: tuple[int, ...] = ()
    kernel: int | None = None
    initializer: Literal["glorot", "he", "truncated_normal"] = "glorot"
    noise: tuple[str, float] | None = None

    @property
    def code_size(self) -> int:
        """Numbers in the code of one picture."""
        return math.prod(self.code_shape)

    def as_json(self) -> dict[str, Any]:
        """The row as plain JSON types, for the file beside the weights."""
        return {k: list(v) if isinstance(v, tuple) else v for k, v in asdict(self).items()}


_GAUSSIAN_HALF = ("gaussian", 0.5)  # clip(x + 0.5 * N(0, 1), 0, 1), drawn anew for every batch

_ROWS = (
    ModelSpec(
        key="dense_16",
        family="dense",
        code_shape=(16,),
        loss="mse",
        parameters=25_888,
        published=Recipe(batch_size=256, epochs=10),
        fast=Recipe(batch_size=128, epochs=3, learning_rate=0.01, schedule="warmup_cosine"),
        published_figure="validation MSE 0.0230 after 10 epochs",
        target=0.0230,
        target_on="test",
        source="tutorial: the smallest autoencoder, one dense layer each way, 784-16-784",
        lesson="Sixteen numbers carry the rough shape of a digit; without noise in training, "
        "noise goes straight into the code.",
    ),
    ModelSpec(
        key="dense_32",
        family="dense",
        code_shape=(32,),
        loss="bce",
        parameters=50_992,
        published=Recipe(batch_size=200, epochs=20),
        fast=Recipe(batch_size=200, epochs=6, learning_rate=0.008, schedule="warmup_cosine"),
        published_figure="training loss 0.089-0.097",
        target=0.0934,
        target_on="train",
        source="tutorial: a simple autoencoder, 784-32-784, cross-entropy on logits",
        lesson="Twice the numbers halve the error; cross-entropy trains faster than squared error.",
    ),
    ModelSpec(
        key="conv_4x4x8",
        family="conv",
        widths=(16, 8, 8),
        kernel=3,
        code_shape=(4, 4, 8),
        loss="bce",
        parameters=4_385,
        published=Recipe(batch_size=200, epochs=20),
        fast=Recipe(
            batch_size=64,
            epochs=8,
            learning_rate=0.005,
            schedule="warmup_cosine",
            precision="fastest",
        ),
        published_figure="training loss 0.095-0.105",
        target=0.105,
        target_on="train",
        source="tutorial: a convolutional autoencoder with nearest-neighbour upsampling",
        lesson="Convolutions do with 4,385 parameters what the dense net does with 50,992; "
        "the code keeps a place on a 4 x 4 grid.",
    ),
    ModelSpec(
        key="denoise_4x4x16",
        family="conv",
        widths=(32, 32, 16),
        kernel=3,
        code_shape=(4, 4, 16),
        loss="bce",
        parameters=30_689,
        noise=_GAUSSIAN_HALF,
        published=Recipe(batch_size=200, epochs=100),
        fast=Recipe(
            batch_size=128,
            epochs=10,
            learning_rate=0.005,
            schedule="warmup_cosine",
            precision="fastest",
        ),
        published_figure="training loss 0.095-0.103 at epoch 100",
        target=0.103,
        target_on="train",
        source="tutorial: the convolutional autoencoder, deeper, trained on noisy digits",
        lesson="Shown noise in training, it learns to leave it out; at a level it never met, "
        "it is lost.",
    ),
    ModelSpec(
        key="restore_3x3",
        family="conv",
        widths=(64, 64, 32),
        kernel=3,
        code_shape=(4, 4, 32),
        loss="bce",
        parameters=121_281,
        initializer="truncated_normal",
        noise=_GAUSSIAN_HALF,
        published=Recipe(batch_size=128, epochs=2),
        fast=Recipe(
            batch_size=64,
            epochs=2,
            learning_rate=0.005,
            schedule="warmup_cosine",
            precision="fastest",
        ),
        published_figure='loss "about 0.1"',
        target=0.133,
        target_on="train",
        source="tutorial: restoring digits, wide layers, 3 x 3 kernels",
        lesson="A wide net learns fast: two passes over the digits are enough to see through "
        "the noise.",
    ),
    ModelSpec(
        key="restore_5x5",
        family="conv",
        widths=(64, 64, 32),
        kernel=5,
        code_shape=(4, 4, 32),
        loss="bce",
        parameters=336_321,
        initializer="he",
        noise=_GAUSSIAN_HALF,
        published=Recipe(batch_size=200, epochs=2),
        fast=Recipe(
            batch_size=64,
            epochs=2,
            learning_rate=0.003,
            schedule="warmup_cosine",
            precision="fastest",
        ),
        published_figure="ten test digits shown, no loss stated",
        target=0.133,
        target_on="train",
        source="tutorial: restoring digits, 5 x 5 kernels; its weights were drawn with sigma 1.0, "
        "with which it diverges; ours are drawn as He et al. propose",
        lesson="A larger kernel sees more of a stroke at once; how the weights start decides "
        "whether it learns at all.",
    ),
)

SPECS: Mapping[str, ModelSpec] = MappingProxyType({row.key: row for row in _ROWS})


def get(key: str) -> ModelSpec:
    """The row called `key`.

    Raises:
        KeyError: if there is none; the message names those there are.
    """
    try:
        return SPECS[key]
    except (KeyError, TypeError):
        raise KeyError(f"Expected a model among {', '.join(SPECS)}; received {key!r}") from None
