"""A model as a Keras script that stands alone, and as a notebook with the same cells.

The script imports keras, numpy and matplotlib. It builds the network layer by layer, loads the
weights if they lie beside it, else trains, and draws ten digits, noisy over restored. A published
system is trained as published; ours by a simpler recipe, and the script says what it leaves out. A
net of a visitor's own symbols learns from a file of their pictures instead of MNIST.

The text is made from a spec alone; nothing here imports Keras.
"""

import json
import textwrap
from typing import Any, Literal, NamedTuple

from ae_core.models.spec import MIXED, ModelSpec, Recipe
from ae_core.noise import NOISES

from . import networks, noises

WIDTH = 100  # of a line
Data = Literal["mnist", "symbols"]  # symbols: the pictures of an .npz beside the script
_NOISE_NAMES = {"gaussian": "Gaussian", "salt_pepper": "salt and pepper"}


class Cell(NamedTuple):
    """A part of the script: a comment there, a heading in the notebook; and its code."""

    title: str
    code: str


def script(spec: ModelSpec, data: Data = "mnist") -> str:
    """The script of an autoencoder.

    Args:
        spec: a row of `presets.PRESETS`, or a fully connected net of a visitor's own.
        data: what it has learnt.

    Returns:
        Python, formatted; at most 80 lines of at most 100 characters.
    """
    # the weights are the file of the script's own name, wherever both lie
    first, *others = cells(spec, '__file__.removesuffix(".py") + ".weights.h5"', data)
    head, *rest = _introduction(spec, data)
    parts = ['"""' + "\n".join([head, "", *rest, '"""']), first.code]
    parts += [f"# {cell.title}\n{cell.code}" for cell in others]
    return _joined(parts)


def notebook(spec: ModelSpec, data: Data = "mnist") -> str:
    """The same as a notebook: JSON of nbformat 4, a heading and a cell for each part."""
    head, *rest = _introduction(spec, data)
    blocks = [("markdown", "\n".join([f"# {head}", "", *rest]))]
    for cell in cells(spec, f'"{spec.key}.weights.h5"', data):
        blocks += [("markdown", f"## {cell.title}"), ("code", cell.code)]
    book = {
        "cells": [_notebook_cell(place, *block) for place, block in enumerate(blocks)],
        "metadata": {
            "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
            "language_info": {"name": "python"},
        },
        "nbformat": 4,
        "nbformat_minor": 5,
    }
    return json.dumps(book, ensure_ascii=False, indent=1) + "\n"


def cells(spec: ModelSpec, weights: str, data: Data = "mnist") -> list[Cell]:
    """The parts in their order.

    Args:
        spec: as in `script`.
        weights: an expression: the name of the weights' file.
        data: as in `script`.
    """
    recipe = recipe_of(spec)
    encoder, decoder = networks.network(spec)
    shape = " x ".join(map(str, spec.code_shape))
    code = f"{shape} maps, and those that bypass it" if spec.has_skips else f"{shape} numbers"
    return [
        Cell("What is needed", _imports(weights, recipe)),
        Cell(_TITLES[data], _pictures(spec, data)),
        Cell(f"The encoder: from the picture to the code, {code}", encoder),
        Cell("The decoder: from the code to the picture", f"{decoder}\n{_MODEL}"),
        Cell("The weights: those of the file, or trained anew", _training(spec, recipe)),
        Cell("Ten pictures, and below them what the network makes of them", _figure(spec)),
    ]


def recipe_of(spec: ModelSpec) -> Recipe:
    """The recipe of the script: as published, or ours."""
    return spec.published.recipe if spec.published else spec.recipe


def left_out(spec: ModelSpec) -> list[str]:
    """What the script leaves out of our training; [] for a published system."""
    found = {
        "the rise of the learning rate": spec.recipe.schedule != "constant",
        "the second round": spec.recipe.schedule == "two_rounds",
        f"{len(NOISES) - 1} of {len(NOISES)} kinds of noise": spec.noise == MIXED,
        "small distortions of the digits": spec.augment,
        "the logarithm of the error in the loss": spec.loss == "log",
        "the loss between two codes": spec.learns_between,
        "the order of the numbers": spec.has_ordered_code,
        f"the start from {spec.begins_as}": spec.begins_as is not None,
        "noise on the code": spec.code_noise > 0,
        "the scaling of the code": spec.has_linear_code,
    }
    return [] if spec.published else [what for what, is_so in found.items() if is_so]


def _introduction(spec: ModelSpec, data: Data) -> list[str]:
    """The docstring, line by line; the first is its headline."""
    recipe = recipe_of(spec)
    loss = "squared error" if spec.loss == "mse" else "cross-entropy"
    given = f"{_noise_in_words(spec)}, {loss}, batches of {recipe.batch_size}"
    how = f"{given}, {recipe.epochs} epoch{'s' if recipe.epochs > 1 else ''}"
    if spec.published:
        but = ", but for the weights that it begins with" if networks.is_repaired(spec) else ""
        source = spec.source.removeprefix("tutorial: ")
        text = [f"A published tutorial: {source}. Trained as published{but}: {how}."]
    else:
        text = [f"Trained by a simpler recipe than Autoencoder Lab's: {how}."]
        text.append(f"Left out: {', '.join(left_out(spec))}.")
    text.append(f"Loads {spec.key}.weights.h5 instead, if it lies beside this file.")
    if data == "symbols":
        text.append(
            f"The pictures of the symbols are in {spec.key}.npz, which has to lie there too."
        )
    text.append("Needs keras, tensorflow and matplotlib.")
    weights = f"{spec.parameters:,} weights"
    what = {"mnist": "handwritten digits", "symbols": "your own symbols"}[data]
    headline = f"{spec.key}, an autoencoder of {what} in Keras: {weights}."
    return [headline, *textwrap.wrap(" ".join(text), WIDTH)]


def _noise_in_words(spec: ModelSpec) -> str:
    if spec.noise is None:
        return "clean digits"
    if spec.noise == MIXED:
        return "Gaussian noise of any level"
    kind, level = spec.noise
    return f"{_NOISE_NAMES.get(kind, kind)} noise of level {level:g}"


def _imports(weights: str, recipe: Recipe) -> str:
    return f"""\
import keras
import matplotlib.pyplot as plt
import numpy as np
from keras import layers

WEIGHTS = {weights}
BATCH, EPOCHS = {recipe.batch_size}, {recipe.epochs}
rng = np.random.default_rng(0)"""


_TITLES: dict[Data, str] = {
    "mnist": "The digits: 60,000 to learn from, 10,000 to test on; 1 is ink",
    "symbols": "The pictures: of most drawings to learn from, of the others to test on; 1 is ink",
}
_READ: dict[Data, str] = {
    "mnist": "(train, _), (test, _) = keras.datasets.mnist.load_data()",
    "symbols": """\
with np.load(WEIGHTS.replace(".weights.h5", ".npz")) as file:
    train, test = file["x_train"], file["x_test"]""",
}
_SCALE = 'train, test = train.astype("float32") / 255, test.astype("float32") / 255'


def _pictures(spec: ModelSpec, data: Data) -> str:
    read = f"{_READ[data]}\n{_SCALE}"
    return read if spec.noise is None else f"{read}\n\n\n{noises.add_noise(spec)}"


_MODEL = "model = keras.Model(picture, decoder(encoder(picture)))"
_SCHEDULE = "keras.optimizers.schedules.CosineDecay({rate}, EPOCHS * len(train) // BATCH)"


def _training(spec: ModelSpec, recipe: Recipe) -> str:
    logits = "keras.losses.BinaryCrossentropy(from_logits=True)"
    loss = '"mse"' if networks.ends_in_sigmoid(spec) else logits
    falling = recipe.schedule != "constant"
    rate = f"{recipe.learning_rate:g}"
    lines = [f"rate = {_SCHEDULE.format(rate=rate)}"] if falling else []
    clipped = f", global_clipnorm={recipe.clip_norm:g}" if recipe.clip_norm else ""
    lines.append(f"optimizer = keras.optimizers.Adam({'rate' if falling else rate}{clipped})")
    lines.append(f"model.compile(optimizer, {loss})")
    if spec.noise is None:
        lines.append("model.fit(train, train, BATCH, EPOCHS, validation_data=(test, test))")
    else:
        lines.append("for epoch in range(EPOCHS):  # in each, every picture has new noise")
        if spec.noise == MIXED:
            lines.append('    levels = rng.random((len(train), 1, 1), "float32")')
        given = _noisy(spec, "train", "levels")
        lines.append(f"    model.fit({given}, train, BATCH, epoch + 1, initial_epoch=epoch)")
    lines.append("model.save_weights(WEIGHTS)")
    training = textwrap.indent("\n".join(lines), "    ")
    return f"try:\n    model.load_weights(WEIGHTS)\nexcept FileNotFoundError:\n{training}"


def _noisy(spec: ModelSpec, clean: str, level: str) -> str:
    """A call of `add_noise`, with a level for a model that is trained with every noise."""
    return f"add_noise({clean}, {level})" if spec.noise == MIXED else f"add_noise({clean})"


def _figure(spec: ModelSpec) -> str:
    given = "test[:10]" if spec.noise is None else _noisy(spec, "test[:10]", "0.5")
    restored = "model.predict(given, verbose=0)"
    if not networks.ends_in_sigmoid(spec):
        restored = f"keras.ops.convert_to_numpy(keras.ops.sigmoid({restored}))"
    return f"""\
given = {given}
restored = {restored}
figure, axes = plt.subplots(2, 10, figsize=(10, 2.2))
for axis, digit in zip(axes.flat, [*given, *restored], strict=True):
    axis.imshow(digit, cmap="gray", vmin=0, vmax=1)
    axis.axis("off")
figure.savefig("{spec.key}.png")
plt.show()"""


def _joined(parts: list[str]) -> str:
    """Parts with one empty line between them, two beside a function, as ruff has it."""
    text = parts[0]
    for part in parts[1:]:
        code = part.partition("\n")[2] if part.startswith("#") else part
        after = text.rsplit("\n\n", 1)[-1].lstrip().startswith("def ")
        text += ("\n\n\n" if code.startswith("def ") or after else "\n\n") + part
    return text + "\n"


def _notebook_cell(place: int, kind: str, text: str) -> dict[str, Any]:
    cell: dict[str, Any] = {
        "cell_type": kind,
        "id": f"cell-{place}",
        "metadata": {},
        "source": text.splitlines(keepends=True),
    }
    return cell if kind == "markdown" else {**cell, "execution_count": None, "outputs": []}
