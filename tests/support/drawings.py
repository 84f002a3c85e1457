"""Measuring and drawing digits, independently of `ae_core.data`."""

import numpy as np
from PIL import Image, ImageDraw


def difference(one, other):
    return float(np.abs(one - other).mean())


def mass_pixel(image):
    """(x, y) of the pixel on which the mass is centred, as MNIST counts it."""
    pixels = np.arange(28)
    return np.array([image.sum(0) @ pixels, image.sum(1) @ pixels]) / image.sum()


def reach(profile):
    """How far from the first ink to the last, in pixels; soft ends count in part."""
    forwards, backwards = np.maximum.accumulate(profile), np.maximum.accumulate(profile[::-1])
    return float(np.minimum(forwards, backwards[::-1]).sum())


def height(image):
    return reach(image.max(axis=1))


def breadth(image):
    return reach(image.max(axis=0))


def longer_side(image):
    return max(height(image), breadth(image))


def painted(strokes, side=280, size=200.0, at=(40.0, 40.0), pen=10.0):
    """An independent drawing of the strokes: white on black, uint8 (side, side)."""
    fine = 4
    sheet = Image.new("L", (side * fine, side * fine), 0)
    draw = ImageDraw.Draw(sheet)
    radius = pen * fine / 2
    for stroke in strokes:
        points = [((x * size + at[0]) * fine, (y * size + at[1]) * fine) for x, y in stroke]
        draw.line(points, fill=255, width=round(pen * fine), joint="curve")
        for x, y in points:
            draw.ellipse((x - radius, y - radius, x + radius, y + radius), fill=255)
    return np.asarray(sheet.reduce(fine))


def assert_contract(image):
    assert image.shape == (28, 28)
    assert image.dtype == np.float32
    assert image.min() >= 0
    assert image.max() <= 1  # NaN fails both
