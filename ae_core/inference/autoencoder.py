"""Use trained models: pictures in, codes and reconstructions out.

Each model's LiteRT file is loaded once per process, in about ten milliseconds; after that a digit
takes a millisecond or less. Safe to call from many threads. TensorFlow is not needed.

A key names a model of `presets.PRESETS`, or a net that was added with `add` or `add_file`.
"""

import functools
import threading
from typing import Any, NamedTuple

import numpy as np

from ae_core import metrics
from ae_core.codes import first_numbers
from ae_core.models import presets, store
from ae_core.models.spec import ModelSpec
from ae_core.pictures import SIDE, check_pictures

from . import runtime


class Loaded(NamedTuple):
    """A model in memory.

    Attributes:
        spec: what it is.
        net: runs it.
        card: the card of its weights.
    """

    spec: ModelSpec
    net: runtime.Net | runtime.DenseNet
    card: dict[str, Any]


class Result(NamedTuple):
    """A noisy picture restored, with codes and scores. Results are shared: arrays are read-only.

    Attributes:
        restored: float32 (28, 28), the reconstruction. Except by a U-Net it is decoded from
            `noisy_code` alone, or from its first numbers; see `run`.
        clean_code: float32, the whole code of the picture without noise.
        noisy_code: float32, the whole code of the picture with noise.
        scores: {"noisy" | "restored": {"mse", "psnr", "ssim"}}, each against the clean picture.
    """

    restored: np.ndarray
    clean_code: np.ndarray
    noisy_code: np.ndarray
    scores: dict[str, dict[str, float]]


_loaded: dict[str, Loaded] = {}
_added: set[str] = set()
_lock = threading.Lock()


def add(
    key: str, spec: ModelSpec, values: list[np.ndarray], card: dict[str, Any] | None = None
) -> None:
    """Add a fully connected net under a key that every function here then knows.

    It runs in NumPy. A net added under the same key before is replaced at once: a call that is
    running goes on with the old net.

    Args:
        key: not one of `presets.ALL`.
        spec: what it is; see `models.dense.dense_spec`.
        values: its weights, as `keras.Model.get_weights` returns them.
        card: facts about it, "code_range" for example.

    Raises:
        ValueError: if the key is taken, the net is not fully connected, or the weights are not
            those of such a net.
    """
    if spec.family != "dense":
        raise ValueError(
            f"Expected a fully connected net; received one of the family {spec.family!r}. Add the "
            "LiteRT file that training.export.convert makes of it, with add_file"
        )
    net = runtime.DenseNet(runtime.check_weights(spec, values), spec.code_activation)
    _add(key, spec, net, card)


def add_file(key: str, spec: ModelSpec, content: bytes, card: dict[str, Any] | None = None) -> None:
    """Add a net by its LiteRT file; see `add`.

    Args:
        key: as in `add`.
        spec: as in `add`.
        card: as in `add`.
        content: bytes of the file, as `training.export.convert` makes them. Take them from nobody
            else: such a file can do whatever its runtime can.

    Raises:
        ValueError: if the key is taken, or the bytes are no LiteRT file.
    """
    _add(key, spec, _net(spec, content), card)


def _net(spec: ModelSpec, content: bytes) -> runtime.Net:
    """The net of a LiteRT file. A U-Net has no `decode`: its code alone is not enough."""
    return runtime.Net(content, ("encode", "reconstruct" if spec.has_skips else "decode"))


def _add(
    key: str,
    spec: ModelSpec,
    net: runtime.Net | runtime.DenseNet,
    card: dict[str, Any] | None,
) -> None:
    check_free(key)
    with _lock:
        _loaded[key] = Loaded(spec, net, card or {})
        _added.add(key)


def check_free(key: str) -> None:
    """Refuse the keys of `presets.ALL`, under which no net can be added.

    Raises:
        ValueError: if `key` is one of them.
    """
    if key in presets.ALL:
        raise ValueError(f"Expected a key that is free; {key!r} is a model of the table")


def remove(key: str) -> None:
    """Remove a net that was added; do nothing if there is none."""
    with _lock:
        if key in _added:
            _added.remove(key)
            del _loaded[key]


def spec_of(key: str) -> ModelSpec:
    """The spec of the model `key`, one of the table or an added one.

    Raises:
        KeyError: if there is no such model.
    """
    known = _loaded.get(key)
    return known.spec if known else presets.get(key)


def loaded(key: str) -> bool:
    """Whether the model `key` is in memory."""
    return key in _loaded


def load(key: str) -> Loaded:
    """Load the model `key`, once per process; later calls return the same.

    A load that failed is tried again at the next call, so a repaired file is used at once.

    Raises:
        KeyError: if there is no such model.
        WeightsError: if its LiteRT file is missing or damaged.
    """
    if (known := _loaded.get(key)) is not None:
        return known
    if key not in presets.PRESETS:
        raise KeyError(f"Expected a model among {', '.join(presets.PRESETS)}; received {key!r}")
    with _lock:
        if key not in _loaded:
            _loaded[key] = _read(key)
        return _loaded[key]


def _read(key: str) -> Loaded:
    content, card = store.read_litert(key)
    try:
        return Loaded(presets.get(key), _net(presets.get(key), content), card)
    except (ValueError, RuntimeError) as error:  # the runtime may be older than the file
        path = store.path_of(key, kind="litert")
        raise store.WeightsError(key, path, "cannot be run") from error


def reconstruct(
    key: str, images: np.ndarray, numbers: int | None = None
) -> tuple[np.ndarray, np.ndarray]:
    """Run pictures through the model `key`.

    Args:
        key: of the model; see the module.
        images: float32, shape (n, 28, 28), values in [0, 1], 1 = ink.
        numbers: how many of the first numbers of an ordered code (`ModelSpec.has_ordered_code`)
            the decoder gets, the others being 0; None: all.

    Returns:
        Reconstructions, float32 (n, 28, 28) in [0, 1], and whole codes, float32 (n, *code_shape).

    Raises:
        KeyError: if there is no such model.
        WeightsError: if its LiteRT file is missing or damaged.
        ValueError: if `images` are not as said; or `numbers` is given and the code is not ordered,
            or has fewer.
    """
    check_ordered(key, numbers)
    net, images = load(key).net, check_pictures(images)
    if "decode" not in net.signatures:
        both = net.run("reconstruct", images)
        return both["reconstruction"], both["code"]
    codes = net.run("encode", images)["code"]
    return net.run("decode", first_numbers(codes, numbers))["reconstruction"], codes


def check_ordered(key: str, numbers: int | None) -> None:
    """Raise a ValueError if `numbers` is given for a model whose code has no order."""
    if numbers is not None and not spec_of(key).has_ordered_code:
        raise ValueError(f"Expected a model with an ordered code; the numbers of {key} have none")


def encode(key: str, images: np.ndarray) -> np.ndarray:
    """Codes of pictures: float32 (n, 28, 28) in [0, 1] → float32 (n, *code_shape).

    Raises:
        KeyError, WeightsError, ValueError: as `reconstruct`.
    """
    return load(key).net.run("encode", check_pictures(images))["code"]


def decode(key: str, codes: np.ndarray, numbers: int | None = None) -> np.ndarray:
    """Pictures of codes, or of their first numbers.

    Args:
        key: of the model; see the module.
        codes: float32 (n, *code_shape).
        numbers: as in `reconstruct`.

    Returns:
        float32 (n, 28, 28) in [0, 1].

    Raises:
        KeyError, WeightsError: as `reconstruct`.
        ValueError: if `codes` are not finite, of that shape, with n > 0; if the model has skip
            connections past its code; or for `numbers`, as `reconstruct`.
    """
    check_ordered(key, numbers)
    codes = np.asarray(codes, np.float32)
    about = spec_of(key)
    if about.has_skips:
        raise ValueError(f"Expected a model without skip connections; {key} has some")
    if codes.shape[1:] != about.code_shape or not codes.size or not np.isfinite(codes).all():
        raise ValueError(f"Expected finite codes (n, {about.code_shape}); received {codes.shape}")
    return load(key).net.run("decode", first_numbers(codes, numbers))["reconstruction"]


def run(key: str, clean: np.ndarray, noisy: np.ndarray, numbers: int | None = None) -> Result:
    """Restore a noisy picture and score it; encode the clean and the noisy one.

    The last 64 results are cached, because every room of the page asks for the same one.

    Args:
        key: of the model; see the module.
        clean: float32 (28, 28) in [0, 1].
        noisy: the same digit with noise, float32 (28, 28) in [0, 1].
        numbers: as in `reconstruct`.

    Raises:
        KeyError, WeightsError, ValueError: as `reconstruct`.
    """
    check_ordered(key, numbers)
    # not cached for an added net: the cache would keep it in memory after `remove`
    run = _run if key in _added else _run_cached
    return run(load(key).net, check_pictures(np.stack([clean, noisy])).tobytes(), numbers)


def _run(net: runtime.Net | runtime.DenseNet, pair: bytes, numbers: int | None) -> Result:
    given = np.frombuffer(pair, np.float32).reshape(2, SIDE, SIDE)
    codes = net.run("encode", given)["code"]
    name, rows = ("decode", codes) if "decode" in net.signatures else ("reconstruct", given)
    restored = net.run(name, first_numbers(rows[1:], numbers))["reconstruction"][0]
    for shared in (restored, codes):
        shared.flags.writeable = False
    (clean, noisy), (clean_code, noisy_code) = given, codes
    return Result(restored, clean_code, noisy_code, scores(clean, noisy, restored))


_run_cached = functools.lru_cache(maxsize=64)(_run)


def scores(
    picture: np.ndarray, noisy: np.ndarray, restored: np.ndarray
) -> dict[str, dict[str, float]]:
    """Scores of the noisy and the restored picture against the clean one; see `Result.scores`."""
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
