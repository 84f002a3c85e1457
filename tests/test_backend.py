"""TensorFlow is imported once, whichever thread comes first."""

import subprocess
import sys

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
