"""A few lines of Python that use the LiteRT file of a model."""

from ae_core.models.spec import ModelSpec


def script(spec: ModelSpec) -> str:
    """The lines: they restore a stroke with `<key>.tflite`, without Keras or TensorFlow."""
    return f'''\
"""Restore a digit with {spec.key}.tflite. Needs: pip install ai-edge-litert numpy"""

import numpy as np
from ai_edge_litert.interpreter import Interpreter

net = Interpreter(__file__.rsplit("_", 1)[0] + ".tflite").get_signature_runner("reconstruct")
picture = np.zeros((1, 28, 28), np.float32)  # 1: ink. It takes one picture at a time
picture[0, 4:24, 13:15] = 1  # a one
restored, code = (net(picture=picture)[name] for name in ("reconstruction", "code"))
print("code of shape", code.shape[1:], "and restored:")
for row in restored[0]:
    print("".join(" .:*#"[round(4 * ink)] for ink in row))
'''
