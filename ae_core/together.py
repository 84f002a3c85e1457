"""Calls that meet: those that come while one is under way are answered together by the next.

Nobody waits for company. Who comes to a function at rest calls it at once and alone; the more come
at a time, the more of them share a call, and the less each costs.
"""

import threading
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from typing import Any

_YOUR_TURN = object()


class Together:
    """A function of several things as one of a single thing, for many threads.

    Args:
        function: a list of things → as many answers. It is never called twice at a time.
        most: how many things it is given at most.
    """

    def __init__(self, function: Callable[[list[Any]], Sequence[Any]], most: int):
        self._function, self._most = function, most
        self._lock = threading.Lock()
        self._under_way = False
        self._waiting: list[tuple[Any, Future]] = []

    def __call__(self, asked: Any) -> Any:
        """What the function answers to `asked`; what it raises, all who shared the call raise."""
        mine: Future | None = None
        with self._lock:
            if self._under_way:
                mine = Future()
                self._waiting.append((asked, mine))
            self._under_way = True
        if mine and (answer := mine.result()) is not _YOUR_TURN:
            return answer
        return self._call(asked)

    def _call(self, asked: Any) -> Any:
        """Call for this thread and for those who wait, then give the turn to the next."""
        with self._lock:
            others = self._waiting[: self._most - 1]
            del self._waiting[: self._most - 1]
        try:
            answer, *answers = self._function([asked, *(thing for thing, _ in others)])
            for (_, other), its in zip(others, answers, strict=True):
                other.set_result(its)
            return answer
        except BaseException as error:
            for _, other in others:
                other.set_exception(error)
            raise
        finally:
            with self._lock:
                following = self._waiting.pop(0)[1] if self._waiting else None
                self._under_way = following is not None
            if following:
                following.set_result(_YOUR_TURN)
