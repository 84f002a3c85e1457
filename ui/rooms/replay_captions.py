"""Captions of a training: which of a few sentences is true of each recorded moment.

A sentence depends on the pictures at that moment, not on the epoch's number.
"""

from collections.abc import Sequence

import numpy as np

STAGES = (
    *("grey", "black", "shade", "average", "ahead", "blur", "read", "digit"),
    *("done", "clean", "misread", "worse"),
)

_FLAT = 0.3  # a picture whose pixels range over less than this shows nothing;
_DARK = 0.2  # it is black if its mean is below this, else grey
_SAME = 0.9  # correlation of two nearly identical pictures
_LIKE = 0.7  # correlation of two similar pictures
_NEAR_DB = 1.0  # a PSNR this close to the final one, in dB: hardly any change can be seen


def stages(
    film: np.ndarray,
    of_ten: np.ndarray,
    clean: np.ndarray,
    psnr: Sequence[float],
    noisy_psnr: float,
    right: Sequence[bool] | None,
) -> list[str]:
    """Choose the caption of each moment.

    Args:
        film: float32 (n, 28, 28) in [0, 1], the restored digit at each of n moments.
        of_ten: float32 (n, 10, 28, 28) in [0, 1], ten other digits restored at each moment.
        clean: float32 (28, 28) in [0, 1], the digit without noise.
        psnr: n values, of each picture of `film` against `clean`, in dB.
        noisy_psnr: of the network's input against `clean`; infinite without noise.
        right: n values, whether the classifier reads the picture as it reads `clean`; None if
            unknown.

    Returns:
        One of `STAGES` for each moment.
        "grey", "black": an almost uniform picture;
        "shade": the same picture for every digit, not resembling a digit;
        "average": the same picture for every digit, the average of all digits;
        "ahead": closer to the clean digit than at the end, as when the noise is learnt later;
        "blur": depends on the digit, but is not read as it;
        "read": is read as the digit, and still getting clearer;
        "digit": is as clear as it will be.
        At the last moment, unless that is one of the first four:
        "worse": farther from the clean digit than the input was;
        "misread": closer, but not read as the digit;
        "clean": the input was clean, and the picture is read as the digit;
        "done": closer, and read as the digit.
    """
    is_right = [None] * len(film) if right is None else right
    average = of_ten[-1].mean(axis=0)  # the trained network restores the ten as they are
    names = [
        _stage(picture, ten, average, clean, psnr[-1] - db, reads)
        for picture, ten, db, reads in zip(film, of_ten, psnr, is_right, strict=True)
    ]
    if names[-1] not in ("grey", "black", "shade", "average"):
        names[-1] = _last_stage(psnr[-1], noisy_psnr, is_right[-1])
    return names


def _stage(
    picture: np.ndarray,
    ten: np.ndarray,
    average: np.ndarray,
    clean: np.ndarray,
    missing_db: float,
    reads: bool | None,
) -> str:
    if np.ptp(picture) < _FLAT:
        return "black" if picture.mean() < _DARK else "grey"
    common = ten.mean(axis=0)
    of_others = float(np.mean([_correlation(other, common) for other in ten]))
    same = min(_correlation(picture, common), of_others)
    if same >= _SAME and same > _correlation(picture, clean):
        return "average" if _correlation(common, average) >= _LIKE else "shade"
    if missing_db < -_NEAR_DB:
        return "ahead"
    if reads is False or (reads is None and missing_db > _NEAR_DB):
        return "blur"
    return "read" if missing_db > _NEAR_DB else "digit"


def _last_stage(psnr: float, noisy_psnr: float, reads: bool | None) -> str:
    if np.isfinite(noisy_psnr) and psnr <= noisy_psnr:
        return "worse"
    if reads is False:
        return "misread"
    return "done" if np.isfinite(noisy_psnr) else "clean"


def _correlation(a: np.ndarray, b: np.ndarray) -> float:
    """Pearson correlation of two pictures, -1 to 1; 0 if one of them is uniform."""
    a, b = a - a.mean(), b - b.mean()
    length = float(np.linalg.norm(a) * np.linalg.norm(b))
    return float((a * b).sum()) / length if length else 0.0
