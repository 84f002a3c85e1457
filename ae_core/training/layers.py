"""Facts of a net's layers, as plain JSON types, for its card.

The layers are those of the signature `trace`, under the same names; `inference.layers` reads them
where there is no Keras.
"""

from typing import Any

import keras

from .export import layer_names, layers_of, part_name, parts_of


def facts(model: keras.Model) -> list[dict[str, Any]]:
    """Facts of each layer, in the order of `export.layer_names`.

    Args:
        model: as `builder.build` gives it.

    Returns:
        For each layer the fields of `inference.layers.Layer`.
    """
    names = iter(layer_names(model))
    found: list[dict[str, Any]] = []
    skipped: list[str] = []  # names of the layers that make the outputs of the part before
    for part in parts_of(model):
        known = {
            tensor.name: skipped[place] if place else None  # the picture, or the code
            for place, tensor in enumerate(part.inputs)
        }
        for layer in layers_of(part):
            given = layer.input if isinstance(layer.input, list) else [layer.input]
            about = {
                "name": next(names),
                "part": part_name(part),
                "kind": type(layer).__name__.lower(),
                "shape": list(layer.output.shape[1:]),
                "activation": getattr(getattr(layer, "activation", None), "__name__", None),
                "kernel": _side(getattr(layer, "kernel_size", getattr(layer, "pool_size", None))),
                "strides": _side(getattr(layer, "strides", None)),
                "parameters": layer.count_params(),
                "inputs": [name for tensor in given if (name := known[tensor.name])],
            }
            known[layer.output.name] = about["name"]
            found.append(about)
        skipped = [str(known[tensor.name]) for tensor in part.outputs]
    return found


def _side(pair: tuple[int, int] | None) -> int | None:
    """The side of a square."""
    return pair[0] if pair else None
