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


def ruled_sheet(gap: int, squared: bool) -> np.ndarray:
    """A ruled sheet on a darker table, 512 x 512; it has two thirds of the picture's breadth."""
    picture = np.full((512, 512), 70.0)
    sheet = picture[80:440, 90:430]
    sheet[:] = 230
    sheet[gap // 2 :: gap] = sheet[gap // 2 + 1 :: gap] = 185
    if squared:
        sheet[:, gap // 2 :: gap] = sheet[:, gap // 2 + 1 :: gap] = 185
    return picture + np.random.default_rng(7).normal(0, 3, picture.shape)


def as_picture(values: np.ndarray) -> np.ndarray:
    return values.clip(0, 255).astype(np.uint8)


@pytest.mark.parametrize("squared", [False, True])
@pytest.mark.parametrize("gap", [36, 60])
def test_an_empty_ruled_sheet_on_a_table_is_blank(gap, squared):
    """There is no pen that would be darker than the lines, and they do not span the picture."""
    assert not find_digits(as_picture(ruled_sheet(gap, squared))).boxes


@pytest.mark.parametrize("squared", [False, True])
def test_a_pencil_on_such_a_sheet_is_found(squared):
    """It has a third of the paper's lightness."""
    pencil = painted(STRAIGHT["7"], 512, 160.0, (180.0, 180.0), 10.0) / 255
    found = find_digits(as_picture(ruled_sheet(50, squared) * (1 - 0.33 * pencil)))
    assert len(found.boxes) == 1
    probabilities, _ = classifier.classify(found.image[None])
    assert probabilities[0].argmax() == 7


def test_an_empty_sheet_across_which_a_shadow_falls_is_blank():
    """What is left of the shadow's edge is fainter than a pencil."""
    y, x = np.mgrid[0:512, 0:512]
    shade = 1 - 0.45 / (1 + np.exp(-(x + 2 * y - 800) / 12))
    grain = np.random.default_rng(7).normal(0, 9, shade.shape)
    assert not find_digits(as_picture(230 * shade + grain)).boxes
