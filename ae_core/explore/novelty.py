"""Novelty detection: how unlike digits a picture is, ranked among the test digits.

There are two measures. The better one comes from the classifier, which has also learnt what is no
digit: the logarithm of the odds that it gives to "no digit", whatever autoencoder is in use. The
other is the autoencoder's reconstruction error (MSE): it reconstructs badly what it was not trained
on.

`python -m benchmarks.novelty` measures both on the test digits, keeps them in
`weights/novelty.json` as 201 quantiles, and compares them with other measures. This module only
reads and uses them.
"""

import functools
import math
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from ae_core.artifacts import ArtifactError, read_json, stamp
from ae_core.models import presets, store

STRANGE = 0.95  # a picture is strange if it is more so than this share of the digits
QUANTILES = np.linspace(0, 1, 201)


class NoveltyError(ArtifactError):
    """Figures of novelty that cannot be used; see `ArtifactError`."""

    def __init__(self, path: Path, why: str):
        super().__init__(path, why, "python -m benchmarks.novelty")


@dataclass(frozen=True, eq=False)
class Ranks:
    """How a measure is distributed over digits.

    Attributes:
        values: float64 (201,), its quantiles (`QUANTILES`).
    """

    values: np.ndarray

    def share(self, value: float) -> float:
        """The share of digits, from 0 to 1, with a smaller value."""
        return float(np.interp(value, self.values, QUANTILES))

    def value(self, share: float) -> float:
        """The value below which this share of the digits, from 0 to 1, lies."""
        return float(np.interp(share, QUANTILES, self.values))

    def counts(self, edges: np.ndarray) -> np.ndarray:
        """The share of digits between each two neighbouring values of `edges`, which rise."""
        return np.diff(np.interp(edges, self.values, QUANTILES))


@dataclass(frozen=True)
class Novelty:
    """How digits rank by both measures, and how well each detects other drawings.

    Attributes:
        evidence: of the classifier; see `evidence`.
        errors: of the model, the MSE of its reconstructions.
        digits: how many clean test digits were measured.
        finds: the share of non-digits that the classifier detects: they rank above `STRANGE` of
            the digits.
        finds_by_error: the share that the model detects by its error.
        drawings: how many non-digits were measured.
        by_ink: the share of non-digits with more ink than `STRANGE` of the digits, which could be
            detected without any model.
        best: the key of the model that detects the most by its error.
        best_finds: `finds_by_error` of that model.
    """

    evidence: Ranks
    errors: Ranks
    digits: int
    finds: float
    finds_by_error: float
    drawings: int
    by_ink: float
    best: str
    best_finds: float


def evidence(no_digit: np.ndarray) -> np.ndarray:
    """The logarithm of the odds that a picture is no digit: it ranks where probabilities are 0.

    Args:
        no_digit: float32 (n,), probabilities as in `classifier.Reading`.

    Returns:
        float64 (n,), from -69 to 17.
    """
    limited = np.clip(no_digit.astype(np.float64), 1e-30, 1 - 6e-8)
    return np.log(limited / (1 - limited))


def ranks(values: np.ndarray) -> Ranks:
    """The `Ranks` of a measure whose values on digits, float (n,), are given."""
    return Ranks(np.quantile(values, QUANTILES))


def path_of(folder: Path | None = None) -> Path:
    """The file in the folder of all weights, `store.folder()` if None."""
    return (folder or store.folder()) / "novelty.json"


def load(key: str, sha256: str, classifier: str | None, folder: Path | None = None) -> Novelty:
    """Read the figures of a model. They are kept in memory, and read again when the file changes.

    Args:
        key: of a model.
        sha256: of its weights, as its card states it.
        classifier: SHA-256 of the classifier's weights; None: not checked.
        folder: that of all weights; `store.folder()` if None.

    Raises:
        NoveltyError: if the file is missing or damaged, or has no figures of these weights.
    """
    path = path_of(folder)
    known, judge = _read(path, stamp(path))
    if key not in known:
        raise NoveltyError(path, f"has no figures of {key}")
    weights, found = known[key]
    if weights != sha256:
        raise NoveltyError(path, f"was made for other weights of {key}")
    if classifier not in (judge, None):
        raise NoveltyError(path, f"was made for other weights of {presets.CLASSIFIER.key}")
    return found


@functools.lru_cache(maxsize=4)
def _read(path: Path, _stamp: tuple[int, ...] | None) -> tuple[dict[str, tuple[str, Novelty]], str]:
    """By key, the checksum of the weights and the figures; and the classifier's checksum."""
    return read_json(path, _parse, NoveltyError)


def _parse(content: Any) -> tuple[dict[str, tuple[str, Novelty]], str]:
    rows, judge = content["models"], content["classifier"]
    best = max(rows, key=lambda key: rows[key]["finds"])
    shared = {
        "evidence": Ranks(_rising(judge["evidence"])),
        "digits": int(content["digits"]),
        "finds": _share(judge["finds"]),
        "drawings": int(content["drawings"]),
        "by_ink": _share(content["by_ink"]),
        "best": best,
        "best_finds": _share(rows[best]["finds"]),
    }
    known = {key: (str(row["weights"]), _model(row, shared)) for key, row in rows.items()}
    return known, str(judge["weights"])


def _model(row: dict[str, Any], shared: dict[str, Any]) -> Novelty:
    errors = _rising(row["errors"])
    # errors are shown as multiples of the median
    if not (errors[0] >= 0 and np.median(errors) > 0):
        raise ValueError(f"Expected errors above 0; received {row['errors']!r:.80}")
    return Novelty(errors=Ranks(errors), finds_by_error=_share(row["finds"]), **shared)


def _rising(numbers: list[float]) -> np.ndarray:
    values = np.array(numbers, np.float64)
    # NaN passes no comparison
    rising = values.shape == QUANTILES.shape and (np.diff(values) >= 0).all()
    if not (rising and -math.inf < values[0] and values[-1] < math.inf):
        raise ValueError(f"Expected {len(QUANTILES)} rising numbers; received {numbers!r:.80}")
    values.flags.writeable = False
    return values


def _share(value: float) -> float:
    if not 0 <= value <= 1:
        raise ValueError(f"Expected a share from 0 to 1; received {value!r}")
    return float(value)
