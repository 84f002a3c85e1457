"""The models on offer, as data: one row each. Adding a model is adding a row.

Knows nothing of Keras: the rows are built into networks by `models`, trained by `training`.
"""

import math
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from types import MappingProxyType
from typing import Any, Literal

SIDE = 28  # a picture is SIDE x SIDE pixels
EVERY = "every"  # noise of every kind at every level from 0 to 1, drawn for each picture


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
class Publication:
    """What was published of a model.

    Attributes:
        recipe: as published.
        figure: what the publication states, in its own metric.
        target: the loss to reach, as a number; `target_on` says which.
        target_on: "train": mean training loss of the last epoch; "test": loss on test digits.
    """

    recipe: Recipe
    figure: str
    target: float
    target_on: Literal["train", "test"]


@dataclass(frozen=True)
class ModelSpec:
    """One autoencoder: what it is, how we train it, and how it was published, if it was.

    Attributes:
        key: its name in code, files and the API.
        family: says which function of `models` builds it. A "reader" is no autoencoder: it
            names the digit in a picture, and is kept out of `SPECS`.
        widths: filters: conv and reader: of the three blocks; residual: at 14 x 14 and at
            7 x 7; unet: at 28 x 28, 14 x 14 and 7 x 7. Decoders mirror them. dense: units of
            hidden layers before the code (none in the published nets).
        kernel: side of the convolution kernels in pixels, where the family leaves it open.
        hidden: units of the dense layer between convolutions and code (or class), if there is.
        code_shape: shape of the code of one picture. A U-Net's are its deepest maps; a reader
            has a number for each class.
        loss: "mse"; "bce": binary cross-entropy on logits, averaged over pixels; "log": "bce"
            plus the logarithm of each picture's MSE; "labels": cross-entropy of the classes.
        initializer: "glorot" (the Keras default), "he", or "truncated_normal" (sigma 0.1);
            biases start at zero always.
        noise: kind and level of the corruption it is trained to undo; `EVERY`: all of them;
            None: clean in, clean out.
        warp: whether digits are bent a little in training; see `warp`.
        walk: how much training asks that a picture between two codes can be read; see
            `training`. 0: not at all.
        start: key of the model whose trained weights it starts from; None: from fresh ones.
        storage: of the weights on disk. They are computed with as float32 all the same.
        parameters: count of trainable numbers.
        recipe: our recipe. For a published system: same net, same loss, less time.
        source: where the system comes from.
        lesson: the one thing it teaches.
        published: what was published of it; None for our own.
    """

    key: str
    family: Literal["dense", "conv", "residual", "unet", "reader"]
    code_shape: tuple[int, ...]
    loss: Literal["mse", "bce", "log", "labels"]
    parameters: int
    recipe: Recipe
    source: str
    lesson: str
    published: Publication | None = None
    widths: tuple[int, ...] = ()
    kernel: int | None = None
    hidden: int | None = None
    initializer: Literal["glorot", "he", "truncated_normal"] = "glorot"
    noise: tuple[str, float] | str | None = None
    warp: bool = False
    walk: float = 0.0
    start: str | None = None
    storage: Literal["float32", "float16"] = "float32"

    @property
    def trained_on(self) -> str:
        """What it is given in training, in words: "clean", "gaussian 0.5" or "every noise"."""
        if self.noise is None:
            return "clean"
        return "every noise" if self.noise == EVERY else "{} {}".format(*self.noise)

    @property
    def skips(self) -> bool:
        """Whether shortcuts lead past the code: then the code alone makes no picture."""
        return self.family == "unet"

    @property
    def code_size(self) -> int:
        """Numbers in the code of one picture."""
        return math.prod(self.code_shape)

    def as_json(self) -> dict[str, Any]:
        """The row as plain JSON types, for the file beside the weights."""
        return {k: list(v) if isinstance(v, tuple) else v for k, v in asdict(self).items()}


_GAUSSIAN_HALF = ("gaussian", 0.5)  # clip(x + 0.5 * N(0, 1), 0, 1), drawn anew for every batch

_PUBLISHED = (
    ModelSpec(
        key="dense_16",
        family="dense",
        code_shape=(16,),
        loss="mse",
        parameters=25_888,
        recipe=Recipe(batch_size=128, epochs=3, learning_rate=0.01, schedule="warmup_cosine"),
        source="tutorial: the smallest autoencoder, one dense layer each way, 784-16-784",
        lesson="Sixteen numbers carry the rough shape of a digit; without noise in training, "
        "noise goes straight into the code.",
        published=Publication(
            recipe=Recipe(batch_size=256, epochs=10),
            figure="validation MSE 0.0230 after 10 epochs",
            target=0.0230,
            target_on="test",
        ),
    ),
    ModelSpec(
        key="dense_32",
        family="dense",
        code_shape=(32,),
        loss="bce",
        parameters=50_992,
        recipe=Recipe(batch_size=200, epochs=6, learning_rate=0.008, schedule="warmup_cosine"),
        source="tutorial: a simple autoencoder, 784-32-784, cross-entropy on logits",
        lesson="Twice the numbers halve the error; cross-entropy trains faster than squared error.",
        published=Publication(
            recipe=Recipe(batch_size=200, epochs=20),
            figure="training loss 0.089-0.097",
            target=0.0934,
            target_on="train",
        ),
    ),
    ModelSpec(
        key="conv_4x4x8",
        family="conv",
        widths=(16, 8, 8),
        kernel=3,
        code_shape=(4, 4, 8),
        loss="bce",
        parameters=4_385,
        recipe=Recipe(
            batch_size=64,
            epochs=5,
            learning_rate=0.005,
            schedule="warmup_cosine",
            precision="fastest",
        ),
        source="tutorial: a convolutional autoencoder with nearest-neighbour upsampling",
        lesson="Convolutions do with 4,385 parameters what the dense net does with 50,992; "
        "the code keeps a place on a 4 x 4 grid.",
        published=Publication(
            recipe=Recipe(batch_size=200, epochs=20),
            figure="training loss 0.095-0.105",
            target=0.105,
            target_on="train",
        ),
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
        recipe=Recipe(
            batch_size=128,
            epochs=10,
            learning_rate=0.005,
            schedule="warmup_cosine",
            precision="fastest",
        ),
        source="tutorial: the convolutional autoencoder, deeper, trained on noisy digits",
        lesson="Shown noise in training, it learns to leave it out; at a level it never met, "
        "it is lost.",
        published=Publication(
            recipe=Recipe(batch_size=200, epochs=100),
            figure="training loss 0.095-0.103 at epoch 100",
            target=0.103,
            target_on="train",
        ),
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
        recipe=Recipe(
            batch_size=64,
            epochs=2,
            learning_rate=0.005,
            schedule="warmup_cosine",
            precision="fastest",
        ),
        source="tutorial: restoring digits, wide layers, 3 x 3 kernels",
        lesson="A wide net learns fast: two passes over the digits are enough to see through "
        "the noise.",
        published=Publication(
            recipe=Recipe(batch_size=128, epochs=2),
            figure='loss "about 0.1"',
            target=0.133,
            target_on="train",
        ),
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
        recipe=Recipe(
            batch_size=64,
            epochs=2,
            learning_rate=0.003,
            schedule="warmup_cosine",
            precision="fastest",
        ),
        source="tutorial: restoring digits, 5 x 5 kernels; its weights were drawn with sigma 1.0, "
        "with which it diverges; ours are drawn as He et al. propose",
        lesson="A larger kernel sees more of a stroke at once; how the weights start decides "
        "whether it learns at all.",
        published=Publication(
            recipe=Recipe(batch_size=200, epochs=2),
            figure="ten test digits shown, no loss stated",
            target=0.133,
            target_on="train",
        ),
    ),
)


def _ours(code: int, noise: str | None, parameters: int, lesson: str) -> ModelSpec:
    return ModelSpec(
        key=f"{'plain' if noise is None else 'conv'}_{code}",
        family="residual",
        widths=(32, 64),
        hidden=256,
        code_shape=(code,),
        loss="log",
        parameters=parameters,
        initializer="he",
        noise=noise,
        warp=noise is not None,
        walk=0.05 if noise else 0.0,
        start=f"plain_{code}" if noise else None,
        storage="float16",
        recipe=Recipe(
            batch_size=64,
            epochs=20 if noise else 24,
            learning_rate=0.002,
            schedule="warmup_cosine",
            precision="fastest",
        ),
        source="ours",
        lesson=lesson,
    )


_OURS = (
    _ours(
        32,
        EVERY,
        1_922_225,
        "Shown every noise at every level, thirty-two numbers are enough to bring a digit back.",
    ),
    _ours(
        16,
        EVERY,
        1_914_017,
        "Half the numbers: less of the hand that wrote it, and still the right digit.",
    ),
    _ours(
        32,
        None,
        1_922_225,
        "The same net that has never met noise: the sharpest at clean digits, lost at others.",
    ),
    _ours(
        16,
        None,
        1_914_017,
        "The same with sixteen numbers.",
    ),
    ModelSpec(
        key="unet",
        family="unet",
        widths=(24, 48, 96),
        code_shape=(7, 7, 96),
        loss="log",
        parameters=265_297,
        initializer="he",
        noise=EVERY,
        storage="float16",
        recipe=Recipe(
            batch_size=64,
            epochs=7,
            learning_rate=0.002,
            schedule="warmup_cosine",
            precision="fastest",
        ),
        source="O. Ronneberger et al., MICCAI 2015, made small",
        lesson="With shortcuts past the code nothing has to be squeezed: it denoises best while "
        "there is something left to copy, and its code no longer carries the digit.",
    ),
)


def _reads(
    key: str, widths: tuple[int, ...], epochs: int, parameters: int, lesson: str
) -> ModelSpec:
    return ModelSpec(
        key=key,
        family="reader",
        widths=widths,
        kernel=3,
        hidden=128,
        code_shape=(10,),
        loss="labels",
        parameters=parameters,
        initializer="he",
        storage="float16",
        recipe=Recipe(batch_size=128, epochs=epochs, learning_rate=0.003, schedule="warmup_cosine"),
        source="ours",
        lesson=lesson,
    )


# Not autoencoders: they name the digit in a picture.
READER = _reads("reader", (32, 64, 64), 8, 131_050, "Says what can be read of a picture.")
COACH = _reads(
    "coach",
    (16, 32, 64),
    4,
    98_554,
    "Asked in training whether a picture between two codes is a digit: another net than the "
    "reader, which so stays a fair judge.",
)

SPECS: Mapping[str, ModelSpec] = MappingProxyType({row.key: row for row in (*_OURS, *_PUBLISHED)})
ALL: Mapping[str, ModelSpec] = MappingProxyType({READER.key: READER, COACH.key: COACH, **SPECS})


def get(key: str) -> ModelSpec:
    """The row called `key`, of an autoencoder or a reader.

    Raises:
        KeyError: if there is none; the message names the autoencoders there are.
    """
    try:
        return ALL[key]
    except (KeyError, TypeError):
        raise KeyError(f"Expected a model among {', '.join(SPECS)}; received {key!r}") from None
