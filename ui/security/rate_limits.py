"""Token buckets: how much one address may ask for, in a burst and in the long run."""

import math
import time
from collections import OrderedDict
from collections.abc import Callable


class Buckets:
    """A bucket for each name. It holds `burst` tokens and is refilled with `rate` a second.

    Args:
        rate: tokens a second.
        burst: tokens of a full bucket.
        most: names that are remembered; the one unused for longest is forgotten first, and has a
            full bucket again.
        clock: seconds, from anywhere; never backwards.
    """

    def __init__(
        self,
        rate: float,
        burst: float,
        most: int = 10_000,
        clock: Callable[[], float] = time.monotonic,
    ):
        self._rate, self._burst, self._most, self._clock = rate, burst, most, clock
        self._levels: OrderedDict[str, tuple[float, float]] = OrderedDict()  # tokens, and when

    def take(self, name: str, tokens: float = 1) -> int:
        """Take tokens out of a bucket, or none if there are too few.

        Returns:
            0 if they were there; else after how many whole seconds they will be, at least 1.
        """
        now = self._clock()
        level, since = self._levels.pop(name, (self._burst, now))
        level = min(self._burst, level + (now - since) * self._rate)
        missing = tokens - level
        self._levels[name] = (level if missing > 0 else -missing, now)
        if len(self._levels) > self._most:
            self._levels.popitem(last=False)
        return math.ceil(missing / self._rate) if missing > 0 else 0

    def __len__(self) -> int:
        return len(self._levels)
