"""Running LiteRT files: one picture at a time, from any number of threads, without TensorFlow.

What the files hold is said in `export`. Twice the pictures take twice the time here, so batches
gain nothing, and a picture's result does not depend on what else is asked for.

A file can do whatever its runtime can: only files of our own making are to be loaded.
"""

import threading
from collections.abc import Collection, Sequence

import flatbuffers
import numpy as np
from ai_edge_litert import schema_py_generated as schema
from ai_edge_litert.interpreter import Interpreter, SignatureRunner

from ae_core.pictures import SIDE


class Net:
    """A network out of a LiteRT file.

    An interpreter serves one thread at a time and takes memory of its own. So there is one, and
    its callers take turns, one picture each.

    Args:
        content: bytes of the file.
        ways: those that will be used; None: all. Every way has a copy of the weights in memory.

    Attributes:
        ways: names of the ways through it.

    Raises:
        ValueError: if the bytes are no such file, or it has no such way.
    """

    def __init__(self, content: bytes, ways: Collection[str] | None = None):
        content = content if ways is None else _with_ways(content, ways)
        interpreter = Interpreter(model_content=content, num_threads=1)
        self._lock = threading.Lock()
        self._runners: dict[str, tuple[SignatureRunner, str]] = {}
        for way in interpreter.get_signature_list():
            runner = interpreter.get_signature_runner(way)
            ((given, about),) = runner.get_input_details().items()
            # the first run takes memory, and Python's lock meanwhile
            runner(**{given: np.zeros(about["shape"], np.float32)})
            self._runners[way] = runner, given
        self.ways = frozenset(self._runners)

    def run(self, way: str, rows: np.ndarray) -> dict[str, np.ndarray]:
        """Send rows through the network, one after the other.

        Args:
            way: one of `ways`.
            rows: float32 (n, ...) with n > 0, each of the shape that the way takes.

        Returns:
            The outputs by name, float32 (n, ...) each.
        """
        runner, given = self._runners[way]
        answers = []
        for row in rows:
            with self._lock:  # for each row anew: a pen need not wait for somebody's batch
                answers.append(runner(**{given: row[None]}))
        return {name: np.concatenate([answer[name] for answer in answers]) for name in answers[0]}


def _with_ways(content: bytes, ways: Collection[str]) -> bytes:
    """A file with some of its ways alone.

    The runtime unpacks the weights for each way that a file holds, used or not: `conv_32` would
    take 35 MB instead of 20.
    """
    try:
        model = schema.ModelT.InitFromPackedBuf(content, 0)
        kept = [way for way in model.signatureDefs if way.signatureKey.decode() in ways]
        model.subgraphs = [model.subgraphs[way.subgraphIndex] for way in kept]
    except Exception as error:  # flatbuffers raises many kinds on bytes that are none
        raise ValueError("Expected a LiteRT file; these bytes are none") from error
    if len(kept) < len(ways):
        raise ValueError(f"Expected a LiteRT file with the ways {', '.join(ways)}")
    for place, way in enumerate(kept):
        way.subgraphIndex = place
    model.signatureDefs = kept
    builder = flatbuffers.Builder(len(content))
    builder.Finish(model.Pack(builder), b"TFL3")
    return bytes(builder.Output())


class DenseNet:
    """A fully connected autoencoder in NumPy, by its weights: for nets that are still learning.

    It has the ways `encode` and `decode` of a `Net`, for any number of rows at a time.

    Args:
        values: kernel and bias of each layer in turn, as `keras.Model.get_weights` gives them. The
            first half of the layers is the encoder. ReLU follows every layer but the last, and a
            sigmoid that one.
    """

    ways = frozenset({"encode", "decode"})

    def __init__(self, values: Sequence[np.ndarray]):
        layers = list(zip(values[::2], values[1::2], strict=True))
        self._encoder, self._decoder = layers[: len(layers) // 2], layers[len(layers) // 2 :]

    def run(self, way: str, rows: np.ndarray) -> dict[str, np.ndarray]:
        """See `Net.run`."""
        if way == "encode":
            rows = rows.reshape(len(rows), -1)
            for kernel, bias in self._encoder:
                rows = np.maximum(rows @ kernel + bias, 0)
            return {"code": rows}
        *hidden, (kernel, bias) = self._decoder
        for inner_kernel, inner_bias in hidden:
            rows = np.maximum(rows @ inner_kernel + inner_bias, 0)
        with np.errstate(over="ignore"):  # far below zero, which is black all the same
            pixels = 1 / (1 + np.exp(-(rows @ kernel + bias)))
        return {"reconstruction": pixels.reshape(-1, SIDE, SIDE)}
