"""A Keras model as a LiteRT file, which runs without TensorFlow: on a server, in a browser.

A file holds several functions, called signatures, each for one picture at a time:

| signature | input | outputs |
|---|---|---|
| `encode` | `picture` (1, 28, 28) | `code` (1, *code_shape) |
| `decode` | `code` | `reconstruction` (1, 28, 28); not in a U-Net, whose code is not enough |
| `reconstruct` | `picture` | `reconstruction`, `code` |
| `classify` | `picture` | `probabilities` (1, 10), given that it is a digit; `no_digit` (1,), the \
probability that it is none; in a classifier, in place of the three above |
| `trace` | `picture` | the output of every layer, by the names of `layer_names` |

All are float32. Only plain built-in operators are used, so any LiteRT runtime can run the files.
Needs TensorFlow, as training does; `runtime` runs the files and does not.
"""

import contextlib
import os
import tempfile
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any, Literal, NamedTuple

import keras
import numpy as np
import tensorflow as tf

from ae_core.artifacts import need_room
from ae_core.data import stroke_digits
from ae_core.data.strokes import from_strokes
from ae_core.inference import runtime
from ae_core.models.builder import is_classifier
from ae_core.noise import add_noise
from ae_core.pictures import SIDE

from .classifying import calibration
from .classifying.examples import NO_DIGIT

Storage = Literal["float32", "float16"]

TOLERANCE = 1e-4  # largest difference of a pixel from the Keras model
_ARCHIVE = 500_000  # bytes: what an archive takes beside the weights
_CODE_TOLERANCE = 1e-3  # of a number of the code, as a part of the largest one


class ExportError(ValueError):
    """A LiteRT file that differs from its Keras model."""


_Function = Callable[[Any], dict[str, Any]]  # a tensor → tensors by name


class _Signature(NamedTuple):
    """A function of tensors, and the name and shape of its one input."""

    function: _Function
    input: str
    shape: tuple[int, ...]


def convert(model: keras.Model, storage: Storage = "float32") -> bytes:
    """Convert a model, and check that the file computes the same.

    Args:
        model: as `builder.build` gives it, in float32.
        storage: of the weights in the file. With "float16" they have to be rounded to 16 bits
            already (see `saving.rounded`), or the check fails.

    Returns:
        The bytes of a LiteRT file.

    Raises:
        ExportError: if it differs from the model by more than `TOLERANCE`.
        OSError: if there is no room for temporary files.
    """
    content = _converted(model, _signatures(model), storage)
    _check(model, content)
    return content


def convert_small(model: keras.Model) -> bytes:
    """Convert the signature `reconstruct` alone, with weights and arithmetic of 8 bits.

    A quarter of the size, a third of the time, and pictures at about 45 dB from those of the
    model: for the snapshots of a training, of which there are many.

    Returns:
        The bytes of a LiteRT file.
    """
    return _converted(model, {"reconstruct": _signatures(model)["reconstruct"]}, "int8")


def layer_names(model: keras.Model) -> list[str]:
    """Names of the layers in `trace`: part, position and kind, as "encoder_03_conv2d"."""
    return [
        f"{part_name(part)}_{place:02}_{type(layer).__name__.lower()}"
        for part in parts_of(model)
        for place, layer in enumerate(layers_of(part))
    ]


def layers_of(part: keras.Model) -> list[keras.layers.Layer]:
    """The layers of a part that compute something, in their order."""
    return [layer for layer in part.layers if not isinstance(layer, keras.layers.InputLayer)]


def parts_of(model: keras.Model) -> list[keras.Model]:
    """Encoder and decoder; of a classifier, which has neither, itself."""
    if is_classifier(model):
        return [model]
    return [model.get_layer("encoder"), model.get_layer("decoder")]


def part_name(part: keras.Model) -> str:
    """Its name: "encoder", "decoder" or "classifier"."""
    return part.name if part.name in ("encoder", "decoder") else "classifier"


def _signatures(model: keras.Model) -> dict[str, _Signature]:
    """The signatures of a model, by name; see the module."""
    picture = (1, SIDE, SIDE)
    trace = _Signature(_tracing(model), "picture", picture)
    if is_classifier(model):
        return {"classify": _Signature(_classifying(model), "picture", picture), "trace": trace}
    encoder, decoder = parts_of(model)

    def encode(given: Any) -> dict[str, Any]:
        """The code of a picture."""
        return {"code": _code_of(encoder(given))}

    def decode(given: Any) -> dict[str, Any]:
        """The picture of a code."""
        return {"reconstruction": decoder(given)}

    def reconstruct(given: Any) -> dict[str, Any]:
        """Both, by way of all that the encoder gives."""
        codes = _prevent_merging(encoder(given))
        return {"reconstruction": decoder(codes), "code": _code_of(codes)}

    signatures = {
        "encode": _Signature(encode, "picture", picture),
        "reconstruct": _Signature(reconstruct, "picture", picture),
        "trace": trace,
    }
    if len(decoder.inputs) == 1:
        signatures["decode"] = _Signature(decode, "code", (1, *decoder.inputs[0].shape[1:]))
    return signatures


def _tracing(model: keras.Model) -> _Function:
    """The function of the signature `trace`."""
    parts = parts_of(model)
    traced = [
        keras.Model(part.inputs, [layer.output for layer in layers_of(part)]) for part in parts
    ]

    def trace(given: Any) -> dict[str, Any]:
        """The output of every layer, part by part."""
        values: list[Any] = []
        for part, through in zip(parts, traced, strict=True):
            values += through(given, training=False)
            given = _prevent_merging(part(given, training=False))
        return dict(zip(layer_names(model), values, strict=True))

    return trace


def _classifying(model: keras.Model) -> _Function:
    """The function of the signature `classify`."""
    to_logits = keras.Model(model.input, model.get_layer("logits").output)

    def classify(given: Any) -> dict[str, Any]:
        """The probabilities of the ten digits, and of none.

        They are not computed from the probabilities of all eleven: where "no digit" is nearly 1,
        the others are too small to be divided by their sum.
        """
        logits = to_logits(given, training=False)
        digits, none = logits[:, :NO_DIGIT], logits[:, NO_DIGIT:]
        return {
            "probabilities": tf.nn.softmax(digits),
            "no_digit": tf.sigmoid(none[:, 0] - tf.reduce_logsumexp(digits, axis=1)),
        }

    return classify


def _prevent_merging(codes: Any) -> Any:
    """Put an operation between encoder and decoder that changes no code.

    The converter merges two adjacent dense layers into one, whose weights, being products, do not
    fit into 16 bits. The maximum with the smallest float keeps the layers separate.
    """
    return codes if isinstance(codes, list) else tf.maximum(codes, np.finfo(np.float32).min)


def _code_of(codes: Any) -> Any:
    """The code from an encoder's output: a U-Net returns a list of it and the skipped maps."""
    return codes[0] if isinstance(codes, list) else codes


def _converted(
    model: keras.Model, signatures: Mapping[str, _Signature], storage: Storage | Literal["int8"]
) -> bytes:
    """The bytes of a LiteRT file with these signatures."""
    # Converting a `tf.function` of a Keras model leaves the weights out; an archive keeps them.
    archive = keras.export.ExportArchive()
    archive.track(model)
    for name, signature in signatures.items():
        given = [tf.TensorSpec(signature.shape, tf.float32, name=signature.input)]
        archive.add_endpoint(name, signature.function, input_signature=given)
    # Windows cannot delete files that TensorFlow still has open
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder, _quiet():
        # on a full disk TensorFlow fails badly; the archive holds the weights twice
        need_room(Path(folder), 2 * sum(w.nbytes for w in model.get_weights()) + _ARCHIVE)
        archive.write_out(folder, verbose=False)
        converter = tf.lite.TFLiteConverter.from_saved_model(
            folder, signature_keys=list(signatures)
        )
        converter.target_spec.supported_ops = [tf.lite.OpsSet.TFLITE_BUILTINS]
        if storage != "float32":
            converter.optimizations = [tf.lite.Optimize.DEFAULT]
        if storage == "float16":
            converter.target_spec.supported_types = [tf.float16]
        return bytes(converter.convert())


@contextlib.contextmanager
def _quiet() -> Iterator[None]:
    """Keep the converter from writing its progress to standard error, past every setting."""
    try:
        kept = os.dup(2)
    except OSError:  # it is closed
        yield
        return
    with open(os.devnull, "w") as nowhere:
        os.dup2(nowhere.fileno(), 2)
    try:
        yield
    finally:
        os.dup2(kept, 2)
        os.close(kept)


def _check(model: keras.Model, content: bytes) -> None:
    """Compare a file with its model on a stroke digit of each class, clean and noisy."""
    clean = np.stack([from_strokes(stroke_digits.variants(label)[0]) for label in range(10)])
    pictures = np.concatenate([clean, add_noise("gaussian", clean, 0.5, 0)])
    net = runtime.Net(content)
    if is_classifier(model):
        expected = calibration.reader(model)(pictures)._asdict()
        received = net.run("classify", pictures)
    else:
        code = _code_of(model.get_layer("encoder")(pictures, training=False))
        expected = {
            "reconstruction": np.asarray(model(pictures, training=False)),
            "code": np.asarray(code),
        }
        received = net.run("reconstruct", pictures)
    for name, values in expected.items():
        limit = TOLERANCE if name != "code" else _CODE_TOLERANCE * max(1.0, np.abs(values).max())
        difference = np.abs(received[name] - values).max()
        if not difference <= limit:  # NaN is refused, too
            raise ExportError(
                f"Expected the {name} of {model.name} within {limit:g} of the Keras model's; "
                f"the LiteRT file is {difference:g} away"
            )
