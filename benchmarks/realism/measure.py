"""Pictures that a decoder makes up, measured in ways it was not trained to please.

Three kinds of code that no digit has: halfway between two digits' codes, a digit's code moved by a
random step, and zero.
"""

from collections.abc import Callable
from typing import Any

import numpy as np

from ae_core import metrics
from ae_core.data import datasets
from ae_core.evaluation import SEED, ArrayFunction, in_batches
from ae_core.inference import classifier
from benchmarks.restoration.scores import Classify, share_sure

from .combs import Combs
from .kid import kid
from .nearest import Nearest

PAIRS = 1_000
STEP = 0.5  # of the spread of each number of the code

Features = Callable[[np.ndarray], np.ndarray]  # float32 (n, 28, 28) in [0, 1] → (n, k)
Scores = dict[str, Any]


def random_pairs(count: int, seed: int, pairs: int = PAIRS) -> tuple[np.ndarray, np.ndarray]:
    """Draw pairs of two different ones of `count` digits: the indices of both."""
    rng = np.random.default_rng(seed)
    first = rng.integers(count, size=pairs)
    return first, (first + rng.integers(1, count, size=pairs)) % count


class Judge:
    """What pictures are measured by: training digits, test digits, and two independent networks.

    Args:
        train: float32 (n, 28, 28) in [0, 1], training digits.
        test: float32 (m, 28, 28) in [0, 1], test digits, more than `2 * pairs + 1`.
        features: of a network that is used for nothing else; see `features.load`.
        classify: the classifier.
        seed: of the pairs and the steps.
        pairs: how many.

    Attributes:
        first, second: the test digits of each pair, float32 (pairs, 28, 28).
        seed: as above.
    """

    def __init__(
        self,
        train: np.ndarray,
        test: np.ndarray,
        features: Features,
        classify: Classify,
        seed: int,
        pairs: int = PAIRS,
    ):
        first, second = random_pairs(len(test), seed, pairs)
        self.first, self.second, self.seed = test[first], test[second], seed
        self._nearest, self._combs, self._classify = Nearest(train), Combs(test), classify
        self._features = features
        others = np.delete(test, np.concatenate([first, second]), axis=0)
        self._digits = features(others)

    def score(self, pictures: np.ndarray, again: np.ndarray | None = None) -> Scores:
        """Score pictures.

        Args:
            pictures: float32 (n, 28, 28) in [0, 1].
            again: the same pictures encoded and decoded again.

        Returns:
            "distance", to the nearest training digit, the root mean square; "mean_distance", the
            mean; "combs", the share of them; "kid", × 1000, to the test digits that are in no pair,
            None for a single picture; "again", the mean squared error of `again`, None without;
            "sure", the share of which the classifier is sure.
        """
        distances = self._nearest.distances(pictures)
        return {
            "distance": float(np.sqrt(np.square(distances).mean())),
            "mean_distance": float(distances.mean()),
            "combs": float(self._combs.found(pictures).mean()),
            "kid": self._kid(pictures) if len(pictures) > 1 else None,
            "again": None if again is None else float(metrics.mse(pictures, again).mean()),
            "sure": share_sure(pictures, self._classify),
        }

    def _kid(self, pictures: np.ndarray) -> float:
        return float(1000 * kid(self._features(pictures), self._digits))


def measure(encode: ArrayFunction, decode: ArrayFunction, judge: Judge) -> dict[str, Scores]:
    """Measure a net.

    Args:
        encode: float32 (n, 28, 28) in [0, 1] → codes (n, k).
        decode: float32 (n, k) → float32 (n, 28, 28) in [0, 1].
        judge: what it is measured by.

    Returns:
        The scores, see `Judge.score`, of "reconstructed", the test digits of all pairs; "midpoints"
        of the pairs; "moved", the first digit of each pair with a random step; and "zero", the one
        picture of the code of zeros. Each has a "ratio" and a "mean_ratio" as well: its distances
        divided by those of the reconstructed digits.
    """

    def paint(codes: np.ndarray) -> np.ndarray:
        return in_batches(decode, codes.astype(np.float32))

    def codes_of(pictures: np.ndarray) -> np.ndarray:
        return in_batches(encode, pictures)

    first, second = codes_of(judge.first), codes_of(judge.second)
    both = np.concatenate([first, second])
    steps = np.random.default_rng(judge.seed).standard_normal(first.shape) * both.std(axis=0)
    made = {
        "reconstructed": paint(both),
        "midpoints": paint((first + second) / 2),
        "moved": paint(first + STEP * steps),
        "zero": paint(np.zeros_like(first[:1])),
    }
    table = {
        name: judge.score(pictures, paint(codes_of(pictures))) for name, pictures in made.items()
    }
    return _with_ratios(table, "reconstructed")


def baselines(judge: Judge) -> dict[str, Scores]:
    """Measure what takes no net.

    Returns:
        The scores of "test digits", those of the pairs themselves, and of "cross-fade", the mean of
        the pixels of each pair; the ratios are to the former.
    """
    table = {
        "test digits": judge.score(np.concatenate([judge.first, judge.second])),
        "cross-fade": judge.score((judge.first + judge.second) / 2),
    }
    return _with_ratios(table, "test digits")


def _with_ratios(table: dict[str, Scores], base: str) -> dict[str, Scores]:
    """The scores of pictures, with their distances divided by those of the pictures `base`."""
    own = table[base]
    return {
        name: {
            **scores,
            "ratio": scores["distance"] / own["distance"],
            "mean_ratio": scores["mean_distance"] / own["mean_distance"],
        }
        for name, scores in table.items()
    }


def load_judge(seed: int = SEED) -> Judge:
    """Return the judge of MNIST. Takes TensorFlow, and a minute the first time.

    Args:
        seed: of the pairs and the steps.

    Raises:
        DataError: if MNIST is not on this machine.
    """
    from . import features  # TensorFlow: all else does without

    train, test = datasets.load("mnist", "train"), datasets.load("mnist", "test")
    network = features.load(train)
    return Judge(train.pictures, test.pictures, network, classifier.classify, seed)
