"""TensorFlow and Keras, imported once, by whichever thread comes first.

Python lets two threads import different parts of a package at the same time, and TensorFlow's
parts import one another in circles: the second thread can then meet half a module and fail. So
what may run in a thread of a server imports them through here.
"""

import logging
import threading

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
