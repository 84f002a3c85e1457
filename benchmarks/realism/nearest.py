"""How far a picture is from the nearest training digit, once both are slightly blurred."""

import numpy as np
from scipy.ndimage import gaussian_filter

BLUR = 1.0  # pixels; the same stroke half a pixel aside is then near
_BATCH = 250  # a batch's distances to 60,000 digits take 60 MB


class Nearest:
    """Training digits to look a picture's neighbour up in.

    Args:
        digits: float32 (n, 28, 28) in [0, 1].
    """

    def __init__(self, digits: np.ndarray):
        self._digits = _blurred(digits)
        self._squares = np.square(self._digits).sum(axis=1)

    def distances(self, pictures: np.ndarray) -> np.ndarray:
        """Return the Euclidean distance to the nearest digit: (n, 28, 28) → (n,), 0 to 28.

        One pixel that is wrong by 1 would be a distance of 1, if it were not for the blur.
        """
        found = []
        for part in np.split(pictures, range(_BATCH, len(pictures), _BATCH)):
            rows = _blurred(part)
            # |a - b|² = |a|² - 2 ab + |b|², so that one product of matrices does nearly all of it
            nearest = (self._squares - 2 * rows @ self._digits.T).argmin(axis=1)
            # the difference itself: of nearly equal pictures the sum above is mostly rounding
            found.append(np.linalg.norm(rows - self._digits[nearest], axis=1))
        return np.concatenate(found)


def _blurred(pictures: np.ndarray) -> np.ndarray:
    """Blurred pictures as rows: (n, 28, 28) → float32 (n, 784)."""
    blurred = gaussian_filter(pictures, (0, BLUR, BLUR), mode="constant")
    return blurred.reshape(len(pictures), -1).astype(np.float32)
