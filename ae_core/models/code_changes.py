"""Change the numbers of a trained net's code, in place: their scale, their order, their count.

A flat, linear code is free to change: what the encoder's last layer does to it, the decoder's first
layer undoes, so that every reconstruction stays as it is.
"""

import keras
import numpy as np

from ae_core import evaluation

SCALED = 10_000  # training digits whose codes are enough for `standardise`


def standardise(model: keras.Model, pictures: np.ndarray, ordered: bool = False) -> None:
    """Give every number of a flat, linear code mean 0 and variance 1 over `pictures`, in place.

    Reconstructions stay as they are, and a second call changes nothing. An ordered code is only
    scaled: its zero says that a number is not used, and has to stay where it is.

    Batch normalisation would do the same all through training, but it makes a code depend on its
    batch: in a batch of 64 the mean of a number is off by an eighth of its spread, and the decoder
    blurs.

    Args:
        model: of a spec that `has_linear_code`.
        pictures: float32 (n, 28, 28) in [0, 1].
        ordered: whether the code is an ordered one.
    """
    codes = _codes(model, pictures)
    mean, spread = codes.mean(axis=0), codes.std(axis=0)
    spread[spread == 0] = 1.0  # a number that is constant
    if ordered:
        mean[:] = 0.0
    _change(model, mean, np.diag(1 / spread))


def sort_code(model: keras.Model, pictures: np.ndarray) -> None:
    """Sort the numbers of a flat code by how much they explain of the pictures, in place.

    The new numbers are mixtures of the old ones, with mean 0 and variance 1 over `pictures`, no
    two of which are correlated. The first explains the most of the pixels' variance, as a linear
    map does; the second the most of what is left (reduced-rank regression, Izenman 1975).
    Reconstructions stay as they are.

    Args:
        model: of a spec that `has_linear_code`.
        pictures: float32 (n, 28, 28) in [0, 1].
    """
    codes = _codes(model, pictures)
    mean = codes.mean(axis=0)
    spreads, axes = np.linalg.eigh(np.cov(codes, rowvar=False, ddof=0))
    white = axes / np.sqrt(np.maximum(spreads, 1e-9))  # a number that is constant stays finite
    explained = white.T @ ((codes - mean).T @ pictures.reshape(len(pictures), -1)) / len(pictures)
    _change(model, mean, white @ np.linalg.svd(explained)[0])


def _codes(model: keras.Model, pictures: np.ndarray) -> np.ndarray:
    """The codes, float64 (n, k)."""
    return evaluation.forward(model.get_layer("encoder"))(pictures).astype(np.float64)


def _change(model: keras.Model, mean: np.ndarray, mixing: np.ndarray) -> None:
    """Make each code (code - mean) @ mixing, in the encoder's last layer; the decoder's undoes it.

    Args:
        model: of a spec that `has_linear_code`.
        mean: (k,), subtracted first.
        mixing: (k, k), which has an inverse.
    """
    last, first = model.get_layer("encoder").layers[-1], model.get_layer("decoder").layers[1]
    kernel, bias = last.get_weights()
    last.set_weights([kernel @ mixing, (bias - mean) @ mixing])
    kernel, bias = first.get_weights()
    first.set_weights([np.linalg.solve(mixing, kernel), bias + mean @ kernel])


def copy_net(source: keras.Model, model: keras.Model) -> None:
    """Copy a net into `model`, in place: whole, or as it works with the first numbers of its code.

    Args:
        source: any net; of the family "residual" if its code is the longer one.
        model: the same net around as many or fewer numbers.

    Raises:
        ValueError: if the nets differ in more than that.
    """
    if _shapes(source.get_weights()) == _shapes(model.get_weights()):
        model.set_weights(source.get_weights())
        return
    kept = model.get_layer("encoder").output_shape[-1]
    *encoder, kernel, bias = source.get_layer("encoder").get_weights()
    to_hidden, *decoder = source.get_layer("decoder").get_weights()
    values = {
        "encoder": [*encoder, kernel[:, :kept], bias[:kept]],
        "decoder": [to_hidden[:kept], *decoder],
    }
    for name, arrays in values.items():
        wanted = _shapes(model.get_layer(name).get_weights())
        if (shapes := _shapes(arrays)) != wanted:
            raise ValueError(
                f"Expected nets that differ in the code, of fewer numbers; {name}s have {shapes} "
                f"and {wanted}"
            )
    for name, arrays in values.items():
        model.get_layer(name).set_weights(arrays)


def _shapes(arrays: list[np.ndarray]) -> list[tuple[int, ...]]:
    return [array.shape for array in arrays]
