"""Ruling goes, and straight strokes of the pen that lie along it stay."""

import numpy as np
import pytest

from ae_core.data.photos import find_digits
from ae_core.inference import classifier
from tests.support.drawings import painted

STRAIGHT = {
    "1": [[(0.5, 0.0), (0.5, 1.0)]],
    "4": [[(0.3, 0.0), (0.15, 0.6), (0.85, 0.6)], [(0.65, 0.2), (0.65, 1.0)]],
    "7": [[(0.15, 0.0), (0.85, 0.0), (0.4, 1.0)]],
}


@pytest.mark.parametrize("pen", [8.0, 30.0])
@pytest.mark.parametrize("gap", [40, 60, 90])
@pytest.mark.parametrize("digit", STRAIGHT)
def test_a_straight_stroke_on_dark_squares_is_no_ruling(digit, gap, pen):
    """The lines have 59 % of the pen's contrast."""
    ink = painted(STRAIGHT[digit], 800, 240.0, (287.0, 287.0), pen) / 255
    squares = np.zeros_like(ink)
    for thick in (0, 1):
        squares[thick::gap] = squares[:, thick::gap] = 1
    paper = 235 + np.random.default_rng(7).normal(0, 4, ink.shape)
    picture = (paper - np.maximum(110 * squares, 185 * ink)).clip(0, 255).astype(np.uint8)
    found = find_digits(picture)
    probabilities, no_digit = classifier.classify(found.image[None])
    assert probabilities[0].argmax() == int(digit)
    assert probabilities.max() >= classifier.SURE
    assert no_digit[0] < classifier.DOUBT
