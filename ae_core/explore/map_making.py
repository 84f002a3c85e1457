"""Make the map of a model: fit it with `map_fitting`, and measure how good it is.

A map is fitted to training digits. So the test digits shown on it are placed as a visitor's digit
is: by a network that was not trained on them.
"""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from ae_core import evaluation, noise
from ae_core.data import datasets
from ae_core.inference import classifier
from ae_core.models import presets, store
from ae_core.pictures import from_uint8

from . import latent_map, map_fitting, neighbours

if TYPE_CHECKING:
    import keras

FITTED = 16_000  # training digits that a map is fitted to
CORRUPTED = 4_000  # so many of them are added once more, with noise
SHOWN = 3_000  # test digits on the map
GRID = 20  # cells each way; a picture from the middle of each is classified

RowFunction = Callable[[np.ndarray], np.ndarray]
Classify = Callable[[np.ndarray], classifier.Reading]


def make_for_model(
    key: str, folder: Path, train: datasets.Digits, test: datasets.Digits
) -> latent_map.Map:
    """Make the map of the model `key`, whose weights are in `folder`, and save it there.

    Raises:
        WeightsError: if the weights are missing or damaged.
        ValueError: if the model has skip connections past its code, so that a place alone gives
            no picture.
    """
    if presets.get(key).has_skips:
        raise ValueError(f"Expected a model without skip connections; {key} has some")
    model, card = store.load(key, folder), store.read_card(key, folder)
    made = make_for_net(key, store.checksum(card), model, train, test, _find_classifier())
    latent_map.save(made, folder)
    return latent_map.load(key, folder)


def make_for_net(
    key: str,
    checksum: str,
    model: "keras.Model",
    train: datasets.Digits,
    test: datasets.Digits,
    classify: Classify | None = None,
    effort: float = 1.0,
) -> latent_map.Map:
    """Make the map of a net without skip connections.

    Args:
        key: of the model.
        checksum: SHA-256 of its weights file.
        model: as `models.builder.build` gives it.
        train: the pictures that the map is fitted to, the first `FITTED` of them.
        test: the pictures that are shown on it, the first `SHOWN` of them.
        classify: as in `make`.
        effort: as in `make`.
    """
    parts = (model.get_layer(name) for name in ("encoder", "decoder"))
    encode, decode = map(evaluation.forward, parts)
    pictures = from_uint8(train.images[:FITTED])
    fitted = encode(np.concatenate([pictures, any_noise(pictures[:CORRUPTED])]))
    shown, labels = encode(from_uint8(test.images[:SHOWN])), test.labels[:SHOWN]
    return make(key, checksum, fitted, shown, labels, decode, classify, effort=effort)


def any_noise(pictures: np.ndarray, seed: int = 0) -> np.ndarray:
    """Corrupt each picture, float32 (n, 28, 28), with a kind and a level of noise drawn for it."""
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
    decode: RowFunction,
    classify: Classify | None = None,
    seed: int = 0,
    effort: float = 1.0,
) -> latent_map.Map:
    """Make a map of codes.

    Args:
        key: of the model.
        checksum: SHA-256 of its weights file.
        fitted: float32 (n, *code_shape), codes of clean and noisy digits, to fit the map to.
        shown: float32 (m, *code_shape), codes of the clean digits that are shown on it.
        labels: uint8 (m,), the classes of the shown digits.
        decode: codes → float32 pictures (n, 28, 28).
        classify: the classifier, to measure how readable the map is; or None.
        seed: of the fit. Nothing global is seeded.
        effort: the share of the usual steps of the fit that are taken.
    """
    flat, flat_shown = (
        codes.reshape(len(codes), -1).astype(np.float32) for codes in (fitted, shown)
    )
    middle, scale = flat.mean(axis=0), flat.std() or np.float32(1)
    rows = (flat - middle) / scale
    to_place = map_fitting.net_to_place(rows, seed, effort)
    places = latent_map.run_net(to_place, rows)
    low, high = _frame(places)  # `Map.place` puts what lies outside on its edge
    size = high - low
    to_place = map_fitting.scale_output(map_fitting.scale_input(to_place, middle, scale), low, size)
    places = np.clip(latent_map.run_net(to_place, flat), 0, 1)
    to_code = map_fitting.net_to_code(places, rows, seed, effort)
    to_code = map_fitting.scale_output(to_code, -middle / scale, 1 / scale)
    points = np.column_stack([np.clip(latent_map.run_net(to_place, flat_shown), 0, 1), labels])
    points = points.astype(np.float32)
    same, other = spread(flat_shown, labels)
    made = latent_map.Map(
        key=key,
        weights=checksum,
        code_shape=tuple(shown.shape[1:]),
        to_place=to_place,
        to_code=to_code,
        points=points,
        same=same,
        other=other,
        reach=_reach(points[:, :2]),
        quality={},
    )
    return replace(made, quality=measure(made, flat, flat_shown, decode, classify))


def make_for_plane(key: str, codes: np.ndarray, labels: np.ndarray) -> latent_map.Map:
    """Make the map of a net whose code has two numbers: the plane of the code itself.

    The first number grows to the right, the second upwards. Nothing is fitted, so a place stands
    for exactly one code.

    Args:
        key: of the net; also the version of its map.
        codes: float32 (n, 2), codes of the digits that are shown.
        labels: uint8 (n,), their classes.
    """
    low, high = _frame(codes)
    size = high - low
    corner, scale = np.array([low[0], high[1]]), np.array([1, -1]) / size
    to_place, to_code = (
        latent_map.DenseLayer(np.diag(factor).astype(np.float32), shift.astype(np.float32))
        for factor, shift in ((scale, -corner * scale), (1 / scale, corner))
    )
    places = np.clip(latent_map.run_net((to_place,), codes), 0, 1)
    same, other = spread(codes, labels)
    return latent_map.Map(
        key=key,
        weights="",
        code_shape=(2,),
        to_place=(to_place,),
        to_code=(to_code,),
        points=np.column_stack([places, labels]).astype(np.float32),
        same=same,
        other=other,
        reach=_reach(places),
        quality={"agree": round(agreement(places, labels), 4)},
        version=key,
    )


def _frame(places: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Two opposite corners of a frame that holds 99.4 % of the places (n, 2), with a margin."""
    low, high = np.percentile(places, [0.3, 99.7], axis=0)
    low, high = low - 0.06 * (high - low), high + 0.06 * (high - low)
    return low, np.maximum(high, low + 1e-6)


def _reach(places: np.ndarray) -> float:
    """`Map.reach` of places (n, 2)."""
    count = min(11, len(places))  # a digit is its own nearest neighbour
    _, distances = neighbours.nearest(places, places, count)
    return float(np.percentile(distances[:, -1], 99))


def spread(codes: np.ndarray, labels: np.ndarray, pairs: int = 40_000) -> tuple[float, float]:
    """The median distance between codes (n, d) of two digits of one class, and of two classes."""
    one, two = np.random.default_rng(0).integers(len(codes), size=(2, pairs))
    one, two = one[one != two], two[one != two]
    distances = np.linalg.norm(codes[one] - codes[two], axis=1)
    same = labels[one] == labels[two]
    of_one_class, of_two = (
        float(np.median(part)) if len(part) else 0.0 for part in (distances[same], distances[~same])
    )
    return of_one_class, of_two


def measure(
    made: latent_map.Map,
    fitted: np.ndarray,
    shown: np.ndarray,
    decode: RowFunction,
    classify: Classify | None,
) -> dict[str, float]:
    """Measure how good a map is, beside a plane of the two principal components (PCA).

    Args:
        made: the map.
        fitted: float32 (n, d), the codes it was fitted to.
        shown: float32 (m, d), the codes of its points.
        decode: as in `make`.
        classify: as in `make`.

    Returns:
        {"agree", "agree_pca", "agree_code"}: the share of digits whose ten nearest neighbours (on
        the map, on the plane of PCA, among the codes themselves) mostly have the digit's class.
        With a classifier also {"readable", "readable_pca"}: on a grid over the digits, the share
        of occupied cells whose pictures the classifier is sure of.
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
    if classify:
        for name, points, code in (
            ("readable", made.points[:, :2], made.code),
            ("readable_pca", plane, lambda at: at @ axes + middle),
        ):
            at = occupied(points.astype(np.float32))
            pictures = decode(code(at).reshape(-1, *made.code_shape).astype(np.float32))
            quality[name] = float(classifier.is_sure(classify(pictures)).mean())
    return {name: round(value, 4) for name, value in quality.items()}


def agreement(rows: np.ndarray, labels: np.ndarray, count: int = 10) -> float:
    """The share of rows whose class is the commonest among their `count` nearest neighbours."""
    count = min(count, len(rows) - 1)
    order, _ = neighbours.nearest(rows, rows, count + 1)
    votes = np.array([np.bincount(row).argmax() for row in labels[order[:, 1:]]])
    return float((votes == labels).mean())


def occupied(points: np.ndarray) -> np.ndarray:
    """The centres of the cells that hold a point, of a grid over points (n, 2): float32 (m, 2)."""
    low, high = points.min(axis=0), points.max(axis=0)
    side = np.maximum(high - low, 1e-9) / GRID
    cells = np.unique(np.minimum((points - low) // side, GRID - 1), axis=0)
    return (low + (cells + 0.5) * side).astype(np.float32)


def _find_classifier() -> Classify | None:
    """`classify`; None where the classifier has not been trained yet."""
    try:
        store.read_card(presets.CLASSIFIER.key)
    except store.WeightsError:
        return None
    return classifier.classify
