"""Inside a net: its layers, their outputs for a picture, and their weights.

The facts of the layers come from the model's card, where `training.layers` wrote them; those of a
fully connected net in NumPy follow from its spec. Outputs come from the signature `trace`, which
is loaded when it is first needed. Safe to call from many threads.
"""

import functools
import hashlib
import io
import threading
import weakref
from collections import OrderedDict
from typing import Any, NamedTuple

import numpy as np

from ae_core.codes import first_numbers
from ae_core.models import store
from ae_core.models.spec import ModelSpec, dense_layers
from ae_core.pictures import SIDE, check_pictures

from . import autoencoder, runtime

PICTURE = "picture"  # in the place of a layer's name: what the net is given
MOVES = frozenset({"reshape", "flatten", "permute"})  # kinds of layers that only rearrange
KEPT = 3  # nets that are kept in memory to be traced, of about 20 MB each
_VERSION = 12  # so many characters of a checksum tell one net from another


class Layer(NamedTuple):
    """Facts of a layer.

    Attributes:
        name: part, position and kind, as "encoder_03_conv2d".
        part: "encoder" or "decoder".
        kind: the name of its Keras class in small letters.
        shape: of its output for one picture, channels last.
        activation: its activation function, as Keras names it; None if it has none.
        kernel: side of its kernel, or of the squares that it pools; None if it has none.
        strides: how far the kernel moves; None if it has none.
        parameters: count of its weights.
        inputs: names of the layers whose outputs it takes; () for the first of the encoder, which
            takes the picture, and of the decoder, which takes the code.
    """

    name: str
    part: str
    kind: str
    shape: tuple[int, ...]
    activation: str | None
    kernel: int | None
    strides: int | None
    parameters: int
    inputs: tuple[str, ...]


class Structure(NamedTuple):
    """The layers of a net, and which net it is.

    Attributes:
        key: of the model.
        version: a checksum of its weights, 12 characters.
        layers: in order, the encoder's first.
        code: the name of the layer that makes the code.
    """

    key: str
    version: str
    layers: tuple[Layer, ...]
    code: str

    def layer(self, name: str) -> Layer:
        """The layer called `name`.

        Raises:
            KeyError: if there is none.
        """
        for layer in self.layers:
            if layer.name == name:
                return layer
        raise KeyError(f"Expected a layer of {self.key}; received {name!r}")


# keyed by the network that runs, so that an entry goes when its network goes
_known: "weakref.WeakKeyDictionary[object, Structure]" = weakref.WeakKeyDictionary()
_traced: OrderedDict[tuple[str, str, bool], runtime.Net] = OrderedDict()
_lock = threading.Lock()
_loading = threading.Lock()  # of its own: users of loaded nets need not wait 50 ms for another


def of(key: str) -> Structure:
    """The layers of the model `key`.

    Raises:
        KeyError: if there is no such model.
        WeightsError: if its files are missing or damaged, or its card says nothing of its layers.
        ValueError: if it was added by a LiteRT file, of whose layers nothing is known.
    """
    loaded = autoencoder.load(key)
    with _lock:
        found = _known.get(loaded.net)
    if found is None:
        found = _describe(key, loaded)
        with _lock:
            _known[loaded.net] = found
    return found


def _describe(key: str, loaded: autoencoder.Loaded) -> Structure:
    """See `of`."""
    if isinstance(loaded.net, runtime.DenseNet):
        digest = hashlib.sha256()
        for kernel, bias in loaded.net.layers:
            digest.update(kernel.tobytes() + bias.tobytes())
        version, layers = digest.hexdigest(), _of_dense(loaded.spec)
    elif "files" not in loaded.card:
        raise ValueError(f"Expected a net whose layers are known; {key} was added by its file")
    else:
        version = store.checksum(loaded.card)
        try:
            rows = [
                {**row, "shape": tuple(row["shape"]), "inputs": tuple(row["inputs"])}
                for row in loaded.card["layers"]
            ]
            layers = tuple(Layer(**row) for row in rows)
        except (KeyError, TypeError):
            layers = ()
        if not layers:
            path = store.path_of(key, kind="litert")
            raise store.WeightsError(key, path, "has a card without its layers")
    code = [layer.name for layer in layers if layer.part == "encoder"][-1]
    return Structure(key, version[:_VERSION], layers, code)


def _of_dense(spec: ModelSpec) -> tuple[Layer, ...]:
    """The layers of a fully connected net, as `models.builder` builds it."""
    layers: list[Layer] = []

    def add(part: str, kind: str, shape: tuple[int, ...], activation=None, parameters=0) -> None:
        """Append a layer that follows the last one of its part."""
        before = [layer for layer in layers if layer.part == part]
        name = f"{part}_{len(before):02}_{kind}"
        inputs = (before[-1].name,) if before else ()
        layers.append(Layer(name, part, kind, shape, activation, None, None, parameters, inputs))

    add("encoder", "flatten", (SIDE * SIDE,))
    sizes = dense_layers(spec.widths, spec.code_size)
    for place, (inputs, outputs) in enumerate(sizes):
        part = "encoder" if place < len(sizes) // 2 else "decoder"
        activation = "relu"
        if place == len(sizes) // 2 - 1:
            activation = spec.code_activation
        elif place == len(sizes) - 1:
            activation = "linear"
        add(part, "dense", (outputs,), activation, (inputs + 1) * outputs)
    add("decoder", "reshape", (SIDE, SIDE))
    add("decoder", "activation", (SIDE, SIDE), "sigmoid")
    return tuple(layers)


def computing(net: Structure) -> tuple[Layer, ...]:
    """The layers that compute something, each with those of them that lead into it.

    Left out are layers that only rearrange. An addition and the activation behind it are one: its
    values and name are those of the activation, its kind and inputs those of the addition.

    Returns:
        In order. The first layer of the encoder has `PICTURE` as its input, that of the decoder the
        layer that makes the code.
    """
    rows: dict[str, Layer] = {}
    moved: dict[str, str] = {}  # of a layer that only rearranges: the one whose values it has
    for layer in net.layers:
        given = layer.inputs or (PICTURE if layer.part == "encoder" else net.code,)
        inputs = tuple(moved.get(name, name) for name in given)
        if layer.kind in MOVES:
            moved[layer.name] = inputs[0]
            continue
        before = rows.get(inputs[0])
        if layer.kind == "activation" and before and before.kind == "add":
            del rows[before.name]
            layer, inputs = layer._replace(kind="add"), before.inputs
        rows[layer.name] = layer._replace(inputs=inputs)
    return tuple(rows.values())


def trace(key: str, pictures: np.ndarray, numbers: int | None = None) -> dict[str, np.ndarray]:
    """The output of each layer for pictures.

    Args:
        key: of the model; see `autoencoder`.
        pictures: float32 (n, 28, 28) in [0, 1].
        numbers: as in `autoencoder.reconstruct`; the output of the encoder is whole all the same.

    Returns:
        {name of the layer: float32 (n, *shape)}, in the order of the layers.

    Raises:
        KeyError, WeightsError, ValueError: as `of`; and as `autoencoder.reconstruct`.
    """
    pictures = check_pictures(pictures)
    autoencoder.check_ordered(key, numbers)
    about = of(key)
    net = autoencoder.load(key).net
    if isinstance(net, runtime.DenseNet):
        names = [layer.name for layer in about.layers]
        return dict(zip(names, net.trace(pictures), strict=True))
    values = _load(about, from_code=False).run("trace", pictures)
    if numbers is not None:
        codes = first_numbers(values[about.code], numbers)
        values |= _load(about, from_code=True).run("trace", codes)
    return {layer.name: values[layer.name] for layer in about.layers}


def _load(about: Structure, from_code: bool) -> runtime.Net:
    """The net with the signature `trace`: of the whole net, or `from_code` of its decoder."""
    wanted = (about.key, about.version, from_code)
    if (known := _find(wanted)) is not None:
        return known
    with _loading:
        if (known := _find(wanted)) is not None:
            return known
        content, card = store.read_litert(about.key)
        _check_version(about, card, "litert")
        if from_code:
            net = runtime.Net(runtime.trace_from(content, about.code))
        else:
            net = runtime.Net(content, ["trace"])
        with _lock:
            _traced[wanted] = net
            while len(_traced) > KEPT:
                _traced.popitem(last=False)
        return net


def _find(wanted: tuple[str, str, bool]) -> runtime.Net | None:
    """A net that is in memory, which counts as used; else None."""
    with _lock:
        if wanted in _traced:
            _traced.move_to_end(wanted)
        return _traced.get(wanted)


def _check_version(about: Structure, card: dict[str, Any], kind: store.Kind) -> None:
    """Check that the files on disk still belong to the net in memory."""
    if store.checksum(card)[:_VERSION] != about.version:
        path = store.path_of(about.key, kind=kind)
        raise store.WeightsError(about.key, path, "was replaced while it was in use")


def weights(key: str, name: str) -> tuple[np.ndarray, np.ndarray]:
    """The weights of a layer.

    Args:
        key: of the model.
        name: of the layer.

    Returns:
        Its kernel, float32 (height, width, inputs, outputs) or (inputs, outputs), and its bias,
        float32 (outputs,).

    Raises:
        KeyError: if there is no such model, or the layer has no weights.
        WeightsError: if its Keras weights are missing or damaged, or were replaced since the model
            was loaded.
        ValueError: as `of`.
    """
    about = of(key)
    layer = about.layer(name)
    if not layer.parameters:
        raise KeyError(f"Expected a layer of {key} with weights; received {name!r}")
    same = [one for one in about.layers if one.kind == layer.kind and one.parameters]
    net = autoencoder.load(key).net
    if isinstance(net, runtime.DenseNet):
        return net.layers[same.index(layer)]
    place = [one for one in same if one.part == layer.part].index(layer)
    return _read_once(about, layer, place)


@functools.lru_cache(maxsize=6)  # of 3 MB at most; a pen move asks for the same ones again
def _read_once(about: Structure, layer: Layer, place: int) -> tuple[np.ndarray, np.ndarray]:
    content, card = store.read_keras(about.key)
    _check_version(about, card, "keras")
    return _read(content, layer, place)


def _read(content: bytes, layer: Layer, place: int) -> tuple[np.ndarray, np.ndarray]:
    """Kernel and bias of a layer from Keras weights; `place` counts the layers of its kind."""
    import h5py

    folder = "/".join(store.hdf5_names(layer.part, layer.kind, place))
    with h5py.File(io.BytesIO(content), "r") as file:
        kernel, bias = (file[f"{folder}/{i}"][()].astype(np.float32) for i in (0, 1))
    return kernel, bias
