"""Fitting the two networks of a map: from a code to a place, and from a place to a code.

First the codes are laid out in the plane, with the loss of UMAP: neighbours attract each other,
codes drawn at random repel each other. UMAP weighs each pair of neighbours by their distance; here
all 15 neighbours of a code count the same. Labels play no part. Then a small network learns the
place of a code, with noise added to the code, so that it cannot learn single codes by heart. The
network from a place to a code is a plain regression.

A network that learns the loss of UMAP directly (parametric UMAP) fits far worse: with it most of
the ten nearest digits had the digit's own class for 55 % of the test digits of `plain_32`; laid
out first, and with noise, for 83 %.

References:
    McInnes, Healy, Melville, "UMAP: Uniform Manifold Approximation and Projection for Dimension
    Reduction", arXiv:1802.03426 (2018).
"""

from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np

from . import latent_map, neighbours

if TYPE_CHECKING:
    import keras

NEIGHBOURS = 15
REPELLED = 5  # codes drawn at random, for each neighbour
LAYOUT_STEPS, LAYOUT_BATCH, LAYOUT_RATE = 3_000, 5_000, 0.3
# similarity of two places at distance d: 1 / (1 + A d^(2B)), UMAP's curve for min_dist 0.1
CURVE_A, CURVE_B = 1.577, 0.895
HIDDEN = 128  # units of each hidden layer
STEPS, BATCH, RATE = 6_000, 500, 0.004  # of a network
JITTER = 0.6  # noise added to codes in training, as a share of the distance to their neighbour


def net_to_place(rows: np.ndarray, seed: int, effort: float = 1.0) -> latent_map.DenseLayers:
    """Fit the network from a code to a place.

    Args:
        rows: float32 (n, d), codes with a standard deviation near 1.
        seed: of the network's weights, the batches and the noise. Nothing global is seeded.
        effort: the share of the usual steps that are taken.
    """
    import tensorflow as tf

    order, distances = neighbours.nearest(rows, rows, min(NEIGHBOURS, len(rows) - 1) + 1)
    places = _lay_out(rows, order[:, 1:], seed, effort)
    places = (places - places.mean(axis=0)) / places.std()
    sigma = JITTER * float(np.median(distances[:, 1])) / rows.shape[1] ** 0.5
    net, generator = _mlp(rows.shape[1], 2, seed), tf.random.Generator.from_seed(seed + 1)
    codes, targets = tf.constant(rows), tf.constant(places, tf.float32)

    def loss() -> tf.Tensor:
        """How far places of noisy codes are from the layout, the mean over a random batch."""
        batch = generator.uniform([BATCH], maxval=len(rows), dtype=tf.int32)
        noisy = tf.gather(codes, batch) + sigma * generator.normal([BATCH, rows.shape[1]])
        return tf.reduce_mean(tf.abs(net(noisy) - tf.gather(targets, batch)))

    _minimise(net.trainable_variables, loss, round(effort * STEPS), RATE)
    return _layers(net)


def _lay_out(
    rows: np.ndarray, neighbours: np.ndarray, seed: int, effort: float = 1.0
) -> np.ndarray:
    """Lay codes (n, d) out in the plane, (n, 2), given the indices of their neighbours (n, k)."""
    import tensorflow as tf

    centred = rows - rows.mean(axis=0)
    start = centred @ np.linalg.svd(centred, full_matrices=False)[2][:2].T
    places = tf.Variable(4 * start / (start.std() or 1), dtype=tf.float32)
    neighbours = tf.constant(neighbours, tf.int32)
    generator = tf.random.Generator.from_seed(seed)

    def similarity(a: tf.Tensor, b: tf.Tensor) -> tf.Tensor:
        """From 0 to 1 for each pair of places; see `CURVE_A`."""
        squares = tf.reduce_sum((a - b) ** 2, axis=-1)
        return 1 / (1 + CURVE_A * (squares + 1e-8) ** CURVE_B)

    def loss() -> tf.Tensor:
        """UMAP's cross-entropy over random pairs of neighbours and of strangers."""
        one = generator.uniform([LAYOUT_BATCH], maxval=len(rows), dtype=tf.int32)
        which = generator.uniform([LAYOUT_BATCH], maxval=neighbours.shape[1], dtype=tf.int32)
        two = tf.gather_nd(neighbours, tf.stack([one, which], axis=1))
        a, b = tf.gather(places, one), tf.gather(places, two)
        attraction = -tf.math.log(similarity(a, b) + 1e-6)
        # codes at random: the neighbours of others in the batch
        other = generator.uniform([REPELLED, LAYOUT_BATCH], maxval=LAYOUT_BATCH, dtype=tf.int32)
        repulsion = -tf.math.log(1 - similarity(a[None], tf.gather(b, other)) + 1e-4)
        return tf.reduce_mean(attraction) + REPELLED * tf.reduce_mean(repulsion)

    _minimise([places], loss, round(effort * LAYOUT_STEPS), LAYOUT_RATE)
    return places.numpy()


def net_to_code(
    places: np.ndarray, rows: np.ndarray, seed: int, effort: float = 1.0
) -> latent_map.DenseLayers:
    """Fit the network from a place to a code.

    Args:
        places: float32 (n, 2) in [0, 1].
        rows: float32 (n, d), the codes there.
        seed: of the network's weights and the batches. Nothing global is seeded.
        effort: the share of the usual steps that are taken.
    """
    import tensorflow as tf

    net, generator = _mlp(2, rows.shape[1], seed), tf.random.Generator.from_seed(seed)
    inputs, codes = tf.constant((places - 0.5) * 4, tf.float32), tf.constant(rows)

    def loss() -> tf.Tensor:
        """The mean squared error of the codes of a random batch of places."""
        batch = generator.uniform([BATCH], maxval=len(rows), dtype=tf.int32)
        return tf.reduce_mean((net(tf.gather(inputs, batch)) - tf.gather(codes, batch)) ** 2)

    _minimise(net.trainable_variables, loss, round(effort * STEPS), RATE)
    return scale_input(_layers(net), np.full(2, 0.5, np.float32), np.float32(0.25))


def _mlp(inputs: int, outputs: int, seed: int) -> "keras.Sequential":
    """Two hidden layers of `HIDDEN` units with ReLU, and a linear one."""
    from keras import Sequential, initializers, layers

    def dense(units: int, activation: str | None, number: int) -> "layers.Dense":
        """A layer whose first weights depend on the seed and its number alone."""
        start = initializers.GlorotUniform(seed=seed + number)
        return layers.Dense(units, activation, kernel_initializer=start)

    stack = [dense(HIDDEN, "relu", 0), dense(HIDDEN, "relu", 1), dense(outputs, None, 2)]
    return Sequential([layers.Input((inputs,)), *stack])


def _layers(net: "keras.Sequential") -> latent_map.DenseLayers:
    return tuple(latent_map.DenseLayer(*layer.get_weights()) for layer in net.layers)


def _minimise(variables: list, loss: Callable, steps: int, rate: float) -> None:
    """Minimise `loss()` with Adam, whose rate falls along half a cosine."""
    import keras
    import tensorflow as tf

    optimizer = keras.optimizers.Adam(keras.optimizers.schedules.CosineDecay(rate, steps))
    optimizer.build(variables)

    @tf.function(autograph=False)
    def step() -> None:
        """One step of Adam."""
        with tf.GradientTape() as tape:
            value = loss()
        optimizer.apply_gradients(zip(tape.gradient(value, variables), variables, strict=True))

    for _ in range(steps):
        step()


def scale_input(
    net: latent_map.DenseLayers, middle: np.ndarray, scale: np.ndarray | np.float32
) -> latent_map.DenseLayers:
    """The network whose result for x is that of `net` for (x - middle) / scale."""
    kernel, bias = net[0]
    kernel = kernel / scale
    return (latent_map.DenseLayer(kernel, bias - middle @ kernel), *net[1:])


def scale_output(
    net: latent_map.DenseLayers, low: np.ndarray, size: np.ndarray | np.float32
) -> latent_map.DenseLayers:
    """The network whose result is (y - low) / size where that of `net` is y."""
    kernel, bias = net[-1]
    return (*net[:-1], latent_map.DenseLayer(kernel / size, (bias - low) / size))
