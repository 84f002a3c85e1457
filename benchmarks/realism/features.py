"""Features for `kid`, by a network that no training has ever used.

A small classifier of another shape than the shipped ones, with other noise and seeds. It is trained
here, in a minute, and kept in the Keras cache beside MNIST.
"""

import hashlib
import zipfile
from contextlib import suppress
from pathlib import Path

import keras
import numpy as np
from keras import layers

from ae_core import artifacts, evaluation
from ae_core.data import datasets
from ae_core.pictures import SIDE, from_uint8

from .measure import Features

FEATURES = 64
EPOCHS = 3

_RECIPE = 1  # to be changed with anything below that changes the network
_SEED = 77
_BATCH = 128
_SHIFT = 1  # pixels either way
_NOISE = 0.15  # standard deviation of the noise on a digit, at most
_SCALED_ON = 10_000  # training digits


def load(digits: datasets.Digits) -> Features:
    """Return the features of pictures, by the network that is trained on these digits.

    It is trained when it is first asked for, and kept in a file if there is a Keras cache.

    Args:
        digits: training digits.

    Returns:
        The function: float32 (n, 28, 28) in [0, 1] → (n, `FEATURES`), with a mean square of 1 over
        the training digits.
    """
    model = _build()
    path = _path(digits)
    weights = _read(path)
    if weights is None:
        _train(model, digits)
        weights = model.get_weights()
        if path:
            with suppress(OSError):  # a read-only cache: it is trained again the next time
                path.parent.mkdir(parents=True, exist_ok=True)
                with artifacts.replacing(path) as new, new.open("wb") as file:
                    np.savez(file, *weights)
    model.set_weights(weights)
    inner = keras.Model(model.input, model.get_layer("features").output)
    raw = evaluation.forward(inner)
    scale = np.sqrt(np.square(raw(from_uint8(digits.images[:_SCALED_ON]))).mean())
    return lambda pictures: raw(pictures) / scale


def _path(digits: datasets.Digits) -> Path | None:
    home = datasets.keras_home()
    made_from = f"{digits.sha256} {_RECIPE} {_SEED} {EPOCHS} {FEATURES}"
    name = f"features-{hashlib.sha256(made_from.encode()).hexdigest()[:12]}.npz"
    return home and home / "autoencoder-lab" / name


def _read(path: Path | None) -> list[np.ndarray] | None:
    """The weights in a file; None if there is none, or it is damaged."""
    if path is None:
        return None
    try:
        with np.load(path, allow_pickle=False) as arrays:
            return [arrays[name] for name in arrays.files]
    except (OSError, ValueError, EOFError, zipfile.BadZipFile):
        return None


def _build() -> keras.Model:
    """Two convolutions of 5 × 5 with a stride, no normalisation; their features, then logits."""
    seeds = iter(range(_SEED, _SEED + 4))

    def start() -> keras.initializers.Initializer:
        return keras.initializers.HeNormal(seed=next(seeds))

    x = picture = keras.Input((SIDE, SIDE))
    x = layers.Reshape((SIDE, SIDE, 1))(x)
    for filters in (16, 32):
        options = {"padding": "same", "activation": "elu", "kernel_initializer": start()}
        x = layers.Conv2D(filters, 5, 2, **options)(x)
    x = layers.Flatten()(x)
    x = layers.Dense(FEATURES, "elu", kernel_initializer=start(), name="features")(x)
    return keras.Model(picture, layers.Dense(10, kernel_initializer=start())(x))


def _train(model: keras.Model, digits: datasets.Digits) -> None:
    rng = np.random.default_rng(_SEED)
    steps = EPOCHS * (len(digits.images) // _BATCH)
    rate = keras.optimizers.schedules.CosineDecay(0.002, max(1, steps))
    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    model.compile(keras.optimizers.Adam(rate), loss=loss, jit_compile=False)
    for _ in range(EPOCHS):
        order = rng.permutation(len(digits.images))
        for some in np.split(order, range(_BATCH, len(order), _BATCH)):
            if len(some) == _BATCH:  # batches of one size only, for one graph
                model.train_on_batch(_varied(digits.images[some], rng), digits.labels[some])


def _varied(images: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """A batch of digits, each shifted and noisy by random amounts."""
    pictures = from_uint8(images)
    shifts = rng.integers(-_SHIFT, _SHIFT + 1, (len(pictures), 2))
    for picture, shift in zip(pictures, shifts, strict=True):
        picture[:] = np.roll(picture, shift, axis=(0, 1))
    level = rng.uniform(0, _NOISE, (len(pictures), 1, 1))
    noise = level * rng.standard_normal(pictures.shape)
    return np.clip(pictures + noise, 0, 1).astype(np.float32)
