"""A worker process that is started before it is needed: it imports TensorFlow for seconds."""

import threading

from ae_core.training import worker


class ReadyWorker:
    """At most one worker process that waits for something to train."""

    def __init__(self) -> None:
        self._job: worker.Job | None = None
        self._closed = False
        self._lock = threading.Lock()

    def prepare(self) -> None:
        """Start a process, unless one waits already.

        A process that failed is not replaced: the next one would fail as well, again and again.
        """
        with self._lock:
            usable = self._job and (self._job.alive() or self._job.failed())
            if not self._closed and not usable:
                self._job = worker.Job()

    def take(self) -> worker.Job:
        """Hand over the process that waits, or a new one. The caller has to kill it."""
        with self._lock:
            job = self._job
            self._job = None
        return job if job and job.alive() else worker.Job()

    def close(self) -> None:
        """Kill the process that waits; `prepare` starts no more."""
        with self._lock:
            self._closed = True
            if self._job:
                self._job.kill()
