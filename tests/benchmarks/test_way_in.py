"""The benchmark of the way in, on few photographs."""

import numpy as np
import pytest

from benchmarks.way_in import __main__ as way_in
from benchmarks.way_in import photographs


def test_the_same_seed_makes_the_same_photograph():
    one, again, other = (photographs.make(seed) for seed in (7, 7, 17))
    assert one.content == again.content != other.content
    assert one.digits == other.digits == (7,)


def test_photographs_are_read():
    results = [way_in.read(photographs.make(seed)) for seed in range(100, 120)]
    assert np.mean([result.right for result in results]) >= 0.9
    assert not any(result.right and (result.refused or result.wrong) for result in results)


@pytest.mark.parametrize(("digits", "found"), [(2, 2), (0, 0)])
def test_two_digits_and_none_are_told(digits, found):
    seeds = range(200, 212)
    told = [way_in.read(photographs.make(seed, digits)).found for seed in seeds]
    assert np.mean(np.array(told) == found) >= 0.8


def test_a_blank_file_counts_as_refused():
    result = way_in.read(photographs.make(300, 0)._replace(digits=(3,)))
    assert not result.right
