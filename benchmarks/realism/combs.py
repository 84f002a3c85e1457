"""Combs: one-pixel stripes and checkerboards, which a decoder paints and no pen does.

A decoder that grows a picture by sub-pixel steps sets neighbouring pixels independently. Where
nothing holds it back, it paints every other pixel of a stroke.
"""

import numpy as np

RARE = 0.99  # share of the digits that have less of it than a comb

_STEPS = 4  # from pixel to pixel: up, down, up, down
_FAINT = 1e-3  # energy of edges of a picture that is as good as blank


def alternation(pictures: np.ndarray) -> np.ndarray:
    """Measure how much of the pictures alternates from pixel to pixel, along rows or columns.

    Where four steps in a row go up and down by turns, the least of them counts. A single line has
    only two such steps, however thin and crisp it is; a comb has two for each tooth, and a
    checkerboard has them along rows and along columns.

    Args:
        pictures: float32 (n, 28, 28) in [0, 1].

    Returns:
        (n,): the energy of what alternates, as a share of the energy of all steps.
    """
    along, edges = np.zeros((2, len(pictures)))
    for axis in (1, 2):
        steps = np.moveaxis(np.diff(pictures.astype(np.float64), axis=axis), axis, -1)
        edges += np.square(steps).sum(axis=(1, 2))
        last = steps.shape[-1] - _STEPS + 1
        runs = np.stack([(-1) ** i * steps[..., i : i + last] for i in range(_STEPS)])
        # all steps of a run now have one sign where they alternate
        least = np.maximum(runs.min(axis=0), 0) - np.minimum(runs.max(axis=0), 0)
        along += np.square(least).sum(axis=(1, 2))
    return along / np.maximum(edges, _FAINT)


class Combs:
    """Finds combs: pictures of which more alternates than of nearly all digits.

    Args:
        digits: float32 (n, 28, 28) in [0, 1]. A hundredth of them counts as combs, by definition.
    """

    def __init__(self, digits: np.ndarray):
        self.limit = float(np.quantile(alternation(digits), RARE))

    def found(self, pictures: np.ndarray) -> np.ndarray:
        """Return which pictures are combs: float32 (n, 28, 28) in [0, 1] → bool (n,)."""
        return alternation(pictures) > self.limit
