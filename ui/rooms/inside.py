"""Inside: the current digit on its way through the net, layer by layer.

An answer holds the output of every layer that computes something, 8 bits a value. If that is too
much, maps are sent at half or a quarter of their side, those of the selected layer last; the
selected unit is sent in full. Weights are fetched separately; see `ui.live.weights`.
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
from ui.values import is_whole

from .inside_values import by_unit, fit, pack, pack_finely, short

# Limits of an answer, without "net", which is sent once. With a selected layer, which is to keep
# its detail, the room's part alone is limited.
MAX_BYTES = 45_000  # of stage and room together
MAX_SELECTED_BYTES = 51_000  # of the room's part
SHOWS = ("noisy", "clean", "difference")
_WITHOUT_UNITS = ("maxpooling2d", "upsampling2d", "resizing", "concatenate")  # they pass on others'
_FRAME = 300  # bytes of an answer that are neither values of layers nor the selection
_STAGE = 5_500  # bytes of the stage's part …
_NUMBER = 12  # … and for each number of the code, in both codes
_MANY = 1_000  # if more numbers than this come into a dense layer, …
_MOST = 144  # … only so many of them are sent
_EXACT = 9  # digits of values that are compared with the page's own sums, shown to three decimals
_STEP = 256  # bytes: budgets are rounded down to it, so that the cache of `fit` serves many answers


class _Selection(NamedTuple):
    """What the visitor has selected; each None if nothing is."""

    layer: layers.Layer | None = None
    unit: int | None = None
    at: tuple[int, int] | None = None


def answer(ask: Ask, result: autoencoder.Result) -> dict:
    """Send the digit through the net and look into it.

    Args:
        ask: its `room` may have
            "show": "noisy" (by default), "clean", or "difference", the noisy digit's values less
            the clean one's;
            "layer": name of the selected layer, or None; "unit": number of the selected unit or map
            of it, or None; "at": [row, column], the selected pixel of that map, or None;
            "of": the model that these three are meant for. They are ignored if it is not
            `ask.model`;
            "version": of the net that the browser has, or None.
        result: the stage's, for the same request.

    Returns:
        "model": its key; "version": of its weights; "show": as asked.
        "net": what does not depend on the digit, unless the browser has it; see `_net`.
        "values": {"picture" or name of a layer of `layers.computing`: its values, see `pack`}.
            Maps may be reduced; those of the selected layer keep what detail fits.
        "layer": None, or {"name" of the layer; "unit": None, or see `_unit`; "pixel": None, or
            see `_pixel`}.

    Raises:
        Problem: if `ask.room` is not as above.
    """
    net = engine.call(layers.of, ask.model)
    rows = layers.computing(net)
    show, selection = _check_room(ask, rows)
    shown = _trace(ask, show)
    selected = _describe(net, selection, shown, show, ask.numbers)
    units = {name: by_unit(shown[name]) for name in (layers.PICTURE, *(row.name for row in rows))}
    place = list(units).index(selected["name"]) if selected else None
    shapes = tuple(values.shape for values in units.values())
    halvings = fit(shapes, place, _budget(ask, result, selected))
    packed = (pack(*both, show) for both in zip(units.values(), halvings, strict=True))
    reply = {
        "model": net.key,
        "version": net.version,
        "show": show,
        "values": dict(zip(units, packed, strict=True)),
        "layer": selected,
    }
    if ask.room.get("version") != net.version:
        reply["net"] = _net(net, rows)
    return reply


def _describe(
    net: layers.Structure,
    selection: _Selection,
    shown: dict[str, np.ndarray],
    show: str,
    numbers: int | None,
) -> dict | None:
    """What is selected, see `answer`; None if nothing is."""
    layer, number, _ = selection
    if layer is None:
        return None
    unit = pixel = None
    if number is not None:
        unit = _unit(net, layer, number, shown[layer.name], show)
        if show != "difference":  # no layer has multiplied differences
            pixel = _pixel(net, selection, shown, numbers)
    return {"name": layer.name, "unit": unit, "pixel": pixel}


def _budget(ask: Ask, result: autoencoder.Result, selected: dict | None) -> int:
    """How many bytes the layers' values may have."""
    if selected:
        budget = MAX_SELECTED_BYTES - len(encoding.write({"layer": selected}))
    else:
        numbers = 0 if autoencoder.spec_of(ask.model).has_skips else result.noisy_code.size
        budget = MAX_BYTES - _STAGE - _NUMBER * numbers
    return (budget - _FRAME) // _STEP * _STEP


def _check_room(ask: Ask, rows: tuple[layers.Layer, ...]) -> tuple[str, _Selection]:
    """What to show, and what is selected."""
    show = ask.room.get("show", "noisy")
    if show not in SHOWS:
        raise Problem("bad_request")
    name, unit, at = (ask.room.get(field) for field in ("layer", "unit", "at"))
    if ask.room.get("of", ask.model) != ask.model or name is None:
        return show, _Selection()
    layer = next((row for row in rows if row.name == name), None)
    if layer is None:
        raise Problem("bad_request")
    if unit is None:
        return show, _Selection(layer)
    side, count = _side_and_count(layer.shape)
    if not is_whole(unit, 0, count - 1):
        raise Problem("bad_request")
    if at is None:
        return show, _Selection(layer, unit)
    if not side or not isinstance(at, list) or len(at) != 2:
        raise Problem("bad_request")
    if not all(is_whole(place, 0, side - 1) for place in at):
        raise Problem("bad_request")
    return show, _Selection(layer, unit, (at[0], at[1]))


def _side_and_count(shape: tuple[int, ...]) -> tuple[int, int]:
    """The side of a layer's maps, 0 if it is flat, and how many units it has."""
    if len(shape) == 1:
        return 0, shape[0]
    return (shape[0], shape[2] if len(shape) == 3 else 1)


def _trace(ask: Ask, show: str) -> dict[str, np.ndarray]:
    """The values to show, of each layer and of the picture itself: float32, channels last."""
    pictures = {
        "noisy": ask.noisy[None],
        "clean": ask.picture[None],
        "difference": np.stack([ask.noisy, ask.picture]),
    }[show]
    traced = engine.call(layers.trace, ask.model, pictures, ask.numbers)
    both = {layers.PICTURE: pictures, **traced}
    if show == "difference":
        return {name: values[0] - values[1] for name, values in both.items()}
    return {name: values[0] for name, values in both.items()}


def _unit(
    net: layers.Structure, layer: layers.Layer, number: int, values: np.ndarray, show: str
) -> dict:
    """The selected unit.

    Returns:
        Its values, see `pack`, and {"number"; "value": the largest of them; "best": indices of the
        digits in "net" that fire it most, without noise and with the whole code; "best_values": its
        values at these}.
    """
    fires = engine.call(firing.units, net.key, _drawn(net.key))[layer.name]
    own = by_unit(values)[number : number + 1]
    return {
        "number": number,
        **pack(own, 0, show),
        "value": short(float(own.max())),
        "best": fires.best[number].tolist(),
        "best_values": [short(value) for value in fires.values[number].tolist()],
    }


def _pixel(
    net: layers.Structure, selection: _Selection, shown: dict[str, np.ndarray], numbers: int | None
) -> dict | None:
    """The selected pixel of a map, or number of a flat layer, and what it was computed from.

    Args:
        net: whose layer it is.
        selection: which it is.
        shown: the values of all layers.
        numbers: how many of the first numbers of the code the decoder gets.

    Returns:
        None if no pixel of a map is selected. Else a dictionary, whose values are None if they do
        not apply to the layer:
        "at": [row, column] of the pixel.
        "value": there.
        "window": the inputs, see `pack_finely`. Of a convolution what its kernel sees, row by row,
        column by column, channel by channel, 0 beyond the edge. Of a dense layer all that comes in,
        or, if that is too much, the inputs that add most.
        "of": indices of these inputs; "rest": what the others add together.
        "before": the weighted sum of all inputs and the bias, before the activation.
    """
    layer, unit, at = selection
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
    net: layers.Structure, layer: layers.Layer, shown: dict[str, np.ndarray], numbers: int | None
) -> np.ndarray:
    """The input of a layer that has a single one.

    The rows of `layers.computing` skip what only rearranges, so the net itself is asked: what was
    rearranged has the shape that the layer takes.
    """
    if inputs := net.layer(layer.name).inputs:
        return shown[inputs[0]]
    if layer.part == "encoder":
        return shown[layers.PICTURE]
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
    """The drawings that take the place of digits, for a net that has learnt symbols; else None."""
    return visitor_nets.get(key).ten if visitor_nets.symbols_of(key) else None


def _net(net: layers.Structure, rows: tuple[layers.Layer, ...]) -> dict:
    """What does not depend on the digit.

    Returns:
        {"layers": facts of `rows`, see `layers.Layer`, with "idle": numbers of the units that none
        of "digits" changes, [] for layers that only pass values on; "code": name of the layer that
        makes it; "digits": the built-in digits, {"label", "pixels": base64 of 784 bytes}; for a net
        that has learnt symbols held-out drawings of these, labelled with their names}.
    """
    drawn = _drawn(net.key)
    fires = engine.call(firing.units, net.key, drawn)
    pictures, labels = firing.digits()
    shown: list[int | str] = list(labels)
    if drawn is not None:
        names = visitor_nets.symbols_of(net.key)
        pictures, shown = drawn, [names[i % len(names)] for i in range(len(drawn))]
    return {
        "layers": [
            {
                **row._asdict(),
                "idle": [] if row.kind in _WITHOUT_UNITS else fires[row.name].idle.tolist(),
            }
            for row in rows
        ],
        "code": net.code,
        "digits": [
            {"label": label, "pixels": encode_picture(picture)}
            for label, picture in zip(shown, pictures, strict=True)
        ],
    }
