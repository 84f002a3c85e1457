"""The network of a spec as the text of plain Keras code: the same layers as `models.builder` makes.

Each family has a function here that gives the text of its encoder and of its decoder. Helpers that
both use are defined before the encoder. The text follows ruff's format.
"""

from typing import NamedTuple

from ae_core.models.spec import ModelSpec
from ae_core.pictures import SIDE

_STARTS = {
    "glorot": "",
    "he": ', kernel_initializer="he_normal"',
    "truncated_normal": ", kernel_initializer=start",
}
_REPAIR = "# Our repair: published weights begin with a standard deviation of 1, and it diverges"


class Network(NamedTuple):
    """The text of a network.

    Attributes:
        encoder: defines `picture`, `encoder` and the helpers.
        decoder: defines `decoder`, which gives logits, or pixels if `ends_in_sigmoid`.
    """

    encoder: str
    decoder: str


def network(spec: ModelSpec) -> Network:
    """The code of the autoencoder `spec`. Two models are nested, so that shipped weights fit."""
    encoder, decoder = _FAMILIES[spec.family](spec)
    return Network(encoder.strip("\n"), decoder.strip("\n"))


def ends_in_sigmoid(spec: ModelSpec) -> bool:
    """Whether the network gives pixels; one that is trained by cross-entropy gives logits."""
    return spec.loss == "mse"


def is_repaired(spec: ModelSpec) -> bool:
    """Whether the network is a published one whose weights do not begin as published."""
    return spec.published is not None and spec.initializer == "he"


def _dense(spec: ModelSpec) -> tuple[str, str]:
    code = "" if spec.code_activation == "linear" else f', activation="{spec.code_activation}"'
    last = ', activation="sigmoid"' if ends_in_sigmoid(spec) else ""
    name = "pixels" if last else "logits"
    encoder = f"""
picture = keras.Input(({SIDE}, {SIDE}))
x = layers.Flatten()(picture)
{_hidden(spec.widths)}code = layers.Dense({spec.code_size}{code})(x)
encoder = keras.Model(picture, code)
"""
    decoder = f"""
x = code = keras.Input(({spec.code_size},))
{_hidden(spec.widths[::-1])}{name} = layers.Dense({SIDE} * {SIDE}{last})(x)
decoder = keras.Model(code, layers.Reshape(({SIDE}, {SIDE}))({name}))
"""
    return encoder, decoder


def _hidden(widths: tuple[int, ...]) -> str:
    """Hidden layers, in a loop if there are several; with the line's end."""
    if len(widths) < 2:
        return "".join(f'x = layers.Dense({units}, activation="relu")(x)\n' for units in widths)
    return f'for units in {widths}:\n    x = layers.Dense(units, activation="relu")(x)\n'


def _conv(spec: ModelSpec) -> tuple[str, str]:
    sides = [SIDE]
    for _ in spec.widths:  # "same" pooling rounds the odd side up
        sides.append(-(-sides[-1] // 2))
    steps = tuple(zip(spec.widths[::-1], sides[-2::-1], strict=True))
    prelude = f"    {_REPAIR}\n" if is_repaired(spec) else ""
    if spec.initializer == "truncated_normal":
        prelude = "    start = keras.initializers.TruncatedNormal(stddev=0.1)\n"
    start = _STARTS[spec.initializer]
    encoder = f"""
def conv(filters, **options):
{prelude}    return layers.Conv2D(filters, {spec.kernel}, padding="same"{start}, **options)


picture = keras.Input(({SIDE}, {SIDE}))
x = layers.Reshape(({SIDE}, {SIDE}, 1))(picture)
for filters in {spec.widths}:  # {" → ".join(map(str, sides))} pixels a side
    x = conv(filters, activation="relu")(x)
    x = layers.MaxPooling2D(2, padding="same")(x)
encoder = keras.Model(picture, x)
"""
    decoder = f"""
x = code = keras.Input({spec.code_shape})
for filters, side in {steps}:  # {sides[-1]} → {sides[-2]} is no doubling
    x = layers.Resizing(side, side, interpolation="nearest")(x)
    x = conv(filters, activation="relu")(x)
x = conv(1)(x)
decoder = keras.Model(code, layers.Reshape(({SIDE}, {SIDE}))(x))
"""
    return encoder, decoder


def _residual(spec: ModelSpec) -> tuple[str, str]:
    fine, coarse, neck = spec.widths
    side = SIDE // 4
    encoder = f"""
def conv(x, filters, size=3, step=1, act="silu", start="he_normal"):
    return layers.Conv2D(filters, size, step, "same", activation=act, kernel_initializer=start)(x)


def pair(x):  # two convolutions; what they give is added to what came in
    y = conv(conv(x, x.shape[-1]), x.shape[-1], act=None, start="zeros")
    return layers.Activation("silu")(layers.Add()([x, y]))


def grow(x, side, filters):  # four channels become the four pixels of a square
    x = layers.Permute((1, 3, 2, 4, 5))(layers.Reshape((side, side, 2, 2, filters))(x))
    return layers.Reshape((2 * side, 2 * side, filters))(x)


picture = keras.Input(({SIDE}, {SIDE}))
x = layers.Reshape(({SIDE}, {SIDE}, 1))(picture)
x = pair(pair(conv(x, {fine}, size=5, step=2)))  # {SIDE} → {SIDE // 2} pixels a side
x = pair(pair(conv(x, {coarse}, step=2)))  # {SIDE // 2} → {side}
x = layers.Dense({spec.hidden}, activation="silu")(layers.Flatten()(conv(x, {neck}, size=1)))
encoder = keras.Model(picture, layers.Dense({spec.code_size})(x))
"""
    decoder = f"""
x = code = keras.Input(({spec.code_size},))
x = layers.Dense({spec.hidden}, activation="silu")(x)
x = layers.Dense({side} * {side} * {neck}, activation="silu")(x)
x = pair(conv(layers.Reshape(({side}, {side}, {neck}))(x), {2 * fine}))
x = pair(grow(conv(x, {4 * fine}), {side}, {fine}))  # {side} → {2 * side} pixels a side
x = grow(conv(x, {2 * fine}), {2 * side}, {fine // 2})  # {2 * side} → {SIDE}
decoder = keras.Model(code, layers.Reshape(({SIDE}, {SIDE}))(conv(x, 1, act=None)))
"""
    return encoder, decoder


def _unet(spec: ModelSpec) -> tuple[str, str]:
    *widths, deepest = spec.widths
    shapes = [(SIDE >> step, SIDE >> step, filters) for step, filters in enumerate(widths)]
    encoder = f"""
def conv(x, filters, activation="relu"):
    options = {{"activation": activation, "kernel_initializer": "he_normal"}}
    return layers.Conv2D(filters, 3, padding="same", **options)(x)


picture = keras.Input(({SIDE}, {SIDE}))
x = layers.Reshape(({SIDE}, {SIDE}, 1))(picture)
skips = []  # maps that bypass the code: there is a shorter way than through it
for filters in {tuple(widths)}:
    x = conv(conv(x, filters), filters)
    skips.append(x)
    x = layers.MaxPooling2D(2)(x)
code = conv(conv(x, {deepest}), {deepest})
encoder = keras.Model(picture, [code, *skips])
"""
    decoder = f"""
x = code = keras.Input({spec.code_shape})
skips = [keras.Input(shape) for shape in {shapes}]
for filters, skip in zip({tuple(reversed(widths))}, reversed(skips), strict=True):
    x = layers.UpSampling2D(2)(x)
    x = layers.Concatenate()([x, skip])
    x = conv(conv(x, filters), filters)
x = conv(x, 1, activation=None)
decoder = keras.Model([code, *skips], layers.Reshape(({SIDE}, {SIDE}))(x))
"""
    return encoder, decoder


_FAMILIES = {"dense": _dense, "conv": _conv, "residual": _residual, "unet": _unet}
