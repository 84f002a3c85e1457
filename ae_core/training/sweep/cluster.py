"""The runs of a sweep on a Ray cluster: the same events as of `crew`, from many machines.

Keras 3's `fit` does not run under TensorFlow's own strategy for many machines (keras #20585), and
a sweep needs none: its runs know nothing of each other. Ray is imported when it is asked for.
"""

import logging
import os
import platform
from collections.abc import Generator, Sequence
from typing import TYPE_CHECKING

from ae_core.data import datasets

from . import grid, processes, train_run

if TYPE_CHECKING:
    from ray import ObjectRef
    from ray.util.queue import Queue

_PATIENCE = 0.2  # seconds between two looks at what has arrived


def on_ray(
    runs: Sequence[grid.Run], train: datasets.Digits, test: datasets.Digits, address: str
) -> Generator[processes.Event, None, None]:
    """Do runs on a Ray cluster, each on one processor of whatever machine has one free.

    The machines need this package, not the digits: those travel by way of Ray's object store. A
    run whose worker or whose machine dies is done again elsewhere. When this process ends, Ray
    ends what is under way.

    Args:
        runs: what to do.
        train: the digits that nets learn from.
        test: those they are scored on.
        address: of the cluster, as `ray.init` takes it: "auto", "host:6379", or "local" for one
            that is started on this machine and ends with the sweep.

    Raises:
        ImportError: if Ray is not installed.
        ConnectionError: if there is no cluster.
    """
    os.environ.setdefault("RAY_USAGE_STATS_ENABLED", "0")  # Ray reports to its makers unless told
    import ray
    from ray.util.queue import Queue
    from ray.util.scheduling_strategies import NodeAffinitySchedulingStrategy

    ray.init(address, include_dashboard=False, log_to_driver=False, logging_level=logging.ERROR)
    try:
        # with the driver: a queue on a machine that dies would take the news with it
        here = NodeAffinitySchedulingStrategy(ray.get_runtime_context().get_node_id(), soft=False)
        news = Queue(actor_options={"num_cpus": 0, "scheduling_strategy": here})
        digits = ray.put((train, test))
        do = ray.remote(num_cpus=1, max_retries=processes.ATTEMPTS - 1)(_do)
        under_way = {do.remote(run, digits, news): run for run in runs}
        begun: set[grid.Run] = set()
        while under_way:
            ready, _ = ray.wait(list(under_way), timeout=_PATIENCE)
            for event in _arrived(news):
                if event.kind == "begun":
                    if event.run in begun:
                        yield processes.Event(event.run, "lost")
                    begun.add(event.run)
                yield event
            for task in ready:
                yield _ended(task, under_way.pop(task))
    finally:
        ray.shutdown()


def _arrived(news: "Queue") -> list[processes.Event]:
    return news.get_nowait_batch(news.qsize())


def _ended(task: "ObjectRef", run: grid.Run) -> processes.Event:
    """How a run ended whose task is over."""
    import ray

    try:
        return ray.get(task)
    except ray.exceptions.RayTaskError as error:  # this package is not on that machine, say
        return processes.Event(run, "failed", why=str(error).strip().splitlines()[-1])
    except ray.exceptions.RayError as error:
        return processes.Event(
            run, "failed", why=f"its worker died every time: {type(error).__name__}"
        )


def _do(
    run: grid.Run, digits: tuple[datasets.Digits, datasets.Digits], news: "Queue"
) -> processes.Event:
    """What a worker does, somewhere."""
    import ray

    train_run.one_thread()
    where = (
        f"{platform.node()} {ray.get_runtime_context().get_node_id()[:6]}, process {os.getpid()}"
    )
    news.put(processes.Event(run, "begun", where=where))
    return processes.attempt(run, *digits, news.put)
