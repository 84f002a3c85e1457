"""Pixels for the browser: base64 of plain bytes, which a canvas paints without decoding a file."""

import base64

import numpy as np


def encode(pixels: np.ndarray) -> str:
    """uint8 pixels of any shape → base64 text."""
    return base64.b64encode(np.ascontiguousarray(pixels, np.uint8).tobytes()).decode("ascii")


def encode_picture(picture: np.ndarray) -> str:
    """float32 (28, 28) in [0, 1] → base64 of 784 grey bytes."""
    return encode(np.round(picture * 255))


def encode_difference(restored: np.ndarray, picture: np.ndarray) -> str:
    """The signed difference of two pictures → base64 of 784 bytes, 128 + 127 × difference."""
    return encode(np.round(128 + 127 * (restored - picture)))
