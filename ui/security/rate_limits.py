"""Token buckets: limit how much a sender uses, in a burst and on average."""

import math
import time
from collections import OrderedDict
from collections.abc import Callable


class Buckets:
    """A token bucket for each name. It is full at first.

    Args:
        rate: tokens that are added each second.
        burst: tokens of a full bucket.
        max_names: how many names are remembered. The name unused for longest is forgotten first;
            its bucket is full again.
        clock: seconds since any moment; never goes back.
    """

    def __init__(
        self,
        rate: float,
        burst: float,
        max_names: int = 10_000,
        clock: Callable[[], float] = time.monotonic,
    ):
        self._rate, self._burst, self._clock = rate, burst, clock
        self._max_names = max_names
        # name → (tokens, when they were counted)
        self._levels: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def take(self, name: str, tokens: float = 1) -> int:
        """Take tokens out of a bucket; if it holds too few, take none.

        Returns:
            0 if they were taken; otherwise how many whole seconds to wait for them, at least 1.
        """
        now = self._clock()
        level, since = self._levels.pop(name, (self._burst, now))
        level = min(self._burst, level + (now - since) * self._rate)
        missing = tokens - level
        self._levels[name] = (level if missing > 0 else -missing, now)
        if len(self._levels) > self._max_names:
            self._levels.popitem(last=False)
        return math.ceil(missing / self._rate) if missing > 0 else 0

    def __len__(self) -> int:
        return len(self._levels)
