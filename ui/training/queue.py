"""A first-in, first-out queue of bounded length, in which everyone can ask for their position."""

import itertools
import threading


class Queue:
    """The queue. Its first member is being served; the others wait.

    Safe to use from several threads.

    Args:
        limit: how many members it holds at most, the one being served included.
    """

    def __init__(self, limit: int):
        self._limit = limit
        self._numbers = itertools.count()
        self._tickets: list[int] = []
        self._lock = threading.Lock()

    def enter(self) -> int | None:
        """Join the queue at its end.

        Returns:
            A ticket, which no other member has; None if the queue is full.
        """
        with self._lock:
            if len(self._tickets) >= self._limit:
                return None
            self._tickets.append(ticket := next(self._numbers))
            return ticket

    def position(self, ticket: int) -> int:
        """How many members are before this one: 0 while it is being served."""
        with self._lock:
            return self._tickets.index(ticket)

    def leave(self, ticket: int) -> None:
        """Leave the queue, served or not."""
        with self._lock:
            self._tickets.remove(ticket)

    def __len__(self) -> int:
        return len(self._tickets)
