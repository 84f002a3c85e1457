"""Where a digit is put in its picture, whether it was drawn or photographed.

The ink, pen width included, fills a box of 20 pixels with its aspect kept, and its centre of mass
lies on pixel (14, 14), which is where MNIST puts it (half a pixel right of and below the middle).
Ink is never pushed off the picture for that: a very lopsided drawing is centred as far as the edge
allows.
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


def placed(lopsided: np.ndarray, half: np.ndarray) -> np.ndarray:
    """Where the box's middle goes so that its mass is centred and all of it is in the picture.

    Args:
        lopsided: (x, y) from the middle of the box to its centre of mass, in pixels.
        half: half the box's (width, height), in pixels.
    """
    return np.clip(CENTRE - lopsided, half, SIDE - half)
