"""Whose turn it is, where only one can be served at a time: a queue with an end."""

import threading


class Turns:
    """A queue.

    Args:
        limit: how many may stand in it, the one who is served included.
    """

    def __init__(self, limit: int):
        self._limit = limit
        self._names: list[str] = []
        self._lock = threading.Lock()

    def enter(self, name: str) -> bool:
        """Stand at the end of the queue.

        Returns:
            False if there is no room.
        """
        with self._lock:
            if len(self._names) >= self._limit:
                return False
            self._names.append(name)
            return True

    def before(self, name: str) -> int:
        """How many stand before `name`: 0 when it is served."""
        with self._lock:
            return self._names.index(name)

    def leave(self, name: str) -> None:
        """Go, served or not."""
        with self._lock:
            self._names.remove(name)

    def __len__(self) -> int:
        return len(self._names)
