"""Making the map of a model; what a map is, is said in `maps`.

The network from a code to a place is fitted as in parametric UMAP: codes that are neighbours
among all codes, clean and noisy, are drawn together on the map, and codes drawn at random are
pushed apart. Labels play no part. It is fitted on training digits, so that the test digits shown
are placed as a visitor's digit is: by a network that has not met them. The way back, from a place
to a code, is a plain regression.

References:
    Sainburg, McInnes, Gentner, "Parametric UMAP Embeddings for Representation and Semisupervised
    Learning", Neural Computation 33 (2021), 2881-2907.
"""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np

from . import data, evaluation, maps, noise, reader, specs, weights

FITTED = 8000  # training digits, each clean and noisy
SHOWN = 3000  # test digits
HIDDEN = 128  # units of each hidden layer
NEIGHBOURS = 30
PUSHED = 5  # codes pushed away for each one drawn near
BATCH = 1000
STEPS = 4000
# 1 / (1 + A d^(2B)): how near two places at distance d are, as UMAP has it at min_dist 0.1
CURVE_A, CURVE_B = 1.577, 0.895
SURE = 0.9  # a reader surer than this can read a picture
GRID = 20  # places each way, of which the pictures are read

Way = Callable[[np.ndarray], np.ndarray]


def of_model(key: str, folder: Path, train: data.Digits, test: data.Digits) -> maps.Map:
    """Make the map of the model `key`, whose weights are in `folder`, and save it there.

    Raises:
        WeightsError: if the weights are missing or damaged.
        ValueError: if the model has shortcuts past its code: then no place has a picture.
    """
    import tensorflow as tf

    if specs.get(key).skips:
        raise ValueError(f"Expected a model that paints from its code alone; {key} does not")
    model, checksum = weights.load(key, folder), weights.read_card(key, folder)["file"]["sha256"]

    def way(name: str) -> Way:
        call = tf.function(model.get_layer(name), autograph=False)
        return lambda rows: evaluation.in_batches(lambda part: call(part).numpy(), rows)

    encode, decode = way("encoder"), way("decoder")
    pictures = data.as_pictures(train.images[:FITTED])
    fitted = encode(np.concatenate([pictures, any_noise(pictures)]))
    shown, labels = encode(data.as_pictures(test.images[:SHOWN])), test.labels[:SHOWN]
    made = make(key, checksum, fitted, shown, labels, decode, _reader())
    maps.save(made, folder)
    return maps.load(key, folder)


def any_noise(pictures: np.ndarray, seed: int = 0) -> np.ndarray:
    """Spoil each picture, float32 (n, 28, 28), by a kind and a level of noise of its own."""
    rng = np.random.default_rng(seed)
    kinds = rng.choice(list(noise.NOISES), len(pictures))
    return np.stack(
        [
            noise.add_noise(str(kind), picture, float(rng.random()), rng)
            for kind, picture in zip(kinds, pictures, strict=True)
        ]
    )


def make(
    key: str,
    checksum: str,
    fitted: np.ndarray,
    shown: np.ndarray,
    labels: np.ndarray,
    decode: Way,
    read: Way | None = None,
) -> maps.Map:
    """Make a map of codes.

    Args:
        key: of the model.
        checksum: SHA-256 of its weights file.
        fitted: float32 (n, *code_shape), codes of clean and of noisy digits to fit the map to.
        shown: float32 (m, *code_shape), codes of the clean digits to show on it.
        labels: uint8 (m,), which digits these are.
        decode: codes → float32 pictures (n, 28, 28).
        read: pictures → probabilities (n, 10) of the digits, to judge the pictures by; or None.
    """
    import keras

    keras.utils.set_random_seed(0)
    flat, own = (codes.reshape(len(codes), -1).astype(np.float32) for codes in (fitted, shown))
    middle, scale = flat.mean(axis=0), flat.std() or np.float32(1)
    rows = (flat - middle) / scale
    to_place = _net_to_place(rows)
    places = maps.through(to_place, rows)
    # nearly all of the codes fill the square but for a margin; the rest is put on its edge
    low, high = np.percentile(places, [0.3, 99.7], axis=0)
    low, high = low - 0.06 * (high - low), high + 0.06 * (high - low)
    size = np.maximum(high - low, 1e-6)
    to_place = _after(_before(to_place, middle, scale), low, size)
    places = np.clip(maps.through(to_place, flat), 0, 1)
    to_code = _net_to_code(places, rows)
    to_code = _after(to_code, -middle / scale, 1 / scale)
    points = np.column_stack([np.clip(maps.through(to_place, own), 0, 1), labels])
    points = points.astype(np.float32)
    count = min(11, len(points))  # a digit is its own neighbour
    _, distances = maps.nearest(points[:, :2], points[:, :2], count)
    same, other = spread(own, labels)
    made = maps.Map(
        key=key,
        weights=checksum,
        code_shape=tuple(shown.shape[1:]),
        to_place=to_place,
        to_code=to_code,
        points=points,
        same=same,
        other=other,
        reach=float(np.percentile(distances[:, -1], 99)),
        quality={},
    )
    return replace(made, quality=judge(made, flat, own, decode, read))


def spread(codes: np.ndarray, labels: np.ndarray, pairs: int = 40_000) -> tuple[float, float]:
    """The median distance of the codes, (n, d), of two digits of one class, and of two classes."""
    one, two = np.random.default_rng(0).integers(len(codes), size=(2, pairs))
    one, two = one[one != two], two[one != two]
    distances = np.linalg.norm(codes[one] - codes[two], axis=1)
    same = labels[one] == labels[two]
    halves = distances[same], distances[~same]
    return tuple(float(np.median(half)) if len(half) else 0.0 for half in halves)


def judge(
    made: maps.Map,
    fitted: np.ndarray,
    shown: np.ndarray,
    decode: Way,
    read: Way | None,
) -> dict[str, float]:
    """How good a map is, beside what the two main directions of the codes (PCA) would make.

    Args:
        made: the map.
        fitted: float32 (n, d), the codes it was fitted to.
        shown: float32 (m, d), the codes of its points.
        decode: as in `make`.
        read: as in `make`.

    Returns:
        {"agree", "agree_pca", "agree_code"}: how often the ten nearest digits, on the map, on a
        plane of PCA, among the codes themselves, have mostly the class of the digit between them;
        with a reader {"readable", "readable_pca"}: how often it is sure of the picture of a
        place, places on a grid where there are digits.
    """
    labels = made.points[:, 2].astype(int)
    middle = fitted.mean(axis=0)
    axes = np.linalg.svd(shown - middle, full_matrices=False)[2][:2]
    plane = (shown - middle) @ axes.T
    quality = {
        "agree": agreement(made.points[:, :2], labels),
        "agree_pca": agreement(plane, labels),
        "agree_code": agreement(shown, labels),
    }
    if read:
        for name, points, code in (
            ("readable", made.points[:, :2], made.code),
            ("readable_pca", plane, lambda at: at @ axes + middle),
        ):
            at = inhabited(points.astype(np.float32))
            pictures = decode(code(at).reshape(-1, *made.code_shape).astype(np.float32))
            quality[name] = float((read(pictures).max(axis=1) >= SURE).mean())
    return {name: round(value, 4) for name, value in quality.items()}


def agreement(rows: np.ndarray, labels: np.ndarray, count: int = 10) -> float:
    """How often the most frequent class of a row's nearest others is its own."""
    count = min(count, len(rows) - 1)
    order, _ = maps.nearest(rows, rows, count + 1)
    votes = np.array([np.bincount(row).argmax() for row in labels[order[:, 1:]]])
    return float((votes == labels).mean())


def inhabited(points: np.ndarray) -> np.ndarray:
    """The places of a grid over points, (n, 2), in whose cell there is one at least."""
    low, high = points.min(axis=0), points.max(axis=0)
    side = np.maximum(high - low, 1e-9) / GRID
    cells = np.unique(np.minimum((points - low) // side, GRID - 1), axis=0)
    return (low + (cells + 0.5) * side).astype(np.float32)


def _reader() -> Way | None:
    """What reads pictures; None where it has not been trained yet."""
    try:
        weights.read_card(specs.READER.key)
    except weights.WeightsError:
        return None
    return reader.read


def _net_to_place(rows: np.ndarray) -> maps.Net:
    """Fit the network from a code to a place, codes (n, d) being of a size near 1."""
    import tensorflow as tf

    net = _mlp(rows.shape[1], 2)
    table, count = tf.constant(rows), min(NEIGHBOURS, len(rows) - 1)
    friends = tf.constant(maps.nearest(rows, rows, count + 1)[0][:, 1:], tf.int32)

    def nearness(a: tf.Tensor, b: tf.Tensor) -> tf.Tensor:
        squares = tf.reduce_sum((a - b) ** 2, axis=-1)
        return 1 / (1 + CURVE_A * (squares + 1e-8) ** CURVE_B)

    def loss() -> tf.Tensor:
        one = tf.random.uniform([BATCH], maxval=len(rows), dtype=tf.int32)
        which = tf.random.uniform([BATCH], maxval=count, dtype=tf.int32)
        two = tf.gather_nd(friends, tf.stack([one, which], axis=1))
        a, b = tf.split(net(tf.gather(table, tf.concat([one, two], axis=0))), 2)
        drawn = -tf.math.log(nearness(a, b) + 1e-6)
        # whoever else is in the batch is a code drawn at random
        others = tf.stack([tf.random.shuffle(b) for _ in range(PUSHED)])
        pushed = -tf.math.log(1 - nearness(a[None], others) + 1e-4)
        return tf.reduce_mean(drawn) + PUSHED * tf.reduce_mean(pushed)

    return _fit(net, loss, STEPS)


def _net_to_code(places: np.ndarray, rows: np.ndarray) -> maps.Net:
    """Fit the network from a place in [0, 1] to a code."""
    import tensorflow as tf

    net = _mlp(2, rows.shape[1])
    table, at = tf.constant(rows), tf.constant((places - 0.5) * 4, tf.float32)

    def loss() -> tf.Tensor:
        one = tf.random.uniform([BATCH], maxval=len(rows), dtype=tf.int32)
        return tf.reduce_mean((net(tf.gather(at, one)) - tf.gather(table, one)) ** 2)

    return _before(_fit(net, loss, STEPS), np.float32([0.5, 0.5]), np.float32(0.25))


def _mlp(inputs: int, outputs: int):
    from keras import Sequential, layers

    hidden = [layers.Dense(HIDDEN, "relu") for _ in range(2)]
    return Sequential([layers.Input((inputs,)), *hidden, layers.Dense(outputs)])


def _fit(net, loss: Callable, steps: int) -> maps.Net:
    import keras
    import tensorflow as tf

    weights_ = net.trainable_variables
    optimizer = keras.optimizers.Adam(keras.optimizers.schedules.CosineDecay(0.005, steps))
    optimizer.build(weights_)

    @tf.function(autograph=False)
    def step() -> tf.Tensor:
        with tf.GradientTape() as tape:
            value = loss()
        optimizer.apply_gradients(zip(tape.gradient(value, weights_), weights_, strict=True))
        return value

    for _ in range(steps):
        step()
    return tuple(maps.Layer(*layer.get_weights()) for layer in net.layers)


def _before(net: maps.Net, middle: np.ndarray, scale: np.ndarray) -> maps.Net:
    """The same network for inputs that have not been standardised."""
    kernel, bias = net[0]
    kernel = kernel / scale
    return (maps.Layer(kernel, bias - middle @ kernel), *net[1:])


def _after(net: maps.Net, low: np.ndarray, size: np.ndarray) -> maps.Net:
    """The same network, its outputs less `low`, in units of `size`."""
    kernel, bias = net[-1]
    return (*net[:-1], maps.Layer(kernel / size, (bias - low) / size))
