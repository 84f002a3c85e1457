"""The runs of a sweep on a Ray cluster: the same events as `processes.local`, from many machines.

Keras 3's `fit` does not run under TensorFlow's own strategy for many machines (keras #20585), and
a sweep needs none, since its runs are independent. Ray is imported only when it is used.
"""

import logging
import os
import platform
import traceback
from collections.abc import Generator, Sequence
from typing import TYPE_CHECKING

from ae_core import ONE_THREAD
from ae_core.data import datasets

from . import grid, processes, train_run

if TYPE_CHECKING:
    from ray import ObjectRef
    from ray.util.queue import Queue

_PATIENCE = 0.2  # seconds between two looks at the events that have arrived


def on_ray(
    runs: Sequence[grid.Run], train: datasets.Digits, test: datasets.Digits, address: str
) -> Generator[processes.Event, None, None]:
    """Do runs on a Ray cluster, each on one free processor of any machine.

    The machines need this package, not the digits, which Ray's object store carries there. A run
    whose worker or machine dies is done again elsewhere. When this process ends, Ray ends the
    runs under way.

    Args:
        runs: the runs.
        train: the digits that nets learn from.
        test: the digits that they are scored on.
        address: of the cluster, as `ray.init` takes it: "auto", "host:6379", or "local" for one
            that is started on this machine and ends with the sweep.

    Raises:
        ImportError: if Ray is not installed.
        ConnectionError: if there is no cluster.
    """
    os.environ.setdefault("RAY_USAGE_STATS_ENABLED", "0")  # by default Ray reports its use
    import ray
    from ray.util.queue import Queue
    from ray.util.scheduling_strategies import NodeAffinitySchedulingStrategy

    ray.init(address, include_dashboard=False, log_to_driver=False, logging_level=logging.ERROR)
    try:
        # beside the driver: a queue on a machine that dies would lose its events
        here = NodeAffinitySchedulingStrategy(ray.get_runtime_context().get_node_id(), soft=False)
        events = Queue(actor_options={"num_cpus": 0, "scheduling_strategy": here})
        digits = ray.put((train, test))
        remote_run = ray.remote(num_cpus=1, max_retries=processes.ATTEMPTS - 1)(_do_run)
        under_way = {remote_run.remote(run, digits, events): run for run in runs}
        begun: set[grid.Run] = set()
        while under_way:
            ready, _ = ray.wait(list(under_way), timeout=_PATIENCE)
            for event in events.get_nowait_batch(events.qsize()):
                if event.kind == "begun":
                    if event.run in begun:
                        yield processes.Event(event.run, "lost")
                    begun.add(event.run)
                yield event
            for task in ready:
                yield _last_event(task, under_way.pop(task))
    finally:
        ray.shutdown()


def _last_event(task: "ObjectRef", run: grid.Run) -> processes.Event:
    """The last event of a run whose task is over."""
    import ray

    try:
        return ray.get(task)
    except ray.exceptions.RayTaskError as error:  # for example without this package over there
        why = str(error).strip().splitlines()[-1]
        return processes.Event(run, "failed", why=why, details=str(error))
    except ray.exceptions.RayError as error:
        return processes.Event(
            run, "failed", why=f"its worker died every time: {type(error).__name__}"
        )


def _do_run(
    run: grid.Run, digits: tuple[datasets.Digits, datasets.Digits], events: "Queue"
) -> processes.Event:
    """Do a run, in a worker of the cluster. Returns its last event.

    A training that fails is not done again: it would fail again.
    """
    import ray

    os.environ.update(ONE_THREAD)  # before TensorFlow is imported
    node = ray.get_runtime_context().get_node_id()[:6]
    where = f"{platform.node()} {node}, process {os.getpid()}"
    events.put(processes.Event(run, "begun", where=where))

    def on_epoch(number: int, loss: float) -> None:
        """Report an epoch to the driver."""
        events.put(processes.Event(run, "epoch", epoch=number, loss=loss))

    try:
        return processes.Event(run, "done", result=train_run.train(run, *digits, on_epoch))
    except Exception as error:
        why, details = f"{type(error).__name__}: {error}", traceback.format_exc()
        return processes.Event(run, "failed", why=why, details=details)
