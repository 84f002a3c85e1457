"""Specs into networks: `build(spec)` gives a Keras model from picture to reconstruction.

Plain Keras layers, so any Keras backend can run them. The channel axis exists only in here:
pictures go in and come out as (n, 28, 28).
"""

from collections.abc import Callable

import keras
import numpy as np
from keras import layers

from .specs import SIDE, ModelSpec

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

    Args:
        spec: a row of `specs.SPECS`, or one like them.
        precision: a Keras dtype policy. With "mixed_bfloat16" the layers inside compute in
            16 bits; weights, pictures and logits are float32 all the same.
        seed: of the weights. Nothing global is seeded.

    Returns:
        keras.Model, float32 (n, 28, 28) → float32 (n, 28, 28), both in [0, 1].

    Raises:
        ValueError: if the encoder does not end in `spec.code_shape`.
    """
    rng = np.random.default_rng(seed)

    def make(layer: type[layers.Layer], *args, **options) -> layers.Layer:
        if layer in (layers.Dense, layers.Conv2D):
            start = _INITIALIZERS[spec.initializer](seed=int(rng.integers(2**31)))
            options["kernel_initializer"] = start
        return layer(*args, dtype=precision, **options)

    encoder, decoder = _FAMILIES[spec.family](spec, make)
    if encoder.output_shape[1:] != spec.code_shape:
        raise ValueError(f"Expected a code of {spec.code_shape}; built {encoder.output_shape[1:]}")
    picture = keras.Input((SIDE, SIDE), name="picture")
    return keras.Model(picture, decoder(encoder(picture)), name=spec.key)


def with_logits(model: keras.Model) -> keras.Model:
    """The same network (shared weights) stopped before the sigmoid, for the loss.

    Cross-entropy computed from logits stays finite where a sigmoid has rounded to 0 or 1.

    Returns:
        keras.Model, (n, 28, 28) pictures → (n, 28, 28) float32 logits.
    """
    decoder = model.get_layer("decoder")
    head = keras.Model(decoder.input, decoder.get_layer("logits").output)
    picture = keras.Input((SIDE, SIDE))
    return keras.Model(picture, head(model.get_layer("encoder")(picture)))


def _dense(spec: ModelSpec, make: LayerMaker) -> tuple[keras.Model, keras.Model]:
    x = picture = keras.Input((SIDE, SIDE))
    x = make(layers.Flatten)(x)
    for units in (*spec.widths, *spec.code_shape):
        x = make(layers.Dense, units, activation="relu")(x)
    encoder = keras.Model(picture, x, name="encoder")

    x = code = keras.Input(spec.code_shape)
    for units in reversed(spec.widths):
        x = make(layers.Dense, units, activation="relu")(x)
    return encoder, _decoder(code, make(layers.Dense, SIDE * SIDE)(x))


def _conv(spec: ModelSpec, make: LayerMaker) -> tuple[keras.Model, keras.Model]:
    def conv(filters: int, activation: str | None = "relu") -> layers.Layer:
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
        # 4 → 7 is not a doubling, so every step names the side it resizes to
        x = make(layers.Resizing, side, side, interpolation="nearest")(x)
        x = conv(filters)(x)
    return encoder, _decoder(code, conv(1, activation=None)(x))


def _decoder(code: keras.KerasTensor, x: keras.KerasTensor) -> keras.Model:
    """Close a decoder: logits, then the picture; both in float32 whatever the precision."""
    x = layers.Reshape((SIDE, SIDE), dtype="float32", name="logits")(x)
    return keras.Model(code, layers.Activation("sigmoid", dtype="float32")(x), name="decoder")


_FAMILIES = {"dense": _dense, "conv": _conv}
