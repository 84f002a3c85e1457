"""What can be seen of a net that is learning: of each moment, which of a few sentences is true.

Nothing is said because it is the third epoch: every sentence follows from the visitor's own
digit, as the net paints it at that moment.
"""

from collections.abc import Sequence

import numpy as np

STAGES = (
    *("grey", "black", "shade", "average", "ahead", "blur", "read", "digit"),
    *("done", "clean", "misread", "worse"),
)

_FLAT = 0.3  # a picture whose pixels are no further apart than this shows nothing,
_DARK = 0.2  # and is black if its mean is below this
_SAME = 0.9  # correlation of two pictures that are all but the same
_LIKE = 0.7  # of two that resemble each other
_NEAR_DB = 1.0  # so close to the end, in dB, hardly anything is seen to change


def stages(
    painted: np.ndarray,
    of_ten: np.ndarray,
    clean: np.ndarray,
    psnr: Sequence[float],
    noisy_psnr: float,
    right: Sequence[bool] | None,
) -> list[str]:
    """Say of each moment what is to be seen.

    Args:
        painted: float32 (moments, 28, 28), what the net makes of the visitor's noisy digit.
        of_ten: float32 (moments, 10, 28, 28), what it makes of ten different digits.
        clean: float32 (28, 28), the digit without the noise.
        psnr: of each of `painted` against `clean`, in dB.
        noisy_psnr: the same of what the net was given; infinite where there is no noise.
        right: whether a reader sees in `painted` the digit that it sees in `clean`; None where
            that cannot be said.

    Returns:
        For each moment one of `STAGES`.
        "grey", "black": nearly the same everywhere;
        "shade": something, but the same whatever digit it is given, and itself no digit;
        "average": the same whatever it is given: the average of all digits;
        "ahead": nearer to the digit than at the end, as happens where noise is learnt, too;
        "blur": something of what it is given, in which a reader does not see this digit;
        "read": a reader sees it, and it is still getting clearer;
        "digit": it is as clear as it will be.
        Of the last moment, unless it is one of the first four:
        "worse": farther from the clean digit than what it was given;
        "misread": nearer, but a reader does not see this digit;
        "clean": it was given a clean digit, and a reader sees it;
        "done": nearer, and a reader sees it.
    """
    seen = right if right is not None else [None] * len(painted)
    average = of_ten[-1].mean(axis=0)  # at the end it paints them as they are
    names = [
        _stage(picture, ten, average, clean, psnr[-1] - db, reads)
        for picture, ten, db, reads in zip(painted, of_ten, psnr, seen, strict=True)
    ]
    if names[-1] not in ("grey", "black", "shade", "average"):
        names[-1] = _end(psnr[-1], noisy_psnr, seen[-1])
    return names


def _stage(
    picture: np.ndarray,
    ten: np.ndarray,
    average: np.ndarray,
    clean: np.ndarray,
    to_go: float,
    reads: bool | None,
) -> str:
    if np.ptp(picture) < _FLAT:
        return "black" if picture.mean() < _DARK else "grey"
    common = ten.mean(axis=0)
    same = min(_alike(picture, common), np.mean([_alike(other, common) for other in ten]))
    if same >= _SAME and same > _alike(picture, clean):
        return "average" if _alike(common, average) >= _LIKE else "shade"
    if to_go < -_NEAR_DB:
        return "ahead"
    if reads is False or (reads is None and to_go > _NEAR_DB):
        return "blur"
    return "read" if to_go > _NEAR_DB else "digit"


def _end(psnr: float, noisy_psnr: float, reads: bool | None) -> str:
    if np.isfinite(noisy_psnr) and psnr <= noisy_psnr:
        return "worse"
    if reads is False:
        return "misread"
    return "done" if np.isfinite(noisy_psnr) else "clean"


def _alike(a: np.ndarray, b: np.ndarray) -> float:
    """Correlation of two pictures; 0 where one of them is all one grey."""
    a, b = a - a.mean(), b - b.mean()
    length = float(np.linalg.norm(a) * np.linalg.norm(b))
    return float((a * b).sum()) / length if length else 0.0
