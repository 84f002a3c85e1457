"""What a row of the table of models is made of: a spec, its recipe, and what was published of it.

Knows no row: those are in `specs`.
"""

import itertools
import math
from dataclasses import asdict, dataclass
from types import UnionType
from typing import Any, Final, Literal, Union, get_args, get_origin, get_type_hints

from ae_core.pictures import SIDE

MIXED: Final = "mixed"  # noise of every kind at every level from 0 to 1, drawn for each picture
Noise = tuple[str, float] | Literal["mixed"] | None  # kind and level; all of them; clean


@dataclass(frozen=True)
class Recipe:
    """How a model is trained with Adam.

    Attributes:
        batch_size: pictures per step.
        epochs: passes over the training digits.
        learning_rate: the rate; with `schedule` "warmup_cosine", its peak.
        schedule: "constant", or "warmup_cosine": linear from 0 to the peak over the first tenth
            of all steps, then along a half cosine to 0.
        precision: "float32", "mixed_bfloat16", or "fastest": whichever of the two takes less
            time per step on this machine. Weights are float32 either way.
    """

    batch_size: int
    epochs: int
    learning_rate: float = 0.001
    schedule: Literal["constant", "warmup_cosine"] = "constant"
    precision: Literal["float32", "mixed_bfloat16", "fastest"] = "float32"


@dataclass(frozen=True)
class Publication:
    """What was published of a model, and the loss that our training of it has to reach.

    Attributes:
        recipe: as published.
        figure: what the publication states, in its own metric.
        reference_loss: the loss to reach. It is the published one, or one that we measured where
            a range was published, or no more than "about 0.1", or nothing.
        reference_on: "train": mean training loss of the last epoch; "test": loss on test digits.
    """

    recipe: Recipe
    figure: str
    reference_loss: float
    reference_on: Literal["train", "test"]


@dataclass(frozen=True)
class ModelSpec:
    """One autoencoder: what it is, how we train it, and how it was published, if it was.

    Attributes:
        key: its name in code, files and the API.
        family: says which function of `models` builds it. A "classifier" is no autoencoder: it
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
        noise: kind and level of the corruption it is trained to undo; `MIXED`: all of them;
            None: clean in, clean out.
        augment: whether digits are bent a little in training; see `training.augmentation`.
        interpolation_penalty: how much training asks that a picture between two codes can be
            read; see `training.interpolation`. 0: not at all.
        storage: of the weights on disk. They are computed with as float32 all the same.
        parameters: count of trainable numbers.
        recipe: our recipe. For a published system: same net, same loss, less time.
        source: where the system comes from.
        lesson: the one thing it teaches.
        published: what was published of it; None for our own.
    """

    key: str
    family: Literal["dense", "conv", "residual", "unet", "classifier"]
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
    noise: Noise = None
    augment: bool = False
    interpolation_penalty: float = 0.0
    storage: Literal["float32", "float16"] = "float32"

    @property
    def trained_on(self) -> str:
        """What it is given in training, in words: "clean", "gaussian 0.5" or "every noise"."""
        if self.noise is None:
            return "clean"
        return "every noise" if self.noise == MIXED else "{} {}".format(*self.noise)

    @property
    def shown_noise(self) -> tuple[str, float] | None:
        """Kind and level to show it at: what it was trained on, of `MIXED` the usual one."""
        return ("gaussian", 0.5) if self.noise == MIXED else self.noise

    @property
    def has_skips(self) -> bool:
        """Whether shortcuts lead past the code: then the code alone makes no picture."""
        return self.family == "unet"

    @property
    def code_size(self) -> int:
        """Numbers in the code of one picture."""
        return math.prod(self.code_shape)

    def as_json(self) -> dict[str, Any]:
        """The row as plain JSON types, for the file beside the weights."""
        return {k: list(v) if isinstance(v, tuple) else v for k, v in asdict(self).items()}

    @classmethod
    def from_json(cls, row: dict[str, Any]) -> "ModelSpec":
        """The row that `as_json` made plain; what was published of it is left out.

        Raises:
            TypeError: if a field is unknown or missing, or its value is of another type.
        """
        plain = {k: tuple(v) if isinstance(v, list) else v for k, v in row.items()}
        recipe = _typed(Recipe(**row["recipe"]))
        return _typed(cls(**{**plain, "recipe": recipe, "published": None}))


def dense_layers(widths: tuple[int, ...], code_size: int) -> list[tuple[int, int]]:
    """Inputs and outputs of every layer of a fully connected net; see `ModelSpec.widths`."""
    encoder = (SIDE * SIDE, *widths, code_size)
    return [*itertools.pairwise(encoder), *itertools.pairwise(reversed(encoder))]


def _typed(row: Any) -> Any:
    """The row of a table, if every field is of the type that it is declared with."""
    for name, kind in get_type_hints(type(row)).items():
        if not _is(getattr(row, name), kind):
            raise TypeError(f"Expected {name} as {kind}; received {getattr(row, name)!r:.80}")
    return row


def _is(value: object, kind: Any) -> bool:
    origin, args = get_origin(kind), get_args(kind)
    if origin is Literal:
        return value in args
    if origin in (Union, UnionType):
        return any(_is(value, one) for one in args)
    if origin is tuple:
        if not isinstance(value, tuple):
            return False
        kinds = args[:1] * len(value) if args[-1] is Ellipsis else args
        return len(value) == len(kinds) and all(map(_is, value, kinds))
    # JSON does not tell 1 from 1.0; to Python True is an int, too
    return type(value) in ((int, float) if kind is float else (kind,))
