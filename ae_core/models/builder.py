"""Build Keras models from specs: `build(spec)` maps pictures to reconstructions.

Only plain Keras layers are used, so any Keras backend can run them. The channel axis exists only in
this module: pictures go in and come out as (n, 28, 28).
"""

from collections.abc import Callable, Sequence

import keras
import numpy as np
from keras import layers

from ae_core.pictures import SIDE

from .spec import ModelSpec

_INITIALIZERS = {
    "glorot": keras.initializers.GlorotUniform,
    "he": keras.initializers.HeNormal,
    "truncated_normal": lambda seed: keras.initializers.TruncatedNormal(stddev=0.1, seed=seed),
}
LayerMaker = Callable[..., layers.Layer]


def build(spec: ModelSpec, precision: str = "float32", seed: int = 0) -> keras.Model:
    """Build the autoencoder of `spec` with fresh weights.

    The model has two layers of interest, themselves models:
    `model.get_layer("encoder")`, pictures (n, 28, 28) → codes (n, *code_shape), and
    `model.get_layer("decoder")`, codes → pictures in [0, 1].

    Two families differ. The encoder of a U-Net returns a list: its deepest maps (the "code"), and
    then the maps of its skip connections. A classifier has neither encoder nor decoder: it is one
    model, pictures → probabilities of the ten digits and of none, float32 (n, 11).

    Args:
        spec: a row of `presets.ALL`, or one like them.
        precision: a Keras dtype policy. With "mixed_bfloat16" the inner layers compute in 16 bits;
            weights, pictures and logits are float32 all the same.
        seed: of the initial weights. Nothing global is seeded.

    Returns:
        keras.Model, float32 (n, 28, 28) → float32 (n, 28, 28), both in [0, 1].

    Raises:
        ValueError: if the encoder does not end in `spec.code_shape`.
    """
    rng = np.random.default_rng(seed)

    def make(layer: type[layers.Layer], *args, **options) -> layers.Layer:
        """A layer of the wanted precision, its weights drawn as the spec says, from `seed`."""
        if layer in (layers.Dense, layers.Conv2D):
            start = _INITIALIZERS[spec.initializer](seed=int(rng.integers(2**31)))
            options.setdefault("kernel_initializer", start)
        elif layer is layers.Dropout:
            options["seed"] = int(rng.integers(2**31))
        return layer(*args, **{"dtype": precision, **options})

    if spec.family == "classifier":
        return _classifier(spec, make)
    encoder, decoder = _FAMILIES[spec.family](spec, make)
    code = encoder.outputs[0]
    if code.shape[1:] != spec.code_shape:
        raise ValueError(f"Expected a code of {spec.code_shape}; built {code.shape[1:]}")
    picture = keras.Input((SIDE, SIDE), name="picture")
    return keras.Model(picture, decoder(encoder(picture)), name=spec.key)


def is_classifier(model: keras.Model) -> bool:
    """Whether a model that `build` returned is a classifier: it has no decoder."""
    return all(layer.name != "decoder" for layer in model.layers)


def with_logits(
    model: keras.Model,
    before: layers.Layer | None = None,
    between: Sequence[layers.Layer] = (),
) -> keras.Model:
    """The same network (shared weights) without its last activation, for the loss.

    Cross-entropy computed from logits stays finite where a sigmoid has rounded to 0 or 1.

    Args:
        model: as `build` returns it.
        before: a layer applied to pictures before the encoder.
        between: layers applied to codes, one after the other, before the decoder.

    Returns:
        keras.Model, (n, 28, 28) pictures → float32 logits: (n, 28, 28), or (n, 11) of a classifier.
    """
    if is_classifier(model):
        return keras.Model(model.input, model.get_layer("logits").output)
    decoder = model.get_layer("decoder")
    head = keras.Model(decoder.input, decoder.get_layer("logits").output)
    picture = keras.Input((SIDE, SIDE))
    code = model.get_layer("encoder")(before(picture) if before else picture)
    for layer in between:
        code = layer(code)
    return keras.Model(picture, head(code))


def _dense(spec: ModelSpec, make: LayerMaker) -> tuple[keras.Model, keras.Model]:
    x = picture = keras.Input((SIDE, SIDE))
    x = make(layers.Flatten)(x)
    for units in spec.widths:
        x = make(layers.Dense, units, activation="relu")(x)
    x = make(layers.Dense, spec.code_size, activation=spec.code_activation)(x)
    encoder = keras.Model(picture, x, name="encoder")

    x = code = keras.Input(spec.code_shape)
    for units in reversed(spec.widths):
        x = make(layers.Dense, units, activation="relu")(x)
    return encoder, _decoder(code, make(layers.Dense, SIDE * SIDE)(x))


def _conv(spec: ModelSpec, make: LayerMaker) -> tuple[keras.Model, keras.Model]:
    def conv(filters: int, activation: str | None = "relu") -> layers.Layer:
        """A convolution that keeps the side."""
        return make(layers.Conv2D, filters, spec.kernel, padding="same", activation=activation)

    sides = [SIDE]
    x = picture = keras.Input((SIDE, SIDE))
    x = make(layers.Reshape, (SIDE, SIDE, 1))(x)
    for filters in spec.widths:  # 28 → 14 → 7 → 4: "same" pooling rounds the odd side up
        x = conv(filters)(x)
        x = make(layers.MaxPooling2D, 2, padding="same")(x)
        sides.append(x.shape[1])
    encoder = keras.Model(picture, x, name="encoder")

    x = code = keras.Input(spec.code_shape)
    for filters, side in zip(reversed(spec.widths), reversed(sides[:-1]), strict=True):
        # 4 → 7 is no doubling, so every step names its side
        x = make(layers.Resizing, side, side, interpolation="nearest")(x)
        x = conv(filters)(x)
    return encoder, _decoder(code, conv(1, activation=None)(x))


def _residual(spec: ModelSpec, make: LayerMaker) -> tuple[keras.Model, keras.Model]:
    """Strided convolutions and residual pairs down to 7 x 7, then dense layers to a flat code.

    The decoder upsamples by sub-pixel steps (four channels become the four pixels of a square), so
    that no costly convolution runs on the 28 x 28 grid. The encoder, which has to see through
    noise, has more convolutions than the decoder.
    """
    fine, coarse, neck = spec.widths

    def conv(x: keras.KerasTensor, filters: int, kernel: int = 3, **options) -> keras.KerasTensor:
        """A convolution that keeps the size, unless it has strides."""
        layer = make(layers.Conv2D, filters, kernel, padding="same", activation="silu", **options)
        return layer(x)

    def pair(x: keras.KerasTensor) -> keras.KerasTensor:
        """Two convolutions beside a shortcut; it starts as the identity.

        Otherwise a net without normalisation does not train.
        """
        y = conv(x, x.shape[-1])
        y = make(layers.Conv2D, x.shape[-1], 3, padding="same", kernel_initializer="zeros")(y)
        return make(layers.Activation, "silu")(make(layers.Add)([x, y]))

    def grow(x: keras.KerasTensor, filters: int) -> keras.KerasTensor:
        """A sub-pixel step: (n, s, s, 4 * filters) → (n, 2s, 2s, filters)."""
        side = x.shape[1]
        x = make(layers.Reshape, (side, side, 2, 2, filters))(x)
        x = make(layers.Permute, (1, 3, 2, 4, 5))(x)
        return make(layers.Reshape, (2 * side, 2 * side, filters))(x)

    x = picture = keras.Input((SIDE, SIDE))
    x = make(layers.Reshape, (SIDE, SIDE, 1))(x)
    for filters, kernel in ((fine, 5), (coarse, 3)):
        x = conv(x, filters, kernel, strides=2)
        x = pair(pair(x))
    side = x.shape[1]
    x = conv(x, neck, 1)  # a dense layer on all maps would take most of the parameters
    x = make(layers.Flatten)(x)
    x = make(layers.Dense, spec.hidden, activation="silu")(x)
    x = make(layers.Dense, spec.code_size, dtype="float32")(x)  # see `code_changes`
    encoder = keras.Model(picture, x, name="encoder")

    x = code = keras.Input(spec.code_shape)
    x = make(layers.Dense, spec.hidden, activation="silu")(x)
    x = make(layers.Dense, side * side * neck, activation="silu")(x)
    x = make(layers.Reshape, (side, side, neck))(x)
    x = pair(conv(x, 2 * fine))
    x = pair(grow(conv(x, 4 * fine), fine))
    x = grow(conv(x, 2 * fine), fine // 2)
    return encoder, _decoder(code, make(layers.Conv2D, 1, 3, padding="same")(x))


def _unet(spec: ModelSpec, make: LayerMaker) -> tuple[keras.Model, keras.Model]:
    """A U-Net: at each resolution the decoder gets the encoder's maps beside its own."""

    def twice(x: keras.KerasTensor, filters: int) -> keras.KerasTensor:
        """Two convolutions, one after the other."""
        for _ in range(2):
            x = make(layers.Conv2D, filters, 3, padding="same", activation="relu")(x)
        return x

    *widths, deepest = spec.widths
    x = picture = keras.Input((SIDE, SIDE))
    x = make(layers.Reshape, (SIDE, SIDE, 1))(x)
    skips = []
    for filters in widths:
        x = twice(x, filters)
        skips.append(x)
        x = make(layers.MaxPooling2D, 2)(x)
    x = twice(x, deepest)
    encoder = keras.Model(picture, [x, *skips], name="encoder")

    inputs = [keras.Input(tensor.shape[1:]) for tensor in encoder.outputs]
    x = inputs[0]
    for filters, skip in zip(reversed(widths), reversed(inputs[1:]), strict=True):
        x = make(layers.UpSampling2D, 2)(x)
        x = twice(make(layers.Concatenate)([x, skip]), filters)
    return encoder, _decoder(inputs, make(layers.Conv2D, 1, 3, padding="same")(x))


def _classifier(spec: ModelSpec, make: LayerMaker) -> keras.Model:
    """A small classifier: normalised convolutions with pooling, then two dense layers."""
    x = picture = keras.Input((SIDE, SIDE))
    x = make(layers.Reshape, (SIDE, SIDE, 1))(x)
    for filters in spec.widths:
        x = make(layers.Conv2D, filters, spec.kernel, padding="same", use_bias=False)(x)
        x = make(layers.MaxPooling2D, 2)(x)  # first, so that the rest has a quarter to do
        x = make(layers.BatchNormalization, momentum=0.95)(x)
        x = make(layers.ReLU)(x)
    x = make(layers.Flatten)(x)
    x = make(layers.Dense, spec.hidden, activation="relu")(x)
    x = make(layers.Dropout, 0.2)(x)
    x = make(layers.Dense, *spec.code_shape, dtype="float32", name="logits")(x)
    return keras.Model(picture, layers.Softmax(dtype="float32")(x), name=spec.key)


def _decoder(code: keras.KerasTensor | list, x: keras.KerasTensor) -> keras.Model:
    """Finish a decoder: logits, then the picture, both in float32 whatever the precision."""
    x = layers.Reshape((SIDE, SIDE), dtype="float32", name="logits")(x)
    return keras.Model(code, layers.Activation("sigmoid", dtype="float32")(x), name="decoder")


_FAMILIES = {"dense": _dense, "conv": _conv, "residual": _residual, "unet": _unet}
