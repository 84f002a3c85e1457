"""Running networks without TensorFlow: LiteRT files, and fully connected nets in NumPy.

`training.export` makes the LiteRT files. They take one picture at a time: batches would gain no
time, and so a picture's result does not depend on the others of its batch. A file can do whatever
its runtime can: load only files that this project has made.

A signature is a function of such a file: `encode`, `decode`, `reconstruct`, `classify`, `trace`.
"""

import threading
from collections.abc import Collection, Sequence

import flatbuffers
import numpy as np
from ai_edge_litert import schema_py_generated as schema
from ai_edge_litert.interpreter import Interpreter, SignatureRunner

from ae_core.models.spec import CodeActivation, ModelSpec, dense_layers
from ae_core.pictures import SIDE


class Net:
    """A network of a LiteRT file.

    An interpreter serves one thread at a time, and each takes memory. So there is one, which
    threads share: they take turns, one picture at a time.

    Args:
        content: bytes of the file.
        signatures: the ones to load; None: all. Each has a copy of the weights in memory.

    Attributes:
        signatures: the names of the loaded ones.

    Raises:
        ValueError: if the bytes are no LiteRT file, or it lacks one of `signatures`.
    """

    def __init__(self, content: bytes, signatures: Collection[str] | None = None):
        content = content if signatures is None else _keep_signatures(content, signatures)
        interpreter = Interpreter(model_content=content, num_threads=1)
        self._lock = threading.Lock()
        self._runners: dict[str, tuple[SignatureRunner, str]] = {}
        for signature in interpreter.get_signature_list():
            runner = interpreter.get_signature_runner(signature)
            ((given, about),) = runner.get_input_details().items()
            # the first run allocates memory, and holds the GIL meanwhile
            runner(**{given: np.zeros(about["shape"], np.float32)})
            self._runners[signature] = runner, given
        self.signatures = frozenset(self._runners)

    def run(self, signature: str, rows: np.ndarray) -> dict[str, np.ndarray]:
        """Run the network on rows, one after the other.

        Args:
            signature: one of `signatures`.
            rows: float32 (n, ...) with n > 0, each of the shape that the signature takes.

        Returns:
            The outputs by name, float32 (n, ...) each.
        """
        runner, given = self._runners[signature]
        answers = []
        for row in rows:
            with self._lock:  # taken for each row, so that one picture need not wait for a batch
                answers.append(runner(**{given: row[None]}))
        return {name: np.concatenate([answer[name] for answer in answers]) for name in answers[0]}


def _keep_signatures(content: bytes, signatures: Collection[str]) -> bytes:
    """The file with some of its signatures only.

    The runtime unpacks the weights for each signature in a file, used or not: `conv_32` would take
    35 MB instead of 20.
    """
    try:
        model = schema.ModelT.InitFromPackedBuf(content, 0)
        kept = [one for one in model.signatureDefs if one.signatureKey.decode() in signatures]
        model.subgraphs = [model.subgraphs[one.subgraphIndex] for one in kept]
    except Exception as error:  # flatbuffers raises many kinds on other bytes
        raise ValueError("Expected a LiteRT file; these bytes are something else") from error
    if len(kept) < len(signatures):
        raise ValueError(f"Expected a LiteRT file with the signatures {', '.join(signatures)}")
    for place, signature in enumerate(kept):
        signature.subgraphIndex = place
    model.signatureDefs = kept
    return _packed(model, len(content))


def _packed(model: schema.ModelT, size: int) -> bytes:
    builder = flatbuffers.Builder(size)
    builder.Finish(model.Pack(builder), b"TFL3")
    return bytes(builder.Output())


def trace_from(content: bytes, name: str) -> bytes:
    """A file whose signature `trace` begins at one of its outputs.

    Args:
        content: bytes of a file with the signature `trace`.
        name: of the output that becomes the input. Outputs that it does not decide are left out.

    Returns:
        The bytes of a file with the signature `trace` alone.

    Raises:
        ValueError: if there is no such signature or output.
    """
    model = schema.ModelT.InitFromPackedBuf(content, 0)
    found = [
        (signature, output)
        for signature in model.signatureDefs
        for output in signature.outputs
        if signature.signatureKey == b"trace" and output.name.decode() == name
    ]
    if not found:
        raise ValueError(f"Expected a file whose trace has the output {name!r}")
    ((signature, start),) = found
    graph = model.subgraphs[signature.subgraphIndex]
    decided, kept = {start.tensorIndex}, []
    for operator in graph.operators:  # in the order in which they run
        if decided & set(operator.inputs):
            decided |= set(operator.outputs)
    outputs = [one for one in signature.outputs if one.tensorIndex in decided and one is not start]
    needed = {one.tensorIndex for one in outputs}
    for operator in reversed(graph.operators):
        if needed & set(operator.outputs) and start.tensorIndex not in operator.outputs:
            needed |= set(operator.inputs)
            kept.append(operator)
    graph.operators = kept[::-1]
    graph.inputs, signature.inputs = [start.tensorIndex], [start]
    graph.outputs, signature.outputs = [one.tensorIndex for one in outputs], outputs
    signature.subgraphIndex, model.signatureDefs, model.subgraphs = 0, [signature], [graph]
    return _packed(model, len(content))


class DenseNet:
    """A fully connected autoencoder in NumPy, which can be used while it is being trained.

    It has the signatures `encode` and `decode` of a `Net`, for any number of rows at a time.

    Args:
        values: kernel and bias of each layer in turn, as `keras.Model.get_weights` returns them.
            The first half of the layers is the encoder. ReLU follows each hidden layer, a sigmoid
            the last one.
        code_activation: what follows the encoder's last layer; see `ModelSpec`.

    Attributes:
        layers: kernel and bias of each layer.
    """

    signatures = frozenset({"encode", "decode"})

    def __init__(self, values: Sequence[np.ndarray], code_activation: CodeActivation):
        self.layers = layers = list(zip(values[::2], values[1::2], strict=True))
        self._encoder, self._decoder = layers[: len(layers) // 2], layers[len(layers) // 2 :]
        self._linear_code = code_activation == "linear"

    def run(self, signature: str, rows: np.ndarray) -> dict[str, np.ndarray]:
        """See `Net.run`."""
        if signature == "encode":
            code = _run_layers(self._encoder, rows.reshape(len(rows), -1))
            return {"code": code if self._linear_code else np.maximum(code, 0)}
        pixels = _sigmoid(_run_layers(self._decoder, rows))
        return {"reconstruction": pixels.reshape(-1, SIDE, SIDE)}

    def trace(self, pictures: np.ndarray) -> list[np.ndarray]:
        """The output of every layer, those without weights included; see `layers.of`.

        Args:
            pictures: float32 (n, 28, 28) in [0, 1].
        """
        outputs = [pictures.reshape(len(pictures), -1)]
        for place, (kernel, bias) in enumerate(self.layers):
            sums = outputs[-1] @ kernel + bias
            code = place == len(self._encoder) - 1
            linear = self._linear_code if code else place == len(self.layers) - 1
            outputs.append(sums if linear else np.maximum(sums, 0))
        logits = outputs[-1].reshape(-1, SIDE, SIDE)
        return [*outputs, logits, _sigmoid(logits)]


def check_weights(spec: ModelSpec, values: list[np.ndarray]) -> list[np.ndarray]:
    """The weights of a `DenseNet` as float32, if their shapes are those of the net `spec`.

    Raises:
        ValueError: if they are not.
    """
    layers = dense_layers(spec.widths, spec.code_size)
    shapes = [shape for layer in layers for shape in (layer, layer[1:])]
    if [np.shape(value) for value in values] != shapes:
        raise ValueError(
            f"Expected weights of shapes {shapes}; received {[np.shape(value) for value in values]}"
        )
    return [np.asarray(value, np.float32) for value in values]


def _sigmoid(logits: np.ndarray) -> np.ndarray:
    with np.errstate(over="ignore"):  # far below zero the sigmoid is 0 all the same
        return 1 / (1 + np.exp(-logits))


def _run_layers(layers: Sequence[tuple[np.ndarray, np.ndarray]], rows: np.ndarray) -> np.ndarray:
    """Rows through dense layers, with ReLU between them and nothing after the last."""
    for i, (kernel, bias) in enumerate(layers):
        rows = (np.maximum(rows, 0) if i else rows) @ kernel + bias
    return rows
