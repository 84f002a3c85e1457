"""TensorFlow and Keras: imported once, by whichever thread comes first, and functions compiled.

Python lets two threads import different parts of a package at the same time, and TensorFlow's
parts import one another in circles: the second thread can then meet half a module and fail. So
what may run in a thread of a server imports them through here.
"""

import logging
import threading
from collections.abc import Callable
from typing import Any

import numpy as np

_lock = threading.Lock()


def load() -> None:
    """Import TensorFlow and Keras, or wait for the thread that does.

    Raises:
        ImportError: or whatever else an installation that is not whole raises.
    """
    with _lock:
        import keras  # noqa: F401
        import tensorflow as tf

        # six models compiled one after the other look to it like one compiled six times
        tf.get_logger().setLevel(logging.ERROR)


def compiled(way: Callable[[Any], Any]) -> Callable[[np.ndarray], Any]:
    """Compile a function of one float32 array, once for each shape that it is given.

    To find the graph that fits takes `tf.function` itself a fifth of a millisecond a call, in
    which no other thread can do anything: much, where eleven nets look at a digit.

    Args:
        way: made of TensorFlow's and Keras's operations, without Python's control flow.
    """
    import tensorflow as tf

    function = tf.function(way, autograph=False)
    graphs: dict[tuple[int, ...], Callable[[Any], Any]] = {}

    def call(array: np.ndarray) -> Any:
        graph = graphs.get(array.shape)
        if graph is None:
            of = tf.TensorSpec(array.shape, tf.float32)
            graph = graphs[array.shape] = function.get_concrete_function(of)
        return graph(tf.constant(array))

    return call
