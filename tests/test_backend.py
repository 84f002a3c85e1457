"""TensorFlow is imported once, whichever thread comes first, and a function compiled once."""

import subprocess
import sys

import numpy as np

from ae_core import backend

RACE = """
import threading
import numpy as np
from ae_core import inference

failures = []
def visitor(key):
    try:
        inference.reconstruct(key, np.zeros((1, 28, 28), np.float32))
    except BaseException as error:
        failures.append(f"{key}: {error}")

keys = ["dense_16", "dense_32", "conv_4x4x8", "dense_16"]
threads = [threading.Thread(target=visitor, args=[key]) for key in keys]
[t.start() for t in threads]
[t.join() for t in threads]
print(failures)
"""


def test_the_first_visitors_may_come_all_at_once():
    done = subprocess.run([sys.executable, "-c", RACE], capture_output=True, text=True)
    assert done.stdout.strip() == "[]", done.stdout + done.stderr


def test_a_function_is_compiled_once_for_all_lengths():
    traced = []

    def twice(array):
        traced.append(tuple(array.shape))
        return 2 * array

    call = backend.compiled(twice)
    assert not traced
    for n in (1, 2, 1, 700, 1):
        array = np.full((n, 3), n, np.float32)
        np.testing.assert_array_equal(call(array).numpy(), 2 * array)
    assert traced == [(None, 3)]
