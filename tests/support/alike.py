"""Compare two answers to the same request."""

import base64

import numpy as np
import pytest


def assert_alike(one, other) -> None:
    """Assert that numbers agree within 2e-3, pictures within one grey of 255, the rest exactly.

    A picture is the base64 of its grey bytes. A net may differ in its last bits from run to run.
    """
    if isinstance(one, dict) and isinstance(other, dict):
        assert one.keys() == other.keys()
        for key in one:
            assert_alike(one[key], other[key])
    elif isinstance(one, list) and isinstance(other, list):
        for pair in zip(one, other, strict=True):
            assert_alike(*pair)
    elif isinstance(one, str) and one != other:
        bytes_ = [
            np.frombuffer(base64.b64decode(text, validate=True), np.uint8) for text in (one, other)
        ]
        np.testing.assert_allclose(*(b.astype(int) for b in bytes_), atol=1)
    elif isinstance(one, float):
        assert one == pytest.approx(other, abs=2e-3)
    else:
        assert one == other
