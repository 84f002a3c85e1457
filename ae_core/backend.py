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

# The variables that keep a process to one core, if set before it imports TensorFlow.
ONE_THREAD = dict.fromkeys(
    ("TF_NUM_INTRAOP_THREADS", "TF_NUM_INTEROP_THREADS", "OMP_NUM_THREADS"), "1"
)

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
    """Compile a function of one float32 array, whose first axis may have any length.

    One graph does for all lengths, as fast as one made for each. To look for the graph that fits
    takes `tf.function` itself a fifth of a millisecond a call, in which no other thread can do
    anything: much, where eleven nets look at a digit.

    Args:
        way: made of TensorFlow's and Keras's operations, without Python's control flow. All
            arrays it is given have the same axes after the first.
    """
    import tensorflow as tf

    function = tf.function(way, autograph=False)
    graph = None

    def call(array: np.ndarray) -> Any:
        nonlocal graph
        if graph is None:  # of two threads that come first both make it, and either will do
            of = tf.TensorSpec((None, *array.shape[1:]), tf.float32)
            graph = function.get_concrete_function(of)
        return graph(tf.constant(array))

    return call
