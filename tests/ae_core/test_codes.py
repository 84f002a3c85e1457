"""Codes of which only the first numbers are used."""

import numpy as np
import pytest

from ae_core.codes import first_numbers


def test_the_others_are_zero_and_the_codes_are_left_alone():
    codes = np.arange(1, 13, dtype=np.float32).reshape(3, 4)
    for count in range(5):
        short = first_numbers(codes, count)
        np.testing.assert_array_equal(short[:, :count], codes[:, :count])
        assert not short[:, count:].any()
    assert codes.all()


def test_without_a_count_all_are_used_of_codes_of_any_shape():
    for shape in ((3, 4), (3, 4, 4, 8)):
        codes = np.ones(shape, np.float32)
        assert first_numbers(codes, None) is codes


@pytest.mark.parametrize(("shape", "count"), [((3, 4), 5), ((3, 4), -1), ((3, 4, 4, 8), 2)])
def test_other_counts_and_codes_without_order_are_refused(shape, count):
    with pytest.raises(ValueError, match="Expected flat codes and a count of their numbers"):
        first_numbers(np.zeros(shape, np.float32), count)
