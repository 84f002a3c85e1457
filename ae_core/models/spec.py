"""The dataclasses of a row in the table of models: its spec, its recipe, its publication.

The rows themselves are in `presets`.
"""

import itertools
import math
from dataclasses import asdict, dataclass
from types import UnionType
from typing import Any, Final, Literal, Union, get_args, get_origin, get_type_hints

from ae_core.pictures import SIDE

MIXED: Final = "mixed"  # kind and level, from 0 to 1, are drawn for each picture
Noise = tuple[str, float] | Literal["mixed"] | None  # kind and level; all kinds; none
SECOND_ROUND: Final = 2 / 3  # of the steps, where a second round begins: see `Recipe.schedule`
CodeActivation = Literal["relu", "linear"]


@dataclass(frozen=True)
class Recipe:
    """How a model is trained with Adam.

    Attributes:
        batch_size: pictures per step.
        epochs: passes over the training digits.
        learning_rate: the rate; its peak, where `schedule` is not "constant".
        schedule: "constant", or "warmup_cosine": linear from 0 to the peak over the first tenth
            of all steps, then along a half cosine to 0; or "two_rounds": so over the first two
            thirds of the steps (`SECOND_ROUND`), then from the peak along a half cosine to 0 again;
            see also `training.compiling.Averaging`.
        precision: "float32", "mixed_bfloat16", or "fastest": the one of the two that takes less
            time per step on this machine. Weights are float32 either way.
        clip_norm: the longest that the gradient of a step may be, all weights together; a longer
            one is shortened. None: any length.
    """

    batch_size: int
    epochs: int
    learning_rate: float = 0.001
    schedule: Literal["constant", "warmup_cosine", "two_rounds"] = "constant"
    precision: Literal["float32", "mixed_bfloat16", "fastest"] = "float32"
    clip_norm: float | None = None


@dataclass(frozen=True)
class Publication:
    """What was published about a model, and the loss that our training of it has to reach.

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
    """One model: what it is, how we train it, and how it was published, if it was.

    Attributes:
        key: its name in code, files and the API.
        family: the function of `builder` that builds it. A "classifier" is no autoencoder: it
            names the digit in a picture, and is not in `presets.PRESETS`.
        widths: "conv" and "classifier": filters of the three blocks. "residual": filters at
            14 x 14, at 7 x 7 and between them and the dense layers. "unet": filters at 28 x 28,
            14 x 14 and 7 x 7. "dense": units of the hidden layers before the code (none in the
            published nets), which the decoder has in reverse.
        kernel: side of the convolution kernels in pixels, if the family does not fix it.
        hidden: units of the dense layer between convolutions and code (or classes), if any.
        code_shape: shape of the code of one picture. The code of a U-Net is its deepest maps; a
            classifier has a number for each class.
        code_activation: "dense": what follows the layer that makes the code. With "relu" a number
            may stay 0 for every picture, and a small code then carries nothing; see
            `has_linear_code`.
        code_noise: Gaussian noise on every number of a linear code in training, in units of the
            number's own spread in the batch. Codes then fill their space evenly, and near codes
            decode alike. Not with `has_ordered_code` or `learns_between`.
        loss: "mse"; "bce": binary cross-entropy on logits, averaged over pixels; "log": "bce"
            plus the logarithm of each picture's MSE; "labels": cross-entropy of the classes.
        initializer: "glorot" (the Keras default), "he", or "truncated_normal" (sigma 0.1);
            biases always start at zero.
        noise: kind and level of the corruption it is trained to undo; `MIXED`: all of them;
            None: clean in, clean out.
        augment: whether digits are distorted a little in training; see `training.augmentation`.
        has_ordered_code: whether the first numbers of the code, for any count of them, are enough
            for a picture, the others being 0; see `training.losses.of_codes.FirstNumbers`.
        learns_between: whether its decoder learns to draw digits between two codes; see
            `training.losses.of_codes.Between`.
        begins_as: key of the net from whose weights the training starts, its code sorted, around as
            many numbers or more; see `code_changes.sort_code` and `copy_net`. None: from fresh
            weights.
        storage: type of the weights on disk; computations use float32 all the same.
        parameters: count of trainable numbers.
        recipe: our recipe. For a published system: same net, same loss, less time.
        source: where the system comes from.
        lesson: what it teaches, in a sentence.
        published: what was published about it; None for our own.
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
    code_activation: CodeActivation = "relu"
    code_noise: float = 0.0
    initializer: Literal["glorot", "he", "truncated_normal"] = "glorot"
    noise: Noise = None
    augment: bool = False
    has_ordered_code: bool = False
    learns_between: bool = False
    begins_as: str | None = None
    storage: Literal["float32", "float16"] = "float32"

    @property
    def trained_on(self) -> str:
        """The pictures that it is given in training: "clean", "gaussian 0.5" or "every noise"."""
        if self.noise is None:
            return "clean"
        return "every noise" if self.noise == MIXED else "{} {}".format(*self.noise)

    @property
    def shown_noise(self) -> tuple[str, float] | None:
        """Kind and level of noise to show it with: as in training; for `MIXED` Gaussian 0.5."""
        return ("gaussian", 0.5) if self.noise == MIXED else self.noise

    @property
    def has_skips(self) -> bool:
        """Whether skip connections bypass the code, so that the code alone gives no picture."""
        return self.family == "unet"

    @property
    def has_linear_code(self) -> bool:
        """Whether the code is flat and linear, so that `code_changes.standardise` can scale it."""
        return self.family == "residual" or (
            self.family == "dense" and self.code_activation == "linear"
        )

    @property
    def code_size(self) -> int:
        """How many numbers the code of one picture has."""
        return math.prod(self.code_shape)

    def as_json(self) -> dict[str, Any]:
        """The spec as plain JSON types, for the card."""
        return {k: list(v) if isinstance(v, tuple) else v for k, v in asdict(self).items()}

    @classmethod
    def from_json(cls, row: dict[str, Any]) -> "ModelSpec":
        """The spec that `as_json` gave, without `published`.

        Raises:
            TypeError: if a field is unknown or missing, or its value is of another type.
        """
        plain = {k: tuple(v) if isinstance(v, list) else v for k, v in row.items()}
        recipe = _check_types(Recipe(**row["recipe"]))
        return _check_types(cls(**{**plain, "recipe": recipe, "published": None}))


def dense_layers(widths: tuple[int, ...], code_size: int) -> list[tuple[int, int]]:
    """Inputs and outputs of every layer of a fully connected net; see `ModelSpec.widths`."""
    encoder = (SIDE * SIDE, *widths, code_size)
    return [*itertools.pairwise(encoder), *itertools.pairwise(reversed(encoder))]


def _check_types(row: Any) -> Any:
    """Return the dataclass if every field has its declared type; else raise TypeError."""
    for name, kind in get_type_hints(type(row)).items():
        if not _has_type(getattr(row, name), kind):
            raise TypeError(f"Expected {name} as {kind}; received {getattr(row, name)!r:.80}")
    return row


def _has_type(value: object, kind: Any) -> bool:
    """Whether a value has the type that an annotation names."""
    origin, args = get_origin(kind), get_args(kind)
    if origin is Literal:
        return value in args
    if origin in (Union, UnionType):
        return any(_has_type(value, one) for one in args)
    if origin is tuple:
        if not isinstance(value, tuple):
            return False
        kinds = args[:1] * len(value) if args[-1] is Ellipsis else args
        return len(value) == len(kinds) and all(map(_has_type, value, kinds))
    # JSON does not distinguish 1 from 1.0; and to Python True is an int
    return type(value) in ((int, float) if kind is float else (kind,))
