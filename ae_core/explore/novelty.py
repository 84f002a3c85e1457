"""How strange a picture is to a network: how badly it copies it, beside how it copies digits.

What a network never met it cannot copy, so its error tells the strange from the familiar. How
large the error is on a digit was measured on the test digits (`python -m benchmarks.novelty`)
and is kept in `novelty.json` beside the weights, for each model 201 quantiles. Here they are
only read and used.

The error is the plain MSE, as on the stage. Divided by the ink it tells less well in every model;
1 - SSIM tells a little better in our own networks with a code, and much worse in all others. The
table that the command prints shows it.
"""

import functools
import math
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from ae_core.artifacts import ArtifactError, read_json, stamp
from ae_core.models import store

STRANGE = 0.95  # stranger than this share of the digits: so we call strange
QUANTILES = np.linspace(0, 1, 201)


class NoveltyError(ArtifactError):
    """Figures of novelty that cannot be used; see `ArtifactError`."""

    def __init__(self, path: Path, why: str):
        super().__init__(path, why, "python -m benchmarks.novelty")


@dataclass(frozen=True, eq=False)
class Novelty:
    """What is known of one model.

    Attributes:
        errors: float64 (201,), the MSE of the model's copies of clean test digits at `QUANTILES`.
        digits: how many digits that is of.
        finds: which share of drawings that are no digits is stranger than `STRANGE` of the digits.
        drawings: how many drawings that is of.
        by_ink: which share of them has more ink than `STRANGE` of the digits: what one would find
            without any model.
        best: the key of the model that finds most, and `best_finds` what it finds.
    """

    errors: np.ndarray
    digits: int
    finds: float
    drawings: int
    by_ink: float
    best: str
    best_finds: float

    def share(self, error: float) -> float:
        """Which share of the digits has a smaller error: from 0 to 1."""
        return float(np.interp(error, self.errors, QUANTILES))

    def error(self, share: float) -> float:
        """The error that this share of the digits, from 0 to 1, stays below."""
        return float(np.interp(share, QUANTILES, self.errors))

    def counts(self, edges: np.ndarray) -> np.ndarray:
        """Which share of the digits lies between each two of the rising errors `edges`."""
        return np.diff(np.interp(edges, self.errors, QUANTILES))


def path_of(folder: Path | None = None) -> Path:
    """The file in a folder of weights, their usual one if None."""
    return (folder or store.folder()) / "novelty.json"


def load(key: str, sha256: str, folder: Path | None = None) -> Novelty:
    """What is known of a model. It is kept in memory, and read anew when the file has changed.

    Args:
        key: of a model.
        sha256: of its weights, as its card states it.
        folder: that of the weights; their usual one if None.

    Raises:
        NoveltyError: if the file is missing or damaged, or knows nothing of such weights.
    """
    path = path_of(folder)
    known = _read(path, stamp(path)).get(key)
    if known is None:
        raise NoveltyError(path, f"knows nothing of {key}")
    if known[0] != sha256:
        raise NoveltyError(path, f"was made for other weights of {key}")
    return known[1]


@functools.lru_cache(maxsize=4)
def _read(path: Path, _stamp: tuple[int, ...] | None) -> dict[str, tuple[str, Novelty]]:
    """By key, the checksum of the weights and what is known of the model."""
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
    # a median of 0 would leave nothing to compare with; NaN is inside no range
    if not (rising and errors[0] >= 0 and np.median(errors) > 0 and errors[-1] < math.inf):
        raise ValueError(f"Expected {len(QUANTILES)} rising errors; received {row['errors']!r:.80}")
    errors.flags.writeable = False
    return Novelty(errors=errors, finds=_share(row["finds"]), **shared)


def _share(value: float) -> float:
    if not 0 <= value <= 1:
        raise ValueError(f"Expected a share from 0 to 1; received {value!r}")
    return float(value)
