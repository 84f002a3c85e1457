"""Fitting the two networks of a map: from a code to a place, and from a place to a code.

First the codes are laid out in the plane as UMAP does it: neighbours among all of them are drawn
together, codes drawn at random pushed apart. Labels play no part. Then a small network learns to
find the place of a code, shaken a little, so that it cannot learn single codes by heart. The way
back is a plain regression.

A network trained to draw and push by itself (parametric UMAP) fits far worse: of the test digits
of `plain_32` 55 % had mostly their own kind around them; laid out first, and shaken, 83 % have.

References:
    McInnes, Healy, Melville, "UMAP: Uniform Manifold Approximation and Projection for Dimension
    Reduction", arXiv:1802.03426 (2018).
"""

from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np

from . import latent_map

if TYPE_CHECKING:
    import keras

NEIGHBOURS = 15
PUSHED = 5  # codes pushed away for each one drawn near
LAYOUT_STEPS, LAYOUT_BATCH, LAYOUT_RATE = 3_000, 5_000, 0.3
# 1 / (1 + A d^(2B)): how near two places at distance d are, as UMAP has it at min_dist 0.1
CURVE_A, CURVE_B = 1.577, 0.895
HIDDEN = 128  # units of each hidden layer
STEPS, BATCH, RATE = 6_000, 500, 0.004  # of a network
JITTER = 0.6  # codes are shaken in training, by this share of the distance to their neighbour


def net_to_place(rows: np.ndarray) -> latent_map.Net:
    """Fit the network from a code to a place, codes (n, d) being of a size near 1."""
    import tensorflow as tf

    order, distances = latent_map.nearest(rows, rows, min(NEIGHBOURS, len(rows) - 1) + 1)
    places = _lay_out(rows, order[:, 1:])
    places = (places - places.mean(axis=0)) / places.std()
    shake = JITTER * float(np.median(distances[:, 1])) / rows.shape[1] ** 0.5
    net, codes, at = _mlp(rows.shape[1], 2), tf.constant(rows), tf.constant(places, tf.float32)

    def loss() -> tf.Tensor:
        some = tf.random.uniform([BATCH], maxval=len(rows), dtype=tf.int32)
        shaken = tf.gather(codes, some) + shake * tf.random.normal([BATCH, rows.shape[1]])
        return tf.reduce_mean(tf.abs(net(shaken) - tf.gather(at, some)))

    _descend(net.trainable_variables, loss, STEPS, RATE)
    return _layers(net)


def _lay_out(rows: np.ndarray, friends: np.ndarray) -> np.ndarray:
    """Lay codes (n, d) out in the plane, (n, 2), given the indices of their neighbours (n, k)."""
    import tensorflow as tf

    centred = rows - rows.mean(axis=0)
    start = centred @ np.linalg.svd(centred, full_matrices=False)[2][:2].T
    places = tf.Variable(4 * start / (start.std() or 1), dtype=tf.float32)
    friends = tf.constant(friends, tf.int32)

    def nearness(a: tf.Tensor, b: tf.Tensor) -> tf.Tensor:
        squares = tf.reduce_sum((a - b) ** 2, axis=-1)
        return 1 / (1 + CURVE_A * (squares + 1e-8) ** CURVE_B)

    def loss() -> tf.Tensor:
        one = tf.random.uniform([LAYOUT_BATCH], maxval=len(rows), dtype=tf.int32)
        which = tf.random.uniform([LAYOUT_BATCH], maxval=friends.shape[1], dtype=tf.int32)
        two = tf.gather_nd(friends, tf.stack([one, which], axis=1))
        a, b = tf.gather(places, one), tf.gather(places, two)
        drawn = -tf.math.log(nearness(a, b) + 1e-6)
        # whoever else is in the batch is a code drawn at random
        others = tf.stack([tf.random.shuffle(b) for _ in range(PUSHED)])
        pushed = -tf.math.log(1 - nearness(a[None], others) + 1e-4)
        return tf.reduce_mean(drawn) + PUSHED * tf.reduce_mean(pushed)

    _descend([places], loss, LAYOUT_STEPS, LAYOUT_RATE)
    return places.numpy()


def net_to_code(places: np.ndarray, rows: np.ndarray) -> latent_map.Net:
    """Fit the network from a place in [0, 1] to a code."""
    import tensorflow as tf

    net = _mlp(2, rows.shape[1])
    codes, at = tf.constant(rows), tf.constant((places - 0.5) * 4, tf.float32)

    def loss() -> tf.Tensor:
        some = tf.random.uniform([BATCH], maxval=len(rows), dtype=tf.int32)
        return tf.reduce_mean((net(tf.gather(at, some)) - tf.gather(codes, some)) ** 2)

    _descend(net.trainable_variables, loss, STEPS, RATE)
    return before(_layers(net), np.full(2, 0.5, np.float32), np.float32(0.25))


def _mlp(inputs: int, outputs: int) -> "keras.Sequential":
    from keras import Sequential, layers

    hidden = [layers.Dense(HIDDEN, "relu") for _ in range(2)]
    return Sequential([layers.Input((inputs,)), *hidden, layers.Dense(outputs)])


def _layers(net: "keras.Sequential") -> latent_map.Net:
    return tuple(latent_map.Layer(*layer.get_weights()) for layer in net.layers)


def _descend(variables: list, loss: Callable, steps: int, rate: float) -> None:
    """Make `loss()` small by Adam, its rate falling along half a cosine."""
    import keras
    import tensorflow as tf

    optimizer = keras.optimizers.Adam(keras.optimizers.schedules.CosineDecay(rate, steps))
    optimizer.build(variables)

    @tf.function(autograph=False)
    def step() -> None:
        with tf.GradientTape() as tape:
            value = loss()
        optimizer.apply_gradients(zip(tape.gradient(value, variables), variables, strict=True))

    for _ in range(steps):
        step()


def before(
    net: latent_map.Net, middle: np.ndarray, scale: np.ndarray | np.float32
) -> latent_map.Net:
    """The same network for inputs before they were standardised, less `middle` and by `scale`."""
    kernel, bias = net[0]
    kernel = kernel / scale
    return (latent_map.Layer(kernel, bias - middle @ kernel), *net[1:])


def after(net: latent_map.Net, low: np.ndarray, size: np.ndarray | np.float32) -> latent_map.Net:
    """The same network, its outputs less `low`, in units of `size`."""
    kernel, bias = net[-1]
    return (*net[:-1], latent_map.Layer(kernel / size, (bias - low) / size))
