"""Size and position of a digit in its picture, as in MNIST.

The ink, pen width included, fills a box of 20 pixels with its aspect ratio kept. Its centre of mass
lies on pixel (14, 14), half a pixel right of and below the middle, but no ink leaves the picture: a
very lopsided drawing is centred as far as the edge allows.
"""

import numpy as np

from ae_core.pictures import SIDE

BOX = 20.0  # the longer side of the ink, pen width included
CENTRE = 14.5  # pixel (14, 14) seen from the picture's corner: pixel i covers [i, i + 1]


def mass_centre(ink: np.ndarray) -> np.ndarray:
    """(x, y) of the centre of mass, from the picture's corner."""
    mass = ink.sum(dtype=np.float64)
    x = ink.sum(axis=0) @ (np.arange(ink.shape[1]) + 0.5)
    y = ink.sum(axis=1) @ (np.arange(ink.shape[0]) + 0.5)
    return np.array([x / mass, y / mass])


def place_box(lopsided: np.ndarray, half: np.ndarray) -> np.ndarray:
    """Choose the middle of the ink's box so that the mass is centred and the box in the picture.

    Args:
        lopsided: (x, y) from the middle of the box to the centre of mass, in pixels.
        half: half of the box's (width, height), in pixels.

    Returns:
        (x, y) of the box's middle, in pixels from the picture's corner.
    """
    return np.clip(CENTRE - lopsided, half, SIDE - half)
