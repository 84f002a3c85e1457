"""A fully connected net that a visitor or a program defines, as a spec like those of `presets`.

`training.trainer` trains it, `inference.autoencoder.add` adds it to the models in memory, and
`training.archive` keeps it in a file.
"""

from typing import Literal, get_args

from .spec import MIXED, CodeActivation, ModelSpec, Noise, Recipe, dense_layers

KEY = "own_net"  # in its spec; in memory each is added under a key of its own
BATCH = 256
_RATE = 0.004
_PLANE_NOISE = 0.1  # `ModelSpec.code_noise` of a code of two numbers, which is shown as a plane

Loss = Literal["bce", "mse"]

_SYMBOL_WIDTHS = (256,)
_SYMBOL_NUMBERS = 3  # numbers in the code for each symbol
_SYMBOL_EPOCHS = 40  # of some 5,000 pictures


def dense_spec(
    code: int,
    widths: tuple[int, ...] = (),
    loss: Loss = "bce",
    noise: Noise = None,
    epochs: int = 5,
    code_activation: CodeActivation = "linear",
) -> ModelSpec:
    """A fully connected autoencoder, whose decoder mirrors its encoder.

    Args:
        code: numbers in the code, from 1 up.
        widths: units of the hidden layers before the code, none or several, each from 1 up.
        loss: see `ModelSpec`.
        noise: the corruption that it is trained to undo, as in `ModelSpec`.
        epochs: passes over the training digits.
        code_activation: see `ModelSpec`.

    Raises:
        ValueError: if a number is below 1, or there is no such loss.
    """
    if loss not in get_args(Loss):
        raise ValueError(f"Expected a loss of {', '.join(get_args(Loss))}; received {loss!r}")
    if min(code, epochs, *widths) < 1:
        raise ValueError(
            f"Expected numbers from 1 up; received code {code}, widths {widths}, {epochs} epochs"
        )
    return ModelSpec(
        key=KEY,
        family="dense",
        code_shape=(code,),
        code_activation=code_activation,
        code_noise=_PLANE_NOISE if code == 2 and code_activation == "linear" else 0.0,
        widths=widths,
        loss=loss,
        noise=noise,
        parameters=sum((a + 1) * b for a, b in dense_layers(widths, code)),
        recipe=Recipe(BATCH, epochs, _RATE, "warmup_cosine"),
        source="a net of one's own",
        lesson="What its few numbers make of it.",
    )


def symbols_spec(count: int) -> ModelSpec:
    """The net that learns to squeeze and clean a visitor's `count` own symbols, from 2 up."""
    return dense_spec(_SYMBOL_NUMBERS * count, _SYMBOL_WIDTHS, "bce", MIXED, _SYMBOL_EPOCHS)
