"""Novelty detection: the error of a network on a picture, ranked among its errors on digits.

A network cannot reconstruct well what it was not trained on, so a large error marks a picture as
novel. The errors on the test digits are measured by `python -m benchmarks.novelty` and kept in
`weights/novelty.json`, 201 quantiles for each model. Here they are only read and used.

The error is the plain MSE, as on the stage. Divided by the ink it separates less well in every
model; 1 - SSIM separates a little better in our own networks with a code, and much worse in all
others. The table that the command prints has the figures.
"""

import functools
import math
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from ae_core.artifacts import ArtifactError, read_json, stamp
from ae_core.models import store

STRANGE = 0.95  # a picture is strange if its error is above that of this share of the digits
QUANTILES = np.linspace(0, 1, 201)


class NoveltyError(ArtifactError):
    """Figures of novelty that cannot be used; see `ArtifactError`."""

    def __init__(self, path: Path, why: str):
        super().__init__(path, why, "python -m benchmarks.novelty")


@dataclass(frozen=True, eq=False)
class Novelty:
    """The errors of one model on digits, and how well they detect other drawings.

    Attributes:
        errors: float64 (201,), quantiles (`QUANTILES`) of the MSE on clean test digits.
        digits: how many digits were measured.
        finds: the share of non-digits whose error is above that of `STRANGE` of the digits.
        drawings: how many non-digits were measured.
        by_ink: the share of non-digits with more ink than `STRANGE` of the digits: they could be
            detected without any model.
        best: the key of the model that detects the most.
        best_finds: `finds` of that model.
    """

    errors: np.ndarray
    digits: int
    finds: float
    drawings: int
    by_ink: float
    best: str
    best_finds: float

    def share(self, error: float) -> float:
        """The share of digits, from 0 to 1, with a smaller error."""
        return float(np.interp(error, self.errors, QUANTILES))

    def error(self, share: float) -> float:
        """The error below which this share of the digits, from 0 to 1, lies."""
        return float(np.interp(share, QUANTILES, self.errors))

    def counts(self, edges: np.ndarray) -> np.ndarray:
        """The shares of digits between neighbouring errors of `edges`, which rise."""
        return np.diff(np.interp(edges, self.errors, QUANTILES))


def path_of(folder: Path | None = None) -> Path:
    """The file in the folder of all weights, `store.folder()` if None."""
    return (folder or store.folder()) / "novelty.json"


def load(key: str, sha256: str, folder: Path | None = None) -> Novelty:
    """Read the figures of a model. They are kept in memory, and read again when the file changes.

    Args:
        key: of a model.
        sha256: of its weights, as its card states it.
        folder: that of all weights; `store.folder()` if None.

    Raises:
        NoveltyError: if the file is missing or damaged, or has no figures of these weights.
    """
    path = path_of(folder)
    known = _read(path, stamp(path)).get(key)
    if known is None:
        raise NoveltyError(path, f"has no figures of {key}")
    if known[0] != sha256:
        raise NoveltyError(path, f"was made for other weights of {key}")
    return known[1]


@functools.lru_cache(maxsize=4)
def _read(path: Path, _stamp: tuple[int, ...] | None) -> dict[str, tuple[str, Novelty]]:
    """By key, the checksum of the weights and the figures of the model."""
    return read_json(path, _parse, NoveltyError)


def _parse(content: Any) -> dict[str, tuple[str, Novelty]]:
    rows = content["models"]
    best = max(rows, key=lambda key: rows[key]["finds"])
    shared = {
        "digits": int(content["digits"]),
        "drawings": int(content["drawings"]),
        "by_ink": _share(content["by_ink"]),
        "best": best,
        "best_finds": _share(rows[best]["finds"]),
    }
    return {key: (str(row["weights"]), _model(row, shared)) for key, row in rows.items()}


def _model(row: dict[str, Any], shared: dict[str, Any]) -> Novelty:
    errors = np.array(row["errors"], np.float64)
    rising = errors.shape == QUANTILES.shape and (np.diff(errors) >= 0).all()
    # errors are shown as multiples of the median; NaN passes no comparison
    if not (rising and errors[0] >= 0 and np.median(errors) > 0 and errors[-1] < math.inf):
        raise ValueError(f"Expected {len(QUANTILES)} rising errors; received {row['errors']!r:.80}")
    errors.flags.writeable = False
    return Novelty(errors=errors, finds=_share(row["finds"]), **shared)


def _share(value: float) -> float:
    if not 0 <= value <= 1:
        raise ValueError(f"Expected a share from 0 to 1; received {value!r}")
    return float(value)
