"""Batches in chunks: nothing is lost, nothing is added, and few sizes are ever compiled."""

import numpy as np
import pytest

from ae_core import inference
from ui.chunks import CHUNK, through


@pytest.mark.parametrize("n", [1, 2, CHUNK - 1, CHUNK, CHUNK + 1, 3 * CHUNK + 7])
def test_every_row_comes_back_in_its_place(n):
    rows = np.random.default_rng(n).random((n, 4)).astype(np.float32)
    np.testing.assert_array_equal(through(lambda some: 2 * some, rows), 2 * rows)


def test_a_function_meets_two_sizes_only():
    met = set()

    def way(some):
        met.add(some.shape)
        return some

    for n in range(1, 3 * CHUNK):
        through(way, np.zeros((n, 2, 3), np.float32))
    assert met == {(1, 2, 3), (CHUNK, 2, 3)}


def test_what_fills_a_chunk_up_changes_nothing(stroke_pictures):
    five = stroke_pictures[:5]
    codes = through(lambda some: inference.encode("dense_16", some), five)
    np.testing.assert_allclose(codes, inference.encode("dense_16", five), atol=1e-5)
