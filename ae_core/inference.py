"""Using trained models: pictures in, codes and reconstructions out.

Each model is loaded and compiled once per process; after that a digit takes one to three
milliseconds, where `keras.Model.predict` spends thirty on its own machinery.
Safe to call from many threads. TensorFlow is imported at the first call, not before.

Keys are those of `specs.SPECS`, and those under which nets of one's own were added.
"""

import functools
import threading
from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np

from . import backend, metrics, specs, weights
from .together import Together

_MOST_TOGETHER = 8  # visitors' digits in one call; beyond that a digit hardly gets any cheaper


class Compiled(NamedTuple):
    """The ways through one model, as compiled functions of float32 arrays, and its card.

    Attributes:
        both: pictures → reconstructions, codes.
        encode: pictures → codes.
        decode: codes → reconstructions.
        restore: one float32 (2, 28, 28), a digit clean and noisy → the noisy one's
            reconstruction, and the codes of both. Those who ask at a time share one call.
        card: what stands beside the weights.
    """

    both: Callable[[Any], tuple[Any, Any]]
    encode: Callable[[Any], Any]
    decode: Callable[[Any], Any]
    restore: Callable[[np.ndarray], tuple[np.ndarray, np.ndarray]]
    card: dict[str, Any]


class Result(NamedTuple):
    """What a model makes of a spoilt picture.

    Attributes:
        restored: float32 (28, 28), its reconstruction; of all but a U-Net the decoder's
            picture of `noisy_code` alone.
        clean_code: float32, the code of the picture without noise.
        noisy_code: float32, the code of the picture with noise.
        scores: {"noisy" | "restored": {"mse", "psnr", "ssim"}}, each against the clean picture.

    Others may hold the same result: its arrays are not to be written to.
    """

    restored: np.ndarray
    clean_code: np.ndarray
    noisy_code: np.ndarray
    scores: dict[str, dict[str, float]]


class _Added(NamedTuple):
    spec: specs.ModelSpec
    model: Any


_compiled: dict[str, Compiled] = {}
_added: dict[str, _Added] = {}
_lock = threading.Lock()


def add(
    key: str, spec: specs.ModelSpec, values: list[np.ndarray], card: dict[str, Any] | None = None
) -> None:
    """Take a net of one's own into use, under a key that every function here then knows.

    Added again, with the same spec, it is the same net with other weights: what is compiled stays.

    Args:
        key: not one of `specs.ALL`.
        spec: what it is, an autoencoder; see `own.spec`.
        values: its weights, as `keras.Model.get_weights` gives them.
        card: what is said of it, "code_range" for example.

    Raises:
        ValueError: if the key is taken, or the weights are not those of such a net.
    """
    if key in specs.ALL:
        raise ValueError(f"Expected a key that is free; {key!r} is a model of the table")
    backend.load()
    from . import models

    with _lock:
        known = _added.get(key)
        same = known is not None and known.spec == spec
        model = known.model if known and same else models.build(spec)
        model.set_weights(values)
        _added[key] = _Added(spec, model)
        ways = _compiled[key] if same else _compile(model, {})
        _compiled[key] = ways._replace(card=card or {})


def remove(key: str) -> None:
    """Forget a net that was added, if it was."""
    with _lock:
        if _added.pop(key, None):
            del _compiled[key]


def spec(key: str) -> specs.ModelSpec:
    """What the net `key` is, whether of the table or added.

    Raises:
        KeyError: if there is no such model.
    """
    known = _added.get(key)
    return known.spec if known else specs.get(key)


def loaded(key: str) -> bool:
    """Whether the model `key` is in memory, so that a call answers at once."""
    return key in _compiled


def load(key: str) -> Compiled:
    """Load and compile the model `key`, once per process; later calls return the same.

    A model that failed is tried again at the next call, so that mending the file is enough.

    Raises:
        KeyError: if there is no such model.
        WeightsError: if its weights are missing or damaged.
    """
    if key not in _compiled and key not in specs.SPECS:
        raise KeyError(f"Expected a model among {', '.join(specs.SPECS)}; received {key!r}")
    if key not in _compiled:
        backend.load()
        with _lock:
            if key not in _compiled:
                _compiled[key] = _compile(weights.load(key), weights.read_card(key))
    return _compiled[key]


def _compile(model: Any, card: dict[str, Any]) -> Compiled:
    from keras import ops

    encoder, decoder = model.get_layer("encoder"), model.get_layer("decoder")

    def both(pictures: Any) -> tuple[Any, Any]:
        codes = encoder(pictures)
        # a U-Net's encoder gives a list: the code, and what its shortcuts carry past it
        return decoder(codes), codes[0] if isinstance(codes, list) else codes

    def restore(pairs: Any) -> tuple[Any, Any]:
        codes = encoder(ops.reshape(pairs, (-1, specs.SIDE, specs.SIDE)))
        # of the clean pictures nothing but their codes is of interest
        if isinstance(codes, list):
            return decoder([maps[1::2] for maps in codes]), codes[0]
        return decoder(codes[1::2]), codes

    def encode(pictures: Any) -> Any:
        return both(pictures)[1]  # of the decoder nothing is left in the compiled graph

    all_pairs = backend.compiled(restore)

    def together(pairs: list[np.ndarray]) -> list[tuple[np.ndarray, np.ndarray]]:
        pictures, codes = (array.numpy() for array in all_pairs(np.stack(pairs)))
        by_pair = codes.reshape(len(pairs), 2, *codes.shape[1:])
        return list(zip(pictures, by_pair, strict=True))

    return Compiled(
        both=backend.compiled(both),
        encode=backend.compiled(encode),
        decode=backend.compiled(decoder),
        restore=Together(together, _MOST_TOGETHER),
        card=card,
    )


def reconstruct(key: str, images: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Send pictures through the model `key`.

    Args:
        key: a key of `specs.SPECS`.
        images: float32, shape (n, 28, 28), values in [0, 1], 1 = ink.

    Returns:
        Reconstructions, float32 (n, 28, 28) in [0, 1], and codes, float32 (n, *code_shape).

    Raises:
        KeyError: if there is no such model.
        WeightsError: if its weights are missing or damaged.
        ValueError: if `images` is not as said.
    """
    pictures, codes = load(key).both(checked(images))
    return pictures.numpy(), codes.numpy()


def encode(key: str, images: np.ndarray) -> np.ndarray:
    """Codes of pictures: float32 (n, 28, 28) in [0, 1] → float32 (n, *code_shape).

    Raises:
        KeyError, WeightsError, ValueError: as `reconstruct`.
    """
    return load(key).encode(checked(images)).numpy()


def decode(key: str, codes: np.ndarray) -> np.ndarray:
    """Pictures of codes: float32 (n, *code_shape) → float32 (n, 28, 28) in [0, 1].

    Raises:
        KeyError, WeightsError: as `reconstruct`.
        ValueError: if `codes` is not of that shape, or not finite, or if the model has
            shortcuts past its code, from which alone no picture can be made.
    """
    codes = np.asarray(codes, np.float32)
    about = spec(key)
    if about.skips:
        raise ValueError(f"Expected a model that paints from its code alone; {key} does not")
    if codes.shape[1:] != about.code_shape or not np.isfinite(codes).all():
        raise ValueError(f"Expected finite codes (n, {about.code_shape}); received {codes.shape}")
    return load(key).decode(codes).numpy()


def run(key: str, clean: np.ndarray, noisy: np.ndarray) -> Result:
    """Restore a spoilt picture and score it, and encode it clean as well.

    The two go through the encoder as one batch. The last results are remembered: those who look
    at one digit from many sides ask for it again and again.

    Args:
        key: a key of `specs.SPECS`.
        clean: float32 (28, 28) in [0, 1].
        noisy: the same digit spoilt, likewise.

    Raises:
        KeyError, WeightsError, ValueError: as `reconstruct`.
    """
    # a net that was added may be given other weights
    run = _run if key in _added else _run_remembered
    return run(load(key).restore, checked(np.stack([clean, noisy])).tobytes())


def _run(restore: Callable[[Any], tuple[Any, Any]], pair: bytes) -> Result:
    given = np.frombuffer(pair, np.float32).reshape(2, specs.SIDE, specs.SIDE)
    restored, codes = restore(given)
    for shared in (restored, codes):
        shared.flags.writeable = False
    (clean, noisy), (clean_code, noisy_code) = given, codes
    return Result(restored, clean_code, noisy_code, scores(clean, noisy, restored))


_run_remembered = functools.lru_cache(maxsize=64)(_run)


def scores(picture: np.ndarray, noisy: np.ndarray, restored: np.ndarray) -> dict:
    """How far the noisy and the restored picture are from the clean one; see `Result.scores`."""
    clean, others = np.stack([picture, picture]), np.stack([noisy, restored])
    table = {
        "mse": metrics.mse(clean, others),
        "psnr": metrics.psnr(clean, others),
        "ssim": metrics.ssim(clean, others),
    }
    return {
        name: {metric: float(values[i]) for metric, values in table.items()}
        for i, name in enumerate(("noisy", "restored"))
    }


def checked(images: np.ndarray) -> np.ndarray:
    """`images`, if they are what every function here takes.

    Raises:
        ValueError: if they are not float32 (n, 28, 28) with n > 0 and values in [0, 1].
    """
    images = np.asarray(images)
    if (
        images.dtype != np.float32
        or images.ndim != 3
        or images.shape[1:] != (specs.SIDE, specs.SIDE)
    ):
        raise ValueError(
            f"Expected float32 pictures (n, 28, 28); received {images.dtype} {images.shape}"
        )
    if len(images) == 0 or not (images.min() >= 0 and images.max() <= 1):
        raise ValueError("Expected one picture or more with values in [0, 1]")
    return images
