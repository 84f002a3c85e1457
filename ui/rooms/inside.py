"""Inside: the current digit on its way through the net, layer by layer.

An answer holds the output of every layer, 8 bits a value. Where that is too much, maps are sent at
half or a quarter of their side; the layer, the unit and the pixel that are looked at are sent as
they are. The weights are fetched apart; see `ui.live.weights`.
"""

import functools
from typing import NamedTuple

import numpy as np

from ae_core.explore import firing
from ae_core.inference import autoencoder, layers
from ui.live import encoding, engine
from ui.live.encoding import encode, encode_picture
from ui.live.pictures import Ask
from ui.problems import Problem

MAX_BYTES = 40_000  # of an answer, "net" apart
WHOLE = 12_544  # values of a layer that is looked at beyond which it is sent at half its side
SHOWS = ("noisy", "clean", "difference")
_BESIDE = 300  # bytes of an answer that are neither a layer's nor looked at
_EACH = 120  # bytes that a layer takes beside its values
_TWICE = 2  # times that maps are halved at most


class _Wish(NamedTuple):
    """What is looked at; each None if nothing is."""

    layer: layers.Layer | None = None
    unit: int | None = None
    at: tuple[int, int] | None = None


def answer(ask: Ask, result: autoencoder.Result) -> dict:
    """Send the digit through the net and look into it.

    Args:
        ask: its `room` may have
            "show": "noisy" (by default), "clean", or "difference", the noisy digit's values less
            the clean one's;
            "layer": name of the layer that is looked at, or None; "unit": number of a unit or map
            of it, or None; "at": [row, column], a pixel of that map, or None;
            "of": the model that these three are meant for. They are ignored if it is not
            `ask.model`;
            "version": of the net that the browser has, or None.
        result: the stage's, for the same request.

    Returns:
        "model": its key; "version": of its weights.
        "net": what is always the same, unless the browser has it; see `_net`.
        "values": {name of a layer, or "picture": its values, see `_pack`}, without the layers that
        only rearrange. Maps may be reduced.
        "layer": None, or {"name", its values as in "values", at their full size up to `WHOLE`
        values; "unit": None, or as of `_unit`; "pixel": None, or as of `_pixel`}.

    Raises:
        Problem: if `ask.room` is not as above.
    """
    net = engine.call(layers.of, ask.model)
    show, wish = _check_room(ask, net)
    shown = _trace(ask, show)
    looked: dict | None = None
    if wish.layer:
        values = shown[wish.layer.name]
        looked = {"name": wish.layer.name, "unit": None, "pixel": None}
        if wish.unit is not None:
            looked["unit"] = _unit(net, wish.layer, wish.unit, values, show)
            if wish.at is not None and show != "difference":  # which no layer has multiplied
                looked["pixel"] = _pixel(net, wish.layer, wish.unit, wish.at, shown)
    budget = MAX_BYTES - _BESIDE - len(encoding.write({"layer": looked}))
    names = ["picture", *(one.name for one in net.layers if one.kind not in layers.MOVES)]
    shapes = [_maps(shown[name]).shape for name in names]
    halvings, of_looked = _fit(
        tuple(shapes), names.index(looked["name"]) if looked else None, budget
    )
    if looked:
        looked |= _pack(_maps(shown[looked["name"]]), of_looked, show)
    reply = {
        "model": net.key,
        "version": net.version,
        "values": {
            name: _pack(_maps(shown[name]), times, show)
            for name, times in zip(names, halvings, strict=True)
        },
        "layer": looked,
    }
    if ask.room.get("version") != net.version:
        reply["net"] = _net(net)
    return reply


def _check_room(ask: Ask, net: layers.Net) -> tuple[str, _Wish]:
    """What to show, and what is looked at."""
    show = ask.room.get("show", "noisy")
    if show not in SHOWS:
        raise Problem("bad_request")
    name, unit, at = (ask.room.get(field) for field in ("layer", "unit", "at"))
    if ask.room.get("of", ask.model) != ask.model or name is None:
        return show, _Wish()
    layer = next((one for one in net.layers if one.name == name), None)
    if layer is None or layer.kind in layers.MOVES:
        raise Problem("bad_request")
    if unit is None:
        return show, _Wish(layer)
    side, count = _side_and_count(layer.shape)
    if not _is_place(unit, count):
        raise Problem("bad_request")
    if at is None:
        return show, _Wish(layer, unit)
    if not side or not isinstance(at, list) or len(at) != 2:
        raise Problem("bad_request")
    if not all(_is_place(place, side) for place in at):
        raise Problem("bad_request")
    return show, _Wish(layer, unit, (at[0], at[1]))


def _is_place(value: object, count: int) -> bool:
    return type(value) is int and 0 <= value < count  # bool is an int to Python


def _side_and_count(shape: tuple[int, ...]) -> tuple[int, int]:
    """The side of a layer's maps, 0 if it is flat, and how many units it has."""
    if len(shape) == 1:
        return 0, shape[0]
    return (shape[0], shape[2] if len(shape) == 3 else 1)


def _trace(ask: Ask, show: str) -> dict[str, np.ndarray]:
    """What is shown of each layer, and of the picture itself: float32, channels last."""
    pictures = {
        "noisy": ask.noisy[None],
        "clean": ask.picture[None],
        "difference": np.stack([ask.noisy, ask.picture]),
    }[show]
    traced = engine.call(layers.trace, ask.model, pictures, ask.numbers)
    both = {"picture": pictures, **traced}
    if show == "difference":
        return {name: values[0] - values[1] for name, values in both.items()}
    return {name: values[0] for name, values in both.items()}


def _maps(values: np.ndarray) -> np.ndarray:
    """Values of a layer, channels last, by unit: (k,) or (k, side, side)."""
    if values.ndim == 1:
        return values
    return values[None] if values.ndim == 2 else np.moveaxis(values, 2, 0)


@functools.lru_cache(maxsize=256)
def _fit(
    shapes: tuple[tuple[int, ...], ...], looked: int | None, budget: int
) -> tuple[list[int], int]:
    """How often the maps of each layer are halved, so that all fit.

    Args:
        shapes: of the layers' values by unit.
        looked: which of them is sent once more, as whole as may be; None: none.
        budget: bytes of base64, and `_EACH` for every layer.

    Returns:
        For each layer from 0 to `_TWICE`; and for the one sent once more.
    """
    halvings, more = [0] * len(shapes), 0
    if looked is not None:
        while _size(shapes[looked], more) > WHOLE * 4 / 3 and more < _TWICE:
            more += 1
    while True:
        sizes = [_size(shape, times) for shape, times in zip(shapes, halvings, strict=True)]
        total = sum(sizes) + _EACH * len(sizes)
        total += 0 if looked is None else _size(shapes[looked], more) + _EACH
        # the largest first
        order = sorted(range(len(sizes)), key=lambda i: -sizes[i])
        can = [i for i in order if len(shapes[i]) == 3 and halvings[i] < _TWICE]
        if total <= budget or not (can or more < _TWICE):
            return halvings, more
        if can:
            halvings[can[0]] += 1
        else:
            more += 1


def _size(shape: tuple[int, ...], times: int) -> int:
    """Bytes of base64 of a layer whose maps were halved so often."""
    if len(shape) == 1:
        return 4 * -(-shape[0] // 3)
    side = -(-shape[1] // 2**times)
    return 4 * -(-shape[0] * side**2 // 3)


def _halved(maps: np.ndarray) -> np.ndarray:
    """Maps (k, side, side) at half their side, by averaging; an odd last row stands alone."""
    if maps.shape[1] % 2:
        maps = np.pad(maps, ((0, 0), (0, 1), (0, 1)), "edge")
    side = maps.shape[1] // 2
    return maps.reshape(len(maps), side, 2, side, 2).mean(axis=(2, 4))


def _pack(values: np.ndarray, halvings: int, show: str) -> dict:
    """Values by unit for the browser.

    Returns:
        {"values": base64 of a byte for each, unit by unit, row by row; "side": of the maps, 0 if
        the layer is flat; "low", "high": what the bytes 0 and 255 mean}. Of a difference, low is
        -high.
    """
    for _ in range(halvings if values.ndim == 3 else 0):
        values = _halved(values)
    low, high = float(values.min()), float(values.max())
    if show == "difference":
        high = max(-low, high)
        low = -high
    scale = 255 / (high - low) if high > low else 0
    return {
        "values": encode(np.rint((values - np.float32(low)) * np.float32(scale))),
        "side": values.shape[1] if values.ndim == 3 else 0,
        "low": _short(low),
        "high": _short(high),
    }


def _short(value: float) -> float:
    return float(f"{value:.6g}")


def _unit(net: layers.Net, layer: layers.Layer, number: int, values: np.ndarray, show: str) -> dict:
    """The unit that is looked at.

    Returns:
        Its values as of `_pack`, and {"number"; "value": the largest of them; "best": the digits
        in "net" that fire it most, without noise, with the whole code; "best_values": its values
        at these}.
    """
    fires = engine.call(firing.of, net.key)[layer.name]
    own = _maps(values)[number : number + 1]
    return {
        "number": number,
        **_pack(own, 0, show),
        "value": _short(float(own.max())),
        "best": fires.best[number].tolist(),
        "best_values": [_short(value) for value in fires.values[number].tolist()],
    }


def _pixel(
    net: layers.Net,
    layer: layers.Layer,
    unit: int,
    at: tuple[int, int],
    shown: dict[str, np.ndarray],
) -> dict:
    """The pixel of a map that is looked at, and what it was made of.

    Returns:
        {"at": [row, column]; "value": there; and of a convolution "window": what its kernel sees,
        row by row, column by column, channel by channel, 0 beyond the edge; "before": the weighted
        sum of these and the bias, before the activation; of other layers None}.
    """
    value = float(_maps(shown[layer.name])[(unit, *at)])
    pixel = {"at": list(at), "value": _short(value), "window": None, "before": None}
    if layer.kind != "conv2d" or layer.kernel is None or layer.strides is None:
        return pixel
    given = shown[layer.inputs[0] if layer.inputs else net.code]
    window = _window(given, layer.kernel, layer.strides, layer.shape[0], at)
    kernel, bias = engine.call(layers.conv_weights, net.key, net.version, layer.name)
    before = float((window * kernel[..., unit]).sum() + bias[unit])
    window_as_sent = [float(f"{one:.4g}") for one in window.ravel().tolist()]
    return {**pixel, "window": window_as_sent, "before": _short(before)}


def _window(
    given: np.ndarray, kernel: int, strides: int, side: int, at: tuple[int, int]
) -> np.ndarray:
    """What a kernel sees for one place of its output: (kernel, kernel, channels), 0 outside.

    The padding is that of Keras's "same": where it is odd, the larger part is at the end.
    """
    before = max((side - 1) * strides + kernel - len(given), 0) // 2
    padded = np.pad(given, ((before, kernel), (before, kernel), (0, 0)))
    top, left = (place * strides for place in at)
    return padded[top : top + kernel, left : left + kernel]


def _net(net: layers.Net) -> dict:
    """What of a net is always the same.

    Returns:
        {"layers": their facts, see `layers.Layer`, and "idle": numbers of the units that are the
        same for every built-in digit; "code": name of the layer that makes it; "digits": the
        built-in digits, {"label", "pixels": base64 of 784 bytes}}.
    """
    fires = engine.call(firing.of, net.key)
    pictures, labels = firing.digits()
    return {
        "layers": [
            {**one._asdict(), "idle": fires[one.name].idle.tolist() if one.name in fires else []}
            for one in net.layers
        ],
        "code": net.code,
        "digits": [
            {"label": label, "pixels": encode_picture(picture)}
            for label, picture in zip(labels, pictures, strict=True)
        ],
    }
