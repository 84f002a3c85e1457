"""Pictures as floats and as bytes."""

import numpy as np

from ae_core.pictures import from_uint8, to_uint8


def test_every_grey_comes_back():
    greys = np.arange(256, dtype=np.uint8).reshape(16, 16)
    pictures = from_uint8(greys)
    assert (pictures.dtype, pictures.min(), pictures.max()) == (np.float32, 0, 1)
    np.testing.assert_array_equal(to_uint8(pictures), greys, strict=True)


def test_a_float_becomes_the_nearest_grey():
    np.testing.assert_array_equal(
        to_uint8(np.array([0.4, 0.6, 254.4, 254.6]) / 255), [0, 1, 254, 255]
    )
