"""Inside: the current digit on its way through the net, layer by layer.

An answer holds the output of every layer, 8 bits a value. Where that is too much, maps are sent at
half or a quarter of their side; the layer, the unit and the pixel that are looked at are sent as
they are. The weights are fetched apart; see `ui.live.weights`.
"""

from typing import NamedTuple

import numpy as np

from ae_core.codes import first_numbers
from ae_core.explore import firing
from ae_core.inference import autoencoder, layers
from ui.live import encoding, engine
from ui.live.encoding import encode_picture
from ui.live.pictures import Ask
from ui.problems import Problem
from ui.training import visitor_nets

from .inside_values import by_unit, fit, pack, pack_finely, short

# Of an answer with the stage's part, "net" apart. Where a layer is looked at, which should keep its
# detail, of the room's part alone.
MAX_BYTES = 40_000
SHOWS = ("noisy", "clean", "difference")
# layers that hand on the units of others
_WITHOUT_UNITS = ("maxpooling2d", "upsampling2d", "resizing", "concatenate")
_BESIDE = 300  # bytes of an answer that are neither a layer's nor looked at
_STAGE = 5_500  # bytes of the stage's part …
_NUMBER = 12  # … and those of a number in both codes
_MANY = 1_000  # numbers that come into a dense layer beyond which …
_MOST = 144  # … only so many of them are sent
_EXACT = 9  # digits of what stands beside the page's own sum, which shows three decimals
_STEP = 256  # bytes: budgets are rounded, so that one plan serves for many answers


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
        "model": its key; "version": of its weights; "show": as asked.
        "net": what is always the same, unless the browser has it; see `_net`.
        "values": {name of a layer, or "picture": its values, see `pack`}, without the layers that
        only rearrange. Maps may be reduced.
        "layer": None, or {"name", its values as in "values", at their full size up to
        `inside_values.WHOLE` values; "unit": None, or as of `_unit`; "pixel": None, or as of
        `_pixel`}.

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
            if show != "difference":  # which no layer has multiplied
                looked["pixel"] = _pixel(net, wish, shown, ask.numbers)
    budget = MAX_BYTES - _BESIDE - len(encoding.write({"layer": looked}))
    if not looked:
        numbers = 0 if autoencoder.spec_of(ask.model).has_skips else result.noisy_code.size
        budget -= _STAGE + _NUMBER * numbers
    computed = [layer.name for layer in net.layers if layer.kind not in layers.MOVES]
    units = {name: by_unit(shown[name]) for name in ("picture", *computed)}
    place = list(units).index(looked["name"]) if looked else None
    shapes = tuple(values.shape for values in units.values())
    halvings, of_looked = fit(shapes, place, budget // _STEP * _STEP)
    if looked:
        looked |= pack(units[looked["name"]], of_looked, show)
    packed = (pack(*both, show) for both in zip(units.values(), halvings, strict=True))
    reply = {
        "model": net.key,
        "version": net.version,
        "show": show,
        "values": dict(zip(units, packed, strict=True)),
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


def _unit(net: layers.Net, layer: layers.Layer, number: int, values: np.ndarray, show: str) -> dict:
    """The unit that is looked at.

    Returns:
        Its values as of `pack`, and {"number"; "value": the largest of them; "best": the digits
        in "net" that fire it most, without noise, with the whole code; "best_values": its values
        at these}.
    """
    fires = engine.call(firing.of, net.key, _drawn(net.key))[layer.name]
    own = by_unit(values)[number : number + 1]
    return {
        "number": number,
        **pack(own, 0, show),
        "value": short(float(own.max())),
        "best": fires.best[number].tolist(),
        "best_values": [short(value) for value in fires.values[number].tolist()],
    }


def _pixel(
    net: layers.Net, wish: _Wish, shown: dict[str, np.ndarray], numbers: int | None
) -> dict | None:
    """The pixel of a map, or the number, that is looked at, and what it was made of.

    Args:
        net: whose layer it is.
        wish: which it is.
        shown: the values of all layers.
        numbers: how many of the first numbers of the code the decoder gets.

    Returns:
        None if no pixel is named. {"at": [row, column], None of a number; "value": there; "window"
        of a convolution: what its kernel sees, row by row, column by column, channel by channel, 0
        beyond the edge, see `pack_finely`; "before": the weighted sum of these and the bias, before
        the activation. "window" of a dense layer is what comes in; where that is too much, the
        numbers that add most, "of": which they are, and "rest": what the others add together. Of
        other layers, and of what is not named here, None}.
    """
    layer, unit, at = wish.layer, wish.unit, wish.at
    if layer is None or unit is None or (at is None and layer.kind != "dense"):
        return None
    value = float(by_unit(shown[layer.name])[(unit, *(at or ()))])
    pixel: dict = {"at": None if at is None else list(at), "value": short(value, _EXACT)}
    pixel |= dict.fromkeys(("window", "before", "of", "rest"))
    if not layer.parameters:
        return pixel
    given = _given(net, layer, shown, numbers)
    kernel, bias = engine.call(layers.weights, net.key, layer.name)
    if layer.kind == "conv2d" and layer.kernel and layer.strides and at:
        given = _window(given, layer.kernel, layer.strides, layer.shape[0], at)
    products = (given * kernel[..., unit]).ravel()
    pixel["before"] = short(float(products.sum() + bias[unit]), _EXACT)
    given = given.ravel()
    if layer.kind == "dense" and given.size > _MANY:
        most = np.argsort(-np.abs(products))[:_MOST]
        pixel |= {
            "of": most.tolist(),
            "rest": short(float(np.delete(products, most).sum()), _EXACT),
        }
        given = given[most]
    return {**pixel, "window": pack_finely(given)}


def _given(
    net: layers.Net, layer: layers.Layer, shown: dict[str, np.ndarray], numbers: int | None
) -> np.ndarray:
    """What comes into a layer."""
    if layer.inputs:
        return shown[layer.inputs[0]]
    if layer.part == "encoder":
        return shown["picture"]
    code = shown[net.code]
    return code if numbers is None else first_numbers(code[None], numbers)[0]


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


def _drawn(key: str) -> np.ndarray | None:
    """The drawings that stand for digits with a net that has learnt symbols; else None."""
    return visitor_nets.get(key).ten if visitor_nets.symbols_of(key) else None


def _net(net: layers.Net) -> dict:
    """What of a net is always the same.

    Returns:
        {"layers": their facts, see `layers.Layer`, and "idle": numbers of the units that none
        of "digits" changes, none where a layer only hands on what came in; "code": name of the
        layer that makes it; "digits": the built-in digits, {"label", "pixels": base64 of 784
        bytes}; of a net that has learnt symbols, held-out drawings of these, whose labels are
        their names}.
    """
    drawn = _drawn(net.key)
    fires = engine.call(firing.of, net.key, drawn)
    pictures, labels = firing.digits()
    shown: list[int | str] = list(labels)
    if drawn is not None:
        names = visitor_nets.symbols_of(net.key)
        pictures, shown = drawn, [names[i % len(names)] for i in range(len(drawn))]
    alike = (*layers.MOVES, *_WITHOUT_UNITS)
    return {
        "layers": [
            {**one._asdict(), "idle": [] if one.kind in alike else fires[one.name].idle.tolist()}
            for one in net.layers
        ],
        "code": net.code,
        "digits": [
            {"label": label, "pixels": encode_picture(picture)}
            for label, picture in zip(shown, pictures, strict=True)
        ],
    }
